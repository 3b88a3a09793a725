"""Migrations that are killed halfway, and two at once."""

import random
import time

import pytest

from tests.faults import acts
from tests.faults.conftest import ROUNDS

SPAN = 1.2  # seconds; a migration takes about as long


@pytest.fixture(scope="module")
def older(make_site, full):
    """A site with the whole record, of the version before this one."""
    site = make_site(like=full)
    site.ask(acts.migrate, "conferences", "0003")
    return site


def test_a_killed_migration_is_whole_or_absent(make_site, bare, full, older, tell):
    """Of a new site and of an older one in turn."""
    empty = make_site()
    turns = [_Turn(empty, bare), _Turn(older, full)]
    for number in range(ROUNDS):
        turn = turns[number % 2]
        site = make_site(like=turn.source)
        child = site.begin(acts.migrate).begun()
        time.sleep(random.uniform(0, SPAN))
        tell(killed=1, inside=site.is_writing())
        child.kill().said()
        site.settle()
        left, *then = site.ask(acts.taken_up_again)
        assert left in (turn.before, turn.after), "what stands is neither the old nor the new"
        assert then == [turn.after, turn.rows, []]
        site.drop()


class _Turn:
    """What a migration of `source` may leave: the schema before it, or after it as in `whole`."""

    def __init__(self, source, whole):
        self.source, self.before = source, source.ask(acts.schema)
        self.after, (self.rows, _) = whole.ask(acts.schema), whole.ask(acts.left)


def test_two_migrations_at_once_both_end_well(make_site, bare, tell):
    after, rows = bare.ask(acts.schema), bare.ask(acts.left)[0]
    for _ in range(max(1, ROUNDS // 3)):
        site = make_site()
        children = [site.begin(acts.migrate).begun() for _ in range(2)]
        for child in children:
            child.said()
        assert site.ask(acts.schema) == after
        assert site.ask(acts.left) == (rows, [])
        site.drop()
        tell(pairs=1)
