"""What staff do to a review: values they type, and buttons they press.

Every value of the work has a name, the same on the page and in what the page sends. A form may
send only some of them: the others stay as they are.
"""

import re

from ..desk import KINDS, Chair, Part
from ..importing_reading import MAX_THEMES, fields_of, suggested
from ..matching import LEAVE_OUT
from ..text import clean, fold

_WORD = re.compile(r"\S+")
STEPS = ("back-sentence", "back-word", "on-word", "on-sentence")
_SENTENCE = re.compile(r"\S(?:[^.!?;]|[.!?;](?!\s))*[.!?;]?")


class NotThere(Exception):  # noqa: N818
    """The button was for something that is no longer, or never was, in the review."""


# --- values ---


def values_of(work, text):
    """{name: value} of all that staff can type or choose; themes are a list, all else words."""
    values = {f"fact.{name}": value for name, value in work.facts.items()}
    values |= {f"name.{name}": work.decisions.get(name, "") for name in work.names()}
    values |= {f"gap.{start}.{end}": "" for start, end in work.gaps(text)}
    for chair in work.chairs:
        for name in ("who", "role", "representative", "office"):
            values[f"chair.{chair.id}.{name}"] = getattr(chair, name)
    for part in work.parts:
        values |= {f"part.{part.id}.{name}": value for name, value in _values_of(part).items()}
    return values


def _values_of(part):
    return {
        "kind": part.kind,
        "verb": part.verb,
        "label": part.label,
        "addressees": "; ".join(part.addressees),
        "themes": part.themes,
    }


def sent_values(sent):
    """What a form sent, by the names of `values_of`; a list always begins with an empty choice."""
    names = [name for name in sent if "." in name]
    return {name: _sent(sent, name) for name in names}


def _sent(sent, name):
    if name.endswith(".themes"):
        themes = (theme for each in sent.getlist(name) for theme in fold(clean(each)).split("; "))
        return [theme for theme in themes if theme]
    return fold(clean(sent[name]))


def differences(work, text, sent):
    """[(name, what stands, what was sent)] where they differ."""
    stands = values_of(work, text)
    return [
        (name, stands[name], value)
        for name, value in sent_values(sent).items()
        if name in stands and stands[name] != value
    ]


def take(work, text, sent):
    """Put what was sent in place of what stands."""
    parts = {str(part.id): part for part in work.parts}
    chairs = {str(chair.id): chair for chair in work.chairs}
    for name, _, value in differences(work, text, sent):
        kind, _, rest = name.partition(".")
        if kind == "fact":
            work.facts[rest] = value
        elif kind == "name":
            work.decisions[rest] = value
        elif kind == "gap":
            _sort_gap(work, text, rest, value)
        elif kind == "chair":
            number, _, field = rest.partition(".")
            setattr(chairs[number], field, value)
        else:
            number, _, field = rest.partition(".")
            _set_part(parts[number], field, value, text)


def _sort_gap(work, text, span, kind):
    start, end = map(int, span.split("."))
    if kind in KINDS:
        _insert(work, text, Part(work.new_id(), kind, start, start, end))


def _insert(work, text, part):
    work.parts.append(suggested(part, text))
    work.parts.sort(key=lambda each: each.start)


def _set_part(part, field, value, text):
    if field == "addressees":
        part.addressees = [name for each in value.split(";") if (name := each.strip())]
    elif field == "themes":
        part.themes = value[:MAX_THEMES]
    elif field == "kind":
        part.kind = value if value in KINDS else part.kind
        suggested(part, text)
    else:
        setattr(part, field, value)


# --- buttons ---


def press(work, text, sent):
    """Take what was sent, do what the button says, and return the end of the address to show.

    Raises NotThere.
    """
    take(work, text, sent)
    name, _, about = sent.get("act", "").partition(" ")
    act = ACTS.get(name)
    if act is None:
        raise NotThere("This button is not known.")
    ending = act(work, text, about, sent)
    return ending if ending.startswith("?") else f"#{ending}"


def _save(work, text, about, sent):
    return about or "draft"


def _part(work, number):
    for at, part in enumerate(work.parts):
        if str(part.id) == number:
            return at, part
    raise NotThere("This passage is no longer there: it was merged or sorted otherwise meanwhile.")


def _split(work, text, about, sent):
    """Cut a part before the word whose number is sent, counted from 0."""
    at, part = _part(work, about)
    words = [part.start + word.start() for word in _WORD.finditer(text[part.start : part.end])]
    number = sent.get("at", "")
    cut = int(number) if number.isdecimal() and len(number) < 9 else 0
    if not 0 < cut < len(words):
        raise NotThere("Choose the word that shall begin the second part.")
    second = Part(work.new_id(), part.kind, words[cut], words[cut], part.end)
    part.end = part.start + len(text[part.start : words[cut]].rstrip())
    second.addressees = list(part.addressees)
    work.parts.insert(at + 1, suggested(second, text))
    return f"part-{second.id}"


