"""Whether a text is an agreed statement at all: what it shows is weighed against its clues.

A text must show that it is a statement: by its title or the words that announce it, by a meeting
that says "we", by numbered paragraphs, and by sentences that say what a meeting did. So a text of
a kind that nobody thought of is told too: it shows nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .clauses import main_verb
from .clues import FAR, HEAD, NEWS, PAPER, SURE, Sign, clues_in
from .lexicon import PRESENT, THIRD

ENOUGH = 3  # what a text must show where no clue speaks against it
FULL_TEXT, TITLE, NAMED, WE, PREAMBLE, ROLL, NUMBERED, DATED = 9, 5, 2, 4, 3, 3, 2, 1
SHARES = ((0.6, 3), (0.4, 2), (0.25, 1))  # of the sentences that say what the meeting did
LONG = 250  # characters of a line that is no title any more
MOST_TOP_LINES = 4
UNKNOWN = "text of another kind, for it shows too little of what a statement shows"

_NAMED = re.compile(
    r"\b(?:statement|communiqu[eé]|declaration|conclusions|decision|resolution|call to action"
    r"|(?:chair\w{0,8}'?s? )summary(?: conclusions)?|outcomes? document)\b"
    r"|(?<!& )(?<!and )\boutcomes$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(  # "Meeting on the Bali Declaration": the paper is not the text
    r"\b(?:on|to|with|in|by|under|after|about|implementing) (?:the |a )?(?:[A-Z]\w* ){0,4}$"
    r"|\b(?:of an?|draft) (?:\w+ ){0,2}$|\b(?:opening|closing|national|country|written|oral) $",
)
_BY_ONE = re.compile(
    r" (?:by|of|delivered|from|made) .{0,60}\b(?:H\.?E|His|Her|Hon|Mr|Ms|Mrs|Dr|Ambassador|Senator"
    r"|delegation|representative|spokes\w+|president|secretary|minister)\b(?! (?:and|of the))",
    re.IGNORECASE,
)
_WHOLE_TITLE = re.compile(
    r"[\W\d]*(?:(?:joint|final|press|ministerial|leaders'?|presidency|chair\w{0,8}'?s?|co-chairs'?"
    r"|summary|political|presidential|common|action) ){0,3}"
    r"(?:statement|communiqu[eé]|declaration|conclusions|summary)"
    r"(?: (?:of|by|on behalf|issued|adopted|from|for)\b|[ :]*$)",
    re.IGNORECASE,
)
_FULL_TEXT = re.compile(
    rf"\bfollowing (?:[\w-]+ ){{0,5}}(?i:{PAPER}|readout|resolution) (?:was|is|has)\b"
    rf"|\b[Ff]ollowing is (?:[\w-]+ ){{1,8}}(?i:{PAPER}|readout)"
    r"|[Dd]elegations will find|^\W{0,3}[Bb]egin [Tt]ext|^\[Title\]"
    rf"|\b[Ff]ull [Tt]ext of (?:the )?(?:\w+ ){{0,2}}(?i:{PAPER})",
    re.MULTILINE,
)
_ADOPTS = re.compile(
    rf"\bfollowing (?:[\w-]+ ){{0,5}}(?i:{PAPER}|considerations|resolution)"
    r"|\(\w*\s?(?:[Rr]esolution|[Dd]ecision|[Dd]eclaration) adopted (?:at|by|on)"
    r"|\b(?:declares?|agreed|decided|adopted) (?:as follows|the following)\b"
)
_ROLL = re.compile(  # who came: "the Hon. Ada Fenwick, Minister of Ports; Mr Hale, Minister of"
    r"(?:(?:Minister|President|Secretary|Ambassador|Affairs)\b[^;\n]{0,120};[^;\n]{0,120}){3}"
    r"|(?:^\W{0,4}(?:H\. ?E|Hon|Mr|Ms|Mrs|Dr)\b[^\n]{5,200}\n\s*){3}",
    re.MULTILINE,
)
_PREAMBLE = re.compile(  # a paragraph that begins so: "Recalling", "Deeply concerned"
    r"^[ •*-]*(?:(?:Further|Deeply|Gravely|Also|Highly|Fully) )?(?i:recall|reaffirm|recogni[sz]|not"
    r"|welcom|acknowledg|bear|reiterat|emphasi[sz]|underlin|stress|express|consider|confirm|observ"
    r"|guid|mindful|conscious|convinced|cognizant|aware|being|having|concerned|apprecia|desir|tak"
    r"|affirm|believ|referr|building|committ|determined)(?i:ing|ed|t|)? [a-z]",
    re.MULTILINE,
)
_GOES_ON = re.compile(r"[^\n]{0,600}[,;]\s*$", re.MULTILINE)
_WE_THE = re.compile(r"(?<!\")\b[Ww]e,? (?:- )?the [A-Z]")
_HEADED = re.compile(  # no title of a statement has such a verb
    r"[a-z)] (?:(?i:ends|adopts|concludes|opens|signs|unites|strengthens|boosts|renews|hails|begins"
    r"|closes|approves|issues|takes place|is established)|Adopt|Sign|Renew|Agree|Meet|Unite"
    r"|signed|agreed|discussed|concluded|pledged|adopted by)\b"
)
_TOP_LINE = re.compile(
    r"^[ #*]*(?!We\b)([A-Z][^\n]{18,150}[^\s.,:;])\s*\n(?=\s*[^a-z\s])", re.MULTILINE
)
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
_ANY_LINE = re.compile(r"\S[^\n]*")
_Line = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """What the reader made of a text.

    `findings`, `sentences`, `numbered` (paragraphs) and `we` (findings a "we" speaks) are counts;
    `is_dated` says that a sentence dates the meeting, `lines` are the headings above the text and
    `later` all headings near the top.
    """

    findings: int
    sentences: int
    numbered: int
    we: int
    is_dated: bool
    lines: list[_Line]
    later: list[_Line]


def signs_of(text: str, shown: Shown) -> list[Sign]:
    """At most one sign for each genre the text looks like, the surest first; none for a statement.

    A very short text is asked for less, for it can show little.
    """
    found = [*_spoken_lines(text), *clues_in(text), *_headline(text)]
    asked = min(ENOUGH, shown.sentences - 1) + sum(weight for weight, _ in found)
    if not shown.sentences or asked <= _weight(text, shown):
        return []
    by_genre: dict[str, Sign] = {}
    for _, sign in sorted(found, key=lambda one: -one[0]):
        by_genre.setdefault(sign.genre, sign)
    return list(by_genre.values()) or [Sign(UNKNOWN, *_first_line(text))]


def _weight(text: str, shown: Shown) -> int:
    """How much speaks for a statement."""
    share = shown.findings / shown.sentences
    says_we = shown.we > 1 or _WE_THE.search(text, 0, HEAD)
    return (
        FULL_TEXT * bool(_FULL_TEXT.search(text, 0, HEAD))
        + _title_weight(text, shown)
        + WE * bool(says_we)
        + PREAMBLE * _has_preamble(text)
        + ROLL * bool(_ROLL.search(text, 0, HEAD))
        + NUMBERED * (shown.numbered > 1)
        + DATED * shown.is_dated
        + next((weight for least, weight in SHARES if share >= least), 0)
    )


def _has_preamble(text: str) -> bool:
    """Whether two paragraphs begin as a preamble's do, or one that goes on after its comma."""
    begun = list(islice(_PREAMBLE.finditer(text, 0, FAR), 2))
    return len(begun) > 1 or any(_GOES_ON.match(text, one.end()) for one in begun)


