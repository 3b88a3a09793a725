"""The desk: statements on their way into the record, and what staff do around it.

Staff only. Nothing here is public, and no public code reads it.
"""

from dataclasses import asdict, dataclass, field
from itertools import chain

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F
from django.utils import timezone

KINDS = {
    "finding": "Finding",
    "recommendation": "Recommendation",
    "introduction": "Introduction",
    "heading": "Heading",
    "aside": "Set aside",
}
PASSAGES = ("finding", "recommendation")


@dataclass
class Part:
    """A stretch `start:end` of the text and what it is; its bullet or label begins at `mark`.

    What no part covers is unread: so nothing of the text can be dropped in silence.
    """

    id: int
    kind: str
    mark: int
    start: int
    end: int
    verb: str = ""
    label: str = ""
    addressees: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    hint: str = ""


@dataclass
class Said:
    """A value that the text gives for a fact, and its words; `where` is “header” or “text”."""

    fact: str
    value: str
    start: int
    end: int
    where: str


@dataclass
class Chair:
    """Who chaired: `who` names the State or organisation, as it shall be looked up."""

    id: int
    who: str
    role: str = "co-chair"
    representative: str = ""
    office: str = ""
    start: int | None = None
    end: int | None = None


@dataclass
class Doubt:
    """A problem that the reader saw; `is_settled` once staff have said that they saw to it."""

    id: int
    kind: str
    sentence: str
    start: int | None = None
    end: int | None = None
    is_settled: bool = False


@dataclass
class Work:
    """What staff have made of a text so far.

    `facts` are the fields of the conference and its statement as typed. `decisions` say of a
    name that the record does not know: an actor's number, “new …”, or “leave out”.
    """

    facts: dict[str, str] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    chairs: list[Chair] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    decisions: dict[str, str] = field(default_factory=dict)
    last_id: int = 0

    @classmethod
    def from_json(cls, value):
        kinds = {"said": Said, "parts": Part, "chairs": Chair, "doubts": Doubt}
        rows = {name: [kind(**row) for row in value[name]] for name, kind in kinds.items()}
        return cls(**value | rows)

    def new_id(self):
        """A number that no part or chair ever had: a late press of a button hits nothing else."""
        self.last_id += 1
        return self.last_id

    def of_kind(self, *kinds):
        return [part for part in self.parts if part.kind in kinds]

    def names(self):
        """Every actor that the draft names, once, in the order of the draft."""
        chairs = [chair.who for chair in self.chairs]
        addressees = chain.from_iterable(p.addressees for p in self.of_kind("recommendation"))
        return [name for name in dict.fromkeys([*chairs, *addressees]) if name]

    def gaps(self, text):
        """[(start, end)] of what is in no part, less the white space around it."""
        found, done = [], 0
        for start, end in [*((p.mark, p.end) for p in self.parts), (len(text), len(text))]:
            words = text[done:start]
            if words.strip():
                begin = done + len(words) - len(words.lstrip())
                found.append((begin, begin + len(words.strip())))
            done = max(done, end)
        return found


class _WorkEncoder(DjangoJSONEncoder):
    def default(self, value):
        return asdict(value) if isinstance(value, Work) else super().default(value)


class WorkField(models.JSONField):
    """A `Work`, kept as JSON."""

    def __init__(self, **options):
        super().__init__(**options | {"default": Work, "encoder": _WorkEncoder})

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        return name, path, args, {k: v for k, v in options.items() if k == "editable"}

    def from_db_value(self, value, expression, connection):
        return Work.from_json(super().from_db_value(value, expression, connection))


class Review(models.Model):
    """One text under review. It is open until it has a `statement` in the record.

    Whoever deletes that draft finds the review open again, with all the work in it. `replaces`
    is the statement of which this text is a corrected version.
    """

    text = models.TextField()
    sha256 = models.CharField("SHA-256 of the text", max_length=64)
    file_name = models.CharField("file", max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_sha256 = models.CharField("SHA-256 of the file", max_length=64, blank=True)
    file = models.BinaryField(null=True)
    notices = models.JSONField(default=list)
    work = WorkField(editable=False)
    version = models.PositiveIntegerField(default=1)
    conference = models.ForeignKey(
        "Conference", models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    statement = models.ForeignKey(
        "Statement", models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    replaces = models.ForeignKey(
        "Statement", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reviews"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField("last change", default=timezone.now, editable=False)

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = "statement under review"
        verbose_name_plural = "statements under review"

    def __str__(self):
        return self.work.facts.get("title") or self.file_name or "Untitled text"

    @property
    def is_open(self):
        return self.statement_id is None

    def keep(self, work, version, by):
        """Save the work made of `version`; False when someone else has saved since."""
        mine = Review.objects.filter(pk=self.pk, version=version, statement=None)
        return bool(
            mine.update(
                work=work,
                version=F("version") + 1,
                changed_by=by,
                changed_at=timezone.now(),
            )
        )


class PreviewLink(models.Model):
    """A secret address at which someone without an account may read a draft, until it expires."""

    conference = models.ForeignKey("Conference", models.CASCADE, related_name="preview_links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    is_revoked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self):
        return f"Preview of {self.conference}"

    @property
    def is_open(self):
        return not self.is_revoked and timezone.now() < self.expires_at


class Submission(models.Model):
    """A form that was taken in: pressing its button again leads to `led_to`, and saves nothing."""

    token = models.CharField(max_length=100, unique=True)
    led_to = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.led_to


class Inspection(models.Model):
    """The last time that a conference's record was verified, and what was amiss."""

    conference = models.OneToOneField("Conference", models.CASCADE, related_name="inspection")
    at = models.DateTimeField()
    faults = models.JSONField(default=list)

    def __str__(self):
        return f"{self.conference}, {self.at:%d %B %Y}"


class Entry(models.Model):
    """One line of the staff's log: who did what to which row, kept when the account goes.

    `kind` and `key` name the row by its model and number, which may be gone; `name` is what it
    was called then.
    """

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=50)
    key = models.BigIntegerField()
    name = models.CharField(max_length=300)
    said = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "key"], name="entry_row")]
        verbose_name = "entry in the log"
        verbose_name_plural = "entries in the log"

    def __str__(self):
        return f"{self.by_name}: {self.said}"

    @classmethod
    def write(cls, row, by, said):
        """Note what someone did to a row; `by` is None when it was the program."""
        kind, name = row._meta.model_name, str(row)[:300]
        return cls.objects.create(
            by=by, by_name=name_of(by), kind=kind, key=row.pk, name=name, said=said
        )

    @classmethod
    def about(cls, row):
        """What was done to a row, the latest first."""
        return cls.objects.filter(kind=row._meta.model_name, key=row.pk)

    @classmethod
    def follow(cls, old, new):
        """Let what was done to one row be told of another, which has taken its place."""
        cls.about(old).update(key=new.pk)


def name_of(user):
    """What a person of the staff is called, also when the account is gone; "" for nobody."""
    return (user.get_full_name() or user.get_username())[:200] if user else ""
