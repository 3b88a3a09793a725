"""Cardinals and ordinals in digits, words and roman numerals."""

import re

_UNITS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ODD = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
_ODD |= {"nine": "ninth", "twelve": "twelfth"}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

CARDINALS = {word: rank for rank, word in enumerate(_UNITS, 1)}
ORDINALS = {_ODD.get(word, word + "th"): rank for word, rank in CARDINALS.items()}
for _rank, _ten in enumerate(_TENS, 2):
    CARDINALS[_ten] = _rank * 10
    ORDINALS[_ten[:-1] + "ieth"] = _rank * 10
    for _unit, _word in enumerate(_UNITS[:9], 1):
        CARDINALS[f"{_ten}-{_word}"] = _rank * 10 + _unit
        ORDINALS[f"{_ten}-{_ODD.get(_word, _word + 'th')}"] = _rank * 10 + _unit

CARDINAL = (
    r"(?:\d{1,4}|"
    + "|".join(word.replace("-", "[- ]") for word in sorted(CARDINALS, key=len, reverse=True))
    + r")\b"
)
ORDINAL = (
    r"(?:\d{1,3}\s?(?:st|nd|rd|th)|"
    + "|".join(word.replace("-", "[- ]") for word in sorted(ORDINALS, key=len, reverse=True))
    + r")\b"
)


def roman(numeral: str) -> int:
    """The value of a roman numeral, in either case."""
    values = [_ROMAN[letter] for letter in numeral.lower()]
    following = [*values[1:], 0]
    return sum(-v if v < w else v for v, w in zip(values, following, strict=True))


def number(written: str) -> int:
    """The value of what CARDINAL or ORDINAL matched, or of a roman numeral.

    Raises KeyError for anything else.
    """
    digits = re.match(r"\d+", written)
    if digits:
        return int(digits[0])
    word = "-".join(written.lower().replace("-", " ").split())
    found = CARDINALS.get(word) or ORDINALS.get(word)
    return found or roman(word)
