"""What every page owes its reader, and what the pages of the real record say."""

import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from conferences.models import Conference
from tests.document import Document
from tests.factories import (
    make_conference,
    make_finding,
    make_reading,
    make_statement,
)
from tests.routes import pages

SECOND = "/conferences/second-ministerial-conference/"
EIGHTH = "/conferences/eighth-ministerial-conference/"
DEEP = ("/conferences/", "/findings/", "/recommendations/", "/participants/")


@pytest.fixture
def every_page(record, read):
    return {address: read(address) for address in pages()}


@pytest.fixture
def crawled(record, client):
    """Every page that can be reached from the first by links: {address: document}."""
    found, waiting = {}, ["/"]
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        assert response.status_code == 200, address
        is_page = response["Content-Type"].startswith("text/html")
        found[address] = Document(response.getvalue().decode() if is_page else "")
        waiting += {
            target
            for target, _ in links_of(address, found[address])
            if target not in found and target not in waiting
        }
    return found


def links_of(address, page):
    """(address, fragment) of every link to this site, forms' actions among them."""
    ends = [a["href"] for a in page.all("a")] + [form["action"] for form in page.all("form")]
    for end in ends:
        target, fragment = urldefrag(urljoin(address, end))
        if not urlsplit(target).netloc:
            yield target, fragment


def test_every_page_has_one_heading_and_says_its_language(every_page):
    for address, page in every_page.items():
        assert page.one("h1").words, address
        assert page.one("html")["lang"] == "en-GB"


def test_headings_never_skip_a_level(every_page):
    for address, page in every_page.items():
        levels = [int(e.tag[1]) for e in page if e.tag in ("h1", "h2", "h3", "h4")]
        assert levels[0] == 1, address
        for above, below in zip(levels, levels[1:], strict=False):
            assert below <= above + 1, address


def test_titles_and_descriptions_are_each_pages_own(every_page):
    titles = [page.one("title").words for page in every_page.values()]
    told = [page.one("meta", name="description")["content"] for page in every_page.values()]
    assert all(title.endswith(" · Bali Process record") for title in titles)
    assert len(set(titles)) == len(titles)
    assert len(set(told)) == len(told)
    assert all(30 <= len(each) <= 320 for each in told), [t for t in told if len(t) > 320]


def test_titles_are_unique_over_the_whole_site(crawled):
    plain = {a: p.one("title").words for a, p in crawled.items() if "?" not in a and p.all("main")}
    assert len(plain) > 90
    assert len(set(plain.values())) == len(plain)


def test_deep_pages_show_where_one_is(every_page):
    for address, page in every_page.items():
        is_deep = address.startswith(DEEP) and address not in DEEP
        crumbs = page.all("nav", aria_label="Where you are")
        assert len(crumbs) == int(is_deep), address


def test_every_page_leads_back_to_the_first_and_past_the_navigation(every_page):
    for page in every_page.values():
        assert page.one("a", class_="masthead-name")["href"] == "/"
        assert page.one("a", class_="skip")["href"] == f"#{page.one('main')['id']}"


def test_the_navigation_marks_the_page_it_stands_on(every_page):
    for address in DEEP:
        marked = every_page[address].all("a", aria_current="page")
        assert [a["href"] for a in marked] == [address]
    marked = every_page[SECOND].all("a", aria_current="true")
    assert [a.words for a in marked] == ["Conferences"]


def test_ids_stand_once_and_what_refers_to_one_finds_it(every_page):
    for address, page in every_page.items():
        ids = [e["id"] for e in page if e.get("id") is not None]
        assert len(set(ids)) == len(ids), address
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for element in page:
                assert set(element.get(name, "").split()) <= set(ids), (address, name)


def test_every_control_has_a_label(every_page):
    for address, page in every_page.items():
        named = {label.get("for") for label in page.all("label")}
        within = {id(e) for label in page.all("label") for e in label}
        for control in [e for e in page if e.tag in ("input", "select", "textarea")]:
            if control.get("type") != "hidden":
                assert control.get("id") in named or id(control) in within, address


def test_images_have_words(every_page):
    for page in every_page.values():
        assert all(image["alt"] for image in page.all("img"))


def test_no_link_of_the_site_is_broken(crawled):
    for address, page in crawled.items():
        for target, fragment in links_of(address, page):
            ids = {e.get("id") for e in crawled[target]}
            assert not fragment or fragment in ids, f"{address} links {target}#{fragment}"


