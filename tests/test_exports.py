"""The forms that are saved: every value as it was, nothing that harms, and bounded memory."""

import csv
import datetime
import io
import json
import tracemalloc

import pytest
from openpyxl import load_workbook

from conferences import exports
from conferences.exports import COLUMNS, Answer, csv_of, json_of, xlsx_of

AS_OF = datetime.datetime(2026, 3, 4, 5, 6, 7, tzinfo=datetime.UTC)
DIGEST = "3fa9" * 16
FORMULAS = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A1"]


def recommendation(number=1, **values):
    reference = f"BPMC2-R-{number}"
    return {
        "kind": "recommendation",
        "reference": reference,
        "address": f"https://record.example/recommendations/{reference}/",
        "label": str(number),
        "addressees": [{"name": "States", "short_name": "", "slug": "states"}],
        "text": "States enhance “their” focus, and act.",
        "themes": [
            {"name": "Borders", "slug": "borders"},
            {"name": "Trafficking, all of it", "slug": "trafficking"},
        ],
        "span": {"statement": "b8" * 32, "start": 10, "end": 48},
        "of": {
            "code": "BPMC2",
            "title": "Second Ministerial Conference",
            "starts_on": "2003-04-28",
            "ends_on": "2003-04-30",
            "city": "Bali",
            "country": "ID",
        },
        **values,
    }


BARE = recommendation(
    2,
    addressees=[],
    themes=[],
    span=None,
    of={
        "code": "X1",
        "title": "X",
        "starts_on": None,
        "ends_on": None,
        "city": "",
        "country": "",
    },
)


def answer(*items, noun="recommendation", **values):
    given = {
        "noun": noun,
        "question": f"{len(items)} {noun}s on borders",
        "address": f"https://record.example/{noun}s/?theme=borders",
        "query": "theme=borders",
        "total": len(items),
        "as_of": AS_OF,
        "version": 1795488975860384,
        "digest": DIGEST,
        "items": iter(items),
    }
    return Answer(**{**given, **values})


def read_csv(given):
    text = "".join(csv_of(given))
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def read_json(given, page=None):
    return json.loads("".join(json_of(given, page)))


def read_xlsx(given):
    return load_workbook(io.BytesIO(b"".join(xlsx_of(given))))


def test_csv_has_every_value_and_says_what_it_is_on_each_row():
    mark = "2 recommendations on borders · 2026-03-04 · version 1795488975860384 · digest "
    heading, first, second = read_csv(answer(recommendation(), BARE))
    assert heading == [*(column.name for column in COLUMNS["recommendation"]), "answer"]
    assert first == [
        "BPMC2-R-1",
        "1",
        "States",
        "states",
        "States enhance “their” focus, and act.",
        "Borders; Trafficking, all of it",
        "borders; trafficking",
        "BPMC2",
        "Second Ministerial Conference",
        "2003-04-28",
        "2003-04-30",
        "Bali",
        "ID",
        "https://record.example/recommendations/BPMC2-R-1/",
        "b8" * 32,
        "10",
        "48",
        mark + DIGEST[:12],
    ]
    assert second[9:13] + second[14:17] == [""] * 7


def test_csv_is_as_rfc_4180_has_it():
    text = "".join(csv_of(answer(recommendation(text='a "b",\nc'))))
    assert text.count("\r\n") == 2
    assert '"a ""b"",\nc"' in text
    assert text.endswith("\r\n")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_run_as_a_formula(text):
    item = recommendation(text=text, label=text, themes=[{"name": text, "slug": text}])
    row = dict(zip(*read_csv(answer(item, question=text)), strict=True))
    for name in ("text", "label", "themes", "theme_keys"):
        assert row[name] == f"'{text}"
    cells = [cell for row in read_xlsx(answer(item))["Recommendations"] for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "d", "n"}
    assert read_json(answer(item))["items"][0]["text"] == text


