"""Read an operative verb in its written form: "further noted with deep concern", "called on".

All look-ahead is bounded by a number of words, so a verb costs the same however long its text.
"""

import re
from dataclasses import dataclass, replace

from .lexicon import PARTICIPLE, TENSES, WORDINGS, Verb, Wording

ANY = frozenset(TENSES)


def words(line: str) -> frozenset[str]:
    """The set of words in `line`: how the tables below are written."""
    return frozenset(line.split())


WORD = re.compile(r"\s*((?:[A-Z]\.){2,}|[A-Za-z0-9&][\w'&-]*)")
_PASSED_OVER = re.compile(
    r"\s*(?:(?:also|too|further|again|once (?:again|more)|then|now|thus|hereby|moreover|therefore"
    r"|furthermore|all|both|each|always|never|not|still|today|together|inter alia|likewise|herein"
    r"|in (?:particular|principle|general|addition|turn|this (?:regard|respect|context|connection))"
    r"|with one voice|by consensus|at the same time|as well|[a-z]+ly)"
    r"|(?:have|has|had|do|did|does)(?! (?:[\w-]+,? (?:and )?){0,4}(?:discussions?|exchanges?)\b)"
    r"|(?:would like|wish|wishes|wished|want|desire|beg|continue[sd]?|go on|went on|proceeded) to"
    r"|would(?= (?:also |further )?(?:welcome|appreciate|encourage|urge|support|ask|invite)\b)"
    r"|(?:take|took|takes) (?:this|the) (?:opportunity|occasion) to"
    r"|(?:are|is|was|were|am) (?:also |very |further )?(?:pleased|happy|glad|delighted|honou?red"
    r"|proud) to|(?:are|is|was|were)(?= (?:calling|looking|committing|urging|asking)\b))\b,?",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\s+with(?:\s+(?!the\b)[a-z]+,?){0,4}?\s+"
    r"(?:(concern|alarm|regret|dismay|sadness|sorrow)|appreciation|satisfaction|gratitude"
    r"|pleasure|thanks|pride)\b",
    re.IGNORECASE,
)
_FORMAL = words("adopt sign issue")
_DATED = re.compile(  # "Adopted in Manila", "signed on 5 May": how a text is dated
    r"(?: and \w+)?\s+(?:on (?:the )?\d|(?:in|at|by) [A-Z0-9]|(?:on )?this\b)"
)
_APOLOGIES = re.compile(r"\s+(?:their |its )?apologies\b")  # who stayed away
_NOUN = re.compile(  # "Support and financing of the Court", "Review of the Plan": a topic
    r"(?:support|requests?|reviews?|mandates?|notes?|marks?|issues?|values?|promises?|demands?|regrets?"
    r"|hopes?|aims?|launch|appeals?|charges?|welcome)\b"
    r"(?:\s+of\b|(?:,?\s+and\s+[a-z]+(?:ing|ance|tion|ment)\b){1,2}(?:\s+(?:of|for|to)\b|$))"
    r"|(?:support|requests?|reviews?|mandates?)\s+for\b",
    re.IGNORECASE,
)
_CONTINUOUS = words("are is was were")
_TAIL_STOPS = words("that to by over at from about which who")
_SHORT_TAILS = words("are is was were am remain remains remained been call calls")


@dataclass(frozen=True)
class VerbAt:
    """An operative verb in a text: `text[start:end]` is its words, adverbs before it left out."""

    verb: Verb
    verb_class: str
    tense: str
    start: int
    end: int


def verb_at(text: str, at: int, tenses: frozenset[str] = ANY) -> VerbAt | None:
    """The operative verb that begins at `at`, adverbs and auxiliaries passed over, or None."""
    for _ in range(6):
        skipped = _PASSED_OVER.match(text, at)
        if not skipped:
            break
        at = skipped.end()
        if skipped[0].split()[-1].lower() in _CONTINUOUS:  # "were looking forward to"
            tenses |= {PARTICIPLE}
    word = WORD.match(text, at)
    return _worded(text, word, tenses) if word else None


def _worded(text: str, word: re.Match, tenses: frozenset[str]) -> VerbAt | None:
    written = word[1].lower()
    found = WORDINGS.get(written) or WORDINGS.get(written.replace("re-", "re", 1), ())
    wordings = [wording for wording in found if wording.tense in tenses]
    if not wordings:
        return None
    wording, end = _tailed(text, word, wordings) or (wordings[-1], word.end())
    if wording.tail and end == word.end():
        return None
    if _APOLOGIES.match(text, end) or not wording.tail and _NOUN.match(text, word.start(1)):
        return None
    if wording.verb.lemma in _FORMAL and _DATED.match(text, end):
        return None
    return _with_manner(
        text,
        VerbAt(
            wording.verb,
            wording.verb.verb_class,
            wording.tense,
            word.start(1),
            _with_preposition(text, wording, end),
        ),
    )


def _tailed(text: str, head: re.Match, wordings: list[Wording]) -> tuple[Wording, int] | None:
    """The wording whose further word stands nearest after its first word."""
    at = head.end()
    for _ in range(3 if head[1].lower() in _SHORT_TAILS else 7):
        word = WORD.match(text, at)
        if not word:
            return None
        found, at = word[1].lower(), word.end()
        for wording in wordings:
            if found in wording.tail:
                return wording, at
        if found in _TAIL_STOPS:
            return None
    return None


def _with_preposition(text: str, wording: Wording, end: int) -> int:
    """Take in the "to" of "look forward to", the "of" of "take note of"."""
    last = wording.verb.lemma.rpartition(" ")[2]
    word = WORD.match(text, end)
    return word.end() if word and last in ("to", "of") and word[1].lower() == last else end


def _with_manner(text: str, found: VerbAt) -> VerbAt:
    """Take in "with concern" or "with appreciation", which says the class better than "note"."""
    manner = found.verb_class == "record" and _MANNER.match(text, found.end)
    if not manner:
        return found
    verb_class = "concern" if manner[1] else "appreciation"
    return replace(found, verb_class=verb_class, end=manner.end())
