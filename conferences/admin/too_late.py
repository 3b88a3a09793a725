"""A form that comes after its draft was published or thrown away: what was typed is given back."""

import re

from ..models import Conference
from ..record import record_of
from .meanwhile import SAVES, SHOWN
from .once import FIELD

CORRECTS = "corrects"
_UNSEEN = {FIELD, SAVES, SHOWN, CORRECTS, "csrfmiddlewaretoken"}
_COUNTS = re.compile(r".*-(id|conference|(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)|_.*")
_OF_A_ROW = re.compile(r"(\w+)-(\d+)-(\w+)")


def standing(data, conference):
    """The conference that now stands in place of a form's: itself, or what it was to correct."""
    number = data.get(CORRECTS, "")
    is_number = number.isdecimal() and len(number) < 10
    return conference or (is_number and Conference.objects.filter(pk=number).first()) or None


def typed(data, conference):
    """[(where, words)] of a form wherever they are not in the record of a conference as it is."""
    there = set(_words_in(record_of(conference))) if conference else set()
    sent = [(name, data[name].replace("\r\n", "\n").strip()) for name in data]
    new = [(name, words) for name, words in sent if _is_seen(name) and words not in there]
    # An empty row sends the first of its choices, which nobody typed.
    rows = {_row(name) for name, words in new if not re.fullmatch(r"[a-z-]*|\d+", words)}
    return [
        (_where(name), words)
        for name, words in new
        if words and (not _row(name) or (_row(name) in rows and not words.isdecimal()))
    ]


def _is_seen(name):
    return name not in _UNSEEN and not _COUNTS.fullmatch(name)


def _row(name):
    """The row to which a field belongs; empty for one of the conference itself."""
    return name.rpartition("-")[0]


def _words_in(value):
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        yield str(value).strip()
        return
    for each in value:
        yield from _words_in(each)


def _where(name):
    found = _OF_A_ROW.fullmatch(name)
    if not found:
        return name.replace("_", " ").capitalize()
    group, number, field = found.groups()
    return f"{group.capitalize()}, row {int(number) + 1}: {field.replace('_', ' ')}"
