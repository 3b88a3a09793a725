"""The public side as readers meet it: on any screen, by keyboard, without script, on paper."""

import pytest

from tests.browser.axe import barriers
from tests.factories import make_finding
from tests.routes import pages

WIDE = {"width": 1280, "height": 900}
WIDTHS, SCHEMES = (360, 1440), ("light", "dark")
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
SECOND = "/conferences/second-ministerial-conference/"
EMPTY = "/recommendations/?addressee=iom&theme=legislation-and-criminalisation"
FILTERED = "/findings/?verb=urge&verb=agree&theme=legislation-and-criminalisation&sort=oldest"
KINDS = [
    *pages(one_of_each=True),
    "/conferences/first-ministerial-conference/",
    FILTERED,
    EMPTY,
    "/findings/?verb=sing",
    "/nothing-here/",
]
# What each page holds that is wider or taller than its box, or lies over the edge of the screen.
CUT_OFF = """() => [...document.querySelectorAll('main *, .masthead *, .colophon *')].filter(e => {
  const style = getComputedStyle(e)
  const clips = /hidden|clip/.test(style.overflowX + style.overflowY)
  const isShown = e.checkVisibility() && !e.closest('.hidden, .skip')
  const isFull = e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1
  return isShown && clips && isFull
}).map(e => e.outerHTML.slice(0, 120))"""
# The body has the focus for one stop, where the last link of a page leads round to the first.
FOCUS_IS_SEEN = """() => {
  if (document.activeElement === document.body) return true
  const style = getComputedStyle(document.activeElement)
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("record")]


def test_no_barrier_is_found_on_any_screen_light_or_dark(open_page):
    page = open_page("/")
    for address in KINDS:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert barriers(page) == [], (address, width, scheme)


def test_a_narrow_screen_needs_no_sideways_scroll_and_wide_spacing_loses_nothing(open_page):
    """320 px is a screen of 1280 px at a zoom of 400 %."""
    # A reader's own style sheet is no business of the page's content policy.
    page = open_page("/", viewport={"width": 320, "height": 640}, bypass_csp=True)
    for address in KINDS:
        page.goto(address)
        assert page.evaluate(OVERFLOW) == 0, address
        page.add_style_tag(content=SPACING)
        assert page.evaluate(OVERFLOW) == 0, address
        assert page.evaluate(CUT_OFF) == [], address


def heading(page):
    return page.locator("h1").inner_text()


def follow(page, link):
    with page.expect_navigation():
        link.click()


def test_without_script_a_reader_searches_filters_lifts_and_turns_pages(open_page, second):
    for number in range(30):
        make_finding(
            second,
            f"noted matter {number} of migration.",
            verb="note",
            reference=f"BPMC2-F-{100 + number}",
        )
    page = open_page("/", java_script_enabled=False, viewport=WIDE)
    page.get_by_role("searchbox").fill("migration")
    follow(page, page.locator("form[role=search] button").first)
    assert "migration" in heading(page)

    page.goto("/findings/?q=migration")
    assert heading(page) == "30 findings with “migration”"

    follow(page, page.get_by_role("link", name="Next page"))
    assert page.locator(".passage").count() == 5
    follow(page, page.get_by_role("link", name="Earlier page"))

    page.get_by_label("note 30").check()
    page.get_by_label("Sort").select_option("oldest")
    follow(page, page.get_by_role("button", name="Apply"))
    assert heading(page) == "30 findings with “migration” that note"
    assert page.get_by_label("note 30").is_checked()

    follow(page, page.get_by_role("link", name="Lift the filter Words: migration"))
    assert heading(page) == "30 findings that note"
    follow(page, page.get_by_role("link", name="Lift all"))
    assert heading(page) == "38 findings"


def test_without_script_the_filters_open_on_a_phone(open_page):
    page = open_page(
        "/findings/", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    box = page.get_by_label("urge 1")
    assert not box.is_visible()
    page.locator(".filters summary").click()
    box.check()
    follow(page, page.get_by_role("button", name="Apply"))
    assert heading(page) == "1 finding that urge"


@pytest.mark.parametrize("has_script", [True, False])
def test_the_filters_can_be_used_by_keyboard_alone(open_page, has_script):
    page = open_page("/recommendations/", java_script_enabled=has_script, viewport=WIDE)
    box = page.get_by_label("States 4")
    tab_to(page, box)
    page.keyboard.press("Space")
    if has_script:
        page.get_by_role("heading", name="4 recommendations addressed to States").wait_for()
    assert box.evaluate("e => e === document.activeElement")
    tab_to(page, page.get_by_role("button", name="Apply"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/recommendations/?*addressee=states*")
    page.get_by_role("heading", name="4 recommendations addressed to States").wait_for()
    tab_to(page, page.get_by_role("link", name="Lift the filter Addressed to: States"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="5 recommendations").wait_for()


def tab_to(page, target):
    """Press Tab until the focus is there, and see it at every stop."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("The keyboard does not reach it.")


def test_the_first_stop_leads_past_the_navigation(open_page):
    page = open_page(SECOND)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_targets_are_large_enough_to_hit(open_page):
    page = open_page("/recommendations/", viewport={"width": 360, "height": 740})
    page.locator(".filters summary").click()
    for target in page.locator("button, select, input[type=search], .choice, .pills a").all():
        assert target.bounding_box()["height"] >= 24, target.evaluate("e => e.outerHTML")


def test_paper_has_the_words_and_no_furniture(open_page):
    page = open_page(SECOND)
    page.emulate_media(media="print")
    for furniture in (".masthead nav", ".breadcrumbs", ".neighbours", ".skip"):
        assert not page.locator(furniture).is_visible(), furniture
    assert page.locator("#BPMC2-R-E .words").is_visible()
    page.goto(FILTERED)
    for furniture in (".filters", ".pills"):
        assert not page.locator(furniture).is_visible(), furniture
    assert page.locator("#BPMC2-F-7 .words").is_visible()


@pytest.mark.parametrize("address", [f"{SECOND}statement/", "/findings/"])
def test_forced_colours_keep_what_colour_alone_would_say(open_page, address):
    page = open_page(address, forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    root = "getComputedStyle(document.documentElement)"
    assert page.evaluate(f"{root}.color") != page.evaluate(f"{root}.backgroundColor")
    current = page.locator(".masthead a[aria-current]")
    other = page.locator(".masthead li a:not([aria-current])").first
    edge = "e => getComputedStyle(e).borderBottomColor"
    assert current.evaluate(edge) != other.evaluate(edge)


def test_who_asks_for_less_motion_gets_none(open_page):
    moving = open_page(SECOND, reduced_motion="no-preference")
    still = open_page(SECOND, reduced_motion="reduce")
    scroll = "getComputedStyle(document.documentElement).scrollBehavior"
    assert (moving.evaluate(scroll), still.evaluate(scroll)) == ("smooth", "auto")


def test_a_link_to_a_passage_lands_on_it_in_the_statement(open_page):
    page = open_page("/recommendations/BPMC2-R-C/")
    follow(page, page.get_by_role("link", name="See it in the whole statement"))
    target = page.locator(":target")
    assert target.get_attribute("id") == "BPMC2-R-C"
    assert target.is_visible()
