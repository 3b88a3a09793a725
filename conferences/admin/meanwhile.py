"""What someone else saved while an editor had the same page open.

A page carries how often it was saved when it was opened, and a digest of every value that it
showed. So a late form tells which of its values its editor changed: those stay, the others become
what is saved now, and where both changed the same value both are shown.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.forms import CheckboxInput, FileInput

from ..desk import Entry

SAVES, SHOWN = "saves", "shown"
_DIGITS = 6


@dataclass
class Meanwhile:
    """`entries` say who saved what, `taken` name the values that were taken over from them, and
    each clash is {where, anchor, mine, theirs}.
    """

    entries: list
    taken: list = field(default_factory=list)
    clashes: list = field(default_factory=list)


class Overtaken(Exception):  # noqa: N818
    """Someone else saved first."""


def shown_in(form, formsets):
    """The digest of every value of a page, as text for a hidden field: {row: digests}."""
    rows = {}
    for key, bound in _values(form, formsets):
        rows.setdefault(key, []).append(_digest(_sent(bound)))
    return json.dumps({key: "".join(digests) for key, digests in rows.items()})


def brought_together(data, shown, form, formsets, entries):
    """Put what is saved now into the data of a late form wherever its editor changed nothing.

    `data` is a copy of what was sent, and is changed; `form` and `formsets` are those of the page
    as it is now. Returns what happened, as a Meanwhile.
    """
    before, names = _read(shown), _names(data, formsets)
    told, places = Meanwhile(entries), {}
    for key, bound in _values(form, formsets):
        place = places[key] = places.get(key, -1) + 1
        was = before.get(key, "")[place * _DIGITS : (place + 1) * _DIGITS]
        name = names(key, bound)
        if name and was:
            _settle(told, data, name, bound, was)
    return told


def _settle(told, data, name, bound, was):
    theirs, mine = _sent(bound), _clean(data.getlist(name))
    if _digest(theirs) == was or theirs == mine:
        return
    where = _where(bound)
    if _digest(mine) == was:
        data.setlist(name, theirs)
        told.taken.append(where)
    else:
        told.clashes.append(
            {
                "where": where,
                "anchor": f"id_{name}",
                "mine": _in_words(bound, mine),
                "theirs": _in_words(bound, theirs),
            }
        )


def entries_since(conference, count):
    """The log of the last `count` saves of a conference, the latest first."""
    return list(Entry.about(conference)[: max(0, min(count, 10))])


def _values(form, formsets):
    """(row, bound field) of every value that a page shows of what is saved."""
    for bound in form:
        if not isinstance(bound.field.widget, FileInput):
            yield "", bound
    for formset in formsets:
        for row in formset.initial_forms:
            for bound in row:
                if bound.name not in ("id", "conference", "DELETE"):
                    yield f"{formset.prefix}#{row.instance.pk}", bound


def _names(data, formsets):
    """A function from a row and a field to the name that the late form sent it by."""
    at = {}
    for formset in formsets:
        prefix = formset.prefix
        for name in data:
            start, _, end = name.rpartition("-")
            if end == "id" and start.startswith(f"{prefix}-"):
                at[f"{prefix}#{data[name]}"] = start

    def name_of(key, bound):
        if not key:
            return bound.html_name
        return key in at and f"{at[key]}-{bound.name}"

    return name_of


def _sent(bound):
    """What a browser sends of a field that nobody touched."""
    widget, value = bound.field.widget, bound.value()
    widget = getattr(widget, "widget", widget)
    if isinstance(widget, CheckboxInput):
        return ["on"] * bool(value)
    if isinstance(value, list | tuple):
        return sorted(str(getattr(each, "pk", each)) for each in value)
    sent = widget.format_value(value)
    return _clean(sent if isinstance(sent, list) else ["" if sent is None else sent])


def _clean(values):
    cleaned = [str(value).replace("\r\n", "\n") for value in values]
    return sorted(cleaned) if len(cleaned) > 1 else cleaned


def _digest(values):
    return hashlib.sha256(repr(values).encode()).hexdigest()[:_DIGITS]


def _read(shown):
    try:
        read = json.loads(shown)
    except ValueError:
        return {}
    is_ours = isinstance(read, dict) and all(isinstance(each, str) for each in read.values())
    return read if is_ours else {}


def _where(bound):
    row = getattr(bound.form, "instance", None)
    group = "" if bound.form.prefix is None else f"{row}: "
    return f"{group}{bound.label}"


def _in_words(bound, values):
    """Values as a reader would say them: the names of what is chosen, not their numbers."""
    shelf = getattr(bound.field, "shelf", None)
    names = [str(shelf.rows[value]) if shelf and value in shelf.rows else value for value in values]
    choices = dict(getattr(bound.field, "choices", ())) if not shelf else {}
    return ", ".join(str(choices.get(name, name)) for name in names) or "nothing"
