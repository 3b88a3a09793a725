"""What a word is, and what its stem is: against Unicode, and against Snowball."""

import random
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.stems import stem
from conferences.words import fold, folds, spans_of, words_of
from tests import search_oracle as oracle

ENDINGS = [
    "s",
    "es",
    "ed",
    "ing",
    "eed",
    "ies",
    "y",
    "ational",
    "ization",
    "izer",
    "biliti",
    "bility",
    "ably",
    "ical",
    "icate",
    "ness",
    "ful",
    "ement",
    "ion",
    "tion",
    "sion",
    "ll",
    "e",
    "le",
    "ive",
    "ousli",
    "entli",
    "abli",
    "eli",
    "logi",
    "al",
    "er",
    "ic",
    "ou",
    "ying",
    "yed",
]


@given(st.text())
def test_words_are_what_unicode_says(text):
    assert words_of(text) == oracle.words_of(text)


@given(st.text())
def test_each_word_has_its_place(text):
    spans = spans_of(text)
    assert [span.word for span in spans] == words_of(text)
    assert all(span.word in words_of(text[span.start : span.end]) for span in spans)


def test_folding_twice_is_folding_once():
    """The databases replace letter after letter, and must not fold what is folded."""
    assert all(fold(char) == char for _, _, folded in folds() for char in folded)


def test_the_table_of_folds_is_the_fold_of_every_character():
    table = {code: to for first, last, to in folds() for code in range(first, last + 1)}
    codes = range(0x80, sys.maxunicode + 1)
    assert all(table.get(code, chr(code)) == fold(chr(code)) for code in codes)


@pytest.fixture(scope="module")
def vocabulary():
    """The words of the record, and made-up ones with the endings that Porter knows."""
    record = Path(__file__).parent.parent / "fixtures" / "bali_process.json"
    dice = random.Random(7)
    made = (
        "".join(dice.choices("aeiouytslbncdrzgé1", k=dice.randint(3, 6))) + ending
        for ending in ENDINGS
        for _ in range(1500)
    )
    written = re.findall(r"\w{3,}", record.read_text() + Path(re.__file__).read_text())
    return {*made, *(word for text in written for word in words_of(text) if len(word) > 2)}


def test_stems_are_those_of_snowball(vocabulary):
    assert [word for word in vocabulary if stem(word) != oracle.stem(word)] == []


def test_a_stem_but_for_its_last_letter_begins_its_words(vocabulary):
    """The search reads only that stretch of the index's words."""
    assert [word for word in vocabulary if not word.startswith(stem(word)[:-1])] == []


def test_short_words_are_their_own_stems():
    assert [stem(word) for word in ("us", "is", "a", "x")] == ["us", "is", "a", "x"]