def test_links_have_words_and_mean_one_thing_on_a_page(every_page):
    for address, page in every_page.items():
        for link in page.all("a"):
            assert link.words, address
            assert link["href"], address


def test_every_public_row_is_reached_from_the_first_page(crawled):
    assert {f"/findings/BPMC2-F-{n}/" for n in range(1, 9)} <= crawled.keys()
    assert {f"/recommendations/BPMC2-R-{label}/" for label in "ABCDE"} <= crawled.keys()
    assert len([a for a in crawled if a.startswith("/participants/")]) == 77
    assert len([a for a in crawled if a.startswith("/conferences/") and a.endswith("/")]) == 27


def test_conferences_stand_newest_first(every_page):
    for address in ("/", "/conferences/"):
        titles = [a.words for a in every_page[address].all("a", class_="timeline-title")]
        assert [title.split()[0] for title in titles] == [
            "Eighth",
            "Seventh",
            "Sixth",
            "Fifth",
            "Fourth",
            "Third",
            "Second",
            "First",
        ]


def test_the_first_page_names_the_latest_conference_and_searches(every_page):
    home = every_page["/"]
    latest = home.one("section", aria_labelledby="latest")
    assert "Eighth Ministerial Conference" in latest.words
    assert "Adelaide, Australia · 10 February 2023" in latest.words
    search = home.one("form", role="search")
    assert search["action"] == "/search/"
    assert search.one("input")["name"] == "q"


def test_the_list_says_what_is_entered(every_page):
    rows = every_page["/conferences/"].one("ol", class_="timeline").children
    rows = {row.one("a").words: row.words for row in rows if not isinstance(row, str)}
    assert "5 recommendations, 8 findings" in rows["Second Ministerial Conference"]
    assert [title for title, row in rows.items() if "Text not entered yet" not in row] == [
        "Second Ministerial Conference"
    ]


def test_a_conference_tells_its_facts(every_page):
    page = every_page[SECOND]
    facts = {row.one("dt").words: row.words for row in page.one("dl", class_="facts").all("div")}
    assert page.one("h1").words == "Second Ministerial Conference"
    assert "Bali, Indonesia" in facts["Place"]
    assert "28–30 April 2003" in facts["Dates"]
    assert "Alexander Downer, Minister for Foreign Affairs, Australia" in facts["Co-chairs"]
    assert "Hassan Wirajuda, Minister for Foreign Affairs, Indonesia" in facts["Co-chairs"]
    assert "33" in facts["Members"]
    assert "27" in facts["Observers"]


def test_a_conference_shows_the_doubts_about_its_dates(every_page):
    doubts = [each.words for each in every_page[SECOND].all("p", class_="doubt")]
    assert "Medium confidence. The last day is certain; the first is less so." in doubts
    assert any(
        "Another reading: 29–30 April 2003 (page header, Second Ministerial Conference)" in each
        for each in doubts
    )


@pytest.mark.parametrize(
    ("ordinal", "other"),
    [
        ("first", "27–28 February 2002"),
        ("second", "29–30 April 2003"),
        ("fourth", "30 March 2011"),
        ("fifth", "1–2 April 2013"),
        ("seventh", "7 August 2018"),
        ("eighth", "8–10 February 2023"),
    ],
)
def test_every_disputed_date_is_told_with_its_source(record, read, ordinal, other):
    page = read(f"/conferences/{ordinal}-ministerial-conference/")
    doubts = [each.words for each in page.all("p", class_="doubt")]
    assert any(each.startswith(f"Another reading: {other} (") for each in doubts)


def test_a_conference_has_the_words_of_its_passages(every_page, record):
    page = every_page[SECOND]
    second = Conference.objects.get(code="BPMC2")
    for row in second.findings.all():
        assert page.one("li", id=row.reference).one("p", class_="words").words == row.text
    for row in second.recommendations.all():
        shown = page.one("li", id=row.reference).one("p", class_="words").words
        assert shown == f"{row.label}. {row.text}"
    introduction = page.one("section", aria_labelledby="introduction")
    assert [p.words for p in introduction.all("p")] == [p.text for p in second.paragraphs.all()]


def test_the_verb_of_a_finding_hangs_in_the_margin(every_page):
    findings = every_page[SECOND].one("section", aria_labelledby="findings")
    assert [verb.words for verb in findings.all("span", class_="hung")] == [
        "urged",
        "emphasised",
        "welcomed",
        "called on",
        "discussed",
        "recognised",
        "agreed",
        "further recognised",
    ]


