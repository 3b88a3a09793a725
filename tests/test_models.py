"""What the record refuses: in forms with a sentence, in the database whatever the way in."""

import datetime
from copy import copy

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import pre_migrate

from conferences.models import (
    Actor,
    Conference,
    Finding,
    Paragraph,
    Reading,
    Recommendation,
    Statement,
)
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_participant,
    make_reading,
    make_recommendation,
    make_statement,
)

pytestmark = pytest.mark.django_db

TEXT = "Ministers:\n  • urged  States to act.\n  • agreed to meet again."


@pytest.fixture
def conference():
    return make_conference(code="BPMC9")


@pytest.fixture
def statement(conference):
    return make_statement(conference, TEXT)


def refused(act, **values):
    """The database refuses it; the transaction around it goes on."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act(**values)
    return str(caught.value)


def complaints(row):
    """What the forms say of a row, by field."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.message_dict


BAD_DATES = [
    ("2030-02-02", "2030-02-01", "The last day cannot be before the first"),
    ("2030-02-02", None, "both or neither must be given"),
    (None, "2030-02-02", "both or neither must be given"),
    ("1899-12-31", "1900-01-01", "Dates are in 1900 to 2199."),
    ("2199-12-31", "2200-01-01", "Dates are in 1900 to 2199."),
]


@pytest.mark.parametrize(("starts_on", "ends_on", "message"), BAD_DATES)
def test_dates_out_of_order_or_bounds_are_refused(conference, starts_on, ends_on, message):
    days = {
        "starts_on": starts_on and datetime.date.fromisoformat(starts_on),
        "ends_on": ends_on and datetime.date.fromisoformat(ends_on),
    }
    refused(Conference.objects.filter(pk=conference.pk).update, **days)
    row = Conference.objects.get()
    row.starts_on, row.ends_on = days.values()
    assert message in " ".join(complaints(row)["__all__"])


def test_a_conference_may_have_no_dates_or_one_day(conference):
    for day in (None, datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)):
        conference.starts_on = conference.ends_on = day
        conference.full_clean()
        conference.save()


@pytest.mark.parametrize("field", ["code", "slug", "ordinal"])
def test_what_names_a_conference_is_its_own(field):
    first = make_conference(ordinal=1)
    value = getattr(first, field)
    refused(make_conference, **{field: value})
    other = make_conference()
    setattr(other, field, value)
    assert "Another conference has this" in complaints(other)["__all__"][0]


@pytest.mark.parametrize("code", ["bpmc9", "BPMC-9", "9BPMC", "BPMC9\n", "BPMC 9", "ÉBPMC"])
def test_a_code_is_capital_letters_and_digits(conference, code):
    conference.code = code
    assert complaints(conference)["code"] == ["Capital letters and digits only."]


def test_a_state_that_is_none_of_the_three_is_refused(conference):
    refused(Conference.objects.update, state="secret")


def test_an_image_needs_its_words(conference):
    refused(Conference.objects.update, image="conferences/hall.jpg")
    conference.image = "conferences/hall.jpg"
    assert complaints(conference)["__all__"] == [
        "An image needs its words for those who do not see it."
    ]


def test_a_state_needs_its_country():
    refused(make_actor, kind="state")
    assert complaints(Actor(name="Nowhere", slug="nowhere", kind="state"))["__all__"] == [
        "A State needs its country."
    ]
    make_actor(kind="state", country="ID")


def test_an_actor_takes_part_in_a_conference_once(conference):
    actor = make_participant(conference).actor
    refused(make_participant, conference=conference, actor=actor)
    make_participant(make_conference(), actor)


def test_an_actor_that_took_part_cannot_be_deleted(conference):
    actor = make_participant(conference).actor
    with pytest.raises(IntegrityError, match="protected foreign keys"):
        actor.delete()


