"""The record: conferences, their source texts, and what was found and recommended.

Every model has `objects` (staff: everything) and, where the public may see rows of it, `public`.
Public code reads only `public`.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .countries import COUNTRIES
from .desk import Entry, Inspection, PreviewLink, Review, Submission  # noqa: F401
from .editions import Edition  # noqa: F401 (Django looks for the models of an app here)
from .fields import CharField, TextField
from .managers import (
    Keyed,
    KeyedQuerySet,
    PassageQuerySet,
    PublicManager,
    PublicPartManager,
    PublicPassageManager,
    WithdrawnManager,
)
from .named import Actor, Source, Theme
from .text import clean, date_range, fold, parse_dates, sha256_of

# Databases differ at the edges of the calendar; a conference is never near them.
FIRST_YEAR, LAST_YEAR = 1900, 2199

# Each end is asked for by name: a database lets pass what it cannot compare.
WHOLE_SPAN = Q(statement__isnull=False, start__isnull=False, end__isnull=False, end__gt=F("start"))


class Conference(Keyed, models.Model):
    """One ministerial conference."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    natural_key_fields = ["code"]
    natural_key_among = {"corrects": None}

    code = CharField(
        max_length=20,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*\Z", "Capital letters and digits only.")],
        help_text="Begins every reference of this conference (“BPMC2” gives BPMC2-R-A). "
        "It cannot change once the conference is public.",
    )
    ordinal = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="2 for the Second Ministerial Conference.",
    )
    title = CharField(max_length=200, help_text="The heading of the page.")
    official_name = CharField(
        max_length=300, blank=True, help_text="The name in full, as the official page gives it."
    )
    slug = models.SlugField(max_length=100, help_text="The last part of the page's address.")
    city = CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True, choices=COUNTRIES.items())
    venue = CharField(max_length=200, blank=True, help_text="Empty when it is not stated.")
    starts_on = models.DateField("first day", null=True, blank=True)
    ends_on = models.DateField(
        "last day",
        null=True,
        blank=True,
        help_text="The first day again for a conference of one day.",
    )
    member_count = models.PositiveSmallIntegerField(
        "members",
        null=True,
        blank=True,
        help_text="As the statement counts them, never a list you counted; else empty.",
    )
    observer_count = models.PositiveSmallIntegerField(
        "observers", null=True, blank=True, help_text="As the statement counts them; else empty."
    )
    official_url = models.URLField(
        "official page",
        max_length=500,
        blank=True,
        help_text="The conference's page on the process's own site.",
    )
    image = models.ImageField(upload_to="conferences", blank=True)
    image_alt = CharField(
        "image in words",
        max_length=300,
        blank=True,
        help_text="What the image shows, for those who do not see it.",
    )
    image_credit = CharField(max_length=200, blank=True, help_text="Who took or owns the image.")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    publish_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Public from then on, if not at once."
    )
    corrects = models.OneToOneField(
        "self", models.CASCADE, null=True, editable=False, related_name="correction"
    )
    saves = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often staff have saved it: the lock of its page."
    )

    objects = KeyedQuerySet.as_manager()
    public = PublicManager()
    withdrawn = WithdrawnManager()

    class Meta:
        ordering = [F("starts_on").desc(nulls_first=True), "-ordinal"]
        permissions = [("publish_conference", "Can publish, correct and withdraw conferences")]
        indexes = [
            # Every request counts the moments that have come.
            models.Index(
                fields=["publish_at"],
                condition=Q(publish_at__isnull=False),
                name="conference_due",
            )
        ]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[field],
                    condition=Q(corrects=None),
                    name=f"conference_{field}_once",
                    violation_error_message=f"Another conference has this {name}.",
                )
                for field, name in [("code", "code"), ("ordinal", "number"), ("slug", "address")]
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="conference_dates_in_order",
                violation_error_message="The last day cannot be before the first, and both or "
                "neither must be given.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(starts_on__gte=f"{FIRST_YEAR}-01-01", ends_on__lte=f"{LAST_YEAR}-12-31"),
                name="conference_dates_in_bounds",
                violation_error_message=f"Dates are in {FIRST_YEAR} to {LAST_YEAR}.",
            ),
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt=""),
                name="conference_image_in_words",
                violation_error_message="An image needs its words for those who do not see it.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "withdrawn"]),
                name="conference_state_known",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | Q(state="draft", publish_at=None),
                name="conference_copy_is_draft",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None)
                | Q(
                    publish_at__gte=f"{FIRST_YEAR}-01-01T00:00Z",
                    publish_at__lte=f"{LAST_YEAR}-12-31T00:00Z",
                ),
                name="conference_publish_at_in_bounds",
            ),
        ]

    def __str__(self):
        return f"{self.title} (correction)" if self.corrects_id else self.title

    def get_absolute_url(self):
        return reverse("conference", args=[self.slug])

    @property
    def is_draft(self):
        """True while staff may edit it: it is no part of the public record."""
        return self.state == self.State.DRAFT

    @property
    def is_scheduled(self):
        """True when it is to be public from a time that has not come."""
        return self.state == self.State.PUBLISHED and not self._has_begun

    @property
    def is_public(self):
        return self.state == self.State.PUBLISHED and self._has_begun

    @property
    def _has_begun(self):
        return self.publish_at is None or self.publish_at <= timezone.now()

    @property
    def original(self):
        """The conference itself, of which this row may be the working copy."""
        return self.corrects if self.corrects_id else self

    @property
    def has_been_public(self):
        """True once the record has been seen: its code and references are then for good."""
        if self.corrects_id:
            return True
        return self.is_public or self.state == self.State.WITHDRAWN

    @property
    def dates(self):
        """The days in words, empty while they are not known."""
        return date_range(self.starts_on, self.ends_on) if self.starts_on and self.ends_on else ""

    def says(self, fact):
        """What its own field says of a `Reading.Fact`; None of a fact that has no such field."""
        if fact not in ("dates", "city", "venue", "member_count", "observer_count"):
            return None
        own = getattr(self, fact)
        return "" if own is None else str(own)

    @property
    def place(self):
        return ", ".join(filter(None, [self.city, COUNTRIES.get(self.country)]))


