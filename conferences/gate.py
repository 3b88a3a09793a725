"""The gate: what stands in the way of making a conference public, and what is only advisable."""

from dataclasses import dataclass
from itertools import groupby

from .editions import Edition
from .models import Conference
from .text import counted


@dataclass(frozen=True)
class Remark:
    """Something that the gate sees: a sentence, and where on the conference's page it is mended.

    `rows` names a group of rows and `number` one of them from 0; without them it is the field of
    the conference itself.
    """

    sentence: str
    field: str
    rows: str = ""
    number: int | None = None


def obstacles(conference):
    """What must be mended first: a list of remarks; while there are any, nothing is published."""
    return [
        *_in_the_head(conference),
        *_in_the_address(conference),
        *_in_the_passages(conference),
        *_in_the_readings(conference),
    ]


def _in_the_head(conference):
    if not conference.title.strip():
        yield Remark("The conference has no title.", "title")
    if not conference.starts_on:
        yield Remark("The conference has no dates.", "starts_on")
    if conference.image and not conference.image_alt.strip():
        yield Remark("The image has no words for those who do not see it.", "image_alt")
    for fact, words in _unlike_their_choice(conference):
        yield Remark(words, fact)


def _in_the_address(conference):
    if why := why_taken(conference, conference.slug):
        yield Remark(why, "slug")


def why_taken(conference, slug):
    """Why a conference cannot have this address, in a sentence; empty when it can."""
    own = {conference.pk, conference.original.pk}
    for other in Conference.objects.filter(slug=slug, corrects=None).exclude(pk__in=own):
        return f"“{other}” has the address “{slug}”."
    for former in Edition.objects.filter(slug=slug).exclude(conference__in=own):
        return f"The address “{slug}” led to “{former.conference}” and still leads there, for good."
    return ""


def _in_the_passages(conference):
    for rows in ("paragraphs", "findings", "recommendations"):
        for number, row in enumerate(getattr(conference, rows).select_related("statement")):
            for sentence, field in _amiss(row):
                yield Remark(f"{_name(rows, number)} {sentence}", field, rows, number)


def _amiss(row):
    if not row.text.strip():
        yield "has no words.", "text"
    if getattr(row, "label", "-").strip() == "":
        yield "has no letter or number.", "label"
    if row.statement and row.statement.said(row.start, row.end) != row.text:
        yield "does not say what stands at its place in the statement.", "text"


def _name(rows, number):
    return f"{rows.capitalize().removesuffix('s')} {number + 1}"


def _in_the_readings(conference):
    """A fact that the page tells, and sources tell differently, needs a choice among them."""
    return [each for fact, each in _unchosen(conference) if conference.says(fact) is not None]


def _unchosen(conference):
    """(fact, remark) of each fact of which several readings stand and none is chosen."""
    rows = list(enumerate(conference.readings.all()))
    for fact, readings in groupby(rows, key=lambda each: each[1].fact):
        told = list(readings)
        values = {row.value for _, row in told}
        if len(values) > 1 and not any(row.is_chosen for _, row in told):
            label = told[0][1].get_fact_display()
            sentence = f"{label}: sources say {len(values)} different things, and none is chosen."
            yield fact, Remark(sentence, "is_chosen", "readings", told[0][0])


def _unlike_their_choice(conference):
    """(field, sentence) of each fact of which the page would say other than its chosen reading."""
    for row in conference.readings.filter(is_chosen=True):
        own = conference.says(row.fact)
        if own is not None and row.in_words != own:
            field = "starts_on" if row.fact == "dates" else row.fact
            told = f"the chosen reading says {row.in_words}, the page {own or 'nothing'}."
            yield field, f"{row.get_fact_display()}: {told}"


def advice(conference):
    """What would make the record better, and does not stand in the way: a list of remarks."""
    return [
        *_about_the_head(conference),
        *_about_the_passages(conference),
        *(each for fact, each in _unchosen(conference) if conference.says(fact) is None),
    ]


def _about_the_head(conference):
    if not conference.city:
        yield Remark("No city is given.", "city")
    if not conference.official_url:
        yield Remark("No official page is given.", "official_url")
    if not conference.statements.exists():
        yield Remark("There is no source text: nothing is tied to words.", "title", "statements", 0)
    elif not (conference.findings.exists() or conference.recommendations.exists()):
        yield Remark("There is a source text, and no passage of it.", "text", "findings", 0)


def _about_the_passages(conference):
    for rows in ("findings", "recommendations"):
        passages = list(getattr(conference, rows).prefetch_related("themes"))
        yield from _lacking(passages, rows, "themes", "no theme", "themes")
        yield from _untied(passages, rows)
    addressed = list(conference.recommendations.prefetch_related("addressees"))
    yield from _lacking(addressed, "recommendations", "addressees", "no addressee", "addressees")


def _lacking(passages, rows, relation, what, field):
    bare = [number for number, row in enumerate(passages) if not getattr(row, relation).all()]
    if bare:
        yield Remark(f"{_told(bare, rows)} {what}.", field, rows, bare[0])


def _untied(passages, rows):
    bare = [number for number, row in enumerate(passages) if row.start is None]
    if bare:
        yield Remark(f"{_told(bare, rows)} no place in a statement.", "text", rows, bare[0])


def _told(bare, rows):
    count = counted(len(bare), rows.removesuffix("s"))
    return f"{count} {'has' if len(bare) == 1 else 'have'}"
