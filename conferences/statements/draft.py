"""What the reader returns. Every value points at the words it came from.

Spans count characters (Python string offsets) in the source that was given to `parse`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .text import Span

COVERAGE_KINDS = ("item", "heading", "introduction", "junk", "unread", "space")


@dataclass(frozen=True)
class Value:
    """One fact as written. `where` is "header" or "text"."""

    value: str | int
    span: Span
    where: str


@dataclass(frozen=True)
class DateRange:
    """First and last day of the conference by one place in the text; equal for one day."""

    starts_on: date
    ends_on: date
    span: Span
    where: str


@dataclass(frozen=True)
class Chair:
    """Who chaired, co-chaired or hosted. What is not written is empty."""

    name: str
    office: str
    country: str
    span: Span


@dataclass(frozen=True)
class Finding:
    """What the meeting noted, urged or agreed: `text` is `fold(source[start:end])`.

    `secondary` are the further verbs of the passage, in order. An `inherited` verb stands in the
    stem above ("Ministers agreed to:"). `label` is the number of its paragraph or bullet, or "".
    """

    verb: str
    verb_class: str
    secondary: tuple[str, ...]
    inherited: bool
    label: str
    text: str
    span: Span
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Recommendation:
    """An item of a list that a stem with "recommend" governs, or a candidate for one.

    `addressees` are asked to act; `mentions` are the other bodies named.
    """

    label: str
    addressees: tuple[str, ...]
    mentions: tuple[str, ...]
    text: str
    span: Span
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """A doubt that staff must settle: `kind` for code, `sentence` for people."""

    kind: str
    sentence: str
    span: Span | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of the source and what became of it; `kind` is one of COVERAGE_KINDS."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Draft:
    """A statement as read. Facts that are not written are None or empty, never guessed."""

    title: Value | None
    ordinal: Value | None
    place: Value | None
    country: Value | None
    dates: tuple[DateRange, ...]
    chairs: tuple[Chair, ...]
    member_count: Value | None
    observer_count: Value | None
    introduction: tuple[Span, ...]
    findings: tuple[Finding, ...]
    recommendations: tuple[Recommendation, ...]
    candidates: tuple[Recommendation, ...]
    problems: tuple[Problem, ...]
    coverage: tuple[Piece, ...]

    def passages(self) -> Iterator[Finding | Recommendation]:
        """Findings, then recommendations."""
        yield from self.findings
        yield from self.recommendations