def test_a_label_stands_once_in_a_conference(conference):
    make_recommendation(conference, label="A")
    refused(make_recommendation, conference=conference, label="A", reference="BPMC9-R-A2")
    twin = Recommendation(conference=conference, label="A", text="States act.")
    assert complaints(twin)["__all__"] == [
        "Another recommendation of this conference has this label."
    ]
    make_recommendation(make_conference(), label="A")


def test_a_reference_is_given_once(conference):
    make_finding(conference, reference="BPMC9-F-1")
    refused(make_finding, conference=conference, reference="BPMC9-F-1")


def test_one_reading_of_a_fact_is_chosen(conference):
    make_reading(conference, is_chosen=True)
    second = make_reading(conference, value="2030-01-02")
    refused(Reading.objects.filter(pk=second.pk).update, is_chosen=True)
    second.is_chosen = True
    assert complaints(second)["__all__"] == ["Another reading of this fact is already chosen."]
    make_reading(conference, fact="city", value="Bali", is_chosen=True)
    make_reading(make_conference(), is_chosen=True)


def test_a_reading_needs_a_source(conference):
    refused(Reading.objects.create, conference=conference, fact="city", value="Bali")
    assert complaints(Reading(conference=conference, fact="city", value="Bali"))["__all__"] == [
        "A reading needs a statement or a source."
    ]


@pytest.mark.parametrize(
    ("fact", "value", "message"),
    [
        ("dates", "28 April 2003", "Write dates as 2003-04-28/2003-04-30"),
        ("dates", "2003-04-30/2003-04-28", "Write dates as 2003-04-28/2003-04-30"),
        ("dates", "2003-02-30", "Write dates as 2003-04-28/2003-04-30"),
        ("member_count", "about 33", "A count is written in digits."),
        ("observer_count", "-1", "A count is written in digits."),
    ],
)
def test_a_reading_is_written_so_that_it_can_be_read(conference, fact, value, message):
    reading = make_reading(conference, fact=fact, value=value)
    assert message in complaints(reading)["value"][0]


def test_a_statement_keeps_its_bytes(conference):
    odd = "\ufeffA  line\r\nwith\ttabs, e\u0301 and \u202e overrides\x85"
    make_statement(conference, odd)
    assert Statement.objects.get().text == odd


def test_a_statement_counts_its_own_sha256(conference):
    statement = Statement(conference=conference, title="Text", text="Ministers agreed.")
    statement.full_clean()
    assert statement.sha256 == "b5cba3c8cd8f49e9abc8eaa32b0c826cb198e16adc016ed7705c64f054e01e18"


def test_a_statement_with_a_nul_is_refused(conference):
    statement = Statement(conference=conference, title="Text", text="Ministers\0agreed.")
    assert "NUL character" in complaints(statement)["text"][0]


def test_a_statement_never_changes_its_text(statement):
    rows = Statement.objects.filter(pk=statement.pk)
    assert "a statement keeps its text" in refused(rows.update, text="Other words")
    assert "a statement keeps its text" in refused(rows.update, sha256="0" * 64)
    statement.text += " "
    assert "a statement keeps its text" in refused(statement.save)
    rows.update(title="Another title")
    assert Statement.objects.get().text == TEXT


def test_a_statement_that_is_quoted_cannot_be_deleted_alone(conference, statement):
    make_finding(conference, "agreed to meet again.", statement=statement)
    with pytest.raises(IntegrityError, match="restricted foreign keys"):
        statement.delete()


def test_words_are_folded_and_otherwise_as_the_span_has_them(conference, statement):
    start = TEXT.index("urged")
    end = start + len("urged  States to act.")
    Finding(
        conference=conference,
        verb="urge",
        text="urged States to act.",
        statement=statement,
        start=start,
        end=end,
    ).full_clean()


@pytest.mark.parametrize("text", ["urged states to act.", "urged States to act", "Urged"])
def test_other_words_than_the_span_are_refused_with_the_words_it_has(conference, statement, text):
    start = TEXT.index("urged")
    end = start + len("urged  States to act.")
    finding = Finding(
        conference=conference, verb="urge", text=text, statement=statement, start=start, end=end
    )
    assert complaints(finding)["text"] == ["The statement says there: “urged States to act.”"]


