"""A listing owns its question: form, rows, total, facets, pills, sentence, canonical query.

Every form of an answer (page, CSV, JSON, spreadsheet, feed, print) asks the same listing, so that
no two can disagree. The FilterSets define what a question means; the answer is computed on the
sets of a `Snapshot`, which gives the same rows at any size of the record.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property

from . import query as language
from .models import Actor, Conference, Finding, Paragraph, Recommendation
from .search import condition, relevance
from .snapshot import snapshot_of
from .statements.verbs import VERBS
from .text import counted, listed, sha256_of

PAGE_SIZE = 25
CHUNK = 500


@dataclass(frozen=True)
class Facet:
    """A filter by one of several values: its name in the address, its heading, its clause."""

    name: str
    heading: str
    clause: str


CONFERENCE = Facet("conference", "Conference", "from the {}")
YEAR = Facet("year", "Year", "in {}")
CITY = Facet("city", "City", "at {}")
COUNTRY = Facet("country", "Country", "held in {}")
THEME = Facet("theme", "Theme", "on {}")
VERB = Facet("verb", "Verb", "that {}")
VERB_CLASS = Facet("verb_class", "Kind of verb", "among {}")
ADDRESSEE = Facet("addressee", "Addressed to", "addressed to {}")


class QuestionForm(forms.Form):
    """What a question holds beside its filters."""

    SORTS = {
        "newest": "Newest conference first",
        "oldest": "Oldest conference first",
        "relevance": "Nearest to the words first",
    }
    sort = forms.ChoiceField(choices=SORTS.items(), required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    suggestion = ""

    def clean_q(self):
        """The query as understood, in its canonical form."""
        try:
            return language.echo(language.parse(self.cleaned_data["q"]))
        except language.QueryError as error:
            self.suggestion = error.suggestion
            raise forms.ValidationError(error.sentence) from error


def _verbs_of(classes):
    return [verb for verb, known in VERBS.items() if known.verb_class in classes]


class PassageFilter(django_filters.FilterSet):
    """The filters that findings and recommendations share, as the database would answer them.

    The choices of each are given by the listing, from what is public.
    """

    q = django_filters.CharFilter(method="with_words", max_length=200)
    conference = django_filters.MultipleChoiceFilter(field_name="conference__code")
    year = django_filters.MultipleChoiceFilter(field_name="conference__starts_on__year")
    city = django_filters.MultipleChoiceFilter(field_name="conference__city")
    country = django_filters.MultipleChoiceFilter(field_name="conference__country")
    theme = django_filters.MultipleChoiceFilter(field_name="themes__slug")

    class Meta:
        form = QuestionForm

    def filter_queryset(self, rows):
        """The rows that pass every filter; sort and page are the listing's own."""
        for name, each in self.filters.items():
            rows = each.filter(rows, self.form.cleaned_data[name])
        return rows

    def with_words(self, rows, name, value):
        return rows.filter(condition(rows.model, language.parse(value)))


class FindingFilter(PassageFilter):
    verb = django_filters.MultipleChoiceFilter()
    verb_class = django_filters.MultipleChoiceFilter(method="with_class")

    def with_class(self, rows, name, values):
        return rows.filter(verb__in=_verbs_of(values)) if values else rows


class RecommendationFilter(PassageFilter):
    addressee = django_filters.MultipleChoiceFilter(field_name="addressees__slug")


