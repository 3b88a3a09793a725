"""What the staff side refuses politely before a database chokes on it."""

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest
from django.db import IntegrityError, models
from django.http import HttpResponseRedirect
from django.urls import reverse

from ..desk import Entry

SECURE_LINKS = {models.URLField: {"assume_scheme": "https"}}  # an address without its scheme
MAX_WORDS, MAX_LENGTH = 12, 200
MAX_KEY = 2**63 - 1
# Only what lists and their filters ask; a regular expression here would stall the server.
LOOKUPS = {"exact", "isnull"}


class BoundedAdmin(admin.ModelAdmin):
    """An admin whose lists take any query string without an error page."""

    formfield_overrides = SECURE_LINKS

    def lookup_allowed(self, lookup, value, request):
        ending = lookup.rpartition("__")[2] if "__" in lookup else "exact"
        return ending in LOOKUPS and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        if len(search_term) > MAX_LENGTH or len(search_term.split()) > MAX_WORDS:
            messages.error(
                request, f"Search for at most {MAX_WORDS} words and {MAX_LENGTH} characters."
            )
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def to_field_allowed(self, request, to_field):
        """Also keep Django's autocomplete from going a relation backwards, where it breaks."""
        backwards = request.path == reverse("admin:autocomplete") and _is_backwards(**request.GET)
        return not backwards and super().to_field_allowed(request, to_field)

    def changelist_view(self, request, extra_context=None):
        if not all(map(_is_key, request.POST.getlist("_selected_action"))):
            raise BadRequest("A chosen row has no possible number.")
        asked = [value for values in request.GET.lists() for value in values[1]]
        if any(value.isdecimal() and not _is_key(value) for value in asked):
            raise BadRequest("This list is filtered by a number that no row can have.")
        return super().changelist_view(request, extra_context)

    def get_changeform_initial_data(self, request):
        """What the address fills in beforehand, less what cannot be the key of a related row."""
        initial = super().get_changeform_initial_data(request)
        for field in self.opts.get_fields():
            given = initial.get(field.name, [])
            if field.is_relation and not all(map(_is_key, map(str, _listed(given)))):
                del initial[field.name]
        return initial

    # What is done here stands in the record's own log too, which outlives accounts.

    def log_addition(self, request, obj, message):
        return self._noted(request, obj, super().log_addition(request, obj, message))

    def log_change(self, request, obj, message):
        return self._noted(request, obj, super().log_change(request, obj, message))

    def log_deletions(self, request, queryset):
        for row in queryset:
            Entry.write(row, request.user, "Deleted.")
        return super().log_deletions(request, queryset)

    def _noted(self, request, obj, entry):
        Entry.write(obj, request.user, entry.get_change_message() or "Saved.")
        return entry

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Try again when the database refuses what the form allowed.

        Someone else saved in between: on the second reading the form sees their rows and says
        itself, at the field, what is wrong, with nothing lost.
        """
        view = super().changeform_view
        try:
            return view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return self._try_again(request, lambda: view(request, object_id, form_url))

    def _try_again(self, request, view):
        request.shelves = {}
        try:
            return view()
        except IntegrityError as error:
            raise BadRequest(
                "Nothing was saved: it contradicts what someone else has just saved. "
                "Go back in your browser, where your words still are, and save once more."
            ) from error


def _is_key(text):
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_KEY


def _listed(given):
    return given if isinstance(given, list) else [given]


def _is_backwards(app_label, model_name, field_name, **_):
    return (
        apps.get_model(app_label[-1], model_name[-1])._meta.get_field(field_name[-1]).auto_created
    )


class NamedWidgets:
    """Gives inputs in table cells, which have no label of their own, their accessible name."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            labels = self.form._meta.labels or {}
            field.widget.attrs["aria-label"] = str(labels.get(db_field.name) or field.label)
        return field


class KeepingAdmin(BoundedAdmin):
    """An admin that keeps some rows for good, and says why."""

    actions = ["delete_selected"]

    def why_kept(self, row):
        """Why this row cannot be deleted, in a sentence; empty when it can."""
        return ""

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and self.why_kept(obj))

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        reason = row and self.why_kept(row)
        if not reason:
            return super().delete_view(request, object_id, extra_context)
        messages.error(request, reason)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))

    @admin.action(permissions=["delete"], description="Delete those chosen")
    def delete_selected(self, request, queryset):
        reasons = [reason for row in queryset if (reason := self.why_kept(row))]
        for reason in reasons:
            messages.error(request, reason)
        return None if reasons else delete_selected(self, request, queryset)
