"""What two records say otherwise: complete, so that it can be replayed, and told in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.differences import differences, replayed, rows_of, word_changes
from conferences.editions import frozen
from conferences.history import summary, told
from conferences.models import Conference
from conferences.record import record_of

short = st.text(max_size=12)
themes = st.lists(st.fixed_dictionaries({"name": short, "slug": short}), max_size=2)
span = st.none() | st.fixed_dictionaries(
    {"statement": short, "start": st.integers(0, 99), "end": st.integers(1, 99)}
)
finding = st.fixed_dictionaries(
    {
        "kind": st.just("finding"),
        "reference": st.sampled_from([f"X-F-{n}" for n in range(1, 6)]),
        "verb": short,
        "text": short,
        "span": span,
        "themes": themes,
    }
)
recommendation = st.fixed_dictionaries(
    {
        "kind": st.just("recommendation"),
        "reference": st.sampled_from([f"X-R-{n}" for n in "ABCD"]),
        "label": short,
        "addressees": themes,
        "text": short,
        "span": span,
        "themes": themes,
    }
)
reading = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(["dates", "city"]),
        "value": st.sampled_from(["a", "b"]),
        "fact_in_words": short,
        "in_words": short,
        "is_chosen": st.booleans(),
        "source": st.fixed_dictionaries({"title": short, "key": short}),
        "span": span,
    }
)
participant = st.fixed_dictionaries(
    {
        "actor": st.fixed_dictionaries({"name": short, "slug": st.sampled_from("abc")}),
        "role": short,
    }
)
records = st.fixed_dictionaries(
    {
        "schema": st.just(1),
        "title": short,
        "ordinal": st.none() | st.integers(1, 9),
        "image": st.none() | st.fixed_dictionaries({"name": short, "alt": short, "credit": short}),
        "readings": st.lists(reading, max_size=4),
        "participants": st.lists(participant, max_size=4),
        "introduction": st.lists(st.fixed_dictionaries({"text": short, "span": span}), max_size=3),
        "findings": st.lists(finding, max_size=5),
        "recommendations": st.lists(recommendation, max_size=4),
        "statements": st.lists(
            st.fixed_dictionaries({"sha256": st.sampled_from("xyz"), "title": short}), max_size=3
        ),
    }
)


@given(records, records)
def test_differences_replayed_make_the_other_record(before, after):
    assert frozen(replayed(before, differences(before, after))) == frozen(after)


@given(records)
def test_a_record_does_not_differ_from_itself(record):
    assert differences(record, json.loads(frozen(record))) == []
    assert told(record, record) == []


@given(records, records)
def test_what_differs_is_told(before, after):
    """Whatever a reader can see of it; and both sides' words are there, in their order."""
    sections = told(before, after)
    seen = [each for each in differences(before, after) if each.field not in UNSEEN]
    assert bool(sections) <= bool(seen)
    assert summary(sections).count(",") == max(len(sections) - 1, 0)


UNSEEN = {"schema", "fact", "value", "fact_in_words"}


@given(st.text(max_size=80), st.text(max_size=80))
def test_words_added_and_removed_are_those_of_the_two_texts(before, after):
    changes = list(word_changes(before, after))
    said = [words for what, words in changes if what != "insert"]
    says = [words for what, words in changes if what != "delete"]
    assert " ".join(said).split() == before.split()
    assert " ".join(says).split() == after.split()


@pytest.fixture
def second_record(second):
    return record_of(second)


def changed(record, act):
    other = json.loads(frozen(record))
    act(other)
    return dict(told(record, other))


def test_a_changed_word_is_told_where_it_stands(second_record):
    def act(record):
        record["findings"][0]["text"] = "pressed" + record["findings"][0]["text"][5:]

    ((name, what, fields),) = changed(second_record, act)["Findings"]
    assert (name, what) == ("BPMC2-F-1", "changed")
    ((label, words),) = fields
    assert label == "Words"
    assert words[:3] == [("delete", "urged"), ("insert", "pressed"), words[2]]
    assert words[2][0] == "equal"


def test_what_came_went_and_moved_is_told(second_record):
    def act(record):
        record["findings"].reverse()
        del record["recommendations"][1]
        record["participants"][0]["role"] = "host"

    sections = changed(second_record, act)
    assert sections["Findings"][0][:2] == ("Order", "moved")
    assert [row[:2] for row in sections["Recommendations"]] == [("BPMC2-R-B", "went")]
    assert sections["Participants"][0][0] == second_record["participants"][0]["actor"]["name"]


def test_facts_are_told_by_their_names(second_record):
    def act(record):
        record |= {"member_count": 39, "image": {"name": "a.png", "alt": "Hall", "credit": "Me"}}

    rows = changed(second_record, act)["Facts"]
    assert [row[0] for row in rows] == ["Members", "Image"]
    assert rows[1][2] == [("", [("insert", "Hall (Me) [a.png]")])]


def test_rows_of_the_same_name_are_told_apart(second_record):
    names = rows_of(second_record, "readings")
    assert len(names) == len(second_record["readings"])


def test_every_member_of_a_real_record_has_a_name_for_readers(record):
    """From nothing of one conference to all of another, each field is met."""
    values = [record_of(held) for held in Conference.objects.all()]
    for before in values:
        for after in values:
            told(before, after)
