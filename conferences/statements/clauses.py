"""Find who speaks in a sentence and with which operative verb.

The subject may open the sentence ("The Ministers of both States noted"), follow a lead-in ("In
this context, Ministers noted"), or be missing in the passive ("It was agreed that"). What other
bodies did ("as directed by Ministers", "the measures Ministers adopted") is no finding.
"""

import re
from collections.abc import Iterator

from .lexicon import PARTICIPLE, PAST, PRESENT, THIRD
from .passive import BY, passive_verb
from .places import COUNTRIES
from .predicates import WORD, VerbAt, verb_at, words

FINITE = frozenset((PRESENT, THIRD, PAST))
TOLD = frozenset((THIRD, PAST))  # cannot be taken for a noun or an infinitive
LAST_WORDS = 80  # characters before a list in which a preposition says what the items are
LEAD_IN = 600  # characters of a sentence in which its subject must appear

_SPEAKERS = words(  # those who meet, and the meeting
    "we they ministers leaders heads participants delegates delegations conference meeting council "
    "co-chairs cochairs co-chair chairs sides assembly summit plenary retreat ministerial "
    "attorneys-general principals presidents consultation consultations roundtable workshop "
    "seminar symposium gathering congress session governors premiers allies "
    "officials chiefs"
)
_BODIES = words(  # may also be the ones spoken of: told verbs only
    "states members parties countries economies governments representatives committee commission "
    "forum dialogue chair chairman chairperson chairmen secretaries minister president asean apec "
    "it u.s. u.k. quad bimstec caricom alliance troika partners community union eu g20 g7 "
    "commonwealth nations generals secretary group"
) | {name.split()[-1] for name in COUNTRIES}
_LINKS = words(
    "and of the from for two three four five six seven eight both other all participating attending"
    " assembled foreign member respective our these those present interior home defence on as many"
    " several some most a number majority of justice trade prime deputy joint finance police"
)
_AFTER_SUBJECT = words(
    "of from at in and for attending present representing responsible with on meeting gathered "
    "assembled participating or to"
)
_ONE_PERSON = words("minister president secretary chairman chairperson chair")
_GUESTS = words("minister president secretary")  # one alone is a guest, two are a meeting
_NO_PREDICATE = words("who which that met attended participated convened was were are is")
_DETERMINERS = words(
    "having the a an their its his her this these those such all other as be been being no any our"
)
_BOUNDARY = re.compile(r"[,;:]\s+|\s-\s|[\"(]|\s(?:and|but)\s+(?=we\b)")
_MEANWHILE = re.compile(
    r"(?:at the same time|in (?:this|that) (?:regard|context|respect|connection)),?\s",
    re.IGNORECASE,
)
_TO = re.compile(r"\s+to\s+[a-z]+\b(?<!ing)")
_ASIDE = re.compile(r"\s*\([^()]{1,80}\)")
_HEADS = r"(?:ministers|leaders|heads|participants|delegates|delegations|co-?chairs)"
_SPEAKER_WORD = re.compile(
    rf"\b(?:{_HEADS}|we|they|sides"
    r"|the (?:conference|meeting|council|summit|chair|committee))\b(?!['-])",
    re.IGNORECASE,
)
_REMARKS = (
    r"in (?:his|her) (?:\w+ ){0,3}(?:remarks|address|statement|speech|message|presentation)\b"
)
_OTHER_SUBJECT = re.compile(rf"\s+(?:the\s+)?{_HEADS}\s", re.IGNORECASE)
_ENDED = re.compile(r"[a-z]{3}\.\s")  # no "Dr." or "Hon."
_OWN_REMARKS = re.compile(rf"\W*{_REMARKS}", re.IGNORECASE)
_HIS_REMARKS = re.compile(rf",\s+{_REMARKS}[^,]{{0,200}},", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(\w+)\s+(?:(?:the|both|all|two|foreign)\s+){0,3}$", re.IGNORECASE)
_LEADS_IN = re.compile(
    r"(?:in|on|at|with|to|for|during|under|as|following|after|against|given|while|although|by"
    r"|despite|throughout|through|among|beyond|here|when|since|pursuant|within|further|[a-z]+ing"
    r"|[a-z]+ly)\b",
    re.IGNORECASE,
)
_NOUNS_TOO = words(  # base forms that are as often nouns: no verbs after a skipped phrase
    "support request review call task mandate note mark welcome stress pledge promise issue share "
    "value hope will aim direct charge demand appeal launch regret honour honor assign reject "
    "signs issues calls requests reviews notes marks values hopes aims states promises supports"
)


_GROUP = re.compile(  # "The Working Group will meet" is a plan, "Indonesia will host" a commitment
    r"\b(?:it|groups?|committee|commission|secretary|chair\w*|states|members|parties|countries"
    r"|economies|governments|representatives|delegations|forum|dialogue|minister|president|secretaries)$",
    re.IGNORECASE,
)
_MET = re.compile(r"\s+(?:also )?(?:met|held|had|gathered|convened|assembled|came together)\b")
_SUBORDINATES = words("as when while since although though if because after before once whereas")
_BLOCKERS = words("as that which by what how where whom than of for to from when if and")


def _subjects(text: str, at: int) -> Iterator[tuple[int, bool]]:
    """The ends of every noun phrase at `at` that can speak, and whether it surely speaks."""
    countries, both, speaker, title = 0, False, None, ""
    for _ in range(16):
        word = WORD.match(text, at)
        if not word:
            return
        name, at = word[1], word.end()
        noun = name.lower()
        both = both or noun in ("both", "two")
        if noun in _SUBORDINATES:
            return
        if noun in _SPEAKERS or noun in _BODIES:
            countries += name[0].isupper() and noun not in _SPEAKERS
            speaker, title = both or noun in _SPEAKERS or countries > 1, noun
            if speaker or noun not in _GUESTS:
                yield at, speaker
        elif speaker is not None and name[0].isupper():  # "Secretaries Carrow and Hegel"
            if speaker or title not in _ONE_PERSON:  # "Prime Minister Carrow" is a guest
                yield at, speaker
        elif not (name[0].isupper() or name[0].isdigit() or noun in _LINKS):
            return


def _predicate(text: str, at: int, speaks: bool) -> VerbAt | None:
    """The verb of a subject that ends at `at`, past an inserted phrase if there is one."""
    tenses, at = FINITE if speaks else TOLD, _past_aside(text, at)
    found = verb_at(text, at, FINITE)
    if found and not speaks and found.verb.lemma == "be encouraged":
        return None  # "Members were encouraged to" is the passive of a call
    aimed = found and _TO.match(text, found.end)  # "States aim to", not "States of value"
    if found and (
        speaks or aimed or found.tense != PRESENT or _word_of(text, found) not in _NOUNS_TOO
    ):
        return found
    if text[at : at + 1] == ",":
        return _after_commas(text, at, tenses)
    word = WORD.match(text, at)
    return _after_phrase(text, at, tenses) if word and word[1].lower() in _AFTER_SUBJECT else None


def _past_aside(text: str, at: int) -> int:
    """Past the brackets of "the Ministers and Secretaries (the principals) determined"."""
    aside = _ASIDE.match(text, at)
    return aside.end() if aside else at


def _after_commas(text: str, at: int, tenses: frozenset[str]) -> VerbAt | None:
    for _ in range(6):
        comma = text.find(",", at, at + 250)
        if comma < 0 or _ENDED.search(text, at, comma):
            return None
        at = comma + 1
        own = _OTHER_SUBJECT.match(text, at)  # "During the meeting, the heads of state signed"
        found = _after_phrase(text, own.end(), TOLD) if own else verb_at(text, at, tenses)
        if found and not BY.match(text, found.end):  # ", supported by experts, agreed"
            return found
    return None


def _after_phrase(text: str, at: int, tenses: frozenset[str]) -> VerbAt | None:
    """Past "of Australia and Indonesia" or "from 33 Member States", at most 40 words."""
    previous = ""
    for _ in range(40):
        at = _past_aside(text, at)
        word = WORD.match(text, at) or WORD.match(text, at + 1 if text[at : at + 1] == "," else at)
        if not word or word[1].lower() in _NO_PREDICATE:
            return None
        noun = word[1].lower()
        if noun not in _NOUNS_TOO and previous not in _DETERMINERS:
            found = verb_at(text, word.start(), tenses)
            if found and not _is_inside(text, found, previous):
                return found
        previous, at = noun, word.end()
    return None


def _is_inside(text: str, found: VerbAt, previous: str) -> bool:
    """Whether a verb is part of a phrase: "and invited countries", "supported by", "to discuss"."""
    adjective = _word_of(text, found) in _ADJECTIVES_TOO and not _OBJECT.match(text, found.end)
    infinitive = previous == "to" and found.tense == PRESENT
    return adjective or infinitive or bool(BY.match(text, found.end))


def _spoken(text: str, at: int) -> VerbAt | None:
    """The verb of a clause that begins at `at` with a subject."""
    meanwhile, first = _MEANWHILE.match(text, at), None
    for end, speaks in _subjects(text, meanwhile.end() if meanwhile else at):
        found = _predicate(text, end, speaks)
        plan = found and found.verb.lemma == "will"
        if found and not (plan and _GROUP.search(text, at, end)):
            first = found if first is None or found.start < first.start else first
    return first


def main_verb(text: str, start: int, end: int) -> VerbAt | None:
    """The operative verb of the sentence `text[start:end]`, where a subject that met speaks it."""
    limit = min(end, start + LEAD_IN)
    if _OWN_REMARKS.match(text, start) or _HIS_REMARKS.search(text, start, min(limit, start + 300)):
        return None
    found = _spoken(text, start) or passive_verb(text, start, limit)
    boundary = _BOUNDARY.search(text, start, limit)
    if not found and _LEADS_IN.match(text, start):
        found = _after_lead_in(text, start, boundary.start() if boundary else limit)
    while not found and boundary:
        found = _spoken(text, boundary.end()) or passive_verb(text, boundary.end(), limit)
        boundary = _BOUNDARY.search(text, boundary.end(), limit)
    found = found or _after_meeting(text, start, limit)
    return found if found and found.end <= end else None


def _after_meeting(text: str, start: int, limit: int) -> VerbAt | None:
    """The verb after the one that only says they met: "We held a Retreat and agreed to"."""
    met = next(
        (end for end, sure in _subjects(text, start) if sure and _MET.match(text, end)), None
    )
    for coupling in _COUPLING.finditer(text, met or limit, limit):
        found = "and" in coupling[0].lower() and opening_verb(text, coupling.end())
        if found:
            return found
    return None


def _after_lead_in(text: str, start: int, end: int) -> VerbAt | None:
    """For a lead-in without a comma: "In this context Ministers noted"."""
    for speaker in _SPEAKER_WORD.finditer(text, start, end):
        before = _WORD_BEFORE.search(text[max(start, speaker.start() - 60) : speaker.start()])
        if before and before[1].lower() not in _BLOCKERS:
            found = _predicate(text, speaker.end(), True)
            if found:
                return found
    return None


# --- without a subject, and more than one verb -------------------------------------------------

_OBJECT = re.compile(
    r"\s*(?:,|:|;|$|(?:that|the|to|a|an|on|upon|of|their|its|our|his|her|all|with|for|and|as|in|how"
    r"|this|these|those|also|any|each|both|every|again|once|further|strongly|deep|grave|such)\b"
    r"|\d|[A-Z\"'])",
)
_ADJECTIVES_TOO = words(  # "agreed measures", "identified needs"
    "agreed identified proposed shared established requested determined assigned appointed valued "
    "designated announced launched adopted reviewed received mandated approved endorsed planned "
    "supported accepted recommended suggested extended issued renewed directed invited concerned"
)
_MOOD = re.compile(  # "Determined to act together, we seek"
    r"(?:determined|committed|concerned|resolved|convinced|encouraged)\b[^.;]{1,300}?,\s+"
    r"(?:we|they|(?:the )?(?:ministers|leaders|participants))\b",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"\s*To\s+(?=[a-z])")
_COUPLING = re.compile(r"(?:[,;]\s+(?:and\s+|but\s+)?|\s(?:and|but)\s+)", re.IGNORECASE)
MOST_COUPLED = 3000  # characters of a sentence searched for further verbs


def opening_verb(text: str, at: int, tenses: frozenset[str] = TOLD) -> VerbAt | None:
    """The verb of a sentence whose subject is left out: "Noted that", "further urged States to"."""
    found = None if _MOOD.match(text, at) else verb_at(text, at, tenses)
    doubtful = _ADJECTIVES_TOO | _NOUNS_TOO
    if not found or found.tense in TOLD and _word_of(text, found) not in doubtful:
        return found
    sure = " " in found.verb.lemma or _OBJECT.match(text, found.end)
    return found if sure and not BY.match(text, found.end) else None


def infinitive_verb(text: str, at: int) -> VerbAt | None:
    """The verb of an item of "RESOLVES:" or of "The Assembly:": "To urge States to"."""
    to = _INFINITIVE.match(text, at)
    return verb_at(text, to.end(), frozenset((PRESENT,))) if to else None


def _word_of(text: str, found: VerbAt) -> str:
    return WORD.match(text, found.start)[1].lower()


def verbs_of(text: str, start: int, end: int, first: VerbAt | None = None) -> list[VerbAt]:
    """The operative verbs of a sentence in order: `first` (or its main verb) and those coupled.

    "discussed the links and were concerned that" has two; "welcomed the report, noting that" too.
    """
    first = first or main_verb(text, start, end)
    if not first:
        return []
    found = [first]
    for coupling in _COUPLING.finditer(text, first.end, min(end, first.end + MOST_COUPLED)):
        verb = _coupled(text, coupling, first.tense)
        if verb and verb.start >= found[-1].end:
            found.append(verb)
    return found


def _coupled(text: str, coupling: re.Match, tense: str) -> VerbAt | None:
    spoken = _spoken(text, coupling.end())
    if spoken or tense == PRESENT:  # "and support" may be an infinitive: only with a subject
        return spoken
    after_comma = frozenset((PARTICIPLE,)) if coupling[0][0] == "," else frozenset()
    return opening_verb(text, coupling.end(), frozenset((tense,)) | after_comma)


_OTHER_VERBS = re.compile(
    r"(?<!having )\b(?:met|gathered|convened|held|took|attended|are|is|was|were|have|has|had"
    r"|should|must|can"
    r"|need|include[sd]?|heard|addressed|came|focus(?:ed|es)|cent(?:red|ered)|covered|dealt|comprised"
    r"|concentrated|revolved)\b",
    re.IGNORECASE,
)


_MEETING_VERBS = words("met gathered convened held attended came")
_COLLECTIVE = re.compile(
    r"(?:[^:;.]{0,80}, )?(?:we, )?the (?:\w+ ){0,3}?(?:governments?|states|parties|countries"
    r"|economies|nations|members|representatives|signatories|delegations)\b",
    re.IGNORECASE,
)
_FOR_AN_OBJECT = re.compile(  # "The Meeting focused on, inter alia:" governs no verbs
    r"(?<![\w-])(?:on|upon|about|around|over|with|of|for|to|concerning|regarding)"
    r"(?:,? inter alia|,? among others?)?"
    r"(?:,? the following(?: \w+){0,3})?[\s,]{0,3}:$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:they|we|the|all|both)\b", re.IGNORECASE)
_HEREBY = re.compile(r"(?:and )?(?:do )?(?:hereby|therefore|accordingly)\W*", re.IGNORECASE)
_SUBJECT_LINE = re.compile(
    r"(?:the |all |both |two |four )*(?:foreign )?(?:ministers|leaders|heads(?: of \w+){0,2}"
    r"|participants"
    r"|delegates|we|meeting|conference|co-chairs)(?: also| further)?",
    re.IGNORECASE,
)


def is_subject_line(text: str, start: int, end: int) -> bool:
    """Whether a line is a subject whose colon was lost: "The Ministers"."""
    return bool(_SUBJECT_LINE.fullmatch(text, start, end))


def begins_with_speaker(text: str, at: int) -> bool:
    """Whether those who met are the subject of the words at `at`: "They", "The heads of State"."""
    return bool(_OPENS.match(text, at)) and any(sure for _, sure in _subjects(text, at))


def is_bare_subject(text: str, start: int, end: int) -> bool:
    """Whether only a subject is given: "Ministers:", "In this regard, we, the Leaders of …,".

    "Hereby:" counts as one: its subject stands above the preamble.
    """
    if _HEREBY.fullmatch(text, start, end):
        return True
    start += text[start] == '"'
    cuts = _BOUNDARY.finditer(text, start, min(end, start + LEAD_IN))
    begins = [start, *(cut.end() for cut in cuts if cut.end() < end)]
    speaks = [begin for begin in begins if any(sure for _, sure in _subjects(text, begin))]
    if not speaks or text[end - 1] in ",;":
        return bool(speaks)
    return text[end - 1] == ":" and not (
        _OTHER_VERBS.search(text, speaks[0], end) or governs_objects(text, speaks[0], end)
    )


def governs_objects(text: str, start: int, end: int) -> bool:
    """Whether the items below complete a phrase: "The Meeting focused on, inter alia:"."""
    return bool(_FOR_AN_OBJECT.search(text, max(start, end - LAST_WORDS), end))


def is_collective(text: str, start: int, end: int) -> bool:
    """Whether States speak in the items below: "The governments of …, gathered in …:"."""
    if text[end - 1] != ":" or not _COLLECTIVE.match(text, start, end):
        return False
    others = _OTHER_VERBS.finditer(text, start, end)
    told = any(other[0].lower() not in _MEETING_VERBS for other in others)
    return not (told or governs_objects(text, start, end))
