"""The addresses of all public pages, for search engines.

No day of a last change is told: the record does not know one yet.
"""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from .models import Actor, Conference, Finding, Recommendation


class Lists(Sitemap):
    """The pages of which there is one each."""

    def items(self):
        return [
            *["home", "conferences", "recommendations", "findings"],
            *["participants", "themes", "about", "data"],
        ]

    def location(self, item):
        return reverse(item)


class Rows(Sitemap):
    """The pages that the public rows of a model have."""

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.public.order_by("pk")


class Statements(Sitemap):
    """The statement pages of the public conferences that have one."""

    def items(self):
        return Conference.public.exclude(statements=None).order_by("pk")

    def location(self, item):
        return reverse("statement", args=[item.slug])


SITEMAPS = {
    "lists": Lists(),
    "conferences": Rows(Conference),
    "statements": Statements(),
    "recommendations": Rows(Recommendation),
    "findings": Rows(Finding),
    "participants": Rows(Actor),
}
