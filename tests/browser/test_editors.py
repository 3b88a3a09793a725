"""The staff side as an editor meets it: by keyboard, on any screen, with and without script."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from conferences.models import Conference
from conferences.publishing import prepare
from tests.browser.axe import barriers
from tests.factories import make_conference

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LIST = "/admin/conferences/conference/"
SOURCE = Path(__file__).parent.parent / "seed" / "second-ministerial-conference.txt"

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_staff_page(open_page, admin_client, live_server):
    """Open an address of the staff side, signed in."""
    cookie = {"name": "sessionid", "value": admin_client.cookies["sessionid"].value}
    cookie |= {"domain": urlsplit(live_server.url).hostname, "path": "/", "expires": -1}
    cookie |= {"httpOnly": True, "secure": False, "sameSite": "Lax"}
    return partial(open_page, storage_state={"cookies": [cookie], "origins": []})


@pytest.fixture
def copy(second):
    """The working copy of a correction: what is public is not edited."""
    return prepare(second, by=None)


def page_of(conference):
    return reverse("admin:conferences_conference_change", args=[conference.pk])


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def test_rows_change_places_by_keyboard(open_staff_page, copy):
    page = open_staff_page(page_of(copy))
    page.locator("#findings-group summary").first.press("Enter")
    mover = page.locator("#findings-0").get_by_role("button", name="Move down")
    mover.press("Enter")
    mover.press("Space")
    assert mover.evaluate("button => button === document.activeElement")
    assert page.get_by_role("status").inner_text() == "Now row 3 of 9"
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.wait_for_url(f"**{LIST}")
    order = [row.reference for row in copy.findings.all()][:4]
    assert order == ["BPMC2-F-2", "BPMC2-F-3", "BPMC2-F-1", "BPMC2-F-4"]


def test_the_order_of_the_editor_survives_an_error(open_staff_page, copy):
    page = open_staff_page(page_of(copy))
    page.locator("#findings-group summary").first.press("Enter")
    page.locator("#findings-0").get_by_role("button", name="Move down").press("Enter")
    page.locator("#id_findings-0-verb").fill("URGE")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_role("link", name="Findings, row 2, Verb").press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_findings-0-verb"
    shown = page.locator("#findings-group [name$=-verb]:visible").evaluate_all(
        "inputs => inputs.slice(0, 2).map(input => input.name)"
    )
    assert shown == ["findings-1-verb", "findings-0-verb"]


def test_a_new_row_goes_last(open_staff_page, copy):
    page = open_staff_page(page_of(copy))
    page.locator("#paragraphs-group summary").first.press("Enter")
    page.get_by_role("button", name="Add another Paragraph").press("Enter")
    assert page.locator("#id_paragraphs-3-position").input_value() == "4"
    assert page.locator("#paragraphs-3").get_by_role("button", name="Move up").is_visible()


def test_without_script_the_place_is_a_number(open_staff_page, copy):
    page = open_staff_page(page_of(copy), java_script_enabled=False)
    page.locator("#findings-group summary").first.press("Enter")
    assert page.locator("#id_findings-0-position").is_visible()
    assert page.get_by_role("button", name="Move down").count() == 0


def test_a_pasted_statement_is_kept_byte_for_byte(open_staff_page, db):
    draft = make_conference(state="draft")
    page = open_staff_page(page_of(draft))
    page.locator("#id_statements-0-title").fill("Official page")
    page.locator("#id_statements-0-text").fill(SOURCE.read_text())
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.wait_for_url(f"**{LIST}")
    assert draft.statements.get().text.encode() == SOURCE.read_bytes()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_pages_of_the_staff_side_are_accessible(open_staff_page, second, copy, width, scheme):
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_staff_page("/admin/", **size)
    bare = prepare(Conference.objects.get(code="BPMC8"), by=None)
    pages = map(page_of, (second, copy, bare))
    for address in ("/admin/", LIST, "/admin/conferences/actor/", *pages):
        page.goto(address)
        unfold(page)
        assert barriers(page) == [], address
        assert page.evaluate(OVERFLOW) <= 0, address
    page.goto(page_of(copy))
    unfold(page)
    page.locator("#id_title").fill("")
    page.locator("#id_findings-0-text").fill("words")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_role("heading", name="Nothing is saved yet").wait_for()
    assert barriers(page) == []
