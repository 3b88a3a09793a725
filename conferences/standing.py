"""What stands at an address of a public conference or passage, kept for one content version."""

from collections import defaultdict
from functools import cached_property

from django.urls import reverse

from .memory import Memory
from .models import Actor, Conference, Participant, Recommendation
from .record import passages_of, record_of

KEPT_CONFERENCES = 200
KEPT_PASSAGES = 5_000
_conferences, _passages = Memory(KEPT_CONFERENCES), Memory(KEPT_PASSAGES)
_rolls = Memory(1)


class Standing:
    """A public conference with what its pages say; each part is read when it is first asked for.

    It is shared by requests: nobody changes it.
    """

    def __init__(self, conference):
        self.conference = conference

    @cached_property
    def record(self):
        return record_of(self.conference)

    @cached_property
    def edition(self):
        """The edition that the record is now, without its text; None while none is kept."""
        return self.conference.editions(manager="public").defer("text").first()

    @cached_property
    def neighbours(self):
        """The conferences held before and after this one: (the one before, the one after)."""
        held = [None, *Conference.public.all(), None]
        if self.conference not in held:  # withdrawn at this moment
            return None, None
        at = held.index(self.conference)
        return held[at + 1], held[at - 1]

    def item(self, reference):
        """The finding or recommendation that has this reference; None when there is none."""
        return next((i for i in passages_of(self.record) if i["reference"] == reference), None)


def standing_at(slug):
    """What stands at a slug; None when nothing public does."""
    return _conferences.get(slug, lambda _: _conference(slug))


def _conference(slug):
    found = Conference.public.filter(slug=slug).first()
    return Standing(found) if found else None


def passage_at(model, reference):
    """(what it belongs to, its value) of a public passage; None when there is none."""
    return _passages.get((model, reference), lambda _: _passage(model, reference))


def _passage(model, reference):
    found = model.public.select_related("conference").filter(reference=reference).first()
    if not found:
        return None
    whole = _conferences.get(found.conference.slug, lambda _: Standing(found.conference))
    item = whole.item(reference)
    return (whole, item) if item else None


def page_of(item):
    """The address of a passage's own page."""
    return reverse(item["kind"], args=[item["reference"]])


class Roll:
    """Every public actor by slug, where each took part, and to whom anything is addressed.

    It is read for all at once: the pages of actors are many, and most of them have few rows.
    """

    def __init__(self):
        self.actors = {row.slug: row for row in Actor.public.prefetch_related("sources")}
        self.participations = defaultdict(list)
        rows = Participant.public.select_related("conference").order_by("-conference__starts_on")
        for row in rows:
            self.participations[row.actor_id].append(row)
        self.addressees = {*Recommendation.public.values_list("addressees", flat=True)}


def roll():
    """The roll of this moment."""
    return _rolls.get("", lambda _: Roll())
