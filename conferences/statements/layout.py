"""Lines into blocks: paragraphs, list items, headings and junk, in the order of the text.

A block is one thing a person would see as one: a wrapped paragraph, a bullet, a heading. Offsets
are into the copy (`Copy.text`), not yet into the source.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from .clauses import TOLD, is_bare_subject, main_verb
from .dates import dates_in
from .lexicon import PARTICIPLE
from .markers import Marker, follows, marker_at, run_on
from .predicates import verb_at, words
from .text import BULLET

MOST_TITLES = 8  # lines of a head in capitals
MOST_LINES = 10_000  # a statement has a few hundred; what lies beyond is reported as unread

_LINE = re.compile(r"[^\n]+")
_PARTED = re.compile(rf"(?:[\w' -]{{2,40}}{BULLET}){{1,3}}[\w', -]{{2,40}}")  # "Doha • 22 May 2024"
_INNER_BULLET = re.compile(rf"{BULLET}(?!\s*{BULLET})")
_JUNK = re.compile(
    r"(?:[-|_*=~\s]+|.{0,120} Image|-?\s*\d{1,3}\s*-?|page \d+(?: of \d+)?\W*|\d+\s*\|\s*page.*"
    r"|\d+\s*/\s*\d+"
    r"|size:.*|print(?: this page)?|share(?: this)?(?: page)?|skip to .*|back to top|menu|search"
    r"|home(?: [>/|»].*)?|[\w ]+ > [\w >]+|last (?:updated|modified|reviewed).*|download.*"
    r"|cookies?.*|(?:©|\(c\) \d{4}|copyright).*|(?:https?://|www\.)\S+|click here.*|read more.*"
    r"|\W*(?:ends?|end of (?:document|text|statement))\W*|(?:un)?classified|photo(?: credit)?:.*"
    r"|(?:facebook|twitter|linkedin|email|subscribe|follow us)\b.{0,60}|image:? .*)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?:location|place|venue|dates?|co-chairs?)[ :]*", re.IGNORECASE)
_FIELD_READ = re.compile(_FIELD.pattern + r"\n", re.IGNORECASE)
_STOPS = ".!?:;"
PREAMBLE = frozenset((PARTICIPLE,))
_CLOSERS = "\"')]* "
_NEXT_ITEM = re.compile(r";\s+(?=[A-Z][a-z])")
_SECTION = re.compile(r"[IVX]{1,5}")  # a line that is a section's number and no more
_FIRST_WORDS = re.compile(
    r"(?:On|From|Between) (?:the )?\d[^,]{3,30}, (?:the|we|[A-Z]?[a-z]+s)\b"
    r"|We,? (?:the|as|are|have|met)\b|We,$|The [^.]{3,120}? (?:met|was held|convened)\b"
)
_RULE = re.compile(r"[-|_*=~\s]+")
_BRACKETED = re.compile(r"\([^()]{1,120}\)|\[[^\[\]]{1,120}\]")
_OPEN = r"(?:\b(?:of|on|the|in|for|with|from|at|a|an|his|her|its|their)|\b(?:Dr|Mr|Mrs|Ms|Hon)\.)$"
_LEFT_OPEN = re.compile(_OPEN)  # "was held on", "President of the", "His Excellency Dr."
LAST_WORD = 8  # characters in which the longest of these fits
_LEFT_OPEN_IN_CAPITALS = re.compile(_OPEN, re.IGNORECASE)
_SMALL = words("of on and the in for to from at by with a an de or as")


@dataclass
class Block:
    """`text[start:end]`; `body` is past the list mark. `junk` are page numbers and such inside."""

    start: int
    end: int
    body: int
    marker: Marker | None = None
    kind: str = "text"  # or "heading" or "junk"
    junk: list[tuple[int, int]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.marker.label if self.marker else ""

    @property
    def is_numbered(self) -> bool:
        """Whether it is a paragraph "4." or "2.3"."""
        return self.label[:1].isdigit()


@dataclass
class Line:
    """One line or, where list items share a line, one item of it."""

    start: int
    end: int
    marker: Marker | None
    gap: int  # blank lines before it

    @property
    def body(self) -> int:
        return self.marker.end if self.marker else self.start


# --- lines -------------------------------------------------------------------------------------


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    held = text[start:end]
    return start + len(held) - len(held.lstrip()), start + len(held.rstrip())


def _lines(text: str) -> Iterator[Line]:
    previous = 0
    for found in _LINE.finditer(text):
        start, end = _stripped(text, *found.span())
        if start < end:
            gap = max(text.count("\n", previous, start) - 1, 0) if previous else 1
            yield from _items(text, start, end, gap)
            previous = end


def _items(text: str, start: int, end: int, gap: int) -> Iterator[Line]:
    """One line, cut where a bullet or the next number of a list stands inside it."""
    marker = marker_at(text, start, end)
    body = marker.end if marker else start
    bullets = [found.start() for found in _INNER_BULLET.finditer(text, body, end)]
    if not marker and _PARTED.fullmatch(text, start, end):
        bullets = []
    cuts = bullets or run_on(text, body, end, marker.label if marker else "")
    if not cuts and not marker:
        cuts = _run_on_verbs(text, body, end)
    for begin, stop in pairwise([start, *cuts, end]):
        begin, stop = _stripped(text, begin, stop)
        if begin < stop:
            yield Line(begin, stop, marker_at(text, begin, stop), gap)
            gap = 0


def _run_on_verbs(text: str, start: int, end: int) -> list[int]:
    """Where items that have lost their lines begin: "…; Note that …; Recognize that …"."""
    cuts = [semicolon.end() for semicolon in _NEXT_ITEM.finditer(text, start, end)]
    cuts = [cut for cut in cuts if verb_at(text, cut)]
    return cuts if len(cuts) > 1 else []


def _is_junk(text: str, line: Line) -> bool:
    return line.end - line.start < 200 and bool(_JUNK.fullmatch(text, line.start, line.end))


def _is_date(text: str, line: Line) -> bool:
    """A line that is a date and no more: "9 February 2023"."""
    short = line.end - line.start < 60 and text[line.end - 1].isdigit()
    found = next(dates_in(text, line.start, line.end), None) if short else None
    return bool(found and (found.start, found.end) == (line.start, line.end))


def _running_heads(text: str, lines: list[Line]) -> set[int]:
    """The starts of short lines that came before: a title or footer on every page."""
    seen, repeated, told = Counter(), set(), set()
    for line in lines:
        held = re.sub(r"\W*\d+\W*", " ", text[line.start : min(line.end, line.start + 121)]).strip()
        if 15 <= len(held) <= 120 and held[-1] not in _STOPS + "," and looks_titled(held):
            seen[held] += 1
            if seen[held] == 1 and main_verb(text, line.start, line.end):
                told.add(held)
            if seen[held] > 1 and held not in told:
                repeated.add(line.start)
    return repeated


# --- how the text was wrapped ------------------------------------------------------------------


@dataclass(frozen=True)
class Wrapping:
    """The width at which lines were broken (0: they were not), and blank lines after each."""

    width: int
    spread: int
    capitals: bool = False  # most of the text is in block capitals


def _wrapping(text: str, lines: list[Line]) -> Wrapping:
    pairs = [(a, b) for a, b in pairwise(lines) if not b.marker]
    upper = sum(text[line.start : line.end].isupper() for line in lines)
    capitals = 2 * upper > len(lines) > MOST_TITLES
    broken = [
        b.gap
        for a, b in pairs
        if _goes_on(text, a, b, capitals)
        and not _has_ended(text, a.end)
        and (capitals or not verb_at(text, b.start, TOLD))
    ]
    if len(broken) * 5 < len(pairs) or not broken:
        return Wrapping(0, 0)
    lengths = sorted(line.end - line.start for line in lines)
    width = lengths[len(lengths) * 9 // 10]
    spread = int(sum(g > 0 for g in broken) * 2 > len(broken))
    return Wrapping(width if width <= 200 else 0, spread, capitals)


def _goes_on(text: str, a: Line, b: Line, capitals: bool) -> bool:
    """Whether a line shows that it was broken from the one before: "of the" / "Republic of"."""
    last_word = max(a.start, a.end - LAST_WORD)
    left_open = not (capitals or b.gap) and _LEFT_OPEN.search(text, last_word, a.end)
    upper = capitals and text[b.start : b.end].isupper()
    return bool(text[b.start].islower() or upper or left_open)


def _has_ended(text: str, end: int) -> bool:
    return text[max(end - 8, 0) : end].rstrip(_CLOSERS)[-1:] in tuple(_STOPS)


def looks_titled(line: str) -> bool:
    """Whether most words that matter begin with a capital."""
    counted = [w for w in re.findall(r"\b[^\W\d_][\w'-]*", line[:400]) if w.lower() not in _SMALL]
    return bool(counted) and sum(w[0].isupper() for w in counted) * 10 >= len(counted) * 7


# --- blocks ------------------------------------------------------------------------------------


class _Builder:
    """Takes lines in order and joins those that belong together."""

    def __init__(self, text: str, wrapping: Wrapping):
        self.text, self.wrapping = text, wrapping
        self.blocks: list[Block] = []
        self.junk: list[tuple[int, int]] = []
        self.last: Line | None = None

    def add(self, line: Line) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block and self._continues(block, line):
            block.junk += self.junk
            block.body = line.start if block.body >= block.end else block.body
            block.end = line.end
        else:
            self.flush()
            self.blocks.append(Block(line.start, line.end, line.body, line.marker))
        self.junk, self.last = [], line

    def flush(self) -> None:
        self.blocks += [Block(start, end, start, kind="junk") for start, end in self.junk]
        self.junk = []

    def _continues(self, block: Block, line: Line) -> bool:
        if block.kind != "text" or line.marker or self.text[line.start] == "#":
            return False
        if block.body >= block.end or _FIELD.fullmatch(self.text, block.start, block.end):
            return True
        section = _SECTION.fullmatch(self.text, self.last.start, self.last.end)
        if section or _FIELD_READ.match(self.text, block.start, block.end):
            return False
        if self.last.start == block.start and self._is_title(block, line):
            return False
        if self._is_left_open(block):
            return True
        if _is_date(self.text, line) or _is_date(self.text, self.last):
            return self.text[line.start].islower()
        gap, full = line.gap - self.wrapping.spread, self._is_full(self.last)
        if _has_ended(self.text, self.last.end):
            ruled = any(_RULE.fullmatch(self.text, *junk) for junk in self.junk)
            return gap <= 0 and full and self.text[self.last.end - 1] != ":" and not ruled
        if self._is_listed(block, line):
            return False
        if gap <= 0 and self.wrapping.width:
            return True
        return self.text[line.start].islower() or bool(self.junk and full)

    def _is_left_open(self, block: Block) -> bool:
        """Whether the last line must go on: it ends in "of the" or, in capitals, is full."""
        last_word = max(block.start, self.last.end - LAST_WORD)
        if self.wrapping.capitals and block.marker:
            open_end = _LEFT_OPEN_IN_CAPITALS.search(self.text, last_word, self.last.end)
            ended = _has_ended(self.text, self.last.end)
            return bool(open_end or not ended and self._is_full(self.last))
        return bool(_LEFT_OPEN.search(self.text, last_word, self.last.end))

    def _is_listed(self, block: Block, line: Line) -> bool:
        """A list of verbs that has lost its bullets, with a blank line before each."""
        return bool(
            line.gap
            and verb_at(self.text, line.start, TOLD)
            and (block.marker or verb_at(self.text, block.body, TOLD))
        )

    def _is_full(self, line: Line) -> bool:
        return 4 * (line.end - line.start) > 3 * self.wrapping.width > 0

    def _is_title(self, block: Block, line: Line) -> bool:
        """A full line of capitals may begin a sentence: only a second such line makes it a "
        "title."""
        titled = not block.marker and is_heading(self.text, block.start, block.end)
        return (
            self.text[block.start] == "#"
            or titled
            and (
                not self._is_full(self.last)
                or is_heading(self.text, line.start, line.end)
                or begins_text(self.text, line.start, line.end)
            )
        )


