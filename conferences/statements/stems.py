"""The lines that govern a list: "Ministers:", "We agreed to:", "Ministers recommended that:"."""

import re
from dataclasses import dataclass, field

from .clauses import (
    FINITE,
    is_bare_subject,
    is_collective,
    is_subject_line,
    main_verb,
    opening_verb,
    verbs_of,
)
from .predicates import VerbAt, verb_at
from .sentences import sentences

SUBJECT, VERB, RECOMMEND, OTHER = "subject", "verb", "recommend", "other"
COLLECTIVE = "collective"  # items that begin with a verb are findings
EXTENDS = "extends"  # the items are part of the item before

_RECOMMENDATIONS = re.compile(
    r"(?:the |key |main |agreed |policy )*recommendations?\b(?! [A-Z0-9])"
    r"|.{0,300}?\bfollowing (?:\w+ ){0,3}recommendations?\b",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(r"\band\s*:$", re.IGNORECASE)  # "Leaders noted the report and:"
_WHOLE = re.compile(  # what is said without its list: "We adopt the Plan, which has three parts:"
    r"(?:\bwhich\b[^,;]{1,80}|,\s+(?:including|in particular|such as|namely|notably|especially"
    r"|covering|inter alia|among (?:others|other things))),?:$"
)
_VERB_LINE = re.compile(
    r"(?:\s+ourselves)?(?:\s+(?:to|that(?: they| we)?|as follows|the following(?: \w+)?))?[\s:,]*",
    re.IGNORECASE,
)
NEAR = 300  # characters before a list in which the verb that governs it stands
_THAT = re.compile(r"\bthat\s+")


@dataclass
class Stem:
    """What a list inherits from the line above it.

    The stem's sentence begins at `start`; the last of its `verbs` governs the items of a VERB stem,
    `label` is the number of the stem's paragraph, and `style` is the items' kind of mark, None
    until the first is read. `lasting` stems go on under headings. After "(i)" of one style comes
    "(ii)" of another, so `last_label` is kept as well.
    """

    kind: str
    verbs: list[VerbAt] = field(default_factory=list)
    start: int = 0
    label: str = ""
    style: str | None = None
    last_label: str = "?"
    lasting: bool = False

    @property
    def verb(self) -> VerbAt | None:
        return self.verbs[-1] if self.verbs else None


def is_recommending(text: str, start: int, end: int) -> bool:
    """Whether a heading or stem announces recommendations."""
    return bool(_RECOMMENDATIONS.match(text, start, end))


def stem_of(
    text: str, start: int, end: int, label: str = "", first: VerbAt | None = None
) -> tuple[Stem, int]:
    """The stem that the last sentence of `text[start:end]` makes, and where that begins.

    It begins at `end` where the sentence is itself a finding: "Leaders noted the report and:".
    `first` is the verb of a sentence whose subject stands above.
    """
    *_, (begin, stop) = sentences(text, start, end)
    alone = verb_at(text, begin, FINITE) if is_verb_line(text, begin, stop) else None
    verbs = verbs_of(
        text, begin, stop, alone or opening_verb(text, begin) or (first if begin == start else None)
    )
    verbs = _nested(text, verbs, stop) or verbs
    recommends = verbs and verbs[-1].verb.lemma == "recommend"
    if recommends or is_recommending(text, begin, stop):
        return Stem(RECOMMEND, label=label, lasting=True), begin
    if verbs and _AND.search(text, begin, stop):
        return Stem(SUBJECT, label=label), end
    if verbs and _WHOLE.search(text, verbs[-1].end, stop):
        return Stem(EXTENDS, label=label), end
    if len(verbs) > 1:
        return Stem(VERB, verbs, label=label), end
    if verbs:
        lasting = bool(_VERB_LINE.fullmatch(text, verbs[-1].end, stop))
        return Stem(VERB, verbs, begin, label, lasting=lasting), begin
    bare = is_bare_subject(text, begin, stop) or is_subject_line(text, begin, stop)
    if not bare and is_collective(text, begin, stop):
        return Stem(COLLECTIVE, label=label, lasting=True), begin
    return Stem(SUBJECT if bare else OTHER, label=label, lasting=bare), begin


def is_verb_line(text: str, start: int, end: int) -> bool:
    """Whether a line is a verb whose subject stands above the preamble: "DECIDE", "Agree to:"."""
    found = verb_at(text, start, FINITE)
    return bool(found and _VERB_LINE.fullmatch(text, found.end, end))


def _nested(text: str, verbs: list[VerbAt], end: int) -> list[VerbAt]:
    """The verb before the list in "declare that they have agreed to:"."""
    for that in _THAT.finditer(text, max(verbs[-1].end, end - NEAR) if verbs else end, end):
        found = main_verb(text, that.end(), end)
        if found and _VERB_LINE.fullmatch(text, found.end, end):
            return [found]
    return []
