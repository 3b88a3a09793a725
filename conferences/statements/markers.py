"""What stands at the start of a line: bullets, numbers and letters of a list."""

import re
from dataclasses import dataclass

from .numbers import roman
from .text import BULLET

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
_BULLET = re.compile(rf"(?P<bullet>{BULLET}|[*+-](?=\s)|o(?=\s{{2,}}\w)|o(?=\s[a-z]))\s*")
_LABEL = re.compile(
    r"(?P<open>\(?)(?:(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})[.)]?(?=\s+[A-Za-z])"
    r"|(?P<number>\d{1,3})[.)](?=\s|[A-Z]|$)"
    r"|(?P<letter>[A-Za-z])[.)](?=\s|$)|(?P<roman>[ivxlcIVXLC]{2,7})[.)](?=\s|$))\s*"
    r"|(?:Recommendation|RECOMMENDATION)\s+(?P<named>\d{1,2}|[A-Z])\s*(?:[:.)]|-(?=\s))\s*"
    rf"|(?P<bare>\d{{1,3}})\s+(?=[A-Z])(?!{_MONTH})"
)
_RUN_ON = re.compile(
    r"(?<=[;:.,])\s+(?:and\s+)?(?=\(?(?:\d{1,2}|[A-Za-z]|[ivx]{2,5})[.)]\s+\w)", re.IGNORECASE
)
MOST_RUN_ON = 20_000  # characters of a line searched for the items of a list
_KINDS = ("decimal", "number", "letter", "roman", "named", "bare")


@dataclass(frozen=True)
class Marker:
    """A list mark: `style` tells lists apart, `label` is what is written, `end` is past it."""

    style: str
    label: str
    end: int

    @property
    def is_bullet(self) -> bool:
        return not self.label

    @property
    def is_first(self) -> bool:
        return self.is_bullet or follows(self.label, "")


def marker_at(text: str, start: int, end: int) -> Marker | None:
    """The mark that `text[start:end]` begins with, or None. "- 1." counts as "1."."""
    bullet = _BULLET.match(text, start, end)
    label = _LABEL.match(text, bullet.end() if bullet else start, end)
    if bullet and not (label and label.lastgroup != "bare"):
        return Marker(f"bullet {bullet['bullet']}", "", bullet.end())
    if not label:
        return None
    kind = next(kind for kind in _KINDS if label[kind])
    style = kind + (" upper" if label[kind].isupper() else "") + (label["open"] or "")
    return Marker(style, label[kind], label.end())


def ranks(label: str) -> set[tuple[str, int]]:
    """Every place in a sequence a label can mean: "i" is the ninth letter and the first roman."""
    label = label.lower()
    if label.isdecimal():
        return {("number", int(label))}
    found = {("letter", ord(label) - 96)} if len(label) == 1 and "a" <= label <= "z" else set()
    if label and not label.strip("ivxlc"):
        found.add(("roman", roman(label)))
    return found


def follows(label: str, previous: str) -> bool:
    """Whether `label` comes next after `previous`; with no previous, whether it begins a list."""
    if not label:
        return False
    before = ranks(previous) if previous else {("number", 0), ("letter", 0), ("roman", 0)}
    return any((kind, rank - 1) in before for kind, rank in ranks(label))


def run_on(text: str, start: int, end: int, label: str) -> list[int]:
    """Where further items of a list begin inside one line: "…; 2. Strengthening …"."""
    found = []
    for gap in _RUN_ON.finditer(text, start, min(end, start + MOST_RUN_ON)):
        marker = marker_at(text, gap.end(), end)
        opens = not label and text[gap.start() - 1] == ":"
        if marker and marker.label and (label or opens) and follows(marker.label, label):
            found.append(gap.end())
            label = marker.label
    return found
