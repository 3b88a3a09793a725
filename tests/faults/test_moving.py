"""A site with rows of every kind, moved from SQLite to PostgreSQL with nothing lost."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.faults import acts

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="A site is moved to PostgreSQL: set DATABASE_URL to one that answers.",
)
# What `migrate` did, what can be lost any time, and what SQLite has for itself.
_NOT_MOVED = (
    *("django_migrations", "conferences_contentversion"),
    *("conferences_cache", "sqlite_sequence"),
)
MAKE = """
from pathlib import Path
from tests.faults import acts
acts.migrate(print)
acts.enter_all(print, Path({media!r}))
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """The SQLite file of a site with rows of every kind."""
    folder = tmp_path_factory.mktemp("old")
    path = folder / "db.sqlite3"
    subprocess.run(
        [sys.executable, "-c", MAKE.format(media=str(folder / "media"))],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{path}"},
        check=True,
        capture_output=True,
    )
    return path


@pytest.fixture(scope="module")
def moved(make_site, bare, old):
    """(the new site, what the command told)."""
    site = make_site(like=bare)
    return site, site.ask(acts.move_data, old)


def rows_of_postgresql(new, table):
    """(columns, rows) in the order of the first column; but when a record was verified last."""
    found = new.execute(f"SELECT * FROM {table} ORDER BY 1")
    columns = [each.name for each in found.description]
    rows = found.fetchall()
    if table == "conferences_inspection":
        at = columns.index("at")
        return columns[:at] + columns[at + 1 :], [row[:at] + row[at + 1 :] for row in rows]
    return columns, rows


def rows_of_sqlite(path, table, columns):
    names = ", ".join(f'"{name}"' for name in columns)
    with sqlite3.connect(path) as old:
        return old.execute(f"SELECT {names} FROM {table} ORDER BY 1").fetchall()


def tables_of(path):
    with sqlite3.connect(path) as old:
        names = old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return sorted(n for (n,) in names if n not in _NOT_MOVED and "_search" not in n)


def as_new(value, like):
    """A value as SQLite keeps it, in the type that PostgreSQL gave for the same column."""
    match like:
        case bool():
            return bool(value)
        case datetime():
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case date():
            return date.fromisoformat(value)
        case dict() | list():
            return json.loads(value)
        case Decimal():
            return Decimal(value)
    return value


def test_every_value_of_every_row_is_there(old, moved):
    """Read past Django on both sides."""
    site, told = moved
    tables, count = tables_of(old), 0
    with psycopg.connect(site.url) as new:
        for table in tables:
            columns, there = rows_of_postgresql(new, table)
            here = rows_of_sqlite(old, table, columns)
            assert here, f"Enter a row of {table} in tests/faults/everything.py."
            assert len(here) == len(there)
            for row, like in zip(here, there, strict=True):
                assert [as_new(*pair) for pair in zip(row, like, strict=True)] == list(like), table
            count += len(here)
    assert f"{count:,} rows of {len(tables)} tables, each read back as it was." in told
    assert "rows, editions, spans, digests and search agree." in told


def test_it_is_a_site_like_any_other(moved, bare):
    site, _ = moved
    assert site.ask(acts.schema) == bare.ask(acts.schema)
    assert site.ask(acts.left)[1] == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE conferences_statement SET text = 'other'", "a statement keeps its text"),
        ("UPDATE conferences_edition SET text = 'other'", "an edition stays as it is"),
        ('UPDATE conferences_finding SET "end" = 999999', "a span ends inside its statement"),
    ],
)
def test_what_was_moved_is_guarded(moved, statement, words):
    with psycopg.connect(moved[0].url) as new, pytest.raises(psycopg.Error, match=words):
        new.execute(statement)


def test_a_number_that_was_used_is_not_used_again(old, moved):
    with sqlite3.connect(old) as file, psycopg.connect(moved[0].url) as new:
        for table, last in file.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
            if table in tables_of(old):
                select = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))"
                assert new.execute(select).fetchone() == (last + 1,), table


# --- refused, with nothing changed ---


def test_a_site_that_is_not_empty_is_left_alone(make_site, full, old):
    site = make_site(like=full)
    before = site.ask(acts.digests)
    assert "This site is not empty" in site.ask(acts.move_data, old)
    assert site.ask(acts.digests) == before


def test_another_version_is_refused(make_site, old):
    site = make_site()
    assert "run manage.py migrate on both" in site.ask(acts.move_data, old)
    assert site.ask(acts.schema) == []


def test_no_file_is_refused(make_site, tmp_path):
    assert "There is no file" in make_site().ask(acts.move_data, tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        f"UPDATE conferences_actor SET name = '{'x' * 201}'",
        "UPDATE conferences_entry SET by_id = 999",
    ],
    ids=["a value is too long", "a row hangs on nothing"],
)
def test_what_does_not_fit_moves_nothing(make_site, bare, old, damage, tmp_path):
    path, site = tmp_path / "bad.sqlite3", make_site(like=bare)
    path.write_bytes(old.read_bytes())
    with sqlite3.connect(path) as file:
        file.execute("DROP TRIGGER conferences_actor_moves_version_UPDATE")
        file.execute(f"{damage} WHERE id = 1")  # sqlite3 does not watch over foreign keys
    told = site.ask(acts.move_data, path)
    assert told.startswith("Refused: Nothing was moved:")
    assert site.ask(acts.occupied) == []
    assert site.ask(acts.schema) == bare.ask(acts.schema)
    assert site.ask(acts.left) == bare.ask(acts.left)
