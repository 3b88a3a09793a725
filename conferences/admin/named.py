"""Actors, themes and sources: what the record refers to by name."""

from functools import reduce
from operator import or_

from django import forms
from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from ..desk import Entry
from ..models import Actor, Conference, Edition, Source, Theme
from ..publishing import correct_names
from ..roles import may_publish
from ..text import counted, listed
from .bounds import KeepingAdmin
from .reasons import ReasonField


def _count(relation):
    """How many rows of a reverse relation a row has, without joining it to the others."""
    field = relation.field
    rows = relation.related_model._base_manager.filter(**{field.name: OuterRef("pk")})
    counted_rows = rows.order_by().annotate(_all=Value(1)).values("_all")
    return Coalesce(
        Subquery(counted_rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


class NamedForm(forms.ModelForm):
    """A row that readers see is changed for a reason, which they see too."""

    reason = ReasonField(help_text="It stands in the public record: say why it changes.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_public_row:
            del self.fields["reason"]


class UsedAdmin(KeepingAdmin):
    """An admin of rows that others refer to: it shows where, and keeps those in use.

    Those that readers see are changed by Publishers, for a reason, and every conference of which
    the record is another afterwards has a new edition.
    """

    form = NamedForm
    used_in = {}
    named_in = ()  # the ways from a conference to such a row
    key = "slug"  # by which a record names it
    prepopulated_fields = {"slug": ["name"]}
    change_form_template = "admin/record_change_form.html"

    def conferences_naming(self, row):
        named = reduce(or_, (Q(**{way: row}) for way in self.named_in))
        return Conference.public.filter(named).distinct()

    def is_public_row(self, row):
        """Whether readers see it: a conference names it, or it is public by itself."""
        if not row or not row.pk:
            return False
        by_itself = getattr(self.model, "public", None)
        is_seen = bool(by_itself) and by_itself.filter(pk=row.pk).exists()
        return is_seen or self.conferences_naming(row).exists()

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (may_publish(request.user) or not self.is_public_row(obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_public_row = self.is_public_row(obj)
        return form

    def get_fieldsets(self, request, obj=None):
        fields = [*self.fields, *["reason"] * self.is_public_row(obj)]
        return [(None, {"fields": fields})]

    def save_related(self, request, form, formsets, change):
        """The editions come last, when all of the row is saved."""
        super().save_related(request, form, formsets, change)
        if reason := form.cleaned_data.get("reason"):
            Entry.write(form.instance, request.user, f"Changed: {reason}")
            naming = self.conferences_naming(form.instance)
            correct_names(naming, by=request.user, reason=reason)

    def get_queryset(self, request):
        relations = {name: self.model._meta.get_field(name) for name in self.used_in}
        counts = {f"{name}_total": _count(relation) for name, relation in relations.items()}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="used in")
    def where_used(self, row):
        totals = [(getattr(row, f"{name}_total", 0), word) for name, word in self.used_in.items()]
        uses = [counted(total, word) for total, word in totals if total]
        return listed(uses) if uses else "nothing yet"

    def get_readonly_fields(self, request, obj=None):
        """The address of what the record names already is out: it does not change."""
        return ["where_used", *(["slug"] if self._is_fixed(obj) else [])]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if self._is_fixed(obj) else self.prepopulated_fields

    def _is_fixed(self, obj):
        return bool(obj and self.prepopulated_fields and self.why_kept(obj))

    def why_kept(self, row):
        used = self.where_used(row)
        if used != "nothing yet":
            return f"“{row}” cannot be deleted: it is used in {used}."
        if self.is_public_row(row):
            return f"“{row}” cannot be deleted: readers see it."
        if Edition.objects.naming(self.key, getattr(row, self.key)).exists():
            return f"“{row}” cannot be deleted: an edition of the record names it, for good."
        return ""


@admin.register(Actor)
class ActorAdmin(UsedAdmin):
    used_in = {"participations": "conference", "recommendations": "recommendation"}
    named_in = ["participants__actor", "recommendations__addressees"]
    list_display = ["name", "short_name", "kind", "is_member", "where_used"]
    list_filter = ["kind", "is_member"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["sources"]
    fields = [
        "where_used",
        "name",
        "short_name",
        "slug",
        ("kind", "country"),
        ("is_member", "member_since"),
        "note",
        "sources",
    ]

    def get_readonly_fields(self, request, obj=None):
        """A member is public by itself: whoever makes one publishes."""
        publishing = [] if may_publish(request.user) else ["is_member", "member_since"]
        return [*super().get_readonly_fields(request, obj), *publishing]


@admin.register(Theme)
class ThemeAdmin(UsedAdmin):
    used_in = {"findings": "finding", "recommendations": "recommendation"}
    named_in = ["findings__themes", "recommendations__themes"]
    list_display = ["name", "position", "definition", "where_used"]
    search_fields = ["name", "definition"]
    fields = ["where_used", "name", "slug", "definition", "position"]


@admin.register(Source)
class SourceAdmin(UsedAdmin):
    used_in = {"readings": "reading", "actor": "actor"}
    named_in = ["readings__source"]
    key = "key"
    prepopulated_fields = {}
    list_display = ["title", "key", "url", "where_used"]
    search_fields = ["title", "key", "locator", "url"]
    fields = ["where_used", "title", "key", "url", "locator"]

    def is_public_row(self, row):
        """Also where it stands under a participant that readers see."""
        of_actors = bool(row and row.pk) and Actor.public.filter(sources=row).exists()
        return of_actors or super().is_public_row(row)
