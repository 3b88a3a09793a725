"""A record back into rows: the working copy that a correction is prepared in. Never publishes.

`record_of(load_record(record, original))` is the record again.
"""

from django.db import transaction

from .models import (
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
)

_HEAD = (
    *("code", "ordinal", "title", "official_name", "slug", "city", "country", "venue"),
    *("starts_on", "ends_on", "member_count", "observer_count", "official_url"),
)


class Unloadable(ValueError):  # noqa: N818
    """The record names what the site no longer has; the message says what."""


@transaction.atomic
def load_record(record, original):
    """A working copy of `original` that says what the record says. Raises Unloadable."""
    return _Loading(record, original).load()


class _Loading:
    def __init__(self, record, original):
        self.record = record
        self.copy = Conference(corrects=original, **{name: record[name] for name in _HEAD})
        self.actors = {actor.slug: actor for actor in Actor.objects.all()}
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        self.sources = {source.key: source for source in Source.objects.all()}
        self.statements = {}

    def load(self):
        if image := self.record["image"]:
            self.copy.image = image["name"]
            self.copy.image_alt, self.copy.image_credit = image["alt"], image["credit"]
        self.copy.save()
        for row in self.record["statements"]:
            made = Statement.objects.create(conference=self.copy, **row)
            self.statements[made.sha256] = made
        for position, row in enumerate(self.record["participants"], 1):
            self._participant(row, position)
        for position, row in enumerate(self.record["introduction"], 1):
            Paragraph.objects.create(**self._excerpt(row, position))
        for position, row in enumerate(self.record["findings"], 1):
            self._passage(Finding(verb=row["verb"], **self._excerpt(row, position)), row)
        for position, row in enumerate(self.record["recommendations"], 1):
            self._recommendation(row, position)
        for row in self.record["readings"]:
            self._reading(row)
        self.copy.refresh_from_db()
        return self.copy

    def _participant(self, row, position):
        actor = self._known(self.actors, row["actor"]["slug"], "participant")
        said = {name: value for name, value in row.items() if name != "actor"}
        Participant.objects.create(conference=self.copy, actor=actor, position=position, **said)

    def _recommendation(self, row, position):
        made = Recommendation(label=row["label"], **self._excerpt(row, position))
        self._passage(made, row)
        slugs = [each["slug"] for each in row["addressees"]]
        made.addressees.set(self._known(self.actors, slug, "addressee") for slug in slugs)

    def _passage(self, made, row):
        made.reference = row["reference"]
        made.save()
        slugs = [each["slug"] for each in row["themes"]]
        made.themes.set(self._known(self.themes, slug, "theme") for slug in slugs)

    def _excerpt(self, row, position):
        held = {"conference": self.copy, "position": position, "text": row["text"]}
        return held | self._place(row["span"])

    def _place(self, span):
        if not span:
            return {}
        statement = self.statements[span["statement"]]
        return {"statement": statement, "start": span["start"], "end": span["end"]}

    def _reading(self, row):
        key, digest = row["source"]["key"], row["source"]["statement"]
        said = ("fact", "value", "is_chosen", "confidence", "where", "note")
        place = {"statement": self.statements[digest]} if digest else {}
        Reading.objects.create(
            conference=self.copy,
            source=self._known(self.sources, key, "source") if key else None,
            **{name: row[name] for name in said},
            **place | self._place(row["span"]),
        )

    def _known(self, rows, name, what):
        if name not in rows:
            raise Unloadable(f"The {what} “{name}” is not here any more: enter it again first.")
        return rows[name]
