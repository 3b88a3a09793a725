"""Publishing: the only code that changes what the public sees.

Each act is one transaction, done by someone for a reason, and leaves an edition: the record as it
is from then on, frozen for good. What is public is never edited: a correction is prepared in a
working copy, which no public code can see, and takes the place of the rows in one step.
"""

from django.db import transaction
from django.utils import timezone

from .desk import Entry, Review, name_of
from .editions import Edition, frozen
from .gate import obstacles
from .loading import load_record
from .models import (
    LAST_YEAR,
    Conference,
    Finding,
    Paragraph,
    Participant,
    Reading,
    Recommendation,
    Statement,
)
from .record import record_of
from .references import give_references
from .text import clean, fold, sha256_of

MAX_REASON = 500
# In the order in which they can go: what points at a statement before the statement.
_PARTS = (Reading, Paragraph, Finding, Recommendation, Participant, Statement)
_KEPT = {"id", "code", "state", "publish_at", "corrects", "saves"}
_FIRST = "It stood here before editions were numbered."


class Refused(Exception):  # noqa: N818
    """Nothing was done; the message is a sentence for staff, `remarks` what the gate says."""

    def __init__(self, sentence, remarks=()):
        super().__init__(sentence)
        self.remarks = list(remarks)


@transaction.atomic
def publish(conference, *, by, reason, at=None, saves=None):
    """Make a draft public, now or from the moment `at` on; returns its first edition.

    `saves` is the count of saves that `by` has looked at. Raises Refused.
    """
    held, reason, now = _locked(conference), checked_reason(reason), timezone.now()
    if not held.is_draft or held.corrects_id:
        raise Refused("Only a draft can be published.")
    if at and at <= now:
        raise Refused("That moment has passed. Choose a later one, or publish now.")
    if at and at.year >= LAST_YEAR:
        raise Refused(f"Choose a moment before the year {LAST_YEAR}.")
    _refuse_unfit(held, saves)
    held.state, held.publish_at = Conference.State.PUBLISHED, at
    held.save(update_fields=["state", "publish_at"])
    return _edition(held, Edition.Act.PUBLISH, by, reason, at or now)


@transaction.atomic
def call_back(conference, *, by):
    """Make a draft again of what is scheduled and not public yet. Raises Refused."""
    held = _locked(conference)
    if not held.is_scheduled:
        raise Refused("Only what is scheduled and not public yet can be called back.")
    held.editions.all().delete()
    held.state, held.publish_at = Conference.State.DRAFT, None
    held.save(update_fields=["state", "publish_at"])
    Entry.write(held, by, "Called back before it was public.")


@transaction.atomic
def withdraw(conference, *, by, reason):
    """Take what is public away, leaving a page that says so at every address. Raises Refused."""
    held, reason = _locked(conference), checked_reason(reason)
    if not held.is_public:
        raise Refused("Only what is public can be withdrawn.")
    held.state = Conference.State.WITHDRAWN
    held.save(update_fields=["state"])
    return _edition(held, Edition.Act.WITHDRAW, by, reason, timezone.now())


@transaction.atomic
def prepare(conference, *, by):
    """The working copy in which a correction is prepared: the one there is, or a new one."""
    held = _locked(conference)
    if not held.has_been_public or held.corrects_id:
        raise Refused("Only what has been public is corrected; a draft is simply changed.")
    copy = Conference.objects.filter(corrects=held).first()
    if not copy:
        copy = load_record(record_of(held), held)
        Entry.write(held, by, "Began a correction.")
    return copy


@transaction.atomic
def restore(edition, *, by):
    """A working copy that says what an old edition said. Raises Refused, or loading.Unloadable."""
    held = _locked(edition.conference)
    if Conference.objects.filter(corrects=held).exists():
        raise Refused("A correction is being prepared already: publish it or throw it away first.")
    copy = load_record(edition.record, held)
    Entry.write(held, by, f"Began a correction that restores edition {edition.number}.")
    return copy


