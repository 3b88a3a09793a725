"""The staff side: Django's own admin, for people who enter conferences from agreed texts."""

from django.contrib import admin

from . import conference, named, review  # noqa: F401  (they register themselves)

admin.site.site_header = "Bali Process record"
admin.site.site_title = "Bali Process record, staff"
admin.site.index_title = "The record"
