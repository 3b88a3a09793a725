"""The public passages of one kind in memory, as they stand at one content version.

Passages are numbered in the order of the record, and a set of them is a Python integer with one
bit for each number: an answer is the AND of such sets, and every count is a bit count. Filters
over a database cost the more the more rows there are; this costs microseconds. What it answers is
defined by the FilterSets of `filters.py`, and tested against them.
"""

import datetime
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import compress, groupby, islice
from operator import itemgetter

from django.db.models import F

from .countries import COUNTRIES
from .memory import Memory
from .models import Actor, Conference, Finding, Theme
from .record import listed_passage_of
from .search import hits
from .statements.verbs import VERB_CLASSES, VERBS

# A set of a million passages is 125 kB, so the terms that are kept weigh 16 MB at the most.
KEPT_TERMS = KEPT_DIGESTS = 128
KEPT_PARTS = 16
KEPT_VALUES = 5_000
_FLAGS = [bytes(number >> bit & 1 for bit in range(8)) for number in range(256)]
_DIGITS = bytes.maketrans(b"\0\1", b"01")

NEWEST = F("starts_on").desc(nulls_last=True)


@dataclass
class Option:
    """One value of a facet: what it is called, and the passages that have it.

    Where it is a fact about conferences, `blocks` are the places of theirs.
    """

    label: str
    passages: int = 0
    blocks: list = field(default_factory=list)


@dataclass
class Block:
    """The passages `start` to `end` (excluded), which are those of one conference."""

    conference: Conference
    start: int
    end: int

    def part(self, raw):
        """Its own of a set, given as bytes, as a set that begins with its first passage.

        It costs no more than the block is long, however long the set.
        """
        own = int.from_bytes(raw[self.start >> 3 : (self.end + 7) >> 3], "little")
        return own >> (self.start & 7) & ((1 << self.end - self.start) - 1)

    def numbers(self, part):
        """The numbers of the passages in such a part, in order."""
        raw = part.to_bytes((self.end - self.start + 7) // 8, "little")
        return compress(range(self.start, self.end), b"".join(map(_FLAGS.__getitem__, raw)))


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
        self.parts_of = lru_cache(KEPT_PARTS)(self._parts_of)
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
        for place, block in enumerate(self.blocks):
            for facet, value, label in _facts_of(block.conference):
                option = self._option(facet, value, label)
                option.passages |= (1 << block.end) - (1 << block.start)
                option.blocks.append(place)

    def _option(self, facet, value, label):
        return self.options.setdefault(facet, {}).setdefault(value, Option(label))

    def _read_related(self, facet, relation, public):
        pairs = self.model.public.order_by().values_list(relation, "pk")
        found = self._gather(pairs.iterator(10_000))
        for row in public:
            self._option(facet, row.slug, str(row)).passages = found.get(row.pk, 0)

    def _read_verbs(self, verbs):
        found = self._gather(zip(verbs, self.keys, strict=True))
        for verb in sorted(found):
            self._option("verb", verb, verb).passages = found[verb]
        for name in VERB_CLASSES:
            for verb in found:
                if verb in VERBS and VERBS[verb].verb_class == name:
                    self._option("verb_class", name, name).passages |= found[verb]

    def _gather(self, pairs):
        """Sets of passages by value, from pairs of a value and a passage's key."""
        number_of, flags = self.numbers.get, defaultdict(partial(bytearray, len(self.keys)))
        for value, key in pairs:
            number = number_of(key)
            if number is not None:
                flags[value][number] = 1
        return {value: _set_of(each) for value, each in flags.items()}

    def _term(self, term):
        """The passages that one term of a search hits."""
        return self._gather((None, key) for key in hits(self.model, term)).get(None, 0)

    def _parts_of(self, passages):
        """What each block has of a set, in the order of the blocks."""
        raw = passages.to_bytes(len(self.keys) // 8 + 1, "little")
        return [block.part(raw) for block in self.blocks]

    def counts_of(self, passages):
        """How many passages of a set each block has."""
        return [part.bit_count() for part in self.parts_of(passages)]

    def numbers_of(self, passages, oldest_first=False):
        """The numbers of a set in order: by conference, then as the statement has them."""
        parts = self.parts_of(passages)
        for place in self._ordered(oldest_first):
            yield from self.blocks[place].numbers(parts[place])

    def slice_of(self, passages, start, stop, oldest_first=False):
        """The numbers `start` to `stop` of a set in order, without walking those before."""
        taken, parts = [], self.parts_of(passages)
        for place in self._ordered(oldest_first):
            count = parts[place].bit_count()
            if start < count and stop > 0:
                numbers = self.blocks[place].numbers(parts[place])
                taken += islice(numbers, max(start, 0), stop)
            start, stop = start - count, stop - count
            if stop <= 0:
                break
        return taken

    def _digest_of(self, passages, oldest_first):
        digest, parts = hashlib.sha256(), self.parts_of(passages)
        for place in self._ordered(oldest_first):
            names = map(self.references.__getitem__, self.blocks[place].numbers(parts[place]))
            digest.update("".join(f"{name}\n" for name in names).encode())
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
        """The places of the blocks in the order of an answer."""
        if not oldest_first:
            return range(len(self.blocks))
        return self.oldest_first

    @cached_property
    def oldest_first(self):
        def day(place):
            conference = self.blocks[place].conference
            return conference.starts_on or datetime.date.max, conference.pk

        return sorted(range(len(self.blocks)), key=day)


def _facts_of(conference):
    """(facet, value, label) of each fact by which conferences are told apart."""
    yield "conference", conference.code, conference.title
    if conference.starts_on:
        yield "year", str(conference.starts_on.year), str(conference.starts_on.year)
    if conference.city:
        yield "city", conference.city, conference.city
    if conference.country:
        yield "country", conference.country, COUNTRIES.get(conference.country, conference.country)


def _set_of(flags):
    """A set from one byte for each passage, 0 or 1."""
    flags.reverse()
    return int(flags.translate(_DIGITS), 2)


_snapshots = Memory(2)


def snapshot_of(model):
    """The snapshot for the content version of this moment, made anew only when it has moved."""
    return _snapshots.get(model, partial(Snapshot, model))
