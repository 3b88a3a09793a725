"""Publishing as staff do it: the gate, the roles, late forms, double presses, lost sessions."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conferences.desk import Entry, PreviewLink, Submission
from conferences.models import Actor, Conference, Edition
from conferences.previews import token_of
from conferences.publishing import begin_editions, correct, prepare, publish
from tests.document import Document
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_participant,
    make_recommendation,
    make_source,
    make_statement,
    make_theme,
)
from tests.test_admin import add_row, faults, filled, page_of, save

WORDS = "Ministers urged States to act. They agreed to meet."


def staff(name, group, **values):
    user = User.objects.create_user(name, password="x", is_staff=True, **values)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def anna(db):
    return staff("anna", "Publishers", first_name="Anna", last_name="Berg")


@pytest.fixture
def ben(db):
    return staff("ben", "Editors", first_name="Ben", last_name="Clay")


@pytest.fixture
def publisher(anna, client):
    client.force_login(anna)
    return client


@pytest.fixture
def browsers(anna, ben):
    """Two browsers, of Anna and of Ben."""
    found = Client(), Client()
    for browser, user in zip(found, (anna, ben), strict=True):
        browser.force_login(user)
    return found


@pytest.fixture
def draft(db):
    held = make_conference(state="draft", code="NEW", slug="new", title="New Conference")
    statement = make_statement(held, WORDS)
    make_finding(held, "urged States to act.", statement=statement, position=1)
    make_finding(held, "agreed to meet.", statement=statement, position=2, verb="agree")
    return held


def act_of(name, held):
    return reverse(f"admin:conferences_conference_{name}", args=[held.pk])


def sent(client, address, **values):
    """Fill in the form of an act and press its button."""
    page = Document(client.get(address).content.decode())
    hidden = {i["name"]: i["value"] for i in page.all("input", type="hidden")}
    return client.post(address, hidden | values)


def shown(response):
    return Document(response.content.decode()).words


# --- the gate ---


def test_the_gate_lists_what_is_in_the_way_with_links_to_the_fields(publisher, draft):
    Conference.objects.filter(pk=draft.pk).update(starts_on=None, ends_on=None)
    draft.findings.filter(position=2).update(text="agreed to part.")
    page = Document(publisher.get(act_of("publish", draft)).content.decode())
    links = {a["href"].partition("#")[2]: a.words for a in page.all("a") if "#" in a["href"]}
    assert links["id_starts_on"] == "The conference has no dates."
    assert "does not say what stands" in links["id_findings-1-text"]
    assert "2 findings have no theme." in links["id_findings-0-themes"]
    assert "Publish" not in [button.words for button in page.all("button")]
    change = publisher.get(page_of(draft)).content.decode()
    for anchor in links:
        if anchor.startswith("id_"):
            assert f'id="{anchor}"' in change, anchor


def test_a_publisher_publishes(publisher, draft, anna):
    response = sent(publisher, act_of("publish", draft), reason="Agreed.")
    assert response.url == page_of(draft)
    assert "is public, edition 1." in shown(publisher.get(response.url))
    edition = Edition.objects.get()
    assert (edition.by, edition.by_name, edition.reason) == (anna, "Anna Berg", "Agreed.")
    assert publisher.get("/conferences/new/").status_code == 200


@pytest.mark.parametrize("reason", ["", "   ", "\u202e "])
def test_a_reason_of_nothing_is_refused(publisher, draft, reason):
    response = sent(publisher, act_of("publish", draft), reason=reason)
    assert "Give the reason. The public reads it." in shown(response)
    assert not Edition.objects.exists()


def test_a_schedule_is_made_and_called_back(publisher, draft, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    timezone.activate("Asia/Tokyo")
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    at = f"{tomorrow:%Y-%m-%dT%H:%M}"
    sent(publisher, act_of("publish", draft), reason="Agreed.", at=at)
    draft.refresh_from_db()
    assert f"{timezone.localtime(draft.publish_at):%Y-%m-%dT%H:%M}" == at
    assert publisher.get("/conferences/new/").status_code == 404
    page = publisher.get(page_of(draft))
    assert "Public by itself from" in shown(page)
    assert "Call back" in shown(page)
    publisher.post(act_of("call_back", draft), {"once": page.context["hidden"]["once"]})
    draft.refresh_from_db()
    assert draft.is_draft
    timezone.deactivate()


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2001-01-01T00:00", "That moment has passed"),
        ("9999-12-31T23:59", "before the year"),
        ("tomorrow", "Give day and time"),
        ("2026-02-30T10:00", "Give day and time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(publisher, draft, at, said):
    response = sent(publisher, act_of("publish", draft), reason="Agreed.", at=at)
    assert said in shown(response)
    assert "Agreed." in response.content.decode()
    assert not Edition.objects.exists()


def test_what_was_saved_since_the_look_is_not_published(publisher, draft):
    page = Document(publisher.get(act_of("publish", draft)).content.decode())
    hidden = {i["name"]: i["value"] for i in page.all("input", type="hidden")}
    Conference.objects.filter(pk=draft.pk).update(saves=1)
    response = publisher.post(act_of("publish", draft), hidden | {"reason": "Agreed."})
    assert "Someone has saved it since you looked" in shown(response)
    assert not Edition.objects.exists()


# --- who may ---


def test_an_editor_prepares_and_does_not_publish(browsers, draft):
    _, editor = browsers
    page = shown(editor.get(act_of("publish", draft)))
    assert "Only Publishers may publish." in page
    for name in ("publish", "withdraw", "call_back"):
        response = editor.post(act_of(name, draft), {"reason": "Agreed.", "saves": "0"})
        assert response.status_code == 403
        assert "Only Publishers may publish, correct or withdraw." in shown(response)
    assert not Edition.objects.exists()
    publish(draft, by=None, reason="Agreed.")
    page = editor.get(page_of(draft)).content.decode()
    assert "Prepare a correction" in page
    assert "Withdraw" not in page


@pytest.mark.parametrize(
    "name", ["publish", "call_back", "withdraw", "correct", "restore", "previews", "history"]
)
def test_only_staff_who_may_see_the_record(client, draft, name):
    assert client.get(act_of(name, draft)).url.startswith("/admin/login/")
    client.force_login(User.objects.create_user("other", is_staff=True))
    for method in (client.get, client.post):
        assert method(act_of(name, draft)).status_code == 403


@pytest.mark.parametrize("name", ["publish", "withdraw", "correct", "restore", "previews"])
@pytest.mark.parametrize("key", ["0", "999999", "x", "99999999999999999999999"])
def test_what_is_not_there_is_not_found(publisher, name, key):
    address = reverse(f"admin:conferences_conference_{name}", args=[key])
    for method in (publisher.get, publisher.post):
        assert method(address).status_code in (302, 404)


# --- corrections ---


def test_a_correction_from_first_to_last(publisher, draft):
    publish(draft, by=None, reason="Agreed.")
    copy_page = publisher.post(act_of("correct", draft)).url
    copy = Conference.objects.get(corrects=draft)
    assert copy_page == page_of(copy)
    data = filled(publisher.get(copy_page)) | {"findings-1-verb": "decide", "slug": "newer"}
    save(publisher, copy_page, data)
    page = Document(publisher.get(act_of("publish", copy)).content.decode())
    assert [each.words for each in page.all("ins")] == ["newer", "decide"]
    assert [each.words for each in page.all("del")] == ["new", "agree"]
    response = sent(publisher, act_of("publish", copy), reason="A slip.")
    assert response.url == page_of(draft)
    assert publisher.get("/conferences/new/").status_code == 301
    assert draft.editions.first().number == 2


def test_a_second_press_opens_the_same_correction(publisher, draft):
    publish(draft, by=None, reason="Agreed.")
    first = publisher.post(act_of("correct", draft)).url
    assert publisher.post(act_of("correct", draft)).url == first
    assert publisher.get(act_of("correct", draft)).url == page_of(draft)


def test_a_correction_is_thrown_away_by_deleting_it(browsers, draft):
    _, editor = browsers
    publish(draft, by=None, reason="Agreed.")
    copy = prepare(draft, by=None)
    editor.post(reverse("admin:conferences_conference_delete", args=[copy.pk]), {"post": "yes"})
    assert [*Conference.objects.all()] == [draft]


def test_an_old_edition_is_restored_from_the_log(publisher, draft):
    publish(draft, by=None, reason="Agreed.")
    copy = prepare(draft, by=None)
    Conference.objects.filter(pk=copy.pk).update(city="Perth")
    sent(publisher, act_of("publish", copy), reason="It was Perth.")
    page = Document(publisher.get(act_of("history", draft)).content.decode())
    assert [b["value"] for b in page.all("button", name="number")] == ["1"]
    response = publisher.post(act_of("restore", draft), {"number": "1"})
    copy = Conference.objects.get(corrects=draft)
    assert (response.url, copy.city) == (page_of(copy), "Bali")
    response = publisher.post(act_of("restore", draft), {"number": "1"}, follow=True)
    assert "being prepared already" in shown(response)
    for number in ("99", "x", "", "9" * 30):
        assert publisher.post(act_of("restore", draft), {"number": number}).status_code == 302


def test_withdrawing_asks_for_the_reason(publisher, draft):
    publish(draft, by=None, reason="Agreed.")
    response = sent(publisher, act_of("withdraw", draft), reason=" ")
    assert "Give the reason" in shown(response)
    sent(publisher, act_of("withdraw", draft), reason="In error.")
    assert publisher.get("/conferences/new/").status_code == 410
    response = publisher.post(act_of("withdraw", draft), {"reason": "Again."})
    assert "Only what is public can be withdrawn." in shown(response)


# --- previews ---


def test_a_preview_is_made_and_revoked(browsers, draft, client):
    _, editor = browsers
    sent(editor, act_of("previews", draft), days="3")
    link = PreviewLink.objects.get()
    address = f"/preview/{token_of(link)}/"
    assert f"http://testserver{address}" in editor.get(act_of("previews", draft)).content.decode()
    assert client.get(address).status_code == 200
    editor.post(act_of("previews", draft), {"revoke": link.pk})
    assert client.get(address).status_code == 404
    for days in ("0", "61", "x", ""):
        assert editor.post(act_of("previews", draft), {"days": days}).status_code == 200
    assert PreviewLink.objects.count() == 1


# --- the late form ---


def opened(browser, held):
    return filled(browser.get(page_of(held)))


def test_the_second_to_save_sees_what_was_saved_and_loses_nothing(browsers, draft):
    one, other = browsers
    late = opened(other, draft)
    save(one, page_of(draft), opened(one, draft) | {"title": "Anna’s title", "city": "Perth"})
    late |= {"title": "Ben’s title", "venue": "Ben’s hall"}
    response = other.post(page_of(draft), late)
    page = Document(response.content.decode())
    assert response.status_code == 200
    assert "Anna Berg" in page.one("section", class_="meanwhile").words
    assert [td.words for td in page.one("section", class_="meanwhile").all("td")] == [
        "Ben’s title",
        "Anna’s title",
    ]
    assert "City" in page.one("section", class_="meanwhile").words
    assert page.one("input", id="id_title")["value"] == "Ben’s title"
    assert page.one("input", id="id_venue")["value"] == "Ben’s hall"
    assert page.one("input", id="id_city")["value"] == "Perth"
    draft.refresh_from_db()
    assert (draft.title, draft.venue) == ("Anna’s title", "")

    save(other, page_of(draft), filled(response))
    draft.refresh_from_db()
    assert (draft.title, draft.venue, draft.city) == ("Ben’s title", "Ben’s hall", "Perth")
    assert draft.saves == 2


def test_rows_are_brought_together_too(browsers, draft):
    """Whatever places they had: a row is known by what it is, not by where it stood."""
    one, other = browsers
    late = opened(other, draft)
    theirs = opened(one, draft) | {"findings-0-position": "5", "findings-1-verb": "decide"}
    add_row(theirs, "findings", verb="note", text="Ministers", position=1)
    save(one, page_of(draft), theirs)
    late |= {"findings-0-verb": "call on"}
    response = other.post(page_of(draft), late)
    taken = Document(response.content.decode()).one("section", class_="meanwhile").words
    assert "NEW-F-" in taken
    save(other, page_of(draft), filled(response))
    assert list(draft.findings.values_list("verb", "text")) == [
        ("note", "Ministers"),
        ("decide", "agreed to meet."),
        ("call on", "urged States to act."),
    ]


def test_a_row_that_is_gone_is_told(browsers, draft):
    one, other = browsers
    late = opened(other, draft)
    save(one, page_of(draft), opened(one, draft) | {"findings-1-DELETE": "on"})
    found = faults(other, page_of(draft), late | {"findings-1-verb": "decide"})
    assert any("deleted by someone else" in message for message in found.values())
    assert draft.findings.count() == 1


def test_what_both_changed_alike_is_no_clash(browsers, draft):
    one, other = browsers
    late = opened(other, draft)
    save(one, page_of(draft), opened(one, draft) | {"city": "Perth"})
    response = other.post(page_of(draft), late | {"city": "Perth"})
    assert not response.context["meanwhile"].clashes


@pytest.mark.parametrize("field", ["saves", "shown"])
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "{}", '{"": 1}', "[1]", "\0"])
def test_a_forged_lock_saves_nothing_and_breaks_nothing(browsers, draft, field, value):
    _, editor = browsers
    data = opened(editor, draft) | {"title": "Other", field: value}
    response = editor.post(page_of(draft), data)
    assert response.status_code in (200, 302, 400)
    draft.refresh_from_db()
    assert draft.title == ("Other" if field == "shown" else "New Conference")


def test_a_colleague_on_the_same_page_is_told(browsers, draft):
    one, other = browsers
    assert "has not saved it since" not in shown(one.get(page_of(draft)))
    assert "Anna Berg opened this page at" in shown(other.get(page_of(draft)))
    save(one, page_of(draft), opened(one, draft))
    assert "Anna Berg opened" not in shown(other.get(page_of(draft)))


# --- pressed twice, or too late ---


def test_a_button_pressed_twice_saves_once(publisher, db):
    page = "/admin/conferences/conference/add/"
    data = filled(publisher.get(page)) | {"title": "Tenth", "code": "TEN", "slug": "tenth"}
    first, second = publisher.post(page, data), publisher.post(page, data)
    assert (first.status_code, first.url) == (302, second.url)
    assert Conference.objects.count() == 1


def given_back(response):
    assert response.status_code == 409
    page = Document(response.content.decode())
    return page, {dt.words: dd.words for dt, dd in zip(page.all("dt"), page.all("dd"), strict=True)}


def test_what_was_typed_into_a_draft_that_is_published_meanwhile_is_given_back(browsers, draft):
    one, other = browsers
    own = {"venue": "Ben’s hall", "title": "Ben’s title", "city": "bali", "member_count": "45"}
    late = opened(other, draft) | own
    publish(draft, by=None, reason="Agreed.")
    page, typed = given_back(other.post(page_of(draft), late))
    assert typed == {
        "Title": "Ben’s title",
        "Venue": "Ben’s hall",
        "City": "bali",
        "Member count": "45",
    }
    assert page.one("a", class_="button")["href"] == page_of(draft)
    draft.refresh_from_db()
    assert draft.venue == ""


def test_what_was_typed_into_a_correction_that_is_published_meanwhile_is_given_back(
    browsers, draft
):
    one, other = browsers
    publish(draft, by=None, reason="Agreed.")
    working = prepare(draft, by=None)
    late = opened(other, working) | {"venue": "Ben’s hall"}
    working.city = "Perth"
    working.save()
    correct(working, by=None, reason="The city was wrong.")
    page, typed = given_back(other.post(page_of(working), late))
    assert "Ben’s hall" in typed.values()
    assert page.one("a", class_="button")["href"] == page_of(draft)


def test_what_was_typed_into_a_draft_that_is_gone_is_given_back(browsers, draft):
    one, other = browsers
    late = opened(other, draft) | {"venue": "Ben’s hall"}
    address = page_of(draft)
    draft.delete()
    page, typed = given_back(other.post(address, late))
    assert typed["Venue"] == "Ben’s hall"
    assert "threw this draft away" in page.words


@pytest.mark.parametrize("corrects", ["x", "9" * 30, "0", "²"])
def test_a_forged_place_in_a_late_form_is_answered_in_words(browsers, draft, corrects):
    one, other = browsers
    late = opened(other, draft) | {"corrects": corrects}
    address = page_of(draft)
    draft.delete()
    given_back(other.post(address, late))


def test_a_change_pressed_twice_is_no_conflict(publisher, draft):
    data = opened(publisher, draft) | {"title": "Twice"}
    first, second = publisher.post(page_of(draft), data), publisher.post(page_of(draft), data)
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    draft.refresh_from_db()
    assert draft.saves == 1


def test_an_act_pressed_twice_is_done_once(publisher, draft):
    page = Document(publisher.get(act_of("publish", draft)).content.decode())
    hidden = {i["name"]: i["value"] for i in page.all("input", type="hidden")}
    for _ in range(2):
        response = publisher.post(act_of("publish", draft), hidden | {"reason": "Agreed."})
        assert response.url == page_of(draft)
    assert Edition.objects.count() == 1


def test_a_form_with_errors_can_be_sent_again(publisher, draft):
    data = opened(publisher, draft)
    assert faults(publisher, page_of(draft), data | {"title": ""})
    save(publisher, page_of(draft), data | {"title": "Right"})
    assert Submission.objects.count() == 1


def test_a_form_comes_back_after_signing_in_again(client, anna, draft):
    client.force_login(anna)
    data = opened(client, draft) | {"title": "Typed for an hour", "findings-0-verb": "welcome"}
    client.logout()
    response = client.post(page_of(draft), data)
    assert response.url.startswith("/admin/login/")
    door = client.get(response.url).url
    client.post(door, {"login": "anna", "password": "x"})
    page = client.get(page_of(draft))
    document = Document(page.content.decode())
    assert "your form is back as you sent it" in document.words
    assert document.one("input", id="id_title")["value"] == "Typed for an hour"
    draft.refresh_from_db()
    assert draft.title == "New Conference"
    save(client, page_of(draft), filled(page))
    draft.refresh_from_db()
    assert draft.title == "Typed for an hour"
    assert "Typed for an hour" in client.get(page_of(draft)).content.decode()


def test_a_form_is_kept_only_for_whom_it_was_made(client, anna, ben, draft):
    client.force_login(anna)
    data = opened(client, draft) | {"title": "Anna’s words"}
    client.logout()
    client.post(page_of(draft), data)
    client.force_login(ben)
    assert "Anna’s words" not in client.get(page_of(draft)).content.decode()


@pytest.mark.parametrize("token", ["", "x", "1:2:3"])
def test_nothing_is_kept_of_a_form_that_is_not_ours(client, draft, token):
    client.post(page_of(draft), {"once": token, "title": "x" * 1000})
    assert "held_form" not in client.session


# --- names ---


def test_a_name_in_the_public_record_changes_for_a_reason(publisher, browsers, draft):
    actor, theme = make_actor("Old Name"), make_theme("Old Theme")
    make_participant(draft, actor)
    draft.findings.first().themes.add(theme)
    publish(draft, by=None, reason="Agreed.")
    for row, name in ((actor, "New Name"), (theme, "New Theme")):
        page = reverse(f"admin:conferences_{row._meta.model_name}_change", args=[row.pk])
        data = filled(publisher.get(page)) | {"name": name}
        assert "Give the reason" in shown(publisher.post(page, data | {"reason": " "}))
        save(publisher, page, data | {"reason": f"It is called {name} now."})
        assert draft.editions.first().reason == f"It is called {name} now."
        assert browsers[1].post(page, data).status_code == 403
    assert draft.editions.first().number == 3


def test_a_name_nobody_reads_yet_changes_freely(browsers, db):
    actor = make_actor("Old Name")
    page = reverse("admin:conferences_actor_change", args=[actor.pk])
    save(browsers[1], page, filled(browsers[1].get(page)) | {"name": "New Name"})
    actor.refresh_from_db()
    assert actor.name == "New Name"


def test_what_an_old_edition_names_is_kept(publisher, draft):
    actor = make_actor("Once There")
    make_participant(draft, actor)
    publish(draft, by=None, reason="Agreed.")
    copy = prepare(draft, by=None)
    copy.participants.all().delete()
    sent(publisher, act_of("publish", copy), reason="It did not come.")
    address = reverse("admin:conferences_actor_delete", args=[actor.pk])
    page = publisher.post(address, {"post": "yes"}, follow=True)
    assert "an edition of the record names it" in shown(page)


# --- what was done, and how it stands ---


def test_the_log_tells_who_did_what_also_when_the_account_is_gone(publisher, draft, anna):
    save(publisher, page_of(draft), opened(publisher, draft) | {"title": "Renamed"})
    sent(publisher, act_of("publish", draft), reason="Agreed.")
    anna.delete()
    publisher.force_login(staff("carl", "Publishers"))
    page = shown(publisher.get(act_of("history", draft)))
    assert "Anna Berg" in page
    assert "Changed Title" in page
    assert "Published, edition 1: Agreed." in page
    assert "Anna Berg" in shown(publisher.get("/admin/conferences/entry/"))


def test_the_log_of_a_correction_is_that_of_the_conference(publisher, draft):
    publish(draft, by=None, reason="Agreed.")
    copy = prepare(draft, by=None)
    save(publisher, page_of(copy), opened(publisher, copy) | {"title": "Renamed"})
    assert publisher.get(act_of("history", copy)).url == act_of("history", draft)
    assert "Changed Title" in shown(publisher.get(act_of("history", draft)))
    sent(publisher, act_of("publish", copy), reason="Renamed.")
    assert "Changed Title" in shown(publisher.get(act_of("history", draft)))


def test_the_log_cannot_be_changed(admin_client, draft):
    entry = Entry.write(draft, None, "Done.")
    for name in ("change", "delete"):
        address = reverse(f"admin:conferences_entry_{name}", args=[entry.pk])
        assert admin_client.post(address, {"post": "yes", "said": "Other"}).status_code == 403
    assert admin_client.get("/admin/conferences/entry/add/").status_code == 403


def test_record_health_tells_how_each_conference_stands(publisher, draft):
    public = make_conference(title="Public One")
    begin_editions("default")
    make_recommendation(public, "Untied words.")
    address = reverse("admin:conferences_conference_health")
    page = publisher.get(address)
    assert "never" in shown(page)
    response = publisher.post(address, {}, follow=True)
    assert "things are amiss" in shown(response)
    assert "The rows say otherwise than edition 1" in shown(response)
    assert "all holds" in shown(response)


# --- what readers see by itself ---


def test_an_editor_makes_nobody_a_member(browsers):
    """The page of a member is public from the moment that it is saved."""
    _, of_ben = browsers
    page = reverse("admin:conferences_actor_add")
    given = {"name": "Ruritania", "slug": "ruritania", "kind": "group", "is_member": "on"}
    save(of_ben, page, filled(of_ben.get(page)) | given)
    assert of_ben.get("/participants/ruritania/").status_code == 404
    made = Actor.objects.get(slug="ruritania")
    page = reverse("admin:conferences_actor_change", args=[made.pk])
    save(of_ben, page, filled(of_ben.get(page)) | {"is_member": "on", "note": "Known."})
    made.refresh_from_db()
    assert (made.is_member, made.note) == (False, "Known.")


def test_what_readers_see_is_not_deleted(browsers):
    member = make_actor("Ruritania", is_member=True)
    for browser in browsers:
        browser.post(reverse("admin:conferences_actor_delete", args=[member.pk]), {"post": "yes"})
        chosen = {"action": "delete_selected", "_selected_action": member.pk, "post": "yes"}
        browser.post(reverse("admin:conferences_actor_changelist"), chosen)
        assert browser.get(member.get_absolute_url()).status_code == 200


def test_an_editor_does_not_change_the_source_of_a_member(browsers):
    of_anna, of_ben = browsers
    source = make_source(title="A page", key="page")
    member = make_actor("Ruritania", is_member=True)
    member.sources.add(source)
    page = reverse("admin:conferences_source_change", args=[source.pk])
    given = filled(of_anna.get(page)) | {"title": "Another page"}
    assert of_ben.post(page, given | {"reason": "I like it."}).status_code == 403
    save(of_anna, page, given | {"reason": "It was renamed."})
    assert "Another page" in shown(of_ben.get(member.get_absolute_url()))
