"""The record as it is delivered: true to the official words, complete, and loaded in one step."""

import hashlib
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from conferences.models import (
    Actor,
    Conference,
    Edition,
    Finding,
    Participant,
    Reading,
    Recommendation,
    Statement,
)
from conferences.text import fold, parse_dates
from conferences.verifying import amiss

SEED = Path(__file__).parent / "seed" / "second-ministerial-conference.txt"
SHA256 = "b809a22821a21a865206ba9881c9c1759fe3fe97ce308acce03238060d70e469"

HELD = {
    1: ("Bali, Indonesia", "2002-02-26", "2002-02-28", "26–28 February 2002"),
    2: ("Bali, Indonesia", "2003-04-28", "2003-04-30", "28–30 April 2003"),
    3: ("Bali, Indonesia", "2009-04-14", "2009-04-15", "14–15 April 2009"),
    4: ("Bali, Indonesia", "2011-03-29", "2011-03-30", "29–30 March 2011"),
    5: ("Bali, Indonesia", "2013-04-02", "2013-04-02", "2 April 2013"),
    6: ("Bali, Indonesia", "2016-03-23", "2016-03-23", "23 March 2016"),
    7: ("Bali, Indonesia", "2018-08-06", "2018-08-07", "6–7 August 2018"),
    8: ("Adelaide, Australia", "2023-02-10", "2023-02-10", "10 February 2023"),
}
CHAIRS = {
    1: ("Alexander Downer", "Hassan Wirajuda"),
    2: ("Alexander Downer", "Hassan Wirajuda"),
    3: ("Stephen Smith", "Hassan Wirajuda"),
    4: ("Kevin Rudd", "Marty Natalegawa"),
    5: ("Bob Carr", "Marty Natalegawa"),
    6: ("Julie Bishop", "Retno Marsudi"),
    7: ("Julie Bishop", "Retno Marsudi"),
    8: ("Penny Wong", "Retno Marsudi"),
}
DISPUTED_DATES = {
    1: {"2002-02-26/2002-02-28", "2002-02-27/2002-02-28"},
    2: {"2003-04-28/2003-04-30", "2003-04-29/2003-04-30"},
    4: {"2011-03-29/2011-03-30", "2011-03-29", "2011-03-30"},
    5: {"2013-04-02", "2013-04-01/2013-04-02"},
    7: {"2018-08-06/2018-08-07", "2018-08-07"},
    8: {"2023-02-10", "2023-02-08/2023-02-10"},
}
FINDINGS = [
    ("BPMC2-F-1", "urge", "urged the international community", "the plight of refugees."),
    ("BPMC2-F-2", "emphasise", "emphasised that border", "national and global security."),
    ("BPMC2-F-3", "welcome", "welcomed the activities", "Regional Ministerial Conference."),
    ("BPMC2-F-4", "call on", "called on the", "protection and humanitarian aid."),
    ("BPMC2-F-5", "discuss", "discussed the links", "terrorism and other transnational crimes."),
    ("BPMC2-F-6", "recognise", "recognised that regional", "bombings of 12 October 2002."),
    ("BPMC2-F-7", "agree", "agreed on the need", "in accordance with domestic law."),
    ("BPMC2-F-8", "recognise", "further recognised", "and other transnational crimes."),
]
RECOMMENDATIONS = [
    ("BPMC2-R-A", "A", ["States"], "States enhance", "inter-regional cooperation."),
    ("BPMC2-R-B", "B", ["States"], "States build on", "threaten States in the region."),
    ("BPMC2-R-C", "C", ["States"], "States increase", "to criminalise these activities."),
    ("BPMC2-R-D", "D", ["States"], "States welcome", "arising from the Bali Process."),
    ("BPMC2-R-E", "E", ["IOM"], "IOM continues", "in the Asia Pacific region."),
]


def test_the_seed_is_the_official_text():
    assert hashlib.sha256(SEED.read_bytes()).hexdigest() == SHA256


def test_the_statement_is_the_seed_byte_for_byte(second):
    statement = second.statements.get()
    assert statement.text.encode() == SEED.read_bytes()
    assert statement.sha256 == SHA256
    assert statement.kind == Statement.Kind.OFFICIAL_PAGE
    assert statement.language == "en"


def test_findings_with_their_verbs_in_the_order_of_the_statement(second):
    found = list(second.findings.all())
    assert [(row.reference, row.verb) for row in found] == [each[:2] for each in FINDINGS]
    for row, (_, _, opening, closing) in zip(found, FINDINGS, strict=True):
        assert row.text.startswith(opening)
        assert row.text.endswith(closing)


