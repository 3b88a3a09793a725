"""The forms of a conference and of the rows it holds."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS

from ..gate import why_taken
from ..models import Statement
from ..text import clean, fold, sha256_of
from .pictures import PictureField
from .places import difference, place_at, places_of

MAX_THEMES = 3


class PlainForm(forms.ModelForm):
    """A form that shows a constraint's message at the field named for it in `blamed`."""

    blamed = {}

    def add_error(self, field, error):
        if field is None and hasattr(error, "error_dict"):
            for each in error.error_dict.pop(NON_FIELD_ERRORS, []):
                super().add_error(self._field_at_fault(each.message), each)
        super().add_error(field, error)

    def _field_at_fault(self, message):
        for constraint in self.instance._meta.constraints:
            if constraint.get_violation_error_message() == message:
                return self.blamed.get(constraint.name)
        return None

    def validate_unique(self):
        """Also what is unique in a conference, which Django passes over for rows of a page."""
        super().validate_unique()
        excluded = self._get_validation_exclusions()
        for constraint in self.instance._meta.constraints:
            if "conference" in getattr(constraint, "fields", ()):
                self._check(constraint, excluded)

    def _check(self, constraint, excluded):
        try:
            constraint.validate(type(self.instance), self.instance, excluded)
        except forms.ValidationError as error:
            self.add_error(self.blamed.get(constraint.name), error.messages)


class ConferenceForm(PlainForm):
    blamed = {
        "conference_dates_in_order": "ends_on",
        "conference_dates_in_bounds": "starts_on",
        "conference_image_in_words": "image_alt",
        "conference_code_once": "code",
        "conference_ordinal_once": "ordinal",
        "conference_slug_once": "slug",
    }

    class Meta:
        field_classes = {"image": PictureField}
        labels = {"slug": "Address", "ordinal": "Number"}

    held_back = ""  # why nothing is saved yet, whatever the form says

    def clean_slug(self):
        """An address that led to another conference leads there for good."""
        if why := why_taken(self.instance, self.cleaned_data["slug"]):
            raise forms.ValidationError(why)
        return self.cleaned_data["slug"]

    def clean(self):
        super().clean()
        if self.held_back:
            self.add_error(None, self.held_back)


class StatementText(AdminTextareaWidget):
    """A kept text can be scrolled and copied from by keyboard, which `disabled` prevents."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        if attrs.pop("disabled", False):
            attrs |= {"readonly": True}
        return attrs


class StatementForm(PlainForm):
    """A statement whose text is taken in as it is, once."""

    class Meta:
        widgets = {"text": StatementText(attrs={"rows": 14, "class": "vLargeTextField source"})}
        labels = {"text": "The whole text"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].strip = False
            self.fields["text"].disabled = bool(self.instance.pk)

    def clean_text(self):
        """The text with the line ends that it had before the browser made them CRLF."""
        if self.instance.pk:
            return self.instance.text
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        own = {self.conference.pk, self.conference.corrects_id}
        kept = Statement.objects.filter(sha256=sha256_of(text)).select_related("conference")
        if twin := kept.exclude(conference__in=own - {None}).first():
            raise forms.ValidationError(f"This very text is kept already, for {twin.conference}.")
        return text


class RowForm(PlainForm):
    """A row in an order of its own."""

    blamed = {"participant_once": "actor", "recommendation_label_once": "label"}

    def has_changed(self):
        """A new row with nothing in it but its place is still an empty row."""
        if self.instance.pk:
            return super().has_changed()
        return bool(set(self.changed_data) - {"position"})


class ExcerptForm(RowForm):
    """Words that are found in a statement of the conference, or filled in from it."""

    blamed = RowForm.blamed | {
        f"{model}_span_whole": "start" for model in ("paragraph", "finding", "recommendation")
    }
    unsaved_place = None

    class Meta:
        widgets = {"text": AdminTextareaWidget(attrs={"rows": 4})}
        labels = {
            "text": "Words",
            "start": "First character",
            "end": "After its last character",
            "position": "Place in the order",
        }
        help_texts = {
            "statement": "Leave empty when the conference has only one.",
            "start": "Found from the words. Give it only when they stand there more than once.",
            "end": "Found from the words. To have them found again, empty both numbers.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].required = False

    def has_changed(self):
        """A row without a place counts as changed, so that it is looked for at every save."""
        return super().has_changed() or bool(
            self.instance.pk and self.instance.start is None and len(self.texts.all()) == 1
        )

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if not {"text", "statement", "start", "end"} & set(self.errors):
            self._place(given.get("text", ""), self._statement(), given["start"], given["end"])
        return given

    def _statement(self):
        """The chosen statement, or the only one of the conference."""
        texts = self.texts.all()
        return self.cleaned_data["statement"] or (texts[0] if len(texts) == 1 else None)

    def _place(self, words, statement, start, end):
        """Set the words from their span, or the span from the words."""
        if statement is None:
            return None if words else self.add_error("text", "Paste the words.")
        if words and end is None:
            return self._find(words, statement, start)
        if not words:
            return self._fill(statement, start, end)
        return self._put(words, statement, start, end)

    def _fill(self, statement, start, end):
        if start is None or end is None:
            return self.add_error("text", "Paste the words, or give both numbers of their span.")
        if not start < end <= len(statement.text):
            return self.add_error(
                "end",
                f"The end must come after the start, and “{statement}” has "
                f"{len(statement.text)} characters.",
            )
        return self._put(statement.said(start, end), statement, start, end)

    def _find(self, words, statement, start):
        if start is None:
            found = places_of(words, statement.text)
        else:
            found = [place_at(words, statement.text, start)]
        if len(found) > 1:
            return self._refuse_several(statement, found)
        if not found or found[0] is None:
            return self._refuse_missing(words, statement, start)
        return self._put(statement.said(*found[0]), statement, *found[0])

    def _refuse_several(self, statement, found):
        starts = ", ".join(str(start) for start, _ in found[:10])
        self.add_error(
            "text",
            f"These words stand {len(found)} times in “{statement}”. "
            f"Give the first character of the one that is meant: {starts}.",
        )

    def _refuse_missing(self, words, statement, start):
        if self.instance.pk and "text" not in self.changed_data and start is None:
            return None  # an old row that no statement says: it stays as it is, and is listed
        where = "" if start is None else f" at character {start}"
        hint = difference(words, statement.text)
        return self.add_error(
            "text", f"These words are not in the statement “{statement}”{where}. {hint}".strip()
        )

    def _put(self, words, statement, start, end):
        self.cleaned_data["text"] = clean(fold(words))
        if statement.pk:
            self.cleaned_data |= {"statement": statement, "start": start, "end": end}
        else:
            self.unsaved_place = (statement, start, end)

    def save(self, commit=True):
        """Tie the words to a statement that came in the same form, saved just before."""
        if self.unsaved_place:
            row = self.instance
            row.statement, row.start, row.end = self.unsaved_place
        return super().save(commit)


class PassageForm(ExcerptForm):
    def clean_themes(self):
        themes = self.cleaned_data["themes"]
        if len(themes) > MAX_THEMES:
            raise forms.ValidationError(f"At most three themes; here are {len(themes)}.")
        return themes


class ReadingForm(PlainForm):
    blamed = {
        "reading_one_chosen": "is_chosen",
        "reading_has_source": "source",
        "reading_span_whole": "start",
    }

    class Meta:
        labels = {
            "start": "First character",
            "end": "After its last character",
            "where": "Place in the source",
        }
