"""The page of one conference, and the list of all."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404
from django.urls import path
from django.utils.html import format_html

from ..models import Conference
from ..references import give_references
from .bounds import SECURE_LINKS, KeepingAdmin
from .faults import faults_of
from .forms import ConferenceForm
from .inlines import INLINES, StatementInline
from .missing import MissingFilter, missing, with_missing
from .pictures import PictureInput


@admin.register(Conference)
class ConferenceAdmin(KeepingAdmin):
    form = ConferenceForm
    formfield_overrides = SECURE_LINKS | {models.ImageField: {"widget": PictureInput}}
    inlines = INLINES
    change_form_template = "admin/conferences/review_conference.html"
    list_display = ["title", "code", "dates_in_words", "place", "state", "is_missing", "page"]
    list_filter = ["state", MissingFilter]
    search_fields = ["title", "official_name", "code", "city", "venue"]
    fieldsets = [
        (None, {"fields": ["is_missing", "state", "title", "official_name", "code", "slug"]}),
        (
            "When and where",
            {"fields": ["ordinal", ("starts_on", "ends_on"), ("city", "country"), "venue"]},
        ),
        ("Who came", {"fields": [("member_count", "observer_count")]}),
        (
            "Official page and image",
            {
                "classes": ["collapse"],
                "fields": ["official_url", "image", "image_alt", "image_credit"],
            },
        ),
    ]

    class Media:
        js = ["conferences/admin.js"]

    def get_queryset(self, request):
        return with_missing(super().get_queryset(request))

    @admin.display(description="dates", ordering="starts_on")
    def dates_in_words(self, conference):
        return conference.dates

    @admin.display(description="what is missing", empty_value="")
    def is_missing(self, conference):
        if not conference.pk:
            return "everything yet: give a title and a code, and paste the source text below"
        return missing(conference) or "nothing"

    @admin.display(description="on the site")
    def page(self, conference):
        if conference.state != Conference.State.PUBLISHED:
            return ""
        return format_html('<a href="{}">{}</a>', conference.get_absolute_url(), "public page")

    def get_view_on_site_url(self, obj=None):
        shown = obj and obj.state == Conference.State.PUBLISHED
        return obj.get_absolute_url() if shown else None

    def get_readonly_fields(self, request, obj=None):
        """What addresses and references are made of cannot change once they are out."""
        fixed = ["code", "slug"] if obj and obj.has_been_public else []
        return ["is_missing", *fixed]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj and obj.has_been_public else {"slug": ["title"]}

    def get_inline_instances(self, request, obj=None):
        """The folded groups; the one for the source text stands open until there is a text."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            if isinstance(inline, StatementInline) and (obj is None or obj.lacks_text):
                inline.classes = []
        return inlines

    def why_kept(self, row):
        if not row.has_been_public:
            return ""
        return f"“{row}” has been public and stays for good: withdraw it instead."

    def save_related(self, request, form, formsets, change):
        """References last, when all rows are there; afresh while nothing was public before."""
        super().save_related(request, form, formsets, change)
        was_draft = form.initial.get("state", Conference.State.DRAFT) == Conference.State.DRAFT
        give_references(form.instance, afresh=was_draft)

    def render_change_form(self, request, context, **kwargs):
        form, formsets = context["adminform"].form, context["inline_admin_formsets"]
        context["faults"] = faults_of(form, formsets)
        return super().render_change_form(request, context, **kwargs)

    def get_urls(self):
        image = path(
            "<path:object_id>/image/",
            self.admin_site.admin_view(self.image_view),
            name="conferences_conference_image",
        )
        return [image, *super().get_urls()]

    def image_view(self, request, object_id):
        """The image, for staff: a draft's has no public address."""
        conference = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, conference):
            raise PermissionDenied
        if not conference or not conference.image:
            raise Http404
        return FileResponse(conference.image.open())
