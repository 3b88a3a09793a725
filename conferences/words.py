"""What a word is: text folded the same way for Python, SQLite and PostgreSQL.

Each character is folded by itself, whatever stands beside it. So the databases need no rules of
their own, only the table that `folds` makes, and none of the three can come to another word.
"""

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby

# Of a field, what lies beyond is not searched: PostgreSQL refuses a tsvector of more than 1 MB,
# and a character is 4 bytes at most.
SEARCHED_CHARS = 250_000

_UNASSIGNED = {"Cn", "Co", "Cs"}
_SOFT_HYPHEN = "\xad"


@dataclass(frozen=True)
class Span:
    """A word of a text, and where its characters stand in it."""

    word: str
    start: int
    end: int


def fold(char):
    """A character without accents and case; a space if no word holds it, nothing if it is a mark.

    >>> fold("É"), fold("ß"), fold("ﬁ"), fold("½"), fold("’")
    ('e', 'ss', 'fi', '1 2', ' ')
    """
    if unicodedata.category(char) in _UNASSIGNED:
        return " "
    parts = unicodedata.normalize("NFKD", char)
    letters = "".join(part for part in parts if not _is_mark(part)).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in letters)


def _is_mark(char):
    return char == _SOFT_HYPHEN or unicodedata.category(char).startswith("M")


class _Folds(dict):
    """The fold of every code point met so far, for `str.translate`."""

    def __missing__(self, code):
        self[code] = folded = fold(chr(code))
        return folded


_FOLDS = _Folds()


def words_of(text):
    """The words of a text, folded, in order."""
    return text.translate(_FOLDS).split()


def spans_of(text):
    """The words of a text, folded, in order, each with its place in the text as it stands."""
    folded = [_FOLDS[ord(char)] for char in text]
    origins = [place for place, letters in enumerate(folded) for _ in letters] + [len(text)]
    found = re.finditer(r"\S+", "".join(folded))
    return [Span(each[0], *_origin(origins, each.start(), each.end())) for each in found]


def _origin(origins, start, end):
    """A mark after its letter folds to nothing: the word ends where the next letter begins, and
    at least after its own last character (“½” is two words of one character).
    """
    return origins[start], max(origins[end], origins[end - 1] + 1)


@cache
def folds():
    """(first, last, fold) of each run of code points beyond ASCII that folding changes alike."""
    runs = groupby(range(0x80, sys.maxunicode + 1), key=_change)
    lists = ((list(codes), folded) for folded, codes in runs if folded is not None)
    return [(codes[0], codes[-1], folded) for codes, folded in lists]


def _change(code):
    """What folding makes of a code point; None when it leaves it as it is."""
    folded = fold(chr(code))
    return None if folded == chr(code) else folded
