"""Publishing: what each act does, what it refuses, and that nothing else changes what is public."""

import datetime
import json

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from conferences.desk import Entry, Review
from conferences.editions import frozen
from conferences.gate import advice, obstacles
from conferences.models import Conference, Edition, Finding
from conferences.previews import make_preview
from conferences.publishing import (
    Refused,
    begin_editions,
    call_back,
    correct,
    correct_names,
    has_drifted,
    prepare,
    publish,
    restore,
    withdraw,
)
from conferences.record import record_of
from conferences.verifying import amiss
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_participant,
    make_reading,
    make_recommendation,
    make_source,
    make_statement,
    make_theme,
)

pytestmark = pytest.mark.django_db
WORDS = "Ministers urged States to act. They agreed to meet."


@pytest.fixture
def alice():
    return User.objects.create_user("alice", first_name="Alice", last_name="Archer")


@pytest.fixture
def draft():
    held = make_conference(state="draft", code="NEW", slug="new")
    statement = make_statement(held, WORDS)
    make_finding(held, "urged States to act.", statement=statement, position=1)
    make_finding(held, "agreed to meet.", statement=statement, position=2, verb="agree")
    make_recommendation(held, "States to act.", statement=statement, label="A")
    return held


@pytest.fixture
def public(draft, alice):
    publish(draft, by=alice, reason="Agreed by the co-chairs.")
    draft.refresh_from_db()
    return draft


def references(conference):
    return [
        row.reference for row in [*conference.findings.all(), *conference.recommendations.all()]
    ]


# --- publish ---


def test_publishing_leaves_an_edition_that_says_who_when_and_why(draft, alice):
    edition = publish(draft, by=alice, reason="  Agreed by \n the co-chairs. ")
    draft.refresh_from_db()
    assert draft.is_public
    assert (edition.number, edition.act, edition.reason) == (
        1,
        "publish",
        "Agreed by the co-chairs.",
    )
    assert (edition.by, edition.by_name, edition.slug) == (alice, "Alice Archer", "new")
    assert edition.is_whole
    assert edition.text == frozen(record_of(draft))
    assert references(draft) == ["NEW-F-1", "NEW-F-2", "NEW-R-A"]
    assert Entry.about(draft)[0].said == "Published, edition 1: Agreed by the co-chairs."


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\u00a0\u2003", "\u202e"])
def test_an_act_without_a_reason_is_refused(draft, public, alice, reason):
    for act in (publish, withdraw):
        with pytest.raises(Refused, match="Give the reason"):
            act(draft, by=alice, reason=reason)
    with pytest.raises(Refused, match="500 characters at most; here are 501"):
        withdraw(draft, by=alice, reason="x" * 501)
    assert public.editions.count() == 1


def test_what_stands_in_the_way_is_told_and_nothing_is_done(draft, alice):
    Conference.objects.filter(pk=draft.pk).update(starts_on=None, ends_on=None)
    with pytest.raises(Refused) as caught:
        publish(draft, by=alice, reason="Agreed.")
    assert [each.sentence for each in caught.value.remarks] == ["The conference has no dates."]
    draft.refresh_from_db()
    assert draft.is_draft
    assert not Edition.objects.exists()


def test_only_what_was_looked_at_is_published(draft, alice):
    Conference.objects.update(saves=4)
    with pytest.raises(Refused, match="Someone has saved it since you looked"):
        publish(draft, by=alice, reason="Agreed.", saves=3)
    assert publish(draft, by=alice, reason="Agreed.", saves=4).number == 1


def test_what_is_public_is_not_published_again(public, alice):
    with pytest.raises(Refused, match="Only a draft"):
        publish(public, by=alice, reason="Again.")


# --- at a time ---


def later(**delta):
    return timezone.now() + datetime.timedelta(**delta)


def test_a_schedule_takes_effect_by_itself(draft, alice, client):
    edition = publish(draft, by=alice, reason="Agreed.", at=later(hours=1))
    draft.refresh_from_db()
    assert draft.is_scheduled
    assert edition.at == draft.publish_at
    assert client.get("/conferences/new/").status_code == 404
    assert client.get("/findings/NEW-F-1/").status_code == 404
    Conference.objects.update(publish_at=later(seconds=-1))
    assert client.get("/conferences/new/").status_code == 200
    assert client.get("/findings/NEW-F-1/").status_code == 200


