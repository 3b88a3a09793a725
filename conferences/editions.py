"""Editions: the public record of a conference as it stood at a moment, frozen for good."""

import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .fields import CharField
from .managers import WITHDRAWN, Keyed, KeyedQuerySet, is_public
from .text import day_in_words, sha256_of

SCHEMA = 1


def frozen(record):
    """The one way to write a record down: JSON with sorted names, so that equal is identical."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text):
    """The record that `frozen` wrote; ValueError for one of a program newer than this one.

    When the form of a record changes, SCHEMA goes up by one, and what an older one lacks is
    put in here.
    """
    record = json.loads(text)
    if record["schema"] != SCHEMA:
        raise ValueError(f"This program does not know schema {record['schema']} of a record.")
    return record


class EditionQuerySet(KeyedQuerySet):
    def get_by_natural_key(self, code, number):
        return self.get(conference__code=code, conference__corrects=None, number=number)

    def naming(self, name, value):
        """Those in whose record this member has this value anywhere."""
        return self.filter(text__contains=frozen({name: value})[1:-1])


class PublicEditionManager(models.Manager.from_queryset(EditionQuerySet)):
    """Editions that anyone may read: of conferences that are public now.

    Their own moments are not asked: they would hide what a clock that was fast has published.
    """

    def get_queryset(self):
        return super().get_queryset().filter(is_public("conference__"))


class LogManager(models.Manager.from_queryset(EditionQuerySet)):
    """What the public log tells: also that a record was withdrawn, but nothing before that."""

    def get_queryset(self):
        gone = Q(conference__state=WITHDRAWN, act=Edition.Act.WITHDRAW)
        told = super().get_queryset().filter(is_public("conference__") | gone)
        return told.select_related("conference").defer("text").order_by("-at", "-pk")


class Edition(Keyed, models.Model):
    """What the public record of a conference became by one act; never changed afterwards.

    `text` is the record as JSON and `sha256` its digest. `slug` is the address at that time.
    """

    class Act(models.TextChoices):
        PUBLISH = "publish", "Published"
        CORRECT = "correct", "Corrected"
        WITHDRAW = "withdraw", "Withdrawn"

    conference = models.ForeignKey("Conference", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    reason = CharField(max_length=500)
    at = models.DateTimeField(help_text="From when the public sees it.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="editions"
    )
    by_name = CharField(max_length=200, blank=True, help_text="Kept when the account goes.")
    slug = models.SlugField(max_length=100)
    text = models.TextField()
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = EditionQuerySet.as_manager()
    public = PublicEditionManager()
    log = LogManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="edition_number_once"),
        ]

    def __str__(self):
        return f"{self.conference}, edition {self.number}"

    def natural_key(self):
        return (self.conference.code, self.number)

    natural_key.dependencies = ["conferences.conference"]

    def get_absolute_url(self):
        return reverse("edition", args=[self.conference.slug, self.number])

    @property
    def log_url(self):
        """Where the history of the conference tells of it, also when all is withdrawn."""
        return reverse("history", args=[self.conference.slug]) + f"#edition-{self.number}"

    @property
    def in_words(self):
        """As a citation names it: «edition 2 of 12 March 2026»."""
        return f"edition {self.number} of {day_in_words(timezone.localdate(self.at))}"

    @property
    def record(self):
        """The record as a value, in the form that this version of the program reads."""
        return read(self.text)

    @property
    def is_whole(self):
        """Whether the text is still the one that the digest was taken of."""
        return self.sha256 == sha256_of(self.text)
