"""From a reviewed text to draft rows, in one transaction. Never publishes."""

import re
from dataclasses import asdict

from django.db import transaction

from .desk import PASSAGES, Review, Said
from .importing_questions import (
    CONFERENCE_FIELDS,
    conference_of,
    faults,
    questions,
    shortened,
    statement_of,
)
from .importing_reading import work_of
from .matching import KnownActors
from .models import (
    Finding,
    Paragraph,
    Participant,
    Reading,
    Recommendation,
    Statement,
    Theme,
)
from .references import give_references
from .text import clean, listed, parse_dates, sha256_of

MODELS = {"introduction": Paragraph, "finding": Finding, "recommendation": Recommendation}
# Statements run to some 95,000 characters and 300 parts. Beyond these no page could show it all.
MAX_CHARACTERS = 400_000
MAX_PARTS = 800
MAX_UNREADABLE = 0.01
MAX_READING = 450
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd\ud800-\udfff]")


class Unfit(Exception):  # noqa: N818
    """The text was refused; the message is a sentence for staff, `twin` what holds it already."""

    def __init__(self, sentence, twin=None):
        super().__init__(sentence)
        self.twin = twin


class NotReady(Exception):  # noqa: N818
    """The draft cannot be made; `open` are the questions that stand in the way."""

    def __init__(self, still_open):
        super().__init__(" ".join(question.sentence for question in still_open))
        self.open = still_open


def open_review(text, *, by=None, conference=None, content=None, extracted=None, name=""):
    """A new review of the text; `content` is the file it came in, `extracted` what that said.

    Raises Unfit, with a sentence for staff.
    """
    refuse_unfit(text)
    work = work_of(text)
    if len(work.parts) > MAX_PARTS:
        raise Unfit(f"This text falls into {len(work.parts):,} parts: it is not a statement.")
    _keep_known_themes(work)
    if conference:
        work.facts |= _facts_of(conference)
    review = Review(text=text, sha256=sha256_of(text), work=work, conference=conference)
    review.owner = review.changed_by = by
    if extracted:
        review.file, review.file_name = content, clean(name)[-200:]
        review.file_type, review.file_sha256 = extracted.media_type, extracted.sha256
        review.notices = list(extracted.notices)
    review.save()
    return review


def _keep_known_themes(work):
    """The reader suggests from a list of its own; a theme is one of the record's."""
    known = set(Theme.objects.values_list("name", flat=True))
    for part in work.parts:
        part.themes = [name for name in part.themes if name in known]


def refuse_unfit(text):
    """Raise Unfit for what cannot be a statement, or is here already."""
    if not text.strip():
        raise Unfit("There is no text here yet. Paste it, or choose a file.")
    if len(text) > MAX_CHARACTERS:
        raise Unfit(
            f"This text has {len(text):,} characters; a statement has at most {MAX_CHARACTERS:,}. "
            "Paste only the statement."
        )
    if len(_UNREADABLE.findall(text)) > len(text) * MAX_UNREADABLE or "\0" in text:
        raise Unfit("This is not plain text. Copy the words out of the document and paste those.")
    if kept := Statement.objects.filter(sha256=sha256_of(text)).order_by("pk").first():
        raise Unfit(f"This very text is kept already, for {kept.conference}.", kept.conference)
    if other := Review.objects.filter(sha256=sha256_of(text), statement=None).first():
        raise Unfit(f"This very text is under review already, begun by {other.owner}.", other)


def _facts_of(conference):
    """What the conference says already, as a form has it."""
    values = {name: getattr(conference, name) for name in CONFERENCE_FIELDS}
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


@transaction.atomic
def load(review):
    """Make the draft of a review, or add its statement to the draft it is for.

    Raises NotReady, and leaves nothing behind, while anything is open.
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    work, known = review.work, KnownActors()
    refuse_unready(review, work, known)
    statement = save_head(review, work)
    Loading(statement, work, actors_of(work, known)).load()
    give_references(statement.conference)
    return finish(review, statement)


def save_head(review, work):
    """The conference's own fields, and its new statement, saved."""
    conference, statement = conference_of(review, work), statement_of(review, work)
    conference.clean_fields(exclude=["image"])
    conference.save()
    statement.conference = conference
    statement.clean_fields()
    statement.save()
    return statement


