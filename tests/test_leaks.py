"""Nothing that is not public shows at any address, in any form: a walk over every route.

A draft, a scheduled one, a withdrawn one, and a correction in preparation are each full of a word
of their own. The routes come from the resolver, so that a new one is walked by itself.
"""

import datetime
import io
import zipfile
from itertools import product

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from conferences.citations import FORMS
from conferences.desk import PreviewLink
from conferences.models import Conference
from conferences.previews import make_preview, token_of
from conferences.publishing import correct, prepare, publish, withdraw
from conferences.version import content_version
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
from tests.routes import OF_THE_RECORD, addresses, sign_in_addresses
from tests.test_public import _WITH_A_FORM

LISTINGS = ("findings", "recommendations")
ENDS = ("", ".csv", ".json", ".xlsx", ".atom", "/print/")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def fill(held, word, media):
    """Put the word into every text of every row of a draft."""
    (media / f"{word}.png").write_text(f"{word} picture")
    statement = make_statement(held, f"{word} urged States to act.")
    span = {"statement": statement, "start": 0, "end": len(word)}
    actor, theme, source = make_actor(), make_theme(), make_source()
    rows = [
        make_finding(held, word, [theme], **span),
        make_recommendation(held, word, [theme], [actor], label="Z", **span),
        make_paragraph(held, word, **span),
        make_participant(held, actor),
        make_reading(held, "venue", f"{word} venue", source=source, is_chosen=True),
        make_reading(held, "co_chairs", word, **span),
        *(held, actor, theme, source, statement),
    ]
    for row in rows:
        values = {f.name: said(f, word) for f in row._meta.fields if is_free(f, row, word)}
        type(row)._default_manager.filter(pk=row.pk).update(**values)
    return rows


def is_free(field, row, word):
    kinds = models.CharField | models.TextField | models.FileField
    return (
        isinstance(field, kinds)
        and not field.choices
        and field.name not in _WITH_A_FORM
        and field.name not in ("text", "value")
        and word not in str(getattr(row, field.name)).lower()
    )


def said(field, word):
    if isinstance(field, models.URLField):
        return f"https://{word}.example/"
    if isinstance(field, models.FileField):
        return f"{word}.png"
    if isinstance(field, models.SlugField):
        return f"{word}-{field.model._meta.model_name}"
    return f"{word} {field.name}"[: field.max_length]


@pytest.fixture
def hidden(record, media):
    """{what it is: the conference whose rows hold that word}."""
    draft = make_conference(state="draft", code="ZZDRAFT", title="zzdraft")
    fill(draft, "zzdraft", media)
    soon = make_conference(state="draft", code="ZZSOON", title="zzsoon")
    fill(soon, "zzsoon", media)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    publish(fresh(soon), by=None, reason="zzsoon reason", at=tomorrow)
    gone = make_conference(state="draft", code="ZZGONE", title="A Conference Withdrawn")
    fill(gone, "zzgone", media)
    Conference.objects.filter(pk=gone.pk).update(title="A Conference Withdrawn", slug="withdrawn")
    publish(fresh(gone), by=None, reason="zzgone reason")
    withdraw(gone, by=None, reason="It was wrong.")
    staged = prepare(Conference.objects.get(code="BPMC2"), by=None)
    fill(staged, "zzstaged", media)
    return {
        "zzdraft": fresh(draft),
        "zzsoon": fresh(soon),
        "zzgone": fresh(gone),
        "zzstaged": fresh(staged),
    }


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def everywhere(conferences):
    """Every address, with the values of the record and those of what is hidden."""
    values = {name: list(known) for name, known in OF_THE_RECORD.items()}
    for held in conferences:
        for name in ("conference", "conference_json", "statement", "image", "history"):
            values[name].append(held.slug)
        for name in ("edition", "edition_json", "edition_statement", "edition_image"):
            values[name] += [(held.slug, 1), (held.slug, 2)]
        values["finding"] += held.findings.values_list("reference", flat=True)
        values["recommendation"] += held.recommendations.values_list("reference", flat=True)
        values["actor"] += held.participants.values_list("actor__slug", flat=True)
        for form in FORMS:
            values[f"conference_{form}"].append(held.slug)
            values[f"finding_{form}"] += held.findings.values_list("reference", flat=True)
            values[f"recommendation_{form}"] += held.recommendations.values_list(
                "reference", flat=True
            )
    link = make_preview(conferences[0], by=None, days=1)
    PreviewLink.objects.update(is_revoked=True)
    for name in ("preview", "preview_statement", "preview_image"):
        values[name].append(token_of(link))
    return {*addresses(values), *sign_in_addresses()}