def test_numbers_and_dates_are_no_formulas():
    item = recommendation(span={"statement": "b8" * 32, "start": -1, "end": 2})
    assert read_csv(answer(item))[1][15] == "-1"


def test_json_says_what_it_is_and_has_the_exact_values():
    told = read_json(answer(recommendation(), BARE))
    items = told.pop("items")
    assert told == {
        "question": "2 recommendations on borders",
        "total": 2,
        "as_of": "2026-03-04T05:06:07+00:00",
        "version": 1795488975860384,
        "digest": DIGEST,
        "query": "theme=borders",
        "address": "https://record.example/recommendations/?theme=borders",
        "fields": {column.name: column.meaning for column in COLUMNS["recommendation"]},
    }
    assert items[0] == {
        "reference": "BPMC2-R-1",
        "label": "1",
        "addressees": ["States"],
        "addressee_keys": ["states"],
        "text": "States enhance “their” focus, and act.",
        "themes": ["Borders", "Trafficking, all of it"],
        "theme_keys": ["borders", "trafficking"],
        "conference": "BPMC2",
        "conference_title": "Second Ministerial Conference",
        "starts_on": "2003-04-28",
        "ends_on": "2003-04-30",
        "city": "Bali",
        "country": "ID",
        "address": "https://record.example/recommendations/BPMC2-R-1/",
        "statement": "b8" * 32,
        "start": 10,
        "end": 48,
    }
    unknown = ("starts_on", "ends_on", "statement", "start", "end")
    assert [items[1][name] for name in unknown] == [None] * 5
    assert items[1]["themes"] == items[1]["addressees"] == []


def test_json_keeps_every_character():
    text = 'quote " backslash \\ tab \t line\nfeed \x07 </script> “é” 😀'
    assert read_json(answer(recommendation(text=text)))["items"][0]["text"] == text


def test_a_finding_has_its_verb():
    item = {**recommendation(), "kind": "finding", "verb": "urge"}
    assert read_json(answer(item, noun="finding"))["items"][0]["verb"] == "urge"
    assert read_csv(answer(item, noun="finding"))[0][:3] == ["reference", "verb", "text"]


def test_a_spreadsheet_has_types_links_and_a_heading_in_sight():
    sheet = read_xlsx(answer(recommendation(), BARE))["Recommendations"]
    heading, first, second = sheet.iter_rows()
    values = {name.value: cell for name, cell in zip(heading, first, strict=True)}
    assert [*values] == [column.name for column in COLUMNS["recommendation"]]
    assert values["starts_on"].value == datetime.datetime(2003, 4, 28)
    assert values["starts_on"].is_date
    assert values["starts_on"].number_format == "yyyy-mm-dd"
    assert (values["start"].value, values["end"].value) == (10, 48)
    assert values["themes"].value == "Borders; Trafficking, all of it"
    assert first[0].hyperlink.target == "https://record.example/recommendations/BPMC2-R-1/"
    assert second[0].hyperlink.target == "https://record.example/recommendations/BPMC2-R-2/"
    assert second[9].value is None
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["E"].width == 90
    assert values["text"].alignment.wrap_text


def test_a_spreadsheet_says_what_it_is():
    book = read_xlsx(answer(recommendation()))
    assert book.sheetnames == ["Recommendations", "About this answer"]
    rows = list(book["About this answer"].iter_rows(values_only=True))
    assert rows[:6] == [
        ("Question", "1 recommendations on borders"),
        ("Address", "https://record.example/recommendations/?theme=borders"),
        ("Passages", 1),
        ("As of (UTC)", datetime.datetime(2026, 3, 4, 5, 6, 7)),
        ("Content version", "1795488975860384"),
        ("Digest", DIGEST),
    ]
    assert rows[7:] == [(column.name, column.meaning) for column in COLUMNS["recommendation"]]


