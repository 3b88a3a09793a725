"""Read an agreed statement into a draft whose every item points at its exact words.

    >>> from conferences.statements import parse
    >>> draft = parse("Ministers: \\n • urged States to act.")
    >>> draft.findings[0].verb, draft.findings[0].text
    ('urge', 'urged States to act.')

Pure Python, no Django. `parse(text)` never changes the text, never raises and never guesses: what
is not written stays empty, and `Draft.problems` says in plain sentences what staff must decide.
`VERBS` is the table of operative verbs; `leading_verb(text)` finds the verb a finding begins with;
`fold(text)` is how the words of a span become the words of an item.
"""

from .draft import (
    COVERAGE_KINDS,
    Chair,
    DateRange,
    Draft,
    Finding,
    Piece,
    Problem,
    Recommendation,
    Value,
)
from .reading import parse
from .text import Span, fold
from .themes import THEMES
from .verbs import VERB_CLASSES, VERBS, Verb, leading_verb

__all__ = [
    "COVERAGE_KINDS",
    "THEMES",
    "VERBS",
    "VERB_CLASSES",
    "Chair",
    "DateRange",
    "Draft",
    "Finding",
    "Piece",
    "Problem",
    "Recommendation",
    "Span",
    "Value",
    "Verb",
    "fold",
    "leading_verb",
    "parse",
]
