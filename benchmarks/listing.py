"""How quick a listing is, beside Datasette on the same rows, in one run.

    python -m benchmarks.listing 100000          # rows
    python -m benchmarks.listing 1000000 5 ours  # counted rounds (7 unless told), without Datasette

Both are asked over HTTP on this machine, one request at a time, the same questions in turn, after
a warm-up. Datasette has the rows in an SQLite file of its own, with full-text search and an index
on each column that is a facet, and time limits high enough that it answers everything. It is asked
three ways: with the four facets (two of them arrays), with four column facets, and with none.
"""

import os
import platform
import sqlite3
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from .made import make, path_of
from .serving import BIN, at, granian, serving

# (ours, Datasette's): what both understand, from none to four filters, rare and frequent words.
QUESTIONS = [
    ({}, {}),
    ({"theme": "theme-1"}, {"themes__arraycontains": "theme-1"}),
    ({"year": "1995"}, {"year": "1995"}),
    ({"city": "Bali"}, {"city": "Bali"}),
    ({"addressee": "actor-3"}, {"addressees__arraycontains": "actor-3"}),
    ({"conference": "C7"}, {"conference": "C7"}),
    ({"q": "people"}, {"_search": "people"}),
    ({"q": "regional cooperation"}, {"_search": "regional cooperation"}),
    ({"q": "smuggling", "year": "2001"}, {"_search": "smuggling", "year": "2001"}),
    (
        {"q": "terrorism", "theme": "theme-2"},
        {"_search": "terrorism", "themes__arraycontains": "theme-2"},
    ),
    (
        {"theme": "theme-5", "city": "Manila"},
        {"themes__arraycontains": "theme-5", "city": "Manila"},
    ),
    (
        {"theme": "theme-5", "city": "Manila", "addressee": "actor-1"},
        {
            "themes__arraycontains": "theme-5",
            "city": "Manila",
            "addressees__arraycontains": "actor-1",
        },
    ),
    (
        {"q": "border", "addressee": "actor-2", "theme": "theme-1"},
        {
            "_search": "border",
            "addressees__arraycontains": "actor-2",
            "themes__arraycontains": "theme-1",
        },
    ),
]
FOUR = [
    ("_facet_array", "themes"),
    ("_facet_array", "addressees"),
    ("_facet", "conference"),
    ("_facet", "year"),
]
FACETS = {
    "four facets": FOUR,
    "column facets": [("_facet", name) for name in ("conference", "year", "city", "country")],
    "no facets": [("_nofacet", "1"), ("_nosuggest", "1")],
}


def main(rows, rounds=7, beside="Datasette"):
    made = make(int(rows))
    print(
        f"{int(rows):,} recommendations · {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    with ExitStack() as servers:
        ours = servers.enter_context(_ours(made))
        asked = {
            "ours, page": (ours, [f"/recommendations/?{urlencode(own)}" for own, _ in QUESTIONS]),
            "ours, JSON": (
                ours,
                [f"/recommendations.json?{urlencode(own | {'page': 1})}" for own, _ in QUESTIONS],
            ),
        }
        if beside == "Datasette":
            theirs = _for_datasette(made, int(rows))
            other, table = (
                servers.enter_context(_datasette(theirs)),
                f"/{theirs.stem}/recommendations",
            )
            asked |= {
                f"Datasette, {name}": (other, _asked(table, facets))
                for name, facets in FACETS.items()
            }
        _report(_timed(asked, int(rounds)))
        print(f"\nmemory of our process: {ours.memory()} MB")
        print(f"first request after an edit: {_after_edit(ours, made):.0f} ms")


def _asked(table, extra):
    return [
        f"{table}?{urlencode([*their.items(), *extra, ('_size', 25)])}" for _, their in QUESTIONS
    ]


def _timed(asked, rounds):
    """{name: milliseconds of each request}, the names in turn so that all share the weather."""
    times = {name: [] for name in asked}
    for turn in range(rounds + 1):
        for question in range(len(QUESTIONS)):
            for name, (server, addresses) in asked.items():
                took = server.ask(addresses[question])
                times[name] += [took] if turn else []  # the first turn warms
    return times


def _report(times):
    base = sorted(times["ours, page"])
    print(f"\n{'':26}{'p50 ms':>9}{'p95 ms':>9}{'p50 ÷ ours':>12}{'p95 ÷ ours':>12}")
    for name, taken in times.items():
        p50, p95 = at(taken, 0.5), at(taken, 0.95)
        print(
            f"{name:26}{p50:9.1f}{p95:9.1f}{p50 / median(base):12.1f}{p95 / at(base, 0.95):12.1f}"
        )


def _ours(made):
    """As in development: the memory of whole pages would answer all but the first turn."""
    own = {"DATABASE_URL": f"sqlite:///{made}", "CONN_MAX_AGE": "60"}
    return serving(granian("balisite.wsgi:application", threads=2), **own)


def _after_edit(server, made):
    """The median of five first requests, in milliseconds, each after a change of one row."""
    taken = []
    for n in range(5):
        with sqlite3.connect(made) as db:
            db.execute("UPDATE conferences_theme SET position = ? WHERE id = 1", [n + 100])
        taken.append(server.ask("/recommendations/?theme=theme-1"))
    return median(taken)


def _datasette(database):
    limits = ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms")
    settings = [part for name in limits for part in ("--setting", name, "600000")]
    return serving([BIN / "datasette", database, "--port", "PORT", *settings])


def _for_datasette(made, rows):
    """The same recommendations in one table, themes and addressees as JSON arrays."""
    path = path_of(rows).with_name(f"balisite-datasette-{rows}.db")
    if path.exists():
        return path
    building = str(path.with_suffix(".building"))
    Path(building).unlink(missing_ok=True)
    with sqlite3.connect(building) as db:
        db.execute("ATTACH ? AS made", [str(made)])
        db.executescript(_SCHEMA)
    Path(building).rename(path)
    return path


_SCHEMA = """
CREATE TABLE recommendations AS
SELECT r.id, r.reference, r.label, r.text, c.code AS conference, c.city, c.country,
  CAST(strftime('%Y', c.starts_on) AS integer) AS year,
  (SELECT json_group_array(t.slug) FROM made.conferences_recommendation_themes rt
   JOIN made.conferences_theme t ON t.id = rt.theme_id WHERE rt.recommendation_id = r.id) AS themes,
  (SELECT json_group_array(a.slug) FROM made.conferences_recommendation_addressees ra
   JOIN made.conferences_actor a ON a.id = ra.actor_id WHERE ra.recommendation_id = r.id)
   AS addressees
FROM made.conferences_recommendation r JOIN made.conferences_conference c ON c.id = r.conference_id;
CREATE UNIQUE INDEX by_id ON recommendations (id);
CREATE INDEX by_conference ON recommendations (conference);
CREATE INDEX by_year ON recommendations (year);
CREATE INDEX by_city ON recommendations (city);
CREATE INDEX by_country ON recommendations (country);
CREATE VIRTUAL TABLE recommendations_fts USING fts5(text, content='recommendations',
  tokenize='porter unicode61');
INSERT INTO recommendations_fts (rowid, text) SELECT rowid, text FROM recommendations;
"""

if __name__ == "__main__":
    main(*sys.argv[1:])
