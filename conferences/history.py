"""What one edition says otherwise than the one before it, in words for readers."""

from itertools import groupby

from .differences import differences, rows_of, word_changes
from .text import counted

_SECTIONS = {
    "": "Facts",
    "readings": "Readings",
    "participants": "Participants",
    "introduction": "Introduction",
    "findings": "Findings",
    "recommendations": "Recommendations",
    "statements": "Statements",
}
_LABELS = {
    "code": "Code",
    "ordinal": "Number",
    "title": "Title",
    "official_name": "Official name",
    "slug": "Address",
    "place": "Place",
    "dates": "Dates",
    "venue": "Venue",
    "member_count": "Members",
    "observer_count": "Observers",
    "official_url": "Official page",
    "image": "Image",
    "actor": "Name",
    "listed_as": "Listed as",
    "capacity": "Capacity",
    "role": "Role",
    "representative": "Representative",
    "office": "Office",
    "in_words": "Value",
    "is_chosen": "Chosen",
    "confidence": "Confidence",
    "where": "Place in the source",
    "note": "Note",
    "source": "Source",
    "span": "Place in the statement",
    "text": "Words",
    "verb": "Verb",
    "label": "Letter",
    "reference": "Reference",
    "themes": "Themes",
    "addressees": "Addressees",
    "kind": "Kind",
    "language": "Language",
    "source_url": "Taken from",
    "retrieved_on": "Taken on",
    "sha256": "SHA-256",
}
# What another field tells already, in words.
_UNTOLD = {
    "starts_on", "ends_on", "city", "country", "schema", "anchor", "value", "fact", "fact_in_words",
}  # fmt: skip
_NAMES = {
    "readings": lambda row: row["fact_in_words"],
    "participants": lambda row: row["actor"]["name"],
    "introduction": lambda row: "Paragraph",
    "findings": lambda row: row["reference"],
    "recommendations": lambda row: row["reference"],
    "statements": lambda row: row["title"],
}
# Of a row that came or went, what it said.
_GIST = {"readings": "in_words", "participants": "role", "statements": "sha256"}


def told(before, after):
    """[(section, rows)] of what differs; a row is (name, what, [(label, words)]).

    `what` is came, went, changed or moved, and `words` are as `word_changes` has them.
    """
    found = [each for each in differences(before, after) if each.field not in _UNTOLD]
    found.sort(key=lambda each: [*_SECTIONS].index(each.section))  # else as they stand
    sections = []
    for section, group in groupby(found, key=lambda difference: difference.section):
        each = list(group)
        rows = _rows(section, each, before, after) if section else _facts(each)
        sections += [(_SECTIONS[section], rows)] * bool(rows)
    return sections


def summary(sections):
    """What differs, counted: «1 fact, 2 findings»."""
    nouns = {name: name.lower().removesuffix("s") for name in _SECTIONS.values()}
    nouns[_SECTIONS["introduction"]] = "paragraph"
    return ", ".join(counted(len(rows), nouns[name]) for name, rows in sections)


def _facts(found):
    return [(_LABELS[each.field], "changed", [_field("", each)]) for each in _in_order(found)]


def _in_order(found):
    return sorted(found, key=lambda each: [*_LABELS].index(each.field))


def _rows(section, found, before, after):
    """The rows of one section that differ, and their order where that does."""
    was, now = rows_of(before, section), rows_of(after, section)
    rows = []
    for key, each in groupby(found, key=lambda difference: difference.key):
        if not key:
            rows += _moved(list(was), list(now))
        elif key in was and key in now:
            fields = [_field(_LABELS[one.field], one) for one in _in_order(each)]
            rows.append((_NAMES[section](now[key]), "changed", fields))
        else:
            what = "came" if key in now else "went"
            rows.append(_whole(section, (now if key in now else was)[key], what))
    return rows


def _whole(section, row, what):
    """A row that came or went, with what it said."""
    words = [("insert" if what == "came" else "delete", str(row[_GIST.get(section, "text")]))]
    return _NAMES[section](row), what, [("", words)]


def _moved(was, now):
    """In which order those that stayed stand now, where it is another."""
    stayed = [key for key in now if key in was]
    if stayed == [key for key in was if key in now]:
        return []
    return [("Order", "moved", [("", [("equal", ", ".join(stayed))])])]


def _field(label, difference):
    before, after = (_in_words(value) for value in (difference.before, difference.after))
    return label, list(word_changes(before, after))


def _in_words(value):
    """A member of a record as a reader would say it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_in_words, value))
        case {"start": start, "end": end}:
            return f"characters {start} to {end}"
        case {"alt": alt, "credit": credit, "name": name}:
            return " ".join(filter(None, [alt, credit and f"({credit})", f"[{name}]"]))
        case {"title": name} | {"name": name}:
            return name
    return str(value)
