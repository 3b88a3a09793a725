"""The index of words on SQLite: FTS5 over folded text."""

from django.db import DatabaseError

from .query import Phrase, Prefix
from .words import SEARCHED_CHARS

KEY = "rowid"
FUNCTIONS = []
TRIGGERS = """
SELECT name, 'DROP TRIGGER ' || name FROM sqlite_master
WHERE type = 'trigger' AND name GLOB 'conferences_*_search_*'
"""

# Each letter beyond ASCII is replaced wherever it stands, by the table of folds; `ltrim` hops to
# the next. The tokenizer `ascii` does the rest: it takes the case off A to Z and splits at all else
# in ASCII, and what folding has left beyond ASCII belongs to words.
_ASCII = "'" + "".join(map(chr, range(127, 0, -1))).replace("'", "''") + "'"
_FOLDED = f"""(
  WITH RECURSIVE folding (folded, rest) AS (
    SELECT {{said}}, ltrim({{said}}, {_ASCII})
    UNION ALL
    SELECT replace(folded, substr(rest, 1, 1), (
        SELECT CASE WHEN unicode(rest) <= last THEN fold ELSE substr(rest, 1, 1) END
        FROM conferences_search_fold WHERE first <= unicode(rest) ORDER BY first DESC LIMIT 1
      )), ltrim(replace(rest, substr(rest, 1, 1), ''), {_ASCII})
    FROM folding WHERE unicode(rest) > 0
  )
  SELECT substr(folded, 1, {SEARCHED_CHARS}) FROM folding WHERE NOT coalesce(unicode(rest), 0)
)"""


def _words(index, row):
    """What is indexed of a row; no query holds the mark between fields, so no phrase spans it."""
    return " || ' ¶ ' || ".join(_FOLDED.replace("{said}", said) for said in index.said(row))


def rows(index):
    """The select of (key, words) that the index ought to hold."""
    return f"SELECT said.id, {_words(index, 'said')} AS words FROM {index.table} AS said"


def tables(index):
    """The statements that make the index anew and fill it."""
    name = index.name
    return [
        f"DROP TABLE IF EXISTS {index.vocabulary}",
        f"DROP TABLE IF EXISTS {name}_places",
        f"DROP TABLE IF EXISTS {name}",
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize='ascii')",
        f"CREATE VIRTUAL TABLE {index.vocabulary} USING fts5vocab({name}, row)",
        f"CREATE VIRTUAL TABLE {name}_places USING fts5vocab({name}, instance)",
        f"INSERT INTO {name} (rowid, words) {rows(index)}",
    ]


def triggers(index):
    """{event: the rest of CREATE TRIGGER}."""
    forget = f"DELETE FROM {index.name} WHERE rowid = OLD.id;"
    keep = (
        f"INSERT OR REPLACE INTO {index.name} (rowid, words) "
        f"VALUES (NEW.id, {_words(index, 'NEW')});"
    )
    has_changed = f"{index.watched('OLD')} IS NOT {index.watched('NEW')}"
    on = f"ON {index.table}"
    return {
        "insert": f"AFTER INSERT {on} BEGIN {keep} END",
        "update": f"AFTER UPDATE {on} WHEN {has_changed} BEGIN {forget} {keep} END",
        "delete": f"AFTER DELETE {on} BEGIN {forget} END",
    }


def is_broken(cursor, index):
    """Whether FTS5 finds its lists of words at odds with the text it keeps."""
    try:
        cursor.execute(f"INSERT INTO {index.name} ({index.name}) VALUES ('integrity-check')")
    except DatabaseError:
        return True
    return False


def hits(index, term, forms):
    """(SQL, parameters) of the keys that a term hits; a Word stands for its `forms`."""
    return f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s", [_match(term, forms)]


def _match(term, forms):
    match term:
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Prefix(text):
            return f'"{text}" *'
    return " OR ".join(f'"{form}"' for form in forms)


def counts(index, term, forms):
    """(SQL, parameters) of (key, how often it says one of `forms`)."""
    places = ", ".join(["%s"] * len(forms))
    return (
        f"SELECT doc, count(*) FROM {index.name}_places WHERE term IN ({places}) GROUP BY doc",
        forms,
    )
