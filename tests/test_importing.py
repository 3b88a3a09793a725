"""From a text to draft rows: what is read, what is asked, and what is written."""

import json
import re
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from conferences import importing
from conferences.countries import COUNTRIES
from conferences.desk import Review
from conferences.importing import NotReady, Unfit, load, open_review
from conferences.importing_again import changes, earlier_statement, replace, take_over
from conferences.importing_questions import faults, questions
from conferences.importing_reading import work_of
from conferences.matching import (
    KnownActors,
    country_names,
    country_of,
    folded,
    organisation_names,
)
from conferences.models import Actor, Conference, Finding, Statement
from conferences.record import record_of
from tests.factories import make_actor, make_conference, make_statement

SEED = Path(__file__).parent / "seed" / "second-ministerial-conference.txt"
WORDS = """Ninth Ministerial Conference

Location: Bali, Indonesia
Date: 2 February 2026

The Ninth Ministerial Conference took place in Bali on 2 February 2026. The conference was
co-chaired by Australia and Indonesia.

Ministers:

  • urged States to ratify the Protocol without any further delay.
  • welcomed the work of the two groups of experts on people smuggling.
  • noted the report of the officials on the journeys made by sea.

Ministers recommended that:

A. States share information on the routes of smugglers.

B. IOM continue in its efforts to assist those who return home.
"""


@pytest.fixture
def actors(db):
    for code in ("AU", "ID"):
        make_actor(COUNTRIES[code], kind="state", country=code)
    make_actor("States", kind="group")
    make_actor("International Organization for Migration", short_name="IOM")


@pytest.fixture
def without_second(second):
    """The real record before its one text was entered; what it said of it is the value."""
    told = record_of(second)
    for rows in ("findings", "recommendations", "paragraphs", "readings", "statements"):
        getattr(second, rows).all().delete()
    second.editions.all().delete()
    second.delete()
    return told


def settle(review, **facts):
    """Answer by typing these facts."""
    review.work.facts |= facts
    assert review.keep(review.work, review.version, None)
    review.refresh_from_db()
    return review


def sentences(found):
    return " ".join(question.sentence for question in found)


# --- the seed ---


def test_the_seed_becomes_the_record_that_was_entered_by_hand(without_second):
    """Equal are the head, the words, spans, verbs, labels, references, addressees and counts.

    What the text does not say was entered by hand from elsewhere: the name in full, the page's
    address, first names and offices of the chairs, notes, readings of other sources. Themes are
    only suggested.
    """
    review = settle(open_review(SEED.read_text()), starts_on="2003-04-28", ends_on="2003-04-30")
    told = record_of(Conference.objects.get(pk=load(review).pk))
    by_hand = {"official_name", "official_url", "state", "readings", "participants", "statements"}
    assert _without_themes(told, by_hand) == _without_themes(without_second, by_hand)

    assert [(p["actor"]["slug"], p["role"]) for p in told["participants"]] == [
        ("australia", "co-chair"),
        ("indonesia", "co-chair"),
    ]
    (statement,), (entered,) = told["statements"], without_second["statements"]
    assert statement | {"source_url": ""} == entered | {"source_url": ""}
    readings = {(r["fact"], r["value"], r["is_chosen"]) for r in told["readings"]}
    entered = {(r["fact"], r["value"], r["is_chosen"]) for r in without_second["readings"]}
    assert {each for each in readings if each[0] != "co_chairs"} <= entered
    assert ("dates", "2003-04-29/2003-04-30", False) in readings
    assert ("dates", "2003-04-28/2003-04-30", True) in readings


def _without_themes(record, dropped):
    passages = {
        kind: [{k: v for k, v in item.items() if k != "themes"} for item in record[kind]]
        for kind in ("findings", "recommendations")
    }
    return {key: value for key, value in (record | passages).items() if key not in dropped}


def test_every_suggested_theme_is_one_of_the_record(without_second):
    review = open_review(SEED.read_text())
    settle(review, starts_on="2003-04-28", ends_on="2003-04-30")
    conference = load(review)
    for row in conference.findings.all():
        assert 1 <= row.themes.count() <= 3