@pytest.mark.parametrize("delta", [{"seconds": -1}, {"days": -400}, {"seconds": 0}])
def test_a_schedule_in_the_past_is_refused(draft, alice, delta):
    with pytest.raises(Refused, match="has passed"):
        publish(draft, by=alice, reason="Agreed.", at=later(**delta))


def test_a_schedule_beyond_the_calendar_is_refused(draft, alice):
    far = datetime.datetime(9999, 12, 31, 23, 59, tzinfo=datetime.UTC)
    with pytest.raises(Refused, match="before the year"):
        publish(draft, by=alice, reason="Agreed.", at=far)


def test_what_is_scheduled_can_be_called_back_as_if_nothing_had_been(draft, alice):
    publish(draft, by=alice, reason="Agreed.", at=later(hours=1))
    call_back(draft, by=alice)
    draft.refresh_from_db()
    assert (draft.is_draft, draft.publish_at, draft.has_been_public) == (True, None, False)
    assert not Edition.objects.exists()
    assert publish(draft, by=alice, reason="Agreed.").number == 1


def test_what_is_public_is_not_called_back(public, alice):
    with pytest.raises(Refused, match="Only what is scheduled"):
        call_back(public, by=alice)
    Conference.objects.update(publish_at=later(seconds=-1))
    with pytest.raises(Refused, match="Only what is scheduled"):
        call_back(public, by=alice)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_time_of_a_schedule_is_the_same_moment_everywhere(draft, alice, client, zone, settings):
    settings.TIME_ZONE = zone
    publish(draft, by=alice, reason="Agreed.", at=later(minutes=5))
    assert client.get("/conferences/new/").status_code == 404
    Conference.objects.update(publish_at=later(minutes=-5))
    assert client.get("/conferences/new/").status_code == 200


# --- correct ---


def verbs_told(client):
    return [row["verb"] for row in json.loads(client.get("/findings.json").getvalue())["items"]]


def test_a_correction_is_prepared_out_of_sight_and_published_at_once(public, alice, client):
    copy = prepare(public, by=alice)
    assert record_of(copy) == record_of(public)
    assert prepare(public, by=alice) == copy
    Conference.objects.filter(pk=copy.pk).update(title="Corrected title")
    copy.findings.filter(reference="NEW-F-2").update(verb="decide")
    before = client.get("/conferences/new/").content
    assert b"Corrected title" not in before
    assert verbs_told(client) == ["urge", "agree"]

    edition = correct(copy, by=alice, reason="A slip.")
    public.refresh_from_db()
    assert (edition.number, edition.act, public.title) == (2, "correct", "Corrected title")
    assert not Conference.objects.exclude(pk=public.pk).exists()
    assert references(public) == ["NEW-F-1", "NEW-F-2", "NEW-R-A"]
    assert verbs_told(client) == ["urge", "decide"]
    assert list(amiss(public)) == []


def test_a_correction_that_changes_nothing_is_refused(public, alice):
    with pytest.raises(Refused, match="Nothing in it is different"):
        correct(prepare(public, by=alice), by=alice, reason="Nothing.")
    assert public.editions.count() == 1


def test_a_correction_can_be_thrown_away(public, alice):
    before = record_of(public)
    copy = prepare(public, by=alice)
    copy.findings.all().delete()
    copy.delete()
    assert record_of(public) == before
    assert list(amiss(public)) == []


def test_a_copy_that_is_gone_meanwhile_is_refused(public, alice):
    copy = prepare(public, by=alice)
    Conference.objects.filter(pk=copy.pk).update(title="Other")
    late = Conference.objects.get(pk=copy.pk)
    correct(copy, by=alice, reason="A slip.")
    with pytest.raises(Refused, match="not there any more"):
        correct(late, by=alice, reason="A slip.")


def test_a_draft_has_no_correction(draft, alice):
    with pytest.raises(Refused, match="Only what has been public"):
        prepare(draft, by=alice)


def test_references_are_never_used_again(public, alice):
    """Also when a passage goes, and a new one has its label or comes after it."""
    copy = prepare(public, by=alice)
    copy.findings.filter(reference="NEW-F-2").delete()
    copy.recommendations.all().delete()
    correct(copy, by=alice, reason="Removed.")
    copy = prepare(public, by=alice)
    make_finding(copy, "States", reference=None, position=9)
    make_recommendation(copy, "meet", reference=None, label="A")
    correct(copy, by=alice, reason="Added.")
    assert references(public) == ["NEW-F-1", "NEW-F-3", "NEW-R-A.2"]


