"""Who chaired and how many took part: only what a sentence says outright."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .numbers import CARDINAL, number
from .places import COUNTRIES, country_of

_CHAIRED = re.compile(
    r"(?<![\w-])(?:co-?\s?(?:chair|host|conven)\w*|chaired|hosted|presided|chair(?:man)?ship"
    r"|under the (?:chair\w*|presidency))\b",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"\b(?:attended(?: by)?|in attendance|participat(?:ion of|ed)|represented by|presence of"
    r"|accompanied by|joined by|together with|along with)\b"
)
_BY = re.compile(r"\s+(?:\w+\s+)?(?:by|of)\b")
ROLL = 2  # semicolons that part those who came, no longer those who chaired
_NOT_THIS = re.compile(  # "the previous meeting, hosted by": another one
    r"\b(?:next|previous|outgoing|incoming|former|last (?:meeting|conference|session|summit|year)"
    r"|will(?: be)?|to be)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_COUNTRY = (
    "(?:"
    + "|".join(
        re.escape(name).replace(r"\ ", r"\s+").replace("'", "['’]")
        for name in sorted(COUNTRIES, key=len, reverse=True)
    )
    + r")(?![\w-])"
)
_THE = r"(?:the\s+)?(?:(?:Kingdom|Republic|Commonwealth|Sultanate|State)\s+of\s+(?:the\s+)?)?"
_POST = r"(?<![\w-])(?:Ministers?|Secretary|Secretaries|President|Attorney-General|Chancellor)\b"
_PLAIN = (
    rf"(?-i:(?<![\w-])(?:(?:Deputy|Prime|Vice|Foreign|Home|Interior|Defence|Defense|Trade|Justice|Finance"
    rf"|Immigration|Principal|Permanent|Cabinet|Chief|Labou?r|Environment|Energy|Education|Health"
    rf"|Coordinating|State|Assistant)\s+){{0,3}}{_POST})"
)
_OF_WHAT = (
    r"(?-i:\s+(?:of|for)\s+(?!the\b)[A-Z][\w'-]*"
    r"(?:(?:,\s+|\s+and\s+|,\s+and\s+|\s+)(?!of\b)[A-Z][\w'-]*){0,6}?)"
)
_OFFICE = f"{_PLAIN}(?:{_OF_WHAT})?"
_NAME = (
    r"(?-i:(?:(?:H\.?\s?E\.?|(?:His|Her)\s+Excellency|Dr|Mrs?|Ms|(?:the\s+)?Hon(?:ourable)?|Senator|Dato['’]?|Datuk|Prof(?:essor)?"
    r"|General|Sir|Dame)\.?,?\s+){0,4}(?!(?:Prime|Deputy|Vice|Foreign|First)\b)[A-Z][\w'’-]*\.?"
    r"(?:\s+[A-Z][\w'’-]*\.?){0,7}(?:\s+\(Ret\.\))?)"
)
_CHAIR_SHAPES = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # the Foreign Ministers of Indonesia and Australia
        rf"(?P<office>{_OFFICE})\s+of\s+{_THE}(?P<country>{_COUNTRY})\s+and\s+{_THE}(?P<second>{_COUNTRY})",
        # Australian Foreign Minister Downer
        rf"\b(?P<country>{_COUNTRY})(?:'s)?\s+(?P<office>{_PLAIN}),?\s+(?P<name>{_NAME})",
        # Australia's Minister for Foreign Affairs, Alexander Downer
        rf"\b(?P<country>{_COUNTRY})(?:'s)?\s+(?P<office>{_PLAIN}{_OF_WHAT}),\s+(?P<name>{_NAME})",
        # the Minister for Foreign Affairs of Indonesia, Dr Hassan Wirajuda
        rf"(?P<office>{_OFFICE})\s+of\s+{_THE}(?P<country>{_COUNTRY}),\s+(?P<name>{_NAME})",
        # Dr Hassan Wirajuda, Minister for Foreign Affairs of Indonesia
        rf"(?P<name>{_NAME}),?\s+{_THE}(?P<office>{_OFFICE}),?\s+(?:of\s+)?{_THE}(?P<country>{_COUNTRY})",
        # Australia's Foreign Minister; the Foreign Minister of Thailand
        rf"\b(?P<country>{_COUNTRY})(?:'s)?\s+(?P<office>{_OFFICE})",
        rf"(?P<office>{_OFFICE})\s+of\s+{_THE}(?P<country>{_COUNTRY})",
    )
]
_BY_STATES = re.compile(
    rf"(?:chaired|hosted|convened)\s+(?:jointly\s+)?by\s+{_THE}(?:governments?\s+of\s+{_THE})?"
    rf"(?P<country>{_COUNTRY})(?:\s+and\s+{_THE}(?P<second>{_COUNTRY}))?"
    rf"|(?<![\w-])under\s+the\s+(?:chair(?:man)?ship|presidency)\s+of\s+{_THE}(?P<under>{_COUNTRY})"
    rf"|\b(?P<first>{_COUNTRY})\s+and\s+{_THE}(?P<other>{_COUNTRY})\s+co-?\s?(?:chaired|hosted)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundChair:
    """`start:end` of the copy."""

    name: str
    office: str
    country: str
    start: int
    end: int


def chairs_in(text: str, start: int, end: int) -> list[FoundChair]:
    """The chairs or hosts that `text[start:end]` names, in order."""
    told = _told_of_chairs(text, start, min(end, start + 1500))
    if not told:
        return []
    start, end = told
    found: list[FoundChair] = []
    for shape in _CHAIR_SHAPES:
        for match in shape.finditer(text, start, end):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                found += _chairs_of(match)
    found = found or [
        chair for match in _BY_STATES.finditer(text, start, end) for chair in _states_of(match)
    ]
    return sorted(found, key=lambda chair: chair.start)


def _told_of_chairs(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A sentence less those who only came: "chaired by X, and attended by the President of Y"."""
    every = _CHAIRED.finditer(text, start, end)
    chaired = next((one for one in every if not _NOT_THIS.search(text, start, one.start())), None)
    if not chaired:
        return None
    for came in _CAME.finditer(text, start, end):
        if came.start() > chaired.start():
            end = came.start()
            break
        start = chaired.start() if _BY.match(text, chaired.end()) else came.end()
    if text.count(";", chaired.end(), end) >= ROLL:
        end = text.index(";", chaired.end())
    return start, end


