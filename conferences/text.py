"""Text as the record keeps it: normal characters only, and dates in words."""

import datetime
import hashlib
import re
import unicodedata

# What breaks spreadsheets, feeds and XML for every reader once it is saved: C0 and C1 controls
# but tab and line feed, bidirectional overrides, lone surrogates and noncharacters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def clean(text):
    """The text in Unicode's normal form C, with line feeds alone, less harmful characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _HARMFUL.sub("", lines))


def fold(text):
    """The text with every run of white space folded to one space, and none at its ends."""
    return " ".join(text.split())


def sha256_of(text):
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def counted(count, noun, plural=""):
    """A count with its noun: «1 finding», «8 findings»."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(words, joint="and"):
    """Words in a row as English sets them: «A», «A and B», «A, B and C»."""
    *rest, last = words
    return f"{', '.join(rest)} {joint} {last}" if rest else last


def day_in_words(day):
    """A day as a gazette prints it: «7 August 2018»."""
    return _day(day, "%d %B %Y")


def date_range(starts_on, ends_on):
    """A range of days as a gazette prints it: «28–30 April 2003», «7 August 2018»."""
    if starts_on == ends_on:
        return day_in_words(ends_on)
    if starts_on.year != ends_on.year:
        return f"{_day(starts_on, '%d %B %Y')} – {_day(ends_on, '%d %B %Y')}"
    if starts_on.month != ends_on.month:
        return f"{_day(starts_on, '%d %B')} – {_day(ends_on, '%d %B %Y')}"
    return f"{starts_on.day}–{_day(ends_on, '%d %B %Y')}"


def _day(day, pattern):
    return day.strftime(pattern).lstrip("0")


def parse_dates(value):
    """(first day, last day) of an ISO 8601 day or interval; ValueError when it is neither.

    >>> parse_dates("2003-04-28/2003-04-30")
    (datetime.date(2003, 4, 28), datetime.date(2003, 4, 30))
    """
    first, _, last = value.partition("/")
    starts_on = datetime.date.fromisoformat(first)
    ends_on = datetime.date.fromisoformat(last) if last else starts_on
    if ends_on < starts_on:
        raise ValueError("the last day is before the first")
    return starts_on, ends_on