def _title_weight(text: str, shown: Shown) -> int:
    """What a title or an announcement that names the paper itself weighs."""
    first = _first_line(text)
    lines = [*shown.lines, first] if text[first[1] - 1] != "." else shown.lines
    whole = [line for line in {*lines, *shown.later} if _WHOLE_TITLE.match(text, *line)]
    if any(_names_itself(text, *line) for line in whole):
        return TITLE
    named = any(_names_itself(text, *line) for line in lines)
    return NAMED * bool(named or _ADOPTS.search(text, 0, HEAD))


def _names_itself(text: str, start: int, end: int) -> bool:
    named = end - start < LONG and _NAMED.search(text, start, end)
    return bool(named) and not (
        _OF_ANOTHER.search(text[start : named.start()])
        or _BY_ONE.search(text, named.end(), end)
        or _is_headline(text, start, end)
    )


def _spoken_lines(text: str) -> Iterator[tuple[int, Sign]]:
    """ "Journalist: …", one name before several lines, or two that take turns."""
    seen: Counter[str] = Counter()
    for line in _SPEAKER_LINE.finditer(text, 0, FAR):
        who = line["who"].strip()
        seen[who] += not _FIELDS.match(who)
        answered = sum(lines > 1 for lines in seen.values()) > 1
        if _ASKING.match(who) or seen[who] == 3 or answered:
            yield SURE, Sign("transcript", *line.span("who"))
            return


def _headline(text: str) -> Iterator[tuple[int, Sign]]:
    """A line above the text that says what was done: "Leaders Pledge to Act". No title does."""
    for line in islice(_TOP_LINE.finditer(text, 0, HEAD), MOST_TOP_LINES):
        if _is_headline(text, *line.span(1)):
            yield NEWS, Sign("news article", *line.span(1))
            return


def _is_headline(text: str, start: int, end: int) -> bool:
    told = main_verb(text, start, end)
    return bool(told and told.tense in (PRESENT, THIRD) or _HEADED.search(text, start, end))


def _first_line(text: str) -> _Line:
    found = _ANY_LINE.search(text)
    return found.span() if found else (0, 1)
