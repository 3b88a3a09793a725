"""A listing with script: it changes in place, and says so to everyone."""

import pytest

from tests.browser.axe import barriers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("record")]

WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def page(open_page):
    """The findings, in a window that would forget `stayed` if it was loaded anew."""
    page = open_page("/findings/", **WIDE)
    page.evaluate("window.stayed = true")
    return page


def asked(page, heading):
    page.wait_for_function("text => document.querySelector('h1').textContent === text", arg=heading)


def path_of(page):
    return page.evaluate("location.pathname + location.search")


def count_of(page, box):
    return page.locator(f"label:has(#{box}) .count").inner_text()


def test_a_filter_changes_answer_counts_and_address_in_place(page):
    assert count_of(page, "theme-people-smuggling") == "2"
    page.check("#verb-recognise")
    asked(page, "2 findings that recognise")
    assert page.locator(".results .passage").count() == 2
    assert count_of(page, "theme-people-smuggling") == "1"
    assert count_of(page, "verb-urge") == "1"
    assert path_of(page) == "/findings/?verb=recognise"
    assert page.title() == "2 findings that recognise · Bali Process record"
    assert page.evaluate("window.stayed")


def test_focus_stays_and_the_new_total_is_said(page):
    status = page.locator("#status").element_handle()
    page.focus("#verb-recognise")
    page.keyboard.press("Space")
    asked(page, "2 findings that recognise")
    assert page.evaluate("document.activeElement.id") == "verb-recognise"
    assert status.evaluate("e => e.isConnected && e.textContent") == "2 findings that recognise"
    assert status.get_attribute("role") == "status"


def test_words_are_sought_by_enter(page):
    page.fill("#q", '"border security" OR urged')
    page.keyboard.press("Enter")
    asked(page, '2 findings with "border security" OR urged')
    assert page.locator(".results mark").all_inner_texts() == ["urged", "border security"]
    assert page.evaluate("window.stayed")


def test_back_gives_the_answer_before(page):
    page.check("#verb-recognise")
    asked(page, "2 findings that recognise")
    page.check("#verb-urge")
    asked(page, "3 findings that recognise or urge")
    page.go_back()
    asked(page, "2 findings that recognise")
    assert page.is_checked("#verb-recognise")
    assert not page.is_checked("#verb-urge")
    page.go_back()
    asked(page, "8 findings")
    assert path_of(page) == "/findings/"


def test_a_query_that_is_no_query_is_told_in_place(page):
    page.fill("#q", "border OR")
    page.keyboard.press("Enter")
    asked(page, "This question was not understood")
    assert "Did you mean border?" in page.locator("#results").inner_text()
    assert page.locator(".results .passage").count() == 0
    assert page.evaluate("window.stayed")
    page.fill("#q", "border")
    page.keyboard.press("Enter")
    asked(page, "1 finding with “border”")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_after_a_change(open_page, scheme):
    page = open_page("/findings/", color_scheme=scheme, **WIDE)
    page.check("#verb-recognise")
    asked(page, "2 findings that recognise")
    assert barriers(page) == []
