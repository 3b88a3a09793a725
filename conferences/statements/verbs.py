"""The operative verbs, and which of them a finding's text begins with."""

from .clauses import TOLD, main_verb
from .lexicon import VERB_CLASSES, VERBS, Verb
from .predicates import verb_at
from .text import Copy

__all__ = ["VERBS", "VERB_CLASSES", "Verb", "leading_verb"]


def leading_verb(text: str) -> tuple[str, int] | None:
    """The lemma a finding begins with and the offset where its verb words end, or None.

    Leading adverbs count ("further recognised"), so do a subject and a lead-in ("In this context,
    the Ministers noted with concern"). `VERBS[lemma]` tells the class.
    """
    copy = Copy(text)
    end = len(copy.text)
    start = end - len(copy.text.lstrip(" \n\"'("))
    found = (
        verb_at(copy.text, start, TOLD)
        or main_verb(copy.text, start, end)
        or verb_at(copy.text, start)
    )
    return (found.verb.lemma, copy.origin(start, found.end).end) if found else None
