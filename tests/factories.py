"""Builders of small records. Everything is published unless it is said otherwise."""

import datetime
from itertools import count

from conferences.models import (
    Actor,
    Conference,
    Finding,
    Paragraph,
    Participant,
    Reading,
    Recommendation,
    Source,
    Statement,
    Theme,
    sha256_of,
)

_numbers = count(1)


def make_conference(**values):
    number = next(_numbers)
    day = datetime.date(2030, 1, 1) + datetime.timedelta(days=number)
    given = {
        "code": f"TEST{number}",
        "title": f"Test Conference {number}",
        "slug": f"test-conference-{number}",
        "city": "Bali",
        "country": "ID",
        "starts_on": day,
        "ends_on": day,
        "state": "published",
    }
    return Conference.objects.create(**{**given, **values})


def make_statement(conference, text="Ministers urged States to act.", **values):
    given = {"title": "Statement", "text": text, "sha256": sha256_of(text)}
    return Statement.objects.create(conference=conference, **{**given, **values})


def make_actor(name="", **values):
    number = next(_numbers)
    given = {"slug": f"actor-{number}", "kind": "organisation"}
    return Actor.objects.create(name=name or f"Actor {number}", **{**given, **values})


def make_theme(name="", **values):
    number = next(_numbers)
    given = {"slug": f"theme-{number}", "position": number}
    return Theme.objects.create(name=name or f"Theme {number}", **{**given, **values})


def make_source(**values):
    number = next(_numbers)
    given = {"key": f"source-{number}", "title": f"Source {number}"}
    return Source.objects.create(**{**given, **values})


def make_participant(conference, actor=None, **values):
    given = {"actor": actor or make_actor(), "capacity": "member"}
    return Participant.objects.create(conference=conference, **{**given, **values})


def make_paragraph(conference, text="The conference took place.", **values):
    return Paragraph.objects.create(conference=conference, text=text, **values)


def make_finding(conference, text="urged States to act.", themes=(), **values):
    number = next(_numbers)
    given = {"reference": f"{conference.code}-F-{number}", "position": number, "verb": "urge"}
    given |= span_of(values.get("statement"), text)
    finding = Finding.objects.create(conference=conference, text=text, **{**given, **values})
    finding.themes.set(themes)
    return finding


def make_recommendation(conference, text="States act.", themes=(), addressees=(), **values):
    number = next(_numbers)
    label = values.pop("label", str(number))
    given = {"reference": f"{conference.code}-R-{label}", "position": number, "label": label}
    given |= span_of(values.get("statement"), text)
    row = Recommendation.objects.create(conference=conference, text=text, **{**given, **values})
    row.themes.set(themes)
    row.addressees.set(addressees)
    return row


def make_reading(conference, fact="dates", value="2030-01-01", **values):
    if not values.keys() & {"source", "statement"}:
        values["source"] = make_source()
    return Reading.objects.create(conference=conference, fact=fact, value=value, **values)


def span_of(statement, words):
    """Where the words stand in the statement, as the fields of a passage."""
    if statement is None:
        return {}
    start = statement.text.index(words)
    return {"start": start, "end": start + len(words)}
