"""Title, ordinal, place and dates of the conference, from its head and its first sentences.

Other conferences and their dates are named in nearly every text, so only the title, the lines of
the head and sentences that say the conference met are believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .clauses import main_verb
from .dates import MONTH, FoundDate, dates_in
from .layout import begins_text
from .numbers import CARDINAL, ORDINAL, number
from .places import country_of
from .predicates import words

EVENT = (
    r"(?:Conference|Meeting|Summit|Forum|Council|Assembly|Session|Dialogue|Consultations?|Retreat"
    r"|Gathering|Roundtable|Congress|Ministerial|CHOGM|AMM|AUSMIN|AUKMIN)"
)
_EVENT_WORD = re.compile(rf"\b{EVENT}\b", re.IGNORECASE)
DOCUMENT = re.compile(
    r"\b(?:statement|communiqu|declaration|summary|outcomes?|conclusions|decision)", re.IGNORECASE
)
_ORDINAL = re.compile(
    rf"\b(?P<word>{ORDINAL}(?!\s+{MONTH}\b)|[IVXL]{{1,7}}(?=\s))(?P<between>(?:[\s,]+[\w'&/-]+){{0,9}}?)\s+{EVENT}\b",
    re.IGNORECASE,
)
_ROMAN_AFTER = re.compile(rf"\b{EVENT}\s+(?P<word>[IVX]{{1,6}})\b(?!\.)")
_OTHERS = re.compile(
    r"\b(?:since|following|previous|last|preceding|earlier|after|before|next|adopted|signed|dated"
    r"|outcomes? of|declaration|resolution|agreement|attacks?|bombings?|established|launched"
    r"|preceded|considered|decision at|margins|sidelines"
    r"|issued|will|protocol|convention|prior|inaugural|released?|published|updated|posted"
    r"|accessed|retrieved|modified)\b[^,;]*$",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|following|after|previous|last|margins|sidelines)\b", re.IGNORECASE)
_MET = re.compile(r"\b(?:met|gathered|convened|assembled)\b", re.IGNORECASE)
_CONVENED = re.compile(
    r"\b(?:met|meets|meeting(?= (?:in|at|on|from|for)\b)|held|took place|takes place"
    r"|convened|gathered|hosted|assembled|co-?hosted|conducted|c[oa]me together|co-?chair(?:ed)?"
    r"|chaired)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|this (?:week|morning|afternoon|month)|last (?:week|month)"
    r"|earlier this (?:week|month|year))\b",
    re.IGNORECASE,
)
_WORD = r"(?!(?:IN|AT|ON|OF|THE|FROM|A)\b)[A-Z][\w'.-]*"
_NAME = rf"{_WORD}(?:[ -](?:(?:de|da|del|of|al|el|sur)[ -])?{_WORD}){{0,4}}"
_PLACE = re.compile(
    rf"\b(?:in|at|IN|AT)\s+(?:the\s+city\s+of\s+)?(?P<city>{_NAME})(?P<rest>(?:,\s+(?:the\s+)?{_NAME}){{0,2}})"
)
_LOCATION = re.compile(
    r"\b(?:location|place)\b\s*:?\s*(?P<place>\S.*?)(?=[\s.,;]*(?:dates?\b|\d|$))", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"\b(?:released?|published|updated|posted|accessed|retrieved|modified|reviewed|contributed"
    r"|submitted|written)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[^a-z]*(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day),? ")
_CLOCK = re.compile(r"\d:\d\d\b")
_PART = re.compile(r"[^\W\d_](?:[^,\n()|•]*[^\W\d_])?")
_AFTER_DATE = re.compile(r"(?: \(\w+day\))?,")  # "June 9, 2016 (Thursday), Geneva"
_BEFORE_DATE = re.compile(r"[\s,]*\b(?:from|on|between|held(?: on| from)?)\s*$", re.IGNORECASE)
_NO_NAME = re.compile(  # words that are no place's name, whole: "By 5 May 2010", "Two"
    rf"(?:(?:on|in|at|by|from|to|of|for|until|till|since|during|between|before|after|and|an?|held|dated"
    rf"|{CARDINAL}|{ORDINAL}|{MONTH})\b\W{{0,3}}){{1,8}}",
    re.IGNORECASE,
)
_NOT_A_PLACE = re.compile(
    r"\b(?:hotel|cent(?:er|re)|hall|house|palace|building|resort|headquarters|the|minist\w+|people(?!')"
    r"|persons|trafficking|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|\w+day|conference|meeting|statement|communiqu\w*|declaration|summit|date"
    r"|release|forum|council|dialogue|process|support|accordance|adopted|done|spring|autumn)\b",
    re.IGNORECASE,
)
_GOES_ON_AFTER = re.compile(r"(?:\b(?:of|on|and|the|in|for|to)|,|-)$", re.IGNORECASE)
_GOES_ON_BEFORE = re.compile(
    r"(?:of|on|and|for|in|to|OF|ON|AND|FOR|IN|TO|Of|On|And|For|In|To)\b|[a-z]"
)
_RUNS_ON = re.compile(r"\sWe(?:$|,| -| the\b)|\sOn \d[^,]{3,30}, the\b")
_TITLE_IN_SENTENCE = re.compile(
    rf"(?:The|the)\s+(?P<title>(?:[\w'&,/-]+\s+){{0,12}}?{EVENT}\b(?:\s+(?:on|of|for)\s+[A-Z][^.;()]{{2,160}}?)?)"
    r"(?=[,.;]|\s+(?:took|was|were|met|convened|held|in|at|from|on \d|concluded|co-))"
)
_OF_THIS = re.compile(
    r"\W{0,9}\d{0,3}\W{0,9}(?:(?:in|at) (?:today's|our) )?"
    r"(?:(?:having )?met|meeting|gathered|assembled|the|this|it|we|they"
    r"|ministers|participants|delegates|leaders|on|in|at|held)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:first|previous|last|earlier|preceding|inaugural|had)\b", re.IGNORECASE)
_OF_DATE = re.compile(r"\b(?:of|dated)\s*$")  # "the Declaration of 23 March 2016"
_TALKS = words("discuss consider review hold examine") | {"exchange views"}
MOST_HEAD_LINES = 60
WRAPPED = 35  # characters of a line of the head that can be a part of a title
CITY_STATES = {"singapore", "monaco", "luxembourg", "djibouti"}


@dataclass(frozen=True)
class Fact:
    """A value and its words, `start:end` of the copy."""

    value: object
    start: int
    end: int
    where: str


@dataclass
class Head:
    """What is known of the conference, and what could not be read."""

    title: Fact | None = None
    ordinal: Fact | None = None
    place: Fact | None = None
    country: Fact | None = None
    places: list[Fact] = field(default_factory=list)
    dates: list[Fact] = field(default_factory=list)  # value: (first day, last day)
    faults: list[tuple[str, int, int]] = field(default_factory=list)


class HeadReader:
    """Reads `lines` (the head, then the end if it is signed) and the first `sentences`."""

    def __init__(self, text: str, lines: list[tuple[int, int]], sentences: list[tuple[int, int]]):
        self.text, self.lines, self.sentences = text, lines, sentences
        self.head = Head()

    def read(self) -> Head:
        for start, end in self.lines:
            self._head_line(start, end)
        self.head.title = self._title()
        self.head.ordinal = self._ordinal()
        for index, (start, end) in enumerate(self.sentences):
            self._sentence(start, end, is_first=index == 0)
        if self.head.places and not self.head.place:
            self.head.place = self.head.places[0]
        return self.head

    # --- the head ---

    def _head_line(self, start: int, end: int) -> None:
        found = next(dates_in(self.text, start, end), None)
        if found and self._is_of_page(start, found.start):
            return
        if found and not _PUBLISHED.search(self.text, start, found.start):
            self._date(found, "header")
        labelled = _LOCATION.search(self.text, start, end)
        if labelled:
            self._place(labelled.start("place"), labelled.end("place"), "header")
        elif found and self.text[start : found.start].strip("* ") == "":
            place = _AFTER_DATE.match(self.text, found.end, end)
            if place:
                self._place(place.end(), end, "header")
        elif found and not _PUBLISHED.search(self.text, start, found.start):
            joined = _BEFORE_DATE.search(self.text, start, found.start)
            self._place(start, joined.start() if joined else found.start, "header")
        elif country_of(self.text[start:end].rpartition(",")[2]):
            self._place(start, end, "header")

    def _is_of_page(self, start: int, day: int) -> bool:
        """Whether a date above the title is the day a page was read: "Friday, June 14, 2024"."""
        above = (line for line in self.lines if line[0] < start)
        titled = any(_EVENT_WORD.search(self.text, *line) for line in above)
        return not titled and bool(_WEEKDAY.fullmatch(self.text, start, day))

    def _date(self, found: FoundDate, where: str) -> None:
        if found.fault:
            self.head.faults.append((found.fault, found.start, found.end))
        elif not (
            where == "text" and any(self._is_within(found, date) for date in self.head.dates)
        ):
            value = found.starts_on, found.ends_on
            self.head.dates.append(Fact(value, found.start, found.end, where))

    def _is_within(self, found: FoundDate, date: Fact) -> bool:
        """Whether it is one day of a meeting whose days are known: an opening, a retreat."""
        first, last = date.value
        days = found.starts_on, found.ends_on
        return first <= days[0] <= days[1] <= last and days != date.value

    def _place(self, start: int, end: int, where: str) -> None:
        """Read "Bali, Indonesia" or "Manado-Indonesia" at `start:end`, if that is what it is."""
        parts = [
            half for part in _PART.finditer(self.text, start, end) for half in self._halves(part)
        ]
        named = [part for part in parts if self._is_named(part[0])]
        timed = _CLOCK.search(self.text, start, end)  # "(Agency) 10:21, 5 May 2010"
        if parts and len(named) == len(parts) <= 4 and not timed:
            self._set_place(named, where)

    def _is_named(self, words: str) -> bool:
        unlike = _NOT_A_PLACE.search(words) or _NO_NAME.fullmatch(words)
        return words[0].isupper() and not unlike

    def _halves(self, part: re.Match) -> list[re.Match]:
        """ "Manado-Indonesia" is a city and a country; "Timor-Leste" is one."""
        hyphen = self.text.rfind("-", *part.span())
        if hyphen < 0 or country_of(part[0]) or not country_of(self.text[hyphen + 1 : part.end()]):
            return [part]
        spans = (part.start(), hyphen), (hyphen + 1, part.end())
        return [_PART.search(self.text, *span) for span in spans]

    def _set_place(self, parts: list[re.Match], where: str) -> None:
        country = parts and country_of(parts[-1][0])
        if country:
            self.head.country = self.head.country or Fact(country, *parts[-1].span(), where)
            if parts[-1][0].lower() not in CITY_STATES or len(parts) > 1:
                parts.pop()
        if parts and len(parts[0][0].split()) <= 4:
            city = parts[0][0].title() if parts[0][0].isupper() else parts[0][0]
            self.head.places.append(Fact(city, *parts[0].span(), where))

    # --- the title ---

    def _is_title(self, start: int, end: int) -> bool:
        held = self.text[start:end]
        return (
            held[:1] != "("
            and not begins_text(self.text, start, end)
            and not _LOCATION.search(held)
            and not next(_fully_dated(self.text, start, end), None)
        )

    def _title(self) -> Fact | None:
        lines = self.lines[:MOST_HEAD_LINES]
        lines = self._whole([line for line in lines if self._is_title(*line)])
        for sought, unwanted in ((_EVENT_WORD, DOCUMENT), (_EVENT_WORD, None), (DOCUMENT, None)):
            for start, end in lines:
                if sought.search(self.text, start, end) and not (
                    unwanted and unwanted.search(self.text, start, end)
                ):
                    return self._title_fact(start, end)
        return self._title_in_sentence()

    def _whole(self, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The lines of the head, those of a title that was broken made one again."""
        whole: list[tuple[int, int]] = []
        for start, stop in lines:
            if whole and self._goes_on(whole[-1], start, stop):
                whole[-1] = whole[-1][0], stop
            else:
                whole.append((start, stop))
        return whole

    def _goes_on(self, before: tuple[int, int], start: int, stop: int) -> bool:
        if begins_text(self.text, start, stop):
            return False
        left_open = _GOES_ON_AFTER.search(self.text[max(before[1] - 12, 0) : before[1]])
        small = _GOES_ON_BEFORE.match(self.text, start)
        return bool(left_open or small or self._is_wrapped(before, start, stop))

    def _is_wrapped(self, before: tuple[int, int], start: int, stop: int) -> bool:
        """Whether a title that ends a long line goes on in the next: "… on People" "Smuggling"."""
        end, line = before[1], self.text[start:stop]
        return (
            self.text[end:start].strip(" ") == "\n"
            and line.isupper() == self.text[before[0] : end].isupper()
            and end - self.text.rfind("\n", 0, end) > WRAPPED
            and not (_EVENT_WORD.search(line) and _EVENT_WORD.search(self.text, *before))
            and not (DOCUMENT.search(line) or re.search(r'["\d]', line))
            and not country_of(line.rpartition(",")[2])
            and f"in {line}" not in self.text
        )

    def _title_fact(self, start: int, end: int) -> Fact:
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip("#* "))
        told = _RUNS_ON.search(self.text, start, end)
        end = start + len(self.text[start : told.start()].rstrip()) if told else end
        return Fact(" ".join(self.text[start:end].split()), start, end, "header")

    def _title_in_sentence(self) -> Fact | None:
        for start, end in self.sentences[:1]:
            found = _TITLE_IN_SENTENCE.search(self.text, start, min(end, start + 600))
            if found and not _OTHERS.search(self.text, start, found.start()):
                value = " ".join(found["title"].split())
                return Fact(value, *found.span("title"), "text")
        return None

    def _ordinal(self) -> Fact | None:
        title = self.head.title
        spans = [(title.start, title.end, title.where)] if title else []
        spans += [(start, min(end, start + 1500), "text") for start, end in self.sentences[:1]]
        for start, end, where in spans:
            found = _ORDINAL.search(self.text, start, end) or _ROMAN_AFTER.search(
                self.text, start, end
            )
            if not found:
                continue
            other = self._is_others if where == "text" else self._is_since
            if not other(start, found.start()):
                return Fact(number(found["word"]), *found.span("word"), where)
        return None

    # --- the text ---

    def _sentence(self, start: int, end: int, is_first: bool) -> None:
        end = min(end, start + 1000)
        told = main_verb(self.text, start, end)
        if told and told.verb.lemma not in _TALKS:  # "welcomed the meeting held in": another one
            end = told.start
        convened = _CONVENED.search(self.text, start, end)
        if not convened or not is_first and self._is_of_another(start, convened.end()):
            return
        relative = _RELATIVE.search(self.text, start, end)
        if relative:
            self.head.faults.append(("relative date", *relative.span()))
        for found in dates_in(self.text, start, end):
            of = _OF_DATE.search(self.text, start, found.start)
            if not of and not self._is_others(start, found.start):
                self._date(found, "text")
                break
        self._place_in(convened.end(), end)

    def _is_others(self, start: int, at: int) -> bool:
        """Whether the words between "met" (or the start) and `at` speak of another conference."""
        met = _MET.search(self.text, start, at)
        return bool(_OTHERS.search(self.text, met.start() if met else start, at))

    def _is_since(self, start: int, at: int) -> bool:
        return bool(_SINCE.search(self.text, start, at))

    def _is_of_another(self, start: int, end: int) -> bool:
        """Whether a later sentence speaks of an earlier conference, not of this one."""
        if not _OF_THIS.match(self.text, start):
            return True
        other = _ORDINAL.search(self.text, start, end)
        mine = self.head.ordinal
        if other and not (mine and number(other["word"]) == mine.value):
            return True
        return bool(_OTHERS.search(self.text, start, end) or _EARLIER.search(self.text, start, end))

    def _place_in(self, start: int, end: int) -> None:
        for found in _PLACE.finditer(self.text, start, end):
            if _OTHERS.search(self.text, start, found.start()):
                return
            if not _NOT_A_PLACE.search(found["city"]):
                whole = not _NOT_A_PLACE.search(found["rest"])
                self._place(found.start("city"), found.end("rest" if whole else "city"), "text")
                return


def _fully_dated(text: str, start: int, end: int) -> Iterator[FoundDate]:
    """Dates that leave little of a line: what remains is a place, not a title."""
    for found in dates_in(text, start, end):
        if not _EVENT_WORD.search(text, start, end) and not DOCUMENT.search(text, start, end):
            yield found
