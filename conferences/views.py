"""The public pages. Each reads only what is public, and hands plain values to one template."""

import sys

from django.core.paginator import Paginator
from django.db import Error
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe
from redis import RedisError

from .edge import come_back
from .editions import Edition
from .feeds import log_atom
from .filters import FindingListing, RecommendationListing, Search
from .managers import public_count
from .metadata import quotation_of
from .models import Actor, Conference, Finding, Recommendation, Theme
from .record import in_context, listed_passage_of
from .standing import page_of, passage_at, roll
from .views_conference import citation_at, citation_file, cited, of_now
from .views_elsewhere import NothingHere, gone_passage

LOGGED = 50


def not_found(request, exception):
    reason = str(exception) if isinstance(exception, NothingHere) else ""
    return render(request, "404.html", {"reason": reason, "canonical": ""}, status=404)


def failed(request):
    """A fault of ours; or what we ask is away for a while, and then it says for how long."""
    if isinstance(sys.exc_info()[1], Error | RedisError):
        return come_back(request)
    return render(request, "500.html", {"canonical": ""}, status=500)


@require_safe
def home(request):
    held = _held()
    latest = held[0] if held else None
    return render(request, "home.html", {"conferences": held, "latest": latest})


@require_safe
def conferences(request):
    return render(request, "conferences/conference_list.html", {"conferences": _held()})


def _held():
    """The public conferences, newest first, each with what is entered of it."""
    return list(
        Conference.public.annotate(
            finding_count=Count("findings", distinct=True),
            recommendation_count=Count("recommendations", distinct=True),
        ).order_by(*Conference._meta.ordering)  # an annotated query forgets its model's order
    )


@require_safe
def findings(request):
    return _listing(request, FindingListing(request.GET))


@require_safe
def recommendations(request):
    return _listing(request, RecommendationListing(request.GET))


def _listing(request, listing):
    context = {"listing": listing, "action": request.path}
    if not listing.is_valid:
        context["heading"] = "This question was not understood"
        return render(request, "conferences/listing.html", context, status=400)
    if listing.page is None:
        raise NothingHere(f"The last page of this answer is page {listing.pages.num_pages}.")
    page = f"page={listing.page.number}" if listing.page.number > 1 else ""
    context |= {
        "heading": capfirst(listing.sentence),
        "canonical": _canonical(request, listing.query, page),
    }
    response = render(request, "conferences/listing.html", context)
    response["HX-Push-Url"] = f"{request.path}?{listing.query}" if listing.query else request.path
    return response


def _canonical(request, *queries):
    """The one address of an answer, however the question was put."""
    query = "&".join(filter(None, queries))
    return request.build_absolute_uri(f"{request.path}?{query}" if query else request.path)


@require_safe
def search(request):
    found = Search(request.GET)
    context = {
        "found": found,
        "action": request.path,
        "canonical": _canonical(request, found.listings[0].query),
    }
    status = 200 if found.is_valid else 400
    return render(request, "conferences/search.html", context, status=status)


@require_safe
def finding(request, reference):
    return _passage(request, Finding, reference)


@require_safe
def recommendation(request, reference):
    return _passage(request, Recommendation, reference)


def _passage(request, model, reference):
    found = passage_at(model, reference)
    if not found:
        return gone_passage(request, model._meta.model_name, reference)
    whole, item = found
    record, place, page = whole.record, of_now(whole), page_of(item)
    addresses = map(request.build_absolute_uri, (page, place.page))
    context = {
        "record": record,
        "item": item,
        "context": in_context(record, item),
        "edition": whole.edition,
        "citation": cited(request, record, page, whole.edition, item),
        "linked_data": quotation_of(record, item, *addresses),
    }
    return render(request, "conferences/passage_detail.html", context)


@require_safe
def passage_citation(request, reference, model, form):
    found = passage_at(model, reference)
    if not found:
        return gone_passage(request, model._meta.model_name, reference)
    whole, item = found
    citation = citation_at(request, whole.record, page_of(item), whole.edition, item)
    return citation_file(form, citation)


@require_safe
def corrections(request):
    """The public log: every edition of every conference, the latest first."""
    return render(request, "conferences/corrections.html", {"page": _logged(request)})


def _logged(request):
    return Paginator(Edition.log.all(), LOGGED).get_page(request.GET.get("page"))


@require_safe
def corrections_feed(request):
    site = request.build_absolute_uri("/").rstrip("/")
    feed = log_atom(_logged(request), site, reverse("corrections"), reverse("corrections_feed"))
    return HttpResponse(feed, content_type="application/atom+xml")


@require_safe
def participants(request):
    return render(request, "conferences/actor_list.html", {"groups": _groups(Actor.public.all())})


def _groups(actors):
    """[(heading, actors)]: the members of the process first, then the others; groups no one is."""
    kinds = Actor.Kind
    headings = [
        ("Member States", True, [kinds.STATE]),
        ("Members that are territories", True, [kinds.TERRITORY]),
        ("Member organisations", True, [kinds.ORGANISATION]),
        ("Other States and territories", False, [kinds.STATE, kinds.TERRITORY]),
        ("Other organisations", False, [kinds.ORGANISATION]),
        ("Addressed as a group", False, [kinds.GROUP]),
    ]
    grouped = [
        (heading, [a for a in actors if a.is_member is member and a.kind in of_kinds])
        for heading, member, of_kinds in headings
    ]
    return [(heading, group) for heading, group in grouped if group]


@require_safe
def actor(request, slug):
    of_all = roll()
    if not (found := of_all.actors.get(slug)):
        raise Http404
    addressed = []
    if found.pk in of_all.addressees:
        addressed = found.recommendations(manager="public").for_listing()
    context = {
        "actor": found,
        "participations": of_all.participations.get(found.pk, []),
        "addressed": [listed_passage_of(row) for row in addressed],
        "sources": found.sources.all(),
    }
    return render(request, "conferences/actor_detail.html", context)


@require_safe
def themes(request):
    filed = Theme.public.annotate(
        finding_count=public_count("findings"),
        recommendation_count=public_count("recommendations"),
    ).order_by(*Theme._meta.ordering)
    return render(request, "conferences/theme_list.html", {"themes": filed})


@require_safe
def about(request):
    return render(request, "about.html")
