"""What stands between a review and its draft: faults to put right, and questions to answer."""

from copy import copy
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from .desk import PASSAGES
from .models import Conference, Finding, Participant, Recommendation, Statement
from .text import fold, sha256_of

# Told to staff, and no answer is waited for.
NOTES = {
    "several verbs", "junk dropped", "characters repaired", "counts absent", "no chairs",
    "count in another unit", "numbering", "no stop",
}  # fmt: skip
# A problem that is over once these fields are filled.
ANSWERED_BY = {
    "dates differ": ("starts_on", "ends_on"),
    "no date": ("starts_on",),
    "no year": ("starts_on",),
    "impossible date": ("starts_on",),
    "relative date": ("starts_on",),
    "no title": ("title",),
    "no place": ("city",),
    "places differ": ("city",),
}
CONFERENCE_FIELDS = (
    "title", "official_name", "code", "slug", "ordinal", "starts_on", "ends_on", "city", "country",
    "venue", "member_count", "observer_count",
)  # fmt: skip
PLAIN_NAMES = {"slug": "address", "ordinal": "number"}
STATEMENT_FIELDS = {
    "statement_title": "title",
    "statement_kind": "kind",
    "language": "language",
    "source_url": "source_url",
    "retrieved_on": "retrieved_on",
}


@dataclass(frozen=True)
class Question:
    """Something open: `anchor` is its place on the review page, `key` names it in a form."""

    key: str
    sentence: str
    anchor: str


# --- faults: no draft can be made with them ---


def faults(review, work, known):
    """[Question] of what the record itself would refuse; `known` finds actors by name."""
    if not work.of_kind(*PASSAGES, "introduction"):
        yield Question("empty", "Nothing of this text is in the draft.", "draft")
    yield from _conference_faults(review, work)
    yield from _field_faults(statement_of(review, work), STATEMENT_FIELDS, ["conference"])
    yield from _passage_faults(review, work)
    yield from _chair_faults(work)
    yield from _actor_faults(work, known)


def conference_of(review, work):
    """The conference as the facts have it, not saved; what it said before stays."""
    conference = copy(review.conference) if review.conference else Conference()
    for name in CONFERENCE_FIELDS:
        if getattr(conference, name) in (None, ""):
            setattr(conference, name, _typed(Conference, name, work.facts.get(name, "")))
    if work.facts.get("statement_kind") == Statement.Kind.OFFICIAL_PAGE:
        conference.official_url = conference.official_url or work.facts.get("source_url", "")
    return conference


def statement_of(review, work):
    values = {
        field: _typed(Statement, field, work.facts.get(name, ""))
        for name, field in STATEMENT_FIELDS.items()
    }
    return Statement(text=review.text, sha256=sha256_of(review.text), **values)


def _typed(model, name, value):
    field = model._meta.get_field(name)
    return None if value == "" and field.null else value


def _conference_faults(review, work):
    yield from _field_faults(conference_of(review, work), {n: n for n in CONFERENCE_FIELDS}, ())


def _field_faults(row, fields, excluded):
    try:
        row.full_clean(exclude=["image", *excluded])
    except ValidationError as error:
        names = {field: name for name, field in fields.items()}
        for field, messages in error.message_dict.items():
            label = "" if field == NON_FIELD_ERRORS else _label(row, field)
            for message in messages:
                at_fault = _at_fault(row, message) if field == NON_FIELD_ERRORS else field
                anchor = f"fact-{names.get(at_fault, 'title')}"
                yield Question(f"{anchor} {message}", f"{label}{message}", anchor)


def _at_fault(row, message):
    """The field of the constraint that says this of the whole row."""
    for constraint in row._meta.constraints:
        if constraint.get_violation_error_message() == message and hasattr(constraint, "fields"):
            return constraint.fields[0]
    return ""


def _label(row, field):
    name = PLAIN_NAMES.get(field) or row._meta.get_field(field).verbose_name
    return f"{row._meta.verbose_name} {name}: ".capitalize()


