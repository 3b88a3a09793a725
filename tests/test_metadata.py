"""What pages tell machines: one address each, what is shared of them, and data that is true."""

import json
import re

import pytest

from conferences.models import Conference
from tests.document import Document
from tests.factories import (
    make_conference,
    make_finding,
    make_recommendation,
    make_statement,
)
from tests.routes import pages

SITE = "http://testserver"
SECOND = "/conferences/second-ministerial-conference/"
# What search engines ask of each type of schema.org, and which of its members are used here.
REQUIRED = {
    "Event": {"name", "startDate", "location"},
    "Quotation": {"text", "url", "creator"},
    "Place": {"name", "address"},
    "PostalAddress": {"addressCountry"},
    "Organization": {"name"},
    "WebPage": {"name", "url"},
    "CreativeWork": {"name"},
}
THING = {"@type", "name", "alternateName", "url", "identifier", "sameAs", "image"}
WORK = THING | {"text", "inLanguage", "creator", "dateCreated", "isPartOf", "isBasedOn", "genre"}
MEMBERS = {
    "Event": THING | {"startDate", "endDate", "eventStatus", "location", "organizer"},
    "Quotation": WORK,
    "Place": THING | {"address"},
    "PostalAddress": {"@type", "addressLocality", "addressCountry"},
    "Organization": THING,
    "WebPage": WORK,
    "CreativeWork": WORK,
}


def canonical(page):
    return page.one("link", rel="canonical")["href"]


def shared(page):
    return {meta["property"]: meta["content"] for meta in page.all("meta") if meta.get("property")}


def data_of(page):
    return json.loads(page.one("script", type="application/ld+json").text)


def things(value):
    """A value of schema.org and all that are in it."""
    yield value
    for member in value.values():
        if isinstance(member, dict):
            yield from things(member)


def assert_valid(data, lacking=frozenset()):
    assert data["@context"] == "https://schema.org"
    assert data["@id"] == data["url"]
    outer = data.keys() - {"@context", "@id"}
    for thing in things(data):
        names = outer if thing is data else thing.keys()
        assert names <= MEMBERS[thing["@type"]], thing
        assert REQUIRED[thing["@type"]] - lacking <= names, thing
        assert all(thing.values()), thing


def test_every_page_names_its_one_address(record, read):
    """An edition names that of the record as it is now."""
    for address in pages():
        now = SITE + re.sub(r"editions/\d+/", "", address)
        assert canonical(read(address)) == now
        assert canonical(read(f"{address}?page=1")) == now


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/findings/?page=1", "/findings/"),
        ("/findings/?sort=newest&verb=urge&page=1", "/findings/?verb=urge"),
        ("/findings/?verb=urge&verb=agree", "/findings/?verb=agree&verb=urge"),
        ("/search/?q=+border++people+", "/search/?q=border+people"),
        (f"{SECOND}?page=2&utm_source=x", SECOND),
    ],
)
def test_a_question_has_one_address_however_it_is_put(record, read, asked, address):
    assert canonical(read(asked)) == canonical(read(address)) == SITE + address


def test_a_later_page_of_an_answer_has_its_own_address(db, read):
    held = make_conference()
    for _ in range(30):
        make_finding(held)
    assert canonical(read("/findings/?page=2&verb=urge")) == f"{SITE}/findings/?verb=urge&page=2"


def test_every_page_says_what_is_shared_of_it(record, read):
    for address in pages():
        page = read(address)
        told = shared(page)
        assert f"{told['og:title']} · Bali Process record" == page.one("title").text
        assert told["og:description"] == page.one("meta", name="description")["content"]
        assert told["og:url"] == canonical(page)
        assert told["og:site_name"] == "Bali Process record"
        assert told["og:type"] in ("website", "article")
        assert "og:image" not in told


def test_what_is_not_there_has_no_address(client, db):
    gone = make_conference(state="withdrawn").get_absolute_url()
    beyond = "/findings/?page=9"
    for address in ("/nothing/", "/conferences/x/", beyond, gone, "/findings/?q=%00"):
        page = Document(client.get(address).content.decode())
        assert page.all("link", rel="canonical") == [], address
        assert "og:url" not in shared(page)


def test_names_cannot_break_out_of_the_head(db, read):
    held = make_conference(title='A "B" <c> & d')
    told = shared(read(held.get_absolute_url()))
    assert told["og:title"].startswith('A "B" <c> & d, ')


def test_a_conference_with_an_image_shares_it(db, read):
    held = make_conference(image="a.png", image_alt="Ministers at a table")
    page = read(held.get_absolute_url())
    image = f"{SITE}{held.get_absolute_url()}image/"
    assert shared(page)["og:image"] == image
    assert shared(page)["og:image:alt"] == "Ministers at a table"
    assert data_of(page)["image"] == image


def test_a_conference_is_an_event(record, read):
    data = data_of(read(SECOND))
    assert (data["startDate"], data["endDate"]) == ("2003-04-28", "2003-04-30")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Bali",
        "addressCountry": "ID",
    }
    assert data["organizer"]["alternateName"] == "Bali Process"
    for held in Conference.public.all():
        assert_valid(data_of(read(held.get_absolute_url())))


def test_what_is_not_known_of_a_conference_is_left_out(db, read):
    held = make_conference(city="", country="", starts_on=None, ends_on=None)
    data = data_of(read(held.get_absolute_url()))
    assert not {"startDate", "endDate", "location", "image", "sameAs"} & data.keys()
    assert_valid(data, lacking={"startDate", "location"})


def test_a_passage_is_a_quotation_of_its_statement(second, read):
    for row in [*second.findings.all(), *second.recommendations.all()]:
        data = data_of(read(row.get_absolute_url()))
        assert_valid(data)
        assert (data["@type"], data["text"], data["identifier"]) == (
            *["Quotation", row.text, row.reference],
        )
        assert data["inLanguage"] == "en"
        assert data["isPartOf"]["url"] == SITE + SECOND
        assert data["isBasedOn"]["url"] == row.statement.source_url


def test_a_passage_tied_to_no_text_names_no_source(db, read):
    row = make_recommendation(make_conference())
    data = data_of(read(row.get_absolute_url()))
    assert not {"isBasedOn", "inLanguage"} & data.keys()
    assert_valid(data)


def test_no_words_can_close_the_block_of_data(db, client):
    words = "</script><!--<script>alert(1)</script> & \u2028 “é”"
    held = make_conference(title=words)
    said = make_statement(held, f"{words} urged.")
    row = make_finding(held, f"{words} urged.".replace("\u2028 ", ""), reference="X-F-1")
    for address in (held.get_absolute_url(), row.get_absolute_url()):
        markup = client.get(address).content.decode()
        block = markup.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        assert not set("<>&") & set(block)
        assert words[:20] in json.dumps(json.loads(block))
        assert data_of(Document(markup)) == json.loads(block)
    assert said.text.startswith(words)


def test_only_conferences_and_passages_are_data(record, read):
    for address in ("/", "/conferences/", "/findings/", "/participants/australia/", "/about/"):
        assert read(address).all("script", type="application/ld+json") == []
