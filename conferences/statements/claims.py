"""What became of each stretch of a text, in offsets of the copy."""

from dataclasses import dataclass, field

from .predicates import VerbAt


@dataclass
class Passage:
    """A finding or recommendation in offsets of the copy. `verbs` is empty for the latter."""

    start: int
    end: int
    label: str
    verbs: list[VerbAt] = field(default_factory=list)
    inherited: bool = False
    recommends: bool = False


@dataclass
class Claim:
    """What became of `text[start:end]` of the block that begins at `block`.

    `passage` is the item it is part of; junk may stand inside one.
    """

    kind: str
    start: int
    end: int
    block: int
    passage: Passage | None = None