def test_a_spreadsheet_drops_what_breaks_it():
    text = "a\x00b\x07c\x1fd\ufffee\ud800f\tg\nh #N/A"
    item = recommendation(text=text, label="#N/A")
    row = next(read_xlsx(answer(item))["Recommendations"].iter_rows(min_row=2))
    assert row[4].value == "abcdef\tg\nh #N/A"
    assert (row[1].value, row[1].data_type) == ("#N/A", "s")


def test_a_spreadsheet_says_when_it_cuts_a_text():
    whole, long = "x" * 32_767, "x" * 32_768
    sheet = read_xlsx(answer(recommendation(text=whole), recommendation(2, text=long)))
    texts = [row[4].value for row in sheet["Recommendations"].iter_rows(min_row=2)]
    assert texts[0] == whole
    assert texts[1] == "x" * (32_767 - 25) + " … cut, see the JSON form"
    assert len(texts[1]) == 32_767


def test_a_spreadsheet_goes_on_where_a_sheet_is_full(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 2)
    monkeypatch.setattr(exports, "SHEET_LINKS", 1)
    book = read_xlsx(answer(*map(recommendation, range(1, 6))))
    names = ["Recommendations", "Recommendations 2", "Recommendations 3"]
    assert book.sheetnames == [*names, "About this answer"]
    rows = [[row[0].value for row in book[name].iter_rows(min_row=2)] for name in names]
    assert rows == [["BPMC2-R-1", "BPMC2-R-2"], ["BPMC2-R-3", "BPMC2-R-4"], ["BPMC2-R-5"]]
    assert [bool(row[0].hyperlink) for row in book[names[0]].iter_rows(min_row=2)] == [True, False]


@pytest.mark.parametrize("noun", COLUMNS)
def test_an_empty_answer_still_says_what_it_is(noun):
    names = [column.name for column in COLUMNS[noun]]
    assert read_csv(answer(noun=noun)) == [[*names, "answer"]]
    told = read_json(answer(noun=noun))
    assert (told["total"], told["items"], told["question"]) == (0, [], f"0 {noun}s on borders")
    book = read_xlsx(answer(noun=noun))
    assert list(book[f"{noun.capitalize()}s"].values) == [tuple(names)]
    assert book["About this answer"]["B1"].value == f"0 {noun}s on borders"


def test_a_file_name_says_what_is_inside():
    name = answer(question="2 findings with “États, réfugiés” on borders").file_name("csv")
    assert name == (
        "2-findings-with-etats-refugies-on-borders_2026-03-04_v1795488975860384_3fa93fa93fa9.csv"
    )


@pytest.mark.parametrize(
    "question", ["1 finding with “" + "word " * 100, "", "難民", "../../x\r\ny"]
)
def test_a_file_name_is_short_and_plain(question):
    name = answer(question=question).file_name("xlsx")
    assert len(name) <= 80 + len("_2026-03-04_v1795488975860384_3fa93fa93fa9.xlsx")
    assert name.isascii()
    assert not set(name) & set(' /\\\r\n"')


def synthetic(count):
    return answer(*(), items=(recommendation(n) for n in range(count)), total=count)


def peak_of(pieces):
    """The most memory that was held at a time while the pieces were made, in bytes."""
    tracemalloc.start()
    for piece in pieces:
        assert piece
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("form", [csv_of, json_of])
def test_memory_does_not_grow_with_the_rows(form):
    peak_of(form(synthetic(1_000)))  # so that what is made once does not count
    few, many = peak_of(form(synthetic(1_000))), peak_of(form(synthetic(10_000)))
    assert many < 1_000_000
    assert many < few * 1.2


def test_a_spreadsheet_keeps_only_its_links_in_memory(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_LINKS", 100)
    peak_of(xlsx_of(synthetic(300)))
    few, many = peak_of(xlsx_of(synthetic(300))), peak_of(xlsx_of(synthetic(3_000)))
    assert many < 2_000_000
    assert many < few * 1.2
