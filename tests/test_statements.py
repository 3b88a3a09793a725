"""The statement reader against texts whose reading was written down by hand."""

import json
from pathlib import Path

import pytest

from conferences.statements import THEMES, VERB_CLASSES, VERBS, fold, leading_verb, parse

GOLDEN = Path(__file__).parent / "statements"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.txt"))
FACTS = ("title", "ordinal", "place", "country", "member_count", "observer_count")


def golden(name):
    text = (GOLDEN / f"{name}.txt").read_bytes().decode()
    return text, parse(text), json.loads((GOLDEN / f"{name}.json").read_text())


def assert_passage(passage, expected):
    assert passage.text.startswith(expected["begins"])
    for key in expected.keys() - {"begins"}:
        found = getattr(passage, key)
        assert (list(found) if isinstance(found, tuple) else found) == expected[key]


@pytest.mark.parametrize("name", NAMES)
def test_findings(name):
    _, draft, expected = golden(name)
    if "findings" in expected:
        assert [f.verb for f in draft.findings] == [f["verb"] for f in expected["findings"]]
        for passage, wanted in zip(draft.findings, expected["findings"], strict=True):
            assert_passage(passage, wanted)


@pytest.mark.parametrize("name", NAMES)
def test_recommendations(name):
    _, draft, expected = golden(name)
    wanted = expected.get("recommendations", [])
    assert len(draft.recommendations) == len(wanted)
    for passage, one in zip(draft.recommendations, wanted, strict=True):
        assert_passage(passage, one)
    if "candidates" in expected:
        assert [list(c.addressees) for c in draft.candidates] == expected["candidates"]


@pytest.mark.parametrize("name", NAMES)
def test_facts(name):
    _, draft, expected = golden(name)
    for fact in FACTS:
        if fact in expected:
            found = getattr(draft, fact)
            assert (found.value if found else None) == expected[fact], fact
    if "dates" in expected:
        found = [[str(d.starts_on), str(d.ends_on), d.where] for d in draft.dates]
        assert found == expected["dates"]
    if "chairs" in expected:
        assert [[c.name, c.office, c.country] for c in draft.chairs] == expected["chairs"]
    if "introduction" in expected:
        assert len(draft.introduction) == expected["introduction"]


@pytest.mark.parametrize("name", NAMES)
def test_problems(name):
    _, draft, expected = golden(name)
    kinds = [problem.kind for problem in draft.problems]
    assert set(expected.get("problems", ())) <= set(kinds)
    assert not set(expected.get("absent", ())) & set(kinds)
    if "genre" in expected:
        assert kinds[0] == "not a statement"
        assert any(expected["genre"] in p.sentence for p in draft.problems)
    else:
        assert "not a statement" not in kinds


@pytest.mark.parametrize("name", NAMES)
def test_every_item_is_its_words(name):
    text, draft, _ = golden(name)
    for passage in (*draft.passages(), *draft.candidates):
        assert passage.text == fold(text[passage.span.start : passage.span.end])
        assert set(passage.themes) <= set(THEMES)
    for problem in draft.problems:
        assert problem.sentence.endswith((".", "?"))


def test_the_golden_pairs_are_pairs():
    assert len(NAMES) >= 25
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(NAMES)


def test_the_seed_is_fully_accounted_for():
    _, draft, _ = golden("second-ministerial-conference")
    assert "unread" not in {piece.kind for piece in draft.coverage}


@pytest.mark.parametrize(
    ("text", "lemma", "words"),
    [
        ("further recognised that cooperation", "recognise", "further recognised"),
        ("called on the community", "call on", "called on"),
        ("called once again upon all", "call on", "called once again upon"),
        ("Ministers noted that", "note", "Ministers noted"),
        ("We welcome the", "welcome", "We welcome"),
        (
            "The Ministers further noted with concern that",
            "note",
            "The Ministers further noted with concern",
        ),
        ("In this context, Ministers agreed", "agree", "In this context, Ministers agreed"),
        (
            "expressed their deep and abiding gratitude to",
            "express gratitude",
            "expressed their deep and abiding gratitude",
        ),
        ("looked forward to the", "look forward to", "looked forward to"),
        ("emphasized that", "emphasise", "emphasized"),
        ("We remain deeply concerned at", "be concerned", "We remain deeply concerned"),
        ("It was agreed that", "agree", "It was agreed"),
    ],
)
def test_leading_verb(text, lemma, words):
    found = leading_verb(text)
    assert found == (lemma, len(words))
    assert text[: found[1]] == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "The requested State must answer.",
        "as directed by Ministers, the group met",
        "States welcome cooperation",
        "The measures Ministers adopted are listed.",
    ],
)
def test_no_leading_verb(text):
    assert leading_verb(text) is None


def test_every_verb_has_its_class_and_forms():
    assert {verb.verb_class for verb in VERBS.values()} == set(VERB_CLASSES)
    assert VERBS["recognise"].past == ("recognised", "recognized")
    assert VERBS["undertake"].past[0] == "undertook"
    assert VERBS["commit"].participle == ("committing",)


def verbs(text):
    return [finding.verb for finding in parse(text).findings]


def test_brackets_stand_between_subject_and_verb():
    assert verbs("The Ministers and Secretaries (the parties) welcomed the plan.") == ["welcome"]


def test_preamble_above_the_subject_may_have_verbs():
    text = "Noting that storms have grown, we, the Ministers:\n\n1. Reaffirm it.\n\n2. Urge care."
    assert verbs(text) == ["reaffirm", "urge"]


def test_what_one_guest_said_is_no_finding():
    assert verbs("Prime Minister Harlan underlined the value of trust.") == []


def test_a_title_with_a_colon_opens_no_list():
    text = "9th COUNCIL (Oslo, 9 May 2016):\n1. The Ministers met. Ministers noted the plan."
    assert [f.text for f in parse(text).findings] == ["Ministers noted the plan."]


def test_another_conference_lends_no_ordinal():
    text = (
        "Ministers met in Suva to prepare matters considered for the Ninth Ministerial Conference."
    )
    assert parse(text).ordinal is None
