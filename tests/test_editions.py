"""The public side of editions: history, the record as it stood, former addresses, previews."""

import datetime
import hashlib
import json
from pathlib import Path

import pytest
from django.core import signing
from django.utils import timezone
from lxml import etree

from conferences.desk import PreviewLink
from conferences.editions import SCHEMA, frozen, read
from conferences.models import Conference, Edition
from conferences.previews import make_preview, revoke_preview, token_of
from conferences.publishing import correct, prepare, publish, withdraw
from conferences.record import record_of
from tests.document import Document
from tests.factories import make_conference, make_finding, make_recommendation, make_statement

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "records"
PAGE = "/conferences/ninth/"
WORDS = "Ministers urged States to act. They agreed to meet."
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def ninth():
    held = make_conference(state="draft", code="NINE", slug="ninth", title="Ninth Conference")
    statement = make_statement(held, WORDS)
    make_finding(held, "urged States to act.", statement=statement, position=1)
    make_finding(held, "agreed to meet.", statement=statement, position=2, verb="agree")
    make_recommendation(held, "States to act.", statement=statement, label="A")
    publish(held, by=None, reason="Agreed by the co-chairs.")
    held.refresh_from_db()
    return held


def change(held, reason="A slip.", act=None, **values):
    """Correct a conference: its own fields by `values`, its rows by `act`."""
    copy = prepare(held, by=None)
    if act:
        act(copy)
    Conference.objects.filter(pk=copy.pk).update(**values)
    edition = correct(Conference.objects.get(pk=copy.pk), by=None, reason=reason)
    held.refresh_from_db()
    return edition


def dated(edition, day):
    """Let an edition have been made on another day."""
    moment = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    Edition.objects.filter(pk=edition.pk).delete()
    edition.at = moment
    edition.save(force_insert=True)


@pytest.fixture
def corrected(ninth):
    """Two editions: of 1 March and of 5 March 2026."""
    second = change(ninth, title="Ninth Conference, corrected")
    dated(ninth.editions.get(number=1), "2026-03-01")
    dated(second, "2026-03-05")
    return ninth


# --- the page, and its history ---


def test_a_page_says_which_edition_it_is(corrected, read):
    page = read(PAGE)
    assert "Edition 2 of this record, 5 March 2026." in page.words
    assert "edition 2 of 5 March 2026" in page.one("p", id="cite-plain").words
    assert (
        "edition 2 of 5 March 2026" in read("/findings/NINE-F-1/").one("p", id="cite-plain").words
    )


def test_citations_name_the_edition(corrected, client):
    for form in ("ris", "bib", "csl.json"):
        for address in (f"/conferences/ninth.{form}", f"/recommendations/NINE-R-A.{form}"):
            said = client.get(address).content.decode()
            assert "5 March 2026" in said or form == "ris", address
    assert "edition 2" in client.get("/findings/NINE-F-1.bib").content.decode()


def test_the_history_tells_each_change_word_by_word(corrected, read):
    page = read(f"{PAGE}history/")
    assert [h.words for h in page.all("h2")] == ["Edition 2", "Edition 1"]
    assert [each.words for each in page.all("ins")][1:] == ["Conference, corrected"]
    assert "A slip." in page.words
    assert "Corrected 5 March 2026" in page.words


def test_a_long_history_is_told_in_parts(ninth, read):
    for number in range(22):
        change(ninth, city=f"City {number}")
    page = read(f"{PAGE}history/")
    assert len(page.all("article")) == 20
    assert page.one("a", rel="next")["href"] == "?page=2"
    rest = read(f"{PAGE}history/?page=2")
    assert [h.words for h in rest.all("h2")] == ["Edition 3", "Edition 2", "Edition 1"]


def test_an_edition_is_the_record_as_it_stood(corrected, read):
    page = read(f"{PAGE}editions/1/")
    assert page.one("h1").words == "Ninth Conference"
    assert "as it stood from 1 March 2026 until 5 March 2026" in page.words
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert page.one("link", rel="canonical")["href"] == f"http://testserver{PAGE}"
    assert read(PAGE).one("h1").words == "Ninth Conference, corrected"


def test_an_edition_has_the_text_that_it_had(ninth, read):
    def act(copy):
        copy.findings.all().delete()
        copy.recommendations.all().delete()
        copy.statements.all().delete()
        make_statement(copy, "Other words.")

    change(ninth, act=act)
    then, now = (
        read(f"{PAGE}editions/{number}/statement/").one("div", class_="source-text").words
        for number in (1, 2)
    )
    assert then.endswith("agreed to meet.")
    assert now == "Other words."
    link = read(f"{PAGE}editions/1/").one("a", href=f"{PAGE}editions/1/statement/")
    assert link.words


def test_the_text_of_an_edition_has_its_digest(corrected, client):
    for edition in corrected.editions.all():
        text = client.get(f"{PAGE}editions/{edition.number}.json").content
        assert hashlib.sha256(text).hexdigest() == edition.sha256
    assert client.get("/conferences/ninth.json").content == (
        client.get(f"{PAGE}editions/2.json").content
    )


