"""Any order of acts: no address is lost, every edition holds, and their differences replay."""

from string import ascii_uppercase

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conferences import memory
from conferences.differences import differences, replayed
from conferences.editions import frozen
from conferences.models import Conference, Finding, Recommendation
from conferences.publishing import Refused, correct, prepare, publish, restore, withdraw
from conferences.record import passages_of, record_of
from conferences.verifying import amiss
from tests.factories import make_conference, make_statement

WORDS = "One. Two. Three. Four. Five."
SENTENCES = WORDS.split()


class Publishing(RuleBasedStateMachine):
    """One conference, and all that staff may do to it."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        memory.forget()
        self.client = Client(raise_request_exception=True)
        self.held = make_conference(state="draft", code="ANY", slug="any-0", title="Any")
        make_statement(self.held, WORDS)
        self.add(self.held, Finding, "One.", verb="urge")
        self.add(self.held, Recommendation, "Two.", label="A")
        self.public = {}  # address: the record that was public there

    def teardown(self):
        self.every_address_ever_public_answers()
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        memory.forget()

    def add(self, held, model, sentence, **values):
        start = WORDS.index(sentence)
        place = {"statement": held.statements.get(), "start": start, "end": start + len(sentence)}
        last = model.objects.filter(conference=held).order_by("position").last()
        position = last.position + 1 if last else 1
        model.objects.create(conference=held, text=sentence, position=position, **place, **values)

    @property
    def copy(self):
        return Conference.objects.filter(corrects=self.held).first()

    def note(self):
        self.held.refresh_from_db()
        record = record_of(self.held)
        page = self.held.get_absolute_url()
        last = self.held.editions.first().number
        places = ("", "history/", "statement/", f"editions/{last}/", f"editions/{last}/statement/")
        self.public |= {page + place: record for place in places}
        for item in passages_of(record):
            self.public[f"/{item['kind']}s/{item['reference']}/"] = item
            self.public[f"/{item['kind']}s/{item['reference']}.ris"] = item

    # --- acts ---

    @precondition(lambda self: self.held.is_draft)
    @rule()
    def publish(self):
        publish(self.held, by=None, reason="Agreed.")
        self.note()

    @precondition(lambda self: not self.held.is_draft)
    @rule()
    def prepare(self):
        prepare(self.held, by=None)

    @precondition(lambda self: self.copy)
    @rule()
    def correct(self):
        is_the_same = record_of(self.copy) == record_of(self.held) and self.held.is_public
        if is_the_same:
            with pytest.raises(Refused, match="different"):
                correct(self.copy, by=None, reason="A slip.")
        else:
            correct(self.copy, by=None, reason="A slip.")
            self.note()

    @precondition(lambda self: self.copy)
    @rule()
    def throw_away(self):
        self.copy.delete()

    @precondition(lambda self: self.held.is_public)
    @rule()
    def withdraw(self):
        withdraw(self.held, by=None, reason="In error.")
        self.held.refresh_from_db()

    @precondition(lambda self: not self.held.is_draft and not self.copy)
    @rule(number=st.integers(1, 9))
    def restore(self, number):
        edition = self.held.editions.filter(number=number).first()
        if edition:
            restore(edition, by=None)

    @precondition(lambda self: not self.held.is_draft and not self.copy)
    @rule(adds=st.sampled_from(SENTENCES), removes=st.sampled_from([None, 0, 1, -1]))
    def correct_at_once(self, adds, removes):
        """The whole way in one step, so that long histories come about."""
        prepare(self.held, by=None)
        for rows in (self.copy.findings.all(), self.copy.recommendations.all()):
            if removes is not None and rows:
                list(rows)[removes if removes < len(rows) else 0].delete()
        taken = self.copy.recommendations.values_list("label", flat=True)
        label = next(letter for letter in ascii_uppercase if letter not in taken)
        self.add(self.copy, Finding, adds, verb="note")
        self.add(self.copy, Recommendation, adds, label=label)
        correct(self.copy, by=None, reason="A slip.")
        self.note()

    # --- what editors do in between ---

    @precondition(lambda self: self.copy)
    @rule(sentence=st.sampled_from(SENTENCES), label=st.sampled_from("ABC"))
    def add_passages(self, sentence, label):
        self.add(self.copy, Finding, sentence, verb="note")
        if not self.copy.recommendations.filter(label=label).exists():
            self.add(self.copy, Recommendation, sentence, label=label)

    @precondition(lambda self: self.copy)
    @rule(place=st.integers(0, 3))
    def remove(self, place):
        for rows in (self.copy.findings.all(), self.copy.recommendations.all()):
            for row in rows[place : place + 1]:
                row.delete()

    @precondition(lambda self: self.copy)
    @rule(label=st.sampled_from("ABCD"), place=st.integers(0, 3))
    def letter_again(self, label, place):
        rows = self.copy.recommendations.all()
        if not rows.filter(label=label).exists():
            for row in rows[place : place + 1]:
                Recommendation.objects.filter(pk=row.pk).update(label=label)

    @precondition(lambda self: self.copy)
    @rule(places=st.permutations([1, 2, 3, 4]))
    def reorder(self, places):
        for rows in (self.copy.findings.all(), self.copy.recommendations.all()):
            for row, position in zip(rows, places, strict=False):
                type(row).objects.filter(pk=row.pk).update(position=position)

    @precondition(lambda self: self.copy)
    @rule(number=st.integers(0, 3))
    def rename(self, number):
        copy = Conference.objects.filter(corrects=self.held)
        copy.update(slug=f"any-{number}", title=f"Any {number}")

    # --- what always holds ---

    @invariant()
    def every_edition_holds(self):
        editions = list(self.held.editions.order_by("number"))
        assert all(edition.is_whole for edition in editions)
        assert [edition.number for edition in editions] == [*range(1, len(editions) + 1)]
        assert list(amiss(self.held)) == []
        if editions:
            record = editions[0].record
            for before, after in zip(editions, editions[1:], strict=False):
                record = replayed(record, differences(before.record, after.record))
            assert frozen(record) == editions[-1].text

    @invariant()
    def no_reference_ever_means_two_passages(self):
        """Its words and place stay the same from its first edition to its last."""
        meant = {}
        for edition in self.held.editions.all():
            for item in passages_of(edition.record):
                assert meant.setdefault(item["reference"], item["text"]) == item["text"]

    def every_address_ever_public_answers(self):
        for address, there in self.public.items():
            response = self.client.get(address)
            assert response.status_code in (200, 301, 410), address
            if response.status_code == 301:
                response = self.client.get(response.url)
                assert response.status_code == 200, address
            body = response.getvalue().decode()
            assert len(body) > 100, address
            if "reference" in there and response.status_code == 410 and self.held.is_public:
                assert there["text"] in body


@pytest.mark.django_db
def test_any_order_of_acts_keeps_every_promise():
    run_state_machine_as_test(
        Publishing,
        settings=settings(max_examples=30, stateful_step_count=25, deadline=None),
    )
