"""What one record says otherwise than another: as data that can be replayed, and word by word.

Works on values alone. A record is laid out flat: every fact of it has a path, and rows of a list
are known by what names them, not by their place. A difference is a path and the fact there before
and after; the differences from one record to another, replayed, make the other of the one.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

ORDER = "in order"
ABSENT = ...  # where there is no such fact; one that is there and not known is None
# The lists of a record, and what names a row of each.
_SECTIONS = {
    "readings": lambda row: f"{row['fact']} {row['value']}",
    "participants": lambda row: row["actor"]["slug"],
    "introduction": lambda row: "",
    "findings": lambda row: row["reference"],
    "recommendations": lambda row: row["reference"],
    "statements": lambda row: row["sha256"],
}


@dataclass(frozen=True)
class Difference:
    """One fact that differs: of the record itself when `section` is empty, else of a row of it.

    `before` or `after` is ABSENT where there is no such row.
    """

    section: str
    key: str
    field: str
    before: Any
    after: Any


def differences(before, after):
    """[Difference] from one record to another, in the order of a page."""
    old, new = _flat(before), _flat(after)
    return [
        Difference(*path, old.get(path, ABSENT), new.get(path, ABSENT))
        for path in dict.fromkeys([*new, *old])
        if old.get(path, ABSENT) != new.get(path, ABSENT)
    ]


def replayed(record, found):
    """The record with the differences put in: `replayed(a, differences(a, b))` is b."""
    flat = _flat(record) | {(each.section, each.key, each.field): each.after for each in found}
    made = {field: value for (section, _, field), value in flat.items() if not section}
    for section in _SECTIONS:
        order = flat[section, "", ORDER]
        rows = {key: {} for key in order}
        for (where, key, field), value in flat.items():
            if where == section and key in rows:
                rows[key][field] = value
        made[section] = [rows[key] for key in order]
    return made


def _flat(record):
    """{(section, key, field): value} of a whole record."""
    flat = {("", "", name): value for name, value in record.items() if name not in _SECTIONS}
    for section in _SECTIONS:
        rows = rows_of(record, section)
        flat[section, "", ORDER] = list(rows)
        flat |= {(section, key, field): v for key, row in rows.items() for field, v in row.items()}
    return flat


def rows_of(record, section):
    """{name: row} of one list of a record; a name that comes again is numbered."""
    met, named = Counter(), {}
    for row in record[section]:
        name = _SECTIONS[section](row)
        met[name] += 1
        named[name if met[name] == 1 and name else f"{name} #{met[name]}".strip()] = row
    return named


def word_changes(before, after):
    """[(what, words)] of two texts; what is equal, delete or insert."""
    one, other = before.split(), after.split()
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            yield what, " ".join(one[a:b])
            continue
        if a < b:
            yield "delete", " ".join(one[a:b])
        if c < d:
            yield "insert", " ".join(other[c:d])
