"""From a statement's text to a draft: `parse` runs every part of the reader once, in order."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from .bodies import addressed
from .claims import Claim, Passage
from .clues import HEAD, Sign
from .draft import Chair, DateRange, Draft, Finding, Piece, Recommendation, Value
from .genre import Shown, signs_of
from .head import Fact, HeadReader
from .layout import begins_text, blocks_of
from .operative import Reader
from .people import FoundCount, chairs_in, counts_in
from .problems import Evidence, problems_of
from .sentences import sentences
from .text import Copy, Span, fold
from .themes import themes_of

_COVER = re.compile(
    r"(?:the (?:full )?text of the following|(?:the )?following is the|delegations will find)\b",
    re.IGNORECASE,
)
SHORT = 60  # characters of a stem that can say no more than "Ministers agreed:"
_NUMBERED = re.compile(r"(?:\A|\n)[ •*]*\(?\d{1,3}[.):]?\s+[A-Za-z]")
LABEL = 20  # characters that may stand before a numbered item: "\n  (iv) "
_WE = re.compile(r"(?:[^.:;\"]{0,120}, )?[Ww]e\b")
_MET = re.compile(r"\b(?:met|meeting|held|gathered|convened|chaired|hosted)\b", re.IGNORECASE)
MARK = 4  # characters of a number before a sentence: "12."
FIRST_SENTENCES = 4  # in which a text says where and when the conference met
CALLS = frozenset(
    (
        "recommend",
        "urge",
        "call on",
        "encourage",
        "request",
        "task",
        "direct",
        "mandate",
        "instruct",
    )
)


def parse(text: str) -> Draft:
    """Read a statement. Never raises for any text; doubts are in `Draft.problems`.

    Every span is in `text` as given. Facts that the text does not state are None or empty.
    """
    return _Reading(text).draft()


class _Reading:
    """One statement being read. Offsets are of the copy until a value is made."""

    def __init__(self, source: str):
        self.source, self.copy = source, Copy(source)
        self.text = self.copy.text
        blocks, self.unread_from = blocks_of(self.text)
        self.reader = Reader(self.text, blocks)
        self.reader.read()
        self.claims = [claim for claim in map(self._trimmed, self.reader.claims) if claim]
        self.opening = self._opening()
        self.head = HeadReader(self.text, self._head_lines(), self.opening[:FIRST_SENTENCES]).read()
        lines = self._head_lines() + self.opening
        self.chairs = [chair for line in lines for chair in chairs_in(self.text, *line)]
        self.counts = [count for line in lines for count in counts_in(self.text, *line)]

    def _trimmed(self, claim: Claim) -> Claim | None:
        held = self.text[claim.start : claim.end]
        start = claim.start + len(held) - len(held.lstrip())
        end = claim.start + len(held.rstrip())
        return replace(claim, start=start, end=end) if start < end else None

    def _head_lines(self) -> list[tuple[int, int]]:
        """The headings before any sentence; where they hold nothing, those after the last item."""
        lines = []
        for claim in self.claims:
            if claim.kind not in ("heading", "junk") or self._says_who_met(claim):
                if self.text[claim.start] == '"' or self._is_fragment(claim):  # a motto, a year
                    continue
                break
            if claim.kind == "heading":
                lines.append((claim.start, claim.end))
        return lines

    def _opening(self) -> list[tuple[int, int]]:
        """The sentences of the introduction or, where there is none, of the first passages."""
        told = [claim for claim in self.claims if not self._is_fragment(claim)]
        kind = "introduction" if any(c.kind == "introduction" for c in told) else "item"
        kinds = {kind} if kind == "introduction" else {kind, "unread"}
        opening = [claim for claim in told if claim.kind in kinds or self._is_stem(claim)]
        if kind == "item":
            opening = opening[:FIRST_SENTENCES]
        spans = [s for claim in opening for s in sentences(self.text, claim.start, claim.end)]
        return [(start, end) for start, end in spans if end - start > MARK]

    def _is_fragment(self, claim: Claim) -> bool:
        """Whether words of the introduction say nothing: "by admin", "2009", a motto."""
        short = claim.end - claim.start <= SHORT and not _MET.search(
            self.text, claim.start, claim.end
        )
        covers = _COVER.match(self.text, claim.start, claim.end)
        return bool(short or covers) and claim.kind == "introduction"

    def _is_stem(self, claim: Claim) -> bool:
        """Whether the line above a list says who met: "The Ministers, meeting in Oslo, agreed:"."""
        told = claim.kind == "heading" and self._says_who_met(claim)
        return told and claim.end - claim.start > SHORT

    def _says_who_met(self, claim: Claim) -> bool:
        colon = self.text[claim.end - 1] == ":"
        return colon or begins_text(self.text, claim.start, claim.end)

    # --- values ---

    def draft(self) -> Draft:
        head = self.head
        recommends = [p for p in self.reader.passages if p.recommends]
        passages = [p for p in self.reader.passages if not p.recommends]
        findings = tuple(map(self._finding, passages))
        return Draft(
            title=self._value(head.title),
            ordinal=self._value(head.ordinal),
            place=self._value(head.place),
            country=self._value(head.country),
            dates=tuple(
                DateRange(*date.value, self._span(date), date.where) for date in head.dates
            ),
            chairs=tuple(Chair(c.name, c.office, c.country, self._span(c)) for c in self.chairs),
            member_count=self._count("member"),
            observer_count=self._count("observer"),
            introduction=tuple(self._introduction()),
            findings=findings,
            recommendations=tuple(map(self._recommendation, recommends)),
            candidates=() if recommends else tuple(self._candidates(passages, findings)),
            problems=problems_of(self._evidence()),
            coverage=tuple(self._coverage()),
        )

    def _span(self, found: Fact | FoundCount | Passage | Claim) -> Span:
        return self.copy.origin(found.start, found.end)

    def _value(self, fact: Fact | None) -> Value | None:
        return Value(fact.value, self._span(fact), fact.where) if fact else None

    def _count(self, kind: str) -> Value | None:
        for count in self.counts:
            if count.kind == kind and count.is_exact:
                return Value(count.count, self._span(count), "text")
        return None

    def _introduction(self) -> Iterator[Span]:
        """One span for each paragraph: its sentences were claimed one by one."""
        claims = [claim for claim in self.claims if claim.kind == "introduction"]
        for _, paragraph in groupby(claims, key=lambda claim: claim.block):
            inside = list(paragraph)
            yield self.copy.origin(inside[0].start, inside[-1].end)

    def _words(self, passage: Passage) -> tuple[str, Span, tuple[str, ...]]:
        span = self._span(passage)
        words = fold(self.source[span.start : span.end])
        return words, span, themes_of(self.text[passage.start : passage.end])

    def _finding(self, passage: Passage) -> Finding:
        first, *others = passage.verbs or [None]
        return Finding(
            first.verb.lemma if first else "",
            first.verb_class if first else "",
            tuple(dict.fromkeys(found.verb.lemma for found in others)),
            passage.inherited,
            passage.label,
            *self._words(passage),
        )

    def _recommendation(self, passage: Passage) -> Recommendation:
        to, others = addressed(self.text, passage.start, passage.end, passage.start)
        return Recommendation(passage.label, to, others, *self._words(passage))

    def _candidates(
        self, passages: list[Passage], findings: tuple[Finding, ...]
    ) -> Iterator[Recommendation]:
        """Findings that call on somebody: staff decide whether they are recommendations."""
        for passage, finding in zip(passages, findings, strict=True):
            call = next((found for found in passage.verbs if found.verb.lemma in CALLS), None)
            if call:
                to, others = addressed(self.text, passage.start, passage.end, call.end)
                if to:
                    yield Recommendation(
                        finding.label, to, others, finding.text, finding.span, finding.themes
                    )

    def _evidence(self) -> Evidence:
        annex = self.reader.annex
        return Evidence(
            self.copy,
            self._signs(),
            self.head,
            self.chairs,
            self.counts,
            self.reader.passages,
            self.claims,
            Span(annex.start, annex.end) if annex else None,
            self.unread_from,
        )

    def _signs(self) -> list[Sign]:
        ends = self.reader.annex.start if self.reader.annex else len(self.text)
        told = [c for c in self.claims if c.kind not in ("heading", "junk") and c.start < ends]
        spans = (span for c in told for span in sentences(self.text, c.start, c.end))
        items = self.reader.passages
        shown = Shown(
            findings=len(items),
            sentences=sum(end - start > MARK for start, end in spans),
            numbered=sum(self._is_numbered(claim) for claim in told),
            we=sum(bool(_WE.match(self.text, item.start)) for item in items),
            is_dated=any(date.where == "text" for date in self.head.dates),
            lines=self._head_lines(),
            later=[(c.start, c.end) for c in self.claims if c.kind == "heading" and c.end < HEAD],
        )
        return signs_of(self.text, shown)

    def _is_numbered(self, claim: Claim) -> bool:
        return bool(_NUMBERED.search(self.text[max(0, claim.start - LABEL) : claim.start + LABEL]))

    # --- coverage ---

    def _coverage(self) -> Iterator[Piece]:
        """The source from first to last character: the claims and what lies between them."""
        done, seen = 0, 0  # in the source, in the copy
        for claim in self.claims:
            span = self._span(claim)
            yield from self._between(done, span.start, self.text[seen : claim.start])
            yield Piece(claim.kind, max(span.start, done), span.end)
            done, seen = span.end, claim.end
        yield from self._between(done, len(self.source), self.text[seen:])

    def _between(self, start: int, end: int, words: str) -> Iterator[Piece]:
        """A gap: unread where the copy has words there, junk where only marks were taken out."""
        if start < end:
            dropped = "junk" if self.source[start:end].strip() else "space"
            yield Piece("unread" if words.strip() else dropped, start, end)
