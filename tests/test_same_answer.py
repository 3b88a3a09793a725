"""One question, one answer: every form and every count against an oracle in plain Python.

The oracle knows the passages only as the seed below made them, and reads no code of the site. Set
QUESTIONS to ask another number of them.
"""

import csv
import datetime
import hashlib
import html
import io
import json
import os
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
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
from conferences.statements.verbs import VERBS
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_recommendation,
    make_theme,
)

QUESTIONS = int(os.environ.get("QUESTIONS", 5_000 if "CI" in os.environ else 300))
PAGE = 25

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
    return Said(f"{sign}{said.enclosed}", lambda text: not said.means(text), said.size)


def of_both(a, b, joint):
    text = f"{a.enclosed}{joint}{b.enclosed}"
    return Said(text, lambda words: a.means(words) and b.means(words), a.size + b.size, False)


def of_either(a, b):
    text = f"{a.enclosed} OR {b.enclosed}"
    return Said(text, lambda words: a.means(words) or b.means(words), a.size + b.size, False)


# The record of the oracle

WORDS = (
    "States State state’s trafficking traffickers trafficked border borders bordering État "
    "réfugiés refugies refugee naïve Straße strasse co-chair chair visa visas 2003 us is x "
    "ﬁnance finance 難民 smuggling smuggle people's PEOPLE agreed Ｂali"
).split()
VERBS_USED = ("urge", "welcome", "note", "agree", "zigzag")
# Code, city, country, first day, state, findings, recommendations. Totals of one and of several
# conferences meet the edges of pages: 0, 1, 25, 50.
CONFERENCES = [
    ("ONE", "Bali", "ID", "2002-02-26", "published", 25, 24),
    ("TWO", "Bali", "ID", "2003-04-28", "published", 25, 1),
    ("THREE", "Brisbane", "AU", "2003-04-28", "published", 1, 25),
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
HIDDEN = ("DRAFT", "GONE", "Hidden City", "NZ", "2030", "1999", "hidden-theme", "hidden-actor")


@dataclass
class Passage:
    reference: str
    words: tuple
    values: dict  # of each facet, as a set
    day: str  # empty when not known
    conference: int


@dataclass
class World:
    """The public passages of each listing, and what the seed knows of its facets."""

    passages: dict = field(default_factory=lambda: {"findings": [], "recommendations": []})

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
    chance, world = random.Random(3), World()
    themes = {slug: make_theme(slug.title(), slug=slug) for slug in (*THEMES, "hidden-theme")}
    actors = {slug: make_actor(slug.title(), slug=slug) for slug in (*ACTORS, "hidden-actor")}
    for number, (code, city, country, day, state, *counts) in enumerate(CONFERENCES):
        starts_on = day and datetime.date.fromisoformat(day)
        held = make_conference(
            code=code, city=city, country=country, starts_on=starts_on, ends_on=starts_on,
            state=state, slug=code.lower(), title=f"Conference {code}",
        )  # fmt: skip
        own = {"conference": {code}, "city": {city} - {""}, "country": {country} - {""}}
        own["year"] = {day[:4]} if day else set()
        for name, count in zip(world.passages, counts, strict=True):
            for _ in range(count):
                text = " ".join(chance.choices(WORDS, k=chance.randint(3, 9)))
                shown = state == "published"
                filed = chance.sample(THEMES, k=chance.randint(0, 2))
                extra = [] if shown else ["hidden-theme"]
                rows = [themes[slug] for slug in filed + extra]
                if name == "findings":
                    verb = chance.choice(VERBS_USED) if shown else "hide"
                    row = make_finding(held, text, rows, verb=verb)
                    classes = {VERBS[verb].verb_class} if verb in VERBS else set()
                    values = {"verb": {verb}, "verb_class": classes}
                else:
                    to = chance.sample(ACTORS, k=chance.randint(0, 2)) if shown else ["hidden-actor"]
                    row = make_recommendation(held, text, rows, [actors[slug] for slug in to])
                    values = {"addressee": set(to)}
                if shown:
                    values |= own | {"theme": set(filed)}
                    passage = Passage(row.reference, folded(text), values, day or "", number)
                    world.passages[name].append(passage)
    return world


# A question, and what the oracle answers

VALID_SORTS, VALID_PAGES = ("", "newest", "oldest", "relevance"), ("", "1", "2", "3", " 2 ", "99")


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
    _written.map(lambda word: of_prefix(word[:4].rstrip("’'-") or word)),
    st.builds(lambda words, q: of_phrase(" ".join(words), q), st.lists(_written, min_size=1, max_size=3), _QUOTES),
)  # fmt: skip
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


def _pair_of(name):
    def facet(world_of):
        return st.tuples(st.just(world_of[0]), st.sampled_from(world_of[1]))

    seen = {
        "conference": [row[0] for row in CONFERENCES[:6]],
        "year": ["2002", "2003", "2011", "2018"],
        "city": ["Bali", "Brisbane", "Perth", "Nusa Dua"],
        "country": ["ID", "AU"],
        "theme": THEMES,
        "verb": VERBS_USED,
        "verb_class": sorted({VERBS[verb].verb_class for verb in VERBS_USED if verb in VERBS}),
        "addressee": ACTORS,
    }
    return st.sampled_from([(facet, seen[facet]) for facet in FACETS[name]]).flatmap(facet)


@st.composite
def questions(draw):
    """Mostly questions that can be answered; one in eight has something that cannot."""
    name = draw(st.sampled_from(sorted(FACETS)))
    pairs = draw(st.lists(_pair_of(name), max_size=3))
    said = draw(st.none() | _said)
    if said:
        pairs.append(("q", said.text))
    pairs += draw(st.lists(st.tuples(st.just("sort"), st.sampled_from(VALID_SORTS)), max_size=2))
    pairs += draw(st.lists(st.tuples(st.just("page"), st.sampled_from(VALID_PAGES)), max_size=2))
    if draw(st.integers(0, 7)) == 7:
        names = st.sampled_from([*FACETS[name], "sort", "page", "theme ", "Q", "x"])
        pairs += draw(st.lists(st.tuples(names, _odd), min_size=1, max_size=2))
    pairs = draw(st.permutations(pairs))
    return Question(name, pairs, said, draw(st.integers(0, 9)) == 9)
