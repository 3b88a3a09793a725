"""The whole job of an editor, done through the forms as a browser would send them."""

import datetime
import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError
from django.urls import reverse

from conferences.admin.conference import ConferenceAdmin
from conferences.models import Actor, Conference, Statement, Theme
from conferences.publishing import prepare, publish
from conferences.record import record_of
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

ADD = "/admin/conferences/conference/add/"
WORDS = "Ministers urged  States\n  to act. They agreed to meet. They agreed to meet."


@pytest.fixture
def editor(db, client):
    """A browser signed in as one of the Editors."""
    user = User.objects.create_user("editor", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


@pytest.fixture
def draft(db):
    return make_conference(state="draft", code="NEW1")


def page_of(conference):
    return reverse("admin:conferences_conference_change", args=[conference.pk])


def filled(response):
    """What a browser would send if the editor pressed Save at once."""
    forms = [response.context["adminform"].form]
    for inline in response.context.get("inline_admin_formsets", []):
        forms += [inline.formset.management_form, *inline.formset.forms]
    bounds = [bound for form in forms for bound in form]
    values = {bound.html_name: _sent(bound.value()) for bound in bounds if bound.name != "image"}
    values |= response.context.get("hidden", {})
    return {name: value for name, value in values.items() if value not in (None, False)}


def _sent(value):
    if isinstance(value, list):
        return [str(getattr(each, "pk", each)) for each in value]
    if value is None or isinstance(value, bool):
        return "on" if value else None
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value).replace("\n", "\r\n")


