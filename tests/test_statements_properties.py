"""What holds for any text at all, and what hostile texts may cost."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.statements import COVERAGE_KINDS, fold, parse
from conferences.statements.layout import MOST_LINES, blocks_of
from conferences.statements.text import Copy

SEED = (Path(__file__).parent / "statements/second-ministerial-conference.txt").read_text()
FRAGMENTS = [
    "Ministers",
    "We",
    "The Meeting",
    "noted",
    "agreed to",
    "urged States",
    "recommended that",
    "Recalling",
    ":",
    ".",
    ";",
    ", ",
    "\n",
    "\n\n",
    " ",
    "• ",
    "A. ",
    "1. ",
    "(a) ",
    "(ii) ",
    "- ",
    "Annex",
    "Bali, Indonesia",
    "29 - 30 April 2003",
    "33 Member States",
    "co-hosted",
    "“",
    "”",
    "\u00ad",
    "\u00a0",
    "â€¢",
    "ﬁ",
    "**",
    "\r\n",
    "¹",
    "# ",
    "The second Conference",
    "met in Bali",
    "Location:",
    "Date",
    "Page 2 of 3",
    " Image",
    "people smuggling",
    "\ufffd",
    "\x00",
    "𝔘",
    "ß",
]
TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join)


def assert_partition(draft, text):
    assert all(piece.kind in COVERAGE_KINDS for piece in draft.coverage)
    assert all(piece.start < piece.end for piece in draft.coverage)
    assert all(a.end == b.start for a, b in pairwise(draft.coverage))
    assert sum(piece.end - piece.start for piece in draft.coverage) == len(text)


def assert_apart(spans, length):
    assert all(0 <= span.start < span.end <= length for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_accounted_for(text):
    draft = parse(text)
    assert_partition(draft, text)
    for passages in (draft.findings, draft.recommendations, draft.candidates):
        assert_apart([passage.span for passage in passages], len(text))
    assert_apart(draft.introduction, len(text))
    assert_apart(sorted((d.span for d in draft.dates), key=lambda s: s.start), len(text))
    for passage in (*draft.passages(), *draft.candidates):
        assert passage.text == fold(text[passage.span.start : passage.span.end]) != ""
    for problem in draft.problems:
        assert problem.span is None or 0 <= problem.span.start < problem.span.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_the_copy_leads_back(text):
    copy = Copy(text)
    spans = [copy.origin(at, at + 1) for at in range(len(copy.text))]
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SEED)), st.integers(0, len(SEED)))
def test_any_part_of_the_seed_is_accounted_for(start, end):
    text = SEED[min(start, end) : max(start, end)]
    assert_partition(parse(text), text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="0123456789 abMinisters,", max_size=80))
def test_nothing_is_invented(text):
    draft = parse(f"Ministers agreed on {text}.")
    assert not draft.dates
    assert draft.place is None
    assert not draft.chairs


def test_words_of_spans_are_never_altered():
    draft = parse(SEED)
    for span in (*draft.introduction, *(item.span for item in draft.passages())):
        assert fold(SEED[span.start : span.end]) in fold(SEED)


HOSTILE = {
    "no stop": "a b c d " * 5_000,
    "bullets": "•" * 40_000,
    "bullet lines": "• a\n" * 10_000,
    "empty bullets": "•\n" * 20_000,
    "nested lists": "\n".join(" " * (n % 200) + "- x:" for n in range(2_000)),
    "stems": "Ministers:\n• urged:\n - x:\n" * 1_500,
    "spaces": "x." + " " * 50_000 + "y",
    "quotes": '"' * 40_000,
    "brackets": "[a" * 20_000,
    "subjects": "Ministers, " * 4_000,
    "one sentence": "Ministers noted that " * 2_000,
    "numbers": "1 " * 20_000,
    "dates": "1 May " * 7_000,
    "soft hyphens": "\u00ad" * 40_000,
    "capitals": "THE SUMMIT CONSIDERED A REPORT OF THE\n" * 2_000,
    "run-on verbs": "; Note that x" * 3_000,
    "meetings": "We met in Oslo and then others also and so on, and more, " * 1_000,
    "blank lines": "\n" * 40_000,
    "marks": "*_" * 20_000,
    "names": "United Nations Office of the " * 1_500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_accounted_for(name):
    text = HOSTILE[name]
    assert_partition(parse(text), text)


def test_what_is_beyond_the_limit_is_unread_not_lost():
    text = "• a\n" * (MOST_LINES + 500)
    blocks, beyond = blocks_of(text)
    assert len(blocks) <= MOST_LINES
    draft = parse(text)
    assert beyond is not None
    assert any(problem.kind == "too long" for problem in draft.problems)
    assert draft.coverage[-1].kind == "unread"
    assert_partition(draft, text)


def test_lists_nest_only_so_deep():
    """The search for what governs an item is bounded however many stems are open."""
    from conferences.statements.operative import DEEPEST, Reader

    text = HOSTILE["stems"]
    blocks, _ = blocks_of(text)
    reader = Reader(text, blocks)
    reader.read()
    assert len(reader._stems) <= DEEPEST


def test_no_pattern_can_run_away():
    """No repeat of a repeat in any pattern of the package: (a+)+ and its kin are not linear."""
    package = Path(__file__).parents[1] / "conferences/statements"
    for module in package.glob("*.py"):
        assert not re.search(r"[+*]\)[+*]|\\s\+\$", module.read_text()), module.name
