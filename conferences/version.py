"""The content version: one number that moves with every change of the record.

Triggers move it in the transaction of the change, so `loaddata`, `update()` and SQL by hand move
it too, and nobody sees a new number before the change it stands for. What is kept in memory is
kept for a number, and read again when the number is another.
"""

import time

from django.apps import apps
from django.db import connection, connections

_TABLE = "conferences_contentversion"
_MOVE = f"UPDATE {_TABLE} SET number = number + 1"

_BEGIN = f"INSERT INTO {_TABLE} SELECT %s WHERE NOT EXISTS (SELECT 1 FROM {_TABLE})"

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_moves_version_{event} AFTER {event} ON {table}
BEGIN {move}; END
"""
_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION conferences_move_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_MOVE}; RETURN NULL; END $$
"""
# TRUNCATE too: a table emptied so fires no other trigger.
_POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_moves_version
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION conferences_move_version()
"""


def content_version():
    """The number of what the record holds now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {_TABLE}")
        return cursor.fetchone()[0]


def ensure_version(using):
    """Make the table, its one row and the triggers, on the database named `using`.

    It begins at the time in microseconds, so that a database made anew never repeats a number.
    """
    db = connections[using]
    with db.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE} (number bigint NOT NULL)")
        cursor.execute(_BEGIN, [time.time_ns() // 1000])
        for statement in _triggers(db.vendor):
            cursor.execute(statement)


def _triggers(vendor):
    if vendor == "sqlite":
        return [
            _SQLITE.format(table=table, event=event, move=_MOVE)
            for table in _tables()
            for event in ("INSERT", "UPDATE", "DELETE")
        ]
    return [_POSTGRES_FUNCTION] + [_POSTGRES.format(table=table) for table in _tables()]


def _tables():
    """Every table of the record, those between models included."""
    models = apps.get_app_config("conferences").get_models(include_auto_created=True)
    return sorted(model._meta.db_table for model in models)
