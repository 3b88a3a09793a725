"""The rows of a conference on its page, each group folded until it is wanted."""

from django.contrib import admin

from ..models import (
    Actor,
    Finding,
    Paragraph,
    Participant,
    Reading,
    Recommendation,
    Source,
    Statement,
    Theme,
)
from .bounds import SECURE_LINKS, NamedWidgets
from .choices import OneOf, OwnStatement, ShelvedSelect, ShelvedSelectMultiple, SomeOf, shelf_of
from .forms import (
    ExcerptForm,
    PassageForm,
    ReadingForm,
    RowForm,
    StatementForm,
)
from .formsets import OrderedFormSet, ReadingFormSet, StatementFormSet

SHELVED = (Actor, Source, Theme)
PLACE = ("Where it stands in the statement", {"classes": ["collapse"]})


class RowsInline(NamedWidgets):
    """Rows whose choices are read once for all, with a link to their page when it is public."""

    extra = 1
    classes = ["collapse"]
    prefetched = ()
    max_num = 300  # far past any conference; each row that a request claims costs milliseconds
    formfield_overrides = SECURE_LINKS

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(*self.prefetched)

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.remote_field.model is Statement:
            return db_field.formfield(form_class=OwnStatement, **kwargs)
        return self._shelved(OneOf, ShelvedSelect, db_field, request, kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return self._shelved(SomeOf, ShelvedSelectMultiple, db_field, request, kwargs)

    def _shelved(self, form_class, widget, db_field, request, kwargs):
        kwargs |= {"form_class": form_class, "widget": widget(db_field, self.admin_site)}
        field = db_field.formfield(**kwargs)
        if db_field.remote_field.model in SHELVED:
            field.shelf = shelf_of(request, db_field.remote_field.model)
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Beside a choice stands only the button to add one: four of them would drown the row."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, OneOf | SomeOf) and not isinstance(field, OwnStatement):
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return field

    def get_view_on_site_url(self, obj=None):
        shown = obj and obj.conference.is_public and hasattr(obj, "get_absolute_url")
        return obj.get_absolute_url() if shown and getattr(obj, "reference", True) else None

    # The rows are changed with their conference, and like it only in a draft.

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _is_open(obj)


def _is_open(conference):
    return conference is None or conference.is_draft


class StatementInline(RowsInline, admin.StackedInline):
    model = Statement
    max_num = 20
    form = StatementForm
    formset = StatementFormSet
    readonly_fields = ["sha256"]
    fields = ["title", ("kind", "language"), ("source_url", "retrieved_on"), "text", "sha256"]
    verbose_name_plural = "statements: paste the source text here"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.statements.exists() else 1


class ParticipantInline(RowsInline, admin.TabularInline):
    model = Participant
    form = RowForm
    formset = OrderedFormSet
    prefetched = ["actor"]
    fields = ["actor", "listed_as", "capacity", "role", "representative", "office", "position"]


class ExcerptInline(RowsInline, admin.StackedInline):
    formset = OrderedFormSet
    prefetched = ["statement"]


class ParagraphInline(ExcerptInline):
    model = Paragraph
    form = ExcerptForm
    verbose_name = "paragraph"
    verbose_name_plural = "introduction"
    fieldsets = [
        (None, {"fields": ["text", "position"]}),
        (PLACE[0], PLACE[1] | {"fields": [("statement", "start", "end")]}),
    ]


class FindingInline(ExcerptInline):
    model = Finding
    form = PassageForm
    prefetched = ["statement", "themes"]
    fieldsets = [
        (None, {"fields": ["text", ("verb", "themes"), "position"]}),
        (PLACE[0], PLACE[1] | {"fields": [("statement", "start", "end")]}),
    ]


class RecommendationInline(ExcerptInline):
    model = Recommendation
    form = PassageForm
    prefetched = ["statement", "themes", "addressees"]
    fieldsets = [
        (None, {"fields": ["label", "text", ("addressees", "themes"), "position"]}),
        (PLACE[0], PLACE[1] | {"fields": [("statement", "start", "end")]}),
    ]


class ReadingInline(RowsInline, admin.StackedInline):
    model = Reading
    form = ReadingForm
    formset = ReadingFormSet
    prefetched = ["statement", "source"]
    fieldsets = [
        (None, {"fields": [("fact", "value"), ("is_chosen", "confidence"), "note"]}),
        ("Its source", {"fields": [("source", "where"), ("statement", "start", "end")]}),
    ]


INLINES = [
    StatementInline,
    ParagraphInline,
    FindingInline,
    RecommendationInline,
    ParticipantInline,
    ReadingInline,
]