class Statement(Keyed, models.Model):
    """A source text of a conference, kept exactly as it was received.

    The text never changes once saved (the database refuses it), so the spans of passages hold.
    """

    class Kind(models.TextChoices):
        OFFICIAL_PAGE = "official page", "Official page"
        CO_CHAIRS = "co-chairs' statement", "Co-chairs’ statement"
        DECLARATION = "declaration", "Declaration"
        PRESS = "press statement", "Press statement"

    natural_key_fields = ["sha256"]
    natural_key_among = {"conference__corrects": None}

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="statements")
    title = CharField(max_length=300)
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.OFFICIAL_PAGE)
    language = models.CharField(
        max_length=10,
        default="en",
        validators=[
            RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "For example “en” or “id”.")
        ],
        help_text="A language code such as “en”.",
    )
    source_url = models.URLField("address", max_length=500, blank=True)
    retrieved_on = models.DateField(
        null=True, blank=True, help_text="The day the text was taken from there, if known."
    )
    text = models.TextField(
        help_text="The whole text as it stands in the source. It cannot be changed afterwards."
    )
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)

    objects = KeyedQuerySet.as_manager()
    public = PublicPartManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "sha256"], name="statement_once"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if "\0" in self.text:
            raise ValidationError({"text": "The text holds a NUL character: it is not plain text."})
        self.sha256 = sha256_of(self.text)

    def get_absolute_url(self):
        return reverse("statement", args=[self.conference.slug])

    def said(self, start, end):
        """What the span says: its words, runs of white space folded to one space."""
        return clean(fold(self.text[start:end]))


