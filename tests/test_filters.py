"""Questions and their answers, checked against plain Python over the same rows."""

import datetime
import random
import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.http import QueryDict

from conferences.filters import FindingListing, RecommendationListing
from conferences.models import Finding, Recommendation
from conferences.statements.verbs import VERBS
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_recommendation,
    make_theme,
)

FINDINGS, RECOMMENDATIONS = "/findings/", "/recommendations/"
WORDS = ["border", "legislation", "visa", "victims", "migration", "training", "passport"]
QUESTIONS = 30

# What each filter looks at, in plain Python.
LOOKS_AT = {
    "conference": lambda row: {row.conference.code},
    "year": lambda row: {str(row.conference.starts_on.year)},
    "city": lambda row: {row.conference.city},
    "country": lambda row: {row.conference.country},
    "theme": lambda row: {theme.slug for theme in row.themes.all()},
    "verb": lambda row: {row.verb},
    "verb_class": lambda row: {VERBS[row.verb].verb_class},
    "addressee": lambda row: {actor.slug for actor in row.addressees.all()},
}


@dataclass
class Answer:
    """An answer as its page gives it."""

    page: object

    @property
    def total(self):
        return int(self.page.one("h1").words.split()[0].replace(",", ""))

    @property
    def references(self):
        return [row["id"] for row in self.page.all("li", class_="passage")]

    @property
    def counts(self):
        """{filter: {value: count}} as they stand beside the options."""
        found = {}
        for label in self.page.all("label", class_="choice"):
            box = label.one("input")
            count = int(label.one("span", class_="count").words)
            found.setdefault(box["name"], {})[box["value"]] = count
        return found

    @property
    def checked(self):
        boxes = self.page.all("input", type="checkbox", checked="")
        return Counter((box["name"], box["value"]) for box in boxes)

    @property
    def pills(self):
        lists = self.page.all("ul", class_="pills")
        links = [link for each in lists for link in each.all("a") if "all" not in link.classes]
        return {link.words: pairs_of(link["href"]) for link in links}


def pairs_of(address):
    return Counter(parse_qsl(urlsplit(address).query))


@pytest.fixture
def ask(read):
    return lambda address, pairs=(): Answer(read(f"{address}?{urlencode(list(pairs))}"))