def begins_text(text: str, start: int, end: int) -> bool:
    """Whether a line is the text's first and no title: "On 4 May 2031, the Council", "We, the"."""
    return bool(_FIRST_WORDS.match(text, start, end))


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether the line reads as a title: short, capitals, no stop and no operative verb."""
    if _BRACKETED.fullmatch(text, start, end):
        return True
    longest = 300 if text[start:end].isupper() else 160
    if end - start > longest or _has_ended(text, end) or not looks_titled(text[start:end]):
        return False
    return not (begins_text(text, start, end) or main_verb(text, start, end)) and not (
        text[end - 1] == ","
        and (is_bare_subject(text, start, end) or verb_at(text, start, PREAMBLE))
    )


def blocks_of(text: str) -> tuple[list[Block], int | None]:
    """The blocks of the copy, in order, and where reading stopped if there was too much."""
    every = _lines(text)
    lines = list(islice(every, MOST_LINES))
    beyond = next(every, None)
    heads = _running_heads(text, lines)
    builder = _Builder(text, _wrapping(text, lines))
    number = ""
    for line in lines:
        if _is_junk(text, line) or line.start in heads:
            builder.junk.append((line.start, line.end))
            continue
        if line.marker and line.marker.style == "bare" and not follows(line.marker.label, number):
            line.marker = None
        elif line.marker and line.marker.label.isdecimal():
            number = line.marker.label
        builder.add(line)
    builder.flush()
    return builder.blocks, beyond.start if beyond else None
