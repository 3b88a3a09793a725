"""A readable copy of a statement that remembers where each of its characters came from.

Real texts carry no-break spaces, ligatures, soft hyphens, wrongly decoded bullets and Markdown
marks. The reader looks at `Copy.text`; every span it reports is taken back to the original by
`Copy.origin`, so the words of the record are never touched.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

BULLET = "•"
_SPACES = "\t\v\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
_SPACES += "\u2008\u2009\u200a\u202f\u205f\u3000"
_BULLETS = "·◦▪▫●○■□‣⁃∙▸►➢➤✓✔❖◆◇➔" + "".join(map(chr, range(0xF020, 0xF100)))
_SAME_LENGTH = {
    **dict.fromkeys(range(0x20), " "),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, "\n\f\u2028\u2029"), "\n"),
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **dict.fromkeys(map(ord, _BULLETS), BULLET),
}
_MISDECODED = {"¢": BULLET, "™": "'", "˜": "'", "œ": '"', "“": "-", "”": "-", "¦": "."}
_MISDECODED |= {"\x99": "'", "\x98": "'", "\x9c": '"', "\x9d": '"', "\x93": "-", "\x94": "-"}
_ENTITIES = {"nbsp": " ", "#160": " ", "amp": "&", "quot": '"', "ldquo": '"', "rdquo": '"'}
_ENTITIES |= {"#39": "'", "lsquo": "'", "rsquo": "'", "ndash": "-", "mdash": "-", "bull": BULLET}

# Whatever changes length. No alternative repeats inside a repeat: a megabyte of one is linear.
_REPAIRS = re.compile(
    r"(?P<newline>\r\n)"
    r"|(?P<misdecoded>â[€\x80][¢™˜œ“”¦\x80-\x9d])"
    r"|(?P<bullet>ï?[‚\x82]·|Â·)"
    r"|(?P<stray>Â(?=[\xa0-\xbf ]))"
    r"|(?P<hyphen>\xad+\n?)"
    r"|(?P<unseen>[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]+)"
    r"|(?P<footnote>(?<=[\w.,;:)])[¹²³⁰⁴-⁹]+)"
    r"|(?P<entity>&(?:nbsp|amp|quot|[lr][sd]quo|[nm]dash|bull|#39|#160);)"
    r"|(?P<mark>\*\*\*?|___?|\\(?=[!-/:-@\[-`{-~])|(?<![\w*])[*_](?=[A-Za-z\"“‘])"
    r"|(?<=[\w.,:;\"”’])[*_](?![\w*])|\]\([^()\s]{1,400}\)|\[(?=[^\[\]\n]{1,200}\]\())"
    r"|(?P<folded>[^\x00-\x7f])"
)
_QUIET = {"newline", "mark", "entity"}  # repairs that tell staff nothing


def fold(text: str) -> str:
    """`text` with every run of white space made one space, none at either end."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Span:
    """A stretch of the original statement: `source[start:end]`."""

    start: int
    end: int


@lru_cache(maxsize=4096)
def _compatible(character: str) -> str:
    """What a ligature or full-width letter stands for; others stay."""
    return unicodedata.normalize("NFKC", character)


def _replacement(match: re.Match) -> str:
    kind, found = match.lastgroup, match[0]
    if kind == "folded":
        return found if ord(found) in _SAME_LENGTH else _compatible(found)
    if kind == "misdecoded":
        return _MISDECODED.get(found[2], " ")
    if kind == "entity":
        return _ENTITIES[found[1:-1]]
    return {"newline": "\n", "bullet": BULLET}.get(kind, "")


@dataclass
class Copy:
    """The statement as the reader sees it, and the way back.

    `text` holds plain spaces, straight quotes, `-` for every dash and `•` for every bullet.
    `repairs` are the original spans of broken characters, in order.
    """

    source: str
    text: str = ""
    repairs: list[tuple[int, int]] = field(default_factory=list)
    _at: list[int] = field(default_factory=list)  # where each stretch begins in `text`
    _spans: list[tuple[int, int, bool]] = field(default_factory=list)  # original, is it verbatim

    def __post_init__(self) -> None:
        pieces, done, length = [], 0, 0
        for match in _REPAIRS.finditer(self.source):
            new, (start, end) = _replacement(match), match.span()
            if new == match[0]:
                continue
            length += self._stretch(length, done, start, start - done, True)
            length += self._stretch(length, start, end, len(new), False)
            pieces += (self.source[done:start], new)
            done = end
            if match.lastgroup not in _QUIET:
                self.repairs.append((start, end))
        self._stretch(length, done, len(self.source), len(self.source) - done, True)
        self.text = ("".join(pieces) + self.source[done:]).translate(_SAME_LENGTH)

    def _stretch(self, at: int, start: int, end: int, length: int, verbatim: bool) -> int:
        if length:
            self._at.append(at)
            self._spans.append((start, end, verbatim))
        return length

    def _original(self, position: int) -> tuple[int, int]:
        """The original start and end of one character of the copy."""
        index = bisect_right(self._at, position) - 1
        start, end, verbatim = self._spans[index]
        if not verbatim:
            return start, end
        start += position - self._at[index]
        return start, start + 1

    def origin(self, start: int, end: int) -> Span:
        """The original span of `text[start:end]`, which must not be empty."""
        return Span(self._original(start)[0], self._original(end - 1)[1])