def test_recommendations_with_their_letters_and_addressees(second):
    found = list(second.recommendations.all())
    assert [
        (row.reference, row.label, [a.short_name or a.name for a in row.addressees.all()])
        for row in found
    ] == [each[:3] for each in RECOMMENDATIONS]
    for row, (*_, opening, closing) in zip(found, RECOMMENDATIONS, strict=True):
        assert row.text.startswith(opening)
        assert row.text.endswith(closing)


def test_every_passage_is_filed_under_one_to_three_themes(second):
    for row in [*second.findings.all(), *second.recommendations.all()]:
        assert 1 <= row.themes.count() <= 3, row.reference


def test_the_introduction_is_two_paragraphs(second):
    first, last = (row.text for row in second.paragraphs.all())
    assert first.startswith("The second Regional Ministerial Conference on People Smuggling")
    assert first.endswith("took place in Bali from 28 to 30 April 2003.")
    assert last.startswith("Australian Foreign Minister Downer and Indonesian Foreign Minister, Dr")
    assert last.endswith("Co-Chairs’Statement from the first Bali Regional Ministerial Conference.")


def test_every_excerpt_says_its_span_and_the_span_is_exactly_its_words(second):
    text = second.statements.get().text
    excerpts = [
        *second.paragraphs.all(),
        *second.findings.all(),
        *second.recommendations.all(),
    ]
    assert len(excerpts) == 15
    for row in excerpts:
        said = text[row.start : row.end]
        assert fold(said) == row.text
        assert said == said.strip()
        assert not text[row.start - 1].strip()
        assert not text[row.end : row.end + 1].strip()


def test_a_passage_begins_where_its_bullet_or_letter_ends(second):
    text = second.statements.get().text
    for row in second.findings.all():
        assert text[: row.start].endswith("\n  • ")
    for row in second.recommendations.all():
        assert text[: row.start].endswith(f"\n\n{row.label}. ")


def test_every_word_between_the_headings_belongs_to_a_passage(second):
    """Less the bullets and letters, the findings and recommendations are all that is said."""
    text = second.statements.get().text
    operative = text[text.index("Ministers:\n") + len("Ministers:\n") :]
    rows = [*second.findings.all(), *second.recommendations.all()]
    for row in rows:
        operative = operative.replace(text[row.start : row.end], "")
    assert operative.split() == ["•"] * 8 + ["Ministers", "recommended", "that:"] + [
        f"{row.label}." for row in second.recommendations.all()
    ]


def test_readings_point_at_the_words_they_read(second):
    text = second.statements.get().text
    assert {
        (row.fact, row.value, text[row.start : row.end])
        for row in second.readings.exclude(start=None)
    } == {
        ("dates", "2003-04-29/2003-04-30", "29 - 30 April 2003"),
        ("dates", "2003-04-28/2003-04-30", "28 to 30 April 2003"),
        (
            "co_chairs",
            "Alexander Downer (Australia) and Hassan Wirajuda (Indonesia)",
            "Australian Foreign Minister Downer and Indonesian Foreign Minister, Dr Hassan "
            "Wirajuda co-hosted the event",
        ),
        ("member_count", "33", "33 Member States and Organisations"),
        ("observer_count", "27", "27 Observer States and Organisations"),
    }


def test_counts_are_given_only_where_a_statement_gives_them(record):
    counts = Conference.objects.values_list("ordinal", "member_count", "observer_count")
    assert sorted(counts) == [(n, 33, 27) if n == 2 else (n, None, None) for n in range(1, 9)]


def test_eight_conferences_with_place_and_dates(record):
    assert {
        row.ordinal: (row.place, str(row.starts_on), str(row.ends_on), row.dates)
        for row in Conference.objects.all()
    } == HELD


def test_every_conference_has_a_code_an_official_page_and_is_published(record):
    for row in Conference.objects.all():
        assert row.code == f"BPMC{row.ordinal}"
        assert row.official_url.startswith("https://")
        assert row.state == "published"


def test_both_co_chairs_with_office_and_country(record):
    for ordinal, names in CHAIRS.items():
        chairs = Participant.objects.filter(conference__ordinal=ordinal, role="co-chair")
        assert [(c.actor.country, c.representative, c.office) for c in chairs] == [
            ("AU", names[0], "Minister for Foreign Affairs"),
            ("ID", names[1], "Minister for Foreign Affairs"),
        ]


@pytest.mark.parametrize(("ordinal", "values"), DISPUTED_DATES.items())
def test_every_reading_of_disputed_dates_is_kept(record, ordinal, values):
    readings = Reading.objects.filter(conference__ordinal=ordinal, fact="dates")
    assert {row.value for row in readings} == values