def test_a_span_of_another_conference_is_refused(statement):
    finding = make_finding(make_conference(), "agreed to meet again.")
    finding.statement, finding.start, finding.end = statement, 40, 61
    assert complaints(finding)["statement"] == ["This statement belongs to another conference."]


SPANNED = {
    "paragraph": lambda conference, **span: Paragraph(conference=conference, text="a", **span),
    "finding": lambda conference, **span: Finding(conference=conference, text="a", **span),
    "recommendation": lambda conference, **span: Recommendation(
        conference=conference, text="a", label="A", **span
    ),
    "reading": lambda conference, **span: Reading(
        conference=conference, fact="city", value="Bali", **span
    ),
}


@pytest.fixture(params=SPANNED)
def spanned(request, conference):
    """A maker of one kind of row that points into a statement."""
    return lambda **span: SPANNED[request.param](conference, **span)


def test_a_span_ends_inside_its_statement_by_every_way_in(spanned, statement):
    size = len(TEXT)
    rows = type(spanned())._default_manager
    inside = spanned(statement=statement, start=0, end=size)
    inside.save()
    outside = spanned(statement=statement, start=0, end=size + 1)
    for act in (outside.save, lambda: rows.bulk_create([outside]), lambda: rows.update(end=999)):
        assert "a span ends inside its statement" in refused(act)


def test_a_span_cannot_move_to_a_statement_that_is_shorter(spanned, statement):
    row = spanned(statement=statement, start=0, end=len(TEXT))
    row.save()
    shorter = make_statement(statement.conference, "Short.")
    rows = type(row)._default_manager
    assert "a span ends inside its statement" in refused(lambda: rows.update(statement=shorter))


@pytest.mark.parametrize("span", [(5, 5), (9, 5), (5, None), (None, 5)])
def test_a_span_has_a_start_and_a_later_end(spanned, statement, span):
    start, end = span
    refused(spanned(statement=statement, start=start, end=end).save)


def test_a_span_needs_a_statement(spanned):
    refused(spanned(start=0, end=5).save)


def test_a_span_past_the_end_is_refused_on_its_field(conference, statement):
    finding = Finding(
        conference=conference, verb="urge", text="a", statement=statement, start=0, end=999
    )
    assert complaints(finding)["end"] == ["The statement ends at character 62."]


def test_the_guards_stand_again_after_any_migration(spanned, statement):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    for _ in range(2):
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    outside = spanned(statement=statement, start=0, end=len(TEXT) + 1)
    assert "a span ends inside its statement" in refused(outside.save)
    assert "a statement keeps its text" in refused(Statement.objects.update, text="Other")


@pytest.mark.parametrize("verb", ["Urge", "call  on", "urge!", "", "on 2"])
def test_a_verb_is_written_in_small_letters(conference, verb):
    finding = Finding(conference=conference, verb=verb, text="urged.")
    assert "verb" in complaints(finding)


@pytest.mark.parametrize("label", ["A.", "1.", ".1", "A B", "A/B", "«A»"])
def test_a_label_can_stand_in_an_address(conference, label):
    recommendation = Recommendation(conference=conference, label=label, text="States act.")
    assert "For example “A” or “1.2”." in complaints(recommendation)["label"]


@pytest.mark.django_db(transaction=True)
def test_a_table_of_the_record_can_be_remade_by_a_migration():
    field = Statement._meta.get_field("title")
    longer = copy(field)
    longer.max_length = 301
    call_command("migrate", verbosity=0)
    pre_migrate.send(apps.get_app_config("conferences"), using="default")
    with connection.schema_editor() as editor:
        editor.alter_field(Statement, field, longer)
        editor.alter_field(Statement, longer, field)
    call_command("migrate", verbosity=0)
    statement = make_statement(make_conference())
    with pytest.raises(IntegrityError):
        Statement.objects.filter(pk=statement.pk).update(text="other words")
