"""Publishing in a real browser: the gate, the late form, the history, by keyboard and on paper."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from conferences.models import Conference
from conferences.previews import make_preview, token_of
from conferences.publishing import correct, prepare
from tests.browser.axe import barriers
from tests.factories import make_conference, make_finding, make_statement

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = [(360, "dark"), (768, "light"), (1440, "light")]

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def anna(db):
    return User.objects.create_superuser("anna", password="x", first_name="Anna")


@pytest.fixture
def open_as(open_page, live_server):
    """Open an address of the staff side, signed in as someone."""

    def open_as(user, address, **options):
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        cookie |= {"domain": urlsplit(live_server.url).hostname, "path": "/", "expires": -1}
        cookie |= {"httpOnly": True, "secure": False, "sameSite": "Lax"}
        state = {"cookies": [cookie], "origins": []}
        return open_page(address, storage_state=state, **options)

    return open_as


@pytest.fixture
def draft(request, db):
    if "corrected" in request.fixturenames:
        request.getfixturevalue("corrected")  # the record is loaded before anything is made
    held = make_conference(state="draft", code="NEW", slug="new", title="New Conference")
    statement = make_statement(held, "Ministers urged States to act.")
    make_finding(held, "urged States to act.", statement=statement)
    return held


@pytest.fixture
def corrected(second):
    copy = prepare(second, by=None)
    copy.findings.filter(reference="BPMC2-F-2").update(verb="stress")
    copy.findings.filter(reference="BPMC2-F-7").delete()
    correct(copy, by=None, reason="The verb was misread, and finding 7 was said by nobody.")
    return second


def act_of(name, held):
    return reverse(f"admin:conferences_conference_{name}", args=[held.pk])


def page_of(held):
    return act_of("change", held)


def test_the_gate_leads_to_the_field_and_then_publishes_by_keyboard(open_as, anna, draft):
    Conference.objects.filter(pk=draft.pk).update(starts_on=None, ends_on=None)
    page = open_as(anna, page_of(draft))
    page.get_by_role("link", name="Publish…").press("Enter")
    page.get_by_role("link", name="The conference has no dates.").press("Enter")
    page.locator("#id_starts_on:focus").wait_for()
    page.keyboard.type("01/02/2026")
    page.locator("#id_ends_on").fill("02/02/2026")
    page.get_by_role("button", name="Save and continue").press("Enter")
    page.get_by_role("link", name="Publish…").press("Enter")
    page.get_by_text("Nothing stands in the way.").wait_for()
    page.get_by_label("Reason").fill("Agreed.")
    page.get_by_role("button", name="Publish", exact=True).press("Enter")
    page.get_by_text("is public, edition 1.").wait_for()
    draft.refresh_from_db()
    assert draft.is_public


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_pages_of_publishing_are_accessible(open_as, anna, draft, corrected, width, scheme):
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    copy = prepare(corrected, by=anna)
    Conference.objects.filter(pk=copy.pk).update(city="Perth")
    make_preview(copy, by=anna, days=2)
    page = open_as(anna, act_of("publish", draft), **size)
    for address in (
        act_of("publish", draft),
        act_of("publish", copy),
        act_of("withdraw", corrected),
        act_of("previews", copy),
        act_of("history", corrected),
        page_of(corrected),
        page_of(copy),
        reverse("admin:conferences_conference_health"),
        "/admin/conferences/entry/",
    ):
        page.goto(address)
        assert barriers(page) == [], address
        assert page.evaluate(OVERFLOW) <= 0, address


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_history_is_accessible(open_page, corrected, width, scheme):
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    link = make_preview(prepare(corrected, by=None), by=None, days=1)
    page = open_page("/", **size)
    own = corrected.get_absolute_url()
    for address in (
        f"{own}history/",
        f"{own}editions/1/",
        "/corrections/",
        f"/preview/{token_of(link)}/",
        "/findings/BPMC2-F-7/",
    ):
        page.goto(address)
        assert barriers(page) == [], address
        assert page.evaluate(OVERFLOW) <= 0, address


def test_what_changed_can_be_told_without_colour(open_page, corrected):
    page = open_page(f"{corrected.get_absolute_url()}history/", forced_colors="active")
    lines = "getComputedStyle(document.querySelector('.changes {}')).textDecorationLine"
    assert page.evaluate(lines.format("ins")) == "underline"
    assert page.evaluate(lines.format("del")) == "line-through"


def test_a_preview_says_so_on_paper_too(open_page, draft):
    page = open_page(f"/preview/{token_of(make_preview(draft, by=None, days=1))}/")
    page.emulate_media(media="print")
    assert page.get_by_text("is not public in this form").is_visible()
    assert not page.get_by_role("navigation", name="Site").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_late_form_shows_both_and_saves_at_the_second_press(open_as, anna, draft, script):
    ben = User.objects.create_superuser("ben", password="x", first_name="Ben")
    late = open_as(ben, page_of(draft), java_script_enabled=script)
    early = open_as(anna, page_of(draft))
    early.locator("#id_title").fill("Anna’s title")
    early.locator("#id_city").fill("Perth")
    early.get_by_role("button", name="Save", exact=True).click()
    early.wait_for_url("**/conference/")
    late.locator("#id_title").fill("Ben’s title")
    late.get_by_role("button", name="Save", exact=True).click()
    late.get_by_role("heading", name="Someone else saved this page").wait_for()
    if script:
        assert barriers(late) == []
    assert late.locator("#id_title").input_value() == "Ben’s title"
    assert late.locator("#id_city").input_value() == "Perth"
    late.get_by_role("button", name="Save", exact=True).click()
    late.wait_for_url("**/conference/")
    draft.refresh_from_db()
    assert (draft.title, draft.city) == ("Ben’s title", "Perth")
