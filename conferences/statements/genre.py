"""Whether a text is an agreed statement at all: transcripts and speeches hold findings too."""

import re
from collections import Counter
from dataclasses import dataclass

HEAD = 1500  # characters in which a text says what it is

_SPEAKER_LINE = re.compile(r"^[ *•]*(?P<who>[A-Z][\w.'& -]{0,40}?)\s?:[ \t]+(?=\S)", re.MULTILINE)
_ASKING = re.compile(
    r"(?:journalist|question|reporter|interviewer|moderator|presenter|host|compere"
    r"|q|question \d+)$",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"(?:location|date|dates|venue|place|time|co-chairs?|chairs?|host|source|annex \w+"
    r"|(?:the )?\w*\s?ministers|we|note|topic|theme)$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^[ #>_]{0,60}(?:\d{1,2}[:.h]\d{2}|\d{4}\s?-\s?\d{4}\b)", re.MULTILINE)
_SELF = re.compile(
    r"\bI (?:am|was|would|want|wish|have|thank|think|believe|will|can|must|look|also|urge|call"
    r"|welcome|should|know|hope|do|had|said|met|note|join|speak|stand|convey|congratulate"
    r"|commend)\b|\bI'(?:m|d|ve|ll)\b"
)
_TITLED = r"(?:Mr|Mrs|Ms|Dr|Minister|Senator|President|Secretary)\.? (?:[A-Z][\w'-]+ ){1,3}"
_SAID = re.compile(
    rf"\b(?:{_TITLED}(?:said|says|told|added)|(?:he|she) (?:said|told)|told (?:reporters|the press)"
    r"|said in a statement)\b"
)
# A line of its own that begins with a capital: in wrapped prose "address" may begin any line.
_LINE = r"^[ #>_]{0,60}(?-i:(?=[A-Z]))"
_PERSON = r"(?:the )?(?:H\.?E|His|Her|Hon|Mr|Ms|Mrs|Dr|Ambassador|Senator)\b"
_OFFICE = r"(?:the )?(?:(?:prime|foreign|deputy) )*(?:minister|secretary|president)\b"
_WHAT_IT_SAYS = {
    "transcript": [
        r"\btranscripts?\b",
        r"\bE ?& ?OE\b",
        r"\bdoor-?stop\b",
        _LINE + r"(?:press conference|interview)\b",
    ],
    "speech": [
        r"check against delivery",
        _LINE + r"(?:opening |closing |keynote )?(?:address|speech|remarks)\b",
        rf"\b(?:speech|remarks|address|statement) (?:by|of|delivered by) (?:{_PERSON}|{_OFFICE})",
        _LINE + r"(?:your )?(?:excellenc(?:y|ies)|ladies and gentlemen|distinguished \w+)\b",
        _LINE + r"(?:Mr|Madam)\.? (?:chair|president|speaker)",
    ],
    "media release": [
        r"\b(?:media|press|news) release\b",
        r"for immediate release",
        r"\bmedia (?:contact|enquir|inquir)",
        r"\bpress (?:contact|office)\b",
        r"notes? (?:to|for) editors",
    ],
    "agenda": [
        _LINE + r"(?:provisional |draft |annotated |tentative )*(?:agenda|programme|program"
        r"|run sheet|order of business)\b(?! of action)",
    ],
    "report": [
        _LINE + r"(?:(?:draft|final|summary|outcome|progress|annual|meeting) )*(?:report|minutes"
        r"|summary record|proceedings|newsletter|fact ?sheet|concept note|discussion paper"
        r"|background (?:note|paper)|terms of reference)\b",
        _LINE + r"(?:executive summary|table of contents|contents)[^\w\n]{0,9}$",
    ],
    "letter": [r"^Dear \w+", r"\byours (?:sincerely|faithfully)\b"],
}
_SAYS = {
    genre: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
    for genre, patterns in _WHAT_IT_SAYS.items()
}


@dataclass(frozen=True)
class Sign:
    """Why the text looks like a `genre`: the words at `start:end` of the copy."""

    genre: str
    start: int
    end: int


def signs_of(text: str) -> list[Sign]:
    """At most one sign for each genre the text looks like; none for a statement."""
    found = [_said_of_itself(text, genre, pattern) for genre, pattern in _SAYS.items()]
    found += [_spoken_lines(text), _timetable(text), _first_person(text), _reported(text)]
    by_genre: dict[str, Sign] = {}
    for sign in found:
        if sign:
            by_genre.setdefault(sign.genre, sign)
    return list(by_genre.values())


def _said_of_itself(text: str, genre: str, pattern: re.Pattern) -> Sign | None:
    found = pattern.search(text, 0, HEAD)
    if not found and genre in ("media release", "letter"):
        found = pattern.search(text, max(0, len(text) - HEAD))
    return Sign(genre, *found.span()) if found else None


def _spoken_lines(text: str) -> Sign | None:
    """ "Journalist: …", or one name before several lines."""
    seen: Counter[str] = Counter()
    for line in _SPEAKER_LINE.finditer(text):
        who = line["who"].strip()
        seen[who] += not _FIELDS.match(who)
        if _ASKING.match(who) or seen[who] == 3:
            return Sign("transcript", *line.span("who"))
    return None


def _nth(text: str, pattern: re.Pattern, count: int, genre: str) -> Sign | None:
    for seen, found in enumerate(pattern.finditer(text), 1):
        if seen == count:
            return Sign(genre, *found.span())
    return None


def _timetable(text: str) -> Sign | None:
    return _nth(text, _CLOCK, 3, "agenda")


def _first_person(text: str) -> Sign | None:
    return _nth(text, _SELF, 3, "speech")


def _reported(text: str) -> Sign | None:
    return _nth(text, _SAID, 2, "media release")
