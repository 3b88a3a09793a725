"""The staff's log, as a list."""

from django.contrib import admin

from ..desk import Entry
from .bounds import BoundedAdmin


@admin.register(Entry)
class EntryAdmin(BoundedAdmin):
    """The staff's log: read, and never changed."""

    list_display = ["at", "by_name", "name", "said"]
    list_display_links = None
    list_filter = ["kind"]
    search_fields = ["by_name", "name", "said"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
