"""The public addresses. What was public once answers forever, so none is ever renamed."""

from django.urls import path, register_converter

from . import downloads, views
from .filters import FindingListing, RecommendationListing


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
    *data_forms("findings", FindingListing),
    *data_forms("recommendations", RecommendationListing),
    path("data/", downloads.data, name="data"),
    path("participants/", views.participants, name="participants"),
    path("participants/<slug:slug>/", views.actor, name="actor"),
    path("search/", views.search, name="search"),
    path("themes/", views.themes, name="themes"),
    path("about/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
]
