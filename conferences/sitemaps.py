"""The addresses of all public pages, for search engines, each with the day its words last changed.

A page of which no edition tells has no such day. Past editions are left out: they are kept for
whoever cites them, and not to be found in the record's place.
"""

from functools import partial

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from .editions import Edition
from .models import Actor, Conference, Finding, Recommendation
from .record import passages_of


class Lists(Sitemap):
    """The pages of which there is one each."""

    def items(self):
        return [
            *["home", "conferences", "recommendations", "findings"],
            *["participants", "themes", "corrections", "about", "data"],
        ]

    def location(self, item):
        return reverse(item)


class Actors(Sitemap):
    def items(self):
        return Actor.public.order_by("pk")


class Dated(Sitemap):
    """Pages that an edition dates. What the index says of them all is the last edition's moment."""

    def get_latest_lastmod(self):
        return Edition.public.aggregate(last=Max("at"))["last"]


class Conferences(Dated):
    """One kind of page of each public conference; it changed with the last edition."""

    def __init__(self, name="conference", **lacking):
        self.name = name
        self.lacking = lacking

    def items(self):
        held = Conference.public.order_by("pk").prefetch_related("editions")
        return held.exclude(**self.lacking) if self.lacking else held

    def location(self, item):
        return reverse(self.name, args=[item.slug])

    def lastmod(self, item):
        return max((edition.at for edition in item.editions.all()), default=None)


class Passages(Dated):
    """The pages of passages; each changed when an edition last said something else of it."""

    def __init__(self, model):
        self.model = model

        self.moments = {}

    def items(self):
        rows = self.model.public.order_by("conference_id", "pk")
        return rows.prefetch_related("conference__editions")

    def lastmod(self, item):
        if item.conference_id not in self.moments:
            self.moments[item.conference_id] = changes_of(item.conference)
        return self.moments[item.conference_id].get(item.reference)


def changes_of(conference):
    """{reference: the moment from which its passage stands as it does now}."""
    moments, standing = {}, {}
    for edition in sorted(conference.editions.all(), key=lambda edition: edition.number):
        for item in passages_of(edition.record):
            if standing.get(item["reference"]) != item:
                standing[item["reference"]], moments[item["reference"]] = item, edition.at
    return moments


# Made for each request: a sitemap keeps what it has found out.
SITEMAPS = {
    "lists": Lists,
    "conferences": Conferences,
    "statements": partial(Conferences, "statement", statements=None),
    "histories": partial(Conferences, "history"),
    "recommendations": partial(Passages, Recommendation),
    "findings": partial(Passages, Finding),
    "participants": Actors,
}
