"""One question, one answer: every form and every count against an oracle in plain Python.

The oracle knows the passages only as the seed below made them, and reads no code of the site. Set
QUESTIONS to ask another number of them.
"""

import csv
import hashlib
import html
import io
import json
import os
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import urlencode

import pytest
import snowballstemmer
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from conferences import filters
from conferences.filters import FindingListing, RecommendationListing
from conferences.statements.verbs import VERBS
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_recommendation,
    make_theme,
)

QUESTIONS = int(os.environ.get("QUESTIONS", 5_000 if "CI" in os.environ else 300))
PAGE = 10  # shorter than the site's own, so that more questions meet its edges
FORMS = (".csv", ".json", ".xlsx", ".atom", "/print/")
LISTINGS = {"findings": FindingListing, "recommendations": RecommendationListing}

# The words of the oracle

_stemmer = snowballstemmer.stemmer("porter")


@cache
def folded(text):
    """The words of a text without case and accents, in order."""
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(part for part in parts if not unicodedata.category(part).startswith("M"))
    return tuple(re.findall(r"[^\W_]+", bare.casefold()))


@cache
def stem(word):
    return _stemmer.stemWord(word) if len(word) > 2 else word


@dataclass(frozen=True)
class Said:
    """A query as someone writes it, and which texts it means: a function of their words."""

    text: str
    means: Callable
    size: int = 1
    is_whole: bool = True  # stands beside others without parentheses

    def __repr__(self):
        return self.text

    @property
    def enclosed(self):
        return self.text if self.is_whole else f"({self.text})"


def is_within(words, text):
    return any(text[at : at + len(words)] == words for at in range(len(text)))


def of_words(written):
    sought = {stem(word) for word in folded(written)}
    return Said(written, lambda text: sought <= set(map(stem, text)), len(folded(written)))


def of_prefix(written):
    *rest, last = folded(written)
    sought = set(map(stem, rest))

    def means(text):
        return sought <= set(map(stem, text)) and any(word.startswith(last) for word in text)

    return Said(f"{written}*", means, len(rest) + 1)


def of_phrase(written, quotes):
    words = folded(written)
    return Said(f"{quotes[0]}{written}{quotes[1]}", lambda text: is_within(words, text), len(words))


def of_not(said, sign):
    part = f"({said.text})" if said.text.startswith("-") else said.enclosed
    return Said(f"{sign}{part}", lambda text: not said.means(text), said.size)


def of_both(a, b, joint):
    text = f"{a.enclosed}{joint}{b.enclosed}"
    return Said(text, lambda words: a.means(words) and b.means(words), a.size + b.size, False)


def of_either(a, b):
    text = f"{a.enclosed} OR {b.enclosed}"
    return Said(text, lambda words: a.means(words) or b.means(words), a.size + b.size, False)


# The record of the oracle

WORDS = re.findall(
    r"\S+",
    """States State state’s trafficking traffickers trafficked border borders bordering État
    réfugiés refugies refugee naïve Straße strasse co-chair chair visa visas 2003 us is x
    ﬁnance finance 難民 smuggling smuggle people's PEOPLE agreed Ｂali""",
)
VERBS_USED = ("urge", "welcome", "note", "agree", "zigzag")
# Code, city, country, first day, state, findings, recommendations. Totals of one and of several
# conferences meet the edges of pages: 0, 1, 20, 40.
CONFERENCES = [
    ("ONE", "Bali", "ID", "2002-02-26", "published", 20, 19),
    ("TWO", "Bali", "ID", "2003-04-28", "published", 20, 1),
    ("THREE", "Brisbane", "AU", "2003-04-28", "published", 1, 20),
    ("FOUR", "Perth", "AU", "2011-03-29", "published", 9, 3),
    ("FIVE", "", "", None, "published", 3, 9),
    ("SIX", "Nusa Dua", "ID", "2018-08-07", "published", 0, 0),
    ("DRAFT", "Hidden City", "NZ", "2030-01-01", "draft", 8, 8),
    ("GONE", "Lost City", "TH", "1999-01-01", "withdrawn", 5, 5),
]
THEMES = ("borders", "victims", "returns", "data")
ACTORS = ("states", "iom", "unhcr")
FACETS = {
    "findings": ("conference", "year", "city", "country", "theme", "verb", "verb_class"),
    "recommendations": ("conference", "year", "city", "country", "theme", "addressee"),
}
HIDDEN_VALUES = ("hidden",)  # of themes, addressees and verbs
HIDDEN = ("DRAFT", "GONE", "Hidden City", "NZ", "2030", "1999", *HIDDEN_VALUES)


