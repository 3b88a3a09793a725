"""A listing owns its question: form, rows, total, facets, pills, sentence, canonical query.

Every form of an answer asks the same listing, so that no two can disagree.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.functional import cached_property

from .models import Actor, Conference, Finding, Recommendation, Theme
from .search import MAX_WORDS, matching, words_in
from .text import counted, listed

PAGE_SIZE = 25


class QuestionForm(forms.Form):
    """What a question holds beside its filters."""

    sort = forms.ChoiceField(
        choices=[("newest", "Newest conference first"), ("oldest", "Oldest conference first")],
        required=False,
    )
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def clean_q(self):
        words = words_in(self.cleaned_data["q"])
        if self.cleaned_data["q"] and not words:
            raise forms.ValidationError(
                "There is no word in this. Write one, for example “border”."
            )
        if len(words) > MAX_WORDS:
            raise forms.ValidationError(f"Search for {MAX_WORDS} words at most.")
        return " ".join(words)


def _public_years():
    return [(str(day.year), str(day.year)) for day in _days()]


def _days():
    return Conference.public.filter(starts_on__isnull=False).dates("starts_on", "year")


class PassageFilter(django_filters.FilterSet):
    """The filters that findings and recommendations share.

    Each choice has a public queryset of its own: django-filter's default would show drafts.
    """

    q = django_filters.CharFilter(method="with_words", max_length=200, label="Words")
    conference = django_filters.ModelMultipleChoiceFilter(
        field_name="conference__code",
        to_field_name="code",
        queryset=lambda request: Conference.public.all(),
    )
    year = django_filters.MultipleChoiceFilter(
        field_name="conference__starts_on__year", choices=_public_years
    )
    theme = django_filters.ModelMultipleChoiceFilter(
        field_name="themes__slug", to_field_name="slug", queryset=lambda request: Theme.public.all()
    )

    class Meta:
        form = QuestionForm

    def with_words(self, rows, name, value):
        return matching(rows, value)


def _public_verbs():
    verbs = Finding.public.order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, verb) for verb in verbs]


class FindingFilter(PassageFilter):
    verb = django_filters.MultipleChoiceFilter(choices=_public_verbs)


class RecommendationFilter(PassageFilter):
    addressee = django_filters.ModelMultipleChoiceFilter(
        field_name="addressees__slug",
        to_field_name="slug",
        queryset=lambda request: Actor.public.all(),
    )


@dataclass(frozen=True)
class Facet:
    """One filter as readers see it: its name in the address, its heading, and where it looks."""

    name: str
    heading: str
    value: str
    label: str
    order: str
    clause: str


CONFERENCE = Facet(
    name="conference",
    heading="Conference",
    value="conference__code",
    label="conference__title",
    order="-conference__starts_on",
    clause="from the {}",
)
YEAR = Facet(
    name="year",
    heading="Year",
    value="conference__starts_on__year",
    label="conference__starts_on__year",
    order="-conference__starts_on__year",
    clause="in {}",
)
THEME = Facet(
    name="theme",
    heading="Theme",
    value="themes__slug",
    label="themes__name",
    order="themes__position",
    clause="on {}",
)
VERB = Facet(
    name="verb", heading="Verb", value="verb", label="verb", order="verb", clause="that {}"
)
ADDRESSEE = Facet(
    name="addressee",
    heading="Addressed to",
    value="addressees__slug",
    label="addressees__name",
    order="addressees__name",
    clause="addressed to {}",
)


@dataclass(frozen=True)
class Choice:
    """One option of a facet, and how many rows it has under all the other filters."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Pill:
    """A filter in force and the query without it."""

    heading: str
    label: str
    query: str
    total_without: int | None = None