def test_a_new_letter_leaves_the_reference(public, alice):
    copy = prepare(public, by=alice)
    copy.recommendations.update(label="B")
    make_recommendation(copy, "meet", reference=None, label="A", position=0)
    correct(copy, by=alice, reason="Lettered again.")
    assert dict(public.recommendations.values_list("label", "reference")) == {
        "B": "NEW-R-A",
        "A": "NEW-R-A.2",
    }


def test_the_review_of_a_text_stays_over_when_its_statement_is_corrected(public, alice):
    statement = public.statements.get()
    review = Review.objects.create(text=WORDS, statement=statement, conference=public)
    copy = prepare(public, by=alice)
    under_review = Review.objects.create(text="New.", conference=copy, replaces=statement)
    copy.findings.update(verb="decide")
    correct(copy, by=alice, reason="A slip.")
    for each in (review, under_review):
        each.refresh_from_db()
    assert (review.statement, review.conference) == (public.statements.get(), public)
    assert (under_review.replaces, under_review.conference) == (public.statements.get(), public)


# --- withdraw and restore ---


def test_withdrawing_leaves_the_reason(public, alice):
    edition = withdraw(public, by=alice, reason="Published in error.")
    public.refresh_from_db()
    assert (public.state, edition.number, edition.act) == ("withdrawn", 2, "withdraw")


def test_only_what_is_public_is_withdrawn(draft, alice):
    with pytest.raises(Refused, match="Only what is public"):
        withdraw(draft, by=alice, reason="Why.")
    publish(draft, by=alice, reason="Agreed.", at=later(hours=1))
    with pytest.raises(Refused, match="Only what is public"):
        withdraw(draft, by=alice, reason="Why.")


def test_what_was_withdrawn_is_public_again_by_a_correction(public, alice):
    withdraw(public, by=alice, reason="In error.")
    correct(prepare(public, by=alice), by=alice, reason="It was right.")
    public.refresh_from_db()
    assert public.is_public
    assert [edition.act for edition in public.editions.all()] == ["correct", "withdraw", "publish"]


def test_an_old_edition_is_restored_as_a_correction(public, alice):
    copy = prepare(public, by=alice)
    copy.findings.all().delete()
    correct(copy, by=alice, reason="Removed.")
    first = public.editions.get(number=1)
    copy = restore(first, by=alice)
    with pytest.raises(Refused, match="prepared already"):
        restore(first, by=alice)
    correct(copy, by=alice, reason="They stand there after all.")
    assert public.editions.first().text == first.text
    assert references(public) == ["NEW-F-1", "NEW-F-2", "NEW-R-A"]


# --- what is named ---


def test_a_name_that_changes_leaves_an_edition_where_it_stands(public, alice):
    theme = make_theme("Borders")
    other = make_conference()
    begin_editions("default")
    copy = prepare(public, by=alice)
    copy.findings.first().themes.add(theme)
    correct(copy, by=alice, reason="Filed.")
    type(theme).objects.update(name="Border management")
    assert has_drifted(public)
    made = correct_names([public, other], by=alice, reason="A better name.")
    assert [edition.conference for edition in made] == [public]
    assert not has_drifted(public)


# --- the account goes, the record stays ---


def test_who_did_it_is_known_when_the_account_is_gone(public, alice):
    make_preview(prepare(public, by=alice), by=alice, days=1)
    alice.delete()
    edition = public.editions.get()
    assert (edition.by, edition.by_name) == (None, "Alice Archer")
    assert {entry.by_name for entry in Entry.about(public)} == {"Alice Archer"}


