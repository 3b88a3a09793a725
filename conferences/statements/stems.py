"""The lines that govern a list: "Ministers:", "We agreed to:", "Ministers recommended that:"."""

import re
from dataclasses import dataclass

from .clauses import is_bare_subject, is_subject_line, opening_verb, verbs_of
from .predicates import VerbAt
from .sentences import sentences

SUBJECT, VERB, RECOMMEND, OTHER = "subject", "verb", "recommend", "other"

_RECOMMENDATIONS = re.compile(
    r"(?:the |key |main |agreed |policy )*recommendations?\b(?! [A-Z0-9])"
    r"|.{0,300}?\bfollowing (?:\w+ ){0,3}recommendations?\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Stem:
    """What a list inherits from the line above it.

    The stem's sentence begins at `start`; `verb` governs the items of a VERB stem, `label` is the
    number of the stem's paragraph, and `style` is the items' kind of mark, None until the first
    is read. After "(i)" of one style comes "(ii)" of another, so `last_label` is kept as well.
    """

    kind: str
    verb: VerbAt | None = None
    start: int = 0
    label: str = ""
    style: str | None = None
    last_label: str = "?"


def is_recommending(text: str, start: int, end: int) -> bool:
    """Whether a heading or stem announces recommendations."""
    return bool(_RECOMMENDATIONS.match(text, start, end))


def stem_of(text: str, start: int, end: int, label: str = "") -> tuple[Stem, int]:
    """The stem that the last sentence of `text[start:end]` makes, and where that begins."""
    *_, (begin, stop) = sentences(text, start, end)
    verbs = verbs_of(text, begin, stop, opening_verb(text, begin))
    recommends = verbs and verbs[-1].verb.lemma == "recommend"
    if recommends or is_recommending(text, begin, stop):
        return Stem(RECOMMEND, label=label), begin
    if verbs:
        return Stem(VERB, verbs[-1], begin, label), begin
    bare = is_bare_subject(text, begin, stop) or is_subject_line(text, begin, stop)
    return Stem(SUBJECT if bare else OTHER, label=label), begin
