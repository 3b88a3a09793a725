"""How to cite a conference or a passage of it. Values in, text out.

Every form names the official source first, then where this record keeps it. The day of access is
the reader's to add.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.encoding import iri_to_uri

from .text import fold

AUTHOR = "Bali Process"
RECORD = "Bali Process record"


@dataclass(frozen=True)
class Citation:
    """What is cited. A text that is not known is empty, and `days` then has no days.

    `source` is what the official source is called, `kind` what kind of statement it is, `part`
    what of it is cited; `days` are the first and the last as ISO 8601 has them, once if they are
    one. `kept` names this record, what is cited in it, and its edition.
    """

    source: str
    kind: str
    part: str
    words: str
    language: str
    conference: str
    place: str
    dates: str
    days: list[str]
    official_url: str
    reference: str
    kept: str
    address: str

    @property
    def title(self):
        return _joined(self.source, self.part)

    @property
    def held(self):
        return _joined(self.place, self.dates)

    @property
    def first_day(self):
        return self.days[0] if self.days else ""


def citation_of(record, address, item=None, edition=""):
    """The citation of a conference's record, or of one item of it, that stands at `address`.

    `edition` says which edition of the record that is, in words.
    """
    statement = source_of(record, item) or {}
    reference = item["reference"] if item else record["code"]
    return Citation(
        source=_source(statement.get("title", ""), record["title"]),
        kind=statement.get("kind", "").replace("'", "’"),
        part=_part(item) if item else "",
        words=item["text"] if item else "",
        language=statement.get("language", ""),
        conference=record["title"],
        place=record["place"],
        dates=record["dates"],
        days=sorted({record["starts_on"], record["ends_on"]} - {None}),
        official_url=iri_to_uri(statement.get("source_url") or record["official_url"]),
        reference=reference,
        kept=_joined(RECORD, reference, edition),
        address=address,
    )


def source_of(record, item=None):
    """The statement that says an item, or the conference's first; None when there is none."""
    said = record["statements"]
    if item:
        digest = item["span"] and item["span"]["statement"]
        said = [each for each in said if each["sha256"] == digest]
    return said[0] if said else None


def _source(title, conference):
    """A statement's title and its conference, each said once."""
    return title if conference in title else _joined(title, conference)


def _part(item):
    return f"recommendation {item['label']}" if item["kind"] == "recommendation" else "finding"


def _joined(*texts):
    return ", ".join(filter(None, texts))


# To be read


def plain(cited):
    """As a bibliography has it: the source, then this record."""
    kind = f" ({cited.kind})" if cited.kind else ""
    source = _joined(AUTHOR, cited.title + kind, cited.held, cited.official_url)
    return fold(f"{source}. {_joined(cited.kept, cited.address)}")


def footnote(cited):
    """As a note has it: one sentence, with the addresses in angle brackets."""
    held = f" ({cited.held})" if cited.held else ""
    source = _joined(AUTHOR, cited.source + held, cited.kind, cited.part)
    official = f" <{cited.official_url}>" if cited.official_url else ""
    return fold(f"{source}{official}; {cited.kept} <{cited.address}>.")


# For reference managers


def ris(cited):
    """RIS: one tag a line, and no line feed in any value."""
    day = cited.first_day
    tags = [
        ("TY", "RPRT" if cited.kind else "ELEC"),
        ("AU", f"{AUTHOR},"),  # the comma keeps an organisation from being read as a person
        ("TI", _named(cited)),
        ("M3", cited.kind),
        ("PY", day[:4]),
        ("DA", f"{day.replace('-', '/')}/" if day else ""),
        ("CY", cited.place),
        ("N1", cited.held),
        ("AB", cited.words),
        ("LA", cited.language),
        ("DB", RECORD),
        ("AN", cited.reference),
        ("UR", cited.official_url),
        ("UR", cited.address),
    ]
    lines = [f"{tag}  - {fold(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def bibtex(cited):
    """BibTeX, whose braces always balance; for LaTeX that reads UTF-8."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{_tex(_named(cited))}}}",
        "howpublished": _tex(_joined(cited.kind.capitalize(), cited.held)),
        "year": cited.first_day[:4],
        "url": cited.official_url,
        "language": cited.language,
        "abstract": _tex(cited.words),
        "note": f"{_tex(cited.kept)}, \\url{{{cited.address}}}",
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return "".join([f"@misc{{{cited.reference},\n", *lines, _month(cited.first_day), "}\n"])


def _month(day):
    """The line of the month, which BibTeX knows by a name outside of braces."""
    return f"  month = {_MONTHS[int(day[5:7]) - 1]},\n" if day else ""


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

# BibTeX counts braces even behind a backslash, so they go by their names.
_TEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def _tex(text):
    return fold(text).translate(_TEX)


def csl_json(cited):
    """CSL-JSON: a list of one item."""
    parts = [[int(number) for number in day.split("-")] for day in cited.days]
    days = {"date-parts": parts} if parts else None
    item = {
        "id": cited.reference,
        "type": "report" if cited.kind else "webpage",
        "author": [{"literal": AUTHOR}],
        "title": _named(cited),
        "genre": cited.kind,
        "issued": days,
        "event": cited.conference,
        "event-place": cited.place,
        "event-date": days,
        "language": cited.language,
        "abstract": cited.words,
        "URL": cited.official_url or cited.address,
        "archive": RECORD,
        "archive_location": cited.reference,
        "note": _joined(cited.kept, cited.address),
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False) + "\n"


def _named(cited):
    """A title that no other passage has: findings have no number of their own."""
    return f"{cited.title} ({cited.reference})" if cited.part else cited.title


@dataclass(frozen=True)
class Form:
    """A citation as a file."""

    suffix: str
    content_type: str
    render: Callable


FORMS = {
    "ris": Form("ris", "application/x-research-info-systems; charset=utf-8", ris),
    "bib": Form("bib", "application/x-bibtex; charset=utf-8", bibtex),
    "csl": Form("csl.json", "application/vnd.citationstyles.csl+json", csl_json),
}
