"""The index of words on PostgreSQL: tsvector and GIN over folded text."""

from .query import MAX_CHARS, Phrase, Prefix
from .words import SEARCHED_CHARS

KEY = "id"
TRIGGERS = """
SELECT tgname, format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgname LIKE 'conferences\\_%\\_search\\_%' AND pg_table_is_visible(tgrelid)
"""

# Within ASCII, the collation C takes the case off A to Z alone and a pattern splits at all but
# letters and digits. Each letter beyond is replaced wherever it stands, by the table of folds.
# PostgreSQL's own parser never sees the text: it would make hosts, numbers and hyphenated words of
# it. A word of more than 200 characters, which no query can hold whole, is cut where a prefix
# still finds it: a lexeme has at most 2,046 bytes.
_FOLDED = rf"""
CREATE OR REPLACE FUNCTION conferences_search_folded(said text) RETURNS text
LANGUAGE plpgsql STABLE AS $fold$
DECLARE
  folded text := regexp_replace(
    lower(said COLLATE "C"), '[\x01-\x1f\x21-\x2f\x3a-\x60\x7b-\x7f]', ' ', 'g');
  beyond text := regexp_replace(said, '[\x01-\x7f]+', '', 'g');
  letter text;
BEGIN
  FOR letter IN SELECT DISTINCT unnest(string_to_array(beyond, NULL)) LOOP
    folded := replace(folded, letter, (
      SELECT CASE WHEN ascii(letter) <= last THEN fold ELSE letter END
      FROM conferences_search_fold WHERE first <= ascii(letter) ORDER BY first DESC LIMIT 1
    ));
  END LOOP;
  RETURN (
    SELECT string_agg(left(word, {MAX_CHARS + 1}), ' ' ORDER BY place)
    FROM unnest(string_to_array(left(folded, {SEARCHED_CHARS}), ' '))
      WITH ORDINALITY AS said (word, place)
    WHERE word <> ''
  );
END $fold$
"""
FUNCTIONS = [_FOLDED]
_TERMS = "unnest(string_to_array(words, ' '))"


def _words(index, row):
    """What is indexed of a row; no query holds the mark between fields, so no phrase spans it."""
    folded = ", ".join(f"conferences_search_folded({said})" for said in index.said(row))
    return f"concat_ws(' ¶ ', {folded})"


def rows(index):
    """The select of (key, words) that the index ought to hold."""
    return f"SELECT said.id, {_words(index, 'said')} AS words FROM {index.table} AS said"


def tables(index):
    """The statements that make the index anew and fill it."""
    name = index.name
    return [
        f"DROP TABLE IF EXISTS {name}, {index.vocabulary}",
        f'CREATE TABLE {name} (id bigint PRIMARY KEY, words text COLLATE "C" NOT NULL, '
        "lexemes tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(string_to_array(words, ' '))) STORED)",
        f'CREATE TABLE {index.vocabulary} (term text COLLATE "C" NOT NULL)',
        f"INSERT INTO {name} (id, words) {rows(index)}",
        f"INSERT INTO {index.vocabulary} SELECT DISTINCT {_TERMS} FROM {name}",
        f"CREATE INDEX ON {name} USING gin (lexemes)",
        f"CREATE INDEX ON {index.vocabulary} (term)",
        f"ANALYZE {name}, {index.vocabulary}",
        _keeper(index),
    ]


# Two transactions may add a word at once, and then it stands twice: a unique index would make them
# wait for each other, and for ever if they met two words in opposite orders. A word that no row
# says any longer stays; neither changes an answer. PostgreSQL keeps the plan that it made when the
# vocabulary was small: it may not read it whole.
def _keeper(index):
    return f"""
CREATE OR REPLACE FUNCTION {index.name}_keep() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $keep$
DECLARE
  said text;
  word text;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM {index.name};
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM {index.name} WHERE id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    said := {_words(index, "NEW")};
    INSERT INTO {index.name} (id, words) VALUES (NEW.id, said)
    ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words;
    FOREACH word IN ARRAY string_to_array(said, ' ') LOOP
      IF NOT EXISTS (SELECT FROM {index.vocabulary} WHERE term = word) THEN
        INSERT INTO {index.vocabulary} VALUES (word);
      END IF;
    END LOOP;
  END IF;
  RETURN NULL;
END $keep$
"""


def triggers(index):
    """{event: the rest of CREATE TRIGGER}."""
    keep = f"EXECUTE FUNCTION {index.name}_keep()"
    has_changed = f"{index.watched('OLD')} IS DISTINCT FROM {index.watched('NEW')}"
    on = f"ON {index.table}"
    return {
        "insert": f"AFTER INSERT {on} FOR EACH ROW {keep}",
        "update": f"AFTER UPDATE {on} FOR EACH ROW WHEN ({has_changed}) {keep}",
        "delete": f"AFTER DELETE {on} FOR EACH ROW {keep}",
        "truncate": f"AFTER TRUNCATE {on} {keep}",
    }


def is_broken(cursor, index):
    """Whether the vocabulary lacks a word of an entry."""
    cursor.execute(
        f"SELECT EXISTS (SELECT {_TERMS} FROM {index.name} "
        f"EXCEPT SELECT term FROM {index.vocabulary})"
    )
    return cursor.fetchone()[0]


def hits(index, term, forms):
    """(SQL, parameters) of the keys that a term hits; a Word stands for its `forms`."""
    select = f"SELECT id FROM {index.name} WHERE lexemes @@ %s::tsquery"
    match term:
        case Phrase(words):
            said = " ".join(words)
            return f"{select} AND ' ' || words || ' ' LIKE %s", [_all(words, " & "), f"% {said} %"]
        case Prefix(text):
            return select, [f"'{text}':*"]
    return select, [_all(forms, " | ")]


def _all(words, operator):
    """Words hold letters and digits alone, so that nothing in them can end the quotes."""
    return operator.join(f"'{word}'" for word in words)


def counts(index, term, forms):
    """(SQL, parameters) of (key, how often it says one of `forms`)."""
    keys, params = hits(index, term, forms)
    select = f"SELECT id, count(*) FROM {index.name}, {_TERMS} AS said"
    return f"{select} WHERE id IN ({keys}) AND said = ANY(%s) GROUP BY id", [*params, forms]
