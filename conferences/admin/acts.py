"""The pages on which staff publish, correct, withdraw, show a preview, and see what was done."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from .. import publishing
from ..desk import Entry
from ..gate import advice, obstacles
from ..history import told
from ..loading import Unloadable
from ..models import Conference
from ..previews import MOST_DAYS, make_preview, revoke_preview, token_of
from ..publishing import Refused
from ..record import record_of
from ..roles import may_publish
from ..verifying import inspect_all
from .bounds import KeepingAdmin
from .missing import missing, with_missing
from .once import once, token_for
from .reasons import ReasonField

TEMPLATES = "admin/conferences/conference"
NOT_A_PUBLISHER = (
    "Only Publishers may publish, correct or withdraw. Ask one of them, or whoever looks after "
    "the accounts here."
)


class ReasonForm(forms.Form):
    """Why something is done; the public reads it."""

    reason = ReasonField(
        help_text="A sentence that the public reads in the history of this record.",
    )


class PublishForm(ReasonForm):
    """Publishing, now or at a moment in the site's time zone."""

    saves = forms.IntegerField(widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label="Not at once, but from",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Give day and time, for example 2026-12-01T09:00."},
    )


class PreviewForm(forms.Form):
    days = forms.IntegerField(label="Open for (days)", min_value=1, max_value=MOST_DAYS, initial=14)


