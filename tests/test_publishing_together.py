"""Several people at the same moment, in real threads: one wins, the others are told."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.urls import reverse

from conferences.models import Conference, Edition
from conferences.publishing import Refused, correct, prepare, publish, withdraw
from conferences.verifying import amiss
from tests.factories import make_conference, make_finding, make_statement
from tests.test_admin import filled, page_of

pytestmark = [pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def together(act, count=AT_ONCE):
    """What `count` threads got of an act that all began at the same moment."""
    gate, results = threading.Barrier(count), [None] * count

    def run(place):
        gate.wait()
        try:
            results[place] = act(place)
        except Refused as error:
            results[place] = str(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def draft():
    held = make_conference(state="draft", code="NEW", slug="new")
    statement = make_statement(held, "Ministers urged States to act.")
    make_finding(held, "urged States to act.", statement=statement)
    return held


@pytest.fixture
def public(draft):
    publish(draft, by=None, reason="Agreed.")
    return draft


@pytest.fixture
def browsers():
    users = [
        User.objects.create_superuser(f"editor{number}", password="x") for number in range(AT_ONCE)
    ]
    found = [Client() for _ in users]
    for browser, user in zip(found, users, strict=True):
        browser.force_login(user)
    return found


def test_one_of_many_publishes(draft):
    results = together(lambda _: publish(draft, by=None, reason="Agreed."))
    assert sum(isinstance(each, Edition) for each in results) == 1
    assert results.count("Only a draft can be published.") == AT_ONCE - 1
    assert [edition.number for edition in draft.editions.all()] == [1]


def test_one_of_many_withdraws(public):
    results = together(lambda _: withdraw(public, by=None, reason="In error."))
    assert sum(isinstance(each, Edition) for each in results) == 1
    assert public.editions.count() == 2


def test_all_get_the_same_working_copy(public):
    copies = together(lambda _: prepare(public, by=None).pk)
    assert len(set(copies)) == 1
    assert Conference.objects.filter(corrects=public).count() == 1


def test_one_of_many_corrects(public):
    copy = prepare(public, by=None)
    Conference.objects.filter(pk=copy.pk).update(city="Perth")
    copies = [Conference.objects.get(pk=copy.pk) for _ in range(AT_ONCE)]
    results = together(lambda place: correct(copies[place], by=None, reason="Perth."))
    assert sum(isinstance(each, Edition) for each in results) == 1
    assert public.editions.count() == 2
    assert list(amiss(Conference.objects.get(pk=public.pk))) == []


def test_one_of_many_saves_and_the_others_are_told(draft, browsers):
    forms = [filled(browser.get(page_of(draft))) for browser in browsers]

    def press(place):
        words = forms[place] | {"title": f"Title {place}"}
        return browsers[place].post(page_of(draft), words)

    responses = together(press)
    saved = [place for place, each in enumerate(responses) if each.status_code == 302]
    assert len(saved) == 1
    draft.refresh_from_db()
    assert (draft.title, draft.saves) == (f"Title {saved[0]}", 1)
    for place, response in enumerate(responses):
        if place != saved[0]:
            assert response.context["meanwhile"].clashes[0]["theirs"] == draft.title
            assert f"Title {place}" in response.content.decode()


def test_a_button_pressed_many_times_at_once_saves_once(browsers, db):
    page = "/admin/conferences/conference/add/"
    data = filled(browsers[0].get(page)) | {"title": "Tenth", "code": "TEN", "slug": "tenth"}
    cookies = browsers[0].cookies
    presses = [Client() for _ in range(AT_ONCE)]
    for browser in presses:
        browser.cookies = cookies
    responses = together(lambda place: presses[place].post(page, data))
    assert {response.status_code for response in responses} == {302}
    assert len({response.url for response in responses}) == 1
    assert Conference.objects.count() == 1


def test_an_editor_saves_while_a_publisher_publishes(draft, browsers):
    """Whoever comes first: what is public is what was saved, or the publisher looks again."""
    form = filled(browsers[0].get(page_of(draft))) | {"title": "Saved at the last moment"}

    def act(place):
        if place == 0:
            return browsers[0].post(page_of(draft), form)
        return publish(draft, by=None, reason="Agreed.", saves=0)

    together(act, 2)
    draft.refresh_from_db()
    if draft.is_public:
        assert draft.editions.get().record["title"] == draft.title
        assert list(amiss(draft)) == []
    else:
        assert draft.title == "Saved at the last moment"


def test_a_page_of_the_record_can_be_read_all_the_while(public, browsers, client):
    """No half of a correction is ever seen: title and city change together."""
    stop, seen = threading.Event(), set()

    def read():
        reader = Client()
        while not stop.is_set():
            value = reader.get("/conferences/new.json").json()
            seen.add((value["title"], value["city"]))
        connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(8):
        copy = prepare(public, by=None)
        Conference.objects.filter(pk=copy.pk).update(title=f"T{number}", city=f"C{number}")
        correct(Conference.objects.get(pk=copy.pk), by=None, reason="Both.")
    stop.set()
    thread.join()
    first = (public.title, public.city)
    assert seen <= {first, *((f"T{number}", f"C{number}") for number in range(8))}


def test_the_log_of_acts_has_no_gap(public):
    """Acts of one conference wait for each other, so numbers follow without a gap."""

    def act(place):
        if place % 2:
            return withdraw(public, by=None, reason="In error.")
        copy = prepare(public, by=None)
        return correct(copy, by=None, reason="Again.")

    together(act)
    numbers = [edition.number for edition in public.editions.order_by("number")]
    assert numbers == [*range(1, len(numbers) + 1)]
    held = Conference.objects.get(pk=public.pk)
    assert list(amiss(held)) == []
    assert reverse("conference", args=[held.slug])