@pytest.fixture
def synthetic(db):
    """Six conferences of 10 findings and 10 recommendations each, the same at every run."""
    chance = random.Random(2002)
    themes = [make_theme() for _ in range(5)]
    actors = [make_actor() for _ in range(4)]
    held = [("Bali", "ID"), ("Bali", "ID"), ("Adelaide", "AU"), ("Bangkok", "TH")]
    for number in range(6):
        city, country = chance.choice(held)
        day = datetime.date(2001 + number // 2, 1 + number, 1)
        conference = make_conference(city=city, country=country, starts_on=day, ends_on=day)
        for _ in range(10):
            about = chance.sample(themes, chance.randint(0, 3))
            text = f"urged {' and '.join(chance.sample(WORDS, 2))}."
            verb = chance.choice(["urge", "welcome", "agree", "call on"])
            make_finding(conference, text, about, verb=verb)
            to = chance.sample(actors, chance.randint(1, 2))
            make_recommendation(conference, f"States on {text}", about[:2], to)


def rows_of(address):
    """Every row, in the order in which an answer gives them."""
    model = Finding if address == FINDINGS else Recommendation
    rows = model.objects.select_related("conference").order_by("position", "pk")
    return sorted(rows, key=lambda row: row.conference.starts_on, reverse=True)


def passes(row, asked):
    words = asked.get("q", [])
    return all(word in row.text for each in words for word in each.split()) and all(
        LOOKS_AT[name](row) & set(values) for name, values in asked.items() if name in LOOKS_AT
    )


def questions(address, rows):
    """Seeded questions of one to three filters, of one or two values each."""
    chance = random.Random(address)
    names = ["conference", "year", "city", "country", "theme"]
    names += ["verb", "verb_class"] if address == FINDINGS else ["addressee"]
    for _ in range(QUESTIONS):
        asked = {}
        for name in chance.sample(names, chance.randint(1, 3)):
            values = sorted({value for row in rows for value in LOOKS_AT[name](row)})
            asked[name] = chance.sample(values, min(len(values), chance.randint(1, 2)))
        if chance.random() < 0.4:
            asked["q"] = [chance.choice(WORDS)]
        yield asked


def pairs(asked):
    return [(name, value) for name, values in asked.items() for value in values]


def expected_counts(rows, asked, names):
    """Beside each option: how many rows have it, under every filter but its own."""
    return {
        name: dict(
            Counter(
                value
                for row in rows
                if passes(row, {k: v for k, v in asked.items() if k != name})
                for value in LOOKS_AT[name](row)
            )
        )
        for name in names
    }


@pytest.mark.parametrize("address", [FINDINGS, RECOMMENDATIONS])
def test_answers_and_counts_agree_with_plain_python(synthetic, ask, address):
    rows = rows_of(address)
    assert len(rows) == 60
    for asked in questions(address, rows):
        answer = ask(address, pairs(asked))
        found = [row.reference for row in rows if passes(row, asked)]
        assert (answer.total, answer.references) == (len(found), found[:25]), asked
        counts = answer.counts
        expected = expected_counts(rows, asked, counts)
        for name, values in counts.items():
            assert {v: n for v, n in values.items() if n} == expected[name], (name, asked)
            assert {v for v, n in values.items() if not n} <= set(asked.get(name, [])), asked


@pytest.mark.parametrize("address", [FINDINGS, RECOMMENDATIONS])
def test_every_filter_in_force_is_checked_and_has_a_pill_that_lifts_it_alone(
    synthetic, ask, address
):
    for asked in questions(address, rows_of(address)):
        whole = Counter(pairs(asked))
        answer = ask(address, pairs(asked))
        assert answer.checked == Counter(pair for pair in whole if pair[0] != "q")
        lifted = [whole - left for left in answer.pills.values()]
        assert all(left <= whole for left in answer.pills.values())
        assert sorted(map(tuple, lifted)) == sorted((pair,) for pair in whole), asked


@pytest.mark.parametrize("address", [FINDINGS, RECOMMENDATIONS])
def test_what_an_option_promises_is_what_choosing_it_gives(synthetic, ask, address):
    asked = [("year", "2002")]
    for name, values in ask(address, asked).counts.items():
        if name != "year":
            for value, count in values.items():
                assert ask(address, [*asked, (name, value)]).total == count, (name, value)


def test_several_values_widen_and_different_filters_narrow(record, ask):
    def found(*pairs):
        return ask(FINDINGS, pairs).references

    urge, agree = ("verb", "urge"), ("verb", "agree")
    legislation = ("theme", "legislation-and-criminalisation")
    assert found(urge) == ["BPMC2-F-1"]
    assert found(agree) == ["BPMC2-F-7"]
    assert found(urge, agree) == ["BPMC2-F-1", "BPMC2-F-7"]
    assert found(urge, agree, legislation) == ["BPMC2-F-7"]
    assert found(urge, legislation) == []


LEGISLATION = ("theme", "legislation-and-criminalisation")
SMUGGLING = ("theme", "people-smuggling")
STATES, IOM = ("addressee", "states"), ("addressee", "iom")
SENTENCES = [
    (RECOMMENDATIONS, [], "5 recommendations"),
    (FINDINGS, [], "8 findings"),
    (
        RECOMMENDATIONS,
        [IOM],
        "1 recommendation addressed to International Organization for Migration",
    ),
    (RECOMMENDATIONS, [STATES], "4 recommendations addressed to States"),
    (
        RECOMMENDATIONS,
        [STATES, LEGISLATION],
        "1 recommendation addressed to States on legislation and criminalisation",
    ),
    (RECOMMENDATIONS, [SMUGGLING], "2 recommendations on people smuggling"),
    (
        RECOMMENDATIONS,
        [SMUGGLING, LEGISLATION],
        "2 recommendations on people smuggling or legislation and criminalisation",
    ),
    (
        RECOMMENDATIONS,
        [("conference", "BPMC2"), ("year", "2003")],
        "5 recommendations from the Second Ministerial Conference in 2003",
    ),
    (RECOMMENDATIONS, [("q", "migration")], "2 recommendations with “migration”"),
    (
        RECOMMENDATIONS,
        [("q", "migration"), IOM],
        "1 recommendation with “migration” addressed to International Organization for Migration",
    ),
    (FINDINGS, [("verb", "recognise")], "2 findings that recognise"),
    (FINDINGS, [("verb", "urge"), ("verb", "agree")], "2 findings that agree or urge"),
    (
        FINDINGS,
        [("verb", "urge"), LEGISLATION],
        "0 findings that urge on legislation and criminalisation",
    ),
    (FINDINGS, [("verb", "call on"), ("year", "2003")], "1 finding that call on in 2003"),
]


@pytest.mark.parametrize(("address", "asked", "sentence"), SENTENCES)
def test_the_question_in_words_is_the_heading_and_the_title(record, read, address, asked, sentence):
    page = read(f"{address}?{urlencode(asked)}")
    assert page.one("h1").words == sentence
    assert page.one("title").words == f"{sentence} · Bali Process record"


@pytest.mark.parametrize("address", [FINDINGS, RECOMMENDATIONS])
def test_sorting_turns_the_conferences_and_keeps_their_own_order(synthetic, ask, address):
    rows = rows_of(address)
    oldest = sorted(rows, key=lambda row: row.conference.starts_on)
    assert ask(address).references == [row.reference for row in rows][:25]
    asked = [("sort", "newest")]
    assert ask(address, asked).references == [row.reference for row in rows][:25]
    asked = [("sort", "oldest")]
    assert ask(address, asked).references == [row.reference for row in oldest][:25]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_of_25_hold_every_row_once(synthetic, read, sort):
    address, seen, sizes = f"{FINDINGS}?sort={sort}", [], []
    while address:
        page = read(address)
        found = Answer(page).references
        seen += found
        sizes.append(len(found))
        following = page.all("a", rel="next")
        address = f"{FINDINGS}{following[0]['href']}" if following else None
    assert sizes == [25, 25, 10]
    assert sorted(seen) == sorted(row.reference for row in Finding.objects.all())


def test_the_second_page_keeps_the_question_and_has_its_own_title(synthetic, read):
    conference = Finding.objects.first().conference
    for number in range(30):
        make_finding(conference, f"urged act {number}.")
    page = read(f"{FINDINGS}?conference={conference.code}&page=2")
    assert page.one("h1").words == f"40 findings from the {conference.title}"
    assert page.one("title").words == (
        f"40 findings from the {conference.title}, page 2 · Bali Process record"
    )
    assert len(Answer(page).references) == 15
    assert pairs_of(page.one("a", rel="prev")["href"]) == {
        ("conference", conference.code): 1,
        ("page", "1"): 1,
    }
    assert "Page 2 of 2" in page.one("nav", aria_label="Pages").words


def test_lifting_a_filter_goes_to_the_first_page(synthetic, ask):
    assert all(
        "page" not in dict(left)
        for left in ask(FINDINGS, [("year", "2001"), ("page", "1")]).pills.values()
    )


def test_an_empty_answer_says_which_filter_to_lift_and_what_that_gives(record, read):
    asked = urlencode([IOM, LEGISLATION, ("year", "2003")])
    notice = read(f"{RECOMMENDATIONS}?{asked}").one("div", class_="notice")
    told = [row.words for row in notice.all("li")]
    assert told == [
        "Lift “Addressed to: International Organization for Migration” to see 1.",
        "Lift “Theme: Legislation and criminalisation” to see 1.",
        "Lifting “Year: 2003” alone does not help.",
    ]
    for row in notice.all("li")[:2]:
        promised = int(re.search(r"to see (\d+)", row.words)[1])
        assert Answer(read(row.one("a")["href"])).total == promised


@pytest.mark.parametrize("address", [FINDINGS, RECOMMENDATIONS])
def test_every_number_that_an_empty_answer_promises_is_true(synthetic, read, address):
    rows, empty = rows_of(address), 0
    for asked in questions(address, rows):
        asked["q"] = ["passport visa"]
        if any(passes(row, asked) for row in rows):
            continue
        empty += 1
        for row in read(f"{address}?{urlencode(pairs(asked))}").one(class_="notice").all("li"):
            for link in row.all("a"):
                promised = int(re.search(r"to see (\d+)", row.words)[1])
                assert Answer(read(link["href"])).total == promised > 0, asked
    assert empty >= 5


def test_an_unknown_parameter_is_ignored_on_the_page(record, ask):
    assert ask(FINDINGS, [("colour", "blue"), ("state", "draft"), ("pk", "1")]).total == 8


def test_a_value_that_is_not_understood_is_refused_with_form_and_reason(record, client):
    response = client.get(FINDINGS, {"verb": "sing", "theme": "people-smuggling"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "sing is not one of the available choices" in page
    assert 'name="q"' in page
    assert "BPMC2-F-" not in page.replace("BPMC2-F-1</span>", "")


LISTINGS = [(FINDINGS, FindingListing), (RECOMMENDATIONS, RecommendationListing)]


@pytest.mark.parametrize(("address", "listing"), LISTINGS)
def test_a_question_has_one_canonical_form_whatever_the_order(synthetic, address, listing):
    chance = random.Random(1)
    for asked in questions(address, rows_of(address)):
        given = [*pairs(asked), ("sort", "oldest")]
        canonical = listing(QueryDict(urlencode(given))).query
        assert Counter(parse_qsl(canonical)) == Counter(given)
        assert listing(QueryDict(canonical)).query == canonical
        shuffled = [*given, *given, ("sort", "oldest"), ("page", "1"), ("other", "x")]
        chance.shuffle(shuffled)
        assert listing(QueryDict(urlencode(shuffled))).query == canonical


def test_a_value_given_twice_is_one_value(record, ask):
    once, twice = (ask(FINDINGS, [("verb", "urge")] * n) for n in (1, 2))
    assert twice.page.one("h1").words == once.page.one("h1").words == "1 finding that urge"
    assert twice.pills == once.pills


def test_the_plain_question_has_the_plain_address(record):
    for query in ("", "q=", "sort=newest", "page=1", "sort=&q=&page=", "other=x"):
        assert FindingListing(QueryDict(query)).query == ""
