"""The rows of a conference, checked together."""

from functools import cached_property

from django import forms
from django.forms.models import BaseInlineFormSet

from ..models import Statement
from ..text import listed
from .choices import Shelf

GONE = "This row was deleted by someone else meanwhile. Reload the page to go on without it."


class OwnTexts(Shelf):
    """The statements of one conference: those kept, and those entered in this same form."""

    def __init__(self, conference):
        own = Statement.objects.filter(conference=conference) if conference.pk else ()
        super().__init__(own)
        self.entered = []

    def all(self):
        return [*self.rows.values(), *self.entered]


class RowsFormSet(BaseInlineFormSet):
    """Rows that know their conference and its statements without asking for each."""

    def get_form_kwargs(self, index):
        # A saved row in which nothing changed need not be checked again, query by query.
        return {**super().get_form_kwargs(index), "empty_permitted": True}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.instance.conference = form.conference = self.instance
        form.texts = self.instance.__dict__.setdefault("own_texts", OwnTexts(self.instance))
        form.fields["id"].error_messages["invalid_choice"] = GONE
        if "statement" in form.fields:
            form.fields["statement"].put(form.texts)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete this row"

    def get_unique_error_message(self, unique_check):
        names = [self.form.base_fields[name].label for name in unique_check if name != "conference"]
        return f"Two rows here have the same {listed(names).lower()}."

    def get_form_error(self):
        return "This stands twice here."


class OrderedFormSet(RowsFormSet):
    """Rows in an order; a new one goes last."""

    def get_form_kwargs(self, index):
        kwargs = super().get_form_kwargs(index)
        if index is None or index >= self.initial_form_count():
            kwargs["initial"] = {"position": self._next_position}
        return kwargs

    @cached_property
    def _next_position(self):
        return max((row.position for row in self.get_queryset()), default=0) + 1


class StatementFormSet(RowsFormSet):
    def clean(self):
        super().clean()
        entered = [
            form.instance
            for form in self.extra_forms
            if form.has_changed() and form not in self.deleted_forms and not form.errors
        ]
        if len({row.text for row in entered}) < len(entered):
            raise forms.ValidationError("The same text stands in two rows here.")
        if entered:
            self.instance.own_texts.entered = entered


class ReadingFormSet(RowsFormSet):
    def clean(self):
        """A chosen reading is what the page says: the conference's own field says the same."""
        super().clean()
        for form in self.forms:
            row = form.instance
            if row.is_chosen and not form.errors and form not in self.deleted_forms:
                self._refuse_disagreement(form, row.in_words, self.instance.says(row.fact))

    def _refuse_disagreement(self, form, read, own):
        if own is not None and read != own:
            form.add_error(
                "value",
                f"The chosen reading says {read}, the conference {own or 'nothing'}.",
            )
