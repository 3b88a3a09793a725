"""The public gate: a draft shows nowhere, and what was withdrawn leaves only its title."""

import re
from urllib.parse import urlencode

import pytest
from django.db import models
from django.urls import reverse

from conferences.citations import FORMS
from conferences.models import Conference
from conferences.publishing import begin_editions
from tests.document import Document
from tests.factories import (
    make_actor,
    make_conference,
    make_finding,
    make_paragraph,
    make_participant,
    make_reading,
    make_recommendation,
    make_source,
    make_statement,
    make_theme,
)
from tests.routes import OF_THE_RECORD, addresses

LISTINGS = ["/findings/", "/recommendations/"]
TITLE = "A Conference That Was Withdrawn"

# Texts with a form of their own; those that can hold the marker do, through the code.
_WITH_A_FORM = {"code", "reference", "label", "language", "sha256"}


@pytest.fixture
def draft(record, media):
    return Hidden("zzdraft", media, state="draft", title="zzdraft title")


@pytest.fixture
def withdrawn(record, media):
    return Hidden("zzgone", media, state="withdrawn", title=TITLE)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class Hidden:
    """A conference that the public must not see, with a marker in every text of its rows."""

    def __init__(self, marker, media, **values):
        self.marker = marker
        (media / f"{marker}.png").write_text(f"{marker} picture")
        self.conference = make_conference(code=marker.upper(), starts_on="1999-01-01", **values)
        self.actor, self.theme, self.source = make_actor(), make_theme(), make_source()
        self.statement = make_statement(self.conference, f"{marker} urged States to act.")
        rows = self._rows({"statement": self.statement, "start": 0, "end": len(marker)})
        for row in rows:
            type(row)._default_manager.filter(pk=row.pk).update(**self._marked(row))
            row.refresh_from_db()
        self.finding, self.recommendation = rows[:2]
        begin_editions("default")

    def _rows(self, span):
        held, actor = self.conference, self.actor
        return [
            make_finding(held, self.marker, [self.theme], **span),
            make_recommendation(held, self.marker, [self.theme], [actor], label="A", **span),
            make_paragraph(held, **span),
            make_participant(held, actor),
            make_reading(held, "city", "x", source=self.source, is_chosen=True),
            make_reading(held, "venue", "x", **span),
            held,
            actor,
            self.theme,
            self.source,
        ]

    def _marked(self, row):
        """The marker in every text of a row that the factories leave without it."""
        texts = models.CharField | models.TextField | models.FileField
        return {
            field.name: self._words(field)
            for field in row._meta.fields
            if isinstance(field, texts)
            and not field.choices
            and field.name not in _WITH_A_FORM
            and self.marker not in str(getattr(row, field.name)).lower()
            and getattr(row, field.name) != TITLE
        }

    def _words(self, field):
        if isinstance(field, models.URLField):
            return f"https://{self.marker}.example/"
        if isinstance(field, models.FileField):
            return f"{self.marker}.png"
        if isinstance(field, models.SlugField):
            return f"{self.marker}-{field.model.__name__.lower()}"
        return f"{self.marker} {field.name}"[: field.max_length]

    @property
    def own_addresses(self):
        """The addresses that stand for this conference alone."""
        slug = [self.conference.slug]
        return [
            *(reverse(name, args=slug) for name in ("conference", "statement", "image")),
            reverse("finding", args=[self.finding.reference]),
            reverse("recommendation", args=[self.recommendation.reference]),
            *(
                f"{row.get_absolute_url().rstrip('/')}.{form.suffix}"
                for row in (self.conference, self.finding, self.recommendation)
                for form in FORMS.values()
            ),
        ]

    @property
    def choices(self):
        """Its value in every filter."""
        return {
            "conference": self.conference.code,
            "theme": self.theme.slug,
            "addressee": self.actor.slug,
            "verb": self.finding.verb,
            "year": "1999",
        }


def body(response):
    return response.getvalue().decode(errors="replace").lower()


def everywhere(*hidden):
    """Every public address, with the values of the record and those of what is hidden."""
    values = {name: list(known) for name, known in OF_THE_RECORD.items()}
    for each in hidden:
        for name in ("conference", "statement", "image"):
            values[name].append(each.conference.slug)
        values["finding"].append(each.finding.reference)
        values["recommendation"].append(each.recommendation.reference)
        values["actor"].append(each.actor.slug)
    return addresses(values)


