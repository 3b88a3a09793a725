"""The index of words on PostgreSQL: tsvector and GIN over folded text."""

from .query import MAX_CHARS, Phrase, Prefix
from .words import ASCII, SEARCHED_CHARS, fold

KEY = "id"
TRIGGERS = """
SELECT tgname, format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgname LIKE 'conferences\\_%\\_search\\_%' AND pg_table_is_visible(tgrelid)
"""

# Each letter beyond ASCII is replaced wherever it stands, by the table of folds; `translate` does
# the letters of ASCII at once. PostgreSQL's own parser never sees the text: it would make hosts,
# numbers and hyphenated words of it. A word of more than 200 characters, which no query can hold
# whole, is cut where a prefix still finds it: a lexeme has at most 2,046 bytes.
def _quoted(letters):
    return "'" + "".join(letters).replace("'", "''") + "'"


_FOLDED_ASCII = {char: fold(char) for char in ASCII if fold(char) != char}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION conferences_search_folded(said text) RETURNS text
LANGUAGE plpgsql STABLE AS $fold$
DECLARE
  folded text := translate(said, {_quoted(_FOLDED_ASCII)}, {_quoted(_FOLDED_ASCII.values())});
  letter text;
BEGIN
  FOR letter IN
    SELECT DISTINCT unnest(string_to_array(translate(said, {_quoted(ASCII)}, ''), NULL))
  LOOP
    folded := replace(folded, letter, (
      SELECT CASE WHEN ascii(letter) <= last THEN fold ELSE letter END
      FROM conferences_search_fold WHERE first <= ascii(letter) ORDER BY first DESC LIMIT 1
    ));
  END LOOP;
  RETURN (
    SELECT string_agg(left(word, {MAX_CHARS + 1}), ' ' ORDER BY place)
    FROM unnest(string_to_array(left(folded, {SEARCHED_CHARS}), ' ')) WITH ORDINALITY AS said (word, place)
    WHERE word <> ''
  );
END $fold$
"""
FUNCTIONS = [_FUNCTION]
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
        f"lexemes tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED)",
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
    each = f"FOR EACH ROW EXECUTE FUNCTION {index.name}_keep()"
    has_changed = f"{index.watched('OLD')} IS DISTINCT FROM {index.watched('NEW')}"
    on = f"ON {index.table}"
    return {
        "insert": f"AFTER INSERT {on} {each}",
        "update": f"AFTER UPDATE {on} FOR EACH ROW WHEN ({has_changed}) EXECUTE FUNCTION {index.name}_keep()",
        "delete": f"AFTER DELETE {on} {each}",
        "truncate": f"AFTER TRUNCATE {on} EXECUTE FUNCTION {index.name}_keep()",
    }


def is_broken(cursor, index):
    """Whether the vocabulary lacks a word of an entry."""
    cursor.execute(
        f"SELECT EXISTS (SELECT {_TERMS} FROM {index.name} EXCEPT SELECT term FROM {index.vocabulary})"
    )
    return cursor.fetchone()[0]


def hits(index, term, forms):
    """(SQL, parameters) of the keys that a term hits; `forms` are the words that a Word stands for."""
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