def test_the_seed_leaves_one_question(without_second):
    review = open_review(SEED.read_text())
    asked = list(questions(review, review.work, KnownActors()))
    assert [question.sentence[:24] for question in asked] == ["The text gives two dates"]
    assert list(faults(review, review.work, KnownActors())) == []
    with pytest.raises(NotReady, match="two dates"):
        load(review)


def test_a_failure_in_the_middle_leaves_nothing(without_second, monkeypatch):
    review = settle(open_review(SEED.read_text()), starts_on="2003-04-28", ends_on="2003-04-30")
    before = {model: model.objects.count() for model in (Conference, Statement, Finding, Actor)}

    def fail(*_):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(importing.Loading, "save_readings", fail)
    with pytest.raises(RuntimeError):
        load(review)
    assert {model: model.objects.count() for model in before} == before
    assert Review.objects.get().is_open


def test_a_second_press_makes_no_second_conference(without_second):
    review = settle(open_review(SEED.read_text()), starts_on="2003-04-28", ends_on="2003-04-30")
    load(review)
    with pytest.raises(NotReady):
        load(review)
    assert Conference.objects.filter(code="BPMC2").count() == 1


def test_a_draft_is_made_and_never_published(actors):
    conference = load(open_review(WORDS))
    assert conference.state == "draft"
    assert Conference.public.count() == 0
    assert [row.reference for row in conference.findings.all()] == [
        "BPMC9-F-1", "BPMC9-F-2", "BPMC9-F-3",
    ]  # fmt: skip


def test_who_deletes_the_draft_finds_the_review_again(actors):
    review = open_review(WORDS)
    load(review).delete()
    review.refresh_from_db()
    assert review.is_open
    assert load(review).findings.count() == 3


def test_a_text_comes_in_byte_for_byte(actors):
    odd = WORDS.replace("\n\n", "\r\n\xa0\r\n").replace("officials", "offi\xadcials")
    assert load(open_review(odd)).statements.get().text == odd


# --- nothing is dropped in silence ---


@given(st.text(alphabet="ab.\n •;A1", max_size=300) | st.text(max_size=200))
def test_parts_and_gaps_hold_every_character(text):
    work = work_of(text)
    held, done = set(), 0
    for part in work.parts:
        assert done <= part.mark <= part.start < part.end <= len(text)
        held |= set(range(part.mark, part.end))
        done = part.end
    for start, end in work.gaps(text):
        assert text[start:end].strip() == text[start:end] != ""
        assert not held & set(range(start, end))
        held |= set(range(start, end))
    assert all(text[at].isspace() for at in range(len(text)) if at not in held)


def test_the_seed_is_whole():
    text = SEED.read_text()
    work = work_of(text)
    assert work.gaps(text) == []
    assert [len(work.of_kind(kind)) for kind in ("finding", "recommendation")] == [8, 5]
    assert text[work.parts[6].mark : work.parts[6].start] == "• "


# --- what is asked ---


def test_what_is_unread_is_asked_by_its_words(actors):
    review = open_review(WORDS)
    removed = review.work.of_kind("finding")[0]
    review.work.parts.remove(removed)
    asked = list(questions(review, review.work, KnownActors()))
    assert "Not read: “• urged States to ratify" in sentences(asked)


def test_a_new_actor_is_made_only_when_confirmed(actors):
    Actor.objects.filter(country="AU").delete()
    review = open_review(WORDS)
    with pytest.raises(NotReady, match="“Australia” is named, and is no actor"):
        load(review)
    assert not Actor.objects.filter(country="AU").exists()

    review.work.decisions["Australia"] = "new state"
    settle(review)
    made = load(review).participants.first().actor
    assert (made.name, made.kind, made.country, made.slug) == (
        "Australia", "state", "AU", "australia",
    )  # fmt: skip