@dataclass
class Passage:
    reference: str
    words: tuple
    values: dict  # of each facet, as a set
    day: str  # empty when not known
    conference: int


class World:
    """The public passages of each listing, and what the seed knows of its facets."""

    def __init__(self):
        self.passages = {name: [] for name in FACETS}

    @cached_property
    def known(self):
        """The values that each facet of each listing takes."""
        themes = set.union(*(p.values["theme"] for rows in self.passages.values() for p in rows))
        held = {code for code, *_, state, _, _ in CONFERENCES if state == "published"}
        return {
            name: {facet: self._values(name, facet) for facet in FACETS[name]}
            | {"theme": themes, "conference": held}
            | self._of_conferences()
            for name in self.passages
        }

    def _values(self, name, facet):
        return set().union(*(passage.values[facet] for passage in self.passages[name]))

    @staticmethod
    def _of_conferences():
        public = [row for row in CONFERENCES if row[4] == "published"]
        return {
            "city": {row[1] for row in public} - {""},
            "country": {row[2] for row in public} - {""},
            "year": {row[3][:4] for row in public if row[3]},
        }


def seeded():
    """Make the record in the database; what is public of it is given back as a World."""
    seed = Seed()
    for number, (code, city, country, day, state, *counts) in enumerate(CONFERENCES):
        held = make_conference(
            code=code,
            city=city,
            country=country,
            starts_on=day,
            ends_on=day,
            state=state,
            slug=code.lower(),
            title=f"Conference {code}",
        )
        own = {
            "conference": {code},
            "city": {city} - {""},
            "country": {country} - {""},
            "year": {day[:4]} if day else set(),
        }
        for name, count in zip(FACETS, counts, strict=True):
            rows = [seed.passage(held, name, number, own) for _ in range(count)]
            seed.world.passages[name] += rows if state == "published" else []
    return seed.world


class Seed:
    """Makes passages by chance, always the same; those of hidden conferences have hidden values."""

    def __init__(self):
        self.chance, self.world = random.Random(3), World()
        slugs = (*THEMES, *HIDDEN_VALUES)
        self.themes = {slug: make_theme(slug.title(), slug=slug) for slug in slugs}
        slugs = (*ACTORS, *HIDDEN_VALUES)
        self.actors = {slug: make_actor(slug.title(), slug=slug) for slug in slugs}

    def passage(self, held, name, number, own):
        text = " ".join(self.chance.choices(WORDS, k=self.chance.randint(3, 9)))
        hidden = () if held.state == "published" else HIDDEN_VALUES
        filed = self.some(THEMES, hidden)
        themes = [self.themes[slug] for slug in filed]
        if name == "findings":
            verb = self.chance.choice(hidden or VERBS_USED)
            row = make_finding(held, text, themes, verb=verb)
            values = {"verb": {verb}, "verb_class": class_of(verb)}
        else:
            to = self.some(ACTORS, hidden)
            row = make_recommendation(held, text, themes, [self.actors[slug] for slug in to])
            values = {"addressee": set(to)}
        day = held.starts_on or ""
        values |= own | {"theme": set(filed)}
        return Passage(row.reference, folded(text), values, day, number)

    def some(self, slugs, hidden):
        return [*self.chance.sample(slugs, k=self.chance.randint(0, 2)), *hidden]


def class_of(verb):
    return {VERBS[verb].verb_class} if verb in VERBS else set()


# A question, and what the oracle answers

VALID_SORTS, VALID_PAGES = (
    ("", "newest", "oldest", "relevance"),
    ("", "1", "2", "3", "4", "5", " 2 ", "99"),
)


