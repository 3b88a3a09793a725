"""How many queries a page costs: the same for one row as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferences import memory
from conferences.publishing import begin_editions
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_paragraph,
    make_participant,
    make_reading,
    make_recommendation,
    make_source,
    make_statement,
    make_theme,
)

QUERIES = {
    "/": 1,
    "/conferences/": 1,
    "/conferences/one/": 13,
    "/conferences/one/statement/": 11,
    "/conferences/one/history/": 4,
    "/corrections/": 2,
    "/findings/": 7,
    "/findings/?q=act": 9,
    "/recommendations/": 10,
    "/findings/ONE-F-1/": 13,
    "/recommendations/ONE-R-1/": 13,
    "/participants/": 1,
    "/participants/actor-one/": 8,
    "/themes/": 1,
    "/about/": 0,
}


def fill(size):
    """A record with `size` rows of every kind, in one conference and over all of them."""
    first = make_conference(code="ONE", slug="one")
    conferences = [first, *(make_conference() for _ in range(size - 1))]
    actors = [make_actor(slug="actor-one"), *(make_actor() for _ in range(size - 1))]
    themes = [make_theme() for _ in range(size)]
    for actor in actors:
        actor.sources.set(make_source() for _ in range(size))
    for conference in conferences:
        for number in range(1, size + 1):
            statement = make_statement(conference, f"{conference.code} {number} says: act.")
            there = {"statement": statement, "position": number}
            make_paragraph(conference, "says", start=0, end=4, **there)
            reference = f"{conference.code}-F-{number}"
            make_finding(conference, "act.", themes, reference=reference, **there)
            make_recommendation(conference, "act.", themes, actors, label=str(number), **there)
            make_reading(conference, "city", statement=statement, start=0, end=4)
            make_reading(conference, "dates")
        for actor in actors:
            make_participant(conference, actor)
    begin_editions("default")


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("address", "queries"), QUERIES.items())
def test_a_page_costs_the_same_for_one_and_for_three(client, address, queries, size):
    fill(size)
    memory.forget()
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    assert len(context) == queries


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/conferences/one/", "/conferences/one/statement/", "/findings/ONE-F-1/", "/findings/"],
)
def test_what_was_read_once_is_read_again_only_when_the_version_has_moved(client, address):
    fill(1)
    first = client.get(address).content
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).content == first
    assert {query["sql"].split()[0] for query in context} == {"SELECT"}
    assert len(context) == 1
    assert "conferences_contentversion" in context[0]["sql"]
