"""The public value of the record: plain ordered data from rows. Reads, never writes.

The page of a conference, and every other form of it, derives from `record_of`.
"""

from itertools import pairwise

from django.db.models import F

from .editions import SCHEMA
from .models import Reading


def record_of(conference):
    """All that the record says of a conference, as dicts, lists, strings and numbers."""
    return {
        "schema": SCHEMA,
        **_head_of(conference),
        "image": _image_of(conference),
        "readings": [_reading_of(row) for row in _readings(conference)],
        "participants": [_participant_of(row) for row in _participants(conference)],
        "introduction": [_excerpt_of(row) for row in _paragraphs(conference)],
        "findings": [passage_of(row) for row in conference.findings.for_listing()],
        "recommendations": [passage_of(row) for row in conference.recommendations.for_listing()],
        "statements": [_statement_of(row) for row in conference.statements.all()],
    }


def _readings(conference):
    """In the order in which a page tells the facts, the chosen one of each first."""
    facts = Reading.Fact.values
    rows = conference.readings.select_related("statement", "source")
    return sorted(rows, key=lambda row: (facts.index(row.fact), not row.is_chosen))


def _paragraphs(conference):
    return conference.paragraphs.annotate(said_in=F("statement__sha256"))


def _participants(conference):
    return conference.participants.select_related("actor")


def _head_of(conference):
    fields = (
        "code ordinal title official_name slug city country venue member_count observer_count "
        "official_url"
    )
    head = {name: getattr(conference, name) for name in fields.split()}
    return head | _when_and_where(conference)


def _when_and_where(conference):
    """The days as ISO 8601 has them, and days and place as a page prints them."""
    days = {name: _iso(getattr(conference, name)) for name in ("starts_on", "ends_on")}
    return days | {"place": conference.place, "dates": conference.dates}


def _iso(day):
    return day.isoformat() if day else None


def _image_of(conference):
    if not conference.image:
        return None
    said = {"alt": conference.image_alt, "credit": conference.image_credit}
    return {"name": conference.image.name} | said


def _reading_of(row):
    source = row.statement or row.source
    return {
        "fact": row.fact,
        "fact_in_words": row.get_fact_display(),
        "value": row.value,
        "in_words": row.in_words,
        "is_chosen": row.is_chosen,
        "confidence": row.confidence,
        "where": row.where,
        "note": row.note,
        "source": {
            "title": str(source),
            "url": row.statement.source_url if row.statement else row.source.url,
            "locator": "" if row.statement else row.source.locator,
            "statement": row.statement.sha256 if row.statement else "",
            "key": row.source.key if row.source else "",
        },
        "span": _span_of(row, row.statement and row.statement.sha256),
        "anchor": f"{row.fact}-{row.start}",
    }


def _participant_of(row):
    fields = "listed_as capacity role representative office"
    actor = {name: getattr(row.actor, name) for name in ("name", "short_name", "slug", "kind")}
    return {"actor": actor, **{name: getattr(row, name) for name in fields.split()}}


def _span_of(row, said_in):
    """Where the words stand: the SHA-256 of the statement and two offsets into its text."""
    if row.start is None:
        return None
    return {"statement": said_in, "start": row.start, "end": row.end}


def _excerpt_of(row):
    return {"text": row.text, "span": _span_of(row, row.said_in)}


def passage_of(row):
    """A finding or a recommendation, read `for_listing`, as a value."""
    themes = [{"name": theme.name, "slug": theme.slug} for theme in row.filed_under]
    own = _finding_of if row._meta.model_name == "finding" else _recommendation_of
    kind = {"kind": row._meta.model_name, "reference": row.reference}
    return kind | own(row) | _excerpt_of(row) | {"themes": themes}


def _finding_of(row):
    return {"verb": row.verb}


def _recommendation_of(row):
    addressees = [
        {"name": actor.name, "short_name": actor.short_name, "slug": actor.slug}
        for actor in row.addressed_to
    ]
    return {"label": row.label, "addressees": addressees}


def listed_passage_of(row):
    """A passage with what a reader must know of its conference."""
    fields = ("code", "title", "slug", "city", "country")
    conference = {name: getattr(row.conference, name) for name in fields}
    return passage_of(row) | {"of": conference | _when_and_where(row.conference)}


def _statement_of(row):
    fields = "title kind language source_url sha256 text"
    return {name: getattr(row, name) for name in fields.split()} | {
        "retrieved_on": _iso(row.retrieved_on)
    }


def passages_of(record):
    """Findings, then recommendations, in the order of the record."""
    return record["findings"] + record["recommendations"]


def marked(statement, items):
    """The statement's text cut at every span of `items`: [(words, items there, items begun there)].

    The pieces together are the whole text. Where two items overlap, a piece belongs to both, and
    each begins in one piece only.
    """
    spans = [
        item for item in items if item["span"] and item["span"]["statement"] == statement["sha256"]
    ]
    cuts = {0, len(statement["text"])}
    for item in spans:
        cuts |= {item["span"]["start"], item["span"]["end"]}
    return [
        (
            statement["text"][start:end],
            [item for item in spans if _covers(item, start, end)],
            [item for item in spans if item["span"]["start"] == start],
        )
        for start, end in pairwise(sorted(cuts))
    ]


def _covers(item, start, end):
    return item["span"]["start"] <= start and end <= item["span"]["end"]


def in_context(record, item):
    """An item's words in its statement, with the lines before and after; None without a span."""
    if not item["span"]:
        return None
    start, end = item["span"]["start"], item["span"]["end"]
    text = _text_of(record, item["span"]["statement"])
    before, after = text[:start], text[end:]
    return {
        "before": _last_line(before[: before.rfind("\n") + 1]) + before[before.rfind("\n") + 1 :],
        "words": text[start:end],
        "after": _first_line(after),
    }


def _text_of(record, statement):
    return next(each["text"] for each in record["statements"] if each["sha256"] == statement)


def _first_line(text):
    """The first line of a text that has words, with the breaks before it."""
    end = text.find("\n", len(text) - len(text.lstrip()))
    return text if end < 0 else text[:end]


def _last_line(text):
    """The last line of a text that has words, with the breaks that follow it."""
    return text[text.rfind("\n", 0, len(text.rstrip())) + 1 :]