def test_a_conference_without_text_says_so_and_links_the_official_page(every_page):
    notice = every_page[EIGHTH].one("p", class_="notice")
    assert "The text of this conference is not entered yet." in notice.words
    assert notice.one("a")["href"] == "https://baliprocess.net/event/sample-event/"
    assert not every_page[SECOND].all("p", class_="notice")


def test_the_participants_of_2002_are_listed_in_their_capacities(record, read):
    page = read("/conferences/first-ministerial-conference/")
    groups = page.one("section", aria_labelledby="participants").all("h3")
    assert [group.words for group in groups] == [
        "Co-chairs 2",
        "Members 36",
        "In a capacity not stated 2",
        "Observers 27",
    ]


def test_conferences_lead_to_the_one_before_and_after(every_page, read):
    def neighbours(page):
        around = page.one("nav", aria_label="Other conferences")
        return {a["rel"]: (a["href"], a.words) for a in around.all("a")}

    third = "/conferences/third-ministerial-conference/"
    assert neighbours(every_page[SECOND]) == {
        "prev": (
            "/conferences/first-ministerial-conference/",
            "Before First Ministerial Conference, 2002",
        ),
        "next": (third, "After Third Ministerial Conference, 2009"),
    }
    assert neighbours(every_page[EIGHTH]).keys() == {"prev"}
    assert neighbours(read("/conferences/first-ministerial-conference/")).keys() == {"next"}


def test_a_neighbour_without_dates_is_named_plainly(record, read):
    make_conference(title="Ninth Ministerial Conference", starts_on=None, ends_on=None)
    around = read(EIGHTH).one("nav", aria_label="Other conferences")
    assert around.one("a", rel="next").words == "After Ninth Ministerial Conference"


def test_the_statement_page_shows_the_statement_character_for_character(second, read):
    shown = read(f"{SECOND}statement/").one("div", class_="source-text")
    assert shown.without(class_="reference") == second.statements.get().text
    assert shown["lang"] == "en"


def test_the_statement_and_the_passages_link_both_ways(second, read):
    page = read(f"{SECOND}statement/")
    for row in [*second.findings.all(), *second.recommendations.all()]:
        mark = page.one("mark", id=row.reference)
        assert mark.one("a")["href"] == row.get_absolute_url()
        assert " ".join(mark.without(class_="reference").split()) == row.text
        own = read(row.get_absolute_url())
        assert f"{SECOND}statement/#{row.reference}" in [a["href"] for a in own.all("a")]


def test_words_that_two_passages_share_keep_the_text_and_its_ids_whole(read):
    held = make_conference(slug="overlap")
    text = "Ministers urged States to act and to meet.\n\nThey agreed."
    statement = make_statement(held, text)
    outer = make_finding(held, "urged States to act and to meet.", statement=statement)
    inner = make_finding(held, "States to act", statement=statement)
    tail = make_finding(held, "to meet.\n\nThey agreed.", statement=statement)
    make_reading(held, "city", "x", statement=statement, start=24, end=29)
    page = read("/conferences/overlap/statement/")
    shown = page.one("div", class_="source-text")
    assert shown.without(class_="reference") == text
    for reference in (outer.reference, inner.reference, tail.reference, "city-24"):
        assert len(page.all(id=reference)) == 1, reference


def test_odd_characters_of_a_statement_reach_the_reader(read):
    held = make_conference(slug="odd")
    text = "\n\n  «A» & <b>B</b>\tC  &amp; “D” \u202eE\u202c e\u0301\n"
    make_statement(held, text)
    shown = read("/conferences/odd/statement/").one("div", class_="source-text")
    assert shown.text == text


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("/findings/BPMC2-F-1/", "Ministers:\n\n  • ", "emphasised that border security"),
        ("/recommendations/BPMC2-R-A/", "that:\n\nA. ", "threaten States in the region."),
        ("/recommendations/BPMC2-R-D/", "these activities.\n\nD. ", "Asia Pacific region."),
        ("/recommendations/BPMC2-R-E/", "arising from the Bali Process.\n\nE. ", ""),
    ],
)
def test_a_passage_stands_in_its_source(record, read, address, before, after):
    excerpt = read(address).one("div", class_="source-text")
    words = excerpt.one("mark").text
    start, _, end = excerpt.text.partition(words)
    assert start.endswith(before)
    assert after in end
    assert bool(end.strip()) == bool(after)


