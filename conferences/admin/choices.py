"""Selects whose rows are read once for the whole page.

Django's own would ask the database for every select of every row: some 1,000 queries for one
conference. Here all selects of a page share a `Shelf`.
"""

from functools import cached_property

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


class Shelf:
    """The rows that selects choose among, read when first needed."""

    def __init__(self, queryset):
        self._queryset = queryset

    @cached_property
    def rows(self):
        """{key as the form sends it: row}"""
        return {str(row.pk): row for row in self._queryset}


def shelf_of(request, model):
    """The request's own shelf of all rows of a model."""
    shelves = request.__dict__.setdefault("shelves", {})
    return shelves.setdefault(model, Shelf(model._default_manager.all()))


class OneOf(forms.ModelChoiceField):
    """One row of `shelf`."""

    shelf = Shelf(())

    def to_python(self, value):
        if value in self.empty_values:
            return None
        key = str(self.prepare_value(value))
        if key not in self.shelf.rows:
            raise forms.ValidationError(
                "This choice is not, or no longer, there. Choose again.", code="invalid_choice"
            )
        return self.shelf.rows[key]


class SomeOf(forms.ModelMultipleChoiceField):
    """Any rows of `shelf`."""

    shelf = Shelf(())

    def clean(self, value):
        keys = [str(key) for key in self.prepare_value(value) or []]
        if not set(keys) <= set(self.shelf.rows):
            raise forms.ValidationError(
                "One of these is not, or no longer, there. Choose again.", code="invalid_choice"
            )
        if self.required and not keys:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [self.shelf.rows[key] for key in dict.fromkeys(keys)]


class _Shelved:
    """Draws only what is chosen; the rest comes as the editor types."""

    def optgroups(self, name, value, attrs=None):
        rows = self.choices.field.shelf.rows
        options = [(key, str(rows[key])) for key in map(str, value) if key in rows]
        if not self.is_required and not self.allow_multiple_selected:
            options.insert(0, ("", ""))
        return [
            (None, [self.create_option(name, key, label, key in value, at)], at)
            for at, (key, label) in enumerate(options)
        ]


class ShelvedSelect(_Shelved, AutocompleteSelect):
    """An autocomplete of one."""


class ShelvedSelectMultiple(_Shelved, AutocompleteSelectMultiple):
    """An autocomplete of several, each with its own cross: one for all would break its list."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class OwnStatement(OneOf):
    """A statement of the conference in hand: a plain select, for there are only a few."""

    def put(self, shelf):
        """Choose among the rows of `shelf` from now on."""
        self.shelf = shelf
        rows = [(key, str(row)) for key, row in shelf.rows.items()]
        self.choices = [("", self.empty_label), *rows]
