"""Whether a text is an agreed statement at all: evidence for and against, weighed.

A text must show that it is a statement: by its title or the words that announce it, by a meeting
that says "we", by numbered paragraphs, and by sentences that say what a meeting did. What other
kinds of text say and a statement does not is weighed against that. So a text of a kind that
nobody thought of is told too: it shows nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from .clauses import main_verb
from .lexicon import PRESENT, THIRD

LONG = 250  # characters of a line that is no title any more
HEAD = 1500  # characters in which a text says what it is
FAR = 12_000  # characters in which it is counted how often it says a thing
ENOUGH = 3  # what a text must show where nothing speaks against it
TITLE, WE, NUMBERED, DATED = 4, 4, 2, 1
SHARES = ((0.6, 3), (0.4, 2), (0.25, 1))  # of the sentences that say what the meeting did

UNKNOWN = "text of another kind, for it shows too little of what a statement shows"


@dataclass(frozen=True)
class Sign:
    """Why the text looks like a `genre`: the words at `start:end` of the copy."""

    genre: str
    start: int
    end: int


@dataclass(frozen=True)
class Shown:
    """What the reader made of the text: how often, and the lines that may be its title."""

    findings: int
    sentences: int
    numbered: int
    we: int
    is_dated: bool
    lines: list[tuple[int, int]] = field(default_factory=list)


# --- for ---------------------------------------------------------------------------------------

_PAPER = r"(?:[Ss]tatement|[Cc]ommuniqu[eé]|[Dd]eclaration|[Cc]onclusions|[Dd]ecision|[Ss]ummary|[Oo]utcomes?)"
_NAMED = re.compile(
    r"\b(?:statement|communiqu|declaration|conclusions|decision|outcomes?|(?:chair\w{0,8}'?s? )summary"
    r"|call to action|resolution\b)",
    re.IGNORECASE,
)
# "Meeting on the Bali Declaration", "Leaders adopt a Declaration": the paper is not the text.
_OF_ANOTHER = re.compile(
    r"\b(?:on|to|with|in|by|under|after|about|implementing) (?:the |a )?(?:[A-Z]\w* ){0,4}$"
    r"|\b(?:opening|closing|national|country|press|written|oral) $",
)
_BY_ONE = re.compile(
    r" (?:by|of|delivered|from|made) .{0,60}\b(?:H\.?E|His|Her|Hon|Mr|Ms|Mrs|Dr|Ambassador|Senator"
    r"|delegation|representative|spokes\w+|president|secretary|minister)\b(?! (?:and|of the))",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    rf"\bfollowing (?:[\w-]+ ){{0,5}}(?i:{_PAPER}|readout|considerations|resolution)"
    r"|[Dd]elegations will find|^\W{0,3}[Bb]egin [Tt]ext|^\[Title\]|\b(?:[Ff]ull )?[Tt]ext of (?:the )?"
    rf"(?:\w+ ){{0,2}}{_PAPER}|\(\w*\s?(?:[Rr]esolution|[Dd]ecision|[Dd]eclaration) adopted (?:at|by|on)"
    r"|\b(?:declares?|agreed|decided|adopted) (?:as follows|the following)\b",
    re.MULTILINE,
)
_WE_THE = re.compile(r"(?<![\w\"'] \")(?<!\")\b[Ww]e,? (?:- )?the [A-Z]")


def _shows(text: str, shown: Shown) -> int:
    """How much speaks for a statement."""
    share = shown.findings / max(shown.sentences, 1)
    named = _title(text, shown.lines) or _ANNOUNCED.search(text, 0, HEAD)
    we = shown.we > 1 or _WE_THE.search(text, 0, HEAD)
    return (
        TITLE * bool(named)
        + WE * bool(we)
        + NUMBERED * (shown.numbered > 1)
        + DATED * shown.is_dated
        + next((weight for least, weight in SHARES if share >= least), 0)
    )


def _title(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether a line of the head names the paper itself: "Joint Statement of the Ministers"."""
    first = _first_line(text)
    for start, end in [*lines, first] if text[first[1] - 1] != "." else lines:
        named = end - start < LONG and _NAMED.search(text, start, end)
        if named and not (
            _OF_ANOTHER.search(text[start : named.start()])
            or _BY_ONE.search(text, named.end(), end)
            or _is_headline(text, start, end)
        ):
            return True
    return False


# --- against -----------------------------------------------------------------------------------


def _clue(genre: str, weight: int, *patterns: str, times: int = 1, within: int = HEAD, flags=0):
    return genre, weight, times, within, re.compile("|".join(patterns), flags | re.MULTILINE)