@dataclass
class Question:
    name: str
    pairs: list
    said: Said | None
    is_thorough: bool

    def __repr__(self):
        return f"/{self.name}/?{self.query()}"

    def query(self, but=(), **more):
        kept = [pair for pair in self.pairs if pair[0] not in but]
        return urlencode(kept + list(more.items()))

    def last(self, name, default=""):
        return ([value for key, value in self.pairs if key == name] or [default])[-1]

    def chosen(self, facet):
        return {value for key, value in self.pairs if key == facet}

    @property
    def facets(self):
        return FACETS[self.name]

    @property
    def unknown(self):
        known = {*self.facets, "q", "sort", "page"}
        return {key for key, _ in self.pairs} - known

    @property
    def page(self):
        return int(self.last("page") or 1)

    @property
    def is_ranked(self):
        """Then the oracle knows which passages, and not in which order."""
        return bool(self.said) and self.last("sort") == "relevance"

    def defined(self):
        """The answer of the FilterSet, which defines what a question means."""
        listing = LISTINGS[self.name](QueryDict(self.query(but=["page"])))
        return sorted(listing.filterset.qs.values_list("reference", flat=True))

    def is_valid(self, world, page=True):
        known = world.known[self.name]
        return (
            all(self.chosen(facet) <= known[facet] for facet in self.facets)
            and self.last("sort") in VALID_SORTS
            and (not page or self.last("page") in VALID_PAGES)
        )

    def rows(self, world, but=None):
        """The passages in order, with every filter but one."""
        wanted = {facet: self.chosen(facet) for facet in self.facets if facet != but}
        found = [
            passage
            for passage in world.passages[self.name]
            if all(not values or values & passage.values[f] for f, values in wanted.items())
            and (not self.said or self.said.means(passage.words))
        ]
        return self._in_order(found)

    def _in_order(self, found):
        dated = [passage for passage in found if passage.day]
        undated = [passage for passage in found if not passage.day]
        is_oldest = self.last("sort") == "oldest"
        dated.sort(key=lambda p: p.conference)
        dated.sort(key=lambda p: p.day, reverse=not is_oldest)
        return [passage.reference for passage in dated + undated]

    def counts(self, world):
        """What each option of each facet must say: {(facet, value): count}."""
        told = {}
        for facet in self.facets:
            rows = set(self.rows(world, but=facet))
            for value in world.known[self.name][facet]:
                having = [p for p in world.passages[self.name] if value in p.values[facet]]
                count = sum(passage.reference in rows for passage in having)
                if count or value in self.chosen(facet):
                    told[facet, value] = count
        return told


# Questions at random

