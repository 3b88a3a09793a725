"""The public passages of one kind in memory, as they stand at one content version.

Passages are numbered in the order of the record, and a set of them is a Python integer with one
bit for each number: an answer is the AND of such sets, and every count is a bit count. Filters
over a database cost the more the more rows there are; this costs microseconds. What it answers is
defined by the FilterSets of `filters.py`, and tested against them.
"""

import hashlib
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress, groupby, islice
from operator import itemgetter

from django.db.models import F

from .models import Actor, Conference, Finding, Theme
from .record import listed_passage_of
from .search import hits
from .statements.verbs import VERB_CLASSES, VERBS
from .version import content_version

# A set of a million passages is 125 kB, so the terms that are kept weigh 16 MB at the most.
KEPT_TERMS = KEPT_DIGESTS = 128
KEPT_VALUES = 5_000
_BITS = [bytes(number >> bit & 1 for bit in range(8)) for number in range(256)]

NEWEST = F("starts_on").desc(nulls_last=True)


@dataclass
class Option:
    """One value of a facet: what it is called, and the passages that have it."""

    label: str
    passages: int = 0


@dataclass
class Block:
    """The passages `start` to `end` (excluded), which are those of one conference."""

    conference: Conference
    start: int
    end: int

    @property
    def passages(self):
        return (1 << self.end) - (1 << self.start)

    def flags(self, passages):
        """For each of its own passages in order, one byte: is it in the set?"""
        size = self.end - self.start
        own = (passages >> self.start) & ((1 << size) - 1)
        return b"".join(map(_BITS.__getitem__, own.to_bytes(size // 8 + 1, "little")))


@dataclass
class Snapshot:
    """`options` holds, for each facet, its values in the order in which they are shown."""

    model: type
    version: int
    keys: list = field(default_factory=list)
    references: list = field(default_factory=list)
    blocks: list = field(default_factory=list)
    options: dict = field(default_factory=dict)

    def __post_init__(self):
        verbs = self._read_rows()
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        self.everything = (1 << len(self.keys)) - 1
        self._read_conferences()
        self._read_related("theme", "themes", Theme.public.all())
        if self.model is Finding:
            self._read_verbs(verbs)
        else:
            self._read_related("addressee", "addressees", Actor.public.all())
        self._values = {}
        self.term = lru_cache(KEPT_TERMS)(self._term)
        self.digest_of = lru_cache(KEPT_DIGESTS)(self._digest_of)

    def _read_rows(self):
        """Keys, references and blocks; the verbs are returned, where the model has them."""
        extra = ["verb"] if self.model is Finding else []
        columns = self.model.public.order_by("conference_id", "position", "pk").values_list(
            "conference_id", "pk", "reference", *extra
        )
        rows = {key: list(group) for key, group in groupby(columns.iterator(10_000), itemgetter(0))}
        verbs = []
        for conference in Conference.public.order_by(NEWEST, "pk"):
            own = rows.get(conference.pk, [])
            start = len(self.keys)
            self.keys += map(itemgetter(1), own)
            self.references += map(itemgetter(2), own)
            verbs += map(itemgetter(3), own) if extra else []
            self.blocks.append(Block(conference, start, len(self.keys)))
        return verbs

    def _read_conferences(self):
        for block in self.blocks:
            one = block.conference
            self._add("conference", one.code, one.title, block.passages)
            if one.starts_on:
                year = str(one.starts_on.year)
                self._add("year", year, year, block.passages)
            if one.city:
                self._add("city", one.city, one.city, block.passages)
            if one.country:
                self._add("country", one.country, one.get_country_display(), block.passages)

    def _add(self, facet, value, label, passages):
        self.options.setdefault(facet, {}).setdefault(value, Option(label)).passages |= passages

    def _read_related(self, facet, relation, public):
        pairs = self.model.public.order_by().values_list(f"{relation}__slug", "pk")
        found = self._gather(pairs.iterator(10_000))
        for row in public:
            self._add(facet, row.slug, str(row), found.get(row.slug, 0))

    def _read_verbs(self, verbs):
        found = self._gather(zip(verbs, self.keys, strict=True))
        for verb in sorted(found):
            self._add("verb", verb, verb, found[verb])
        for name in VERB_CLASSES:
            of_class = [v for v in found if v in VERBS and VERBS[v].verb_class == name]
            for verb in of_class:
                self._add("verb_class", name, name, found[verb])

    def _gather(self, pairs):
        """Sets of passages by value, from pairs of a value and a passage's key."""
        size = len(self.keys) // 8 + 1
        bits = {}
        for value, key in pairs:
            number = self.numbers.get(key)
            if number is not None:
                if value not in bits:
                    bits[value] = bytearray(size)
                bits[value][number >> 3] |= 1 << (number & 7)
        return {value: int.from_bytes(each, "little") for value, each in bits.items()}

    def _term(self, term):
        """The passages that one term of a search hits."""
        return self._gather((None, key) for key in hits(self.model, term)).get(None, 0)

    def numbers_of(self, passages, oldest_first=False):
        """The numbers of a set in order: by conference, then as the statement has them."""
        for block in self._ordered(oldest_first):
            yield from compress(range(block.start, block.end), block.flags(passages))

    def slice_of(self, passages, start, stop, oldest_first=False):
        """The numbers `start` to `stop` of a set in order, without walking those before."""
        taken = []
        for block in self._ordered(oldest_first):
            count = (passages & block.passages).bit_count()
            if start < count and stop > 0:
                numbers = compress(range(block.start, block.end), block.flags(passages))
                taken += islice(numbers, max(start, 0), stop)
            start, stop = start - count, stop - count
        return taken

    def _digest_of(self, passages, oldest_first):
        digest = hashlib.sha256()
        for block in self._ordered(oldest_first):
            own = compress(self.references[block.start : block.end], block.flags(passages))
            digest.update("".join(f"{name}\n" for name in own).encode())
        return digest.hexdigest()

    def values_of(self, numbers):
        """The passages of these numbers as values; those shown lately are kept."""
        kept = self._values  # another thread may put a new dict in its place
        if len(kept) > KEPT_VALUES:
            kept = self._values = {}
        kept |= self.read([number for number in numbers if number not in kept])
        return [kept[number] for number in numbers if number in kept]

    def read(self, numbers):
        """{number: passage as a value} from the database; what is public no longer is left out."""
        keys = {number: self.keys[number] for number in numbers}
        rows = self.model.public.for_listing().in_bulk(keys.values()) if keys else {}
        return {n: listed_passage_of(rows[key]) for n, key in keys.items() if key in rows}

    def _ordered(self, oldest_first):
        if not oldest_first:
            return self.blocks
        dated = [block for block in self.blocks if block.conference.starts_on]
        undated = [block for block in self.blocks if not block.conference.starts_on]
        return sorted(dated, key=lambda b: (b.conference.starts_on, b.conference.pk)) + undated


_held = {}
_building = threading.Lock()


def snapshot_of(model):
    """The snapshot for the content version of this moment, made anew only when it has moved.

    The version is read before the rows: a change in between is seen at the next call.
    """
    version = content_version()
    if not _is_held(model, version):
        with _building:
            if not _is_held(model, version):
                _held[model] = Snapshot(model, version)
    return _held[model]


def _is_held(model, version):
    return model in _held and _held[model].version == version


def forget():
    """Drop every snapshot: a transaction rolled back may give its version number again."""
    _held.clear()
