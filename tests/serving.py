"""A server of the site, a process of its own as in production, and how it is asked."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import pytest
from django.conf import settings

PATIENT = 25  # seconds; SQLite waits 20 for a lock, PostgreSQL 5


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(url):
    """A server of the site, as in production; its address."""
    port = free_port()
    command = "-m granian --interface wsgi balisite.wsgi:application --blocking-threads 4 --port"
    server = subprocess.Popen(
        [sys.executable, *command.split(), str(port)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "CONN_MAX_AGE": "60", "PAGE_CACHE_MB": "64"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base)
        yield base
    finally:
        server.terminate()
        server.wait()


def _wait_for(base):
    for _ in range(300):
        with suppress(OSError):
            return asked(f"{base}/healthz")
        time.sleep(0.1)
    pytest.fail(f"{base} does not answer.")


def asked(address, patience=PATIENT):
    """(status, headers, body, seconds)."""
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=patience) as answer:
            return answer.status, answer.headers, answer.read(), time.monotonic() - begun
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read(), time.monotonic() - begun