@dataclass(frozen=True)
class Choice:
    """One option of a facet, and how many rows it has under all the other filters."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Pill:
    """A filter in force, the query without it and, for an empty answer, the total without it."""

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
        self.snapshot = snapshot_of(self.model)
        self.filterset = self.filterset_class(params, queryset=self.model.public.all())
        self.form = self.filterset.form
        for facet in self.facets_shown:
            self.form.fields[facet.name].choices = [(v, v) for v in self._options(facet)]
        self.is_valid = self.form.is_valid()
        nothing = {name: "" if name in ("q", "sort") else [] for name in self.form.fields}
        self.asked = nothing | self.form.cleaned_data  # without what was not understood
        for facet in self.facets_shown:  # each value once, in the order in which it is shown
            asked = self.asked[facet.name]
            self.asked[facet.name] = [value for value in self._options(facet) if value in asked]

    def _options(self, facet):
        return self.snapshot.options.get(facet.name, {})

    @cached_property
    def words(self):
        """The query of the search box as a tree."""
        return language.parse(self.asked["q"])

    @cached_property
    def _sets(self):
        """The passages that each filter in force lets through."""
        sets = {"q": self._searched(self.words)} if self.asked["q"] else {}
        for facet in self.facets_shown:
            if values := self.asked[facet.name]:
                sets[facet.name] = self._united(facet.name, values)
        return sets

    def _united(self, name, values):
        """The passages that have any of these values of a facet."""
        options = self.snapshot.options[name]
        return reduce(or_, (options[value].passages for value in values))

    def _searched(self, tree):
        whole = self.snapshot.everything
        match tree:
            case language.And(parts):
                return reduce(and_, map(self._searched, parts), whole)
            case language.Or(parts):
                return reduce(or_, map(self._searched, parts))
            case language.Not(part):
                return whole & ~self._searched(part)
        return self.snapshot.term(tree)

    def _passages(self, lifted=None, **replaced):
        """The set that passes every filter but the one that is lifted."""
        sets = self._sets | replaced
        kept = (passages for name, passages in sets.items() if name != lifted)
        return reduce(and_, kept, self.snapshot.everything)

    @cached_property
    def total(self):
        return self._passages().bit_count()

    @cached_property
    def pages(self):
        return Paginator(range(self.total), PAGE_SIZE)

    @cached_property
    def page(self):
        """The page asked for; None when the answer has no such page."""
        number = self.asked["page"] or 1
        return self.pages.page(number) if number <= self.pages.num_pages else None

    @cached_property
    def items(self):
        """The passages of the page asked for, as values."""
        first = self.page.start_index() - 1 if self.total else 0
        return self.snapshot.values_of(self._numbers(first, first + PAGE_SIZE))

    def every_item(self):
        """All passages of the answer in order, as values, a few hundred in memory at a time."""
        for first in range(0, self.total, CHUNK):
            yield from self.snapshot.read(self._numbers(first, first + CHUNK)).values()

    def _numbers(self, start, stop):
        if self.asked["sort"] == "relevance":
            return self._ranked[start:stop]
        return self.snapshot.slice_of(self._passages(), start, stop, self._oldest_first)

    @property
    def _oldest_first(self):
        return self.asked["sort"] == "oldest"

    @cached_property
    def _ranked(self):
        """The numbers of the answer, nearest to the words first, else in the record's order."""
        scores = relevance(self.model, self.words)
        near = {self.snapshot.numbers.get(key): -score for key, score in scores.items()}
        numbers = self.snapshot.numbers_of(self._passages())
        return sorted(numbers, key=lambda number: (near.get(number, 0), number))

    @cached_property
    def digest(self):
        """SHA-256 of the references of the whole answer, in order, each followed by a line feed.

        Two people with the same digest hold the same passages in the same order.
        """
        if self.asked["sort"] != "relevance":
            return self.snapshot.digest_of(self._passages(), self._oldest_first)
        lines = "".join(f"{self.snapshot.references[number]}\n" for number in self._ranked)
        return sha256_of(lines)

    @property
    def version(self):
        """The content version that the answer was given from."""
        return self.snapshot.version

    @cached_property
    def facets(self):
        """[(facet, choices, errors)]: each facet counted with every filter but its own."""
        errors = self.form.errors
        return [(each, self._choices(each), errors.get(each.name)) for each in self.facets_shown]

    def _choices(self, facet):
        others, chosen = self._passages(lifted=facet.name), set(self.asked[facet.name])
        by_block = self.snapshot.counts_of(others)
        choices = [
            Choice(value, option.label, _count(option, others, by_block), value in chosen)
            for value, option in self._options(facet).items()
        ]
        return [choice for choice in choices if choice.count or choice.is_chosen]

    @cached_property
    def pills(self):
        """The filters in force, each with the query that lifts it."""
        pills = [self._pill("q", "Words", self.asked["q"])] if self.asked["q"] else []
        return pills + [
            self._pill(facet.name, facet.heading, value, self._options(facet)[value].label)
            for facet in self.facets_shown
            for value in self.asked[facet.name]
        ]

    def _pill(self, name, heading, value, label=None):
        rest = "" if name == "q" else [each for each in self.asked[name] if each != value]
        total = None if self.total else self._total_with(name, rest)
        return Pill(heading, label or value, self._query_of(self.asked | {name: rest}), total)

    def _total_with(self, name, values):
        """The total if one facet had only these values, or was lifted when there are none."""
        united = {name: self._united(name, values)} if values else {}
        return self._passages(lifted=None if values else name, **united).bit_count()

    @property
    def query(self):
        """The question in its one canonical form, without its page."""
        return self._query_of(self.asked)

    def _query_of(self, asked):
        pairs = [("q", asked["q"])] if asked["q"] else []
        for facet in self.facets_shown:
            pairs += [(facet.name, value) for value in asked[facet.name]]
        pairs += [("sort", asked["sort"])] if asked["sort"] not in ("", "newest") else []
        return urlencode(pairs)

    @property
    def sentence(self):
        """The question and its total in words, for the heading and the title."""
        return " ".join([counted(self.total, self.noun), *self._clauses()])

    def _clauses(self):
        if query := self.asked["q"]:
            yield f"with {query}" if '"' in query else f"with “{query}”"
        for facet in self.facets_shown:
            labels = [self._options(facet)[value].label for value in self.asked[facet.name]]
            if labels:
                yield facet.clause.format(listed([_in_sentence(facet, w) for w in labels], "or"))


