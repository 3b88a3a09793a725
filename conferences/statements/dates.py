"""Dates and date ranges as statements write them. A date without a year is not a date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)(?![a-z])"
)
_DAY = r"(?<![\d./])\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)?"
_TO = r"\s*(?:-|to\b|and\b|&|until\b|through\b)\s*"
_YEAR = r"(?:\s*,?\s*\(?(?P<{0}>\d{{3,5}})(?!\d))?"

_DATE = re.compile(
    rf"(?:between\s+)?(?P<from>{_DAY})(?:\s+(?:of\s+)?(?P<from_month>{MONTH}){_YEAR.format('from_year')})?"
    rf"(?:(?P<lost>\s+)(?=\d)|{_TO}){_WEEKDAY}(?P<to>{_DAY})\s*(?:of\s+)?(?P<to_month>{MONTH})"
    rf"{_YEAR.format('to_year')}"
    rf"|(?P<first_month>{MONTH})\s+(?P<first>{_DAY}){_YEAR.format('first_year')}{_TO}{_WEEKDAY}"
    rf"(?:(?P<last_month>{MONTH})\s+)?(?P<last>{_DAY})(?!\s*{MONTH}){_YEAR.format('last_year')}"
    rf"|(?P<day>{_DAY})\s*(?:day\s+)?(?:of\s+)?(?P<month>{MONTH}){_YEAR.format('year')}"
    rf"|(?P<us_month>{MONTH})\s+(?P<us_day>{_DAY}){_YEAR.format('us_year')}"
    r"|(?<!\d)(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)",
    re.IGNORECASE,
)
_OPENS_RANGE = re.compile(r"(?:^|[,:(\n]|\b(?:on|from|date))\s*$", re.IGNORECASE)

NO_YEAR, IMPOSSIBLE = "no year", "impossible date"


@dataclass(frozen=True)
class FoundDate:
    """A date range at `start:end` of a text. Where `fault` is set the days are None."""

    start: int
    end: int
    starts_on: date | None = None
    ends_on: date | None = None
    fault: str = ""


def dates_in(text: str, start: int, end: int) -> Iterator[FoundDate]:
    """Every date or range in `text[start:end]`, in order."""
    for match in _DATE.finditer(text, start, end):
        yield _read(text, match)


def _read(text: str, match: re.Match) -> FoundDate:
    begin = match.start()
    if match["lost"] and not _OPENS_RANGE.search(text, max(0, begin - 8), begin):
        begin = match.start("to")  # "Release 12 6 September": the first number is not a day
        days = [(match["to"], match["to_month"], match["to_year"])]
    else:
        days = _days(match)
    return _dated(begin, match.end(), days)


def _days(match: re.Match) -> list[tuple[str, str, str | None]]:
    """Day, month and year of the first and last day, each filled from the other."""
    found = match.groupdict()
    if found["iso"]:
        year, month, day = found["iso"].split("-")
        return [(day, _MONTHS[(int(month) - 1) % 12] if 1 <= int(month) <= 12 else "", year)]
    if found["day"]:
        return [(found["day"], found["month"], found["year"])]
    if found["us_day"]:
        return [(found["us_day"], found["us_month"], found["us_year"])]
    if found["from"]:
        month, year = found["to_month"], found["to_year"]
        first = found["from"], found["from_month"] or month, found["from_year"] or year
        return [first, (found["to"], month, year)]
    month, year = found["first_month"], found["last_year"] or found["first_year"]
    first = found["first"], month, found["first_year"] or year
    return [first, (found["last"], found["last_month"] or month, year)]


def _dated(start: int, end: int, days: list[tuple[str, str, str | None]]) -> FoundDate:
    if any(year is None for _, _, year in days):
        return FoundDate(start, end, fault=NO_YEAR)
    try:
        read = [_date(*day) for day in days]
    except ValueError:
        return FoundDate(start, end, fault=IMPOSSIBLE)
    if read[0] > read[-1]:
        return FoundDate(start, end, fault=IMPOSSIBLE)
    return FoundDate(start, end, read[0], read[-1])


def _date(day: str, month: str, year: str) -> date:
    """Raises ValueError where the day does not exist or the year is no year of ours."""
    if not 1900 <= int(year) <= 2100:
        raise ValueError(year)
    return date(int(year), _MONTHS.index(month[:3].lower()) + 1, int(re.match(r"\d+", day)[0]))
