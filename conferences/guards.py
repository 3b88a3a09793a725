"""What the database itself refuses and a column constraint cannot say.

A statement's text never changes, and a span ends inside its statement: then a span that held
once holds for good. An edition never changes either. `loaddata`, `update()` and SQL by hand are
bound by it too.
"""

from django.conf import settings
from django.db import connections, transaction

_SPANNED = ("paragraph", "finding", "recommendation", "reading")

_SQLITE_FIXED = """
CREATE TRIGGER IF NOT EXISTS statement_text_fixed
BEFORE UPDATE OF text, sha256 ON conferences_statement
WHEN NEW.text <> OLD.text OR NEW.sha256 <> OLD.sha256
BEGIN SELECT RAISE(ABORT, 'a statement keeps its text'); END
"""
_EDITION = ("number", "act", "reason", "at", "slug", "text", "sha256")
_EDITION_DIFFERS = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _EDITION)
_SQLITE_FROZEN = f"""
CREATE TRIGGER IF NOT EXISTS edition_frozen BEFORE UPDATE ON conferences_edition
WHEN {_EDITION_DIFFERS}
BEGIN SELECT RAISE(ABORT, 'an edition stays as it is'); END
"""
_SQLITE_INSIDE = """
CREATE TRIGGER IF NOT EXISTS {model}_span_inside_{event}
BEFORE {event} ON conferences_{model}
WHEN NEW."end" > (SELECT length(text) FROM conferences_statement WHERE id = NEW.statement_id)
BEGIN SELECT RAISE(ABORT, 'a span ends inside its statement'); END
"""

_POSTGRES_FIXED = """
CREATE OR REPLACE FUNCTION conferences_statement_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.text <> OLD.text OR NEW.sha256 <> OLD.sha256 THEN
    RAISE EXCEPTION 'a statement keeps its text' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER statement_text_fixed BEFORE UPDATE ON conferences_statement
FOR EACH ROW EXECUTE FUNCTION conferences_statement_fixed();
CREATE OR REPLACE FUNCTION conferences_edition_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {differs} THEN
    RAISE EXCEPTION 'an edition stays as it is' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER edition_frozen BEFORE UPDATE ON conferences_edition
FOR EACH ROW EXECUTE FUNCTION conferences_edition_frozen();
CREATE OR REPLACE FUNCTION conferences_span_inside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."end" > (SELECT length(text) FROM conferences_statement WHERE id = NEW.statement_id) THEN
    RAISE EXCEPTION 'a span ends inside its statement' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRES_INSIDE = """
CREATE OR REPLACE TRIGGER {model}_span_inside BEFORE INSERT OR UPDATE ON conferences_{model}
FOR EACH ROW EXECUTE FUNCTION conferences_span_inside()
"""


def ensure_journal(using):
    """Set SQLite's journal mode, which WAL keeps in the file: once, not on each connection.

    It cannot change within a transaction, so it waits for the end of the one that there is.
    """
    if connections[using].vendor == "sqlite":
        transaction.on_commit(lambda: _set_journal(connections[using]), using=using)


def _set_journal(connection):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA journal_mode={settings.SQLITE_JOURNAL_MODE}")


def drop_guards(using):
    """Take the triggers away on SQLite, for as long as tables may be remade."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in _names():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _names():
    inside = [
        f"{model}_span_inside_{event}" for model in _SPANNED for event in ("INSERT", "UPDATE")
    ]
    return ["statement_text_fixed", "edition_frozen", *inside]


def ensure_guards(using):
    """Make the triggers that are missing, on the database named `using`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _triggers(connection.vendor):
            cursor.execute(statement)


def _triggers(vendor):
    if vendor == "sqlite":
        return [_SQLITE_FIXED, _SQLITE_FROZEN] + [
            _SQLITE_INSIDE.format(model=model, event=event)
            for model in _SPANNED
            for event in ("INSERT", "UPDATE")
        ]
    fixed = _POSTGRES_FIXED.replace("{differs}", _EDITION_DIFFERS)
    return [fixed] + [_POSTGRES_INSIDE.format(model=model) for model in _SPANNED]