def add_row(data, prefix, **values):
    """Fill the empty row at the end of a group, or one more."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    last = f"{prefix}-{number - 1}-"
    if any(name.startswith(last) for name in data) and last + "id" not in data:
        number -= 1
    data[f"{prefix}-TOTAL_FORMS"] = number + 1
    defaults = {"id": "", "position": 99, "confidence": "high", "role": "participant"}
    data.update({f"{prefix}-{number}-{name}": each for name, each in (defaults | values).items()})


def save(client, address, data):
    """Send the form and expect it to be taken."""
    response = client.post(address, data)
    faults = response.context["faults"] if response.status_code == 200 else []
    assert response.status_code == 302, faults
    return response


def faults(client, address, data):
    """Send the form, expect it to come back, and return {where: message}."""
    response = client.post(address, data)
    assert response.status_code == 200, "it was saved"
    return {fault["where"]: fault["message"] for fault in response.context["faults"]}


def with_row(client, conference, prefix, **values):
    data = filled(client.get(page_of(conference)))
    add_row(data, prefix, **values)
    return data


def test_editor_enters_a_conference_in_one_go(editor, draft):
    """Head, source text and passages in one form; the words find their own place in the text."""
    states, theme = make_actor("States"), make_theme()
    data = filled(editor.get(ADD))
    data |= {"title": "Ninth Ministerial Conference", "code": "BPMC9", "slug": "ninth"}
    data |= {"starts_on": "2026-02-02", "ends_on": "2026-02-03"}
    add_row(data, "statements", title="Co-Chairs", kind="declaration", language="en", text=WORDS)
    add_row(data, "findings", verb="urge", text="urged States to act.", themes=[str(theme.pk)])
    add_row(data, "recommendations", label="A", text="agreed to meet. They")
    data[f"recommendations-{int(data['recommendations-TOTAL_FORMS']) - 1}-addressees"] = [states.pk]
    add_row(data, "participants", actor=states.pk, capacity="member")
    add_row(data, "paragraphs", text="Ministers")
    add_row(data, "readings", fact="dates", value="2026-02-02/2026-02-03", is_chosen="on")
    data[f"readings-{int(data['readings-TOTAL_FORMS']) - 1}-source"] = make_source().pk
    save(editor, ADD, data)

    ninth = Conference.objects.get(code="BPMC9")
    finding, recommendation = ninth.findings.get(), ninth.recommendations.get()
    assert finding.reference == "BPMC9-F-1"
    assert finding.statement.text[finding.start : finding.end] == "urged  States\n  to act."
    assert list(finding.themes.all()) == [theme]
    assert recommendation.reference == "BPMC9-R-A"
    assert list(recommendation.addressees.all()) == [states]
    assert ninth.paragraphs.get().start == 0
    assert ninth.participants.get().actor == states

    publish(ninth, by=None, reason="Agreed.")
    assert editor.get("/findings/BPMC9-F-1/").status_code == 200


def test_statement_is_kept_byte_for_byte(editor, draft):
    source = (Path(__file__).parent / "seed" / "second-ministerial-conference.txt").read_text()
    pasted = source.replace("\n", "\r\n")
    data = with_row(
        editor, draft, "statements", title="S", kind="declaration", language="en", text=pasted
    )
    save(editor, page_of(draft), data)
    kept = draft.statements.get()
    assert kept.text == source
    assert kept.sha256 == hashlib.sha256(source.encode()).hexdigest()

    data = filled(editor.get(page_of(draft))) | {"statements-0-text": "other words"}
    save(editor, page_of(draft), data)
    assert draft.statements.get().text == source


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "urged States to speak."}, "the statement has “act. They agreed to meet."),
        ({"text": "agreed to meet."}, "stand 2 times in “Statement”. Give the first character"),
        (
            {"text": "agreed to meet.", "start": "3"},
            "not in the statement “Statement” at character",
        ),
        ({"text": ""}, "Paste the words"),
        ({"text": "Ministers", "start": "0", "end": "5"}, "The statement says there: “Minis”"),
    ],
)
def test_words_that_are_not_there_are_refused(editor, draft, row, said):
    make_statement(draft, WORDS)
    data = with_row(editor, draft, "findings", verb="urge", **row)
    assert said in faults(editor, page_of(draft), data)["Findings, row 1, Words"]


def test_words_that_stand_twice_are_told_apart_by_their_start(editor, draft):
    make_statement(draft, WORDS)
    start = WORDS.rindex("agreed")
    data = with_row(editor, draft, "findings", verb="agree", text="agreed to meet.", start=start)
    save(editor, page_of(draft), data)
    assert draft.findings.get().end == len(WORDS)


def test_a_span_fills_in_its_words(editor, draft):
    statement = make_statement(draft, WORDS)
    data = with_row(
        editor, draft, "findings", verb="urge", statement=statement.pk, start=10, end=33
    )
    save(editor, page_of(draft), data)
    assert draft.findings.get().text == "urged States to act."


def test_old_words_are_tied_once_their_statement_comes(editor, draft):
    """And those that no statement says stay as they are."""
    make_finding(draft, "urged States to act.")
    make_finding(draft, "never said")
    data = with_row(
        editor, draft, "statements", title="S", kind="declaration", language="en", text=WORDS
    )
    save(editor, page_of(draft), data)
    assert [row.start for row in draft.findings.all()] == [10, None]


def test_a_span_lies_inside_a_statement_of_its_own_conference(editor, draft):
    statement, other = make_statement(draft, WORDS), make_statement(make_conference(), "Other.")
    beyond = {"verb": "urge", "statement": statement.pk, "start": 70, "end": 900}
    data = with_row(editor, draft, "findings", **beyond)
    where = "Findings, row 1, After its last character"
    assert "has 75 characters" in faults(editor, page_of(draft), data)[where]
    data = with_row(editor, draft, "findings", verb="urge", text="Other.", statement=other.pk)
    assert "Choose again" in faults(editor, page_of(draft), data)["Findings, row 1, Statement"]


def test_references_of_a_draft_follow_its_order(editor, draft):
    make_finding(draft, "one", position=1)
    make_finding(draft, "two", position=2)
    data = filled(editor.get(page_of(draft)))
    data |= {"findings-0-position": 2, "findings-1-position": 1, "code": "NEW2"}
    save(editor, page_of(draft), data)
    assert dict(draft.findings.values_list("text", "reference")) == {
        "two": "NEW2-F-1",
        "one": "NEW2-F-2",
    }


def test_references_of_what_was_public_are_for_good(editor):
    held = make_conference(code="HELD1")
    make_finding(held, "one", position=1, reference="HELD1-F-1")
    make_finding(held, "four", position=2, reference="HELD1-F-4")
    copy = prepare(held, by=None)
    data = with_row(editor, copy, "findings", verb="urge", text="new", position=0)
    data |= {"findings-0-position": 5, "code": "ELSE"}
    save(editor, page_of(copy), data)
    copy.refresh_from_db()
    assert copy.code == "HELD1"
    assert [row.reference for row in copy.findings.all()] == ["HELD1-F-5", "HELD1-F-4", "HELD1-F-1"]


def test_a_label_once_public_gives_its_reference_to_nothing_else(editor):
    held = make_conference(code="HELD2")
    make_recommendation(held, label="B", reference="HELD2-R-A")
    copy = prepare(held, by=None)
    save(editor, page_of(copy), with_row(editor, copy, "recommendations", label="A", text="Act."))
    assert dict(copy.recommendations.values_list("label", "reference")) == {
        "A": "HELD2-R-A.2",
        "B": "HELD2-R-A",
    }


def test_a_label_twice_is_refused(editor, draft):
    make_recommendation(draft, label="A", position=1)
    data = with_row(editor, draft, "recommendations", label="A", text="States act again.")
    assert faults(editor, page_of(draft), data)["Recommendations, row 2, Label"]
    data = with_row(editor, draft, "recommendations", label="B", text="One.")
    add_row(data, "recommendations", label="B", text="Two.")
    assert faults(editor, page_of(draft), data)["Recommendations"] == (
        "Two rows here have the same label."
    )


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_what_was_public_is_read_and_not_changed(editor, state, draft):
    held = make_conference(state=state, title="Kept Conference")
    statement = make_statement(held, WORDS)
    make_finding(held, "urged", statement=statement)
    page = editor.get(page_of(held))
    assert "Prepare a correction" in page.content.decode()
    assert editor.post(page_of(held), {"title": "Other"}).status_code == 403
    delete = reverse("admin:conferences_conference_delete", args=[held.pk])
    page = editor.post(delete, {"post": "yes"}, follow=True).content.decode()
    assert "withdraw it instead" in page
    chosen = {"action": "delete_selected", "_selected_action": [held.pk, draft.pk], "post": "yes"}
    page = editor.post("/admin/conferences/conference/", chosen, follow=True).content.decode()
    assert "withdraw it instead" in page
    assert Conference.objects.count() == 2
    assert held.findings.count() == held.statements.count() == 1


def test_a_draft_goes_with_all_it_holds(editor, draft):
    statement = make_statement(draft, WORDS)
    make_finding(draft, "urged", statement=statement)
    make_paragraph(draft, "Ministers", statement=statement, start=0, end=9)
    data = filled(editor.get(page_of(draft))) | {"statements-0-DELETE": "on"}
    found = faults(editor, page_of(draft), data)
    assert "would require deleting" in found["Statements"]
    editor.post(reverse("admin:conferences_conference_delete", args=[draft.pk]), {"post": "yes"})
    assert not Conference.objects.exists()
    assert not Statement.objects.exists()


def test_chosen_readings_agree_with_the_conference(editor, draft):
    make_reading(draft, "dates", "2003-04-28/2003-04-30", is_chosen=True)
    data = filled(editor.get(page_of(draft)))
    data |= {"starts_on": "2003-04-29", "ends_on": "2003-04-30"}
    assert faults(editor, page_of(draft), data)["Readings, row 1, Value"] == (
        "The chosen reading says 28–30 April 2003, the conference 29–30 April 2003."
    )


def test_at_most_three_themes(editor, draft):
    themes = [make_theme().pk for _ in range(4)]
    data = with_row(editor, draft, "findings", verb="urge", text="urged", themes=themes)
    assert "At most three" in faults(editor, page_of(draft), data)["Findings, row 1, Themes"]


def test_someone_elses_row_in_between_becomes_a_form_error(editor, draft, monkeypatch):
    """The form is read again once the database has refused: then it sees the other's row."""
    data = with_row(editor, draft, "recommendations", label="A", text="States act.")
    calls = []

    def refused(self, request, obj, form, change):
        calls.append(obj)
        raise IntegrityError

    original = ConferenceAdmin._changeform_view

    def view(self, *args):
        if calls and not draft.recommendations.exists():
            make_recommendation(draft, label="A")
        return original(self, *args)

    monkeypatch.setattr(ConferenceAdmin, "_changeform_view", view)
    monkeypatch.setattr(ConferenceAdmin, "save_model", refused)
    found = faults(editor, page_of(draft), data)
    assert "has this label" in found["Recommendations, row 1, Label"]


