"""Which blocks are headings: between the paragraphs of a statement and above its lists."""

from .clauses import main_verb, opening_verb
from .layout import Block, is_heading
from .markers import follows
from .stems import Stem


def is_plain_heading(text: str, block: Block, listing: bool) -> bool:
    """Whether a line without a mark is a heading. In a `listing` of such lines only a title is."""
    return (
        text[block.start] == "#"
        or is_heading(text, block.start, block.end)
        or text[block.start].isupper()
        and _is_short(text, block)
        and not listing
    )


def is_marked_heading(text: str, block: Block, following: Block | None, stems: list[Stem]) -> bool:
    """ "A. Border security" is a heading unless it is one of a list of such lines."""
    style = block.marker.style
    lower = text[block.body : block.end][:1].islower()
    listed = any(stem.style == style or stem.style is None and lower for stem in stems)
    next_style = following.marker.style if following and following.marker else ""
    return text[block.start] == "#" or bool(
        block.label
        and not listed
        and following
        and next_style != style
        and not follows(following.label, block.label)
        and block.body < block.end
        and _is_short(text, block)
    )


def _is_short(text: str, block: Block) -> bool:
    """A line too short for a sentence, without a stop or a verb."""
    held = text[block.body : min(block.end, block.body + 101)]
    return (
        len(held) <= 100
        and len(held.split()) <= 12
        and held[-1:] not in tuple(".,;:!?")
        and not main_verb(text, block.body, block.end)
        and not opening_verb(text, block.body)
    )