def _count(option, others, by_block):
    """How many of the others an option has; by whole conferences where it is a fact of theirs."""
    if option.blocks:
        return sum(by_block[place] for place in option.blocks)
    return (option.passages & others).bit_count()


def _in_sentence(facet, label):
    return label[:1].lower() + label[1:] if facet is THEME else label


class FindingListing(Listing):
    model = Finding
    filterset_class = FindingFilter
    facets_shown = (VERB, VERB_CLASS, THEME, CONFERENCE, YEAR, CITY, COUNTRY)
    noun = "finding"


class RecommendationListing(Listing):
    model = Recommendation
    filterset_class = RecommendationFilter
    facets_shown = (ADDRESSEE, THEME, CONFERENCE, YEAR, CITY, COUNTRY)
    noun = "recommendation"


class Search:
    """One query over all that the record holds: conferences, participants and passages."""

    SHOWN = 5

    def __init__(self, params):
        asked = QueryDict(mutable=True)
        asked.setlist("q", params.getlist("q")[-1:])
        self.listings = [RecommendationListing(asked), FindingListing(asked)]
        self.form, self.is_valid = self.listings[0].form, self.listings[0].is_valid
        self.asked, self.words = self.listings[0].asked["q"], self.listings[0].words

    @cached_property
    def conferences(self):
        """By their own names and places, or by the words of their introduction."""
        introductions = Paragraph.public.filter(condition(Paragraph, self.words))
        named = condition(Conference, self.words) | Q(pk__in=introductions.values("conference"))
        return list(Conference.public.filter(named))

    @cached_property
    def actors(self):
        return list(Actor.public.filter(condition(Actor, self.words)))

    @property
    def total(self):
        passages = sum(listing.total for listing in self.listings)
        return len(self.conferences) + len(self.actors) + passages