_written = st.sampled_from(WORDS).flatmap(
    lambda word: st.sampled_from([word, word.lower(), word.capitalize(), folded(word)[0]])
)
_QUOTES = st.sampled_from(['""', "“”", "„“", "«»"])
_leaves = st.one_of(
    _written.map(of_words),
    _written.map(of_words),
    _written.map(lambda word: of_prefix(word[:4].rstrip("’'-"))),
    st.builds(of_phrase, st.lists(_written, min_size=1, max_size=3).map(" ".join), _QUOTES),
)
_said = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(of_not, inner, st.sampled_from(["NOT ", "-"])),
        st.builds(of_both, inner, inner, st.sampled_from([" ", "  ", " AND "])),
        st.builds(of_either, inner, inner),
    ),
    max_leaves=4,
).filter(lambda said: said.size <= 12 and len(said.text) < 150)
_odd = st.one_of(
    st.sampled_from(["", "*", "*:*", "%", "null", "État", "0", "-1", "1e999", *HIDDEN]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)
_odd_page = st.sampled_from(["0", "-1", "1e999", "x", "1.5", "9" * 30, "1000001", "null"])
_VALUES = {
    "conference": [row[0] for row in CONFERENCES if row[4] == "published"],
    "year": ["2002", "2003", "2011", "2018"],
    "city": ["Bali", "Brisbane", "Perth", "Nusa Dua"],
    "country": ["ID", "AU"],
    "theme": THEMES,
    "verb": VERBS_USED,
    "verb_class": sorted(set().union(*map(class_of, VERBS_USED))),
    "addressee": ACTORS,
}


def _pairs(name, values, **kinds):
    return st.lists(st.tuples(st.just(name), values), **kinds)


def _pair_of(facet):
    return st.tuples(st.just(facet), st.sampled_from(_VALUES[facet]))


@st.composite
def questions(draw):
    """Mostly questions that can be answered; one in eight has something that cannot."""
    name = draw(st.sampled_from(sorted(FACETS)))
    pairs = draw(st.lists(st.sampled_from(FACETS[name]).flatmap(_pair_of), max_size=3))
    said = draw(st.none() | _said)
    pairs += [("q", said.text)] if said else []
    pairs += draw(_pairs("sort", st.sampled_from(VALID_SORTS), max_size=2))
    pairs += draw(_pairs("page", st.sampled_from(VALID_PAGES), max_size=2))
    if draw(st.integers(0, 7)) == 7:
        names = st.sampled_from([*FACETS[name], "sort", "theme ", "Q", "x"])
        pairs += draw(st.lists(st.tuples(names, _odd), max_size=2))
        pairs += draw(_pairs("page", _odd_page, max_size=1))
    return Question(name, draw(st.permutations(pairs)), said, draw(st.integers(0, 9)) == 9)


# What the site answers


def body(response):
    return b"".join(response)


def references_in(page):
    return re.findall(r'<li id="([^"]+)" class="passage', page)


def counts_in(page):
    """What the options of the page say: {(facet, value): count}."""
    found = re.findall(
        r'type="checkbox"[^>]* name="(\w+)" value="([^"]*)".*?class="count">([\d,]+)<', page
    )
    return {(name, html.unescape(value)): int(count) for name, value, count in found}


class Site:
    """The site as a reader of one listing asks it."""

    def __init__(self, client, name):
        self.client, self.name = client, name

    def get(self, form, query):
        response = self.client.get(f"/{self.name}{form}?{query}")
        assert response.status_code < 500
        return response

    def csv(self, query):
        text = body(self.get(".csv", query)).decode("utf-8-sig")
        return [row["reference"] for row in csv.DictReader(io.StringIO(text, newline=""))]

    def json(self, query):
        return json.loads(body(self.get(".json", query)))

    def xlsx(self, query):
        book = load_workbook(io.BytesIO(body(self.get(".xlsx", query))))
        return [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]

    def printed(self, query):
        return references_in(body(self.get("/print/", query)).decode())

    def pages(self, query, last):
        pages = [self.get("/", f"{query}&page={n}").content.decode() for n in range(1, last + 1)]
        return [reference for page in pages for reference in references_in(page)]

    def atom(self, query):
        """Every entry, from the first page along the links to the next."""
        address, found = f"/{self.name}.atom?{query}", []
        while address:
            feed = etree.fromstring(body(self.client.get(address)))
            found += [each.text.split("/")[-2] for each in feed.findall("{*}entry/{*}id")]
            onward = feed.find("{*}link[@rel='next']")
            address = "" if onward is None else onward.get("href")
        return found


def check(site, world, question):
    last = check_the_page(site, world, question)
    if question.unknown or not question.is_valid(world, page=False):
        for form in (".csv", ".json"):
            assert site.get(form, question.query()).status_code == 400
        return
    rows = check_the_data(site, world, question)
    if question.is_thorough:
        query = question.query(but=["page"])
        assert question.defined() == sorted(rows)
        assert site.xlsx(query) == site.printed(query) == site.atom(query) == rows
        assert site.pages(query, last) == rows


def check_the_page(site, world, question):
    """Its rows, total and every count; the number of its last page."""
    rows = question.rows(world)
    last = max(1, -(-len(rows) // PAGE))
    response = site.get("/", question.query())
    if not question.is_valid(world):
        assert response.status_code == 400
    elif question.page > last:
        assert response.status_code == 404
    else:
        assert response.status_code == 200
        page = response.content.decode()
        shown = rows[(question.page - 1) * PAGE : question.page * PAGE]
        assert len(references_in(page)) == len(shown)
        if not question.is_ranked:
            assert references_in(page) == shown
        assert re.search(r"<h1>(\d+) ", page)[1] == str(len(rows))
        assert counts_in(page) == question.counts(world)
    return last


def check_the_data(site, world, question):
    """CSV, JSON and digest; the rows in the order in which they have them."""
    query, expected = question.query(but=["page"]), question.rows(world)
    told = site.json(query)
    rows = [item["reference"] for item in told["items"]]
    assert sorted(rows) == sorted(expected)
    assert question.is_ranked or rows == expected
    assert site.csv(query) == rows
    assert told["total"] == len(rows)
    assert told["digest"] == hashlib.sha256("".join(f"{r}\n" for r in rows).encode()).hexdigest()
    return rows


@pytest.fixture
def world(db, caplog, monkeypatch):
    monkeypatch.setattr(filters, "PAGE_SIZE", PAGE)
    caplog.set_level("ERROR", logger="django.request")  # thousands of refusals are asked for
    return seeded()


@settings(
    max_examples=QUESTIONS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(question=questions())
def test_every_form_answers_as_the_oracle_does(client, world, question):
    check(Site(client, question.name), world, question)


@settings(
    max_examples=QUESTIONS // 50,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(name=st.sampled_from(sorted(FACETS)), text=_odd)
def test_whatever_is_searched_for_every_form_says_the_same(client, world, name, text):
    site = Site(client, name)
    query = urlencode({"q": text})
    status = site.get("/", query).status_code
    assert status in (200, 400)
    assert {site.get(form, query).status_code for form in FORMS} == {status}
    if status == 200:
        rows = site.csv(query)
        assert [item["reference"] for item in site.json(query)["items"]] == rows
        assert site.pages(query, -(-len(rows) // PAGE)) == rows
    else:
        assert list(json.loads(site.get(".json", query).content)["errors"]) == ["q"]
