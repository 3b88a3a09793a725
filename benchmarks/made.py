"""A made record of any size in an SQLite file of its own: seeded, so every run has the same rows.

    python -m benchmarks.made 100000

The words are those of the real statement and made ones, drawn with the frequencies of English:
the n-th word comes 1/n as often as the first.
"""

import datetime
import os
import random
import sys
import tempfile
from itertools import accumulate
from pathlib import Path

WORDS_IN_ROW = 40
CONFERENCES = 200
THEMES = 14
ADDRESSEES = 60
VERBS = (
    "urge",
    "note",
    "welcome",
    "agree",
    "reaffirm",
    "recognise",
    "call on",
    "commit",
    "support",
)


def path_of(rows):
    return Path(tempfile.gettempdir()) / f"balisite-made-{rows}.sqlite3"


def use(path):
    """Let Django speak to the database at `path`; to be called before any model is imported."""
    import django

    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balisite.settings")
    django.setup()


def make(rows, seed=1):
    """The path of a record with this many recommendations and as many findings; made once."""
    path = path_of(rows)
    if path.exists():
        use(path)
        return path
    building = path.with_suffix(".building")
    building.unlink(missing_ok=True)
    use(building)
    _fill(rows, random.Random(seed))
    building.rename(path)
    return path


def _fill(rows, dice):
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():  # a million rows one by one would take an hour
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table, columns, values in _tables(rows, dice):
            marks = ",".join("?" * (columns.count(",") + 1))
            sql = f"INSERT INTO conferences_{table} ({columns}) VALUES ({marks})"
            connection.connection.executemany(sql, values)
    call_command("migrate", verbosity=0)  # makes the triggers and the search index again


def _tables(rows, dice):
    per = max(rows // CONFERENCES, 1)
    yield "conference", _CONFERENCE, (_conference(n) for n in range(1, CONFERENCES + 1))
    yield "theme", "id,name,slug,definition,position", _named("Theme", THEMES, "", 1)
    yield "actor", _ACTOR, (_actor(n) for n in range(1, ADDRESSEES + 1))
    words = _Words(dice)
    for model, extra in (("finding", "verb"), ("recommendation", "label")):
        passages = (_passage(model, key, per, dice, words) for key in range(1, rows + 1))
        yield model, f"id,conference_id,position,text,reference,{extra}", passages
        pairs = _pairs(rows, 2, THEMES, dice)
        yield f"{model}_themes", f"{model}_id,theme_id", pairs
    yield (
        "recommendation_addressees",
        "recommendation_id,actor_id",
        _pairs(rows, 1, ADDRESSEES, dice),
    )


_CONFERENCE = (
    "id,code,ordinal,title,official_name,slug,city,country,venue,starts_on,ends_on,official_url,"
    "image,image_alt,image_credit,state,saves"
)
_ACTOR = "id,name,short_name,slug,kind,country,is_member,member_since,note"


def _conference(n):
    day = (datetime.date(1990, 1, 15) + datetime.timedelta(days=60 * n)).isoformat()
    city, country = [("Bali", "ID"), ("Adelaide", "AU"), ("Bangkok", "TH"), ("Manila", "PH")][n % 4]
    title = f"Conference {n}"
    return (
        n,
        f"C{n}",
        n,
        title,
        "",
        f"conference-{n}",
        city,
        country,
        "",
        day,
        day,
        "",
        "",
        "",
        "",
        "published",
        0,
    )


def _named(name, count, *rest):
    return ((n, f"{name} {n}", f"{name.lower()}-{n}", *rest) for n in range(1, count + 1))


def _actor(n):
    return (n, f"Actor {n}", "", f"actor-{n}", "organisation", "", True, "", "")


def _passage(model, key, per, dice, words):
    conference, position = min((key - 1) // per, CONFERENCES - 1) + 1, key
    if model == "finding":
        verb = dice.choice(VERBS)
        return key, conference, position, f"{verb}d {words.row()}", f"C{conference}-F-{key}", verb
    return key, conference, position, words.row(), f"C{conference}-R-{key}", str(key)


def _pairs(rows, most, values, dice):
    for key in range(1, rows + 1):
        for value in dice.sample(range(1, values + 1), dice.randint(1, most)):
            yield key, value


class _Words:
    def __init__(self, dice):
        seed = Path(__file__).parent.parent / "tests/seed/second-ministerial-conference.txt"
        real = sorted({w for w in seed.read_text().lower().split() if w.isalpha()})
        dice.shuffle(real)
        self.dice = dice
        self.words = real + [
            f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in real[:60]
        ]
        self.weights = list(accumulate(1 / n for n in range(1, len(self.words) + 1)))

    def row(self):
        chosen = self.dice.choices(self.words, cum_weights=self.weights, k=WORDS_IN_ROW)
        return " ".join(chosen) + "."


if __name__ == "__main__":
    print(make(int(sys.argv[1])))
