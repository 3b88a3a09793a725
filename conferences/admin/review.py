"""The review of a statement: taking it in, sorting it, and making a draft of it."""

from io import BytesIO

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from ..desk import KINDS, Review
from ..differences import word_changes
from ..importing import NotReady, Unfit, load, open_review
from ..importing_again import changes, earlier_statement, replace, take_over
from ..importing_questions import faults, questions
from ..importing_reading import work_of
from ..matching import KnownActors
from ..models import Conference
from ..publishing import Refused, prepare
from .bounds import KeepingAdmin
from .review_edits import NotThere, press, set_aside, strangers
from .review_forms import StartForm
from .review_page import page_of, told_differences

TEMPLATES = "admin/conferences/review"


@admin.register(Review)
class ReviewAdmin(KeepingAdmin):
    list_display = ["__str__", "conference", "stands", "owner", "started_at", "changed_at"]
    list_select_related = ["conference", "owner"]
    search_fields = ["file_name", "conference__title"]
    search_help_text = "Words in the title of the conference or the name of the file."

    class Media:
        css = {"all": ["conferences/review.css"]}
        js = [Script("conferences/review.js", defer=True)]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("file")

    @admin.display(description="state")
    def stands(self, review):
        return "open" if review.is_open else "in the record"

    def why_kept(self, review):
        if review.is_open:
            return ""
        return f"“{review}” keeps the text and file that the record was made from."

    def get_urls(self):
        views = {
            "edit": self.edit_view,
            "finish": self.finish_view,
            "compare": self.compare_view,
            "file": self.file_view,
        }
        return [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"conferences_review_{name}",
            )
            for name, view in views.items()
        ] + super().get_urls()

    # --- pages ---

    def add_view(self, request, form_url="", extra_context=None):
        """Take a text in: the first of the three steps."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        conference = self._asked_conference(request)
        form = StartForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._begin(request, form, conference)
            except Unfit as error:
                form.add_error(None, str(error))
                form.twin = error.twin
        context = {"form": form, "conference": conference, "twin": self._link(form)}
        return self._page(request, "start", "New conference from a statement", context)

    def _asked_conference(self, request):
        number = request.GET.get("conference", "")
        return self.admin_site._registry[Conference].get_object(request, number) if number else None

    def _link(self, form):
        twin = getattr(form, "twin", None)
        name = twin and f"admin:conferences_{twin._meta.model_name}_change"
        return {"url": reverse(name, args=[twin.pk]), "name": str(twin)} if twin else None

    def _begin(self, request, form, conference):
        review = open_review(by=request.user, conference=conference, **form.opened())
        self.log_addition(request, review, "Began the review of a statement.")
        if statement := earlier_statement(review):
            take_over(review, statement)
            return HttpResponseRedirect(self._address(review, "compare"))
        return HttpResponseRedirect(self._address(review, "change"))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        review = self._review(request, object_id)
        if not review.is_open:
            return self._page(request, "done", str(review), {"review": review})
        asked = request.GET
        context = page_of(review, KnownActors(), asked.get("split", ""), asked.get("open", ""))
        return self._page(request, "page", str(review), context)

    def edit_view(self, request, object_id):
        """Take one press of a button; then show the page again, at the place it was about."""
        review = self._review(request, object_id, to_change=True)
        if request.method != "POST" or not review.is_open:
            return HttpResponseRedirect(self._address(review, "change"))
        before = review.version
        if request.POST.get("version") != str(before):
            return self._conflict(request, review)
        ending = self._press(request, review)
        if not review.keep(review.work, before, request.user):
            return self._conflict(request, self._review(request, object_id))
        if request.POST.get("act") == "finish":
            return HttpResponseRedirect(self._address(review, "finish"))
        return HttpResponseRedirect(self._address(review, "change") + ending)

    def _press(self, request, review):
        try:
            return press(review.work, review.text, request.POST)
        except NotThere as error:
            messages.error(request, str(error))
            return "#draft"

    def _conflict(self, request, review):
        """Someone else saved first: what this form says otherwise, to be kept one by one."""
        context = {
            "review": review,
            "differences": told_differences(review, request.POST),
            "strangers": strangers(review.work, review.text, request.POST),
        }
        return self._page(request, "conflict", str(review), context, status=409)

    def finish_view(self, request, object_id):
        """The last step: what is still open, and the one button."""
        review = self._review(request, object_id, to_change=True)
        if not review.is_open:
            return HttpResponseRedirect(self._address(review, "change"))
        if not self.admin_site._registry[Conference].has_add_permission(request):
            raise PermissionDenied
        may_finish = request.method == "POST" and self._may_finish(review)
        if may_finish and (made := self._finish(request, review)):
            return made
        context = {
            "review": review,
            "faults": list(faults(review, review.work, KnownActors())),
            "questions": list(questions(review, review.work, KnownActors())),
            "counts": [(kind, len(review.work.of_kind(kind))) for kind in _COUNTED],
        }
        return self._page(request, "finish", str(review), context)

    def _may_finish(self, review):
        return not review.conference or review.conference.is_draft

    def _finish(self, request, review):
        """Set aside what was ticked, then make the draft; None while something is open."""
        before = review.version
        if request.POST.get("version") != str(before):
            messages.error(request, "Someone else changed this review meanwhile: look again.")
            return None
        set_aside(review.work, review.text, request.POST.getlist("aside"))
        if not review.keep(review.work, before, request.user):
            return None
        try:
            conference = replace(review) if review.replaces else load(review)
        except NotReady:
            still = [each.sentence for each in questions(review, review.work, KnownActors())]
            told = " ".join(still) or "Something is to be put right first."
            messages.error(request, f"Nothing was made yet. Answer this or tick it: {told}")
            return HttpResponseRedirect(self._address(review, "finish"))
        self.log_change(request, conference, "Took in a statement.")
        messages.success(request, f"The draft of “{conference}” is made. Nothing is public yet.")
        page = reverse("admin:conferences_conference_change", args=[conference.pk])
        return HttpResponseRedirect(page)

    def compare_view(self, request, object_id):
        """What a corrected text changes."""
        review = self._review(request, object_id)
        if not review.is_open or not review.replaces:
            return HttpResponseRedirect(self._address(review, "change"))
        if request.method == "POST" and self.has_change_permission(request, review):
            try:
                return self._direct(request, review)
            except Refused as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(request.path)
        told = changes(review, review.replaces)
        context = {
            "review": review,
            "is_public": not review.conference.is_draft,
            "groups": [(kind, words, _told(told, kind)) for kind, words in _GROUPS],
        }
        return self._page(request, "compare", str(review), context)

    def _direct(self, request, review):
        """It is for a correction of what is public; or another statement after all, beside the
        one there or of another conference.
        """
        act, old = request.POST.get("act"), review.replaces
        review.replaces, review.version = None, review.version + 1
        if act == "correct":
            review.conference = prepare(review.conference, by=request.user)
            review.replaces = review.conference.statements.filter(sha256=old.sha256).first()
        elif act == "elsewhere":
            review.conference, review.work = None, work_of(review.text)
        review.save(update_fields=["conference", "replaces", "work", "version"])
        return HttpResponseRedirect(self._address(review, "change"))

    def file_view(self, request, object_id):
        """The file as it was received, to be saved and never shown in the browser."""
        review = self._review(request, object_id)
        if not review.file:
            raise Http404
        return FileResponse(
            BytesIO(review.file),
            as_attachment=True,
            filename=review.file_name,
            content_type=review.file_type,
        )

    # --- what they share ---

    def _review(self, request, object_id, to_change=False):
        review = self.get_object(request, unquote(object_id))
        may = self.has_change_permission if to_change else self.has_view_permission
        if not may(request, review):
            raise PermissionDenied
        if review is None:
            raise Http404
        return review

    def _address(self, review, name):
        return reverse(f"admin:conferences_review_{name}", args=[review.pk])

    def _page(self, request, name, title, context, status=200):
        shared = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "is_nav_sidebar_enabled": False,
        }
        return render(request, f"{TEMPLATES}_{name}.html", shared | context, status=status)


_COUNTED = ("introduction", "finding", "recommendation")
_GROUPS = (
    ("changed", "Changed"),
    ("came", "New"),
    ("went", "Gone"),
    ("moved", "Only moved"),
    ("same", "As before"),
)


def _told(told, kind):
    return [
        {
            "name": getattr(each.row, "reference", None) or KINDS[each.kind_of_part],
            "text": each.words,
            "words": list(word_changes(each.row.text, each.words)) if kind == "changed" else (),
        }
        for each in told
        if each.kind == kind
    ]