def _open_split(work, text, about, sent):
    _part(work, about)
    return f"?split={about}#part-{about}"


def _merge(work, text, about, sent):
    """Make one of a part and the next, with all that stands between them."""
    at, part = _part(work, about)
    if at + 1 == len(work.parts):
        raise NotThere("There is no passage after this one.")
    other = work.parts.pop(at + 1)
    part.end = other.end
    part.verb, part.label = part.verb or other.verb, part.label or other.label
    part.themes = list(dict.fromkeys(part.themes + other.themes))[:MAX_THEMES]
    part.addressees = list(dict.fromkeys(part.addressees + other.addressees))
    return f"part-{part.id}"


def _border(work, text, about, sent):
    """Move a border of a part: `about` is its number, “start” or “end”, and where to."""
    number, _, wish = about.partition(" ")
    at, part = _part(work, number)
    edge, _, step = wish.partition(" ")
    is_known = edge in ("start", "end") and step in STEPS
    offset = _next_border(text, part, edge, step) if is_known else None
    if offset is None:
        raise NotThere("This border cannot go further.")
    _move(part, edge, offset)
    _give_way(work, text, part)
    return f"?open={part.id}#part-{part.id}"


def _next_border(text, part, edge, step):
    """The nearest border of a word or sentence in the direction asked for, None at the end."""
    direction, _, unit = step.partition("-")
    begin, stop = (0, part.end - 1) if edge == "start" else (part.start + 1, len(text))
    here = part.start if edge == "start" else part.end
    pattern = _SENTENCE if unit == "sentence" else _WORD
    lower, upper = (begin, here) if direction == "back" else (here, stop)
    found = [m.start() if edge == "start" else m.end() for m in pattern.finditer(text)]
    inside = [each for each in found if lower <= each <= upper and each != here]
    if not inside:
        return None
    return inside[-1] if direction == "back" else inside[0]


def _move(part, edge, offset):
    """What a part gives up is unread again, its bullet too: nothing is dropped in silence."""
    if edge == "end":
        part.end = offset
    else:
        part.mark = offset if offset > part.start else min(part.mark, offset)
        part.start = offset


def _give_way(work, text, part):
    """Take from the other parts what this one now holds."""
    for other in work.parts:
        if other is not part and other.start < part.start:
            other.end = min(other.end, part.mark)
        elif other is not part:
            other.start = max(other.start, part.end)
            other.mark = max(other.mark, part.end)
        _trim(other, text)
    work.parts[:] = [each for each in work.parts if each.start < each.end]


def _trim(part, text):
    """A part begins and ends with a word."""
    held = text[part.start : part.end]
    moved = len(held) - len(held.lstrip())
    part.mark += moved if part.mark == part.start else 0
    part.start, part.end = part.start + moved, part.start + len(held.rstrip())


def _choose(work, text, about, sent):
    """Let the conference say what this reading says."""
    said = dict(zip(map(str, range(len(work.said))), work.said, strict=True)).get(about)
    if said is None:
        raise NotThere("This reading is no longer there.")
    fields = fields_of({said.fact: said.value})
    work.facts |= fields
    return f"fact-{next(iter(fields))}"


def _settle(work, text, about, sent):
    """Say that a problem is seen to, or no longer."""
    for doubt in work.doubts:
        if str(doubt.id) == about:
            doubt.is_settled = not doubt.is_settled
            return "problems"
    raise NotThere("This question is no longer there.")


def _add_chair(work, text, about, sent):
    chair = Chair(work.new_id(), "")
    work.chairs.append(chair)
    return f"chair-{chair.id}"


def _drop_chair(work, text, about, sent):
    work.chairs = [chair for chair in work.chairs if str(chair.id) != about]
    return "chairs"


ACTS = {
    "save": _save,
    "finish": _save,
    "open-split": _open_split,
    "split": _split,
    "merge": _merge,
    "border": _border,
    "choose": _choose,
    "settle": _settle,
    "add-chair": _add_chair,
    "drop-chair": _drop_chair,
}


# --- what nobody else may lose ---


def strangers(work, text, sent):
    """[(name, words)] sent for what is no longer in the review."""
    stands = values_of(work, text)
    typed = sent_values(sent)
    return [
        (name, value)
        for name, value in typed.items()
        if name not in stands and isinstance(value, str) and value and not name.endswith(".kind")
    ]


def set_aside(work, text, keys):
    """Settle the questions of these keys by leaving out what they are about."""
    for key in keys:
        kind, _, about = key.partition("-")
        if kind == "gap" and tuple(about.split("-")) in _gaps(work, text):
            _sort_gap(work, text, about.replace("-", "."), "aside")
        elif kind == "doubt":
            for doubt in work.doubts:
                doubt.is_settled = doubt.is_settled or str(doubt.id) == about
        elif kind == "name" and about in work.names():
            work.decisions[about] = LEAVE_OUT
        elif kind == "chair":
            _drop_chair(work, text, about, {})


def _gaps(work, text):
    return {(str(start), str(end)) for start, end in work.gaps(text)}
