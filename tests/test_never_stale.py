"""The memory in front of the real site: every change, however made, shows in the next answer."""

import datetime
import os
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from conferences import version
from conferences.downloads import FORMS
from conferences.front import Front
from conferences.models import Actor, Conference, Finding, Participant, Theme
from conferences.publishing import call_back, correct, prepare, publish, withdraw
from conferences.version import VersionReader
from tests.factories import make_conference, make_finding, make_statement
from tests.routes import OF_THE_RECORD, addresses
from tests.serving import served
from tests.test_front import Answer

pytestmark = [pytest.mark.django_db(transaction=True)]
TELLS_ITS_MOMENT = re.compile(r"s\.(json|xlsx|atom)$|/print/$")
SECOND = "/conferences/second-ministerial-conference/"


class Counted:
    """Django, and how often it was asked."""

    def __init__(self):
        self.handler, self.times = WSGIHandler(), 0

    def __call__(self, environ, start_response):
        self.times += 1
        return self.handler(environ, start_response)


@pytest.fixture
def site(record):
    reader = VersionReader()
    yield Front(Counted(), reader, session_cookie="sessionid", control="public, no-cache")
    reader.close()


def text_of(site, address, status=200):
    answer = Answer(site, address)
    assert answer.status == status, address
    return answer.body.decode()


def kept_text_of(site, address, status=200):
    """What an address says, once it is certain that it was said from memory."""
    text_of(site, address, status)
    before = site.application.times
    said = text_of(site, address, status)
    assert site.application.times == before
    return said


def by_update():
    Actor.objects.filter(slug="australia").update(name="Marker")


def by_sql():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_actor SET name = 'Marker' WHERE slug = 'australia'")


def by_save():
    actor = Actor.objects.get(slug="australia")
    actor.name = "Marker"
    actor.save()


def by_bulk_update():
    actor = Actor.objects.get(slug="australia")
    actor.name = "Marker"
    Actor.objects.bulk_update([actor], ["name"])


def by_bulk_create():
    held = Conference.objects.get(code="BPMC2")
    actor = Actor.objects.create(name="Marker", slug="marker", kind="organisation")
    Participant.objects.bulk_create([Participant(conference=held, actor=actor, capacity="member")])


def by_correction():
    working = prepare(Conference.objects.get(code="BPMC2"), by=None)
    working.venue = "Marker"
    working.save()
    correct(working, by=None, reason="The venue was missing.")


@pytest.mark.parametrize(
    "change", [by_update, by_sql, by_save, by_bulk_update, by_bulk_create, by_correction]
)
def test_a_change_shows_in_the_next_answer(site, change):
    assert "Marker" not in kept_text_of(site, SECOND)
    change()
    assert "Marker" in text_of(site, SECOND)


def test_what_a_fixture_brings_back_shows_at_once(site):
    by_update()
    assert "Marker" in kept_text_of(site, SECOND)
    call_command("loaddata", "bali_process", verbosity=0)
    assert "Marker" not in text_of(site, SECOND)


def test_themes_of_a_passage_show_at_once(site):
    theme = Theme.objects.create(name="Marker", slug="marker", position=99)
    address = reverse("finding", args=["BPMC2-F-1"])
    assert "Marker" not in kept_text_of(site, address)
    Finding.objects.get(reference="BPMC2-F-1").themes.add(theme)
    assert "Marker" in text_of(site, address)
    Theme.objects.filter(slug="marker").delete()
    assert "Marker" not in text_of(site, address)


def test_publishing_and_withdrawing_show_at_once(site):
    draft = make_conference(state="draft", code="NEW", slug="new", title="Marker")
    statement = make_statement(draft)
    make_finding(draft, "urged States to act.", statement=statement)
    assert "Marker" not in kept_text_of(site, "/conferences/")
    text_of(site, "/conferences/new/", 404)
    publish(draft, by=None, reason="Agreed.")
    assert "Marker" in kept_text_of(site, "/conferences/")
    assert "Marker" in kept_text_of(site, "/conferences/new/")
    withdraw(Conference.objects.get(code="NEW"), by=None, reason="In error.")
    assert "Marker" not in text_of(site, "/conferences/")
    assert "In error." in kept_text_of(site, "/conferences/new/", 410)


def test_a_scheduled_conference_shows_the_moment_it_is_due(site):
    due = timezone.now() + datetime.timedelta(seconds=1)
    make_conference(title="Marker", publish_at=due)
    while timezone.now() < due - datetime.timedelta(seconds=0.2):
        assert "Marker" not in text_of(site, "/conferences/")
    time.sleep(0.25)
    assert "Marker" in text_of(site, "/conferences/")


def test_a_schedule_that_is_called_back_never_shows(site):
    draft = make_conference(state="draft", title="Marker", code="NEW", slug="new")
    statement = make_statement(draft)
    make_finding(draft, "urged States to act.", statement=statement)
    later = timezone.now() + datetime.timedelta(seconds=2)
    publish(draft, by=None, reason="Agreed.", at=later)
    assert "Marker" not in kept_text_of(site, "/conferences/")
    call_back(Conference.objects.get(code="NEW"), by=None)
    while timezone.now() < later + datetime.timedelta(seconds=0.2):
        assert "Marker" not in text_of(site, "/conferences/")


