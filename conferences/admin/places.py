"""Where words stand in a statement, however their white space was broken when they were copied."""

import re

from ..text import fold

HINT = 8  # words shown on either side of a difference


def places_of(words, text):
    """[(start, end)] of every place where the words stand, runs of white space being equal."""
    return [found.span() for found in _pattern(words.split()).finditer(text)]


def place_at(words, text, start):
    """(start, end) when the words stand at exactly that character, else None."""
    found = _pattern(words.split()).match(text, start)
    return found.span() if found else None


def difference(words, text):
    """Where the words begin to differ from the text, in a sentence; empty when nothing is alike."""
    tokens = words.split()
    alike = _longest_start(tokens, text)
    if not alike:
        return ""
    end = _pattern(tokens[:alike]).search(text).end()
    shared = " ".join(tokens[max(0, alike - HINT) : alike])
    there = " ".join(fold(text[end : end + 400]).split()[:HINT]) or "nothing more"
    here = " ".join(tokens[alike : alike + HINT])
    return f"They differ after “{shared}”: the statement has “{there}”, here stands “{here}”."


def _longest_start(tokens, text):
    """How many of the first words stand together in the text, found by halving."""
    fits, fails = 0, len(tokens)
    while fits + 1 < fails:
        middle = (fits + fails) // 2
        if _pattern(tokens[:middle]).search(text):
            fits = middle
        else:
            fails = middle
    return fits


def _pattern(tokens):
    return re.compile(r"\s+".join(map(re.escape, tokens)))
