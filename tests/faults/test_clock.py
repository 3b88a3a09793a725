"""A clock that was wrong, and is set back: editions keep their order, and nothing is hidden.

The database keeps the true time; the process that publishes is an hour ahead, and then put right.
"""

import datetime

import pytest
import time_machine
from django.utils import timezone

from conferences.models import Conference, Edition
from conferences.publishing import Refused, call_back, correct, prepare, publish, withdraw
from conferences.verifying import amiss
from conferences.version import content_version
from tests.factories import make_conference, make_finding, make_statement

pytestmark = pytest.mark.django_db
PAGE = "/conferences/ninth/"
HOUR = datetime.timedelta(hours=1)


def fast(by=HOUR):
    return time_machine.travel(timezone.now() + by)


@pytest.fixture
def draft():
    held = make_conference(state="draft", code="NINE", slug="ninth", title="Ninth Conference")
    statement = make_statement(held, "Ministers urged States to act.")
    make_finding(held, "urged States to act.", statement=statement)
    return held


def corrected(held, city):
    copy = prepare(held, by=None)
    Conference.objects.filter(pk=copy.pk).update(city=city)
    return correct(Conference.objects.get(pk=copy.pk), by=None, reason=f"It was {city}.")


def test_what_is_published_by_a_fast_clock_is_there_at_once(draft, read):
    with fast():
        publish(draft, by=None, reason="Agreed.")
    assert "Edition 1 of this record" in read(PAGE).words
    assert "Agreed." in read(f"{PAGE}history/").words
    assert "Agreed." in read("/corrections/").words
    assert read(f"{PAGE}editions/1/").one("h1").words == "Ninth Conference"


def test_editions_keep_their_order(draft, read):
    with fast():
        publish(draft, by=None, reason="Agreed.")
        corrected(draft, "Perth")
    corrected(draft, "Hobart")
    with fast(-HOUR):
        corrected(draft, "Darwin")
    editions = list(Edition.objects.order_by("number"))
    assert [each.number for each in editions] == [1, 2, 3, 4]
    moments = [each.at for each in editions]
    assert moments == sorted(moments)
    assert list(amiss(Conference.objects.get(pk=draft.pk))) == []
    said = read(f"{PAGE}history/").words
    places = [said.index(city) for city in ("It was Darwin.", "It was Hobart.", "It was Perth.")]
    assert places == sorted(places)
    assert [e.reason for e in Edition.log.all()][0] == "It was Darwin."


def test_the_record_of_today_is_the_last_edition(draft, client):
    with fast():
        publish(draft, by=None, reason="Agreed.")
    corrected(draft, "Hobart")
    day = timezone.localdate(Edition.objects.get(number=2).at)
    assert client.get(f"{PAGE}?as_at={day}").url == f"{PAGE}editions/2/"


def test_what_is_withdrawn_stays_so(draft, client, read):
    with fast():
        publish(draft, by=None, reason="Agreed.")
        withdraw(draft, by=None, reason="In error.")
    answer = client.get(PAGE)
    assert answer.status_code == 410
    assert "In error." in answer.content.decode()
    assert "In error." in read("/corrections/").words


def test_a_scheduled_record_waits_for_the_clock_of_the_database(draft, client):
    """A process that is an hour ahead shows nothing before its time."""
    publish(draft, by=None, reason="Agreed.", at=timezone.now() + HOUR / 2)
    before = content_version()
    with fast():
        assert client.get(PAGE).status_code == 404
        assert client.get(f"{PAGE}editions/1/").status_code == 404
        assert "Agreed." not in client.get("/corrections/").content.decode()
        assert content_version() == before
        with pytest.raises(Refused, match="not public yet can be called back"):
            call_back(draft, by=None)
    call_back(draft, by=None)
    assert not Edition.objects.exists()


def test_a_moment_that_has_passed_by_the_right_clock_is_refused(draft):
    with fast(), pytest.raises(Refused, match="That moment has passed"):
        publish(draft, by=None, reason="Agreed.", at=timezone.now() - HOUR / 2)
    assert Conference.objects.get().state == "draft"