def test_a_draft_does_not_empty_the_memory(site):
    kept_text_of(site, SECOND)
    before = site.application.times
    draft = make_conference(state="draft", title="Not yet")
    draft.title = "Still not"
    draft.save()
    text_of(site, SECOND)
    assert site.application.times == before


def test_every_public_address_says_the_same_from_memory(site):
    for address in addresses(OF_THE_RECORD):
        first, second, plain = (
            Answer(each, address) for each in (site, site, site.application.handler)
        )
        assert first.status == second.status == plain.status, address
        assert first.body == second.body or address.endswith(".xlsx"), address
        if not TELLS_ITS_MOMENT.search(address):
            assert first.body == plain.body, address


@pytest.mark.parametrize("listing", ["findings", "recommendations"])
@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_data_refuses_what_it_does_not_know_from_memory_too(site, listing, form):
    address = reverse(f"{listing}_{form}")
    assert Answer(site, address).status == 200
    assert Answer(site, f"{address}?themes=x").status == 400


def test_no_reader_sees_what_was_true_before_a_change_that_is_done(site):
    """Four readers ask without a pause while names are changed: none is told an older one."""
    done, late, asked = [0], [], [0] * 4
    address = reverse("actor", args=["australia"])

    def read(number):
        while done[0] < 40:
            known = done[0]
            found = re.search(r"Name(\d+)", text_of(site, address))
            asked[number] += 1
            if known and int(found[1]) < known:
                late.append((known, found[1]))
        site.version.close()
        connections.close_all()

    threads = [threading.Thread(target=read, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 41):
        Actor.objects.filter(slug="australia").update(name=f"Name{number}")
        done[0] = number
        time.sleep(0.005)
    for thread in threads:
        thread.join()
    assert late == []
    assert min(asked) > 0


# --- the version without a statement ---


@pytest.fixture
def reader(record):
    """A reader of the version, and how often it asked the database."""
    if connection.vendor != "sqlite":
        pytest.skip("Only a file tells so.")
    reader, ask = VersionReader(), VersionReader._ask
    reader.asked = 0

    def counted():
        reader.asked += 1
        return ask(reader)

    reader._ask = counted
    yield reader
    reader.close()


@pytest.fixture
def long_good(monkeypatch):
    monkeypatch.setattr(version, "FRESH", 60)


def test_a_file_that_nobody_wrote_to_is_not_asked_again(reader, long_good):
    numbers = {reader() for _ in range(50)}
    assert len(numbers) == 1
    assert reader.asked == 1


def test_a_file_that_was_written_to_is_asked_at_once(reader, long_good):
    for number in range(20):
        before = reader()
        Actor.objects.filter(slug="australia").update(name=f"Name {number}")
        assert reader() > before


def test_a_number_is_good_for_a_moment_only(reader):
    reader()
    time.sleep(version.FRESH)
    reader()
    assert reader.asked == 2


def test_what_will_move_by_itself_is_asked_each_time(reader, long_good):
    make_conference(publish_at=timezone.now() + datetime.timedelta(seconds=0.3))
    before = reader()
    while reader() == before:
        assert reader.asked < 100_000
    assert reader.asked > 2


def test_a_journal_that_does_not_count_is_asked_each_time(reader, long_good):
    reader()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    try:
        reader(), reader(), reader()
        assert reader.asked == 4
        before = reader()
        Actor.objects.filter(slug="australia").update(name="Marker")
        assert reader() > before
    finally:
        reader.close()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA journal_mode={settings.SQLITE_JOURNAL_MODE}")


def test_a_writer_that_broke_off_leaves_the_number_as_it_was(reader, long_good):
    before = reader()
    with suppress(ZeroDivisionError), transaction.atomic():
        Actor.objects.filter(slug="australia").update(name="Marker")
        raise ZeroDivisionError
    assert reader() == before


# --- two processes on one database ---


class Browser:
    """One visitor of one process, with the cookies that it was given."""

    def __init__(self, base):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, address):
        with self.opener.open(self.base + address, timeout=20) as answer:
            return answer.read().decode()

    def post(self, address, **values):
        page = self.get(address)
        sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        body = urllib.parse.urlencode(sent | values).encode()
        with self.opener.open(self.base + address, body, timeout=20) as answer:
            return answer.read().decode()


@pytest.fixture
def processes(record):
    """The addresses of two servers of the same site, each a process of its own."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + settings["NAME"]
    with served(url) as one, served(url) as other:
        yield one, other


def test_an_edit_in_one_process_is_seen_at_once_in_the_other(processes):
    User.objects.create_superuser("editor", password="a-long-pass-word")
    theme = Theme.objects.first()
    staff, reader = Browser(processes[0]), Browser(processes[1])
    staff.post("/account/login/", login="editor", password="a-long-pass-word")
    change = reverse("admin:conferences_theme_change", args=[theme.pk])
    for name in ("Marker one", "Marker two", "Marker three"):
        assert name not in reader.get("/themes/")
        assert name not in reader.get("/themes/")
        staff.post(
            change,
            name=name,
            slug=theme.slug,
            position=theme.position,
            description="",
            reason="Named anew.",
        )
        assert name in reader.get("/themes/")
        assert name in Browser(processes[0]).get("/themes/")