def offered(client, address):
    """Every question that a listing offers one click away."""
    boxes = Document(client.get(address).content.decode()).all("input", type="checkbox")
    assert boxes
    return [f"{address}?{urlencode({box['name']: box['value']})}" for box in boxes]


def test_nothing_hidden_shows_at_any_public_address(client, draft, withdrawn):
    walked = [*everywhere(draft, withdrawn), *draft.own_addresses, *withdrawn.own_addresses]
    for listing in LISTINGS:
        walked += [*offered(client, listing), f"{listing}?sort=oldest", f"{listing}?q=zebra"]
    for address in walked:
        # The log tells of a withdrawal, and where.
        shown = body(client.get(address)).replace(withdrawn.conference.slug, "")
        assert "zzdraft" not in shown, address
        assert "zzgone" not in shown, address


def test_the_same_rows_show_once_they_are_published(client, draft):
    """So the walk above looks where hidden rows would show."""
    Conference.objects.filter(pk=draft.conference.pk).update(state="published")
    walked = {*everywhere(draft), *draft.own_addresses}
    shown = {a for a in walked if "zzdraft" in body(client.get(a))}
    for listing in LISTINGS:
        assert f"{listing}?conference=ZZDRAFT" in offered(client, listing)
    plain = {reverse(name) for name in ("home", "conferences", "participants", "themes")}
    assert shown >= {
        *plain,
        *LISTINGS,
        *draft.own_addresses,
        reverse("actor", args=[draft.actor.slug]),
    }


def test_a_draft_is_not_there(client, draft):
    for address in draft.own_addresses:
        assert client.get(address).status_code == 404, address


def test_a_withdrawn_record_says_what_stood_at_each_of_its_addresses(client, withdrawn):
    for address in withdrawn.own_addresses:
        response = client.get(address)
        assert response.status_code == 410, address
        assert TITLE in response.content.decode(), address


def test_an_actor_known_only_from_hidden_rows_is_not_there(client, draft, withdrawn):
    for hidden in (draft, withdrawn):
        assert client.get(reverse("actor", args=[hidden.actor.slug])).status_code == 404


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_hidden_choice_is_answered_as_one_that_never_was(client, draft, withdrawn, listing):
    for hidden in (draft, withdrawn):
        for name, value in hidden.choices.items():
            response = client.get(listing, {name: value})
            unknown = client.get(listing, {name: "1998" if name == "year" else "unknown"})
            assert response.status_code == unknown.status_code, name
            if response.status_code == 400:
                told = (
                    response.content.decode().replace(value, "unknown").replace("1998", "unknown")
                )
                assert told == unknown.content.decode().replace("1998", "unknown"), name


@pytest.mark.parametrize("listing", LISTINGS)
def test_hidden_words_are_not_found(client, draft, withdrawn, listing):
    for hidden in (draft, withdrawn):
        page = client.get(listing, {"q": hidden.marker}).content.decode()
        assert re.search(r"<h1>0 (findings|recommendations) with", page)


def test_hidden_rows_are_not_counted(record, read):
    def told():
        pages = [read(address) for address in ("/", "/themes/", *LISTINGS)]
        kinds = ("facts-line", "count", "passage", "choice")
        return [
            [page.one("h1").words, *(e.words for k in kinds for e in page.all(class_=k))]
            for page in pages
        ]

    before = told()
    second = Conference.objects.get(code="BPMC2")
    themes = [*second.findings.first().themes.all()]
    actor = second.recommendations.first().addressees.get()
    for state in ("draft", "withdrawn"):
        hidden = make_conference(state=state)
        make_finding(hidden, themes=themes)
        make_recommendation(hidden, themes=themes, addressees=[actor])
    assert told() == before


def test_an_actor_page_tells_only_of_public_conferences(client, record, read):
    before = read("/participants/states/").markup, read("/participants/australia/").markup
    states = Conference.objects.get(code="BPMC2").recommendations.first().addressees.get()
    for state in ("draft", "withdrawn"):
        hidden = make_conference(state=state)
        make_recommendation(hidden, addressees=[states])
        make_participant(hidden, Conference.objects.get(code="BPMC1").participants.first().actor)
    assert (read("/participants/states/").markup, read("/participants/australia/").markup) == before


def test_neighbours_are_public(record, read):
    before = read("/conferences/eighth-ministerial-conference/").markup
    make_conference(state="draft", starts_on="2024-01-01", ends_on="2024-01-02")
    make_conference(state="withdrawn", starts_on="2025-01-01", ends_on="2025-01-02")
    assert read("/conferences/eighth-ministerial-conference/").markup == before