def test_an_actor_may_be_left_out_or_be_another(actors):
    Actor.objects.filter(country__in=["AU", "ID"]).delete()
    other = make_actor("Commonwealth of somewhere")
    review = open_review(WORDS)
    review.work.decisions |= {"Australia": "leave out", "Indonesia": str(other.pk)}
    conference = load(settle(review))
    assert [row.actor for row in conference.participants.all()] == [other]


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("title", "", "Conference title: This field cannot be blank."),
        ("code", "bpmc 9", "Capital letters and digits only."),
        ("code", "TAKEN", "Another conference has this code."),
        ("ordinal", "many", "must be an integer"),
        ("ordinal", "9" * 30, "less than or equal to"),
        ("starts_on", "yesterday", "invalid date format"),
        ("ends_on", "2026-02-01", "The last day cannot be before the first"),
        ("country", "ZZ", "is not a valid choice"),
        ("source_url", "not an address", "Enter a valid URL."),
        ("language", "English!", "For example “en” or “id”."),
    ],
)
def test_a_fact_that_the_record_would_refuse_is_a_fault(actors, fact, value, said):
    make_conference(code="TAKEN")
    review = open_review(WORDS)
    review.work.facts[fact] = value
    found = list(faults(review, review.work, KnownActors()))
    assert said in sentences(found)
    assert found[0].anchor.startswith("fact-")
    with pytest.raises(NotReady):
        load(settle(review))


def test_a_passage_that_the_record_would_refuse_is_a_fault(actors):
    review = open_review(WORDS)
    review.work.of_kind("finding")[0].verb = "Urged!"
    for row in review.work.of_kind("recommendation"):
        row.label = "A"
    found = sentences(faults(review, review.work, KnownActors()))
    assert "its verb is missing or not possible" in found
    assert "another recommendation has the label too" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no text"),
        (" \n\t ", "no text"),
        ("a\0b", "not plain text"),
        ("\x01\x02PNG\x03" * 50, "not plain text"),
        ("words " * 200_000, "1,200,000 characters"),
        ("• urged States to act.\n" * 2000, "not a statement"),
    ],
)
def test_what_cannot_be_a_statement_is_refused(db, text, said):
    with pytest.raises(Unfit, match=said):
        open_review(text)
    assert not Review.objects.exists()


def test_a_text_is_taken_in_once(actors):
    open_review(WORDS)
    with pytest.raises(Unfit, match="under review already"):
        open_review(WORDS)
    load(Review.objects.get())
    with pytest.raises(Unfit, match="kept already"):
        open_review(WORDS)


def test_a_transcript_is_asked_about(db):
    talk = "Transcript, E&OE\n\nJournalist: What now?\n\nMinister: We agreed to act.\n" * 5
    review = open_review(talk)
    asked = list(questions(review, review.work, KnownActors()))
    assert "looks like a transcript" in sentences(asked)


def test_a_conference_keeps_what_its_page_says(actors):
    draft = make_conference(state="draft", code="OWN", title="Own title", city="")
    conference = load(open_review(WORDS, conference=draft))
    assert conference == draft
    assert (conference.title, conference.code, conference.city) == ("Own title", "OWN", "Bali")
    assert conference.findings.first().reference == "OWN-F-1"


# --- names ---


def test_no_name_is_claimed_by_two_countries():
    claims = defaultdict(set)
    for name, code in country_names():
        claims[folded(name)].add(code)
    assert {name: codes for name, codes in claims.items() if len(codes) > 1} == {}
    assert set().union(*claims.values()) == set(COUNTRIES)


