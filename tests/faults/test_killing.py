"""`kill -9` in the middle of work: the database is whole, and nothing acknowledged is lost."""

import random

from tests.faults import acts
from tests.faults.conftest import ROUNDS


def test_a_save_is_whole_or_absent(make_site, bare, killed):
    site = make_site(like=bare)
    site.ask(acts.enter_draft)
    last = 0
    for _ in range(ROUNDS):
        last = (killed(site, 0.05, acts.save, random.randint(0, 2)) or [last])[-1]
        title, office, saves = site.ask(acts.saved)
        assert title == office == saves, "half of a save is there"
        assert title in (last, last + 1), "a save that was acknowledged is lost"
        last = title
    assert site.ask(acts.left)[1] == []


def test_an_edition_is_whole_or_absent(make_site, bare, killed):
    for number in range(ROUNDS):
        if number % 10 == 0:  # to look at thousands takes long
            site = make_site(like=bare)
        said = killed(site, 0.4, acts.publish_and_correct)
        held, faults = site.ask(acts.editions)
        assert faults == []
        assert set(held.values()) <= set(acts.WHOLE)
        lost = [(code, number) for code, number in said if held[code][-1] < number]
        assert lost == []


def test_a_record_is_loaded_whole_or_not(make_site, bare, full, killed):
    none, whole = bare.ask(acts.left), full.ask(acts.left)
    for _ in range(ROUNDS):
        site = make_site(like=bare)
        said = killed(site, 0.3, acts.load_record)
        left = site.ask(acts.left)
        assert left == whole if True in said else left in (none, whole)
        site.drop()


def test_a_statement_is_loaded_whole_or_not(make_site, full, killed, tmp_path):
    statement = tmp_path / "ninth.txt"
    statement.write_text(acts.ninth())
    untouched, complete = full.ask(acts.left), make_site(like=full)
    complete.ask(acts.read_statement, statement)
    whole = complete.ask(acts.left)
    assert whole != untouched
    for _ in range(ROUNDS):
        site = make_site(like=full)
        said = killed(site, 0.15, acts.read_statement, statement)
        left = site.ask(acts.left)
        assert left == whole if True in said else left in (untouched, whole)
        site.drop()
