"""A database that is away for a while: reading goes on from memory, and the rest says how long."""

import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from itertools import cycle

import pytest
from django.conf import settings
from django.db import connection

from tests.serving import asked, free_port, served

SECONDS = 10 if os.environ.get("FAULT_ROUNDS") else 2
KEPT = ["/", "/conferences/", "/recommendations/", "/participants/"]
QUICK = 4  # seconds in which a page is answered from memory: it takes 3 to give up a connection
on_a_server = pytest.mark.skipif(connection.vendor == "sqlite", reason="A file is never away.")


class Proxy:
    """Stands before PostgreSQL, and can be cut."""

    def __init__(self):
        given = settings.DATABASES["default"]
        self.there = (given["HOST"], int(given["PORT"]))
        self.port, self.sockets, self.is_mute = free_port(), [], False
        self.mend()

    def mend(self):
        self.listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=[self.listening], daemon=True).start()

    def _accept(self, listening):
        with suppress(OSError):
            while True:
                ours, _ = listening.accept()
                if self.is_mute:
                    self.sockets.append(ours)
                    continue
                theirs = socket.create_connection(self.there)
                self.sockets += [ours, theirs]
                for pair in ((ours, theirs), (theirs, ours)):
                    threading.Thread(target=_forward, args=pair, daemon=True).start()

    def cut(self):
        for each in [self.listening, *self.sockets]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.sockets.clear()

    @contextmanager
    def away(self):
        self.cut()
        yield
        self.mend()

    @contextmanager
    def mute(self):
        """Whoever comes is let in and told nothing."""
        self.is_mute = True
        self.cut()
        self.mend()
        yield
        self.is_mute = False
        self.cut()
        self.mend()


def _forward(source, target):
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def locked(full, make_site):
    """(address of a server, how something else takes its database and gives it back)."""
    site = make_site(like=full)
    with served(site.url) as base:
        yield base, site.locked


@pytest.fixture(scope="module")
def cut(full, make_site):
    """(address of a server, the way to its database)."""
    proxy = Proxy()
    place, _, name = make_site(like=full).url.rpartition("/")
    with served(f"{place.rpartition(':')[0]}:{proxy.port}/{name}") as base:
        yield base, proxy
    proxy.cut()


def test_reading_goes_on_while_the_database_is_locked(locked, tell):
    _read_on(*locked, tell)


@on_a_server
def test_reading_goes_on_while_the_database_is_away(cut, tell):
    base, proxy = cut
    _read_on(base, proxy.away, tell)


@on_a_server
def test_reading_goes_on_while_the_database_says_nothing(cut, tell):
    base, proxy = cut
    _read_on(base, proxy.mute, tell)


def _read_on(base, goes_away, tell):
    before = {path: asked(base + path)[2] for path in KEPT}
    until, slowest = time.monotonic() + SECONDS, 0
    with goes_away():
        for path in cycle(KEPT):
            status, _, body, seconds = asked(base + path)
            assert (status, body) == (200, before[path])
            slowest = max(slowest, seconds)
            tell(kept=1)
            if time.monotonic() > until:
                break
    assert slowest < QUICK
    tell(slowest_ms=int(slowest * 1000))
    status, _, _, seconds = asked(f"{base}/findings/?q=border")
    assert status == 200, "it does not come back"
    assert seconds < QUICK


@on_a_server
def test_what_is_not_in_memory_says_when_to_come_back(cut):
    base, proxy = cut
    with proxy.away():
        for path in ("/findings/?q=people", "/recommendations/?q=people"):
            status, headers, body, seconds = asked(base + path)
            assert (status, headers["Retry-After"]) == (503, "30")
            assert b"Nothing that was saved is lost" in body
            assert seconds < QUICK
        assert asked(f"{base}/healthz")[0] == 200
        assert asked(f"{base}/readyz")[0] == 503
    assert asked(f"{base}/findings/?q=people")[0] == 200
    assert asked(f"{base}/readyz")[0] == 200
