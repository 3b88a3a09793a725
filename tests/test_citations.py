"""Citations: each form is read back by a reader of its own, whatever the words are."""

import json
import re

import bibtexparser
import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from conferences.citations import FORMS, bibtex, citation_of, csl_json, footnote, plain, ris
from conferences.publishing import begin_editions
from tests.factories import make_conference, make_finding, make_recommendation, make_statement
from tests.routes import OF_THE_RECORD

OFFICIAL = "https://official.example/second/"
ADDRESS = "https://record.example/recommendations/BPMC2-R-C/"
TYPES = {
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
# What the schema of CSL-JSON allows, of that which is used here.
CSL_TEXTS = {"id", "title", "genre", "event", "event-place", "language", "abstract", "URL", "note"}
CSL = CSL_TEXTS | {"type", "author", "issued", "event-date", "archive", "archive_location"}
# What LaTeX prints for each of its commands that stand for a sign.
SIGNS = {f"\\{sign}": sign for sign in "&%$#_"} | {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}
NASTY = r"100 % of A&B_{c} cost $5 ~ #1 ^ \alpha “é” – ü 移民 }{ \} {"

texts = st.text(max_size=60)


def record(**values):
    given = {
        "code": "BPMC2",
        "title": "Second Ministerial Conference",
        "place": "Bali, Indonesia",
        "dates": "28–30 April 2003",
        "starts_on": "2003-04-28",
        "ends_on": "2003-04-30",
        "official_url": OFFICIAL,
        "statements": [],
    }
    return given | values


def statement(**values):
    given = {
        "title": "Co-Chairs’ Statement",
        "kind": "co-chairs' statement",
        "language": "en",
        "source_url": "https://official.example/statement.pdf",
        "sha256": "5ha",
    }
    return given | values


def item(**values):
    given = {
        "kind": "recommendation",
        "label": "C",
        "reference": "BPMC2-R-C",
        "text": "States act.",
        "span": {"statement": "5ha", "start": 0, "end": 11},
    }
    return given | values


def cited(text="States act.", **values):
    return citation_of(record(statements=[statement(**values)]), ADDRESS, item(text=text))


def bare(**values):
    """The citation of a conference of which no text is entered."""
    unknown = dict.fromkeys(["place", "dates", "official_url"], "")
    days = dict.fromkeys(["starts_on", "ends_on"])
    return citation_of(record(**unknown, **days, **values), ADDRESS)


def tags(text):
    """The (tag, value) of each line of one RIS record; an error when it is not well formed."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    read = [re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n]*)", line).groups() for line in lines]
    assert read[0][0] == "TY"
    assert [at for at, (tag, _) in enumerate(read) if tag == "ER"] == [len(read) - 1]
    return read


def fields(text):
    """The (key, fields) of the one BibTeX entry; an error when it is not well formed."""
    assert text.count("{") == text.count("}")
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.entry_type == "misc"
    return entry.key, {field.key: field.value for field in entry.fields}


def printed(tex):
    """A text as LaTeX prints it; an error where a sign of its own is left bare."""
    parts = re.split(r"(\\text[a-z]+\{\}|\\[&%$#_])", tex)
    assert not set("\\{}~^&%$#_") & set("".join(parts[::2]))
    return "".join(SIGNS.get(part, part) for part in parts)


def csl(text):
    (only,) = json.loads(text)
    assert only.keys() <= CSL
    assert only["type"] in ("report", "webpage")
    assert all(isinstance(only[name], str) for name in CSL_TEXTS & only.keys())
    return only


# Words


def test_a_passage_is_cited_by_its_source_and_then_by_this_record():
    assert plain(cited()) == (
        "Bali Process, Co-Chairs’ Statement, Second Ministerial Conference, recommendation C "
        "(co-chairs’ statement), Bali, Indonesia, 28–30 April 2003, "
        "https://official.example/statement.pdf. Bali Process record, BPMC2-R-C, " + ADDRESS
    )


def test_a_footnote_is_one_sentence():
    assert footnote(cited()) == (
        "Bali Process, Co-Chairs’ Statement, Second Ministerial Conference (Bali, Indonesia, "
        "28–30 April 2003), co-chairs’ statement, recommendation C "
        "<https://official.example/statement.pdf>; Bali Process record, BPMC2-R-C "
        f"<{ADDRESS}>."
    )


def test_a_title_that_names_its_conference_is_enough():
    title = "Declaration of the Second Ministerial Conference"
    assert plain(cited(title=title)).startswith(f"Bali Process, {title}, recommendation C (")


def test_a_passage_is_cited_from_the_statement_that_says_it():
    held = [statement(title="First", sha256="an0ther"), statement(title="Later")]
    assert "Later" in plain(citation_of(record(statements=held), ADDRESS, item()))
    assert "First" in plain(citation_of(record(statements=held), ADDRESS))


def test_a_passage_tied_to_no_text_is_cited_from_the_conference():
    held = record(statements=[statement()])
    assert plain(citation_of(held, ADDRESS, item(span=None))) == (
        "Bali Process, Second Ministerial Conference, recommendation C, Bali, Indonesia, "
        f"28–30 April 2003, {OFFICIAL}. Bali Process record, BPMC2-R-C, {ADDRESS}"
    )


def test_a_conference_without_text_cites_its_facts_only():
    assert plain(citation_of(record(), ADDRESS)) == (
        "Bali Process, Second Ministerial Conference, Bali, Indonesia, 28–30 April 2003, "
        f"{OFFICIAL}. Bali Process record, BPMC2, {ADDRESS}"
    )


def test_what_is_not_known_is_left_out():
    named = "Bali Process, Second Ministerial Conference"
    assert plain(bare()) == f"{named}. Bali Process record, BPMC2, {ADDRESS}"
    assert footnote(bare()) == f"{named}; Bali Process record, BPMC2 <{ADDRESS}>."
    assert not {"PY", "DA", "CY", "N1", "M3", "LA", "AB"} & dict(tags(ris(bare()))).keys()
    assert fields(bibtex(bare()))[1].keys() == {"author", "title", "note"}
    assert csl(csl_json(bare())).keys() == {
        *["id", "type", "author", "title", "event", "URL", "archive", "archive_location", "note"]
    }


# RIS


def test_ris_names_the_source_and_the_record():
    assert tags(ris(cited())) == [
        ("TY", "RPRT"),
        ("AU", "Bali Process,"),
        ("TI", "Co-Chairs’ Statement, Second Ministerial Conference, recommendation C (BPMC2-R-C)"),
        ("M3", "co-chairs’ statement"),
        ("PY", "2003"),
        ("DA", "2003/04/28/"),
        ("CY", "Bali, Indonesia"),
        ("N1", "Bali, Indonesia, 28–30 April 2003"),
        ("AB", "States act."),
        ("LA", "en"),
        ("DB", "Bali Process record"),
        ("AN", "BPMC2-R-C"),
        ("UR", "https://official.example/statement.pdf"),
        ("UR", ADDRESS),
        ("ER", ""),
    ]


@given(texts, texts)
def test_no_words_break_a_line_of_ris(words, title):
    assert dict(tags(ris(cited(words, title=title)))).get("AB", "") == " ".join(words.split())


def test_words_that_look_like_a_tag_are_words():
    read = tags(ris(cited("States act.\r\nER  - \r\nTY  - BOOK\nand\u2028act.")))
    assert ("AB", "States act. ER - TY - BOOK and act.") in read


# BibTeX


def test_bibtex_names_the_source_and_the_record():
    key, read = fields(bibtex(cited()))
    assert key == "BPMC2-R-C"
    assert read == {
        "author": "{Bali Process}",
        "title": "{Co-Chairs’ Statement, Second Ministerial Conference, recommendation C "
        "(BPMC2-R-C)}",
        "howpublished": "Co-chairs’ statement, Bali, Indonesia, 28–30 April 2003",
        "year": "2003",
        "url": "https://official.example/statement.pdf",
        "language": "en",
        "abstract": "States act.",
        "note": f"Bali Process record, BPMC2-R-C, \\url{{{ADDRESS}}}",
        "month": "apr",
    }


def test_bibtex_keeps_every_sign_and_the_capitals_of_a_title():
    read = fields(bibtex(cited(NASTY, title=NASTY)))[1]
    assert printed(read["abstract"]) == NASTY
    title = re.fullmatch(r"\{(.*)\}", read["title"])[1]
    assert printed(title).startswith(f"{NASTY}, Second Ministerial")


@given(texts, texts)
def test_no_words_break_an_entry_of_bibtex(words, title):
    read = fields(bibtex(cited(words, title=title)))[1]
    assert printed(read.get("abstract", "")) == " ".join(words.split())


def test_an_address_cannot_break_an_entry():
    text = bibtex(cited(source_url="https://official.example/}é{?a=b&c=%20#d"))
    assert "  url = {https://official.example/%7D%C3%A9%7B?a=b&c=%20#d},\n" in text


# CSL-JSON


def test_csl_names_the_source_and_the_record():
    read = csl(csl_json(cited()))
    days = {"date-parts": [[2003, 4, 28], [2003, 4, 30]]}
    assert read["type"] == "report"
    assert read["author"] == [{"literal": "Bali Process"}]
    assert (read["issued"], read["event-date"]) == (days, days)
    assert read["URL"] == "https://official.example/statement.pdf"
    assert (read["archive"], read["archive_location"]) == ("Bali Process record", "BPMC2-R-C")
    assert read["note"] == f"Bali Process record, BPMC2-R-C, {ADDRESS}"


def test_a_conference_of_one_day_has_one_date():
    held = record(starts_on="2003-04-30")
    assert csl(csl_json(citation_of(held, ADDRESS)))["issued"] == {"date-parts": [[2003, 4, 30]]}


def test_without_an_official_page_this_record_is_the_page():
    read = csl(csl_json(bare()))
    assert (read["type"], read["URL"]) == ("webpage", ADDRESS)


def test_a_style_can_print_it():
    """Of one day: this processor prints no year of two days in the same one."""
    held = record(starts_on="2003-04-30", statements=[statement()])
    source = CiteProcJSON(json.loads(csl_json(citation_of(held, ADDRESS, item()))))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem("BPMC2-R-C")]))
    (printed,) = map(str, bibliography.bibliography())
    assert printed.startswith("Bali Process (2003) Co-Chairs’ Statement, Second Ministerial")
    assert "https://official.example/statement.pdf" in printed


# Pages and files


def files(*names):
    """(address of a page, file of its citation) of the real record."""
    for name, start in [
        ("conference", "conferences"),
        ("finding", "findings"),
        ("recommendation", "recommendations"),
    ]:
        for value in OF_THE_RECORD[name]:
            yield from ((f"/{start}/{value}/", f"/{start}/{value}.{end}") for end in TYPES)


def test_every_page_links_its_citations_as_files(record, client, read):
    for page, address in files():
        response = client.get(address)
        name = address.rpartition("/")[2].partition(".")
        assert response.status_code == 200
        assert response["Content-Type"] == TYPES[name[2]]
        assert f"http://testserver{page}" in response.content.decode()
        assert address in [a["href"] for a in read(page).all("a")]


def test_a_file_is_named_by_the_reference(record, client):
    for page, reference in [
        ("/recommendations/BPMC2-R-C", "BPMC2-R-C"),
        ("/conferences/second-ministerial-conference", "BPMC2"),
    ]:
        for end in TYPES:
            told = client.get(f"{page}.{end}")["Content-Disposition"]
            assert told == f'attachment; filename="{reference}.{end}"'


def test_a_label_with_a_stop_keeps_its_files(client, db):
    row = make_recommendation(make_conference(), label="1.2")
    address = row.get_absolute_url().rstrip("/")
    assert row.reference in client.get(f"{address}.bib").content.decode()


def test_a_page_says_how_to_cite_it_whatever_was_asked(record, client):
    page = client.get("/recommendations/BPMC2-R-C/?utm_source=zebra").content.decode()
    said = (
        "Bali Process, Second Ministerial Conference, recommendation C (official page), Bali, "
        "Indonesia, 28–30 April 2003, "
        "https://www.baliprocess.net/event/second-regional-ministerial-conference/. "
        "Bali Process record, BPMC2-R-C, edition 1 of 24 November 2026, http://testserver/recommendations/BPMC2-R-C/<"
    )
    assert f'<p id="cite-plain" class="citation">{said}' in page
    assert "zebra" not in page[page.index('id="cite"') :]


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("withdrawn", 410)])
def test_what_is_not_public_has_no_citation(client, db, state, status):
    held = make_conference(title="Zebra", state=state)
    said = make_statement(held, "Zebras urged States to act.")
    rows = [held, make_finding(held, "urged States to act.", statement=said)]
    rows.append(make_recommendation(held, "States to act.", statement=said))
    begin_editions("default")
    for row in rows:
        for form in FORMS.values():
            address = f"{row.get_absolute_url().rstrip('/')}.{form.suffix}"
            response = client.get(address)
            assert response.status_code == status, address
            assert response["Content-Type"].startswith("text/html")
            assert "Zebras" not in response.content.decode()


def test_what_never_was_has_no_citation(client, db):
    for address in ("/findings/X-F-1.ris", "/recommendations/X-R-A.bib", "/conferences/x.csl.json"):
        assert client.get(address).status_code == 404