def questions(conferences):
    """Every listing in every form, asked for all, and for each thing that is hidden."""
    asked = ["", "?sort=oldest", "?q=act", "?q=-act"]
    for held in conferences:
        word = held.findings.last().text
        asked += [f"?q={word}", f"?q={word}*", f"?conference={held.code}", "?year=1999"]
        asked += [f"?theme={row.slug}" for row in held.findings.last().themes.all()]
        asked += [f"?addressee={a.slug}" for a in held.recommendations.last().addressees.all()]
    for name, end, question in product(LISTINGS, ENDS, asked):
        yield f"/{name}{end or '/'}{question}"
    yield from (f"/search/{question}" for question in asked)


def told(response):
    """All that an answer says: its head and its body, unpacked."""
    body = response.getvalue()
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b" ".join(book.read(name) for name in book.namelist())
    head = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{head} {body.decode(errors='replace')}".lower()


def test_what_is_hidden_shows_nowhere(client, hidden):
    walked = [*everywhere([*hidden.values()]), *questions(hidden.values())]
    assert len(walked) > 500
    for address in walked:
        response = client.get(address)
        assert response.status_code < 500, address
        text = told(response)
        for word in hidden:
            if word in address.lower():
                # A question is echoed, and nothing more comes of it than of any unknown word.
                other = address.replace(word, "zzother").replace(word.upper(), "ZZOTHER")
                echoed = told(client.get(other)).count("zzother")
                assert text.count(word) == echoed, address
            else:
                assert word not in text, address


def test_the_walk_sees_them_once_they_are_public(client, hidden, media):
    """So it looks where they would show."""
    addresses = everywhere([*hidden.values()])
    publish(hidden["zzdraft"], by=None, reason="Now.")
    correct(hidden["zzstaged"], by=None, reason="Now.")
    shown = {a for a in addresses if "zzdraft" not in a and "zzdraft" in told(client.get(a))}
    for name in ("home", "conferences", "participants", "themes", "findings", "recommendations"):
        assert reverse(name) in shown
    forms = ("csv", "json", "xlsx", "atom", "print")
    assert {reverse(f"{name}_{form}") for name in LISTINGS for form in forms} <= shown
    assert "zzstaged" in told(client.get("/conferences/zzstaged-conference/"))
    assert client.get("/conferences/second-ministerial-conference/").status_code == 301


def test_what_is_hidden_is_answered_like_what_never_was(client, hidden):
    for word, held in hidden.items():
        if word in ("zzdraft", "zzsoon"):
            for address in (held.get_absolute_url(), f"{held.get_absolute_url()}history/"):
                unknown = client.get(address.replace(held.slug, "never-was"))
                response = client.get(address)
                assert response.status_code == unknown.status_code == 404
                assert response.content == unknown.content


def test_work_on_drafts_leaves_no_trace_in_what_tells_of_changes(client, hidden):
    """Neither in the content version, nor in counts, nor in any header."""

    def seen():
        pages = [client.get(a) for a in ("/", "/findings/", "/findings.json", "/corrections.atom")]
        heads = [sorted(p.items()) for p in pages]
        return content_version(), heads, [p.getvalue().count(b"<li") for p in pages]

    before = seen()
    for held in hidden.values():
        if held.is_draft:
            make_finding(held, "one more", [make_theme()])
            held.findings.update(verb="urge")
            held.findings.first().themes.clear()
            held.findings.first().delete()
            Conference.objects.filter(pk=held.pk).update(city="Elsewhere")
    version, heads, counts = seen()
    assert counts == before[2]
    # A theme is public or not by who names it, so that making one moves the number.
    Conference.objects.filter(pk=hidden["zzdraft"].pk).update(city="Again")
    assert content_version() == version
