"""Proof that the record is what it says: rows, editions, spans, digests. Reads, and notes when."""

from itertools import chain

from django.utils import timezone

from .desk import Inspection
from .differences import differences
from .editions import frozen
from .models import Conference
from .record import record_of
from .text import sha256_of

SHOWN = 5  # differences that are told one by one


def inspect(conference):
    """Verify one conference and note it; returns a list of sentences, empty when all holds."""
    faults = list(amiss(conference))
    Inspection.objects.update_or_create(
        conference=conference, defaults={"at": timezone.now(), "faults": faults}
    )
    return faults


def inspect_all():
    """{conference: faults} of all that are amiss, working copies among them."""
    found = {held: inspect(held) for held in Conference.objects.all()}
    return {held: faults for held, faults in found.items() if faults}


def amiss(conference):
    """A sentence for each way in which the conference does not hold together."""
    yield from _texts(conference)
    yield from _spans(conference)
    if not conference.is_draft:
        yield from _references(conference)
    if not conference.corrects_id:
        yield from _editions(conference)


def _texts(conference):
    for statement in conference.statements.all():
        if statement.sha256 != sha256_of(statement.text):
            yield f"The text of “{statement}” is not the one that its SHA-256 was taken of."


def _spans(conference):
    """Words that are not what stands at their place."""
    groups = (conference.paragraphs, conference.findings, conference.recommendations)
    for row in chain.from_iterable(group.select_related("statement") for group in groups):
        if row.statement and row.statement.conference_id != conference.pk:
            yield f"“{row}” points at a statement of another conference."
        elif row.statement and row.statement.said(row.start, row.end) != row.text:
            yield f"“{row}” does not say what stands at its place in the statement."


def _references(conference):
    for row in chain(conference.findings.all(), conference.recommendations.all()):
        if not (row.reference or "").startswith(f"{conference.code}-"):
            yield f"“{row}” has no reference of this conference."


def _editions(conference):
    editions = list(conference.editions.all())
    for edition in editions:
        if not edition.is_whole:
            yield f"Edition {edition.number} is not the one that its digest was taken of."
    if [edition.number for edition in reversed(editions)] != [*range(1, len(editions) + 1)]:
        yield "An edition is missing: their numbers have a gap."
    if not conference.is_draft:
        yield from _present(conference, editions)


def _present(conference, editions):
    """The rows say what the last edition says."""
    if not editions:
        yield "It is public without an edition."
        return
    now = record_of(conference)
    if editions[0].text == frozen(now) or not editions[0].is_whole:
        return
    found = differences(editions[0].record, now)
    for each in found[:SHOWN]:
        place = " ".join(filter(None, [each.section, each.key, each.field]))
        yield f"The rows say otherwise than edition {editions[0].number}: {place}."
    if len(found) > SHOWN:
        yield f"And they differ in {len(found) - SHOWN} more places."
