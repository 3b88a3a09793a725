"""The index of words, which the database keeps by itself.

Beside each table that is searched stands `<table>_search` with the folded words of every row, and
triggers that follow each change: `loaddata`, `update()`, `bulk_create()` and SQL by hand are bound
by them. They read no table of the record, for SQLite cannot remake a table that a trigger of
another one reads.
"""

import hashlib
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.models import Model

from . import search_postgresql, search_sqlite
from .models import Actor, Conference, Finding, Paragraph, Recommendation
from .words import folds

_FOLDS = "conferences_search_fold"
_MAKE_FOLDS = f"""
CREATE TABLE {_FOLDS} (first integer PRIMARY KEY, last integer NOT NULL, fold text NOT NULL)
"""


@dataclass(frozen=True)
class Index:
    """The index of one model: which fields of it are searched."""

    model: type[Model]
    fields: tuple

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def name(self):
        return f"{self.table}_search"

    @property
    def vocabulary(self):
        return f"{self.name}_vocabulary"

    def said(self, row):
        """An SQL expression for the text of each field in `row`: choices as readers see them."""
        return [self._said(field, f"{row}.{field}") for field in self.fields]

    def _said(self, name, column):
        choices = self.model._meta.get_field(name).flatchoices
        cases = [f"WHEN {_quoted(value)} THEN {_quoted(label)}" for value, label in choices]
        return f"CASE {column} {' '.join(cases)} ELSE '' END" if cases else column

    def watched(self, row):
        """An SQL row value that changes when the index must."""
        return f"({row}.id, {', '.join(f'{row}.{field}' for field in self.fields)})"


def _quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


INDEXES = {
    index.model: index
    for index in (
        Index(Finding, ("text",)),
        Index(Recommendation, ("text",)),
        Index(Paragraph, ("text",)),
        Index(Conference, ("title", "official_name", "city", "country", "venue")),
        Index(Actor, ("name", "short_name", "note")),
    )
}


def engine_of(connection):
    """The module that writes this database's SQL."""
    return search_sqlite if connection.vendor == "sqlite" else search_postgresql


def ensure_index(using):
    """Make the index anew unless all its triggers stand: SQLite drops them without a word."""
    definition = _Definition(connections[using])
    if definition.missing():
        definition.make()


def missing_triggers(using):
    """The names of the triggers that ought to keep the index and do not stand."""
    return _Definition(connections[using]).missing()


def rebuild_index(using):
    """Make the index anew from the rows."""
    _Definition(connections[using]).make()


def disagreements(using):
    """A sentence for each way in which rows and index do not agree."""
    definition = _Definition(connections[using])
    if missing := definition.missing():
        return [f"The index is not kept: these triggers are missing: {', '.join(missing)}."]
    return [sentence for index in INDEXES.values() for sentence in definition.amiss(index)]


class _Definition:
    """All that makes the index on one database.

    The name of each trigger holds a digest of the whole, so that what stands of another
    definition, or of another version of Unicode, counts as missing.
    """

    def __init__(self, connection):
        self.connection = connection
        self.engine = engine_of(connection)
        whole = repr([folds(), self._statements("")])
        self.digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
        self.triggers = self._triggers(self.digest)

    def _statements(self, digest):
        made = [sql for index in INDEXES.values() for sql in self.engine.tables(index)]
        return [*self.engine.FUNCTIONS, *made, *self._triggers(digest).values()]

    def _triggers(self, digest):
        """{name: SQL} of every trigger."""
        return {
            f"{index.name}_{digest}_{event}": f"CREATE TRIGGER {index.name}_{digest}_{event} {sql}"
            for index in INDEXES.values()
            for event, sql in self.engine.triggers(index).items()
        }

    def missing(self):
        """The names of the triggers that ought to stand and do not."""
        with self.connection.cursor() as cursor:
            return sorted(self.triggers.keys() - self._present(cursor).keys())

    def _present(self, cursor):
        """{name: SQL that drops it} of the triggers that keep an index now."""
        cursor.execute(self.engine.TRIGGERS)
        return dict(cursor.fetchall())

    def make(self):
        """Drop what there is of an index, and make and fill it."""
        with transaction.atomic(self.connection.alias), self.connection.cursor() as cursor:
            for drop in self._present(cursor).values():
                cursor.execute(drop)
            self._make_folds(cursor)
            for statement in self._statements(self.digest):
                cursor.execute(statement)

    def _make_folds(self, cursor):
        cursor.execute(f"DROP TABLE IF EXISTS {_FOLDS}")
        cursor.execute(_MAKE_FOLDS)
        cursor.executemany(f"INSERT INTO {_FOLDS} VALUES (%s, %s, %s)", folds())  # noqa: S608

    def amiss(self, index):
        """A sentence for each way in which this index is not what its rows say."""
        rows = self.engine.rows(index)
        kept = f"SELECT {self.engine.KEY}, words FROM {index.name}"  # noqa: S608
        with self.connection.cursor() as cursor:
            if count := _count(cursor, f"{rows} EXCEPT {kept}"):
                yield f"{count} rows of {index.table} are not in the index as they stand."
            if count := _count(cursor, f"{kept} EXCEPT {rows}"):
                yield f"{count} entries in the index of {index.table} are not as a row stands."
            if self.engine.is_broken(cursor, index):
                yield f"The index of {index.table} does not find the words of its own entries."


def _count(cursor, select):
    cursor.execute(f"SELECT count(*) FROM ({select}) AS amiss")  # noqa: S608
    return cursor.fetchone()[0]