_LINE = r"^[ #>_]{0,60}(?-i:(?=[A-Z]))"
_PERSON = r"(?:the )?(?:H\.?E|His|Her|Hon|Mr|Ms|Mrs|Dr|Ambassador|Senator)\b"
_OFFICE = r"(?:the )?(?:(?:prime|foreign|deputy) )*(?:minister|secretary|president)\b"
_ANY = re.IGNORECASE
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_A_PAPER = (
    rf"(?:[Tt]he|[Aa]n?|[Tt]heir|[Ii]ts) (?:(?!of\b)[\w-]+,? ){{0,2}}(?:{_PAPER}|document|text)"
)
SURE, LIKELY, NEWS, HINT = 9, 5, 2, 1
_AGAINST = (
    _clue(
        "transcript",
        SURE,
        r"\btranscripts?\b(?!ion)|\bE ?& ?OE\b|\bhansard\b|\bquestions without notice\b",
        r"\binterview (?:with|by)\b|\bdoor-?stop\b",
        _LINE + r"(?:press conference|interview)\b",
        flags=_ANY,
    ),
    _clue(
        "speech",
        LIKELY,
        r"check against delivery|\b(?:as delivered|(?:as )?prepared for delivery)\b",
        r"(?:^|[,.:;\"] {0,2}|\b(?:that|as|and|when|while) )(?-i:I) "
        r"(?:met|had|have|am|was|would|thank|welcome|want|look|hosted|joined|spoke)\b",
        r"\ballow me to\b",
        _LINE + r"(?:opening |closing |welcome |welcoming )?(?:address|speech|remarks)\b",
        _LINE + r"keynote\b",
        r"\bstatement (?:by|of|attributable to) (?:the )?spokes",
        r"(?<!\ban )(?<!\ba )(?<!\bthe )\b(?:speech|remarks|address|statement)"
        rf" (?:by|of|delivered by) (?:{_PERSON}|{_OFFICE})",
        _LINE + r"(?:your )?excellenc(?:y|ies)(?=\s*(?:[,.:!]|and\b|$))",
        _LINE + r"(?:ladies and gentlemen|distinguished \w+)\b",
        _LINE + r"(?:Mr|Madam)\.? (?:chair|president|speaker)",
        flags=_ANY,
    ),
    _clue(
        "speech",
        LIKELY,  # not the numeral of "Annex I provides"
        r"(?:^|[^\w\s] {0,2}|\b[a-z]{1,20} )I(?:'(?:m|d|ve|ll))? "
        r"(?!(?:and|or|of|to|in|on|for|is)\b)[a-z]|\b(?:my|me|myself)\b",
        times=3,
        within=FAR,
    ),
    _clue("speech", LIKELY, r"\b[Yy]ou(?:rs?|rselves)?\b", times=3, within=FAR),
    _clue(
        "media release",
        LIKELY - 1,
        r"\b(?:media|press|news) release\b|for immediate release|notes? (?:to|for) editors",
        r"\bmedia (?:contact|enquir|inquir)|\bpress (?:contact|office)\b",
        flags=_ANY,
    ),
    _clue(
        "news article",
        LIKELY,
        r"\bop-ed\b|\bopinion (?:piece|article)\b|\bfirst (?:appeared|published) in\b",
        r"\bfrom wikipedia\b|\b(?:additional reporting|editing|reporting) by\b",
        _LINE + r"by (?-i:[A-Z][\w'-]+ [A-Z][\w'-]+)(?:,| in [A-Z]|$)",
        r"\((?:reuters|afp|ap|xinhua|antara|bernama|upi|dpa|efe|kyodo|vna|wam|spa|una|pna|kuna|tass"
        r"|bss|app|pti|ani|ians|aa|cna|pina|rnz)\) ?-",
        flags=_ANY,
    ),
    _clue(
        "paper",
        LIKELY,
        r"^\W*(?:abstract|keywords?)\b\W*(?:$|:)|\bet al\.|\bdoi[:.]",
        r"\bthis (?:article|paper|study|essay|chapter|thesis|policy brief) \w+s\b",
        flags=_ANY,
    ),
    _clue(
        "notice",
        LIKELY,
        r"\bvacancy\b|\bduty station\b|\bjob description\b|\bcall for (?:tenders?|papers)\b",
        r"\b(?:learning objectives|course outline|training course on)\b",
        r"\bfrequently asked questions\b",
        flags=_ANY,
    ),
    _clue(
        "agreement between States",
        LIKELY,
        r"\bhereinafter (?:referred to|called|the)\b",
        r"\bthis (?:agreement|treaty|convention|protocol|memorandum) shall\b",
        flags=_ANY,
    ),
    _clue(
        "agreement between States",
        LIKELY,
        r"^[ #>*_]*(?:Article|ARTICLE|Section|Clause) (?:\d|[IVX])",
        times=3,
        within=FAR,
    ),
    _clue(
        "agenda",
        LIKELY,
        _LINE + r"(?:provisional |draft |annotated |tentative )*(?:agenda|programme|program"
        r"|run sheet|order of business)\b(?! (?:of action|2030|2063|for|to))",
        flags=_ANY,
    ),
    _clue(
        "agenda",
        LIKELY,
        r"^[ #>_]{0,60}(?:\d{1,2}[:.h]\d{2}|\d{4}\s?-\s?\d{4}\b)",
        times=3,
        within=FAR,
    ),
    _clue(
        "report",
        LIKELY,
        _LINE + r"(?:(?:draft|final|summary|outcome|progress|annual|meeting) )*(?:report|minutes"
        r"|summary record|proceedings|newsletter|fact ?sheet|concept note|discussion paper"
        r"|background (?:note|paper)|terms of reference)\b",
        _LINE + r"(?:executive summary|table of contents|contents)[^\w\n]{0,9}$",
        flags=_ANY,
    ),
    _clue(
        "letter",
        LIKELY,
        r"^Dear \w+|\byours (?:sincerely|faithfully)\b|\bavails itself of this\b",
        r"\bpresents (?:its|his|her) compliments\b",
        flags=_ANY,
    ),
    _clue("list of questions", LIKELY, r"\?[ *_\"']{0,5}$", times=3, within=FAR),
    _clue("series of posts", LIKELY, r"(?:^|\s)[@#][A-Za-z]\w+", times=3, within=FAR),
    # What news of a statement says and a statement does not.
    _clue(
        "news article",
        NEWS,
        rf"{_A_PAPER} (?:also )?(?:said|says|states?|stated|reads?|add(?:s|ed)|addressed|touched"
        r"|included|condemn|call|stress|emphasi|urge|warn|outlin|highlight|noted|reaffirm|underscor"
        r"|welcomed|came|has been|was (?:signed|posted|published|released))",
        rf"\b[Ii]n {_A_PAPER}(?:,| (?:issued|released|announced|read|signed)\b)",
        rf"\b(?:issue[sd]?|released?|sign(?:s|ed)?|adopting|made) (?:an? |their |its )"
        rf"(?:[\w-]+ ){{0,2}}(?i:{_PAPER})\b",
        rf"\b[Aa]ccording to (?:{_A_PAPER}|the ministers|the leaders|[A-Z]\w+ [Nn]ews"
        r"|the \w+ (?:secretariat|ministry|department|agency))"
        rf"|\bended .{{0,40}}{_A_PAPER}|[Hh]ighlights of {_A_PAPER}",
        rf"^The (?:Declaration|Communiqu[eé]|Statement) (?:also )?[a-z]+s\b"
        rf"|\b[Aa] (?:[\w-]+ ){{0,2}}{_PAPER} (?:issued|released|ratified|adopted) (?:by|after|at)\b",
    ),
    _clue(
        "news article",
        NEWS,
        r"\b(?:[A-Z]\w+|ministers|leaders|officials|he|she|it|report) (?:also |has )?"
        r"(?:said|says|wrote|told|reports)\b|\w said[.,]|\btold (?:reporters|the press)\b",
        r"\bAs (?:noted|said|stated|stressed) by [A-Z]",
        r"\b(?:[Dd]uring|[Ii]n) (?:her|his) (?:\w+ ){0,2}(?:statement|speech|remarks|address)\b"
        r"|\b[Ss]peaking (?:at|during|to)\b|\b[Aa]ddressing the (?:media|closing)\b",
    ),
    _clue(
        "news article",
        NEWS,
        r"\btoday (?:approved|adopted|agreed|endorsed|signed)\b"
        rf"|[a-z] {_DAY}(?!,?\s+(?:the )?\d|,?\s+[A-Z][a-z]+ \d)"
        rf"|\bin [A-Z]\w+ (?:on )?{_DAY}(?!,?\s)",
    ),
    _clue(
        "news article",
        NEWS,
        r"^(?:[A-Z][\w ,.]{2,60} \([A-Z][\w ]{1,30}\) --? |News\b|[A-Z]{4,}, [A-Z]\w+(?: -|:) [A-Z]"
        r"|[A-Z]\w+(?: [A-Z]\w+){0,2}: (?:The|A|An) (?:[a-z]|[A-Z][a-z]))",
        r"^ *>>>|\bRIA Novosti\b|\(Archive photo|\bCompiled by [A-Z]",
    ),
    _clue(
        "news article",
        NEWS,
        r"[,.]\" (?:the |an? )?(?:\w+ ){1,4}"
        r"(?:said|says|states?|stated|reads?|added|noted|stressed)\b|(?<!theme)(?<!titled): \"[A-Z]|\bthat \"[A-Za-z]",
        r"\b(?:reaffirm|emphasi[sz]|recogni[sz]|welcom|instruct|stress|underlin|reiterat|urg)ed "
        r"(?:\w+ ){0,2}\"[a-z][^\"\n]{12}",
    ),
    _clue(
        "news article",
        NEWS,
        r"\A[\s\S]{0,600}?\b(?![Ww]e\b|which|that|who|they|it\b|already|also)\w+[)\"']? "
        r"(?:has|have) (?:stressed|urged|called|condemned|agreed|ended|issued|adopted|endorsed"
        r"|reaffirmed|gathered|welcomed)\b",
    ),
    _clue(
        "news article",
        NEWS,
        r"\b(?:concluded|ended|closed|opened) (?:here|today|yesterday|successfully|on [A-Z]\w+day"
        r"|with (?:a|the|an)\b)|\bsuccessfully\s+(?:concluded|ended)\b",
        r"\bkicked off\b|\bwrapped up\b|\bheld talks\b|\b(?:in|at) the \w+ capital\b"
        r"|\b(?:half|one|two|three|four|five)-day\b",
        r"\b\d+-(?:point|page|paragraph)\b",
    ),
)