def test_no_name_is_claimed_twice_at_all():
    countries = {folded(name) for name, _ in country_names()}
    claims = defaultdict(set)
    for name, key in organisation_names():
        claims[folded(name)].add(key)
    assert [name for name, keys in claims.items() if len(keys) > 1 or name in countries] == []


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_country_is_known_by_its_name(code):
    assert country_of(COUNTRIES[code]) in (code, "" if code == "CG" else code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Republic of Korea", "KR"),
        ("the Republic of Korea", "KR"),
        ("South Korea", "KR"),
        ("ROK", "KR"),
        ("DPR Korea", "KP"),
        ("DPRK", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Democratic People’s Republic of Korea", "KP"),
        ("North Korea", "KP"),
        ("Korea", ""),
        ("Congo", ""),
        ("Democratic Republic of the Congo", "CD"),
        ("Republic of the Congo", "CG"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Turkey", "TR"),
        ("Burma", "MM"),
        ("Viet Nam", "VN"),
        ("VIETNAM", "VN"),
        ("Lao P.D.R.", "LA"),
        ("Côte d'Ivoire", "CI"),
        ("Republic of China", ""),
        ("Chinese Taipei", ""),
        ("Georgia, Atlanta", ""),
        ("", ""),
    ],
)
def test_a_country_is_known_by_other_names(name, code):
    assert country_of(name) == code


def test_the_two_koreas_are_never_confused(db):
    north = make_actor("DPR Korea", kind="state", country="KP")
    assert KnownActors().find("Republic of Korea") is None
    south = make_actor("Republic of Korea", kind="state", country="KR")
    known = KnownActors()
    assert {known.find(name) for name in ("South Korea", "ROK", "The Republic of Korea")} == {south}
    assert {known.find(name) for name in ("DPRK", "North Korea", "D.P.R. Korea")} == {north}
    assert known.find("Korea") is None


def test_actors_of_the_record_are_found_by_any_name(record):
    known = KnownActors()
    for actor in Actor.objects.all():
        assert known.find(actor.name) == actor
        assert not actor.short_name or known.find(actor.short_name) == actor
        if actor.kind == "state":
            assert known.find(COUNTRIES[actor.country]) == actor
    found = {name: str(known.find(name)) for name in ("UN Refugee Agency", "EU", "Macau", "US")}
    assert found == {
        "UN Refugee Agency": "Office of the United Nations High Commissioner for Refugees",
        "EU": "European Union",
        "Macau": "Macau (SAR of China)",
        "US": "United States of America",
    }


def test_a_name_of_two_actors_is_nobodys(db):
    make_actor("The Group", short_name="G")
    make_actor("Another Group", short_name="G")
    assert KnownActors().find("G") is None


# --- again ---


@pytest.fixture
def loaded(actors):
    return load(open_review(WORDS))


def again(text):
    review = open_review(text)
    take_over(review, earlier_statement(review))
    return review


def told(review):
    return {
        kind: [each.words[:18] for each in changes(review, review.replaces) if each.kind == kind]
        for kind in ("moved", "changed", "came", "went")
    }


NOTED = "  • noted the report of the officials on the journeys made by sea.\n"
CORRECTED = (
    WORDS.replace(NOTED, "")
    .replace("  • urged", f"{NOTED}  • urged")
    .replace("two groups of experts", "three groups of experts")
    .replace("A. States share information on the routes of smugglers.\n\nB. ", "A. ")
    + "\nB. States report on what they did in the year before.\n"
)  # fmt: skip


def test_a_corrected_text_tells_what_moved_changed_came_and_went(loaded):
    assert told(again(CORRECTED)) == {
        "moved": ["noted the report o"],
        "changed": ["welcomed the work "],
        "came": ["States report on w"],
        "went": ["States share infor"],
    }


def test_a_corrected_text_takes_the_place_of_the_first(loaded):
    before = {row.text[:12]: (row.pk, row.reference) for row in loaded.findings.all()}
    old = loaded.statements.get()
    replace(again(CORRECTED))
    after = {row.text[:12]: (row.pk, row.reference) for row in loaded.findings.all()}
    assert after == before
    assert [row.text[:5] for row in loaded.findings.all()] == ["noted", "urged", "welco"]
    assert [(row.label, row.reference, row.text[:6]) for row in loaded.recommendations.all()] == [
        ("A", "BPMC9-R-A", "IOM co"),
        ("B", "BPMC9-R-B", "States"),
    ]
    statement = loaded.statements.get()
    assert (statement.text, statement == old) == (CORRECTED, False)
    for row in [*loaded.findings.all(), *loaded.recommendations.all(), *loaded.paragraphs.all()]:
        assert row.statement == statement
        assert statement.said(row.start, row.end) == row.text
    assert {row.statement for row in loaded.readings.all()} == {statement}


def test_what_staff_said_of_a_passage_stays(loaded):
    finding = loaded.findings.first()
    finding.verb = "call on"
    finding.save()
    review = again(CORRECTED)
    assert next(p for p in review.work.of_kind("finding") if p.verb == "call on")
    replace(review)
    assert loaded.findings.get(pk=finding.pk).verb == "call on"


def test_recommendations_may_change_places(loaded):
    swapped = WORDS.replace("A. States", "~. States").replace("B. IOM", "A. IOM")
    rows = {row.text[:3]: row.pk for row in loaded.recommendations.all()}
    review = again(swapped.replace("~. ", "B. "))
    for part in review.work.of_kind("recommendation"):
        part.label = {"A": "B", "B": "A"}[part.label]
    replace(settle(review))
    assert {row.text[:3]: row.pk for row in loaded.recommendations.all()} == rows
    assert {row.label for row in loaded.recommendations.all()} == {"A", "B"}


def test_a_reading_that_is_gone_keeps_the_first_text(loaded):
    """The reading of the old text goes on pointing at its words."""
    later = CORRECTED.replace("2 February", "3 February")
    review = again(later)
    replace(review)
    kept = loaded.statements.first()
    assert loaded.statements.count() == 2
    assert {row.value for row in kept.readings.all()} == {"2026-02-02"}
    assert not kept.findings.exists()


def test_a_failure_while_replacing_changes_nothing(loaded, monkeypatch):
    before = record_of(loaded)
    review = again(CORRECTED)

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(importing.Loading, "save_readings", fail)
    with pytest.raises(RuntimeError):
        replace(review)
    assert record_of(Conference.objects.get(pk=loaded.pk)) == before


def test_a_public_conference_is_not_replaced(loaded):
    Conference.objects.update(state="published")
    review = again(CORRECTED)
    assert told(review)["changed"]
    before = record_of(Conference.objects.get())
    for act in (replace, load):
        with pytest.raises(NotReady):
            act(review)
    assert record_of(Conference.objects.get()) == before


def test_another_text_is_no_version(loaded):
    other = re.sub(r"\b(urged|welcomed|noted|share|continue)\b", r"\1 gladly", WORDS)
    other = other.replace("took place", "was held")
    review = open_review(other)
    assert earlier_statement(review) is None


def test_a_second_statement_stands_beside_the_first(loaded):
    make_statement(loaded, "Something else entirely.")
    other = "Ministers:\n\n  • agreed to meet again in the coming year.\n"
    review = open_review(other, conference=loaded)
    for doubt in review.work.doubts:
        doubt.is_settled = True
    settle(review, statement_title="Press statement")
    load(review)
    assert [row.reference for row in loaded.findings.all()][-1] == "BPMC9-F-4"
    assert loaded.findings.last().position == 4


# --- the command ---


def run(*arguments):
    out = StringIO()
    call_command("read_statement", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ninth.txt"
    path.write_text(WORDS)
    return path


def test_the_command_tells_and_writes_nothing(file, db):
    said = run(file)
    assert "3 findings, 2 recommendations; 0 characters" in said
    assert "2026-02-02 to 2026-02-02" in said
    assert not Review.objects.exists()


def test_the_command_gives_json(file, db):
    read = json.loads(run(file, "--json"))
    assert read["title"]["value"] == "Ninth Ministerial Conference"
    assert read["findings"][0]["span"] == {
        "start": WORDS.index("urged"),
        "end": WORDS.index("\n  • welc"),
    }
    assert read["dates"][0]["starts_on"] == "2026-02-02"


def test_the_command_makes_a_draft(file, actors):
    assert "Made the draft BPMC9" in run(file, "--load")
    review = Review.objects.get()
    assert bytes(review.file) == WORDS.encode()
    assert review.statement.text == WORDS


def test_the_command_refuses_what_is_open_and_names_it(without_second):
    with pytest.raises(CommandError, match="two dates"):
        run(SEED, "--load")
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.txt", None, "cannot be opened"),
        ("picture.png", b"png", "Only files named"),
        ("broken.docx", b"PK\x03\x04 nonsense", "damaged"),
        ("empty.txt", b"", "empty"),
    ],
)
def test_the_command_refuses_a_file_in_a_sentence(tmp_path, name, content, said, db):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(path, "--load")
