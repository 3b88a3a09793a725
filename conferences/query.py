"""The language of a search: text to query, query to text, and where a query's words stand.

Words side by side are all sought, in any English form; `OR`, `NOT` or `-`, `"a phrase"`,
`prefix*` and parentheses do what they say. Pure Python, with no recursion but over a query's own
parts, which are 12 words at most.
"""

import re
from dataclasses import dataclass, field

from .stems import stem
from .words import spans_of, words_of

MAX_CHARS = 200
MAX_WORDS = 12


@dataclass(frozen=True)
class Word:
    """A word in any of its English forms."""

    text: str
    size = 1

    def is_said(self, words):
        return stem(words[0]) == stem(self.text)


@dataclass(frozen=True)
class Prefix:
    """Any word that begins so."""

    text: str
    size = 1

    def is_said(self, words):
        return words[0].startswith(self.text)


@dataclass(frozen=True)
class Phrase:
    """Exactly these words, one after the other."""

    words: tuple

    @property
    def size(self):
        return len(self.words)

    def is_said(self, words):
        return tuple(words) == self.words


@dataclass(frozen=True)
class Not:
    part: "Query"


@dataclass(frozen=True)
class And:
    parts: tuple


@dataclass(frozen=True)
class Or:
    parts: tuple


Term = Word | Prefix | Phrase
Query = Term | Not | And | Or

EVERYTHING = And(())  # what an empty text asks for: no word is missing from any text


class QueryError(ValueError):
    """A text that is no query: why, in a sentence, and the nearest text that is one.

    The suggestion is empty when no word is left to suggest.
    """

    def __init__(self, sentence, suggestion):
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestion = suggestion


_TOO_LONG = f"Search with {MAX_CHARS} characters at most."
_TOO_MANY = f"Search for {MAX_WORDS} words at most."
_NO_WORD = "There is no word in this. Write one, for example “border”."
_NO_PREFIX = "A star needs the beginning of a word before it, for example “traffick*”."
_OPEN_QUOTE = "A quotation mark is missing: a phrase stands between two."
_OPEN_PARENTHESIS = "A closing parenthesis is missing."
_NOT_OPENED = "There is a closing parenthesis too many."
_NOTHING_INSIDE = "There is nothing between the parentheses."


def _dangling(operator):
    if operator == "NOT":
        return "NOT (or a hyphen) needs a word after it."
    return f"{operator} needs a word on each side. As a word to find, write “{operator.lower()}”."


def parse(text):
    """The query that a text writes; QueryError when it is not one."""
    if len(text) > MAX_CHARS:
        raise QueryError(_TOO_LONG, _shortened(text))
    query, problems = _read(text)
    if len(echo(query)) > MAX_CHARS:  # one character may fold to eighteen
        raise QueryError(_TOO_LONG, _shortened(text))
    if problems:
        raise QueryError(problems[0], echo(query))
    return query


def _shortened(text):
    """As many whole words from the beginning as make a query."""
    while True:
        text = text[: MAX_CHARS + 1].rpartition(" ")[0]
        suggestion = echo(_read(text)[0])
        if len(suggestion) <= MAX_CHARS:
            return suggestion


def echo(query):
    """The query as it is understood, in the one text that is parsed to it again."""
    match query:
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Not(part):
            return f"-{_enclosed(part)}"
        case And(parts):
            return " ".join(map(_enclosed, parts))
        case Or(parts):
            return " OR ".join(map(_enclosed, parts))


def _enclosed(query):
    return f"({echo(query)})" if isinstance(query, And | Or) else echo(query)


def sought(query, is_sought=True):
    """The terms that a query wants to be there, in order: those that no NOT turns away."""
    match query:
        case Not(part):
            return sought(part, not is_sought)
        case And(parts) | Or(parts):
            return [term for part in parts for term in sought(part, is_sought)]
    return [query] * is_sought


def marks(query, text):
    """The (start, end) of each stretch of the text that a sought term hits, in order."""
    terms, merged = sought(query), []
    spans = spans_of(text) if terms else []
    for start, end in sorted(hit for term in terms for hit in _hits(term, spans)):
        if merged and start < merged[-1][1]:
            start, reached = merged.pop()
            end = max(end, reached)
        merged.append((start, end))
    return merged


def _hits(term, spans):
    words = [span.word for span in spans]
    for first in range(len(spans) - term.size + 1):
        last = first + term.size
        if term.is_said(words[first:last]):
            yield spans[first].start, spans[last - 1].end