@pytest.mark.parametrize("number", ["3", "99", "999999999"])
def test_an_edition_that_is_not_there_is_told(corrected, client, number):
    response = client.get(f"{PAGE}editions/{number}/")
    assert response.status_code == 404
    assert f"This record has no edition {number}." in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e3", "99999999999999999999", "01"])
def test_what_is_no_number_of_an_edition_is_not_found(corrected, client, number):
    assert client.get(f"{PAGE}editions/{number}/").status_code == 404


# --- as at a day ---


@pytest.mark.parametrize(
    ("day", "number"), [("2026-03-01", 1), ("2026-03-04", 1), ("2026-03-05", 2), ("2026-07-01", 2)]
)
def test_a_day_leads_to_the_edition_that_stood_then(corrected, client, day, number):
    response = client.get(f"{PAGE}?as_at={day}")
    assert (response.status_code, response.url) == (302, f"{PAGE}editions/{number}/")


def test_a_day_before_the_first_edition_says_when_it_begins(corrected, client):
    response = client.get(f"{PAGE}?as_at=2026-02-28")
    assert response.status_code == 404
    assert "This record begins on 1 March 2026" in response.content.decode()


@pytest.mark.parametrize(
    "day", ["", "x", "2026-02-30", "2026", "0000-00-00", "99999-01-01", "%00", "2026-03-01T00:00"]
)
def test_what_is_no_day_is_refused(corrected, client, day):
    assert client.get(f"{PAGE}?as_at={day}").status_code == 400


def test_the_ends_of_the_calendar_are_days_too(corrected, client):
    assert client.get(f"{PAGE}?as_at=0001-01-01").status_code == 404
    assert client.get(f"{PAGE}?as_at=9999-12-31").status_code == 302


# --- former addresses ---

PLACES = ["", "statement/", "history/", "editions/1/", "editions/1/statement/"]
FILES = [".ris", ".bib", ".csl.json", ".json"]


def test_a_former_address_leads_on_for_good(ninth, client):
    change(ninth, slug="nine")
    change(ninth, slug="the-ninth")
    for place in [*PLACES, *FILES]:
        for slug in ("ninth", "nine"):
            address = (
                f"/conferences/{slug}{place}" if place in FILES else f"/conferences/{slug}/{place}"
            )
            response = client.get(f"{address}?utm=x")
            assert response.status_code == 301, address
            assert response.url == f"{address.replace(slug, 'the-ninth', 1)}?utm=x"
            assert client.get(response.url).status_code == 200


def test_a_former_address_of_what_was_withdrawn_is_gone_too(ninth, client):
    change(ninth, slug="nine")
    withdraw(ninth, by=None, reason="In error.")
    for slug in ("ninth", "nine"):
        for place in PLACES:
            assert client.get(f"/conferences/{slug}/{place}").status_code == 410


def test_an_address_may_come_back(ninth, client):
    change(ninth, slug="nine")
    change(ninth, slug="ninth")
    assert client.get(PAGE).status_code == 200
    assert client.get("/conferences/nine/").url == PAGE


# --- what is gone says what stood there ---


def test_a_withdrawn_record_says_when_why_and_whom_to_ask(ninth, client, settings):
    settings.CONTACT = "record@example.org"
    withdraw(ninth, by=None, reason="Published in error.")
    day = f"{timezone.localdate():%-d %B %Y}"
    for address in (PAGE, "/findings/NINE-F-1/", "/recommendations/NINE-R-A.ris"):
        response = client.get(address)
        page = Document(response.content.decode())
        assert response.status_code == 410
        assert page.one("h1").words == "Ninth Conference"
        assert [each.words for each in page.all("dd")] == [
            day,
            "Published in error.",
            "record@example.org",
        ]
        assert "urged" not in response.content.decode()


def test_a_removed_passage_says_what_it_said_and_why_it_is_gone(ninth, client):
    change(
        ninth, "Said by nobody.", lambda copy: copy.findings.filter(reference="NINE-F-2").delete()
    )
    change(ninth, city="Perth")
    response = client.get("/findings/NINE-F-2/")
    page = Document(response.content.decode())
    assert response.status_code == 410
    assert page.one("blockquote").words == "agreed to meet."
    assert "Said by nobody." in page.words
    assert "edition 1" in page.words
    assert client.get("/findings/NINE-F-2.bib").status_code == 410
    assert client.get("/recommendations/NINE-F-2/").status_code == 404
    assert client.get("/findings/NINE-F-9/").status_code == 404


def test_references_differ_by_case(ninth, client):
    change(ninth, act=lambda copy: copy.recommendations.all().delete())
    assert client.get("/recommendations/NINE-R-A/").status_code == 410
    assert client.get("/recommendations/NINE-R-a/").status_code == 404


# --- the log ---


def test_the_log_tells_everything_that_was_done(ninth, read, client):
    change(ninth, city="Perth", reason="The city was wrong.")
    page = read("/corrections/")
    told = [each.words for each in page.one("ol", class_="log").all("p")]
    assert told[2] == "The city was wrong."
    assert told[5] == "Agreed by the co-chairs."
    withdraw(ninth, by=None, reason="In error.")
    page = read("/corrections/")
    assert [each.words for each in page.one("ol", class_="log").all("p")][2::3] == ["In error."]