class Listing:
    """A question about the public passages of one kind, and its answer."""

    model = None
    filterset_class = None
    facets_shown = ()
    noun = ""

    def __init__(self, params):
        self.filterset = self.filterset_class(params, queryset=self.model.public.all())
        self.form = self.filterset.form
        self.is_valid = self.form.is_valid()
        nothing = {name: "" if name in ("q", "sort") else [] for name in self.form.fields}
        self.asked = nothing | self.form.cleaned_data  # without what was not understood

    def _narrowed(self, asked):
        rows = self.model.public.all()
        for name, each in self.filterset.filters.items():
            rows = each.filter(rows, asked.get(name))
        return rows

    def _asked_without(self, name, value=None):
        """The question with one filter lifted, or one value of it."""
        kept = [each for each in self._values(name) if value and _key(each) != value]
        return {**self.asked, name: kept}

    def _values(self, name):
        """The values asked of one filter, as a list."""
        value = self.asked[name]
        return [value] * bool(value) if isinstance(value, str) else list(value)

    @cached_property
    def rows(self):
        """Every row of the answer, in its order: by conference, then as the statement has them."""
        days = (
            "conference__starts_on" if self.asked["sort"] == "oldest" else "-conference__starts_on"
        )
        rows = self._narrowed(self.asked).order_by(days, "conference", "position", "pk")
        return rows.for_listing()

    @cached_property
    def pages(self):
        return Paginator(self.rows, PAGE_SIZE)

    @property
    def total(self):
        return self.pages.count

    @cached_property
    def page(self):
        """The page asked for; None when the answer has no such page."""
        number = self.asked["page"] or 1
        return self.pages.page(number) if number <= self.pages.num_pages else None

    @cached_property
    def facets(self):
        """[(facet, choices, errors)]: each facet counted with every filter but its own."""
        errors = self.form.errors
        return [(each, self._choices(each), errors.get(each.name)) for each in self.facets_shown]

    def _choices(self, facet):
        chosen = {_key(value): str(value) for value in self._values(facet.name)}
        counted_choices = [
            Choice(str(value), str(label), count, str(value) in chosen)
            for value, label, count in self._counts(facet)
            if value is not None
        ]
        found = {choice.value for choice in counted_choices}
        return counted_choices + [
            Choice(value, label, 0, True) for value, label in chosen.items() if value not in found
        ]

    def _counts(self, facet):
        others = self._narrowed(self._asked_without(facet.name))
        groups = self.model.public.filter(pk__in=others.values("pk")).order_by(facet.order)
        counts = groups.values(facet.value).annotate(total=Count("pk", distinct=True))
        return counts.values_list(facet.value, facet.label, "total")

    @cached_property
    def pills(self):
        """The filters in force, each with the query that lifts it."""
        pills = [("q", "Words", self.asked["q"], self.asked["q"])] if self.asked["q"] else []
        for facet in self.facets_shown:
            pills += [
                (facet.name, facet.heading, _key(v), str(v)) for v in self._values(facet.name)
            ]
        return [self._pill(*pill) for pill in pills]

    def _pill(self, name, heading, value, label):
        asked = self._asked_without(name, value)
        total = None if self.total else self._narrowed(asked).count()
        return Pill(heading, label, self._query_of(asked), total)

    @property
    def query(self):
        """The question in its one canonical form, without its page."""
        return self._query_of(self.asked)

    def _query_of(self, asked):
        pairs = [("q", asked["q"])] if asked["q"] else []
        for facet in self.facets_shown:
            pairs += [(facet.name, _key(value)) for value in asked[facet.name]]
        pairs += [("sort", "oldest")] if asked["sort"] == "oldest" else []
        return urlencode(pairs)

    @property
    def sentence(self):
        """The question and its total in words, for the heading and the title."""
        clauses = [f"with “{self.asked['q']}”"] if self.asked["q"] else []
        for facet in self.facets_shown:
            labels = [_in_sentence(value) for value in self._values(facet.name)]
            clauses += [facet.clause.format(listed(labels, "or"))] if labels else []
        return " ".join([counted(self.total, self.noun), *clauses])


def _key(value):
    """The value as the address has it."""
    for field in ("code", "slug"):
        if hasattr(value, field):
            return getattr(value, field)
    return value


def _in_sentence(value):
    name = str(value)
    return name[:1].lower() + name[1:] if isinstance(value, Theme) else name


class FindingListing(Listing):
    model = Finding
    filterset_class = FindingFilter
    facets_shown = (VERB, THEME, CONFERENCE, YEAR)
    noun = "finding"


class RecommendationListing(Listing):
    model = Recommendation
    filterset_class = RecommendationFilter
    facets_shown = (ADDRESSEE, THEME, CONFERENCE, YEAR)
    noun = "recommendation"
