"""An answer in the forms that are taken away: CSV, JSON and spreadsheet.

`COLUMNS` declares each field once: its name, what it means, and how it is taken from a passage.
All three forms and the data dictionary are made from it. Works on values, never on a request.
"""

import csv
import datetime
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from math import ceil
from operator import itemgetter

from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .text import clean

PIECE = 200  # lines that are sent at a time
BYTES = 65_536

# What a spreadsheet takes for the beginning of a formula, in full width too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

# Excel calls a file damaged that has more of any of these on one sheet.
SHEET_ROWS = 1_048_575  # below the heading
SHEET_LINKS = 65_530
CELL_CHARACTERS = 32_767
CUT = " … cut, see the JSON form"


@dataclass(frozen=True)
class Answer:
    """What was asked, when, of which state of the record, and the passages that answer it.

    `address` is that of the page with the whole answer; `items` may be read only once.
    """

    noun: str
    question: str
    address: str
    query: str
    total: int
    as_of: datetime.datetime
    version: int
    digest: str
    items: Iterator

    @property
    def columns(self):
        return COLUMNS[self.noun]

    @property
    def rows(self):
        """The values of each passage in the order of the columns."""
        return ([column.take(item) for column in self.columns] for item in self.items)

    @property
    def mark(self):
        """One short text by which two people can tell whether they hold the same answer."""
        day = self.as_of.date()
        return f"{self.question} · {day} · version {self.version} · digest {self.digest[:12]}"

    def file_name(self, suffix):
        """Says what is inside, in ASCII: «5-recommendations-on-…_2026-11-24_v7_3fa9….csv»."""
        question = slugify(self.question)[:80].rstrip("-")
        day = self.as_of.date()
        return f"{question}_{day}_v{self.version}_{self.digest[:12]}.{suffix}"


@dataclass(frozen=True)
class Column:
    """A field of a passage: text, a number, a date, a list of texts, or None when not known."""

    name: str
    meaning: str
    take: Callable
    width: int = 16  # of the spreadsheet's column, in characters


def _of(name):
    return lambda item: item["of"][name]


def _day(name):
    return lambda item: item["of"][name] and datetime.date.fromisoformat(item["of"][name])


def _each(name, key):
    return lambda item: [one[key] for one in item[name]]


def _span(name):
    return lambda item: item["span"] and item["span"][name]


_REFERENCE = Column(
    "reference",
    "The passage’s name, given once and never to anything else.",
    itemgetter("reference"),
)
_OWN = {
    "finding": [
        Column(
            "verb",
            "The operative verb in its plain form: “urge” for “urged”. Ours, to find passages by.",
            itemgetter("verb"),
        ),
    ],
    "recommendation": [
        Column(
            "label",
            "The letter or number that the statement gives it.",
            itemgetter("label"),
            8,
        ),
        Column(
            "addressees",
            "Who is to act. Ours, to find passages by.",
            _each("addressees", "name"),
            24,
        ),
        Column(
            "addressee_keys",
            "The same, as “?addressee=” takes them.",
            _each("addressees", "slug"),
            24,
        ),
    ],
}
_SHARED = [
    Column(
        "text",
        "The words of Ministers exactly as the statement has them, white space made single spaces.",
        itemgetter("text"),
        90,
    ),
    Column(
        "themes",
        "The themes that it is filed under. Ours, to find passages by.",
        _each("themes", "name"),
        30,
    ),
    Column("theme_keys", "The same, as “?theme=” takes them.", _each("themes", "slug"), 30),
    Column("conference", "The conference’s code, as “?conference=” takes it.", _of("code")),
    Column("conference_title", "What the conference is called.", _of("title"), 36),
    Column("starts_on", "The conference’s first day; empty when not known.", _day("starts_on")),
    Column("ends_on", "The conference’s last day; empty when not known.", _day("ends_on")),
    Column("city", "Where it was held; empty when not known.", _of("city")),
    Column("country", "The country of the city, by its code in ISO 3166-1.", _of("country")),
    Column(
        "address",
        "The passage’s own page, with its source and how to cite it.",
        itemgetter("address"),
        48,
    ),
    Column(
        "statement",
        "The SHA-256 of the source text that it stands in; empty when tied to none yet.",
        _span("statement"),
    ),
    Column("start", "Where it begins in that text, in characters from 0.", _span("start"), 8),
    Column("end", "Where it ends in that text: the character after its last.", _span("end"), 8),
]
COLUMNS = {noun: (_REFERENCE, *own, *_SHARED) for noun, own in _OWN.items()}


# CSV


