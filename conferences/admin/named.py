"""Actors, themes and sources: what the record refers to by name."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from ..models import Actor, Source, Theme
from ..text import counted, listed
from .bounds import BoundedAdmin, KeepingAdmin


def _count(relation):
    """How many rows of a reverse relation a row has, without joining it to the others."""
    field = relation.field
    rows = relation.related_model._base_manager.filter(**{field.name: OuterRef("pk")})
    counted_rows = rows.order_by().annotate(_all=Value(1)).values("_all")
    return Coalesce(
        Subquery(counted_rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


class UsedAdmin(KeepingAdmin):
    """An admin of rows that others refer to: it shows where, and keeps those in use."""

    used_in = {}
    prepopulated_fields = {"slug": ["name"]}
    change_form_template = "admin/record_change_form.html"

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
        return "" if used == "nothing yet" else f"“{row}” cannot be deleted: it is used in {used}."


@admin.register(Actor)
class ActorAdmin(UsedAdmin):
    used_in = {"participations": "conference", "recommendations": "recommendation"}
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


@admin.register(Theme)
class ThemeAdmin(UsedAdmin):
    used_in = {"findings": "finding", "recommendations": "recommendation"}
    list_display = ["name", "position", "definition", "where_used"]
    search_fields = ["name", "definition"]
    fields = ["where_used", "name", "slug", "definition", "position"]


@admin.register(Source)
class SourceAdmin(UsedAdmin):
    used_in = {"readings": "reading", "actor": "actor"}
    prepopulated_fields = {}
    list_display = ["title", "key", "url", "where_used"]
    search_fields = ["title", "key", "locator", "url"]
    fields = ["where_used", "title", "key", "url", "locator"]


admin.site.unregister([User, Group])


@admin.register(User)
class BoundedUserAdmin(BoundedAdmin, UserAdmin):
    """Django's own, behind the same bounds."""


@admin.register(Group)
class BoundedGroupAdmin(BoundedAdmin, GroupAdmin):
    """Django's own, behind the same bounds."""
