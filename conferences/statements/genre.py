"""Whether a text is an agreed statement at all: transcripts and speeches hold findings too."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from .clauses import main_verb
from .lexicon import PRESENT, THIRD

HEAD = 1500  # characters in which a text says what it is

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
_CLOCK = re.compile(r"^[ #>_]{0,60}(?:\d{1,2}[:.h]\d{2}|\d{4}\s?-\s?\d{4}\b)", re.MULTILINE)
_SELF = re.compile(  # not the numeral of "Annex I provides"
    r"(?:^|[^\w\s] {0,2}|\b[a-z]{1,20} )I(?:'(?:m|d|ve|ll))? "
    r"(?!(?:and|or|of|to|in|on|for|is)\b)[a-z]"
    r"|\b(?:my|me|myself)\b",
    re.MULTILINE,
)
_TO_HEARERS = re.compile(r"\byou(?:rs?|rselves)?\b")  # "as you know": no statement says it
_SAID = re.compile(
    r"\b(?:[Mm]inister|[Ss]enator|[Pp]resident|[Ss]ecretary|[Oo]fficials?|[Ss]pokes\w{1,12}|[Hh]e|[Ss]he"
    r"|(?:Mr|Mrs|Ms|Dr)\.?|[A-Z][\w'-]{1,30}) (?:[A-Z][\w'-]{1,30} ){0,3}(?:also |has )?"
    r"(?:said|says|told|added)\b"
    r"|[,.?!][\"'] (?:said|says|added|according)\b|\btold (?:reporters|the press)\b"
    r"|\bthat \"[A-Za-z]"
)
_ASKED = re.compile(r"\?[ *_\"']{0,5}$", re.MULTILINE)
_TAGGED = re.compile(r"(?:^|\s)[@#][A-Za-z]\w+")
_ARTICLE = re.compile(r"^[ #>*_]*(?:Article|ARTICLE|Section|Clause) (?:\d|[IVX])", re.MULTILINE)
# A line of its own that begins with a capital: in wrapped prose "address" may begin any line.
_LINE = r"^[ #>_]{0,60}(?-i:(?=[A-Z]))"
_PERSON = r"(?:the )?(?:H\.?E|His|Her|Hon|Mr|Ms|Mrs|Dr|Ambassador|Senator)\b"
_OFFICE = r"(?:the )?(?:(?:prime|foreign|deputy) )*(?:minister|secretary|president)\b"
_WHAT_IT_SAYS = {
    "transcript": [
        r"\btranscripts?\b",
        r"\bE ?& ?OE\b",
        r"\bhansard\b|\bquestions without notice\b",
        r"\binterview (?:with|by)\b",
        r"\bdoor-?stop\b",
        _LINE + r"(?:press conference|interview)\b",
    ],
    "speech": [
        r"check against delivery",
        r"(?:^|[,.:;\"] {0,2}|\b(?:that|as|and|when|while) )(?-i:I) "
        r"(?:met|had|have|am|was|would|thank|welcome|want|look|hosted|joined|spoke)\b",
        r"\ballow me to\b",
        r"\b(?:as delivered|(?:as )?prepared for delivery)\b",
        _LINE + r"(?:opening |closing |welcome |welcoming )?(?:address|speech|remarks)\b",
        _LINE + r"keynote\b",
        r"\bstatement (?:by|of|attributable to) (?:the )?spokes",
        r"(?<!\ban )(?<!\ba )(?<!\bthe )\b(?:speech|remarks|address|statement)"
        rf" (?:by|of|delivered by) (?:{_PERSON}|{_OFFICE})",
        _LINE + r"(?:your )?excellenc(?:y|ies)(?=\s*(?:[,.:!]|and\b|$))",
        _LINE + r"(?:ladies and gentlemen|distinguished \w+)\b",
        _LINE + r"(?:Mr|Madam)\.? (?:chair|president|speaker)",
    ],
    "media release": [
        r"\b(?:media|press|news) release\b",
        r"for immediate release",
        r"\bmedia (?:contact|enquir|inquir)",
        r"\bpress (?:contact|office)\b",
        r"notes? (?:to|for) editors",
    ],
    "news article": [
        r"\bop-ed\b|\bopinion (?:piece|article)\b|\bfirst (?:appeared|published) in\b",
        r"\bfrom wikipedia\b",
        _LINE + r"by [A-Z][\w'-]+ [A-Z][\w'-]+(?:,| in [A-Z]|$)",
        r"\((?:reuters|afp|ap|xinhua|antara|bernama|upi|dpa|efe|kyodo|vna|wam|spa|una|pna|kuna|tass"
        r"|bss|app|pti|ani|ians|aa|cna|pina|rnz)\) ?-",
        r"\b(?:additional reporting|editing|reporting) by\b",
    ],
    "paper": [
        r"^\W*(?:abstract|keywords?)\b\W*(?:$|:)",
        r"\bthis (?:article|paper|study|essay|chapter|thesis|policy brief) \w+s\b",
        r"\bet al\.|\bdoi[:.]",
    ],
    "notice": [
        r"\bvacancy\b|\bduty station\b|\bjob description\b|\bcall for (?:tenders?|papers)\b",
        r"\b(?:learning objectives|course outline|training course on)\b",
        r"\bfrequently asked questions\b",
    ],
    "agreement between States": [
        r"\bhereinafter (?:referred to|called|the)\b",
        r"\bthis (?:agreement|treaty|convention|protocol|memorandum) shall\b",
    ],
    "agenda": [
        _LINE + r"(?:provisional |draft |annotated |tentative )*(?:agenda|programme|program"
        r"|run sheet|order of business)\b(?! (?:of action|2030|2063|for|to))",
    ],
    "report": [
        _LINE + r"(?:(?:draft|final|summary|outcome|progress|annual|meeting) )*(?:report|minutes"
        r"|summary record|proceedings|newsletter|fact ?sheet|concept note|discussion paper"
        r"|background (?:note|paper)|terms of reference)\b",
        _LINE + r"(?:executive summary|table of contents|contents)[^\w\n]{0,9}$",
    ],
    "letter": [
        r"^Dear \w+",
        r"\byours (?:sincerely|faithfully)\b",
        r"\bpresents (?:its|his|her) compliments\b",
        r"\bavails itself of this\b",
        r"^(?:subject|re|sent)\s?: \w(?![\s\S]{0,400}\bdelegations will find)",
    ],
}
_SAYS = {
    genre: re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)
    for genre, patterns in _WHAT_IT_SAYS.items()
}
SELDOM_TOLD = "text of another kind, for it seldom says what a meeting did"
# What news of a statement says and a statement does not, in small letters: two of these tell.
_PAPER = r"(?:statement|communiqu[eé]|document|declaration|text)"
_A_PAPER = rf"(?:[Tt]he|[Aa]n?|[Tt]heir|[Ii]ts) (?:(?!of\b)[\w-]+,? ){{0,2}}{_PAPER}"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_NEWS = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"{_A_PAPER} (?:also )?(?:said|says|states?|stated|reads?|add(?:s|ed)|addressed|touched"
        r"|included|condemn|call|stress|emphasi|urge|warn|outlin|highlight|noted|reaffirm|underscor"
        r"|welcomed|came|has been|was (?:signed|posted|published|released))",
        rf"\b[Ii]n {_A_PAPER}(?:,| (?:issued|released|announced|read|signed)\b)",
        rf"\b(?:issue[sd]?|released?|sign(?:s|ed)?|adopting|made) (?:an? |their |its )?"
        rf"(?:[\w-]+ ){{0,2}}(?i:{_PAPER})\b",
        rf"\b[Aa]ccording to (?:{_A_PAPER}|the ministers|the leaders|[A-Z]\w+ [Nn]ews"
        r"|the \w+ (?:secretariat|ministry|department|agency))"
        rf"|\bended .{{0,40}}{_A_PAPER}|[Hh]ighlights of {_A_PAPER}",
        r"\b(?:[A-Z]\w+|ministers|leaders|officials|he|she|it|report) "
        r"(?:said|says|wrote|told|reports)\b|\w said[.,]",
        r"\btoday (?:approved|adopted|agreed|endorsed|signed)\b"
        rf"|\byesterday\b|[a-z] {_DAY}(?!,?\s+(?:the )?\d|,?\s+[A-Z][a-z]+ \d)"
        rf"|\bin [A-Z]\w+ (?:on )?{_DAY}(?!,?\s)",
        r"^(?:[A-Z][\w ,.]{2,60} \([A-Z][\w ]{1,30}\) --? |News\b|[A-Z]{4,}, [A-Z]\w+(?: -|:) [A-Z]"
        r"|[A-Z]\w+(?: [A-Z]\w+){0,2}: (?:The|A|An) [A-Za-z])",
        r"[,.]\"\s+(?:the |an? )?(?:\w+ ){1,4}"
        r"(?:said|says|states?|stated|reads?|added|noted|stressed)\b",
        r"\bAs (?:noted|said|stated|stressed) by [A-Z]",
        r"\b(?:concluded|ended|closed|opened) (?:here|today|yesterday|successfully|on [A-Z]\w+day"
        r"|with (?:a|the|an)\b)|\bsuccessfully\s+(?:concluded|ended)\b",
        r"\b(?:[Dd]uring|[Ii]n) (?:her|his) (?:\w+ ){0,2}(?:statement|speech|remarks|address)\b"
        r"|\b[Ss]peaking (?:at|during|to)\b",
        r"\b\d+-(?:point|page|paragraph)\b",
        r"\b(?:[Oo]ver|[Nn]early|[Mm]ore than|[Aa]bout) \d+ "
        r"(?:representatives|delegates|participants|officials|experts)\b",
        r"[a-z]: \"[A-Z]",
        r"\A[\s\S]{0,600}?\b(?![Ww]e\b|which|that|who|they|it\b|already|also)\w+[)\"']? "
        r"(?:has|have) (?:stressed|urged|called|condemned|agreed|ended|issued|adopted|endorsed"
        r"|reaffirmed|gathered|welcomed)\b",
        r"^The (?:Declaration|Communiqu[eé]|Statement) (?:also )?[a-z]+s\b"
        rf"|\b[Aa] (?:[\w-]+ ){{0,2}}{_PAPER} "
        r"(?:issued|released|ratified|adopted) (?:by|after|at)\b",
        r"\bPhoto(?: credit)?: |^ *>>>|\bRIA Novosti\b|\(Archive photo",
        r"\bCompiled by [A-Z]|^By [A-Z]\w+ [A-Z]\w+|\b[Aa]ddressing the (?:media|closing)\b",
        r"\bkicked off\b|\bwrapped up\b|\bheld talks\b|\b(?:in|at) the \w+ capital\b"
        r"|\b(?:half|one|two|three|four|five)-day\b",
        r"\b(?:reaffirm|emphasi[sz]|recogni[sz]|welcom|instruct|stress|underlin|reiterat|urg)ed "
        r"(?:\w+ ){0,2}\"[a-z]",
    )
]
_HEADED = re.compile(  # what else a headline says: no title of a statement has such a verb
    r"[a-z)] (?:(?i:ends|adopts|concludes|opens|signs|unites|strengthens|boosts|renews|hails|begins"
    r"|closes|approves|issues|takes place|is established)|Adopt|Sign|Renew|Agree|Meet|Unite)\b"
)
MOST_TOP_LINES = 4
_TOP_LINE = re.compile(
    r"^[ #*]*(?!We\b)([A-Z][^\n]{18,150}[^\s.,:;])\s*\n(?=\s*[^a-z\s])", re.MULTILINE
)
# What gives a genre away when it is seen so often.
_COUNTED = (
    (_CLOCK, 3, "agenda"),
    (_SELF, 3, "speech"),
    (_TO_HEARERS, 3, "speech"),
    (_SAID, 2, "media release"),
    (_ASKED, 3, "list of questions"),
    (_TAGGED, 3, "series of posts"),
    (_ARTICLE, 3, "agreement between States"),
)


@dataclass(frozen=True)
class Sign:
    """Why the text looks like a `genre`: the words at `start:end` of the copy."""

    genre: str
    start: int
    end: int


def seldom_told(items: int, sentences: int, is_named: bool) -> bool:
    """Whether too few of the sentences tell what the meeting did.

    In statements a third or more do; a text that calls itself one is believed for longer.
    """
    return 0 < sentences >= items * (8 if is_named else 4)


def signs_of(text: str) -> list[Sign]:
    """At most one sign for each genre the text looks like; none for a statement."""
    found = [_said_of_itself(text, genre, pattern) for genre, pattern in _SAYS.items()]
    found += [_spoken_lines(text)]
    found += [_nth(text, *counted) for counted in _COUNTED]
    found += [_news(text)]
    by_genre: dict[str, Sign] = {}
    for sign in found:
        if sign:
            by_genre.setdefault(sign.genre, sign)
    return list(by_genre.values())


def _said_of_itself(text: str, genre: str, pattern: re.Pattern) -> Sign | None:
    found = pattern.search(text, 0, HEAD)
    if not found and genre in ("media release", "letter"):
        found = pattern.search(text, max(0, len(text) - HEAD))
    return Sign(genre, *found.span()) if found else None


def _spoken_lines(text: str) -> Sign | None:
    """ "Journalist: …", one name before several lines, or two that take turns."""
    seen: Counter[str] = Counter()
    for line in _SPEAKER_LINE.finditer(text):
        who = line["who"].strip()
        seen[who] += not _FIELDS.match(who)
        answered = sum(lines > 1 for lines in seen.values()) > 1
        if _ASKING.match(who) or seen[who] == 3 or answered:
            return Sign("transcript", *line.span("who"))
    return None


def _news(text: str) -> Sign | None:
    """Two of the ways in which only news speaks of a statement."""
    told = [found for found in (pattern.search(text, 0, HEAD) for pattern in _NEWS) if found]
    told += filter(None, [_headline(text)])
    return Sign("news article", *told[1].span()) if len(told) > 1 else None


def _headline(text: str) -> re.Match | None:
    """A line above the text that says what was done: "Leaders Pledge to Act". No title does."""
    for line in islice(_TOP_LINE.finditer(text, 0, HEAD), MOST_TOP_LINES):
        told = main_verb(text, line.start(1), line.end(1))
        if told and told.tense in (PRESENT, THIRD) or _HEADED.search(text, *line.span(1)):
            return line
    return None


def _nth(text: str, pattern: re.Pattern, count: int, genre: str) -> Sign | None:
    for seen, found in enumerate(pattern.finditer(text), 1):
        if seen == count:
            return Sign(genre, *found.span())
    return None
