"""The index follows every change of the rows, whoever makes it, and knows when it does not."""

import sys
import unicodedata
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import pre_migrate

from conferences.models import Actor, Conference, Finding, Statement
from conferences.query import Word, parse
from conferences.search import condition, hits
from conferences.search_index import INDEXES, disagreements, ensure_index, rebuild_index
from conferences.words import words_of
from tests.factories import make_conference, make_finding

ON_SQLITE = connection.vendor == "sqlite"
INDEX = INDEXES[Finding].name
KEY = "rowid" if ON_SQLITE else "id"


def found(text, model=Finding):
    return set(model.objects.filter(condition(model, parse(text))).values_list("pk", flat=True))


def execute(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def finding(db):
    return make_finding(make_conference(), text="border")


@pytest.fixture
def kept(db):
    """The index agrees with the rows when the test is over."""
    yield
    assert disagreements("default") == []


@pytest.mark.usefixtures("kept")
class TestFollowing:
    def test_save(self, finding):
        finding.text = "seas"
        finding.save()
        assert (found("border"), found("sea")) == (set(), {finding.pk})

    def test_update(self, finding):
        Finding.objects.update(text="seas")
        assert (found("border"), found("sea")) == (set(), {finding.pk})

    def test_update_of_another_field(self, finding):
        Finding.objects.update(position=9)
        assert found("border") == {finding.pk}

    def test_update_of_one_field_of_several(self, db):
        conference = make_conference(title="Border", city="Perth", country="AU")
        Conference.objects.update(country="NZ")
        assert found("perth zealand", Conference) == {conference.pk}
        assert found("australia", Conference) == set()

    def test_bulk_create_and_update(self, finding):
        new = Finding(conference=finding.conference, verb="note", text="seas", reference="X")
        Finding.objects.bulk_create([new])
        assert found("sea") == {new.pk}
        new.text = "roads"
        Finding.objects.bulk_update([new], ["text"])
        assert (found("sea"), found("road")) == (set(), {new.pk})

    def test_upsert(self, finding):
        again = Finding(pk=finding.pk, conference=finding.conference, verb="note", text="seas")
        Finding.objects.bulk_create(
            [again], update_conflicts=True, unique_fields=["id"], update_fields=["text"]
        )
        assert (found("border"), found("sea")) == (set(), {finding.pk})

    def test_loaddata(self, record):
        assert found("emphasised borders") == set(
            Finding.objects.filter(text__startswith="emphasised that border").values_list(
                "pk", flat=True
            )
        )
        assert found("migration", Actor)

    def test_sql_by_hand(self, finding):
        execute("UPDATE conferences_finding SET text = 'Mëërs' WHERE id = %s", [finding.pk])
        assert (found("border"), found("meers")) == (set(), {finding.pk})

    def test_a_new_key(self, finding):
        Finding.objects.update(id=finding.pk + 1000)
        assert hits(Finding, Word("border")) == [finding.pk + 1000]

    def test_delete(self, finding):
        finding.delete()
        assert hits(Finding, Word("border")) == []

    def test_deleting_the_conference(self, finding):
        finding.conference.delete()
        assert hits(Finding, Word("border")) == []

    def test_a_word_that_came_and_went(self, finding):
        Finding.objects.update(text="seas")
        Finding.objects.update(text="border")
        assert hits(Finding, Word("borders")) == [finding.pk]


@pytest.mark.usefixtures("kept")
@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables():
    make_finding(make_conference(), text="border")
    call_command("flush", interactive=False, verbosity=0)
    assert hits(Finding, Word("border")) == []


def test_ensuring_again_changes_nothing(finding):
    execute(f"DELETE FROM {INDEX}")
    ensure_index("default")
    assert hits(Finding, Word("border")) == []


def trigger_names():
    return [name for (name, _) in execute(_triggers())]


def _triggers():
    from conferences.search_index import engine_of

    return engine_of(connection).TRIGGERS


def test_a_lost_trigger_is_made_again_and_what_it_missed_is_indexed(finding):
    drops = {name: drop for name, drop in execute(_triggers()) if name.startswith(f"{INDEX}_")}
    execute(next(drop for name, drop in drops.items() if name.endswith("_update")))
    Finding.objects.update(text="seas")
    assert ["missing" in sentence for sentence in disagreements("default")] == [True]
    ensure_index("default")
    assert (found("border"), found("sea")) == (set(), {finding.pk})
    assert disagreements("default") == []


def test_triggers_of_another_definition_are_replaced(finding):
    other = f"{INDEX}_00000000_delete"
    calls = "" if ON_SQLITE else f"FOR EACH ROW EXECUTE FUNCTION {INDEX}_keep()"
    body = "BEGIN SELECT 1; END" if ON_SQLITE else calls
    before = trigger_names()
    execute(f"CREATE TRIGGER {other} AFTER DELETE ON conferences_finding {body}")
    rebuild_index("default")
    assert sorted(trigger_names()) == sorted(before)


@pytest.mark.skipif(not ON_SQLITE, reason="Only SQLite remakes a table to alter it.")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Finding, Conference, Actor])
def test_a_table_that_a_migration_remakes_is_indexed_again(model):
    make_finding(make_conference(title="Border"), text="border")
    now = MigrationLoader(connection).project_state()
    field, name = INDEXES[model].fields[0], model._meta.model_name
    altered = now.clone()
    change = migrations.AlterField(name, field, models.TextField(null=True))
    change.state_forwards("conferences", altered)
    pre_migrate.send(apps.get_app_config("conferences"), using="default")
    for before, after in ((now, altered), (altered, now)):
        with connection.schema_editor() as editor:
            change.database_forwards("conferences", editor, before, after)
    assert "missing" in disagreements("default")[0]
    call_command("migrate", verbosity=0)
    assert disagreements("default") == []


