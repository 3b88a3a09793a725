"""The sitemaps: every public page once, at its one address, and nothing else."""

import pytest
from lxml import etree

from conferences.sitemaps import SITEMAPS
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_participant,
    make_recommendation,
    make_statement,
)
from tests.routes import pages

SITE = "http://testserver"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def locations(client, db):
    """The addresses in a sitemap or in the index."""

    def locations(address):
        response = client.get(address)
        assert response.status_code == 200, address
        assert response["Content-Type"] == "application/xml"
        root = etree.fromstring(response.content)
        told = {child.tag.removeprefix(NAMESPACE) for child in root.iterdescendants()}
        assert told <= {"sitemap", "url", "loc", "lastmod"}
        return [loc.text.removeprefix(SITE) for loc in root.iter(f"{NAMESPACE}loc")]

    return locations


@pytest.fixture
def mapped(locations):
    """Every address that the index leads to."""
    return lambda: [page for sitemap in locations("/sitemap.xml") for page in locations(sitemap)]


def test_robots_are_told_where_it_is(client, db):
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in client.get("/robots.txt").content.decode()


def test_the_index_names_every_part(locations):
    assert locations("/sitemap.xml") == [f"/sitemap-{name}.xml" for name in SITEMAPS]


def test_every_public_page_is_there_once(record, mapped):
    found = mapped()
    assert len(set(found)) == len(found)
    left_out = {*pages()} - {*found}
    assert left_out == {"/search/", *(each for each in pages() if "/editions/" in each)}
    assert {f"/findings/BPMC2-F-{n}/" for n in range(1, 9)} <= {*found}


def test_every_address_is_that_which_its_page_names(record, mapped, read):
    for address in mapped():
        assert read(address).one("link", rel="canonical")["href"] == SITE + address


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nothing_hidden_is_there(mapped, state):
    before = mapped()
    held = make_conference(state=state)
    make_statement(held)
    make_finding(held)
    actor = make_actor()
    make_recommendation(held, addressees=[actor])
    make_participant(held, actor)
    assert mapped() == before
    type(held).objects.filter(pk=held.pk).update(state="published")
    assert len(mapped()) == len(before) + 6


def test_two_statements_have_one_page(mapped):
    held = make_conference()
    make_statement(held)
    make_statement(held, "Ministers agreed.")
    assert mapped().count(f"{held.get_absolute_url()}statement/") == 1


def test_a_sitemap_goes_on_where_one_is_full(db, locations, monkeypatch):
    held = make_conference()
    rows = [make_finding(held).get_absolute_url() for _ in range(5)]
    monkeypatch.setattr(SITEMAPS["findings"].func, "limit", 2)
    parts = [f"/sitemap-findings.xml{end}" for end in ("", "?p=2", "?p=3")]
    assert [a for a in locations("/sitemap.xml") if "findings" in a] == parts
    assert [page for part in parts for page in locations(part)] == rows


@pytest.mark.parametrize(
    "address", ["/sitemap-x.xml", "/sitemap-lists.xml?p=9", "/sitemap-lists.xml?p=x"]
)
def test_a_part_that_is_not_there_is_not_found(client, db, address):
    assert client.get(address).status_code == 404
