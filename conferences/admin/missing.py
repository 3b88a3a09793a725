"""What a conference still lacks: one table for the list, its filter and the page."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q

from ..models import Finding, Paragraph, Recommendation, Statement
from ..text import listed


def _has(model, *conditions, **lookups):
    return Exists(model.objects.filter(*conditions, conference=OuterRef("pk"), **lookups))


LACKS = {
    "dates": ("dates", Q(starts_on=None)),
    "place": ("place", Q(city="")),
    "text": ("text", ~_has(Statement)),
    "findings": ("findings", ~_has(Finding)),
    "recommendations": ("recommendations", ~_has(Recommendation)),
    "ties": (
        "passages not tied to a statement",
        _has(Paragraph, start=None) | _has(Finding, start=None) | _has(Recommendation, start=None),
    ),
    "themes": (
        "passages without themes",
        _has(Finding, themes=None) | _has(Recommendation, themes=None),
    ),
    "addressees": ("recommendations without addressee", _has(Recommendation, addressees=None)),
    "source": ("official page", Q(official_url="")),
}


def with_missing(conferences):
    """The conferences, each knowing what it lacks."""
    return conferences.annotate(**{f"lacks_{key}": lack for key, (_, lack) in LACKS.items()})


def missing(conference):
    """What it lacks, in words; empty when nothing."""
    words = [words for key, (words, _) in LACKS.items() if getattr(conference, f"lacks_{key}")]
    return listed(words) if words else ""


class MissingFilter(admin.SimpleListFilter):
    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [(key, words) for key, (words, _) in LACKS.items()]

    def queryset(self, request, queryset):
        if self.value() in LACKS:
            return queryset.filter(LACKS[self.value()][1])
        return queryset
