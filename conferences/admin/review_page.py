"""What the review page shows: the source in colours, and the draft that came of it."""

from itertools import groupby, pairwise

from ..countries import COUNTRIES
from ..desk import KINDS, PASSAGES
from ..importing_questions import faults, named, notes, open_doubts, questions
from ..matching import LEAVE_OUT, country_of
from ..models import Actor, Conference, Participant, Statement, Theme
from ..statements import VERBS
from ..text import date_range, fold, parse_dates
from .review_edits import differences

LETTERS = {
    "finding": "F",
    "recommendation": "R",
    "introduction": "I",
    "heading": "H",
    "aside": "–",
    "unread": "?",
}
NAMES = KINDS | {"unread": "Not read"}
MOST_CUTS = 2000  # words of a part that are offered as places to split it
WIDE_ENOUGH = 4  # per cent of the strip that a letter needs
SENTENCES = {
    "finding": "What Ministers noted, urged or agreed",
    "recommendation": "What Ministers recommended",
    "introduction": "What the text says before that",
    "heading": "A title or a stem, not shown",
    "aside": "Not part of the statement, not shown",
}
FIELDS = (
    ("title", "Title", "text"),
    ("official_name", "Official name", "text"),
    ("starts_on", "First day", "date"),
    ("ends_on", "Last day", "date"),
    ("city", "City", "text"),
    ("country", "Country", "country"),
    ("venue", "Venue", "text"),
    ("ordinal", "Number", "text"),
    ("member_count", "Members", "text"),
    ("observer_count", "Observers", "text"),
    ("code", "Code", "text"),
    ("slug", "Address", "text"),
)
STATEMENT_FIELDS = (
    ("statement_title", "Title of the text", "text"),
    ("statement_kind", "Kind", "kind"),
    ("language", "Language", "text"),
    ("source_url", "Taken from (address)", "url"),
    ("retrieved_on", "Taken on", "date"),
)
FACT_OF = {"starts_on": "dates", "ends_on": "dates"}


def page_of(review, known, splitting="", opened=""):
    """All that the templates of the review page need.

    `splitting` and `opened` are the numbers of the part to split, and of the one shown in full.
    """
    work, text = review.work, review.text
    asked = list(questions(review, work, known))
    return {
        "review": review,
        "work": work,
        "pieces": pieces_of(work, text),
        "strip": strip_of(work, text),
        "shares": shares_of(work, text),
        "warnings": [doubt for doubt in open_doubts(work) if doubt.kind == "not a statement"],
        "doubts": [_doubt(d, work) for d in open_doubts(work) if d.kind != "not a statement"],
        "settled": [doubt for doubt in work.doubts if doubt.is_settled],
        "notes": notes(work),
        "open_count": len(asked) + len(list(faults(review, work, known))),
        "fields": [_field(review, work, *field) for field in FIELDS],
        "statement_fields": [_field(review, work, *field) for field in STATEMENT_FIELDS],
        "names": [_name(name, work, known) for name in work.names()],
        "chairs": work.chairs,
        "cards": cards_of(work, text, splitting, opened),
        "actors": sorted(known.rows.values(), key=str),
        "themes": list(Theme.objects.values_list("name", flat=True)),
        "verbs": sorted(VERBS),
        "kinds": [(kind, name, SENTENCES[kind]) for kind, name in KINDS.items()],
        "roles": Participant.Role.choices,
        "leave_out": LEAVE_OUT,
        "new_kinds": [(f"new {kind}", label) for kind, label in _NEW_KINDS],
    }


_NEW_KINDS = [
    (Actor.Kind.ORGANISATION.value, "New organisation"),
    (Actor.Kind.GROUP.value, "New group, such as “States”"),
]


# --- the source ---


def stretches_of(work, text):
    """[(kind, id, mark, start, end)] of the parts and of what is not read, in order."""
    stretches = [(p.kind, f"part-{p.id}", p.mark, p.start, p.end) for p in work.parts]
    stretches += [("unread", f"gap-{start}", start, start, end) for start, end in work.gaps(text)]
    return sorted(stretches, key=lambda stretch: stretch[2])


def pieces_of(work, text):
    """The text cut wherever something begins or ends; the pieces together are the whole of it."""
    evidence = _evidence(work)
    stretches = stretches_of(work, text)
    cuts = {0, len(text)}
    for _, _, mark, start, end in stretches:
        cuts |= {mark, start, end}
    for start, end in evidence:
        cuts |= {start, end}
    return [
        _piece(text, start, end, stretch, evidence)
        for (start, end), stretch in _with_stretch(pairwise(sorted(cuts)), stretches)
    ]


def _with_stretch(spans, stretches):
    """Each span with the stretch that holds it, or None; both are in order."""
    waiting = iter(stretches)
    stretch = next(waiting, None)
    for start, end in spans:
        while stretch and stretch[4] <= start:
            stretch = next(waiting, None)
        yield (start, end), stretch if stretch and stretch[2] <= start else None


def _piece(text, start, end, stretch, evidence):
    kind, target, mark, words, _ = stretch or ("", "", None, 0, 0)
    return {
        "text": text[start:end],
        "kind": kind,
        "name": NAMES.get(kind, ""),
        "href": target,
        "letter": LETTERS[kind] if start == mark else "",
        "is_mark": start < words,
        "anchors": [
            anchor for span, anchors in evidence.items() if span[0] == start for anchor in anchors
        ],
    }


def _evidence(work):
    """{(start, end): [anchor]} of the words that facts, chairs and doubts rest on."""
    found = {}
    for number, said in enumerate(work.said):
        found.setdefault((said.start, said.end), []).append(f"said-{number}")
    for name, rows in (("chair", work.chairs), ("doubt", work.doubts)):
        for row in rows:
            if row.start is not None:
                found.setdefault((row.start, row.end), []).append(f"{name}-{row.id}")
    return found