_SPEAKER_LINE = re.compile(r"^[ *•]*(?P<who>[A-Z][\w.'& -]{0,40}?)\s?:[ \t]+(?=\S)", re.MULTILINE)
_ASKING = re.compile(
    r"(?:journalist|question|reporter|interviewer|moderator|presenter|host|compere"
    r"|q|question \d+)$",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"(?:location|date|dates|venue|place|time|co-chairs?|chairs?|host|source|annex \w+"
    r"|(?:the )?\w*\s?ministers|we|note|topic|theme)$",
    re.IGNORECASE,
)
_HEADED = re.compile(  # what else a headline says: no title of a statement has such a verb
    r"[a-z)] (?:(?i:ends|adopts|concludes|opens|signs|unites|strengthens|boosts|renews|hails|begins"
    r"|closes|approves|issues|takes place|is established)|Adopt|Sign|Renew|Agree|Meet|Unite"
    r"|signed|agreed|discussed|concluded|pledged|adopted by)\b"
)
MOST_TOP_LINES = 4
_TOP_LINE = re.compile(
    r"^[ #*]*(?!We\b)([A-Z][^\n]{18,150}[^\s.,:;])\s*\n(?=\s*[^a-z\s])", re.MULTILINE
)


def signs_of(text: str, shown: Shown) -> list[Sign]:
    """At most one sign for each genre the text looks like; none for a statement."""
    found = [*_spoken_lines(text), *_clues(text), *_headline(text)]
    asked = min(ENOUGH, shown.sentences - 1)  # a very short text can show little
    if asked + sum(weight for weight, _ in found) <= _shows(text, shown):
        return []
    by_genre: dict[str, Sign] = {}
    for _, sign in sorted(found, key=lambda one: -one[0]):
        by_genre.setdefault(sign.genre, sign)
    return list(by_genre.values()) or [Sign(UNKNOWN, *_first_line(text))]


