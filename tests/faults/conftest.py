"""Sites for the fault tests, how often each fault is done, and the table of what was lost.

`make soak` does each a hundred times, by FAULT_ROUNDS; the tests alone do it a few times.
"""

import os
import random
import time
from collections import Counter

import pytest
from django.db import connection

from tests.faults import acts
from tests.faults.site import PostgresSite, SqliteSite

ROUNDS = int(os.environ.get("FAULT_ROUNDS", 3))
_told = {}


@pytest.fixture(scope="session")
def make_site(tmp_path_factory):
    """Make a site with an empty database; it is dropped at the end."""
    made = []
    folder = tmp_path_factory.mktemp("sites")
    kind = SqliteSite if connection.vendor == "sqlite" else PostgresSite

    def make(like=None):
        made.append(like.copy() if like else kind(folder))
        return made[-1]

    yield make
    for site in made:
        site.drop()
    kind.drop_unwanted()


@pytest.fixture(scope="session")
def bare(make_site):
    """A site that was migrated and holds nothing. Copy it, do not hurt it."""
    site = make_site()
    site.ask(acts.migrate)
    return site


@pytest.fixture(scope="session")
def full(make_site, bare):
    """A site with the whole record. Copy it, do not hurt it."""
    site = make_site(like=bare)
    site.ask(acts.load_record)
    return site


@pytest.fixture
def tell(request):
    """Count for the table at the end what a fault did: `tell(rounds=1, inside=1)`."""
    counts = _told.setdefault(request.node.name, Counter())
    return lambda **found: counts.update(found)


@pytest.fixture
def killed(tell):
    """Kill an act at some moment within a span of seconds; returns what it had acknowledged."""

    def killed(site, span, act, *arguments):
        child = site.begin(act, *arguments).begun()
        time.sleep(random.uniform(0, span))
        tell(killed=1, inside=site.is_writing())
        said = child.kill().said()
        site.settle()
        tell(acknowledged=len(said))
        return said

    return killed


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("FAULT_ROUNDS") and _told:
        terminalreporter.section(f"faults on {connection.vendor}")
        for name, counts in _told.items():
            said = ", ".join(f"{what} {number}" for what, number in sorted(counts.items()))
            terminalreporter.line(f"{name}: {said}")
