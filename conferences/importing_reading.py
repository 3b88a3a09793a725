"""From a text to the work on it: what `statements.parse` read, in the shape that staff edit."""

import re

from django.utils.text import slugify

from .countries import COUNTRIES
from .desk import PASSAGES, Chair, Doubt, Part, Said, Work
from .statements import leading_verb, parse
from .statements.numbers import CARDINAL, number
from .statements.themes import themes_of
from .text import fold

CODE_PREFIX = "BPMC"
MAX_THEMES = 3
FACTS = (
    "title", "official_name", "code", "slug", "ordinal", "starts_on", "ends_on", "city", "country",
    "venue", "member_count", "observer_count", "statement_title", "statement_kind", "language",
    "source_url", "retrieved_on",
)  # fmt: skip
_MARKUP = "#*_ "
_DIFFERING = {"places differ": "city", "counts differ": "member_count"}


def work_of(text):
    """A text as the reader sorts it, nothing settled yet."""
    draft, work = parse(text), Work()
    work.said = _said(draft, text)
    work.facts = _facts(work.said)
    work.parts = _parts(draft)
    for part in work.parts:
        part.id = work.new_id()
    work.chairs = [
        Chair(
            id=work.new_id(),
            who=COUNTRIES.get(chair.country, ""),
            representative=chair.name,
            office=chair.office,
            start=chair.span.start,
            end=chair.span.end,
        )
        for chair in draft.chairs
    ]
    work.doubts = [_doubt(work.new_id(), problem) for problem in draft.problems]
    return work


def suggested(part, text):
    """The part with the verb and themes that its words suggest, where it has none."""
    if part.kind not in PASSAGES:
        return part
    words = text[part.start : part.end]
    verb = leading_verb(words)
    if not part.verb and verb and part.kind == "finding":
        part.verb = verb[0]
    part.themes = part.themes or list(themes_of(words))[:MAX_THEMES]
    return part


def _doubt(number, problem):
    span = problem.span and (problem.span.start, problem.span.end)
    return Doubt(number, problem.kind, problem.sentence, *(span or ()))


# --- facts ---


def _said(draft, text):
    """Every reading of every fact, in the order of the page's fields."""
    single = {
        "title": draft.title,
        "ordinal": draft.ordinal,
        "city": draft.place,
        "country": draft.country,
        "member_count": draft.member_count,
        "observer_count": draft.observer_count,
    }
    said = [_said_once(fact, value, text) for fact, value in single.items() if value]
    said += [
        Said("dates", _interval(dates), dates.span.start, dates.span.end, dates.where)
        for dates in draft.dates
    ]
    return said + [found for problem in draft.problems for found in _said_otherwise(problem, text)]


def _said_once(fact, value, text):
    words = fold(text[value.span.start : value.span.end]).strip(_MARKUP)
    given = words if fact == "title" else str(value.value)
    return Said(fact, given, value.span.start, value.span.end, value.where)


def _said_otherwise(problem, text):
    """The reading that a problem speaks of and the draft has no room for."""
    fact = _DIFFERING.get(problem.kind)
    if not fact or not problem.span:
        return
    words = fold(text[problem.span.start : problem.span.end])
    if fact == "member_count":
        fact = "observer_count" if "observer" in words.casefold() else fact
        words = _count_in(words)
    if words:
        yield Said(fact, words, problem.span.start, problem.span.end, "text")


def _count_in(words):
    """The count among the words, in digits; empty when they hold none."""
    found = re.search(CARDINAL, words, re.IGNORECASE)
    return str(number(found[0])) if found else ""


def _interval(dates):
    days = dict.fromkeys((dates.starts_on.isoformat(), dates.ends_on.isoformat()))
    return "/".join(days)


def _facts(said):
    """What the text says once and for all; where it contradicts itself, staff must choose."""
    readings = {}
    for each in said:
        readings.setdefault(each.fact, set()).add(each.value)
    agreed = {fact: values.pop() for fact, values in readings.items() if len(values) == 1}
    facts = dict.fromkeys(FACTS, "") | {"statement_kind": "official page", "language": "en"}
    facts |= fields_of(agreed)
    if title := facts["title"]:
        facts |= {"slug": slugify(title)[:100], "statement_title": title}
    if ordinal := facts["ordinal"]:
        facts["code"] = f"{CODE_PREFIX}{ordinal}"
    return facts


def fields_of(values):
    """Facts as the fields of a conference: dates are two of them."""
    fields = dict(values)
    if "dates" in fields:
        first, _, last = fields.pop("dates").partition("/")
        fields |= {"starts_on": first, "ends_on": last or first}
    return fields


# --- parts ---


def _parts(draft):
    """The passages first, then whatever else the reader sorted and no passage holds."""
    parts = sorted([*_passages(draft), *_introduction(draft)], key=lambda part: part.start)
    parts = _apart(parts)
    _give_marks(parts, draft.coverage)
    kinds = {"heading": "heading", "junk": "aside"}
    others = [
        Part(0, kinds[piece.kind], piece.start, piece.start, piece.end)
        for piece in draft.coverage
        if piece.kind in kinds and piece.start < piece.end
    ]
    return sorted([*parts, *_outside(others, parts)], key=lambda part: part.start)


def _passages(draft):
    called = {call.span: call for call in draft.candidates}
    for finding in draft.findings:
        part = _part("finding", finding, verb=finding.verb)
        if call := called.get(finding.span):
            part.hint, part.addressees = "recommendation", list(call.addressees)
        yield part
    for row in draft.recommendations:
        yield _part("recommendation", row, addressees=list(row.addressees))


def _part(kind, passage, **values):
    start, end = passage.span.start, passage.span.end
    themes = list(passage.themes)[:MAX_THEMES]
    return Part(0, kind, start, start, end, label=passage.label, themes=themes, **values)


def _introduction(draft):
    for span in draft.introduction:
        yield Part(0, "introduction", span.start, span.start, span.end)


def _apart(parts):
    """Parts that do not overlap: a later one begins where the one before it ends."""
    kept, done = [], 0
    for part in parts:
        part.mark = part.start = max(part.start, done)
        if part.start < part.end:
            kept.append(part)
            done = part.end
    return kept


def _give_marks(parts, coverage):
    """A part's bullet or label belongs to it, though not to its words."""
    items = iter([piece for piece in coverage if piece.kind == "item"])
    piece, done = next(items, None), 0
    for part in parts:
        while piece and piece.end <= part.start:
            piece = next(items, None)
        if piece and piece.start < part.start:
            part.mark = max(piece.start, done)
        done = part.end


def _outside(others, parts):
    """The parts of `others` that no part of `parts` holds; both are in order."""
    held, at = [(part.mark, part.end) for part in parts], 0
    for other in others:
        while at < len(held) and held[at][1] <= other.start:
            at += 1
        if at == len(held) or other.end <= held[at][0]:
            yield other
