"""A site from SQLite to PostgreSQL: every row as it is, with its number, and the proof of it."""

import json
from dataclasses import asdict

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from .databases import Refused, occupants
from .text import sha256_of

OLD, NEW = "old", DEFAULT_DB_ALIAS
ROWS_AT_ONCE = 500


def move(path):
    """Fill this empty PostgreSQL site with all rows of the SQLite site at `path`.

    Nobody can write to the old site while it is read. Returns {model: how many rows}. Raises
    Refused with nothing changed; also when a row in the new site does not read as in the old.
    """
    if connections[NEW].vendor != "postgresql":
        raise Refused(
            "This site is not on PostgreSQL: set DATABASE_URL to where the data shall go."
        )
    if not path.is_file():
        raise Refused(f"There is no file {path}.")
    _name_old(path)
    try:
        with transaction.atomic(OLD), transaction.atomic(NEW):
            _refuse_unlike()
            return _moved()
    except DatabaseError as error:
        raise Refused(f"Nothing was moved: {error}") from error
    finally:
        connections[OLD].close()


def _name_old(path):
    given = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    given["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    known = connections.configure_settings(settings.DATABASES | {OLD: given})
    connections.settings[OLD] = known[OLD]


def _refuse_unlike():
    old, new = (MigrationRecorder(connections[each]).applied_migrations() for each in (OLD, NEW))
    if old.keys() != new.keys():
        raise Refused("The two sites are not of one version: run manage.py migrate on both.")
    if tables := occupants(connections[NEW]):
        raise Refused(f"This site is not empty: there are rows in {tables[0]}.")


def _moved():
    moved = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    for model in reversed(moved):  # what `migrate` made has other numbers there
        rows = model._base_manager.using(NEW).all()
        rows._raw_delete(NEW)
    counts = {model._meta.label: _copy(model) for model in moved}
    connections[NEW].check_constraints()
    _keep_numbers(moved)
    if differing := [m._meta.label for m in moved if digest(m, OLD) != digest(m, NEW)]:
        raise Refused(f"Nothing was moved: not the same in the new site: {', '.join(differing)}.")
    return counts


def _copy(model):
    batch, count = [], 0
    for row in model._base_manager.using(OLD).order_by("pk").iterator(ROWS_AT_ONCE):
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            count += _write(model, batch)
    return count + _write(model, batch)


def _write(model, batch):
    count = len(model._base_manager.using(NEW).bulk_create(batch))
    batch.clear()
    return count


def _keep_numbers(moved):
    """Let the new site go on counting where the old one is, past the rows that were deleted.

    The staff's log and preview links know rows by their numbers, which are never used again.
    """
    with connections[OLD].cursor() as cursor:
        last = dict(cursor.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    with connections[NEW].cursor() as cursor:
        for model in moved:
            table, key = model._meta.db_table, model._meta.pk
            if isinstance(key, models.AutoField) and last.get(table):
                select = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
                cursor.execute(select, [f'"{table}"', key.column, last[table]])


def digest(model, using):
    """The SHA-256 of all rows of a model, in whatever order a database gives them."""
    rows = model._base_manager.using(using).iterator(ROWS_AT_ONCE)
    return sha256_of("".join(sorted(map(_row_digest, rows))))


def _row_digest(row):
    said = [_said(row, field) for field in row._meta.concrete_fields]
    return sha256_of(json.dumps(said, sort_keys=True, default=asdict))


def _said(row, field):
    value = field.value_from_object(row)
    return None if value is None else field.value_to_string(row)
