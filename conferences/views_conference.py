"""The pages of one conference: its record now, as it stood in each edition, and as a preview."""

import datetime
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from .citations import citation_of, footnote, plain
from .editions import frozen
from .history import summary, told
from .metadata import event_of
from .previews import previewed
from .record import marked, passages_of, record_of
from .text import day_in_words
from .views_elsewhere import NothingHere, of_conference

EDITIONS_SHOWN = 20


@dataclass(frozen=True)
class Place:
    """Where a record is shown, and where what belongs to it stands: its source text, its image."""

    page: str
    statement: str
    image: str


def of_now(found):
    slug = [found.conference.slug]
    return Place(*(reverse(name, args=slug) for name in ("conference", "statement", "image")))


def of_edition(edition):
    key = [edition.conference.slug, edition.number]
    names = ("edition", "edition_statement", "edition_image")
    return Place(*(reverse(name, args=key) for name in names))


def of_preview(token):
    names = ("preview", "preview_statement", "preview_image")
    return Place(*(reverse(name, args=[token]) for name in names))


# --- now ---


@of_conference
def conference(request, found):
    if "as_at" in request.GET:
        return _as_at(request, found, request.GET["as_at"])
    record, place = found.record, of_now(found)
    image = request.build_absolute_uri(place.image) if record["image"] else ""
    previous, following = found.neighbours
    context = {
        "edition": found.edition,
        "citation": cited(request, record, place.page, found.edition),
        "linked_data": event_of(record, request.build_absolute_uri(place.page), image),
        "previous": previous,
        "next": following,
    }
    return _page(request, record, place, context)


def cited(request, record, page, edition, item=None):
    """A citation in words, of the record or of one item of it, whose page stands at `page`."""
    citation = citation_at(request, record, page, edition, item)
    return {"plain": plain(citation), "footnote": footnote(citation)}


def citation_at(request, record, page, edition, item=None):
    address = request.build_absolute_uri(page)
    return citation_of(record, address, item, edition.in_words if edition else "")


def _page(request, record, place, context):
    context = {"record": record, "place": place} | context
    return render(request, "conferences/conference_detail.html", context)


@of_conference
def statement(request, found):
    return _statement(request, found.record, of_now(found))


def _statement(request, record, place, **context):
    if not record["statements"]:
        raise NothingHere("The statement of this conference is not entered yet.")
    items = record["readings"] + passages_of(record)
    context |= {
        "record": record,
        "place": place,
        "texts": [(each, marked(each, items)) for each in record["statements"]],
    }
    return render(request, "conferences/statement_detail.html", context)


@of_conference
def image(request, found):
    return _image(found.record["image"])


def _image(image):
    """The image that a record names, whatever came after it."""
    if not image:
        raise Http404
    try:
        return FileResponse(default_storage.open(image["name"]))
    except FileNotFoundError as error:
        raise NothingHere("The image of this conference is not at hand.") from error


@of_conference
def conference_json(request, found):
    return _json(frozen(found.record))


def _json(text):
    return HttpResponse(text, content_type="application/json")


@of_conference
def conference_citation(request, found, form):
    page = of_now(found).page
    return citation_file(form, citation_at(request, found.record, page, found.edition))


def citation_file(form, citation):
    name = f"{citation.reference}.{form.suffix}"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(form.render(citation), content_type=form.content_type, headers=headers)


# --- as it stood ---


@of_conference
def history(request, found):
    """The editions with what each changed, some at a time: each is two whole records to compare."""
    editions = found.conference.editions(manager="public").all()
    page = Paginator(editions, EDITIONS_SHOWN).get_page(request.GET.get("page"))
    shown = list(editions[page.start_index() - 1 : page.end_index() + 1]) if editions else []
    pairs = zip(shown, [*shown[1:], None], strict=True)
    rows = [(edition, _told(edition, before)) for edition, before in pairs]
    context = {"conference": found.conference, "rows": rows[:EDITIONS_SHOWN], "page": page}
    return render(request, "conferences/conference_history.html", context)


def _told(edition, before):
    """What an edition changed, with the count of it; None for the first."""
    if not before:
        return None
    sections = told(before.record, edition.record)
    return {"sections": sections, "summary": summary(sections)}


def _as_at(request, found, day):
    """To the edition that stood at the end of a day, in the site's time zone."""
    try:
        asked = datetime.date.fromisoformat(day)
        end = datetime.datetime.combine(asked, datetime.time.max, timezone.get_current_timezone())
    except ValueError:
        reason = "Give the day as year, month and day, for example ?as_at=2026-03-01."
        return render(request, "400.html", {"reason": reason}, status=400)
    editions = found.conference.editions(manager="public").all()
    edition = editions.filter(at__lte=end).first()
    if not edition:
        began = day_in_words(timezone.localdate(editions.last().at)) if editions else "later"
        raise NothingHere(f"This record begins on {began}: nothing stood here on that day.")
    return redirect(edition)


@of_conference
def edition(request, found, number):
    shown = _edition(found, number)
    record, place = shown.record, of_edition(shown)
    after = found.conference.editions(manager="public").filter(number__gt=number).last()
    context = {
        "edition": shown,
        "after": after,
        "canonical": request.build_absolute_uri(of_now(found).page),
        "citation": cited(request, record, place.page, shown),
        "is_past": bool(after),
    }
    return _page(request, record, place, context)


def _edition(found, number):
    shown = found.conference.editions(manager="public").filter(number=number).first()
    if not shown:
        raise NothingHere(f"This record has no edition {number}.")
    return shown


@of_conference
def edition_statement(request, found, number):
    shown = _edition(found, number)
    now = request.build_absolute_uri(of_now(found).statement)
    return _statement(request, shown.record, of_edition(shown), edition=shown, canonical=now)


@of_conference
def edition_image(request, found, number):
    return _image(_edition(found, number).record["image"])


@of_conference
def edition_json(request, found, number):
    """The very text that the edition's digest was taken of."""
    return _json(_edition(found, number).text)


# --- as it shall be ---


def of_draft(view):
    """Make a view of a draft's record of the secret link to it; its answer is kept nowhere."""

    @require_safe
    def previewing(request, token):
        draft = previewed(token)
        if not draft:
            raise Http404
        response = view(request, record_of(draft), of_preview(token))
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return previewing


@of_draft
def preview(request, record, place):
    return _page(request, record, place, {"is_preview": True, "canonical": ""})


@of_draft
def preview_statement(request, record, place):
    return _statement(request, record, place, is_preview=True, canonical="")


@of_draft
def preview_image(request, record, place):
    return _image(record["image"])
