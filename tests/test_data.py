"""The data forms over HTTP: what they refuse and how, what they say of themselves, and where
their fields are told.
"""

import csv
import datetime
import io
import json
import re
import threading

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import close_old_connections
from openpyxl import load_workbook

from conferences import downloads
from conferences.exports import COLUMNS
from tests.document import Document
from tests.factories import make_conference, make_finding, make_recommendation, make_theme

LISTINGS = ["findings", "recommendations"]
FORMS = [".csv", ".json", ".xlsx", ".atom", "/print/"]
ADDRESSES = [f"/{name}{form}" for name in LISTINGS for form in FORMS]
FORM_OF_PLAIN_TEXT = (".csv", ".xlsx", ".atom")


@pytest.fixture
def thirty(db):
    """Thirty passages of each kind on borders, and one more that is on nothing."""
    held = make_conference(code="FULL", title="Full Conference")
    borders = make_theme("Borders", slug="borders")
    for number in range(30):
        make_finding(held, f"urged number {number}.", [borders])
        make_recommendation(held, f"States act on {number}.", [borders])
    make_finding(held, "urged no more.")
    make_recommendation(held, "States do no more.")


def body(response):
    return b"".join(response)


def told_by(response, address):
    """The reasons of a refusal, read in the language of its form."""
    if address.endswith(".json"):
        assert response["Content-Type"] == "application/json"
        return json.loads(response.content)["errors"]
    text = response.content.decode()
    if address.endswith(FORM_OF_PLAIN_TEXT):
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert text.endswith("\n")
        return text
    return Document(text).one(class_="lead").words


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("theme=nothing", "theme"),
        ("theme=", "theme"),
        ("sort=sideways", "sort"),
        ("themes=borders", "themes"),
        ("Theme=borders", "Theme"),
        ("=", ""),
        ("page=-1", "page"),
        ("page=x", "page"),
        ("page=99999999999999999999", "page"),
        ("year=-1e500000", "year"),
        ("q=" + "a" * 201, "q"),
        ("utm_source=x&theme=borders", "utm_source"),
    ],
)
def test_what_is_not_understood_is_refused_in_the_forms_own_language(
    client, thirty, address, query, name
):
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    assert name in told_by(response, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unknown_parameter_is_told_which_there_are(client, thirty, address):
    told = str(told_by(client.get(f"{address}?colour=red"), address))
    assert "There is no such parameter here." in told
    for name in ("q", "theme", "conference", "year", "city", "country", "sort"):
        assert re.search(rf"\b{name}\b", told)
    assert ("page" in told.split()[-1]) is False
    assert bool(re.search(r"\bpage,", told)) is address.endswith((".json", ".atom"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_search_that_is_none_is_answered_with_one_that_is(client, thirty, address):
    response = client.get(address, {"q": '"border security'})
    assert response.status_code == 400
    told = str(told_by(response, address))
    assert "A quotation mark is missing" in told
    assert 'Did you mean: "border security"' in told


@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.parametrize("form", [".csv", ".xlsx", "/print/"])
def test_a_form_without_pages_knows_no_page(client, thirty, name, form):
    assert client.get(f"/{name}{form}?page=1").status_code == 400


@pytest.mark.parametrize("name", LISTINGS)
def test_the_page_itself_ignores_what_it_does_not_know(client, thirty, name):
    assert client.get(f"/{name}/?utm_source=x").status_code == 200


@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.parametrize("form", [".json", ".atom"])
def test_there_is_no_page_after_the_last(client, thirty, name, form):
    address = f"/{name}{form}"
    assert client.get(f"{address}?page=2").status_code == 200
    response = client.get(f"{address}?page=3")
    assert response.status_code == 404
    assert "The last page of this answer is page 2." in str(told_by(response, address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_reading_is_allowed(client, thirty, address):
    for method in (client.post, client.put, client.patch, client.delete, client.options):
        response = method(address)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_tells_whether_an_answer_has_changed(client, thirty, address):
    number = {"HTTP_X_REQUEST_ID": "the-same-number"}
    whole = client.get(f"{address}?theme=borders", **number)
    head = client.head(f"{address}?theme=borders", **number)
    assert body(whole)
    assert head.status_code == 200
    assert body(head) == b""
    assert {**head.headers} == {**whole.headers}
    assert head["Answer-Total"] == "30"
    assert re.fullmatch("[0-9a-f]{64}", head["Answer-Digest"])
    make_finding(make_conference())
    make_recommendation(make_conference())
    assert client.head(f"{address}?theme=borders")["Answer-Digest"] == head["Answer-Digest"]
    assert client.head(f"{address}?theme=borders")["Answer-Version"] != head["Answer-Version"]
    assert client.head(address)["Answer-Total"] == "32"


def read_all(client, name, query):
    """(csv rows, json, workbook, print page) of a question."""
    text = body(client.get(f"/{name}.csv?{query}")).decode("utf-8-sig")
    return (
        list(csv.DictReader(io.StringIO(text, newline=""))),
        json.loads(body(client.get(f"/{name}.json?{query}"))),
        load_workbook(io.BytesIO(body(client.get(f"/{name}.xlsx?{query}")))),
        Document(body(client.get(f"/{name}/print/?{query}")).decode()),
    )


@pytest.mark.parametrize("name", LISTINGS)
def test_every_form_says_what_was_asked_and_of_what(client, thirty, name):
    rows, told, book, page = read_all(client, name, "q=number+OR+act&theme=borders&sort=oldest")
    question = f"30 {name} with “number OR act” on borders"
    assert told["question"] == question
    assert told["address"] == (
        f"http://testserver/{name}/?q=number+OR+act&theme=borders&sort=oldest"
    )
    about = dict(list(book["About this answer"].values)[:6])
    assert about["Question"] == page.one("h1").words == question
    assert about["Address"] == told["address"]
    assert about["Digest"] == told["digest"] == page.one("dd", class_="digest").words
    assert about["Content version"] == str(told["version"])
    facts = [each.words for each in page.all("dd")]
    assert {told["address"], str(told["version"]), told["digest"]} < set(facts)
    moment = datetime.datetime.fromisoformat(told["as_of"])
    assert abs(moment - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)
    mark = (
        f"{question} · {moment.date()} · version {told['version']} · digest {told['digest'][:12]}"
    )
    assert {row["answer"] for row in rows} == {mark}
    assert len(rows) == 30


@pytest.mark.parametrize("name", LISTINGS)
def test_json_gives_a_page_when_it_is_asked_for_one(client, thirty, name):
    whole = json.loads(body(client.get(f"/{name}.json")))
    pages = [json.loads(body(client.get(f"/{name}.json?page={n}"))) for n in (1, 2)]
    assert "page" not in whole
    assert "pages" not in whole
    assert [(each["page"], each["pages"], each["total"]) for each in pages] == [
        (1, 2, 31),
        (2, 2, 31),
    ]
    assert [len(each["items"]) for each in pages] == [25, 6]
    assert pages[0]["items"] + pages[1]["items"] == whole["items"]
    assert {each["digest"] for each in [whole, *pages]} == {whole["digest"]}


@pytest.mark.parametrize(("form", "saved"), [(".csv", True), (".xlsx", True), (".json", False)])
def test_a_saved_file_is_named_by_its_answer(client, thirty, form, saved):
    response = client.get(f"/findings{form}?theme=borders")
    named = re.fullmatch(
        r'attachment; filename="30-findings-on-borders_\d{4}-\d\d-\d\d_v\d+_[0-9a-f]{12}\.\w+"',
        response.headers.get("Content-Disposition", ""),
    )
    assert bool(named) is saved


def test_an_address_in_the_data_answers(client, record):
    for name in LISTINGS:
        for item in json.loads(body(client.get(f"/{name}.json")))["items"]:
            assert client.get(item["address"]).status_code == 200


def test_the_real_record_comes_out_as_it_stands(client, record):
    item = json.loads(body(client.get("/recommendations.json?sort=oldest")))["items"][0]
    assert item["reference"] == "BPMC2-R-A"
    assert item["text"].startswith("States enhance their focus on tackling the root causes of")
    assert item["addressees"] == ["States"]
    assert (item["starts_on"], item["ends_on"]) == ("2003-04-28", "2003-04-30")
    assert (item["conference"], item["city"], item["country"]) == ("BPMC2", "Bali", "ID")
    assert item["end"] - item["start"] >= len(item["text"])


def fields_in(text):
    """The fields of each noun as the document tells them: {noun: [(name, meaning)]}."""
    parts = re.split(r"^## Fields of a (\w+)$", text, flags=re.MULTILINE)[1:]
    row = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
    return {noun: row.findall(part) for noun, part in zip(parts[::2], parts[1::2], strict=True)}


def declared():
    return {noun: [(c.name, c.meaning) for c in columns] for noun, columns in COLUMNS.items()}


def test_the_document_tells_the_fields_that_there_are():
    assert fields_in((settings.BASE_DIR / "docs" / "data.md").read_text()) == declared()


def test_the_page_tells_the_fields_that_there_are(client, db):
    page = Document(client.get("/data/").content.decode())
    told = {
        tuple(each.words for each in row if each.tag in ("dt", "dd"))
        for row in page.all("div")
        if row.all("dt", class_="reference") and not row.all("div")
    }
    assert told == {field for fields in declared().values() for field in fields}


def test_the_document_tells_the_members_of_the_json(client, thirty):
    text = (settings.BASE_DIR / "docs" / "data.md").read_text()
    for member in json.loads(body(client.get("/findings.json?page=1"))):
        assert f"`{member}`" in text


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_can_be_taken_away(client, thirty, name):
    page = Document(client.get(f"/{name}/?theme=borders&utm_source=x").content.decode())
    strip = page.one("aside", class_="take-away")
    offered = {each.words: each["href"] for each in strip.all("a") if "?" in each["href"]}
    assert offered == {
        "CSV": f"/{name}.csv?theme=borders",
        "Spreadsheet": f"/{name}.xlsx?theme=borders",
        "JSON": f"/{name}.json?theme=borders",
        "Feed": f"/{name}.atom?theme=borders",
        "Print": f"/{name}/print/?theme=borders",
    }
    for address in offered.values():
        assert client.get(address).status_code == 200
    assert strip.one("copy-link")["data-address"] == f"/{name}/?theme=borders"
    told = json.loads(body(client.get(f"/{name}.json?theme=borders")))
    assert f"version {told['version']}" in strip.words
    assert told["digest"][:12] in strip.words


# --- long answers ---


@pytest.fixture
def all_long(monkeypatch):
    """Answers of more than five passages are long."""
    monkeypatch.setattr(downloads, "LONG", 5)
    monkeypatch.setattr(downloads, "_turns", threading.BoundedSemaphore(2))


def close(response):
    """As a server does; the test's connection to the database stays open."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("address", [a for a in ADDRESSES if not a.endswith(".atom")])
def test_few_long_answers_are_written_at_once(client, thirty, all_long, address):
    writing = [client.get(address), client.get("/findings.json")]
    refused = client.get(address)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert "Ask again in a minute" in str(told_by(refused, address))
    for narrower in (f"{address}?q=7", "/findings.json?page=1", "/findings.atom", "/findings/"):
        assert client.get(narrower).status_code == 200
    assert client.head(address).status_code == 200
    for response in writing:
        assert body(response)
        close(response)
        close(response)
    assert client.get(address).status_code == 200


def test_a_long_answer_that_nobody_waits_for_gives_its_turn_back(client, thirty, all_long):
    for _ in range(5):
        response = client.get("/findings.csv")
        assert response.status_code == 200
        close(response)