def test_one_reading_of_the_dates_is_chosen_and_it_is_what_the_conference_says(record):
    for conference in Conference.objects.all():
        chosen = conference.readings.get(fact="dates", is_chosen=True)
        assert parse_dates(chosen.value) == (conference.starts_on, conference.ends_on)


def test_dates_that_are_disputed_are_not_told_as_certain(record):
    chosen = Reading.objects.filter(fact="dates", is_chosen=True)
    doubted = {row.conference.ordinal for row in chosen if row.confidence != "high"}
    assert doubted == {1, 2, 4, 7, 8}
    assert all(row.note for row in chosen if row.confidence != "high")


def test_every_reading_names_a_source_that_can_be_found(record):
    for row in Reading.objects.all():
        source = row.source
        assert row.statement or source.url or source.locator, row


def test_who_took_part_in_2002(record):
    took_part = Participant.objects.filter(conference__ordinal=1)
    states = ["state", "territory"]
    observers = took_part.filter(capacity="observer")
    others = took_part.exclude(capacity="observer")
    assert others.filter(actor__kind__in=states).count() == 38
    assert set(others.exclude(actor__kind__in=states).values_list("actor__slug", flat=True)) == {
        "iom",
        "unhcr",
    }
    assert observers.filter(actor__kind__in=states).count() == 15
    assert observers.filter(actor__kind="organisation").count() == 12
    assert took_part.count() == 67


def test_no_list_is_invented_for_the_other_conferences(record):
    others = Participant.objects.exclude(conference__ordinal=1)
    assert set(others.values_list("role", flat=True)) == {"co-chair"}


def test_forty_nine_members_each_with_a_source(record):
    members = Actor.objects.filter(is_member=True)
    assert members.count() == 49
    assert members.filter(kind="organisation").count() == 4
    assert all(row.sources.exists() for row in members)


def test_no_sentence_is_invented_for_a_conference_without_text(record):
    for model in (Finding, Recommendation, Statement):
        assert set(model.objects.values_list("conference__code", flat=True)) == {"BPMC2"}


def test_every_row_of_the_record_is_valid(record):
    for row in _rows():
        row.full_clean()


def test_every_conference_is_the_edition_that_is_kept_of_it(record):
    for held in Conference.objects.all():
        assert list(amiss(held)) == [], held.code
        assert [edition.number for edition in held.editions.all()] == [1]


def test_loading_twice_changes_nothing(db):
    call_command("loaddata", "bali_process", verbosity=0)
    before = _dump()
    call_command("loaddata", "bali_process", verbosity=0)
    assert _dump() == before


def test_the_record_can_be_dumped_and_loaded_again(record, tmp_path):
    before = _dump()
    dump = tmp_path / "dump.json"
    dump.write_text(before)
    for model in (Edition, Conference, Actor, *_models()):
        model.objects.all().delete()
    assert not list(_rows())
    call_command("loaddata", dump, verbosity=0)
    assert json.loads(_dump()) == json.loads(before)


def test_two_commands_on_an_empty_database_make_a_complete_site(tmp_path):
    database = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    _manage(database, "migrate", "--verbosity=0")
    _manage(database, "loaddata", "bali_process", "--verbosity=0")
    seen = json.loads(_manage(database, "shell", "--no-imports", "--command", ASK_THE_SITE))
    assert seen == {
        "/": 200,
        **{f"/conferences/{n}-ministerial-conference/": 200 for n in ORDINALS},
        "/conferences/second-ministerial-conference/statement/": 200,
        "/findings/?page=1": 200,
        "/recommendations/BPMC2-R-E/": 200,
        "/participants/australia/": 200,
        "Editors": 1,
    }


ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
ASK_THE_SITE = f"""
import json
from django.contrib.auth.models import Group
from django.test import Client
client = Client(HTTP_HOST="localhost")
addresses = ["/", *(f"/conferences/{{n}}-ministerial-conference/" for n in {ORDINALS}),
    "/conferences/second-ministerial-conference/statement/", "/findings/?page=1",
    "/recommendations/BPMC2-R-E/", "/participants/australia/"]
seen = {{address: client.get(address).status_code for address in addresses}}
print(json.dumps(seen | {{"Editors": Group.objects.filter(name="Editors").count()}}))
"""


def _manage(database, *arguments):
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": database}
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _models():
    return apps.get_app_config("conferences").get_models()


def _rows():
    for model in _models():
        yield from model.objects.all()


def _dump():
    out = StringIO()
    call_command("dumpdata", "conferences", natural_foreign=True, natural_primary=True, stdout=out)
    return out.getvalue()
