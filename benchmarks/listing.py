"""How quick a listing is, beside Datasette on the same rows, in one run.

    python -m benchmarks.listing 100000          # rows
    python -m benchmarks.listing 1000000 5 ours  # counted rounds (7 unless told), without Datasette

Both are asked over HTTP on this machine, one request at a time, the same questions in turn, after
a warm-up. Datasette has the rows in an SQLite file of its own, with full-text search and an index
on each column that is a facet, and time limits high enough that it answers everything. It is asked
three ways: with the four facets (two of them arrays), with four column facets, and with none.
"""

import http.client
import os
import platform
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from .made import make, path_of

BIN = Path(sys.executable).parent

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
        _report(_timed(asked, int(rounds)), ours)


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


def _report(times, ours):
    base = sorted(times["ours, page"])
    print(f"\n{'':26}{'p50 ms':>9}{'p95 ms':>9}{'p50 ÷ ours':>12}{'p95 ÷ ours':>12}")
    for name, taken in times.items():
        p50, p95 = _at(taken, 0.5), _at(taken, 0.95)
        print(
            f"{name:26}{p50:9.1f}{p95:9.1f}{p50 / median(base):12.1f}{p95 / _at(base, 0.95):12.1f}"
        )
    print(f"\nmemory of our process: {ours.memory()} MB")
    print(f"first request after an edit: {ours.after_edit():.0f} ms")


def _at(taken, share):
    ordered = sorted(taken)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class _Server:
    def __init__(self, process, port, database):
        self.process, self.port, self.database = process, port, database

    def ask(self, address):
        """Milliseconds from connecting to the last byte of an answer, which must be 200."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        taken = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
        return taken

    def memory(self):
        """Resident megabytes of the process that answers."""
        children = (
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        )
        pid = children[0] if children else self.process.pid
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))

    def after_edit(self):
        """The median of five first requests, each after a change of one row."""
        taken = []
        for n in range(5):
            with sqlite3.connect(self.database) as db:
                db.execute("UPDATE conferences_theme SET position = ? WHERE id = 1", [n + 100])
            taken.append(self.ask("/recommendations/?theme=theme-1"))
        return median(taken)


@contextmanager
def _serving(command, database, **environment):
    port = _free_port()
    command = [str(part).replace("PORT", str(port)) for part in command]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | environment, **quiet)
    try:
        _wait_for(port)
        yield _Server(process, port, database)
    finally:
        process.terminate()
        process.wait()


def _ours(made):
    command = [
        BIN / "gunicorn",
        "balisite.wsgi",
        "--bind",
        "127.0.0.1:PORT",
        "--threads",
        "2",
        "--no-control-socket",
        "--timeout",
        "600",
    ]
    return _serving(command, made, DATABASE_URL=f"sqlite:///{made}", CONN_MAX_AGE="60")


def _datasette(database):
    limits = ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms")
    settings = [part for name in limits for part in ("--setting", name, "600000")]
    return _serving([BIN / "datasette", database, "--port", "PORT", *settings], database)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers at port {port}")


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
