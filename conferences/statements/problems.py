"""What staff must look at, each as a plain sentence with the words it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .claims import Claim, Passage
from .clues import Sign
from .dates import IMPOSSIBLE, NO_YEAR
from .draft import Problem
from .head import Fact, Head
from .markers import follows
from .people import FoundChair, FoundCount
from .text import Copy, Span

_FAULTS = {
    NO_YEAR: "This date has no year. The reader does not guess it: enter the dates.",
    IMPOSSIBLE: "This date cannot be right. Enter the dates.",
    "relative date": "This day is only told from another day. Enter the dates.",
}


_Placed = Sign | Fact | FoundCount | Passage | Claim | Span  # what has a start and an end


@dataclass(frozen=True)
class Evidence:
    """All that was read, in offsets of the copy."""

    copy: Copy
    signs: list[Sign]
    head: Head
    chairs: list[FoundChair]
    counts: list[FoundCount]
    passages: list[Passage]
    claims: list[Claim]
    annex: Span | None
    unread_from: int | None

    def problem(self, kind: str, sentence: str, about: _Placed) -> Problem:
        return Problem(kind, sentence, self.copy.origin(about.start, about.end))


def problems_of(evidence: Evidence) -> tuple[Problem, ...]:
    """Every problem, the gravest kind first."""
    checks = (
        _genre,
        _dates,
        _facts,
        _counts,
        _findings,
        _verbs,
        _numbering,
        _junk,
        _unread,
        _characters,
    )
    return tuple(problem for check in checks for problem in check(evidence))


def _genre(evidence: Evidence) -> Iterator[Problem]:
    for sign in evidence.signs:
        sentence = (
            f"This looks like a {sign.genre}, not an agreed statement. Check before drafting."
        )
        yield evidence.problem("not a statement", sentence.replace("a ag", "an ag"), sign)


def _dates(evidence: Evidence) -> Iterator[Problem]:
    for fault, start, end in evidence.head.faults:
        yield evidence.problem(fault, _FAULTS[fault], Span(start, end))
    yield from _differing(evidence, "dates differ", "dates", evidence.head.dates)
    if not evidence.head.dates:
        yield Problem("no date", "The text does not state the dates of the conference.")


def _differing(evidence: Evidence, kind: str, what: str, facts: list[Fact]) -> Iterator[Problem]:
    first = facts[0] if facts else None
    for fact in facts[1:]:
        if fact.value != first.value:
            words = [evidence.copy.text[f.start : f.end] for f in (first, fact)]
            sentence = f"The text gives two {what}: “{words[0]}” and “{words[1]}”. Choose one."
            yield evidence.problem(kind, sentence, fact)


def _facts(evidence: Evidence) -> Iterator[Problem]:
    if not evidence.head.title:
        yield Problem("no title", "No title was found.")
    if not evidence.head.place:
        yield Problem("no place", "The text does not say where the conference met.")
    yield from _differing(evidence, "places differ", "places", evidence.head.places)
    if not evidence.chairs:
        yield Problem("no chairs", "The text names nobody who chaired or hosted.")


def _counts(evidence: Evidence) -> Iterator[Problem]:
    for kind, who in (("member", "members"), ("observer", "observers")):
        counts = [count for count in evidence.counts if count.kind == kind and count.is_exact]
        if not counts:
            yield Problem("counts absent", f"The text does not state a number of {who}.")
        for count in counts[1:]:
            if count.count != counts[0].count:
                yield evidence.problem(
                    "counts differ", f"The text gives two numbers of {who}.", count
                )
    for count in evidence.counts:
        if count.kind == "other" or not count.is_exact:
            sentence = "This is not an exact number of members or observers, so it was left out."
            yield evidence.problem("count in another unit", sentence, count)


def _findings(evidence: Evidence) -> Iterator[Problem]:
    if not evidence.passages:
        yield Problem("no findings", "No sentence with an operative verb was found.")
        return
    last = evidence.passages[-1]
    if evidence.copy.text[max(last.end - 3, 0) : last.end].strip("\"')] ")[-1:] not in (
        ".",
        "!",
        "?",
    ):
        yield evidence.problem(
            "no stop",
            "The last passage ends without a stop: is the text whole?",
            last,
        )


def _verbs(evidence: Evidence) -> Iterator[Problem]:
    for passage in evidence.passages:
        if passage.recommends:
            continue
        if not passage.verbs:
            yield evidence.problem(
                "no verb",
                "No operative verb was found in this passage.",
                passage,
            )
        elif len(passage.verbs) > 1 + passage.inherited:
            lemmas = ", ".join(found.verb.lemma for found in passage.verbs)
            yield evidence.problem(
                "several verbs",
                f"This passage has several verbs: {lemmas}.",
                passage,
            )


def _numbering(evidence: Evidence) -> Iterator[Problem]:
    recommended = [p for p in evidence.passages if p.recommends and p.label]
    numbered = [p for p in evidence.passages if not p.recommends and _number(p).isdecimal()]
    for passages in (recommended, numbered):
        for before, passage in pairwise(passages):
            label, last = _number(passage), _number(before)
            if label != last and not follows(label, last):
                sentence = f"The numbering goes from {last} to {label}."
                yield evidence.problem("numbering", sentence, passage)


def _number(passage: Passage) -> str:
    """The number of the paragraph an item stands in: "5" for "5(a)"."""
    return passage.label.partition("(")[0]


def _junk(evidence: Evidence) -> Iterator[Problem]:
    junk = [claim for claim in evidence.claims if claim.kind == "junk"]
    if junk:
        yield evidence.problem(
            "junk dropped",
            f"Not part of the statement and dropped: {len(junk)} lines such as this.",
            junk[0],
        )
    for claim in junk:
        if claim.passage:
            yield evidence.problem(
                "junk inside",
                "A page number or running head stands inside a "
                "passage: take it out of the source text.",
                claim,
            )


def _unread(evidence: Evidence) -> Iterator[Problem]:
    if evidence.annex:
        yield evidence.problem(
            "annex",
            "The statement ends here: what follows is not read.",
            evidence.annex,
        )
    if evidence.unread_from is not None:
        yield evidence.problem(
            "too long",
            "The text is too long for a statement: it is not read from here on.",
            Span(evidence.unread_from, evidence.unread_from + 1),
        )
    unread = [claim for claim in evidence.claims if claim.kind == "unread"]
    if unread and not evidence.annex:
        yield evidence.problem(
            "unread",
            f"{len(unread)} passages hold no operative verb. Decide what they are.",
            unread[0],
        )


def _characters(evidence: Evidence) -> Iterator[Problem]:
    repairs = evidence.copy.repairs
    if repairs:
        sentence = f"{len(repairs)} broken characters were read as what they stand for."
        yield Problem("characters repaired", sentence, Span(*repairs[0]))
