"""The content version: one number that moves with every change of what the public may see.

Triggers move it in the transaction of the change, so `loaddata`, `update()` and SQL by hand move
it too, and nobody sees a new number before the change it stands for. What is kept in memory is
kept for a number, and read again when the number is another. Drafts do not move it: it does not
tell when staff are at work. A conference that is to be public from a moment on moves it by that
moment's passing.
"""

import os
import threading
import time
from contextlib import suppress

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, connections

FRESH = 0.1  # seconds for which a number is good at most without a statement
_TABLE = "conferences_contentversion"
_DESK = "conferences.desk"
_MOVE = f"UPDATE {_TABLE} SET number = number + 1"
_EVENTS = ("INSERT", "UPDATE", "DELETE")

# The moments that have come are counted by the database's clock, as `is_public` reads it. They
# are the last three digits, so that a count that falls cannot undo a step.
_NUMBER = f"""
SELECT number * 1000 + (
  SELECT count(*) FROM conferences_conference WHERE publish_at <= {{now}}
) % 1000, EXISTS (
  SELECT 1 FROM conferences_conference WHERE publish_at > {{now}}
) FROM {_TABLE}
"""
_NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "statement_timestamp()"}

_BEGIN = f"INSERT INTO {_TABLE} SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM {_TABLE})"

_SQLITE = """
CREATE TRIGGER {table}_moves_version_{event} AFTER {event} ON {table}
WHEN {is_seen}
BEGIN {move}; END
"""
_SQLITE_TRIGGERS = """
SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'conferences_*_moves_version_*'
"""
# For each statement and not for each row: one number moved for each of a million rows would take
# PostgreSQL hours. TRUNCATE too, which fires no other trigger.
_POSTGRES = """
CREATE OR REPLACE FUNCTION {table}_moves_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_seen boolean := true;
BEGIN
  IF TG_OP = 'INSERT' THEN
    is_seen := EXISTS (SELECT FROM fresh WHERE {fresh});
  ELSIF TG_OP = 'DELETE' THEN
    is_seen := EXISTS (SELECT FROM former WHERE {former});
  ELSIF TG_OP = 'UPDATE' THEN
    is_seen := EXISTS (SELECT FROM fresh WHERE {fresh})
      OR EXISTS (SELECT FROM former WHERE {former});
  END IF;
  IF is_seen THEN {move}; END IF;
  RETURN NULL;
END $$
"""
_POSTGRES_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_moves_version_{event} AFTER {event} ON {table} {rows}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_moves_version()
"""
_ROWS = {
    "INSERT": "REFERENCING NEW TABLE AS fresh",
    "UPDATE": "REFERENCING OLD TABLE AS former NEW TABLE AS fresh",
    "DELETE": "REFERENCING OLD TABLE AS former",
    "TRUNCATE": "",
}


def content_version():
    """The number of what the public may see now."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER.format(now=_NOW[connection.vendor]))
        return cursor.fetchone()[0]


class VersionReader:
    """Reads the content version on a connection of each thread's own, outside Django's.

    It is asked at every request: a statement of its own, in no transaction, and nothing else. It
    waits for no lock longer than a moment: whoever asks has something else to say then. Where the
    database tells without a statement that nothing was written, the last number is good.
    """

    def __init__(self):
        self.own = threading.local()
        database = connections[DEFAULT_DB_ALIAS]
        is_file = database.vendor == "sqlite"
        self.stamp = _Stamp(database.settings_dict["NAME"]) if is_file else lambda: b""
        self.known = (b"", 0, 0)

    def __call__(self):
        stamp = self.stamp()
        known, number, until = self.known
        if stamp and stamp == known and time.monotonic() < until:
            return number
        number, is_waiting = self._ask()
        if stamp == self.stamp() and not is_waiting:
            self.known = (stamp, number, time.monotonic() + FRESH)
        return number

    def close(self):
        """Close the connection of this thread."""
        connection, self.own.connection = getattr(self.own, "connection", None), None
        if connection:
            connection.close()

    def _ask(self):
        """(the number, whether it will move by itself)."""
        if getattr(self.own, "connection", None):
            with suppress(Exception):  # it may have been lost since; then a new one may do
                return self._read()
            self.close()
        self._open()
        return self._read()

    def _open(self):
        wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
        options = wrapper.settings_dict.get("OPTIONS", {})
        own = options | _impatient(wrapper.vendor, options)
        own.pop("pool", None)  # which is for the work of requests
        wrapper.settings_dict = wrapper.settings_dict | {"OPTIONS": own}
        wrapper.ensure_connection()
        self.own.connection = wrapper.connection
        self.own.number = _NUMBER.format(now=_NOW[wrapper.vendor])

    def _read(self):
        return self.own.connection.execute(self.own.number).fetchone()