class Participant(models.Model):
    """An actor's presence at one conference, in a capacity, with whoever spoke for it."""

    class Capacity(models.TextChoices):
        MEMBER = "member", "Member"
        OBSERVER = "observer", "Observer"

    class Role(models.TextChoices):
        CO_CHAIR = "co-chair", "Co-chair"
        HOST = "host", "Host"
        PARTICIPANT = "participant", "Participant"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="participants")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="participations")
    listed_as = CharField(
        max_length=200, blank=True, help_text="The name in the source, when it differs."
    )
    capacity = models.CharField(
        max_length=10,
        choices=Capacity,
        blank=True,
        help_text="Empty when the source does not say.",
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    representative = CharField(max_length=200, blank=True, help_text="Who spoke for it, if named.")
    office = CharField(max_length=200, blank=True, help_text="Their office, if stated.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager()
    public = PublicPartManager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "actor"],
                name="participant_once",
                violation_error_message="This actor already takes part in this conference.",
            ),
        ]

    def __str__(self):
        return self.listed_as or self.actor.name


class Excerpt(models.Model):
    """Words of a conference that point at their exact span in one of its statements.

    `start` and `end` count characters (Unicode code points) of the statement's text, end excluded.
    """

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0)
    text = TextField(
        help_text="Paste the words. They must stand in the statement; their place is found."
    )
    statement = models.ForeignKey(
        Statement,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        help_text="The source text that says this.",
    )
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Needed only when the words stand there more than once."
    )
    end = models.PositiveIntegerField(null=True, blank=True)

    objects = models.Manager()
    public = PublicPartManager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=True, start__isnull=True, end__isnull=True)
                | WHOLE_SPAN,
                name="%(class)s_span_whole",
                violation_error_message="A span needs its statement, a start and a later end.",
            ),
        ]

    def __str__(self):
        return self.text[:80]

    def clean(self):
        if self.statement_id and None not in (self.start, self.end):
            self._refuse_other_words()

    def _refuse_other_words(self):
        statement = self.statement
        size, said = len(statement.text), statement.said(self.start, self.end)
        if statement.conference_id != self.conference_id:
            raise ValidationError({"statement": "This statement belongs to another conference."})
        if self.end > size:
            raise ValidationError({"end": f"The statement ends at character {size}."})
        if said != self.text:
            raise ValidationError({"text": f"The statement says there: “{said}”"})


class Paragraph(Excerpt):
    """A paragraph of the introduction: what the statement says before it turns operative."""

    class Meta(Excerpt.Meta):
        pass


class Passage(Keyed, Excerpt):
    """A finding or a recommendation: words with a reference that is given once."""

    natural_key_fields = ["reference"]
    natural_key_among = {"conference__corrects": None}

    reference = CharField(
        max_length=40,
        null=True,
        blank=True,
        editable=False,
        help_text="Given when first saved; for good once the conference is public.",
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="%(class)ss", help_text="At most three."
    )

    objects = PassageQuerySet.as_manager()
    public = PublicPassageManager()

    class Meta(Excerpt.Meta):
        abstract = True
        indexes = [
            # With the reference, so that all of a listing's order is read without its rows.
            models.Index(
                fields=["conference", "position", "id", "reference"], name="%(class)s_order"
            ),
            models.Index(fields=["reference"], name="%(class)s_reference"),
        ]
        constraints = [
            *Excerpt.Meta.constraints,
            models.UniqueConstraint(
                fields=["conference", "reference"], name="%(class)s_reference_once"
            ),
        ]

    def __str__(self):
        return self.reference or super().__str__()

    def get_absolute_url(self):
        return reverse(self._meta.model_name, args=[self.reference])


class Finding(Passage):
    """What Ministers noted, welcomed, urged, agreed: one operative sentence or bullet."""

    verb = CharField(
        max_length=40,
        validators=[
            RegexValidator(r"^[a-z]+( [a-z]+)*\Z", "Small letters only, for example “call on”.")
        ],
        help_text="The operative verb in its plain form: “urge” for “urged”.",
    )

    class Meta(Passage.Meta):
        pass