def verify():
    said = StringIO()
    call_command("verify_search", stdout=said)
    return said.getvalue()


def test_verify_says_that_all_is_well(finding):
    assert "holds the words of every row" in verify()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (f"UPDATE {INDEX} SET words = 'sea'", "1 rows of conferences_finding are not in the index"),
        (f"DELETE FROM {INDEX}", "1 rows of conferences_finding are not in the index"),
        (f"INSERT INTO {INDEX} ({KEY}, words) VALUES (0, 'sea')", "1 entries in the index"),
        (
            f"DELETE FROM {INDEX}_data WHERE id > 10"
            if ON_SQLITE
            else f"DELETE FROM {INDEX}_vocabulary",
            "does not find the words of its own entries",
        ),
    ],
)
def test_verify_tells_what_is_amiss_and_rebuild_mends_it(finding, damage, sentence):
    execute(damage)
    with pytest.raises(CommandError, match=sentence):
        verify()
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert "made anew" in said.getvalue()
    assert "holds the words of every row" in verify()
    assert found("border") == {finding.pk}


def test_every_character_makes_the_same_words_in_the_index(db):
    """Each letter of Unicode between two others, and by itself."""
    codes = (chr(code) for code in range(1, sys.maxunicode + 1))
    chars = [char for char in codes if unicodedata.category(char) not in ("Cn", "Co", "Cs")]
    chars += ["\u0378", "\ue000", "\U0010ffff"]  # unassigned, private, the last
    conference = make_conference()
    texts = [
        " ".join(f"a{char}b {char}" for char in chars[first : first + 256])
        for first in range(0, len(chars), 256)
    ]
    Finding.objects.bulk_create(
        Finding(conference=conference, verb="note", reference=f"X{number}", text=text)
        for number, text in enumerate(texts)
    )
    kept = {term for (term,) in execute(f"SELECT term FROM {INDEX}_vocabulary")}
    assert kept == {word for text in texts for word in words_of(text)}


def test_a_statement_is_not_searched():
    assert Statement not in INDEXES
