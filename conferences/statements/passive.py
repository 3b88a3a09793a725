"""The operative verb of a sentence that does not say who speaks: "It was agreed that".

Only where the words say that the meeting did it: agreement was reached, officials were tasked,
concern was expressed, a report was welcomed.
"""

import re
from dataclasses import replace

from .lexicon import PAST, VERBS
from .predicates import VerbAt, verb_at, words

BY = re.compile(r"\s+by\b", re.IGNORECASE)
_IMPERSONAL = re.compile(r"\s*(?:it (?:was|is|has been)|there (?:was|is|were))\b", re.IGNORECASE)
_AGREEMENT = re.compile(r"(?:\s+\w+){0,3}?\s+(?:agreement|consensus)\b", re.IGNORECASE)
_PUT_FIRST = {  # "Agreement was reached": the noun of a verb of several words
    "agreement": "agree",
    "consensus": "agree",
    "attention": "draw attention",
    "note": "take note of",
    "views": "exchange views",
    "emphasis": "emphasise",
    "importance": "attach importance",
    "tribute": "pay tribute",
}
_NOUN_FIRST = re.compile(
    rf"\s*(?:[a-z']+ ){{0,3}}?(?P<noun>{'|'.join(_PUT_FIRST)}) (?:was|were|is|has been|have been)"
    r" (?:also |further |[a-z]+ly )?(?:reached|drawn|taken|exchanged|placed|put|attached|paid)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"\b(?:was|were|is|are|has been|have been)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s+(?:to|with|for|that|by)\b", re.IGNORECASE)
_DIRECTED = words(
    "task direct mandate instruct charge request urge encourage invite ask entrust thank commend "
    "congratulate"
)
_ABSTRACT = re.compile(
    r"\W*(?:the\s+)?(?:\w+\s+){0,2}?(?P<noun>importance|need|value|role|significance|urgency"
    r"|concerns?|appreciation|gratitude|support|condolences|regret|satisfaction|hope)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"[,;]|\b(?:who|which|that|but)\s*$", re.IGNORECASE)
_BY_THOSE_WHO_MET = re.compile(
    r"\s+by (?:the |all |both |several )*(?:ministers|meeting|conference|leaders|participants"
    r"|delegat\w+|heads of \w+|council|members|sides)\b",
    re.IGNORECASE,
)
_WHAT_IS_EXPRESSED = {
    "concern": "express concern",
    "concerns": "express concern",
    "appreciation": "express appreciation",
    "gratitude": "express gratitude",
    "support": "express support",
    "condolences": "express condolences",
    "regret": "express regret",
    "satisfaction": "express satisfaction",
    "hope": "express hope",
}


def passive_verb(text: str, start: int, limit: int) -> VerbAt | None:
    """The verb of `text[start:limit]` in the passive, or None."""
    impersonal = _IMPERSONAL.match(text, start)
    if impersonal:
        return _impersonal(text, impersonal.end())
    put_first = _NOUN_FIRST.match(text, start)
    if put_first:
        verb = VERBS[_PUT_FIRST[put_first["noun"].lower()]]
        return VerbAt(verb, verb.verb_class, PAST, start, put_first.end())
    be = _BE.search(text, start, min(limit, start + 240))
    found = be and verb_at(text, be.end(), frozenset((PAST,)))
    if not found or _SUBORDINATE.search(text[start : be.start()]):
        return None
    if found.verb.lemma in _DIRECTED and _GOES_ON.match(text, found.end):
        return found
    if _BY_THOSE_WHO_MET.match(text, found.end):
        return found
    if found.verb_class == "appreciation" and not BY.match(text, found.end):
        return found
    return _of_abstract(found, _ABSTRACT.match(text, start, be.start()))


def _impersonal(text: str, at: int) -> VerbAt | None:
    """ "It was agreed that", "There was broad agreement that"."""
    agreement = _AGREEMENT.match(text, at)
    if agreement:
        agree = VERBS["agree"]
        return VerbAt(agree, agree.verb_class, PAST, at, agreement.end())
    found = verb_at(text, at, frozenset((PAST,)))
    return found if found and _GOES_ON.match(text, found.end) else None


def _of_abstract(found: VerbAt, abstract: re.Match | None) -> VerbAt | None:
    """ "The importance of training was stressed", "Concern was expressed about"."""
    if not abstract or found.verb.verb_class not in ("positions", "record"):
        return None
    if found.verb.lemma != "express":
        return found
    verb = VERBS[_WHAT_IS_EXPRESSED.get(abstract["noun"].lower(), "express")]
    return replace(found, verb=verb, verb_class=verb.verb_class)
