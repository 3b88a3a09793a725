"""What the record refers to by name: sources, actors and themes."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from .countries import COUNTRIES
from .fields import CharField, TextField
from .managers import Keyed, KeyedQuerySet, NamedManager


class Source(Keyed, models.Model):
    """A page or document outside this record that a fact was taken from."""

    natural_key_fields = ["key"]

    key = models.SlugField(unique=True, help_text="A short name for fixtures, for example “js03”.")
    title = CharField(
        max_length=300, help_text="What it is and of which day, as a reader would cite it."
    )
    locator = CharField(
        max_length=200, blank=True, help_text="Where it is kept when it has no address of its own."
    )
    url = models.URLField("address", max_length=500, blank=True)

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title


class Actor(Keyed, models.Model):
    """A State, organisation or group that takes part or is addressed."""

    class Kind(models.TextChoices):
        STATE = "state", "State"
        TERRITORY = "territory", "Territory or special administrative region"
        ORGANISATION = "organisation", "Organisation"
        GROUP = "group", "Group"

    natural_key_fields = ["slug"]

    name = CharField(max_length=200, unique=True)
    short_name = CharField(
        max_length=50, blank=True, help_text="How statements shorten it, for example “IOM”."
    )
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        help_text="A group is an addressee such as “States” that stands for many.",
    )
    country = models.CharField(max_length=2, blank=True, choices=COUNTRIES.items())
    is_member = models.BooleanField("member of the process", default=False)
    member_since = CharField(
        max_length=50, blank=True, help_text="As a source states it; else empty."
    )
    note = TextField(blank=True, help_text="What a reader must know of this name or membership.")
    sources = models.ManyToManyField(
        Source, blank=True, help_text="What the membership and the note rest on."
    )

    objects = KeyedQuerySet.as_manager()
    public = NamedManager("participations", "recommendations", always=Q(is_member=True))

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="state") | ~Q(country=""),
                name="actor_state_has_country",
                violation_error_message="A State needs its country.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("actor", args=[self.slug])


class Theme(Keyed, models.Model):
    """A subject that passages are filed under, by the secretariat and not by Ministers."""

    natural_key_fields = ["slug"]

    name = CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    definition = TextField(blank=True, help_text="What belongs here, in a sentence.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = KeyedQuerySet.as_manager()
    public = NamedManager("findings", "recommendations")

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name
