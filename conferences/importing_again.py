"""A corrected text of a statement that the record holds: what changed, and putting it in place."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import transaction

from .desk import Part, Review
from .importing import (
    MODELS,
    Loading,
    actors_of,
    finish,
    refuse_unready,
    save_head,
)
from .matching import KnownActors
from .models import Excerpt, Statement
from .references import give_references
from .text import clean, fold

ALIKE = 0.6  # from this share of common words on, a passage is a changed one and not another
NEAR = 20  # how many places away a changed passage is looked for
KINDS = {model: kind for kind, model in MODELS.items()}


@dataclass(frozen=True)
class Change:
    """What became of a passage: `kind` is same, moved, changed, came or went."""

    kind: str
    row: Excerpt | None
    part: Part | None
    words: str

    @property
    def kind_of_part(self):
        return self.part.kind if self.part else KINDS[type(self.row)]


def earlier_statement(review):
    """The statement of which the text seems to be a version, None when there is none.

    Of another conference than the review's only when half of its passages are the very same. Of
    a conference that is being corrected, it is that of the working copy.
    """
    words = {_words(part, review) for part in review.work.of_kind(*MODELS)}
    counts = Counter()
    for model in MODELS.values():
        rows = model.objects.filter(text__in=words, conference__correction=None)
        rows = rows.exclude(statement=None)
        if review.conference:
            rows = rows.filter(conference=review.conference)
        counts.update(rows.values_list("statement", flat=True))
    if not counts or (not review.conference and counts.most_common(1)[0][1] * 2 < len(words)):
        return None
    return Statement.objects.get(pk=counts.most_common(1)[0][0])


def take_over(review, statement):
    """Let the review be of a new version: passages that stand in both keep what staff said."""
    rows = {row.text: row for row in _rows_of(statement)}
    for part in review.work.of_kind(*MODELS):
        if row := rows.get(_words(part, review)):
            _take_over(part, row)
    review.replaces, review.conference = statement, statement.conference
    review.save(update_fields=["work", "replaces", "conference"])


def _take_over(part, row):
    part.kind, part.verb = KINDS[type(row)], getattr(row, "verb", "")
    part.label = part.label or getattr(row, "label", "")
    if part.kind != "introduction":
        part.themes = [theme.name for theme in row.themes.all()]
    if part.kind == "recommendation":
        part.addressees = [actor.short_name or actor.name for actor in row.addressees.all()]


# --- what changed ---


def changes(review, statement):
    """[Change] in the order of the new text, what went at the end."""
    rows, parts = _rows_of(statement), review.work.of_kind(*MODELS)
    old = [(KINDS[type(row)], row.text) for row in rows]
    new = [(part.kind, _words(part, review)) for part in parts]
    pairs = {at: ("same", other) for other, at in _in_order(old, new)}
    pairs |= {at: ("moved", other) for other, at in _elsewhere(old, new, pairs)}
    pairs |= {at: ("changed", other) for other, at in _alike(old, new, pairs)}
    told = [_change(pairs.get(at), rows, part, new[at][1]) for at, part in enumerate(parts)]
    kept = {other for _, other in pairs.values()}
    return told + [
        Change("went", row, None, row.text) for at, row in enumerate(rows) if at not in kept
    ]


def _change(pair, rows, part, words):
    return (
        Change(pair[0], rows[pair[1]], part, words) if pair else Change("came", None, part, words)
    )


def _rows_of(statement):
    rows = [row for model in MODELS.values() for row in model.objects.filter(statement=statement)]
    return sorted(rows, key=lambda row: row.start)


def _words(part, review):
    return clean(fold(review.text[part.start : part.end]))


def _in_order(old, new):
    """Pairs of the longest runs that stand in both in the same order."""
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            yield block.a + step, block.b + step


def _left(old, new, pairs):
    kept = {other for _, other in pairs.values()}
    return (
        [at for at in range(len(old)) if at not in kept],
        [at for at in range(len(new)) if at not in pairs],
    )


def _elsewhere(old, new, pairs):
    left, fresh = _left(old, new, pairs)
    for at in fresh:
        found = next((other for other in left if old[other] == new[at]), None)
        if found is not None:
            left.remove(found)
            yield found, at


def _alike(old, new, pairs):
    """Pairs of the same kind that share most of their words, the most alike near by first."""
    left, fresh = _left(old, new, pairs)
    near = [
        (_likeness(old[other][1], new[at][1]), other, at)
        for rank, at in enumerate(fresh)
        for other in left[max(0, rank - NEAR) : rank + NEAR]
        if old[other][0] == new[at][0]
    ]
    used_old, used_new = set(), set()
    for likeness, other, at in sorted(near, reverse=True):
        if likeness >= ALIKE and other not in used_old and at not in used_new:
            used_old.add(other)
            used_new.add(at)
            yield other, at


def _likeness(one, other):
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).quick_ratio()


# --- putting it in place ---


@transaction.atomic
def replace(review):
    """Let the new text stand in place of the one that the review replaces, in a draft.

    Passages that stayed, moved or changed keep their row and reference. Raises NotReady.
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    old, work, known = review.replaces, review.work, KnownActors()
    refuse_unready(review, work, known)
    told = changes(review, old)
    statement = save_head(review, work)
    loading = Loading(statement, work, actors_of(work, known))
    for change in told:
        if change.kind == "went":
            change.row.delete()
    _free_labels(told)
    _put(loading, told)
    loading.save_participants()
    _move_readings(loading, old)
    give_references(statement.conference, afresh=False)
    finish(review, statement)
    _remove_if_unused(old)
    return statement.conference


def _free_labels(told):
    """Recommendations whose labels change give the old ones up first: A and B may swap."""
    for change in told:
        row = change.row
        if change.part and row and getattr(row, "label", "") != change.part.label:
            type(row).objects.filter(pk=row.pk).update(label=f"~{row.pk}"[:10], reference=None)
            row.reference = None


def _put(loading, told):
    positions = Counter()
    for change in told:
        if change.part:
            kind = change.part.kind
            positions[kind] += 1
            loading.save_part(change.part, positions[kind], change.row)


def _move_readings(loading, old):
    """A reading that the new text gives too moves there with its notes; the rest stay behind."""
    said = loading.said()
    for row in old.readings.all():
        if each := said.pop((row.fact, row.value), None):
            row.statement, row.start, row.end = loading.statement, each.start, each.end
            row.where = each.where
            row.save()
    loading.save_readings(said.values())


def _remove_if_unused(old):
    """A text to which a reading still points stays, as a second statement."""
    if not old.readings.exists():
        old.delete()
