"""The public addresses. What was public once answers forever, so none is ever renamed."""

from django.urls import path, register_converter

from . import downloads, views
from .citations import FORMS
from .filters import FindingListing, RecommendationListing
from .models import Finding, Recommendation


class Reference:
    """A passage's reference: «BPMC2-R-A», «BPMC2-F-1»."""

    regex = r"[A-Z][A-Z0-9]*-[FR]-[A-Za-z0-9.]+"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Reference, "reference")


def data_forms(plural, listing_class):
    """The addresses of a listing's data forms: «/findings.csv», «/findings/print/»."""
    ends = {".csv": "csv", ".json": "json", ".xlsx": "xlsx", ".atom": "atom", "/print/": "print"}
    return [
        path(
            plural + end,
            downloads.FORMS[form].as_view(listing_class=listing_class),
            name=f"{plural}_{form}",
        )
        for end, form in ends.items()
    ]


def citation_files(page, name, view, **given):
    """The addresses of a page's citations: «/recommendations/BPMC2-R-A.ris»."""
    return [
        path(f"{page}.{form.suffix}", view, {"form": form, **given}, name=f"{name}_{key}")
        for key, form in FORMS.items()
    ]


urlpatterns = [
    path("", views.home, name="home"),
    path("conferences/", views.conferences, name="conferences"),
    path("conferences/<slug:slug>/", views.conference, name="conference"),
    path("conferences/<slug:slug>/statement/", views.statement, name="statement"),
    path("conferences/<slug:slug>/image/", views.image, name="image"),
    path("findings/", views.findings, name="findings"),
    path("findings/<reference:reference>/", views.finding, name="finding"),
    path("recommendations/", views.recommendations, name="recommendations"),
    path("recommendations/<reference:reference>/", views.recommendation, name="recommendation"),
    *citation_files("conferences/<slug:slug>", "conference", views.conference_citation),
    *citation_files(
        "findings/<reference:reference>", "finding", views.passage_citation, model=Finding
    ),
    *citation_files(
        "recommendations/<reference:reference>",
        "recommendation",
        views.passage_citation,
        model=Recommendation,
    ),
    *data_forms("findings", FindingListing),
    *data_forms("recommendations", RecommendationListing),
    path("data/", downloads.data, name="data"),
    path("participants/", views.participants, name="participants"),
    path("participants/<slug:slug>/", views.actor, name="actor"),
    path("search/", views.search, name="search"),
    path("themes/", views.themes, name="themes"),
    path("about/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
    path("healthz", views.healthz, name="healthz"),
]
