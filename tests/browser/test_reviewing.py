"""A statement's whole way in a real browser: pasted, looked over by keyboard, made a draft."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from conferences.models import Conference
from tests.browser.axe import barriers
from tests.document import Document

SEED = Path(__file__).parents[1] / "seed" / "second-ministerial-conference.txt"
SHOWN = ("introduction", "findings", "recommendations")


@pytest.fixture
def said_by_hand(record, client):
    """The words of the page that was entered by hand; afterwards the conference is gone."""
    words = words_of_page(client)
    second = Conference.objects.get(code="BPMC2")
    for rows in ("findings", "recommendations", "paragraphs", "readings", "statements"):
        getattr(second, rows).all().delete()
    second.editions.all().delete()
    second.delete()
    return words


def words_of_page(client):
    """Heading, days, place and everything that Ministers said, as the public page has them."""
    page = Document(client.get("/conferences/second-ministerial-conference/").content.decode())
    said = [
        page.one("section", aria_labelledby=part).without(class_="passage-about") for part in SHOWN
    ]
    return [page.one("h1").words, *(" ".join(each.split()) for each in said)]


@pytest.fixture
def page(open_page, transactional_db, said_by_hand):
    User.objects.create_superuser("editor", password="a long password")
    page = open_page("/admin/login/?next=/admin/conferences/conference/")
    page.get_by_label("Name").fill("editor")
    page.get_by_label("Password").fill("a long password")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def go(page, name):
    """Walk to a link or button by the Tab key alone, and press Enter."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if name == page.evaluate("document.activeElement.textContent.trim()"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"No Tab leads to “{name}”.")


def begin(page):
    """From the list of conferences to the review of the seed."""
    go(page, "New conference from a statement")
    page.wait_for_url("**/review/add/")
    page.get_by_label("The whole text of the statement").fill(SEED.read_text())
    go(page, "Read it")
    page.wait_for_url("**/change/")


def test_the_seed_becomes_the_page_that_was_entered_by_hand(page, said_by_hand, client):
    begin(page)
    go(page, "28–30 April 2003")
    page.get_by_text("No open question").wait_for()
    go(page, "Go on to the draft")
    page.wait_for_url("**/finish/")
    assert page.get_by_text("Everything is accounted for.").is_visible()
    go(page, "Create draft")
    page.wait_for_url("**/conference/*/change/")

    made = Conference.objects.get(code="BPMC2")
    assert made.state == "draft"
    assert client.get(made.get_absolute_url()).status_code == 404
    Conference.objects.filter(pk=made.pk).update(state="published")
    assert words_of_page(client) == said_by_hand


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_review_is_free_of_faults(page, scheme):
    page.emulate_media(color_scheme=scheme)
    begin(page)
    assert barriers(page) == []
    page.goto(page.url.partition("#")[0] + "?split=9&open=10#part-9")
    assert barriers(page) == []
    go(page, "Go on: 1 still open")
    page.wait_for_url("**/finish/")
    assert barriers(page) == []
    page.goto(page.url.replace("finish", "change"))
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_passage_is_split_at_the_cursor(page):
    begin(page)
    card = page.locator(".card.k-finding").first
    card.locator("summary").click()
    words = card.locator(".words")
    words.evaluate("p => getSelection().collapse(p.firstChild, p.textContent.indexOf('assist'))")
    card.get_by_role("button", name="Split in two").click()
    page.wait_for_url("**#part-*")
    first, second = page.locator(".card.k-finding .words").all()[:2]
    assert first.inner_text().endswith("international community to")
    assert second.inner_text().startswith("assist source countries")


def test_words_typed_and_not_saved_are_not_left_by_mistake(page):
    begin(page)
    page.get_by_label("Venue").fill("The Hall")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    assert asked == ["beforeunload"]
