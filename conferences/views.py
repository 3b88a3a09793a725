"""The public pages. Each reads only what is public, and hands plain values to one template."""

from django.contrib.sitemaps.views import index, sitemap
from django.db import connection
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from .citations import citation_of, footnote, plain
from .filters import FindingListing, RecommendationListing, Search
from .managers import public_count
from .metadata import event_of, quotation_of
from .models import Actor, Conference, Finding, Recommendation, Theme
from .record import in_context, listed_passage_of, marked, passages_of, record_of
from .sitemaps import SITEMAPS


class NothingHere(Http404):
    """A 404 that can say in a sentence what is missing."""


def not_found(request, exception):
    reason = str(exception) if isinstance(exception, NothingHere) else ""
    return render(request, "404.html", {"reason": reason, "canonical": ""}, status=404)


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
def conference(request, slug):
    found = Conference.public.filter(slug=slug).first()
    if not found:
        return _gone(request, slug=slug)
    record, address = record_of(found), _address(request, found)
    context = {
        "record": record,
        "citation": _in_words(citation_of(record, address)),
        "linked_data": event_of(record, address, _image(request, found)),
        **_neighbours(found),
    }
    return render(request, "conferences/conference_detail.html", context)


def _address(request, row):
    """The whole address of a row's page."""
    return request.build_absolute_uri(row.get_absolute_url())


def _image(request, found):
    """The whole address of a conference's image, if it has one."""
    if not found.image:
        return ""
    return request.build_absolute_uri(reverse("image", args=[found.slug]))


def _in_words(citation):
    return {"plain": plain(citation), "footnote": footnote(citation)}


@require_safe
def conference_citation(request, slug, form):
    found = Conference.public.filter(slug=slug).first()
    if not found:
        return _gone(request, slug=slug)
    return _file(form, citation_of(record_of(found), _address(request, found)))


def _file(form, citation):
    name = f"{citation.reference}.{form.suffix}"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(form.render(citation), content_type=form.content_type, headers=headers)


def _neighbours(found):
    """The conferences held before and after this one."""
    held = list(Conference.public.all())
    at = held.index(found)
    return {
        "previous": held[at + 1] if at + 1 < len(held) else None,
        "next": held[at - 1] if at else None,
    }


@require_safe
def statement(request, slug):
    found = Conference.public.filter(slug=slug).first()
    if not found:
        return _gone(request, slug=slug)
    record = record_of(found)
    if not record["statements"]:
        raise NothingHere("The statement of this conference is not entered yet.")
    items = record["readings"] + passages_of(record)
    texts = [(each, marked(each, items)) for each in record["statements"]]
    return render(request, "conferences/statement_detail.html", {"record": record, "texts": texts})


@require_safe
def image(request, slug):
    found = Conference.public.exclude(image="").filter(slug=slug).first()
    if not found:
        return _gone(request, slug=slug)
    try:
        return FileResponse(found.image.open())
    except FileNotFoundError as error:
        raise NothingHere("The image of this conference is not at hand.") from error


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
    found = _public_passage(model, reference)
    if not found:
        return _gone_with(request, model, reference)
    record, item = _record_and_item(found)
    address = _address(request, found)
    data = quotation_of(record, item, address, _address(request, found.conference))
    context = {
        "record": record,
        "item": item,
        "context": in_context(record, item),
        "citation": _in_words(citation_of(record, address, item)),
        "linked_data": data,
    }
    return render(request, "conferences/passage_detail.html", context)


def _public_passage(model, reference):
    return model.public.select_related("conference").filter(reference=reference).first()


def _gone_with(request, model, reference):
    """What is left of a passage whose conference was withdrawn; else a 404."""
    return _gone(request, **{f"{model._meta.model_name}s__reference": reference})


def _record_and_item(passage):
    record = record_of(passage.conference)
    return record, next(i for i in passages_of(record) if i["reference"] == passage.reference)


@require_safe
def passage_citation(request, reference, model, form):
    found = _public_passage(model, reference)
    if not found:
        return _gone_with(request, model, reference)
    record, item = _record_and_item(found)
    return _file(form, citation_of(record, _address(request, found), item))


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
    found = get_object_or_404(Actor.public, slug=slug)
    addressed = found.recommendations(manager="public").for_listing()
    context = {
        "actor": found,
        "participations": found.participations(manager="public")
        .select_related("conference")
        .order_by("-conference__starts_on"),
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


@require_safe
def robots(request):
    sitemaps = request.build_absolute_uri(reverse("sitemap"))
    told = f"User-agent: *\nDisallow: /admin/\nSitemap: {sitemaps}\n"
    return HttpResponse(told, content_type="text/plain")


@require_safe
def sitemap_index(request):
    return index(request, SITEMAPS, sitemap_url_name="sitemap_section")


@require_safe
def sitemap_section(request, section):
    return sitemap(request, SITEMAPS, section)


@require_safe
def healthz(request):
    """Alive, and the database answers."""
    connection.ensure_connection()
    return HttpResponse("ok\n", content_type="text/plain")


def _gone(request, **where):
    """The page that a withdrawn conference leaves at every address of it; else a 404."""
    withdrawn = Conference.withdrawn.filter(**where).first()
    if not withdrawn:
        raise Http404
    context = {"conference": withdrawn, "canonical": ""}
    return render(request, "410.html", context, status=410)
