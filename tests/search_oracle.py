"""The language of a search a second time, in the plainest way: a text is read word by word."""

import re
import unicodedata
from functools import cache

import snowballstemmer

from conferences.query import And, Not, Or, Phrase, Prefix

_PORTER = snowballstemmer.stemmer("porter")


@cache
def stem(word):
    return _PORTER.stemWord(word) if len(word) > 2 else word


def words_of(text):
    parts = unicodedata.normalize("NFKD", text)
    letters = [c for c in parts if unicodedata.category(c)[0] != "M" and c != "\xad"]
    return re.findall(r"[^\W_]+", "".join(letters).casefold())


def matches(query, text):
    """Whether the text is an answer to the query."""
    match query:
        case And(parts):
            return all(matches(part, text) for part in parts)
        case Or(parts):
            return any(matches(part, text) for part in parts)
        case Not(part):
            return not matches(part, text)
        case Phrase(words):
            return f" {' '.join(words)} " in f" {' '.join(words_of(text))} "
        case Prefix(text=beginning):
            return any(word.startswith(beginning) for word in words_of(text))
    return stem(query.text) in map(stem, words_of(text))
