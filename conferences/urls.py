"""The public addresses. What was public once answers forever, so none is ever renamed."""

from django.urls import path, register_converter

from . import downloads, views, views_conference, views_machines
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


class Token(Reference):
    """A signed value, as `django.core.signing` writes it."""

    regex = r"[A-Za-z0-9_:-]{1,200}"


class EditionNumber:
    """An edition's number; none has more digits than a database can compare."""

    regex = r"[1-9][0-9]{0,8}"
    to_python = int
    to_url = str


register_converter(Reference, "reference")
register_converter(Token, "token")
register_converter(EditionNumber, "edition")


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


def conference_pages(page):
    """The addresses of a conference: now, as it stood in an edition, and its history."""
    own, edition = views_conference, f"{page}/editions/<edition:number>"
    return [
        path(f"{page}/", own.conference, name="conference"),
        path(f"{page}.json", own.conference_json, name="conference_json"),
        path(f"{page}/statement/", own.statement, name="statement"),
        path(f"{page}/image/", own.image, name="image"),
        path(f"{page}/history/", own.history, name="history"),
        path(f"{edition}/", own.edition, name="edition"),
        path(f"{edition}.json", own.edition_json, name="edition_json"),
        path(f"{edition}/statement/", own.edition_statement, name="edition_statement"),
        path(f"{edition}/image/", own.edition_image, name="edition_image"),
        *citation_files(page, "conference", own.conference_citation),
    ]


urlpatterns = [
    path("", views.home, name="home"),
    path("conferences/", views.conferences, name="conferences"),
    *conference_pages("conferences/<slug:slug>"),
    path("findings/", views.findings, name="findings"),
    path("findings/<reference:reference>/", views.finding, name="finding"),
    path("recommendations/", views.recommendations, name="recommendations"),
    path("recommendations/<reference:reference>/", views.recommendation, name="recommendation"),
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
    path("preview/<token:token>/", views_conference.preview, name="preview"),
    path(
        "preview/<token:token>/statement/",
        views_conference.preview_statement,
        name="preview_statement",
    ),
    path("preview/<token:token>/image/", views_conference.preview_image, name="preview_image"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections.atom", views.corrections_feed, name="corrections_feed"),
    path("data/", downloads.data, name="data"),
    path("participants/", views.participants, name="participants"),
    path("participants/<slug:slug>/", views.actor, name="actor"),
    path("search/", views.search, name="search"),
    path("themes/", views.themes, name="themes"),
    path("about/", views.about, name="about"),
    path("robots.txt", views_machines.robots, name="robots"),
    path("sitemap.xml", views_machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", views_machines.sitemap_section, name="sitemap_section"),
    path(".well-known/security.txt", views_machines.security, name="security"),
    path("healthz", views_machines.healthz, name="healthz"),
    path("readyz", views_machines.readyz, name="readyz"),
]