class Recommendation(Passage):
    """What Ministers recommended, to whom, under the letter that the statement gives it."""

    label = CharField(
        max_length=10,
        validators=[
            RegexValidator(r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*\Z", "For example “A” or “1.2”.")
        ],
        help_text="The letter or number in the statement, without its stop.",
    )
    addressees = models.ManyToManyField(
        Actor,
        blank=True,
        related_name="recommendations",
        help_text="Who is to act: the subject of the sentence. Others named are not.",
    )

    class Meta(Passage.Meta):
        constraints = [
            *Passage.Meta.constraints,
            models.UniqueConstraint(
                fields=["conference", "label"],
                name="recommendation_label_once",
                violation_error_message="Another recommendation of this conference has this label.",
            ),
        ]


class Reading(models.Model):
    """One source's version of a fact about a conference; the chosen one is what the page says."""

    class Fact(models.TextChoices):
        DATES = "dates", "Dates"
        CITY = "city", "City"
        VENUE = "venue", "Venue"
        CO_CHAIRS = "co_chairs", "Co-chairs"
        MEMBER_COUNT = "member_count", "Members"
        OBSERVER_COUNT = "observer_count", "Observers"
        ATTENDANCE = "attendance", "Attendance"

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="readings")
    fact = models.CharField(max_length=20, choices=Fact)
    value = CharField(
        max_length=500,
        help_text="Dates as 2003-04-28/2003-04-30 (or one day); counts in digits; else words.",
    )
    statement = models.ForeignKey(
        Statement,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="readings",
        help_text="Where it stands, when that is a statement of this conference.",
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        help_text="Where it stands, when that is elsewhere.",
    )
    where = CharField(
        max_length=200, blank=True, help_text="The place in it, for example “page header”."
    )
    note = TextField(
        blank=True, help_text="For readers: why this one is chosen, or what it counts."
    )
    confidence = models.CharField(
        max_length=6, choices=Confidence, default=Confidence.HIGH, help_text="Shown when not high."
    )
    is_chosen = models.BooleanField("chosen", default=False, help_text="One for each fact.")

    objects = models.Manager()
    public = PublicPartManager()

    class Meta:
        ordering = ["fact", "-is_chosen", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "fact"],
                condition=Q(is_chosen=True),
                name="reading_one_chosen",
                violation_error_message="Another reading of this fact is already chosen.",
            ),
            models.CheckConstraint(
                condition=Q(statement__isnull=False) | Q(source__isnull=False),
                name="reading_has_source",
                violation_error_message="A reading needs a statement or a source.",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | WHOLE_SPAN,
                name="reading_span_whole",
                violation_error_message="A span needs its statement, a start and a later end.",
            ),
        ]

    def __str__(self):
        return f"{self.get_fact_display()}: {self.in_words}"

    @property
    def in_words(self):
        """The value as the page prints it."""
        return date_range(*parse_dates(self.value)) if self.fact == self.Fact.DATES else self.value

    def clean(self):
        if self.fact == self.Fact.DATES:
            self._refuse_no_dates()
        if (
            self.fact in (self.Fact.MEMBER_COUNT, self.Fact.OBSERVER_COUNT)
            and not self.value.isdecimal()
        ):
            raise ValidationError({"value": "A count is written in digits."})
        if self.statement_id and self.statement.conference_id != self.conference_id:
            raise ValidationError({"statement": "This statement belongs to another conference."})
        if self.end is not None and self.statement_id and self.end > len(self.statement.text):
            raise ValidationError({"end": f"The statement ends at {len(self.statement.text)}."})

    def _refuse_no_dates(self):
        try:
            parse_dates(self.value)
        except ValueError as error:
            raise ValidationError(
                {"value": "Write dates as 2003-04-28/2003-04-30, or one day as 2013-04-02."}
            ) from error