@transaction.atomic
def correct(copy, *, by, reason, saves=None):
    """Let a working copy take the place of what it corrects; returns the new edition.

    What was withdrawn is public again. Raises Refused.
    """
    original, reason = _locked(copy.corrects), checked_reason(reason)
    copy = _locked(copy)
    _refuse_unfit(copy, saves)
    present = original.editions.first()
    if original.is_public and present and frozen(record_of(copy)) == present.text:
        raise Refused("Nothing in it is different from what is public.")
    _fold(copy, original)
    return _edition(original, Edition.Act.CORRECT, by, reason, timezone.now())


@transaction.atomic
def correct_names(conferences, *, by, reason):
    """An edition for each of these public conferences that rows changed beneath: a name, mostly.

    Raises Refused. Returns the editions.
    """
    reason = checked_reason(reason)
    changed = [held for held in map(_locked, conferences) if held.is_public and has_drifted(held)]
    now = timezone.now()
    return [_edition(held, Edition.Act.CORRECT, by, reason, now) for held in changed]


def has_drifted(conference):
    """Whether its rows say otherwise than its last edition."""
    last = conference.editions.first()
    return not last or last.text != frozen(record_of(conference))


@transaction.atomic
def begin_editions(using):
    """Give what was public before there were editions its first."""
    bare = Conference.objects.using(using).exclude(state=Conference.State.DRAFT)
    for held in bare.filter(editions=None):
        gone = held.state == Conference.State.WITHDRAWN
        act = Edition.Act.WITHDRAW if gone else Edition.Act.PUBLISH
        _edition(held, act, None, _FIRST, held.publish_at or timezone.now())


# --- what the acts share ---


def checked_reason(text):
    """A reason as one line of clean text. Raises Refused."""
    reason = fold(clean(text))
    if not reason:
        raise Refused("Give the reason. The public reads it.")
    if len(reason) > MAX_REASON:
        raise Refused(
            f"Give the reason in {MAX_REASON} characters at most; here are {len(reason)}."
        )
    return reason


def _locked(conference):
    """The row as it stands now, which no one else changes until the act is done."""
    held = Conference.objects.select_for_update().filter(pk=conference.pk).first()
    if not held:
        raise Refused("It is not there any more: someone published it or threw it away meanwhile.")
    return held


def _refuse_unfit(draft, saves):
    if saves is not None and saves != draft.saves:
        raise Refused("Someone has saved it since you looked. Look again, then publish.")
    if found := obstacles(draft):
        raise Refused("Something stands in the way of publishing.", found)
    give_references(draft, afresh=not draft.has_been_public)


def _fold(copy, original):
    """Put the rows of a working copy in the place of those it corrects."""
    for old in original.statements.all():
        same = copy.statements.filter(sha256=old.sha256).first()
        Review.objects.filter(statement=old).update(statement=same)
        Review.objects.filter(replaces=old).update(replaces=same)
    Review.objects.filter(conference=copy).update(conference=original)
    for part in _PARTS:
        part._base_manager.filter(conference=original).delete()
    for field in original._meta.concrete_fields:
        if field.name not in _KEPT:
            setattr(original, field.name, getattr(copy, field.name))
    _move(copy, original)
    original.state = Conference.State.PUBLISHED
    original.save()


def _move(copy, original):
    for part in _PARTS:
        part._base_manager.filter(conference=copy).update(conference=original)
    Entry.follow(copy, original)
    copy.delete()


def _edition(conference, act, by, reason, at):
    """The next edition, never earlier than the last one: a clock may have been set back."""
    last = conference.editions.first()
    text = frozen(record_of(conference))
    made = Edition.objects.using(conference._state.db).create(
        conference=conference,
        number=last.number + 1 if last else 1,
        act=act,
        reason=reason,
        at=max(at, last.at) if last else at,
        by=by,
        by_name=name_of(by),
        slug=conference.slug,
        text=text,
        sha256=sha256_of(text),
    )
    Entry.write(conference, by, f"{made.get_act_display()}, edition {made.number}: {reason}")
    return made
