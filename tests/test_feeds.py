"""The Atom feed: valid, in pages that link to one another, its entries known for good."""

from types import SimpleNamespace

import pytest
from lxml import etree

from conferences.feeds import atom_of
from tests.factories import make_conference, make_finding, make_theme
from tests.test_exports import BARE, DIGEST, answer, recommendation

ATOM = "{http://www.w3.org/2005/Atom}"
ONE = SimpleNamespace(number=1, paginator=SimpleNamespace(num_pages=1))
ADDRESSES = dict.fromkeys(("self", "first"), "https://record.example/recommendations.atom")


def read(pieces):
    return etree.fromstring(b"".join(pieces))


def texts(element, path):
    return [each.text for each in element.iterfind("/".join(f"{ATOM}{p}" for p in path.split("/")))]


def links(element):
    return {each.get("rel"): each.get("href") for each in element.iterfind(f"{ATOM}link")}


@pytest.fixture
def feed():
    return read(atom_of(answer(recommendation(), BARE), ONE, ADDRESSES))


def test_a_feed_says_what_it_is(feed):
    assert feed.tag == f"{ATOM}feed"
    assert texts(feed, "id") == ["https://record.example/recommendations.atom"]
    assert texts(feed, "title") == ["2 recommendations on borders"]
    assert texts(feed, "updated") == ["2026-03-04T05:06:07+00:00"]
    assert texts(feed, "author/name") == ["Bali Process record"]
    assert texts(feed, "subtitle") == [
        "2 recommendations on borders · 2026-03-04 · version 1795488975860384 · digest "
        + DIGEST[:12]
    ]
    assert links(feed) == {
        "alternate": "https://record.example/recommendations/?theme=borders",
        **ADDRESSES,
    }


def test_an_entry_is_a_passage(feed):
    first, second = feed.iterfind(f"{ATOM}entry")
    own = "https://record.example/recommendations/BPMC2-R-1/"
    assert texts(first, "id") == [own]
    assert links(first) == {"alternate": own}
    assert texts(first, "title") == ["BPMC2-R-1: States enhance “their” focus, and act."]
    assert texts(first, "updated") == ["2003-04-30T00:00:00Z"]
    assert texts(first, "author/name") == ["Ministers at the Second Ministerial Conference"]
    assert texts(first, "content") == ["States enhance “their” focus, and act."]
    assert [dict(each.attrib) for each in first.iterfind(f"{ATOM}category")] == [
        {"term": "borders", "label": "Borders"},
        {"term": "trafficking", "label": "Trafficking, all of it"},
    ]
    assert texts(second, "updated") == ["1970-01-01T00:00:00Z"]


def test_what_breaks_xml_is_dropped():
    item = recommendation(text="a\x00b\x0bc\ufffed\ud800 <b>&amp;</b> “é” 😀")
    feed = read(atom_of(answer(item, question="\x01with “x\x02”"), ONE, ADDRESSES))
    assert texts(feed, "entry/content") == ["abcd <b>&amp;</b> “é” 😀"]
    assert texts(feed, "title") == ["with “x”"]


def test_a_long_text_is_shortened_in_the_title_only():
    item = recommendation(text="word " * 100 + "end")
    feed = read(atom_of(answer(item), ONE, ADDRESSES))
    (title,) = texts(feed, "entry/title")
    assert len(title) <= 102
    assert title.endswith("word …")
    assert texts(feed, "entry/content") == ["word " * 100 + "end"]


@pytest.fixture
def many(db):
    """Sixty findings: two whole pages, and ten more."""
    held = make_conference(code="MANY")
    theme = make_theme("Borders", slug="borders")
    return [make_finding(held, f"urged number {n}.", [theme]).reference for n in range(60)]


def get(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml"
    return read(response)


def test_a_feed_is_walked_from_its_first_page_to_its_last(client, many):
    start = "http://testserver/findings.atom?theme=borders"
    walked, address = [], start
    for number in (1, 2, 3):
        feed = get(client, address)
        found = links(feed)
        assert found["self"] == address
        assert (found["first"], found["last"]) == (start, f"{start}&page=3")
        assert ("previous" in found, "next" in found) == (number > 1, number < 3)
        assert texts(feed, "id") == [start]
        assert texts(feed, "title") == [f"60 findings on borders, page {number} of 3"]
        walked += texts(feed, "entry/id")
        address = found.get("next")
    assert walked == [f"http://testserver/findings/{reference}/" for reference in many]


def test_an_entry_keeps_its_id_whatever_is_asked(client, many):
    plain = texts(get(client, "/findings.atom"), "entry/id")
    asked = texts(get(client, "/findings.atom?q=urged&sort=oldest"), "entry/id")
    assert plain == asked


def test_an_empty_feed_is_a_feed(client, db):
    feed = get(client, "/recommendations.atom")
    assert texts(feed, "title") == ["0 recommendations"]
    assert texts(feed, "entry/id") == []
    assert "next" not in links(feed)