def test_an_edition_never_changes(public):
    for values in ({"reason": "Other."}, {"text": "{}"}, {"number": 9}, {"sha256": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            public.editions.update(**values)
    public.editions.update(by=None)


def test_what_was_public_before_editions_gets_its_first(alice):
    held, gone = make_conference(), make_conference(state="withdrawn")
    for _ in range(2):
        begin_editions("default")
    assert [edition.act for edition in held.editions.all()] == ["publish"]
    assert [edition.act for edition in gone.editions.all()] == ["withdraw"]
    assert list(amiss(held)) == []


# --- the gate ---


def sentences(remarks):
    return [each.sentence for each in remarks]


def test_the_gate_names_each_thing_in_the_way_and_where_it_is(draft):
    Conference.objects.filter(pk=draft.pk).update(title=" ", image="a.png", image_alt=" ")
    draft.refresh_from_db()
    Finding.objects.filter(text="agreed to meet.").update(text="agreed to part.")
    draft.recommendations.update(label="")
    for value in ("2001-01-01", "2001-01-02"):
        make_reading(draft, "dates", value)
    found = obstacles(draft)
    assert sentences(found) == [
        "The conference has no title.",
        "The image has no words for those who do not see it.",
        "Finding 2 does not say what stands at its place in the statement.",
        "Recommendation 1 has no letter or number.",
        "Dates: sources say 2 different things, and none is chosen.",
    ]
    assert [(each.rows, each.number, each.field) for each in found[2:]] == [
        ("findings", 1, "text"),
        ("recommendations", 0, "label"),
        ("readings", 0, "is_chosen"),
    ]


def test_a_fact_that_the_page_does_not_tell_need_not_be_chosen(draft):
    for value in ("38 delegations", "40 delegations"):
        make_reading(draft, "attendance", value)
    assert obstacles(draft) == []
    assert "Attendance: sources say 2 different things" in sentences(advice(draft))[-1]


def test_the_record_as_delivered_can_be_corrected(record, alice):
    for held in Conference.objects.filter(corrects=None):
        assert obstacles(prepare(held, by=alice)) == [], held.code


def test_the_page_says_what_its_chosen_reading_says(draft):
    make_reading(draft, "city", "Perth", is_chosen=True)
    assert sentences(obstacles(draft)) == ["City: the chosen reading says Perth, the page Bali."]


def test_an_address_that_led_to_another_conference_is_taken_for_good(public, alice):
    copy = prepare(public, by=alice)
    Conference.objects.filter(pk=copy.pk).update(slug="newer")
    correct(Conference.objects.get(pk=copy.pk), by=alice, reason="A better address.")
    other = make_conference(state="draft", slug="new")
    assert "“new” led to" in sentences(obstacles(other))[0]
    with pytest.raises(Refused):
        publish(other, by=alice, reason="Agreed.")


def test_advice_does_not_stand_in_the_way(draft, alice):
    assert sentences(advice(draft)) == [
        "No official page is given.",
        "2 findings have no theme.",
        "1 recommendation has no theme.",
        "1 recommendation has no addressee.",
    ]
    bare = make_conference(state="draft", city="", official_url="https://example.org/")
    assert sentences(advice(bare)) == [
        "No city is given.",
        "There is no source text: nothing is tied to words.",
    ]
    assert publish(bare, by=alice, reason="Agreed.").number == 1


# --- the proof ---


def test_the_proof_sees_what_does_not_hold(public, alice):
    assert list(amiss(public)) == []
    public.findings.filter(reference="NEW-F-1").update(text="urged nobody.")
    public.recommendations.update(reference="OLD-R-A")
    told = list(amiss(public))
    assert "“NEW-F-1” does not say what stands at its place in the statement." in told
    assert "“OLD-R-A” has no reference of this conference." in told
    assert any("The rows say otherwise than edition 1" in sentence for sentence in told)


def test_everything_survives_a_correction(alice):
    """Every kind of row, with every field filled."""
    held = make_conference(state="draft", code="FULL", official_name="Full", venue="Hall")
    statement, source, actor = make_statement(held, WORDS), make_source(), make_actor()
    make_participant(held, actor, listed_as="Other name", role="host", office="Minister")
    make_reading(held, "venue", "Hall", source=source, note="Note", where="page 1", is_chosen=True)
    make_reading(held, "venue", "House", statement=statement, start=0, end=9, confidence="low")
    make_recommendation(held, "States to act.", [make_theme()], [actor], statement=statement)
    publish(held, by=alice, reason="Agreed.")
    before = record_of(held)
    copy = prepare(held, by=alice)
    Conference.objects.filter(pk=copy.pk).update(venue="Hall", city="Perth")
    correct(copy, by=alice, reason="A slip.")
    held.refresh_from_db()
    after = record_of(held)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"city", "place"}