# Reading. What is amiss is noted and mended on the way, so that there is always a query to suggest.

_QUOTES = '"“”„‟«»＂'
_TOKEN = re.compile(
    rf"""
      [{_QUOTES}] (?P<phrase> [^{_QUOTES}]* ) (?P<close> [{_QUOTES}]? )
    | (?P<parenthesis> [()] )
    | (?P<hyphen> (?<! [^\s(] ) [-−] (?= [^\s−-] ) )
    | (?P<chunk> [^\s(){_QUOTES}]+ )
    """,
    re.VERBOSE,
)
_OPERATORS = ("AND", "OR", "NOT")


def _read(text):
    """(query, problems): what the text means, and what had to be mended to say so."""
    reader = _Reader()
    for token in _TOKEN.finditer(text):
        reader.read(token)
    return reader.end(text)


@dataclass
class _Group:
    """What stands between two parentheses, as far as it is read."""

    alternatives: list = field(default_factory=lambda: [[]])
    waiting: str = ""  # the operator whose right side is still to come
    negates: bool = False

    def add(self, part):
        self.alternatives[-1].append(_negated(part) if self.negates else part)
        self.waiting, self.negates = "", False

    @property
    def query(self):
        """None as long as there is no part."""
        whole = [_joined(And, parts) for parts in self.alternatives if parts]
        return _joined(Or, whole) if whole else None


class _Reader:
    def __init__(self):
        self.groups = [_Group()]
        self.problems = []
        self.words_left = MAX_WORDS

    def read(self, token):
        if token["parenthesis"] == "(":
            self.groups.append(_Group())
        elif token["parenthesis"]:
            self.close()
        elif token["hyphen"]:
            self.operate("NOT")
        elif token["chunk"] in _OPERATORS:
            self.operate(token["chunk"])
        elif token["chunk"]:
            self.add(_joined(And, self._within_limit(_terms_of(token["chunk"]))))
        else:
            self._add_phrase(token["phrase"], token["close"])

    def _add_phrase(self, words, is_closed):
        if not is_closed:
            self.problems.append(_OPEN_QUOTE)
        words = tuple(self._within_limit(words_of(words)))
        self.add(Phrase(words) if words else EVERYTHING)

    def _within_limit(self, items):
        if len(items) > self.words_left:
            self.problems.append(_TOO_MANY)
        kept = items[: self.words_left]
        self.words_left -= len(kept)
        return kept

    def add(self, part):
        """Take a part; EVERYTHING is punctuation, passed over where no operator hangs on it."""
        group = self.groups[-1]
        if part != EVERYTHING:
            group.add(part)
        elif group.waiting:
            self._drop_operator(group)

    def operate(self, operator):
        group = self.groups[-1]
        if operator == "NOT":
            group.waiting, group.negates = operator, not group.negates
        elif group.waiting or not group.alternatives[-1]:
            self.problems.append(_dangling(operator))
        else:
            group.waiting = operator
            group.alternatives += [[]] * (operator == "OR")

    def close(self):
        if len(self.groups) == 1:
            self.problems.append(_NOT_OPENED)
            return
        group = self._closed()
        if group.query is None:
            self.problems.append(_NOTHING_INSIDE)
        self.add(group.query or EVERYTHING)

    def _closed(self):
        group = self.groups.pop()
        if group.waiting:
            self._drop_operator(group)
        return group

    def _drop_operator(self, group):
        self.problems.append(_dangling(group.waiting))
        group.waiting, group.negates = "", False

    def end(self, text):
        while len(self.groups) > 1:
            self.problems.append(_OPEN_PARENTHESIS)
            self.close()
        query = self._closed().query
        if query is None and text.strip():
            self.problems.append(_NO_PREFIX if "*" in text else _NO_WORD)
        return query or EVERYTHING, self.problems


def _terms_of(chunk):
    """The words of a chunk: «co-chair*» is co and chair*."""
    terms = []
    for piece, star in re.findall(r"([^*]+)(\*?)", chunk):
        words = words_of(piece)
        terms += [Word(word) for word in words]
        if words and star:
            terms[-1] = Prefix(words[-1])
    return terms


def _joined(kind, parts):
    """The parts as one query: each once, with no And in an And or Or in an Or."""
    inner = [each.parts if isinstance(each, kind) else [each] for each in parts]
    once = tuple(dict.fromkeys(part for parts in inner for part in parts))
    return once[0] if len(once) == 1 else kind(once)


def _negated(query):
    return query.part if isinstance(query, Not) else Not(query)
