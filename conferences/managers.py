"""What a query may see: everything (`objects`) or only what is public (`public`)."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Now

PUBLISHED, WITHDRAWN = "published", "withdrawn"


def is_public(prefix=""):
    """The one rule of what the public sees, for a conference or what hangs on it by `prefix`.

    The time is the database's: all that read it have one clock.
    """
    begun = Q(**{f"{prefix}publish_at": None}) | Q(**{f"{prefix}publish_at__lte": Now()})
    return Q(**{f"{prefix}state": PUBLISHED}) & begun


def public_count(passages):
    """How many of the related `passages` are public, as an annotation."""
    return Count(passages, filter=is_public(f"{passages}__conference__"), distinct=True)


class KeyedQuerySet(models.QuerySet):
    """Rows that fixtures know by the fields in the model's `natural_key_fields`."""

    def get_by_natural_key(self, *key):
        named = zip(self.model.natural_key_fields, key, strict=True)
        return self.get(**self.model.natural_key_among, **dict(named))


class Keyed:
    """A model whose rows fixtures know by `natural_key_fields` instead of a number.

    A working copy repeats the keys of what it corrects: `natural_key_among` tells them apart.
    """

    natural_key_among = {}

    def natural_key(self):
        return tuple(getattr(self, field) for field in self.natural_key_fields)


class PassageQuerySet(KeyedQuerySet):
    def for_listing(self):
        """With all that a listing shows, in a fixed number of queries.

        Themes and addressees are plain lists: a manager for each row is dear in a long export.
        """
        shown = [Prefetch("themes", to_attr="filed_under")]
        if hasattr(self.model, "addressees"):
            shown.append(Prefetch("addressees", to_attr="addressed_to"))
        rows = self.select_related("conference").prefetch_related(*shown)
        return rows.annotate(said_in=F("statement__sha256"))


class PublicManager(models.Manager):
    """Only the public conferences."""

    path = ""  # of the class, not of the instance: related managers are made without arguments

    def get_queryset(self):
        return super().get_queryset().filter(is_public(self.path))


class PublicPartManager(PublicManager):
    """Only the rows whose conference is public."""

    path = "conference__"


class WithdrawnManager(models.Manager):
    """Conferences that were public: known only by the page that says they are gone."""

    def get_queryset(self):
        return super().get_queryset().filter(state=WITHDRAWN)


class PublicPassageManager(PublicPartManager.from_queryset(PassageQuerySet)):
    """The public passages, with what a listing needs."""


class NamedManager(models.Manager):
    """Only the rows that the public record names: through one of `relations`, or by `always`."""

    def __init__(self, *relations, always=None):
        super().__init__()
        self.relations = relations
        self.always = always or Q(pk__in=[])

    def get_queryset(self):
        named = self.always
        for relation in self.relations:
            named |= self._has_public(self.model._meta.get_field(relation))
        return super().get_queryset().filter(named)

    def _has_public(self, relation):
        rows = relation.related_model.public.filter(**{relation.field.name: OuterRef("pk")})
        return Exists(rows)