def test_the_log_is_a_feed_whose_entries_are_known_for_good(ninth, client):
    first = entries(client)
    change(ninth, city="Perth")
    assert entries(client)[1:] == first
    root = etree.fromstring(client.get("/corrections.atom").content)
    assert root.tag == f"{ATOM}feed"
    assert all(entry.find(f"{ATOM}updated").text for entry in root.iter(f"{ATOM}entry"))


def entries(client):
    root = etree.fromstring(client.get("/corrections.atom").content)
    return [entry.find(f"{ATOM}id").text for entry in root.iter(f"{ATOM}entry")]


def test_the_log_goes_on_on_further_pages(ninth, read, client):
    for number in range(60):
        Edition.objects.create(
            conference=ninth, number=number + 2, act="correct", reason=f"Reason {number}",
            at=timezone.now(), slug="ninth", text="{}", sha256="x",
        )  # fmt: skip
    assert len(read("/corrections/").one("ol", class_="log").all("li")) == 50
    assert len(read("/corrections/?page=2").one("ol", class_="log").all("li")) == 11
    links = etree.fromstring(client.get("/corrections.atom?page=2").content)
    rels = {each.get("rel"): each.get("href") for each in links.iterfind(f"{ATOM}link")}
    assert rels["previous"] == "http://testserver/corrections.atom"
    for page in ("x", "0", "-1", "999999999999999999999"):
        assert client.get(f"/corrections/?page={page}").status_code == 200
        assert client.get(f"/corrections.atom?page={page}").status_code == 200


# --- previews ---


@pytest.fixture
def draft():
    held = make_conference(state="draft", code="SOON", slug="soon", title="Conference To Come")
    statement = make_statement(held, WORDS)
    make_finding(held, "agreed to meet.", statement=statement, reference="SOON-F-1")
    return held


def test_a_preview_is_the_real_page_behind_a_secret(draft, client):
    link = make_preview(draft, by=None, days=3)
    for place in ("", "statement/"):
        response = client.get(f"/preview/{token_of(link)}/{place}")
        page = Document(response.content.decode())
        assert response.status_code == 200
        assert "Preview." in page.words
        assert "agreed to meet." in page.words
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not page.all("link", rel="canonical")
        assert not [a for a in page.all("a") if "SOON" in a["href"] or "/soon" in a["href"]]


def test_a_preview_shows_what_was_saved_last(draft, client):
    address = f"/preview/{token_of(make_preview(draft, by=None, days=1))}/"
    Conference.objects.filter(pk=draft.pk).update(title="Another title")
    assert "Another title" in client.get(address).content.decode()


def test_a_preview_of_a_correction_shows_the_correction(ninth, client):
    copy = prepare(ninth, by=None)
    Conference.objects.filter(pk=copy.pk).update(title="A better title")
    address = f"/preview/{token_of(make_preview(copy, by=None, days=1))}/"
    assert "A better title" in client.get(address).content.decode()
    assert "A better title" not in client.get(PAGE).content.decode()
    correct(Conference.objects.get(pk=copy.pk), by=None, reason="Better.")
    assert client.get(address).status_code == 404


def test_a_link_that_is_not_open_gives_no_hint(draft, client):
    unknown = client.get("/preview/x/")
    expired, revoked, public = (make_preview(draft, by=None, days=1) for _ in range(3))
    PreviewLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    revoke_preview(revoked, by=None)
    forged = signing.Signer(salt="other").sign_object(public.pk)
    cut = token_of(public)[:-1]
    tokens = [token_of(expired), token_of(revoked), forged, cut, "1", "a" * 200]
    for token in tokens:
        for place in ("", "statement/", "image/"):
            response = client.get(f"/preview/{token}/{place}")
            assert response.status_code == 404
            assert response.content == unknown.content
    publish(draft, by=None, reason="Agreed.")
    assert client.get(f"/preview/{token_of(public)}/").status_code == 404


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_preview_is_not_open_for_ever(draft, days):
    with pytest.raises(ValueError, match="1 to 60 days"):
        make_preview(draft, by=None, days=days)


# --- old editions stay readable ---


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_record_of_every_schema_is_read(path):
    record = read(path.read_text())
    assert record["schema"] == SCHEMA
    assert record["code"] == "BPMC2"
    assert len(record["findings"]) == 8


def test_there_is_a_sample_of_every_schema():
    assert [path.stem for path in sorted(SAMPLES.glob("*.json"))] == [
        f"schema-{number}" for number in range(1, SCHEMA + 1)
    ]


def test_a_record_from_the_future_is_refused():
    with pytest.raises(ValueError, match="schema 99"):
        read(json.dumps({"schema": 99}))


def test_a_record_is_written_down_in_one_way(second):
    record = record_of(second)
    assert frozen(json.loads(frozen(record))) == frozen(record)
    assert (SAMPLES / f"schema-{SCHEMA}.json").read_text() == frozen(record)
