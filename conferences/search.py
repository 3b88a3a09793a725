"""Finding passages by the words in them."""

import re

from django.db.models import Q

MAX_WORDS = 12


def words_in(query):
    """The words of a query, each once, in the order they were written."""
    return list(dict.fromkeys(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", query)))


def matching(rows, query):
    """The rows whose text has every word of the query, in any case and order."""
    condition = Q()
    for word in words_in(query):
        condition &= Q(text__icontains=word)
    return rows.filter(condition)