class ActsAdmin(KeepingAdmin):
    """The part of the conference's admin that is about what the public sees."""

    def get_urls(self):
        pages = {
            "publish": self.publish_view,
            "call-back": self.call_back_view,
            "withdraw": self.withdraw_view,
            "correct": self.prepare_view,
            "restore": self.restore_view,
            "previews": self.previews_view,
        }
        health = path("health/", self.admin_site.admin_view(self.health_view), name=_name("health"))
        acts = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=_name(name))
            for name, view in pages.items()
        ]
        return [health, *acts, *super().get_urls()]

    # --- publish and correct ---

    def publish_view(self, request, object_id):
        """What stands in the way, what would change, and the button."""
        draft = self._held(request, object_id)
        if not draft.is_draft:
            return self._back(draft)
        form = PublishForm(request.POST or None, initial={"saves": draft.saves})
        if draft.corrects_id:
            del form.fields["at"]
        if request.method == "POST":
            _refuse_others(request)
            if form.is_valid() and (done := self._act(request, form, draft, self._publish)):
                return done
        context = {
            "form": form,
            "obstacles": [self._linked(draft, each) for each in obstacles(draft)],
            "advice": [self._linked(draft, each) for each in advice(draft)],
            "sections": _changes(draft),
        }
        title = (
            f"Publish the correction of {draft.title}" if draft.corrects_id else f"Publish {draft}"
        )
        return self._page(request, "publish", title, draft, context)

    def _act(self, request, form, held, act):
        """The response of an act, once; None when it was refused, with the reason on the form."""
        try:
            return once(request, lambda: act(request, form.cleaned_data, held))
        except Refused as error:
            form.add_error(None, str(error))

    def _publish(self, request, given, draft):
        if draft.corrects_id:
            given.pop("at", None)
            edition = publishing.correct(draft, by=request.user, **given)
        else:
            edition = publishing.publish(draft, by=request.user, **given)
        held = edition.conference
        if held.is_scheduled:
            told = f"“{held}” will be public by itself when the time comes."
        else:
            told = f"“{held}” is public, edition {edition.number}."
        messages.success(request, told)
        return self._back(held)

    def call_back_view(self, request, object_id):
        held = self._held(request, object_id)
        if request.method != "POST":
            return self._back(held)
        return self._button(request, held, self._call_back)

    def _call_back(self, request, held):
        publishing.call_back(held, by=request.user)
        messages.success(request, f"“{held}” is a draft again. Nobody outside has seen it.")
        return self._back(held)

    def withdraw_view(self, request, object_id):
        held = self._held(request, object_id)
        form = ReasonForm(request.POST or None)
        if request.method == "POST":
            _refuse_others(request)
            if form.is_valid() and (done := self._act(request, form, held, self._withdraw)):
                return done
        if not held.is_public and request.method != "POST":
            return self._back(held)
        return self._page(request, "withdraw", f"Withdraw {held}", held, {"form": form})

    def _withdraw(self, request, given, held):
        publishing.withdraw(held, by=request.user, **given)
        messages.success(
            request, f"“{held}” is withdrawn. A page says so at each of its addresses."
        )
        return self._back(held)

    # --- working copies ---

    def prepare_view(self, request, object_id):
        """The working copy, made by a button and open to every editor."""
        held = self._held(request, object_id)
        if request.method != "POST":
            return self._back(held)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return once(request, lambda: self._prepare(request, held))

    def _prepare(self, request, held):
        try:
            copy = publishing.prepare(held, by=request.user)
        except Refused as error:
            messages.error(request, str(error))
            return self._back(held)
        messages.success(request, "Change what is wrong here. The public sees nothing of it yet.")
        return self._back(copy)

    def restore_view(self, request, object_id):
        """A working copy that says what an old edition said."""
        held = self._held(request, object_id)
        number = request.POST.get("number", "")
        edition = number.isdecimal() and held.editions.filter(number=number[:9]).first()
        if request.method != "POST" or not edition:
            return self._back(held)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return once(request, lambda: self._restore(request, held, edition))

    def _restore(self, request, held, edition):
        try:
            copy = publishing.restore(edition, by=request.user)
        except (Refused, Unloadable) as error:
            messages.error(request, str(error))
            return self._back(held)
        messages.success(
            request, f"This says again what edition {edition.number} said. Look, then publish it."
        )
        return self._back(copy)

    # --- previews ---

    def previews_view(self, request, object_id):
        """The secret links to a draft: make one, copy it, revoke it."""
        draft = self._held(request, object_id)
        if not draft.is_draft:
            return self._back(draft)
        if not self.has_change_permission(request, draft):
            raise PermissionDenied
        form = PreviewForm(request.POST if "days" in request.POST else None)
        if request.method == "POST" and ("revoke" in request.POST or form.is_valid()):
            return once(request, lambda: self._change_previews(request, draft, form))
        links = [(link, _address(request, link)) for link in draft.preview_links.all()]
        context = {"form": form, "links": [pair for pair in links if pair[0].is_open]}
        return self._page(request, "previews", f"Show {draft} to someone", draft, context)

    def _change_previews(self, request, draft, form):
        revoked = request.POST.get("revoke", "")
        if revoked.isdecimal():
            for link in draft.preview_links.filter(pk=revoked[:15], is_revoked=False):
                revoke_preview(link, by=request.user)
        elif not revoked:
            make_preview(draft, by=request.user, days=form.cleaned_data["days"])
        return HttpResponseRedirect(request.path)

    # --- what was done, and how it stands ---

    def history_view(self, request, object_id, extra_context=None):
        """Who did what when: the staff's log, and the editions that came of it."""
        held = self._held(request, object_id)
        if held.corrects_id:
            return HttpResponseRedirect(self._address("history", held.corrects))
        rows = [held, *Conference.objects.filter(corrects=held)]
        entries = [entry for row in rows for entry in Entry.about(row)[:500]]
        context = {
            "entries": sorted(entries, key=lambda entry: entry.at, reverse=True),
            "editions": held.editions.defer("text"),
        }
        return self._page(request, "log", f"What was done to {held}", held, context)

    def health_view(self, request):
        """How every conference stands: what it lacks, and when it was verified last."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return once(request, lambda: self._check(request))
        held = with_missing(Conference.objects.select_related("inspection", "corrects"))
        rows = [(each, missing(each), self._in_the_way(each)) for each in held]
        return self._page(request, "health", "Record health", None, {"rows": rows})

    def _in_the_way(self, conference):
        return [self._linked(conference, each) for each in obstacles(conference)]

    def _check(self, request):
        faults = sum(map(len, inspect_all().values()))
        say = messages.error if faults else messages.success
        say(request, f"{faults} things are amiss." if faults else "Everything holds together.")
        return HttpResponseRedirect(request.path)

    # --- what they share ---

    def _held(self, request, object_id):
        held = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, held):
            raise PermissionDenied
        if held is None:
            raise Http404
        return held

    def _button(self, request, held, act):
        """The response of an act that has no form of its own."""
        _refuse_others(request)
        try:
            return once(request, lambda: act(request, held))
        except Refused as error:
            messages.error(request, str(error))
            return self._back(held)

    def _address(self, name, held):
        return reverse(f"admin:{_name(name)}", args=[held.pk])

    def _back(self, held):
        return HttpResponseRedirect(self._address("change", held))

    def _linked(self, conference, remark):
        """A remark of the gate with the way to the field that it is about."""
        where = [remark.rows, "" if remark.number is None else str(remark.number), remark.field]
        anchor = f"#id_{'-'.join(filter(None, where))}"
        return {"sentence": remark.sentence, "url": self._address("change", conference) + anchor}

    def _page(self, request, name, title, held, context):
        shared = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "held": held,
            "may_publish": may_publish(request.user),
            "once": token_for(request.user),
            "is_nav_sidebar_enabled": False,
        }
        return render(request, f"{TEMPLATES}/{name}.html", shared | context)


def _name(page):
    return f"conferences_conference_{page.replace('-', '_')}"


def _refuse_others(request):
    if not may_publish(request.user):
        raise PermissionDenied(NOT_A_PUBLISHER)


def _changes(draft):
    """What a working copy says otherwise than the record that it corrects; None for a first."""
    if not draft.corrects_id:
        return None
    return told(record_of(draft.corrects), record_of(draft))


def _address(request, link):
    return request.build_absolute_uri(reverse("preview", args=[token_of(link)]))
