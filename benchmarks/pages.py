"""What a page costs: raw WSGI, ours kept, 304, not kept, Wagtail's, and Django's per-site cache.

    python -m benchmarks.pages           # 5 rounds of 3 seconds each
    python -m benchmarks.pages 3 2       # 3 rounds of 2 seconds

All are served by granian, one process each, and asked in turn by wrk (Debian's package), eight
connections at a time; the kept page by gunicorn too. Processor time is the server's own, from
/proc, and the figure to trust: wrk works on the same cores. The Wagtail page says what ours says.
Then 200 slow clients hold on to each server, while a quick one goes on asking.
"""

import base64
import json
import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from .serving import at, granian, gunicorn, serving

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests" / "records" / "schema-1.json"
PAGE = f"/conferences/{json.loads(RECORD.read_text())['slug']}/"
SLOW, QUICK = 200, 20
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def main(rounds=5, seconds=3):
    cores = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{platform.machine()}, {cores}; {PAGE}")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        asked = _asked(Path(folder), servers)
        measured = {name: [] for name in asked}
        for turn in range(int(rounds)):
            names = [*asked][turn % len(asked) :] + [*asked][: turn % len(asked)]
            for name in names:  # whoever comes after a slow one has cold caches
                measured[name].append(_measure(*asked[name], seconds))
        _report(asked, measured)
        for name in ("kept", "kept, by gunicorn"):
            _held_by_slow_clients(name, asked[name][0])


def _asked(folder, servers):
    """{name: (server, the ETag to ask with)}, each server started and warm."""
    ours = {"DATABASE_URL": f"sqlite:///{folder / 'ours.sqlite3'}", "CONN_MAX_AGE": "60"}
    theirs = {
        "WAGTAIL_DATABASE": str(folder / "wagtail.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.wagtail_site.settings",
    }
    run("manage.py", "migrate", "--verbosity=0", **ours)
    run("manage.py", "loaddata", "--verbosity=0", "bali_process", **ours)
    run("-m", "benchmarks.wagtail_site.fill", RECORD, **theirs)

    def start(command, **own):
        return servers.enter_context(serving(command, **own))

    keeping = ours | {"PAGE_CACHE_MB": "64"}
    kept = start(granian("balisite.wsgi:application"), **keeping)
    tag = _write_answer_of(kept, folder / "answer.json")
    alone, per_site = "benchmarks.django_alone:application", "benchmarks.per_site"
    asked = {
        "raw WSGI": (
            start(granian("benchmarks.raw:application"), ANSWER=str(folder / "answer.json")),
            "",
        ),
        "kept": (kept, ""),
        "kept, 304": (kept, tag),
        "kept, by gunicorn": (start(gunicorn("balisite.wsgi:application"), **keeping), ""),
        "per-site cache": (start(granian(alone), DJANGO_SETTINGS_MODULE=per_site, **ours), ""),
        "not kept": (start(granian("balisite.wsgi:application"), **ours), ""),
        "Wagtail": (start(granian(alone), **theirs), ""),
    }
    for server, _ in asked.values():
        for _ in range(20):
            server.ask(PAGE)
    return asked


def run(*arguments, **environment):
    command = [sys.executable, "-W", "ignore", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)


def _write_answer_of(server, path):
    """Write the page's headers and its brotli body to a file; returns its ETag."""
    asked = Request(f"http://127.0.0.1:{server.port}{PAGE}", headers={"Accept-Encoding": "br"})
    with urlopen(asked) as answer:
        own = [pair for pair in answer.headers.items() if pair[0] not in ("date", "server")]
        body = base64.b64encode(answer.read()).decode()
    path.write_text(json.dumps({"headers": own, "body": body}))
    return dict(own)["etag"]


def _measure(server, tag, seconds):
    """(requests a second, µs of processor time each, p50 ms, p99 ms)."""
    before = server.cpu()
    headers = ["-H", "Accept-Encoding: br", *(["-H", f"If-None-Match: {tag}"] if tag else [])]
    address = f"http://127.0.0.1:{server.port}{PAGE}"
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", *headers, address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    count = int(re.search(r"(\d+) requests in", told)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    cpu = (server.cpu() - before) / count * 1e6
    return rate, cpu, latency(told, "50%"), latency(told, "99%")


def latency(told, share):
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", told).groups()
    return float(number) * _UNITS[unit]


def _report(asked, measured):
    rows = {
        name: [median(figures) for figures in zip(*all_, strict=True)]
        for name, all_ in measured.items()
    }
    raw, wagtail = rows["raw WSGI"], rows["Wagtail"]
    heads = ("req/s", "µs CPU", "p50 ms", "p99 ms", "MB", "CPU ÷ raw", "rate ÷ Wagtail")
    print(f"\n{'':20}" + "".join(f"{head:>15}" for head in heads))
    for name, (rate, cpu, p50, p99) in rows.items():
        memory = asked[name][0].memory()
        print(
            f"{name:20}{rate:15,.0f}{cpu:15,.0f}{p50:15.2f}{p99:15.2f}{memory:15}"
            f"{cpu / raw[1]:15.2f}{rate / wagtail[0]:15.1f}"
        )
    print(f"\nWagtail's processor time ÷ ours, not kept: {wagtail[1] / rows['not kept'][1]:.1f}")
    print(f"Wagtail's processor time ÷ ours, kept: {wagtail[1] / rows['kept'][1]:.0f}")


def _held_by_slow_clients(name, server):
    """Print what a quick client sees while slow ones send their requests a byte at a time."""
    slow, done = [_begun(server.port) for _ in range(SLOW)], threading.Event()
    drip = threading.Thread(target=_drip, args=[slow, done])
    drip.start()
    taken = []
    for _ in range(QUICK):
        try:
            taken.append(_quickly(server.port))
        except OSError:
            taken.append(float("inf"))
    done.set()
    drip.join()
    for each in slow:
        each.close()
    answered = [each for each in taken if each < float("inf")]
    print(f"{SLOW} slow clients, {name}: {len(answered)} of {QUICK} quick requests answered")
    if answered:
        print(f"  p50 {median(answered):.1f} ms, p99 {at(answered, 0.99):.1f} ms")


def _begun(port):
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".encode())
    return client


def _drip(clients, done):
    while not done.wait(0.5):
        for client in clients:
            try:
                client.send(b"a")
            except OSError:  # the server has had enough of it
                continue


def _quickly(port):
    started = time.perf_counter()
    with urlopen(f"http://127.0.0.1:{port}{PAGE}", timeout=2) as answer:
        answer.read()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
