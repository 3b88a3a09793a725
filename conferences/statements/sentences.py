"""Cut a block into sentences without tripping over abbreviations and footnote digits."""

import re
from collections.abc import Iterator

_STOP = re.compile(
    r"[.!?][\"')\]]*(?:\[?\d{1,2}\]?)?(?=\s+[\"'(\[]?[A-Z0-9])"
    r"|(?<=[a-z]{3})\.(?=[A-Z][a-z]+ )"
)
_ABBREVIATION = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Prof|Hon|Rt|St|No|Nos|Art|Arts|para|paras|pp?|vs|cf|etc|e\.g|i\.e|H\.E|Ltd|Inc"
    r"|Gen|Lt|Col|Sen|Rev|Jr|Sr|Res|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Vol|Fig|ref"
    r"|[A-Z])$"
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of `text[start:end]`, white space between them left out."""
    for stop in _STOP.finditer(text, start, end):
        if text[stop.start()] == "." and _ABBREVIATION.search(
            text, max(start, stop.start() - 8), stop.start()
        ):
            continue
        yield start, stop.end()
        start = stop.end()
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