def csv_of(answer):
    """RFC 4180 with a byte order mark, without which Excel reads UTF-8 as another encoding."""
    write = csv.writer(_Echo()).writerow
    names = [column.name for column in answer.columns]
    yield "\ufeff" + write([*names, "answer"])
    yield from _in_pieces(write([*map(_harmless, row), answer.mark]) for row in answer.rows)


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line):
        return line


def _in_pieces(lines):
    """The lines joined some hundreds at a time: every piece is one write to the network."""
    while piece := "".join(islice(lines, PIECE)):
        yield piece


def _plain(value):
    """A value that fits in one cell."""
    return "; ".join(value) if isinstance(value, list) else value


def _harmless(value):
    """A cell's value; before a text that would be run as a formula stands an apostrophe."""
    cell = _plain(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


# JSON


def json_of(answer, page=None):
    """One object: members that say what the answer is, then `items`.

    With a page of a paginator, `items` is that page's, and `page` and `pages` tell which it is.
    """
    head = {
        "question": answer.question,
        "total": answer.total,
        "as_of": answer.as_of,
        "version": answer.version,
        "digest": answer.digest,
        "query": answer.query,
        "address": answer.address,
    }
    if page:
        head |= {"page": page.number, "pages": page.paginator.num_pages}
    head["fields"] = {column.name: column.meaning for column in answer.columns}
    yield _json(head).removesuffix("}") + ', "items": ['
    yield from _in_pieces(_json_lines(answer))
    yield "\n]}\n"


def _json_lines(answer):
    names = [column.name for column in answer.columns]
    for number, row in enumerate(answer.rows):
        yield (",\n" if number else "\n") + _json(dict(zip(names, row, strict=True)))


def _json(value):
    return json.dumps(value, ensure_ascii=False, default=lambda moment: moment.isoformat())


# Spreadsheet


def xlsx_of(answer):
    """A workbook in pieces of bytes: the rows, then a sheet that says what the answer is.

    It is written to temporary files, never held in memory; the first piece comes when all of it
    is written, because a workbook's table of contents counts what is in it.
    """
    book = Workbook(write_only=True)
    rows = answer.rows
    for number in range(ceil(answer.total / SHEET_ROWS) or 1):
        name = f"{answer.noun.capitalize()}s"
        sheet = book.create_sheet(f"{name} {number + 1}" if number else name)
        _fill(sheet, answer.columns, islice(rows, SHEET_ROWS))
    _tell(book.create_sheet("About this answer"), answer)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(partial(file.read, BYTES), b"")


def _fill(sheet, columns, rows):
    """Write the heading, which stays in sight, and the rows of one sheet."""
    _set_out(sheet, [column.width for column in columns])
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, column.name, bold=True) for column in columns])
    at = [column.name for column in columns].index("address")
    cells = [_cell(sheet) for _ in columns]  # used for every row: a style is dear to make
    for number, row in enumerate(rows):
        for cell, value in zip(cells, row, strict=True):
            _put(cell, _plain(value))
        cells[0].hyperlink = row[at] if number < SHEET_LINKS else None
        sheet.append(cells)


def _tell(sheet, answer):
    """Say what was asked, when and of what, and what each column means."""
    _set_out(sheet, [20, 100])
    told = [
        ("Question", answer.question),
        ("Address", answer.address),
        ("Passages", answer.total),
        ("As of (UTC)", answer.as_of.replace(tzinfo=None)),  # a workbook knows no time zones
        ("Content version", str(answer.version)),  # Excel keeps 15 digits of a number
        ("Digest", answer.digest),
        (None, None),
        *((column.name, column.meaning) for column in answer.columns),
    ]
    for name, value in told:
        sheet.append([_cell(sheet, name, bold=True), _cell(sheet, value)])


def _set_out(sheet, widths):
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def _cell(sheet, value=None, bold=False):
    cell = WriteOnlyCell(sheet)
    cell.alignment = _WRAPPED
    if bold:
        cell.font = _BOLD
    _put(cell, value)
    return cell


def _put(cell, value):
    """Set a cell's value; text is always text, whatever it looks like."""
    is_text = isinstance(value, str)
    cell.value = _fitting(value) if is_text else value
    if is_text:
        cell.data_type = "s"  # else "=1" is a formula and "#N/A" an error


def _fitting(text):
    """A text without what breaks a workbook; one that is too long says that it is cut."""
    kept = clean(text)
    too_long = len(kept) > CELL_CHARACTERS
    return kept[: CELL_CHARACTERS - len(CUT)] + CUT if too_long else kept
