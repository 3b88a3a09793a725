"""Numbers as lists print them, and the counting of a Word document's lists."""

import re
from collections import defaultdict
from dataclasses import dataclass

from docx.oxml.ns import nsmap, qn

# Beyond these a word processor prints digits as well; without them a file could ask for a
# numeral of any length.
_LAST_LETTER = 780
_LAST_ROMAN = 3999

_ROMAN = {
    "m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50,
    "xl": 40, "x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1,
}  # fmt: skip
_PLACEHOLDER = re.compile("%([1-9])")


def numeral(number: int, form: str) -> str:
    """The number in a form named as in WordprocessingML; in digits when the form is unknown.

    >>> [numeral(4, form) for form in ("decimal", "lowerLetter", "upperRoman")]
    ['4', 'd', 'IV']
    """
    if form.endswith("Letter") and 1 <= number <= _LAST_LETTER:
        return _cased(_letters(number), form)
    if form.endswith("Roman") and 1 <= number <= _LAST_ROMAN:
        return _cased(_roman(number), form)
    if form == "none":
        return ""
    return f"{number:02}" if form == "decimalZero" else str(number)


def _cased(word, form):
    return word.upper() if form.startswith("upper") else word


def _letters(number):
    """Letters as Word counts them: z is followed by aa, bb."""
    repeats, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (repeats + 1)


def _roman(number):
    word = ""
    for sign, worth in _ROMAN.items():
        times, number = divmod(number, worth)
        word += sign * times
    return word


@dataclass(frozen=True)
class Level:
    """How one depth of a list is numbered; `pattern` holds %1 to %9 for the depths' numbers."""

    form: str
    pattern: str
    start: int
    is_legal: bool

    @classmethod
    def of(cls, element):
        """The level a w:lvl element describes."""
        return cls(
            form=_value(element, "w:numFmt") or "decimal",
            pattern=_value(element, "w:lvlText") or "",
            start=int(_value(element, "w:start") or 0),
            is_legal=element.find("w:isLgl", nsmap) is not None,
        )


@dataclass(frozen=True)
class Listing:
    """A list: lists of one definition count on, but for the depths that restart."""

    definition: str
    levels: dict[int, Level]
    restarts: dict[int, int]


class Numbering:
    """Counts the list items of a document in the order of its body."""

    def __init__(self, numbering, styles):
        """From the elements w:numbering (or none) and w:styles."""
        self._styles = {style.get(qn("w:styleId")): style for style in styles}
        self._listings = dict(_listings(numbering, self._styles))
        self._counts = defaultdict(dict)
        self._restarted = set()

    def mark(self, paragraph):
        """The bullet or number Word prints before the paragraph, "" when none.

        It counts: ask once for each paragraph, in order.
        """
        listing = self._listings.get(self._own_or_styled(paragraph, "w:numId"))
        depth = int(self._own_or_styled(paragraph, "w:ilvl") or 0)
        if listing is None or depth not in listing.levels:
            return ""
        counts = self._count(listing, depth)
        return _mark(listing.levels, depth, counts)

    def _own_or_styled(self, paragraph, tag):
        values = (_value(holder, f"w:pPr/w:numPr/{tag}") for holder in self._holders(paragraph))
        return next(filter(None, values), None)

    def _holders(self, paragraph):
        """The paragraph, its style, and the styles that one is based on."""
        yield paragraph
        name = _value(paragraph, "w:pPr/w:pStyle")
        seen = set()  # styles may be based on each other in a circle
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], "w:basedOn")

    def _count(self, listing, depth):
        """The number reached at each depth of the list, after one more item at this depth."""
        counts = self._counts[listing.definition]
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, listing.levels[depth].start - 1) + 1
        restart = (id(listing), depth)
        if depth in listing.restarts and restart not in self._restarted:
            self._restarted.add(restart)
            counts[depth] = listing.restarts[depth]
        return counts


def _mark(levels, depth, counts):
    level = levels[depth]

    def number_at(found):
        other = levels.get(int(found[1]) - 1, level)
        number = counts.get(int(found[1]) - 1, other.start)
        return numeral(number, "decimal" if level.is_legal else other.form)

    return "•" if level.form == "bullet" else _PLACEHOLDER.sub(number_at, level.pattern)


def _listings(numbering, styles):
    """Each list's number with what its definition and its own changes to it say."""
    definitions = {
        element.get(qn("w:abstractNumId")): element
        for element in numbering
        if element.tag == qn("w:abstractNum")
    }
    numbers = {
        element.get(qn("w:numId")): element for element in numbering if element.tag == qn("w:num")
    }
    for number_id, number in numbers.items():
        definition_id = _definition_of(number, definitions, numbers, styles)
        if definition_id in definitions:
            yield number_id, _listing(number, definition_id, definitions[definition_id])


def _definition_of(number, definitions, numbers, styles):
    """The number of the list's definition, which may name a style whose list defines it."""
    definition_id = _value(number, "w:abstractNumId")
    style = styles.get(_value(definitions.get(definition_id), "w:numStyleLink"))
    styled = numbers.get(_value(style, "w:pPr/w:numPr/w:numId"))
    return definition_id if styled is None else _value(styled, "w:abstractNumId")


def _listing(number, definition_id, definition):
    changed = number.findall("w:lvlOverride/w:lvl", nsmap)
    levels = definition.findall("w:lvl", nsmap) + changed
    overrides = number.findall("w:lvlOverride", nsmap)
    starts = {_depth(override): _value(override, "w:startOverride") for override in overrides}
    return Listing(
        definition=definition_id,
        levels={_depth(level): Level.of(level) for level in levels},
        restarts={depth: int(start) for depth, start in starts.items() if start is not None},
    )


def _depth(element):
    return int(element.get(qn("w:ilvl")))


def _value(element, path):
    """The w:val of the element at the path, or None."""
    found = None if element is None else element.find(path, nsmap)
    return None if found is None else found.get(qn("w:val"))
