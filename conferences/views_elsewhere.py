"""What answers at an address where its page no longer stands: the way on, or what stood there."""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .editions import Edition
from .models import Conference
from .record import passages_of
from .standing import standing_at


class NothingHere(Http404):
    """A 404 that can say in a sentence what is missing."""


def of_conference(view):
    """Make a view of a public conference, given as what stands there, of the one at its slug.

    A former slug leads on, and a withdrawn record says that it is; both for good.
    """

    @require_safe
    @wraps(view)
    def found_or_elsewhere(request, slug, **kwargs):
        found = standing_at(slug)
        return view(request, found, **kwargs) if found else elsewhere(request, slug)

    return found_or_elsewhere


def elsewhere(request, slug):
    """Where the conference went that had this slug. Raises Http404 for one that never was."""
    if withdrawn := _withdrawn_from(slug):
        return gone(request, withdrawn)
    former = Edition.public.filter(slug=slug).select_related("conference").first()
    if not former:
        raise Http404
    match, asked = request.resolver_match, request.META["QUERY_STRING"]
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": former.conference.slug})
    return HttpResponsePermanentRedirect(address + (f"?{asked}" if asked else ""))


def _withdrawn_from(slug):
    held = Conference.withdrawn
    return held.filter(slug=slug).first() or held.filter(editions__slug=slug).first()


def gone(request, conference):
    """The page that a withdrawn conference leaves at every address of it."""
    act = Edition.log.filter(conference=conference).first()
    return _gone(request, {"conference": conference, "act": act})


def _gone(request, context):
    context |= {"contact": settings.CONTACT, "canonical": ""}
    return render(request, "410.html", context, status=410)


def gone_passage(request, kind, reference):
    """What is left of a passage that is public no longer. Raises Http404 for one that never was."""
    code = reference.partition("-")[0]
    withdrawn = Conference.withdrawn.filter(code=code).first()
    if withdrawn and _last_with(withdrawn.editions.all(), kind, reference):
        return gone(request, withdrawn)
    held = Edition.public.filter(conference__code=code).select_related("conference")
    found = _last_with(held, kind, reference)
    if not found:
        raise Http404
    last, item = found
    context = {
        "conference": last.conference,
        "item": item,
        "last": last,
        "act": held.filter(number__gt=last.number).last(),
    }
    return _gone(request, context)


def _last_with(editions, kind, reference):
    """(edition, passage) of the last edition that has such a passage; None when there is none."""
    for edition in editions.naming("reference", reference):
        for item in passages_of(edition.record):
            if (item["kind"], item["reference"]) == (kind, reference):
                return edition, item
    return None
