"""The page of one conference, and the list of all."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F
from django.http import FileResponse, Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from ..desk import name_of
from ..models import Conference
from ..references import give_references
from . import held, meanwhile, open_pages, too_late
from .acts import ActsAdmin
from .bounds import SECURE_LINKS
from .faults import faults_of
from .forms import ConferenceForm
from .inlines import INLINES, StatementInline
from .meanwhile import SAVES, SHOWN, Overtaken
from .missing import MissingFilter, missing, with_missing
from .once import FIELD, once, owner_of, token_for
from .pictures import PictureInput


@admin.register(Conference)
class ConferenceAdmin(ActsAdmin):
    form = ConferenceForm
    formfield_overrides = SECURE_LINKS | {models.ImageField: {"widget": PictureInput}}
    inlines = INLINES
    change_form_template = "admin/conferences/conference/change_form.html"
    list_display = ["__str__", "code", "dates_in_words", "place", "stands", "is_missing", "page"]
    list_filter = ["state", MissingFilter]
    list_select_related = ["corrects"]
    search_fields = ["title", "official_name", "code", "city", "venue"]
    fieldsets = [
        (
            None,
            {"fields": ["stands", "is_missing", "title", "official_name", "code", "slug"]},
        ),
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

    # --- what is shown ---

    @admin.display(description="dates", ordering="starts_on")
    def dates_in_words(self, conference):
        return conference.dates

    @admin.display(description="what is missing", empty_value="")
    def is_missing(self, conference):
        if not conference.pk:
            return "everything yet: give a title and a code, and paste the source text below"
        return missing(conference) or "nothing"

    @admin.display(description="how it stands", ordering="state")
    def stands(self, conference):
        if not conference.pk:
            return "New"
        if conference.corrects_id:
            return "Correction in preparation"
        if conference.is_scheduled:
            moment = timezone.localtime(conference.publish_at)
            return f"Public by itself from {moment:%d %B %Y, %H:%M %Z}"
        return conference.get_state_display()

    @admin.display(description="on the site")
    def page(self, conference):
        if not conference.is_public:
            return ""
        return format_html('<a href="{}">{}</a>', conference.get_absolute_url(), "public page")

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_public else None

    def get_readonly_fields(self, request, obj=None):
        """What references are made of cannot change once they are out."""
        return ["stands", "is_missing", *["code"] * bool(obj and obj.has_been_public)]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj and obj.has_been_public else {"slug": ["title"]}

    def get_inline_instances(self, request, obj=None):
        """The folded groups; the one for the source text stands open until there is a text."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            if isinstance(inline, StatementInline) and (obj is None or obj.lacks_text):
                inline.classes = []
        return inlines

    # --- what may be done ---

    def has_change_permission(self, request, obj=None):
        """What is public, or will be by itself, is read: a correction is prepared in a copy."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.is_draft)

    def why_kept(self, row):
        if row.is_draft:
            return ""
        if row.is_scheduled:
            return f"“{row}” will be public by itself: call it back first."
        return f"“{row}” has been public and stays for good: withdraw it instead."

    # --- saving ---

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's view, for a form that may be late, pressed twice, or kept from before."""
        request.held_back, request.meanwhile = "", None
        if held.take_back(request):
            request.held_back = held.SENTENCE
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        return once(request, lambda: self._save(request, object_id, form_url, extra_context))

    def _save(self, request, object_id, *args):
        """Save, unless someone else has saved since the page was opened: then show both."""
        conference = object_id and self.get_object(request, unquote(object_id))
        if object_id and self._is_too_late(request, conference):
            return self._give_back(request, conference)
        self._look_around(request, conference)
        try:
            return super().changeform_view(request, object_id, *args)
        except Overtaken:
            self._look_around(request, self.get_object(request, unquote(object_id)))
            return super().changeform_view(request, object_id, *args)

    def _is_too_late(self, request, conference):
        """Whether a form of this site was made for a draft that is one no longer."""
        is_ours = owner_of(request.POST.get(FIELD, "")) == request.user.pk
        is_draft = conference and conference.is_draft
        return is_ours and not is_draft and self.has_change_permission(request)

    def _give_back(self, request, conference):
        now = too_late.standing(request.POST, conference)
        context = {
            **self.admin_site.each_context(request),
            "title": "This draft is no longer one",
            "standing": now,
            "typed": too_late.typed(request.POST, now),
        }
        page = "admin/conferences/conference/too_late.html"
        return TemplateResponse(request, page, context, status=409)

    def _look_around(self, request, conference):
        """Bring a late form together with what was saved meanwhile, and hold it back."""
        if not conference or not self.has_change_permission(request, conference):
            return
        if request.POST.get(SAVES) == str(conference.saves):
            return
        data = request.POST.copy()
        form, formsets = self._as_saved(request, conference)
        entries = meanwhile.entries_since(conference, self._saves_since(request, conference))
        told = meanwhile.brought_together(data, data.get(SHOWN, ""), form, formsets, entries)
        data[SAVES], data[SHOWN] = str(conference.saves), meanwhile.shown_in(form, formsets)
        request.POST, request.meanwhile, request.shelves = data, told, {}
        request.held_back = "Someone else saved this page while you had it open: see above."

    def _saves_since(self, request, conference):
        known = request.POST.get(SAVES, "")
        return conference.saves - int(known) if known.isdecimal() and len(known) < 10 else 1

    def _as_saved(self, request, conference):
        """The form and formsets of the page as it is now."""
        form = super().get_form(request, conference, change=True)(instance=conference)
        pairs = self.get_formsets_with_inlines(request, conference)
        formsets = [
            formset(instance=conference, queryset=inline.get_queryset(request))
            for formset, inline in pairs
        ]
        return form, formsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.held_back = getattr(request, "held_back", "")
        return form

    def save_model(self, request, obj, form, change):
        """Count the save, in the same step in which nobody else can have counted one."""
        if change:
            seen = int(request.POST[SAVES])
            mine = Conference.objects.filter(pk=obj.pk, saves=seen)
            if not mine.update(saves=F("saves") + 1):
                raise Overtaken
            obj.saves = seen + 1
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """References last, when all rows are there."""
        super().save_related(request, form, formsets, change)
        give_references(form.instance)
        open_pages.closed(form.instance, request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        form, inlines = context["adminform"].form, context["inline_admin_formsets"]
        context["faults"] = faults_of(form, inlines)
        context["meanwhile"] = request.meanwhile
        context["hidden"] = self._hidden(request, obj, form, [each.formset for each in inlines])
        if obj and request.method == "GET" and self.has_change_permission(request, obj):
            context["others"] = open_pages.opened(obj, request.user, name_of(request.user))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _hidden(self, request, obj, form, formsets):
        """What the page carries unseen: its token, and the state in which it was opened."""
        hidden = {FIELD: request.POST.get(FIELD) or token_for(request.user)}
        if obj and obj.corrects_id:
            hidden[too_late.CORRECTS] = str(obj.corrects_id)
        if obj and request.method == "GET":
            hidden |= {SAVES: str(obj.saves), SHOWN: meanwhile.shown_in(form, formsets)}
        elif obj:
            hidden |= {name: request.POST.get(name, "") for name in (SAVES, SHOWN)}
        return hidden

    # --- the image ---

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