def _clues(text: str) -> Iterator[tuple[int, Sign]]:
    for genre, weight, times, within, pattern in _AGAINST:
        found = next(islice(pattern.finditer(text, 0, within), times - 1, None), None)
        if not found and genre in ("media release", "letter"):
            found = pattern.search(text, max(0, len(text) - HEAD))
        if found:
            yield weight, Sign(genre, *found.span())


def _spoken_lines(text: str) -> Iterator[tuple[int, Sign]]:
    """ "Journalist: …", one name before several lines, or two that take turns."""
    seen: Counter[str] = Counter()
    for line in _SPEAKER_LINE.finditer(text, 0, FAR):
        who = line["who"].strip()
        seen[who] += not _FIELDS.match(who)
        answered = sum(lines > 1 for lines in seen.values()) > 1
        if _ASKING.match(who) or seen[who] == 3 or answered:
            yield SURE, Sign("transcript", *line.span("who"))
            return


def _headline(text: str) -> Iterator[tuple[int, Sign]]:
    """A line above the text that says what was done: "Leaders Pledge to Act". No title does."""
    for line in islice(_TOP_LINE.finditer(text, 0, HEAD), MOST_TOP_LINES):
        if _is_headline(text, *line.span(1)):
            yield NEWS, Sign("news article", *line.span(1))
            return


def _is_headline(text: str, start: int, end: int) -> bool:
    told = main_verb(text, start, end)
    return bool(told and told.tense in (PRESENT, THIRD) or _HEADED.search(text, start, end))


def _first_line(text: str) -> tuple[int, int]:
    found = re.compile(r"\S[^\n]*").search(text)
    return found.span() if found else (0, 1)
