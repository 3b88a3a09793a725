"""Finding rows by a query, and showing where its words stand.

Every answer is set algebra over what each term hits in the index, so that NOT is exact and SQLite
and PostgreSQL cannot differ. A word is sought as all the words of the index that share its stem.
"""

from collections import defaultdict
from functools import reduce
from math import log
from operator import and_, or_

from django.db import connections, router
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.html import format_html, format_html_join

from .query import And, Not, Or, Phrase, Prefix, Word, marks, sought
from .search_index import INDEXES, engine_of
from .stems import stem

_BEYOND = "\U0010ffff"  # stands after every letter
_SATURATION = 1.2  # as in BM25: the third time a word is said counts for less than the first


def condition(model, query):
    """The rows of `model` that the query asks for, as a condition on them."""
    match query:
        case And(parts):
            return reduce(and_, [condition(model, part) for part in parts], Q())
        case Or(parts):
            return reduce(or_, [condition(model, part) for part in parts])
        case Not(part):
            return ~condition(model, part)
    return Q(pk__in=RawSQL(*_hits(model, query)))  # noqa: S611


def hits(model, term):
    """The keys of all rows, public or not, that one term hits, in no order."""
    return [key for (key,) in _fetched(model, *_hits(model, term))]


def relevance(model, query):
    """{key: score} of the rows that say a word the query seeks, whatever else it asks.

    A rare word counts for more than a frequent one, and each further time for less: BM25, but
    without regard to length, for no passage is worth less for its words. It is worked out here, so
    that the order is the same on every database.
    """
    scores = defaultdict(float)
    for term in sought(query):
        counts = _counts(model, term)
        rarity = log(1 + _size(model) / (1 + len(counts)))
        for key, count in counts:
            scores[key] += rarity * count / (count + _SATURATION)
    return scores


def highlighted(text, query):
    """The text as HTML, with what the query seeks in <mark>."""
    return _marked(text, marks(query, text))


def snippet(text, query, length=300):
    """Some `length` characters of a text around what the query seeks, as HTML with <mark>."""
    if len(text) <= length:
        return highlighted(text, query)
    found = marks(query, text)
    start, end = _window(text, found[0] if found else (0, 0), length)
    inside = [(max(a, start), min(b, end)) for a, b in found if a < end and b > start]
    shown = _marked(text[start:end], [(a - start, b - start) for a, b in inside])
    return format_html("{}{}{}", "…" * (start > 0), shown, "…" * (end < len(text)))


def _window(text, hit, length):
    """(start, end) of about `length` characters that show the hit, cut where words end."""
    start = max(0, min(hit[0] - length // 4, len(text) - length))
    end = start + length
    if start:
        start = max(text.find(" ", start, hit[0]) + 1, start)
    if end < len(text):
        end = max(text.rfind(" ", hit[1], end), hit[1]) if hit[1] < end else end
    return start, end


def _marked(text, spans):
    pieces, reached = [], 0
    for start, end in spans:
        pieces += [text[reached:start], format_html("<mark>{}</mark>", text[start:end])]
        reached = end
    return format_html_join("", "{}", ([piece] for piece in [*pieces, text[reached:]]))


def _hits(model, term):
    forms = _forms(model, term) if isinstance(term, Word) else []
    return _engine(model).hits(INDEXES[model], term, forms)


def _counts(model, term):
    """[(key, how often the row says the term)]; a phrase counts once."""
    if isinstance(term, Phrase):
        return [(key, 1) for key in hits(model, term)]
    forms = _forms(model, term)
    return _fetched(model, *_engine(model).counts(INDEXES[model], term, forms))


def _forms(model, term):
    """The words of the index that a Word or Prefix stands for, and the term itself.

    A stem but for its last letter begins each word that has it (tests hold Porter's rules to it),
    so only a stretch of the vocabulary is read.
    """
    root = term.text if isinstance(term, Prefix) else stem(term.text)[:-1] or term.text
    vocabulary = INDEXES[model].vocabulary
    select = f"SELECT DISTINCT term FROM {vocabulary} WHERE term >= %s AND term < %s"  # noqa: S608
    words = [word for (word,) in _fetched(model, select, [root, root + _BEYOND])]
    return sorted({term.text, *(word for word in words if term.is_said([word]))})


def _size(model):
    return _fetched(model, f"SELECT count(*) FROM {INDEXES[model].table}")[0][0]  # noqa: S608


def _engine(model):
    return engine_of(connections[router.db_for_read(model)])


def _fetched(model, sql, params=()):
    with connections[router.db_for_read(model)].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