def test_what_the_database_keeps_refusing_is_a_page_in_words(editor, draft, monkeypatch):
    def refused(self, request, obj, form, change):
        raise IntegrityError

    monkeypatch.setattr(ConferenceAdmin, "save_model", refused)
    response = editor.post(page_of(draft), filled(editor.get(page_of(draft))))
    assert response.status_code == 400


def big():
    """A draft with 120 participants, 80 findings and 40 recommendations."""
    held = make_conference(state="draft")
    text = " ".join(f"passage{number}." for number in range(120))
    statement, themes, states = make_statement(held, text), [make_theme()], [make_actor()]
    for _ in range(120):
        make_participant(held)
    for number in range(80):
        make_finding(held, f"passage{number}.", themes, statement=statement)
    for number in range(80, 120):
        make_recommendation(held, f"passage{number}.", themes, states, statement=statement)
    return held


def test_a_large_conference_opens_and_saves(editor):
    held = big()
    data = filled(editor.get(page_of(held)))
    assert len(data) > 2000
    data["findings-7-verb"] = "agree"
    save(editor, page_of(held), data)
    assert held.findings.filter(verb="agree").count() == 1
    assert held.participants.count() == 120


def test_queries_do_not_grow_with_rows(editor, draft, django_assert_num_queries, settings):
    """Neither to open the page nor to save it, for 1 row and for 120 of a kind; what the database
    does as a cache is not counted, for it may be Redis that does it.
    """
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    statement = make_statement(draft, "Ministers urged.")
    make_participant(draft)
    make_finding(draft, "urged.", [make_theme()], statement=statement)
    make_recommendation(draft, "Ministers", [make_theme()], [make_actor()], statement=statement)
    for held in (draft, big()):
        editor.get(page_of(held))
        with django_assert_num_queries(22):
            response = editor.get(page_of(held))
        with django_assert_num_queries(53):
            save(editor, page_of(held), filled(response) | {"venue": "Hall"})


