"""What stands at an address: read once for a content version, and whole while the record moves."""

import pytest

from conferences.models import Conference, Finding
from conferences.standing import passage_at, roll, standing_at
from tests.factories import make_actor, make_conference, make_finding, make_participant


@pytest.fixture
def held(db):
    """Three conferences in a row, each with a finding."""
    years = {"old": "2001-01-01", "mid": "2002-01-01", "new": "2003-01-01"}
    made = [
        make_conference(slug=slug, code=slug.upper(), starts_on=day) for slug, day in years.items()
    ]
    for conference in made:
        make_finding(conference, "act.", reference=f"{conference.code}-F-1")
    return made


def test_it_is_read_once_until_the_version_moves(held, django_assert_num_queries):
    found = standing_at("mid")
    assert found.record["code"] == "MID"
    with django_assert_num_queries(1):  # the content version
        assert standing_at("mid") is found
    Conference.objects.filter(slug="old").update(title="Another")
    assert standing_at("mid") is not found


def test_the_neighbours_are_those_held_before_and_after(held):
    old, mid, new = held
    assert standing_at("old").neighbours == (None, mid)
    assert standing_at("mid").neighbours == (old, new)
    assert standing_at("new").neighbours == (mid, None)


def test_a_draft_stands_nowhere(held):
    make_conference(slug="draft", code="DRAFT", state="draft")
    assert standing_at("draft") is None
    assert passage_at(Finding, "DRAFT-F-1") is None


def test_a_conference_that_is_withdrawn_meanwhile_has_no_neighbours(held):
    found = standing_at("mid")
    Conference.objects.filter(slug="mid").update(state="withdrawn")
    assert found.neighbours == (None, None)


def test_a_passage_stands_with_its_conference(held):
    whole, item = passage_at(Finding, "MID-F-1")
    assert whole is standing_at("mid")
    assert item["reference"] == "MID-F-1"


def test_a_passage_that_goes_meanwhile_is_not_there(held, monkeypatch):
    found = standing_at("mid")
    monkeypatch.setattr(type(found), "record", {"findings": [], "recommendations": []})
    assert passage_at(Finding, "MID-F-1") is None


def test_the_roll_is_read_once_for_all_actors(held, django_assert_num_queries):
    old, mid, new = held
    actor, bystander = make_actor(slug="one"), make_actor(slug="two")
    for conference in (old, new, make_conference(state="draft")):
        make_participant(conference, actor)
    make_participant(make_conference(state="withdrawn"), bystander)
    found = roll()
    assert [row.conference for row in found.participations[actor.pk]] == [new, old]
    assert bystander.slug not in found.actors
    assert bystander.pk not in found.participations
    with django_assert_num_queries(1):  # the content version
        assert roll() is found
    make_participant(mid, bystander)
    assert bystander.slug in roll().actors