def _passage_faults(review, work):
    taken = _labels_that_stay(review)
    for part in work.of_kind(*PASSAGES):
        for message in _messages(_row_of(part)):
            yield Question(f"part-{part.id}", f"{named(part, review.text)}: {message}", _at(part))
        if part.kind == "recommendation" and part.label in taken:
            sentence = f"{named(part, review.text)}: another recommendation has the label too."
            yield Question(f"label-{part.id}", sentence, _at(part))
        taken |= {part.label} if part.kind == "recommendation" else set()


def _labels_that_stay(review):
    if not review.conference:
        return set()
    rows = review.conference.recommendations.all()
    if review.replaces:
        rows = rows.exclude(statement=review.replaces)
    return set(rows.values_list("label", flat=True))


def _chair_faults(work):
    for chair in work.chairs:
        row = Participant(role=chair.role, representative=chair.representative, office=chair.office)
        named_as = chair.representative or chair.who or "A chair"
        yield from _row_faults(row, named_as, ["conference", "actor"], f"chair-{chair.id}")


def _actor_faults(work, known):
    for name in work.names():
        if not known.find(name) and _is_decided(name, work, known):
            actor = known.decided(name, work.decisions[name])
            if actor and not actor.pk:
                yield from _row_faults(actor, name, (), "names")


def _row_faults(row, named_as, excluded, anchor):
    try:
        row.full_clean(exclude=excluded)
    except ValidationError as error:
        for messages in error.message_dict.values():
            yield Question(anchor, f"{shortened(named_as, 40)}: {messages[0]}", anchor)


def _is_decided(name, work, known):
    try:
        known.decided(name, work.decisions.get(name, ""))
    except KeyError:
        return False
    return True


def _row_of(part):
    if part.kind == "finding":
        return Finding(verb=part.verb, text="-")
    return Recommendation(label=part.label, text="-")


def _messages(row):
    name = "verb" if isinstance(row, Finding) else "label"
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - {name})
    except ValidationError as error:
        return [f"its {name} is missing or not possible. {error.messages[0]}"]
    return []


# --- questions: staff answer them, or set them aside in so many words ---


def questions(review, work, known):
    """[Question] of what is unread or unanswered; `known` finds actors by name."""
    for start, end in work.gaps(review.text):
        sentence = f"Not read: “{shortened(review.text[start:end])}”"
        yield Question(f"gap-{start}-{end}", sentence, f"gap-{start}")
    for doubt in open_doubts(work):
        yield Question(f"doubt-{doubt.id}", doubt.sentence, f"doubt-{doubt.id}")
    for chair in work.chairs:
        if not chair.who:
            sentence = f"For whom did {chair.representative or 'this chair'} speak?"
            yield Question(f"chair-{chair.id}", sentence, f"chair-{chair.id}")
    for name in work.names():
        if not known.find(name) and not _is_decided(name, work, known):
            sentence = f"“{name}” is named, and is no actor of the record yet."
            yield Question(f"name-{name}", sentence, "names")


def open_doubts(work):
    return [doubt for doubt in work.doubts if doubt.kind not in NOTES and not _is_over(doubt, work)]


def notes(work):
    return [doubt for doubt in work.doubts if doubt.kind in NOTES]


def _is_over(doubt, work):
    if doubt.is_settled or doubt.kind == "unread":
        return True  # an unread part is asked for itself, by its own words
    if doubt.kind == "no verb":
        return not any(_holds(part, doubt) and not part.verb for part in work.of_kind("finding"))
    if doubt.kind == "counts differ":
        needed = _counts_in_doubt(doubt, work)
    else:
        needed = ANSWERED_BY.get(doubt.kind, ())
    return bool(needed) and all(work.facts.get(name) for name in needed)


def _counts_in_doubt(doubt, work):
    return [said.fact for said in work.said if (said.start, said.end) == (doubt.start, doubt.end)]


def _holds(part, doubt):
    return doubt.start is not None and part.start <= doubt.start < part.end


def named(part, text):
    """A part as staff know it: its kind, its label, its first words."""
    label = f" {part.label}" if part.label else ""
    return f"{part.kind.capitalize()}{label} “{shortened(text[part.start : part.end], 40)}”"


def shortened(words, most=80):
    words = fold(words)
    return words if len(words) <= most else words[:most].rpartition(" ")[0] + " …"


def _at(part):
    return f"part-{part.id}"