def test_the_lines_around_a_passage_are_whole_lines_of_the_statement(second, read):
    lines = second.statements.get().text.split("\n")
    for row in [*second.findings.all(), *second.recommendations.all()]:
        excerpt = read(row.get_absolute_url()).one("div", class_="source-text")
        assert set(excerpt.text.split("\n")) <= set(lines), row.reference


def test_a_passage_without_a_span_says_so(read):
    finding = make_finding(make_conference())
    notice = read(finding.get_absolute_url()).one("p", class_="notice")
    assert notice.words == "These words are not tied to a source text yet."


def test_participants_are_grouped_and_counted(every_page):
    assert [h.words for h in every_page["/participants/"].all("h2")] == [
        "Member States 42",
        "Members that are territories 3",
        "Member organisations 4",
        "Other States and territories 15",
        "Other organisations 11",
        "Addressed as a group 1",
    ]


def test_an_actor_tells_where_it_took_part_and_what_is_addressed_to_it(every_page):
    australia, iom = every_page["/participants/australia/"], every_page["/participants/iom/"]
    assert australia.one("h2", id="took-part").words == "Took part in 8"
    years = [e.words for e in australia.all("span", class_="timeline-year")]
    assert years == ["2023", "2018", "2016", "2013", "2011", "2009", "2003", "2002"]
    assert [li["id"] for li in iom.all("li", class_="recommendation")] == ["BPMC2-R-E"]
    states = every_page["/participants/states/"]
    assert [li["id"] for li in states.all("li", class_="recommendation")] == [
        f"BPMC2-R-{label}" for label in "ABCD"
    ]
    assert not states.all("h2", id="took-part")


def test_themes_stand_in_their_order_with_true_counts(every_page, read):
    page = every_page["/themes/"]
    names = [dt.words for dt in page.all("dt")]
    assert names[:3] == [
        "Root causes and development",
        "People smuggling",
        "Trafficking in persons and forced labour",
    ]
    for link in page.one("dl").all("a"):
        listing = read(link["href"])
        shown = len(listing.all("li", class_="passage"))
        assert link.words.split()[0] == str(shown), link["href"]


def test_the_image_of_a_conference_is_served_with_its_words(read, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "hall.png").write_bytes(b"\x89PNG picture")
    make_conference(slug="seen", image="hall.png", image_alt="The hall", image_credit="A. Camera")
    figure = read("/conferences/seen/").one("figure")
    assert figure.one("img")["alt"] == "The hall"
    assert figure.one("figcaption").words == "A. Camera"
    response = client.get(figure.one("img")["src"])
    assert b"".join(response) == b"\x89PNG picture"
    assert response["Content-Type"] == "image/png"


def test_an_image_whose_file_is_lost_is_not_there(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_conference(slug="lost", image="lost.png", image_alt="The hall")
    assert client.get("/conferences/lost/image/").status_code == 404


def test_names_from_the_record_are_never_markup(read):
    held = make_conference(slug="marked-up", title="<i>Title</i>", city='"><b>City</b>')
    make_finding(held, "urged <script>alert(1)</script> & more.")
    page = read("/conferences/marked-up/")
    assert page.one("h1").text == "<i>Title</i>"
    inline = [each for each in page.all("script") if not each.get("src")]
    assert [each["type"] for each in inline] == ["application/ld+json"]
    assert not page.all("i")
    assert "urged <script>alert(1)</script> & more." in page.text


def test_an_empty_record_is_still_a_site(db, read):
    for address in ("/", "/conferences/", "/findings/", "/recommendations/", "/participants/"):
        assert read(address).one("h1").words
    assert "No conference is published yet." in read("/").words
    assert "No passage is filed yet." in read("/themes/").words


def test_a_conference_of_which_little_is_known_has_a_page(db, read):
    make_conference(slug="bare", title="Bare", city="", country="", starts_on=None, ends_on=None)
    page = read("/conferences/bare/")
    assert page.one("title").words == "Bare · Bali Process record"
    assert "not known" in page.one("dl", class_="facts").words
    assert ", ," not in page.markup
    assert "None" not in page.text


def test_robots_are_kept_out_of_the_staff_side_only(client, db):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in response.content.decode()
    assert "Disallow: /\n" not in response.content.decode()


def test_a_conference_of_the_far_past_prints_its_year(db, read):
    day = datetime.date(1900, 1, 1)
    make_conference(slug="past", starts_on=day, ends_on=day)
    assert "1 January 1900" in read("/conferences/past/").text