def _folded(words: str | None) -> str:
    return " ".join((words or "").split()).strip(" ,.")


def _chairs_of(match: re.Match) -> Iterator[FoundChair]:
    parts = match.groupdict()
    name, office = _folded(parts.get("name")), _folded(parts["office"])
    second = parts.get("second")
    if second:
        office = re.sub(r"^(.*?)(Minister|Secretarie|President)s", _singular, office)
    end = match.end("country") if second else match.end()
    yield FoundChair(name, office, country_of(parts["country"]) or "", match.start(), end)
    if second:
        yield FoundChair("", office, country_of(second) or "", *match.span("second"))


def _singular(office: re.Match) -> str:
    return office[1] + office[2].replace("Secretarie", "Secretary")


def _states_of(match: re.Match) -> Iterator[FoundChair]:
    for which in ("country", "second", "under", "first", "other"):
        if match[which]:
            yield FoundChair("", "", country_of(match[which]) or "", *match.span(which))


# --- how many ----------------------------------------------------------------------------------

_ATTENDED = re.compile(
    r"\b(?:from|attend\w*|participat\w+|represent\w*|compris\w+|present|joined|gathered|met|together"
    r"|delegat\w+|ministers)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?P<vague>\b(?:over|more\s+than|some|about|around|almost|nearly|up\s+to|at\s+least|of\s+the"
    rf"|approximately|the\s+other|remaining)\s+)?(?<![\w.-])(?P<count>{CARDINAL})\s+"
    r"(?:(?:of\s+the\s+)?(?:bali\s+process|participating|asean|apec|commonwealth|full)\s+)?"
    r"(?:(?P<observer>observers?\b)|(?P<member>members?\b(?!\s+of\s+(?:parliament|staff)))"
    r"|(?P<other>(?:countries|states|nations|economies|delegat\w+|participants|governments|ministers"
    r"|officials|representatives)\b))",
    re.IGNORECASE,
)
MOST_STATES = 250


@dataclass(frozen=True)
class FoundCount:
    """A count at `start:end` of the copy; `kind` is "member", "observer" or "other"."""

    kind: str
    count: int
    is_exact: bool
    start: int
    end: int


def counts_in(text: str, start: int, end: int) -> Iterator[FoundCount]:
    """The counts of those who took part, if the sentence says that they did."""
    end = min(end, start + 3000)
    if not _ATTENDED.search(text, start, end):
        return
    for match in _COUNT.finditer(text, start, end):
        kind = next(kind for kind in ("observer", "member", "other") if match[kind])
        count = number(match["count"])
        yield FoundCount(kind, count, not match["vague"] and count <= MOST_STATES, *match.span())
