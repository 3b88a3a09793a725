"""What other kinds of text say and a statement of a meeting does not, each with its weight."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

HEAD = 1500  # characters in which a text says what it is
FAR = 12_000  # characters in which it is counted how often it says a thing
MOST_AGAIN = 2  # times that a clue of news counts again
SURE, LIKELY, NEWS = 9, 5, 2  # weights: no statement says it, hardly one, one may once

PAPER = (
    r"(?:[Ss]tatement|[Cc]ommuniqu[eé]|[Dd]eclaration|[Cc]onclusions|[Dd]ecision|[Ss]ummary"
    r"|[Oo]utcomes?)"
)


@dataclass(frozen=True)
class Sign:
    """Why the text looks like a `genre`: the words at `start:end` of the copy."""

    genre: str
    start: int
    end: int


@dataclass(frozen=True)
class Clue:
    """Words that weigh against a statement when the first `within` characters say them `times`.

    Clues of news count each time, for news repeats them; some are `signed` at the text's end.
    """

    genre: str
    weight: int
    pattern: re.Pattern
    times: int = 1
    within: int = HEAD
    signed: bool = False

    def found(self, text: str) -> tuple[int, Sign] | None:
        """The weight in this text and the words that gave it."""
        seen = list(islice(self.pattern.finditer(text, 0, self.within), self.times + MOST_AGAIN))
        if not seen and self.signed:
            seen = list(islice(self.pattern.finditer(text, max(0, len(text) - HEAD)), 1))
        if len(seen) < self.times:
            return None
        again = len(seen) - 1 if self.weight == NEWS and self.times == 1 else 0
        return self.weight * (1 + again), Sign(self.genre, *seen[self.times - 1].span())


def _words(*patterns: str) -> re.Pattern:
    return re.compile("|".join(patterns), re.MULTILINE)


def _any_case(*patterns: str) -> re.Pattern:
    return re.compile("|".join(patterns), re.MULTILINE | re.IGNORECASE)


# A line of its own that begins with a capital: in wrapped prose "address" may begin any line.
_LINE = r"^(?:[ #>_]{0,60}|\w{1,2}[.)] )(?-i:(?=[A-Z]))"
_PERSON = r"(?:the )?(?:H\.?E|His|Her|Hon|Mr|Ms|Mrs|Dr|Ambassador|Senator)\b"
_OFFICE = r"(?:the )?(?:(?:prime|foreign|deputy) )*(?:minister|secretary|president)\b"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_A_PAPER = (
    rf"(?:[Tt]he|[Aa]n?|[Tt]heir|[Ii]ts) (?:(?!of\b)[\w-]+,? ){{0,2}}(?:{PAPER}|document|text)"
)
# How an explanation begins: "The Quito Process is a forum". A statement seldom begins so.
_DEFINES = (
    r"\A[\s\S]{0,300}?^(?:The |An? )?(?!This|It|That|We)[A-Z][^.\n]{3,150}?"
    r"(?<!ollowing) (?:is|was) (?:an?|the) [a-z]"
)
# How news speaks of a statement; each may be said once by a statement, none twice.
_NEWS_SAYS = (
    (  # the paper acts, or is where something stands
        rf"{_A_PAPER} (?:also )?(?:said|says|states?|stated|reads?|add(?:s|ed)|addressed|touched"
        r"|included|condemn|call|stress|emphasi|urge|warn|outlin|highlight|noted|reaffirm|welcomed"
        r"|underscor|came|has been|was (?:signed|posted|published|released|adopted|accepted|agreed"
        r"|issued|approved)\b)",
        r"^The (?:Declaration|Communiqu[eé]|Statement) (?:also )?[a-z]+s\b",
        rf"\b[Ii]n {_A_PAPER}(?:,| (?:issued|released|announced|read|signed)\b)",
        rf"\b[Aa]ccording to (?:{_A_PAPER}|the ministers|the leaders|[A-Z]\w+ [Nn]ews"
        r"|the \w+ (?:secretariat|ministry|department|agency))",
        rf"\b(?:issue[sd]?|released?|sign(?:s|ed)?|adopting|made) (?:an? |their |its )"
        rf"(?:[\w-]+ ){{0,2}}(?i:{PAPER})\b",
        rf"\badopted an? (?i:(?:joint |final )?{PAPER})\b|\b(?i:{PAPER}) in its entirety",
        rf"\b[Aa] (?:[\w-]+ ){{0,2}}{PAPER} (?:issued|released|ratified|adopted) (?:by|after|at)\b",
        rf"\bended .{{0,40}}{_A_PAPER}|[Hh]ighlights of {_A_PAPER}",
    ),
    (  # who said it, and where
        r"\b(?:(?!Chair)[A-Z]\w+|ministers|leaders|officials|he|she|it|report) (?:also |has )?"
        r"(?:said|says|wrote|told|reports)\b|\w said[.,]|\btold (?:reporters|the press)\b",
        r"\bAs (?:noted|said|stated|stressed) by [A-Z]",
        r"\b(?:[Dd]uring|[Ii]n) (?:her|his) (?:\w+ ){0,2}(?:statement|speech|remarks|address)\b",
        r"\b[Ss]peaking (?:at|during|to)\b|\b[Aa]ddressing the (?:media|closing)\b",
    ),
    (  # a day without its date
        r"\btoday (?:also )?[a-z]+ed\b|\bin [A-Z]\w+ (?:on )?" + _DAY + r"(?!,?\s)",
        rf"[a-z] {_DAY}(?!,?\s+(?:the )?\d|,?\s+[A-Z][a-z]+ \d)",
    ),
    (  # a dateline
        r"^[A-Z][\w ,.]{2,60} \([A-Z][\w ]{1,30}\) --? |^News\b",
        r"^[A-Z]{4,}, [A-Z]\w+(?: -|:) [A-Z]"
        r"|^[A-Z]\w+(?: [A-Z]\w+){0,2}: (?:The|A|An) (?:[a-z]|[A-Z][a-z])",
        r"^ *>>>|\bCompiled by [A-Z]",
    ),
    (  # quotations
        r"[,.]\" (?:the |an? )?(?:\w+ ){1,4}"
        r"(?:said|says|states?|stated|reads?|added|noted|stressed)\b",
        r"(?<!theme)(?<!titled): \"[A-Z]|\bthat \"[A-Za-z]",
        r"\b(?:reaffirm|emphasi[sz]|recogni[sz]|welcom|instruct|stress|underlin|reiterat|urg)ed "
        r"(?:\w+ ){0,2}\"[a-z][^\"\n]{12}",
    ),
    (  # "the ministers have agreed" above all else
        r"\A[\s\S]{0,600}?\b(?![Ww]e\b|which|that|who|they|it\b|already|also)\w+[)\"']? "
        r"(?:has|have) (?:stressed|urged|called|condemned|agreed|ended|issued|adopted|endorsed"
        r"|reaffirmed|gathered|welcomed)\b",
    ),
    (  # how the meeting went
        r"\b(?:concluded|ended|closed|opened) (?:here|today|yesterday|successfully|on [A-Z]\w+day"
        r"|with (?:a|the|an)\b)|\bsuccessfully\s+(?:concluded|ended)\b|\b\d+-(?:point|page)\b",
        r"\bkicked off\b|\bwrapped up\b|\bheld talks\b|\b(?:in|at) the \w+ capital\b",
        r"\b(?:half|one|two|three|four|five)-day\b|\b\d+-paragraph\b",
    ),
)

CLUES = (
    Clue(
        "transcript",
        SURE,
        _any_case(
            r"\btranscripts?\b(?=[^\n]* \w)|\bE ?& ?OE\b|\bhansard\b|\bquestions without notice\b",
            r"\binterview (?:with|by)\b|\bdoor-?stop\b",
            _LINE + r"(?:press conference|interview)\b",
        ),
    ),
    Clue(
        "speech",
        SURE,
        _any_case(r"check against delivery|\b(?:as delivered|(?:as )?prepared for delivery)\b"),
    ),
    Clue(
        "speech",
        LIKELY,
        _any_case(
            r"(?:^|[,.:;\"] {0,2}|\b(?:that|as|and|when|while) )(?-i:I) "
            r"(?:met|had|have|am|was|would|thank|welcome|want|look|hosted|joined|spoke)\b",
            r"\ballow me to\b",
            _LINE + r"(?:opening |closing |welcome |welcoming )?(?:address|speech|remarks)"
            r"\s+(?:by|of|at|to|on|for|delivered)\b",
            _LINE + r"keynote\b",
            r"\bstatement (?:by|of|attributable to) (?:the )?spokes",
            r"(?<!\ban )(?<!\ba )(?<!\bthe )(?<!joint )\b(?:speech|remarks|address|statement)"
            rf" (?:by|of|delivered by) (?:{_PERSON}|{_OFFICE})",
            _LINE + r"(?:your )?excellenc(?:y|ies)(?=\s*(?:[,.:!]|and\b|$))",
            _LINE + r"(?:ladies and gentlemen|distinguished \w+)\b",
            _LINE + r"(?:Mr|Madam)\.? (?:chair|president|speaker)",
        ),
    ),
    Clue(
        "speech",
        LIKELY,
        _words(  # not the numeral of "Annex I provides"
            r"(?:^|[^\w\s] {0,2}|\b[a-z]{1,20} )I(?:'(?:m|d|ve|ll))? "
            r"(?!(?:and|or|of|to|in|on|for|is)\b)[a-z]|\b(?:my|me|myself)\b"
        ),
        times=3,
        within=FAR,
    ),
    Clue("speech", LIKELY - 2, _words(r"\b[Yy]ou(?:rs?|rselves)?\b"), times=3, within=FAR),
    Clue(
        "media release",
        LIKELY - 1,
        _any_case(
            r"\b(?:media|press|news) release\b|for immediate release|notes? (?:to|for) editors",
            r"\bmedia (?:contact|enquir|inquir)|\bpress (?:contact|office)\b",
        ),
        signed=True,
    ),
    Clue(
        "news article",
        LIKELY,
        _any_case(
            r"\bop-ed\b|\bopinion (?:piece|article)\b|\bfirst (?:appeared|published) in\b",
            r"\bfrom wikipedia\b|\b(?:additional reporting|editing|reporting) by\b",
            _LINE + r"by (?-i:[A-Z][\w'-]+ [A-Z][\w'-]+)(?:,| in [A-Z]|$)",
            r"\((?:reuters|afp|ap|xinhua|antara|bernama|upi|dpa|efe|kyodo|vna|wam|spa|una|pna|kuna|tass"
            r"|bss|app|pti|ani|ians|aa|cna|pina|rnz)\) ?-",
        ),
    ),
    Clue(
        "paper",
        LIKELY,
        _any_case(
            r"^\W*(?:abstract|keywords?)\b\W*(?:$|:)|\bet al\.|\bdoi[:.]",
            r"\bthis (?:article|paper|study|essay|chapter|thesis|policy brief) \w+s\b",
        ),
    ),
    Clue(
        "notice",
        LIKELY,
        _any_case(
            r"\bvacancy\b|\bduty station\b|\bjob description\b|\bcall for (?:tenders?|papers)\b",
            r"\b(?:learning objectives|course outline|training course on)\b",
            r"\bfrequently asked questions\b",
        ),
    ),
    Clue(
        "agreement between States",
        LIKELY - 1,
        _any_case(
            r"\bhereinafter (?:referred to|called|the)\b",
            r"\bthis (?:agreement|treaty|convention|protocol|memorandum) shall\b",
        ),
    ),
    Clue(
        "agreement between States",
        LIKELY,
        _words(r"^[ #>*_]*(?:Article|ARTICLE|Section|Clause) (?:\d|[IVX])"),
        times=2,
        within=FAR,
    ),
    Clue("agreement between States", NEWS, _words(r"\bshall\b"), times=3),
    Clue(
        "agenda",
        LIKELY,
        _any_case(
            _LINE + r"(?:provisional |draft |annotated |tentative )*(?:agenda|programme|program"
            r"|run sheet|order of business)\b(?! (?:of action|2030|2063|for|to))"
        ),
    ),
    Clue(
        "agenda",
        LIKELY,
        _words(r"^[ #>_]{0,60}(?:\d{1,2}[:.h]\d{2}|\d{4}\s?-\s?\d{4}\b)"),
        times=3,
        within=FAR,
    ),
    Clue(
        "report",
        LIKELY,
        _any_case(
            _LINE + r"(?:(?:draft|final|summary|abridged|full|outcome|progress|annual|meeting) )*"
            r"(?:report|minutes|summary record|proceedings|newsletter|fact ?sheet|concept note"
            r"|discussion paper|background (?:note|paper)|terms of reference)\b",
            _LINE + r"(?:executive summary|table of contents|contents)[^\w\n]{0,9}$",
        ),
    ),
    Clue(
        "letter",
        LIKELY,
        _any_case(
            r"^Dear \w+|\byours (?:sincerely|faithfully)\b|\bavails itself of this\b",
            r"\bpresents (?:its|his|her) compliments\b",
        ),
        signed=True,
    ),
    Clue("list of questions", LIKELY, _words(r"\?[ *_\"']{0,5}$"), times=3, within=FAR),
    Clue("series of posts", LIKELY, _words(r"(?:^|\s)[@#][A-Za-z]\w+"), times=3, within=FAR),
    Clue("explanation", NEWS + 1, _words(_DEFINES)),
    *(Clue("news article", NEWS, _words(*says)) for says in _NEWS_SAYS),
)


def clues_in(text: str) -> Iterator[tuple[int, Sign]]:
    """Every clue of the text with its weight here."""
    return filter(None, (clue.found(text) for clue in CLUES))