class _Stamp:
    """Bytes of an SQLite file that change with every transaction that writes to it.

    They are the change counter, at 24 (https://sqlite.org/fileformat2.html). In WAL mode, which
    is a 2 at 18, it does not count, and there is no stamp.
    """

    def __init__(self, path):
        self.path, self.file = path, None

    def __call__(self):
        try:
            if self.file is None:
                # Never closed: that would drop the locks that SQLite holds in this process.
                self.file = os.open(self.path, os.O_RDONLY)
            header = os.pread(self.file, 10, 18)
        except OSError:
            return b""
        return header if header[:1] == b"\1" else b""


def _impatient(vendor, options):
    """The options of a connection that waits half a second at most."""
    if vendor == "sqlite":
        return {"timeout": 0.5}
    return {"options": f"{options.get('options', '')} -c statement_timeout=500"}


def drop_version(using):
    """Take the triggers away on SQLite, for as long as tables may be remade."""
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(_SQLITE_TRIGGERS)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def ensure_version(using):
    """Make the table, its one row and the triggers, on the database named `using`.

    It is the time in milliseconds or later, so that a database made anew, or an old one put back
    in its place, never repeats a number; and it moves, for what changed while there were no
    triggers.
    """
    drop_version(using)
    db = connections[using]
    with db.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE} (number bigint NOT NULL)")
        cursor.execute(_BEGIN)
        for model in _models():
            for statement in _triggers(db.vendor, model):
                cursor.execute(statement)
        cursor.execute(_MOVE)
        now = time.time_ns() // 1_000_000
        cursor.execute(f"UPDATE {_TABLE} SET number = %s WHERE number < %s", [now, now])


def _triggers(vendor, model):
    table = model._meta.db_table
    if vendor == "sqlite":
        return [
            _SQLITE.format(table=table, event=event, move=_MOVE, is_seen=_is_seen(model, event))
            for event in _EVENTS
        ]
    seen = {rows: _condition(model, rows) for rows in ("fresh", "former")}
    return [_POSTGRES.format(table=table, move=_MOVE, **seen)] + [
        _POSTGRES_TRIGGER.format(table=table, event=event, rows=rows)
        for event, rows in _ROWS.items()
    ]


def _is_seen(model, event):
    rows = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[event]
    return " OR ".join(_condition(model, row) for row in rows)


def _condition(model, row):
    """SQL that is false when this row of a table hangs on a draft alone."""
    if model._meta.model_name == "conference":
        return f"{row}.state <> 'draft'"
    if _has_conference(model):
        return _on_public(f"id = {row}.conference_id")
    for field in model._meta.fields:
        if field.is_relation and model._meta.auto_created and _has_conference(field.related_model):
            passages = field.related_model._meta.db_table
            there = f"SELECT conference_id FROM {passages} WHERE id = {row}.{field.column}"
            return _on_public(f"id IN ({there})")
    return "1 = 1"


def _on_public(where):
    return f"EXISTS (SELECT 1 FROM conferences_conference WHERE {where} AND state <> 'draft')"


def _has_conference(model):
    try:
        return bool(model._meta.get_field("conference"))
    except FieldDoesNotExist:
        return False


def _models():
    """Every model of the record, the tables between them included; not the desk's."""
    models = apps.get_app_config("conferences").get_models(include_auto_created=True)
    return [model for model in models if model.__module__ != _DESK]