# --- the strip ---


def strip_of(work, text):
    """Runs of one kind, each with its place and breadth in per cent of the text's length."""
    total, runs = max(len(text), 1), []
    for kind, group in groupby(stretches_of(work, text), key=lambda stretch: stretch[0]):
        run = list(group)
        start, end = run[0][2], run[-1][4]
        breadth = 100 * (end - start) / total
        runs.append(
            {
                "kind": kind,
                "letter": LETTERS[kind] if breadth >= WIDE_ENOUGH else "",
                "name": f"{NAMES[kind]}: {len(run)}",
                "href": f"source-{run[0][1]}",
                "x": f"{100 * start / total:.3f}%",
                "width": f"{breadth:.3f}%",
                "middle": f"{100 * start / total + breadth / 2:.3f}%",
            }
        )
    return runs


def shares_of(work, text):
    """How much of the text's characters, white space aside, is of each kind."""
    sizes = dict.fromkeys(NAMES, 0)
    for kind, _, mark, _, end in stretches_of(work, text):
        sizes[kind] += _size(text[mark:end])
    total = max(sum(sizes.values()), 1)
    return [
        {"kind": kind, "letter": LETTERS[kind], "name": NAMES[kind], "share": _share(size, total)}
        for kind, size in sizes.items()
    ]


def _size(words):
    return sum(map(len, words.split()))


def _share(size, total):
    """In whole per cent; what is there at all is never told as nothing."""
    return f"{round(100 * size / total)} %" if size * 100 >= total or not size else "under 1 %"


# --- the draft ---


def _doubt(doubt, work):
    """A question with the readings to choose among, when it is about such."""
    facts = {said.fact for said in work.said if (said.start, said.end) == (doubt.start, doubt.end)}
    readings = [each for fact in facts for each in _said(work, fact)]
    return {"doubt": doubt, "readings": readings if doubt.kind.endswith("differ") else ()}


def _field(review, work, name, label, kind):
    fact = FACT_OF.get(name, name)
    own = getattr(review.conference, name, None) if review.conference else None
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "value": work.facts.get(name, ""),
        "choices": _CHOICES.get(kind, ()),
        "fixed": own not in (None, ""),
        "said": [] if name == "ends_on" else _said(work, fact),
    }


_CHOICES = {
    "country": list(Conference._meta.get_field("country").choices),
    "kind": Statement.Kind.choices,
}


def _said(work, fact):
    """The readings of a fact; `is_one` when there is nothing to choose."""
    rows = [(number, said) for number, said in enumerate(work.said) if said.fact == fact]
    return [
        {
            "number": number,
            "said": said,
            "in_words": _in_words(said),
            "is_told": _tells(work, said),
            "is_one": len({each.value for _, each in rows}) == 1,
        }
        for number, said in rows
    ]


def _in_words(said):
    if said.fact == "country":
        return COUNTRIES[said.value]
    return date_range(*parse_dates(said.value)) if said.fact == "dates" else said.value


def _tells(work, said):
    if said.fact == "dates":
        days = dict.fromkeys((work.facts["starts_on"], work.facts["ends_on"]))
        return said.value == "/".join(days)
    return work.facts.get(said.fact) == said.value


def _name(name, work, known):
    return {
        "name": name,
        "actor": known.find(name),
        "decision": work.decisions.get(name, ""),
        "is_state": bool(country_of(name)),
    }


def cards_of(work, text, splitting="", opened=""):
    """Parts and what is not read, in the order of the text, as the page lists them."""
    cards = {part.mark: _card(part, work, text) for part in work.parts}
    for part in work.parts:
        words = text[part.start : part.end]
        cards[part.mark]["is_open"] = opened == str(part.id)
        cards[part.mark]["tokens"] = (
            words.split()[:MOST_CUTS] if splitting == str(part.id) else None
        )
    for start, end in work.gaps(text):
        cards[start] = {
            "gap": f"{start}.{end}",
            "anchor": f"gap-{start}",
            "kind": "unread",
            "letter": LETTERS["unread"],
            "words": fold(text[start:end]),
        }
    return [cards[start] for start in sorted(cards)]


def _card(part, work, text):
    return {
        "part": part,
        "anchor": f"part-{part.id}",
        "kind": part.kind,
        "letter": LETTERS[part.kind],
        "words": fold(text[part.start : part.end]),
        "is_passage": part.kind in PASSAGES,
        "addressees": "; ".join(part.addressees),
        "is_last": part is work.parts[-1],
        "notes": [d.sentence for d in notes(work) if d.start is not None and _holds(part, d)],
    }


def _holds(part, doubt):
    return part.start <= doubt.start < part.end and doubt.kind in ("several verbs", "no stop")


# --- two editors at once ---


def told_differences(review, sent):
    """What a form had typed otherwise than the review stands now, each by a name staff know."""
    parts = {str(part.id): part for part in review.work.parts}
    return [
        {
            "name": name,
            "label": _label(name, parts, review.text),
            "stands": _as_words(stands),
            "sent": _as_words(typed),
        }
        for name, stands, typed in differences(review.work, review.text, sent)
    ]


def _as_words(value):
    return "; ".join(value) if isinstance(value, list) else value


def _label(name, parts, text):
    kind, number, *rest = name.split(".")
    if kind == "part":
        return f"{named(parts[number], text)}, {rest[0]}"
    return " ".join(["Chair", *rest] if kind == "chair" else [number, *rest]).replace("_", " ")
