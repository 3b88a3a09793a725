"""Cut a block into sentences without tripping over abbreviations and footnote digits."""

import re
from collections.abc import Iterator

_STOP = re.compile(
    r"[.!?][\"')\]]*(?:\[?\d{1,2}\]?)?(?=\s+[\"'(\[]?[A-Z0-9])"
    r"|(?<=[a-z]{3})\.(?=[A-Z][a-z]+ )"
)
_ABBREVIATIONS = frozenset(
    (
        *("Dr", "Mr", "Mrs", "Ms", "Prof", "Hon", "Rt", "Gen", "Lt", "Col", "Sen", "Rev", "St"),
        *("No", "Nos", "Art", "Arts", "para", "paras", "p", "pp", "Res", "Vol", "Fig", "ref"),
        *("vs", "cf", "etc", "approx", "Ltd", "Inc", "Jr", "Sr", "i.e", "e.g", "H.E"),
        *("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"),
    )
)


def _is_abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to its word: "Dr.", "H.E.", an initial."""
    held = text[max(start, stop - 7) : stop].split()
    word = held[-1].lstrip("(\"'") if held else ""
    known = word in _ABBREVIATIONS or len(word) > 1 and word.title() in _ABBREVIATIONS
    return known or word[-1:].isupper() and word[-2:-1] in ("", ".")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of `text[start:end]`, white space between them left out."""
    for stop in _STOP.finditer(text, start, end):
        if text[stop.start()] == "." and _is_abbreviated(text, start, stop.start()):
            continue
        yield start, stop.end()
        start = stop.end()
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