def test_list_tells_what_is_missing(editor, django_assert_num_queries):
    whole, bare = make_conference(official_url="https://example.org/"), make_conference(city="")
    statement = make_statement(whole, WORDS)
    make_finding(whole, "Ministers", [make_theme()], statement=statement)
    make_recommendation(whole, "urged", [make_theme()], [make_actor()], statement=statement)
    editor.get("/admin/")  # the first page in five minutes puts off the end of the session
    with django_assert_num_queries(7):
        page = editor.get("/admin/conferences/conference/").content.decode()
    assert "place, text, findings, recommendations and official page" in page
    assert "nothing" in page
    make_finding(bare, "untied")
    page = editor.get("/admin/conferences/conference/?missing=ties").content.decode()
    assert bare.title in page
    assert whole.title not in page


def test_links_to_the_public_page_only_when_there_is_one(editor, draft):
    held = make_conference()
    make_finding(held, reference="X-F-1")
    make_finding(draft, reference="Y-F-1")
    assert "/findings/X-F-1/" in editor.get(page_of(held)).content.decode()
    page = editor.get(page_of(draft)).content.decode()
    assert "/findings/Y-F-1/" not in page
    assert f'href="{draft.get_absolute_url()}"' not in page


def test_a_viewer_sees_everything_and_changes_nothing(client, second):
    viewer = User.objects.create_user("viewer", password="x", is_staff=True)
    group = Group.objects.get(name="Editors")
    viewer.user_permissions.set(group.permissions.filter(codename__startswith="view_"))
    client.force_login(viewer)
    page = client.get(page_of(second))
    assert "urged the international community" in page.content.decode()
    assert client.post(page_of(second), {"title": "Other"}).status_code == 403


def test_names_in_use_are_kept(editor):
    held = make_conference()
    actor, theme, source = make_actor("Kept Actor"), make_theme("Kept Theme"), make_source()
    make_recommendation(held, themes=[theme], addressees=[actor])
    make_reading(held, source=source)
    for row in (actor, theme, source):
        name = row._meta.model_name
        address = reverse(f"admin:conferences_{name}_delete", args=[row.pk])
        page = editor.post(address, {"post": "yes"}, follow=True).content.decode()
        assert "cannot be deleted: it is used in 1 re" in page
        assert type(row).objects.filter(pk=row.pk).exists()
    data = filled(editor.get(reverse("admin:conferences_actor_change", args=[actor.pk])))
    assert "slug" not in data


def test_names_not_in_use_can_be_deleted(editor):
    for row in (make_actor(), make_theme(), make_source()):
        name = row._meta.model_name
        editor.post(reverse(f"admin:conferences_{name}_delete", args=[row.pk]), {"post": "yes"})
    assert not Actor.objects.exists()
    assert not Theme.objects.exists()


def test_the_real_record_saves_unchanged(editor, record):
    for held in Conference.objects.filter(corrects=None):
        copy = prepare(held, by=None)
        save(editor, page_of(copy), filled(editor.get(page_of(copy))))
        copy.refresh_from_db()
        assert record_of(copy) == record_of(held)