def refuse_unready(review, work, known):
    still_open = [*faults(review, work, known), *questions(review, work, known)]
    if not review.is_open or still_open:
        raise NotReady(still_open)
    if review.conference and not review.conference.is_draft:
        raise NotReady([])


def finish(review, statement):
    """The review is over: the record has its text."""
    review.conference, review.statement = statement.conference, statement
    review.save(update_fields=["conference", "statement"])
    return statement.conference


# --- actors ---


def actors_of(work, known):
    """{name: actor} of the names in the draft; those that staff confirmed as new are made."""
    found = {name: known.find(name) or _decided(name, work, known) for name in work.names()}
    return {name: actor for name, actor in found.items() if actor}


def _decided(name, work, known):
    actor = known.decided(name, work.decisions[name])
    return known.add(actor) if actor and not actor.pk else actor


# --- rows ---


class Loading:
    """The rows that come from one statement."""

    def __init__(self, statement, work, actors):
        self.statement, self.work, self.actors = statement, work, actors
        self.conference = statement.conference
        self.themes = {theme.name: theme for theme in Theme.objects.all()}

    def load(self):
        for kind, model in MODELS.items():
            last = model.objects.filter(conference=self.conference).order_by("position").last()
            first = last.position + 1 if last else 1
            for position, part in enumerate(self.work.of_kind(kind), first):
                self.save_part(part, position)
        self.save_participants()
        self.save_readings(self.said().values())

    def save_part(self, part, position, row=None):
        """A row for the part: a new one, or `row` with these words from now on."""
        row = row or MODELS[part.kind](conference=self.conference)
        row.position, row.statement = position, self.statement
        row.start, row.end = part.start, part.end
        row.text = self.statement.said(part.start, part.end)
        if part.kind == "finding":
            row.verb = part.verb
        elif part.kind == "recommendation":
            row.label = part.label
        row.save()
        if part.kind in PASSAGES:
            row.themes.set(self.themes[name] for name in part.themes if name in self.themes)
        if part.kind == "recommendation":
            row.addressees.set(self.actors[n] for n in part.addressees if n in self.actors)
        return row

    def save_participants(self):
        there = set(self.conference.participants.values_list("actor", flat=True))
        for position, chair in enumerate(self.work.chairs, len(there) + 1):
            actor = self.actors.get(chair.who)
            if actor and actor.pk not in there:
                there.add(actor.pk)
                Participant.objects.create(
                    conference=self.conference,
                    actor=actor,
                    role=chair.role,
                    representative=chair.representative,
                    office=chair.office,
                    position=position,
                )

    # --- readings ---

    def said(self):
        """Every reading of the facts that readers may doubt; said twice alike, it is one."""
        readings = {}
        for each in [*self._doubtful(), *self._chairs()]:
            readings.setdefault((each.fact, each.value), each)
        return readings

    def save_readings(self, said):
        """Readings as rows; of each fact the one that the page tells is chosen."""
        chosen = set(self.conference.readings.filter(is_chosen=True).values_list("fact", flat=True))
        for each in said:
            is_chosen = each.fact not in chosen and self._is_told(each)
            chosen |= {each.fact} if is_chosen else set()
            Reading.objects.create(
                conference=self.conference,
                statement=self.statement,
                is_chosen=is_chosen,
                **asdict(each),
            )

    def _doubtful(self):
        """A count and a date are always shown with their words; a city when two are named."""
        cities = {said.value for said in self.work.said if said.fact == "city"}
        facts = ["dates", "member_count", "observer_count"] + ["city"] * (len(cities) > 1)
        return [said for said in self.work.said if said.fact in facts]

    def _is_told(self, said):
        if said.fact == "dates":
            return parse_dates(said.value) == (self.conference.starts_on, self.conference.ends_on)
        return said.fact == "co_chairs" or said.value == str(getattr(self.conference, said.fact))

    def _chairs(self):
        """All who chaired as one reading, over the words from the first to the last of them."""
        chairs = [chair for chair in self.work.chairs if chair.start is not None]
        if not chairs:
            return []
        start, end = min(chair.start for chair in chairs), max(chair.end for chair in chairs)
        words = shortened(listed(list(map(_in_words, chairs))), MAX_READING)
        return [Said("co_chairs", words, start, end, "text")]


def _in_words(chair):
    who = chair.who if not chair.representative else f"({chair.who})" * bool(chair.who)
    return f"{chair.representative} {who}".strip()
