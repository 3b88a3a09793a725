"""The review of a statement in the admin, as a browser without JavaScript uses it."""

import datetime
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conferences.desk import Review
from conferences.importing import load, open_review
from conferences.matching import LEAVE_OUT
from conferences.models import Actor, Conference, Statement
from conferences.publishing import correct, publish
from conferences.roles import EDITORS
from tests.document import Document
from tests.factories import make_conference, make_theme
from tests.test_importing import CORRECTED, WORDS, actors, loaded  # noqa: F401 (fixtures)

ADD = "/admin/conferences/review/add/"


@pytest.fixture
def editor(db, client):
    """A member of the Editors group, and nothing more."""
    user = User.objects.create_user("editor", password="pw", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return client


@pytest.fixture
def review(actors, editor):  # noqa: F811
    return open_review(WORDS)


def page_of(review, name="change"):
    return reverse(f"admin:conferences_review_{name}", args=[review.pk])


def filled(page):
    """What a browser would send of the review's form, less the buttons."""
    data = {}
    for element in page.one("form", id="review"):
        name = element.get("name", "")
        if "disabled" in element.attributes or not name or element.tag == "button":
            continue
        if element.tag == "select":
            chosen = [o for o in element.all("option") if "selected" in o.attributes]
            data[name] = [(chosen or element.all("option"))[0]["value"]]
        elif element.get("type") not in ("checkbox", "radio") or "checked" in element.attributes:
            data.setdefault(name, []).append(element.get("value", ""))
    return data


def open_page(client, review, query=""):
    return Document(client.get(page_of(review) + query).content.decode())


def press(client, review, act, query="", **values):
    """Press a button of the page as it stands; the review as it is afterwards, and the answer."""
    data = filled(open_page(client, review, query)) | values | {"act": act}
    response = client.post(page_of(review, "edit"), data)
    review.refresh_from_db()
    return response


def part(review, kind, at=0):
    return review.work.of_kind(kind)[at]


def words(review, part):
    return review.text[part.start : part.end]


def errors(response):
    return Document(response.content.decode()).one("section", class_="faults").words


# --- taking a text in ---


def test_a_pasted_text_is_kept_as_it_was(editor):
    response = editor.post(ADD, {"text": "\r\n " + WORDS.replace("\n", "\r\n")})
    review = Review.objects.get()
    assert response.url == page_of(review)
    assert review.text == "\n " + WORDS
    assert (review.owner.username, review.version) == ("editor", 1)


@pytest.mark.parametrize("name", ["ninth.txt", "ninth.html"])
def test_an_uploaded_file_is_kept_as_it_was(editor, name):
    content = WORDS.encode() if name.endswith("txt") else f"<p>{WORDS}</p>".encode()
    editor.post(ADD, {"text": "", "file": SimpleUploadedFile(name, content)})
    review = Review.objects.get()
    assert bytes(review.file) == content
    got = editor.get(page_of(review, "file"))
    assert b"".join(got.streaming_content) == content
    assert got["Content-Disposition"] == f'attachment; filename="{name}"'
    assert review.file_sha256 in editor.get(page_of(review)).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "There is no text here yet"),
        ({"text": "a\0b"}, "not plain text"),
        ({"text": "\x01\x02\x03PNG"}, "not plain text"),
        ({"text": "•" * 1_000_000}, "1,000,000 characters"),
        ({"text": "", "file": SimpleUploadedFile("a.png", b"png")}, "Only files named"),
        ({"text": "", "file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "damaged"),
        ({"text": "", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 no")}, "damaged"),
        ({"text": "", "file": SimpleUploadedFile("a.txt", b"x" * 10_000_001)}, "over 10 MB"),
        ({"text": "words", "file": SimpleUploadedFile("a.txt", b"other")}, "not both"),
    ],
    ids=["empty", "nul", "binary", "vast", "picture", "docx", "pdf", "large", "both"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(editor, data, said):
    response = editor.post(ADD, data)
    assert response.status_code == 200
    assert said in errors(response)
    assert not Review.objects.exists()
    kept = Document(response.content.decode()).one("textarea").text
    assert kept.strip("\n") == data["text"]


def test_a_text_that_is_here_already_shows_the_way(editor, review):
    response = editor.post(ADD, {"text": WORDS})
    link = Document(response.content.decode()).one("section", class_="faults").one("a")
    assert link["href"] == page_of(review)
    load(review)
    response = editor.post(ADD, {"text": WORDS})
    link = Document(response.content.decode()).one("section", class_="faults").one("a")
    assert "/conference/" in link["href"]


def test_the_ways_in(editor, loaded):  # noqa: F811
    listing = Document(editor.get("/admin/conferences/conference/").content.decode())
    links = [link.words for link in listing.all("a", href=ADD)]
    assert "New conference from a statement" in links
    page = editor.get(reverse("admin:conferences_conference_change", args=[loaded.pk]))
    link = Document(page.content.decode()).one("a", href=f"{ADD}?conference={loaded.pk}")
    assert link.words == "Add a statement"


@pytest.mark.parametrize("number", ["abc", "9" * 30, "0", "%00", "-1"])
def test_a_conference_that_is_not_there_is_a_new_one(editor, number):
    response = editor.get(f"{ADD}?conference={number}")
    assert response.status_code in (200, 400)


def test_a_transcript_is_told_first_and_loudly(editor):
    talk = "Transcript, E&OE\n\nJournalist: What now?\n\nMinister: We agreed to act.\n" * 5
    editor.post(ADD, {"text": talk})
    review = Review.objects.get()
    page = open_page(editor, review)
    alarm = page.all("section", class_="alarm")
    assert "Stop: is this a statement?" in alarm[0].words
    for doubt in [d for d in review.work.doubts if d.kind == "not a statement"]:
        press(editor, review, f"settle {doubt.id}")
    assert open_page(editor, review).all("section", class_="alarm") == []


# --- the page ---


def test_the_source_is_whole_and_every_link_has_its_place(editor, review):
    page = open_page(editor, review)
    source = page.one("div", class_="source")
    assert source.without(class_="badge") == WORDS
    anchors = {element["id"] for element in page if element.get("id")}
    links = {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")}
    assert links - anchors == {"content-start"} - anchors
    assert len(links) > 15


def test_the_strip_says_how_much_is_what(editor, review):
    review.work.parts.remove(part(review, "finding"))
    review.keep(review.work, 1, None)
    page = open_page(editor, review)
    shares = [item.words for item in page.one("ul", class_="shares").all("li")]
    assert [share[0] for share in shares] == ["F", "R", "I", "H", "–", "?"]
    assert "Not read 1" in shares[-1]
    assert {rect["class"] for rect in page.one("svg", class_="strip").all("rect")} >= {
        "k-finding", "k-unread",
    }  # fmt: skip


def test_pressing_save_on_an_untouched_page_changes_nothing(editor, review):
    before = review.work
    assert press(editor, review, "save").url == page_of(review) + "#draft"
    assert review.work == before
    assert review.version == 2


def test_everything_typed_is_saved_by_any_button(editor, review):
    first, second = part(review, "finding"), part(review, "finding", 1)
    theme = make_theme("Sea")
    address = press(
        editor, review, f"save part-{second.id}",
        **{
            f"part.{first.id}.verb": "call on",
            f"part.{second.id}.themes": ["", theme.name],
            f"part.{part(review, 'recommendation').id}.addressees": "States; IOM ;",
            f"part.{part(review, 'recommendation').id}.label": "1.2",
            "fact.venue": "  The   Hall ",
            f"chair.{review.work.chairs[0].id}.representative": "Ms A",
        },
    ).url  # fmt: skip
    assert address == f"{page_of(review)}#part-{second.id}"
    assert part(review, "finding").verb == "call on"
    assert part(review, "finding", 1).themes == ["Sea"]
    assert part(review, "recommendation").addressees == ["States", "IOM"]
    assert part(review, "recommendation").label == "1.2"
    assert review.work.facts["venue"] == "The Hall"
    assert review.work.chairs[0].representative == "Ms A"
    assert "Sea" in open_page(editor, review).one("li", id=f"part-{second.id}").words


@pytest.mark.parametrize("kind", ["recommendation", "introduction", "heading", "aside"])
def test_a_part_may_be_of_any_kind(editor, review, kind):
    number = part(review, "finding").id
    press(editor, review, "save", **{f"part.{number}.kind": kind})
    assert [each.kind for each in review.work.parts if each.id == number] == [kind]
    press(editor, review, "save", **{f"part.{number}.kind": "finding"})
    assert part(review, "finding").verb == "urge"


def test_a_part_is_split_before_a_word_and_joined_again(editor, review):
    whole = part(review, "finding")
    before = words(review, whole)
    address = press(editor, review, f"open-split {whole.id}").url
    assert address == f"{page_of(review)}?split={whole.id}#part-{whole.id}"
    query = f"?split={whole.id}"
    radios = open_page(editor, review, query).one("fieldset", class_="split").all("input")
    assert len(radios) == len(before.split())
    press(editor, review, f"split {whole.id}", query, at="4")
    first, second = review.work.of_kind("finding")[:2]
    assert words(review, first) == "urged States to ratify"
    assert words(review, second) == "the Protocol without any further delay."
    press(editor, review, f"merge {first.id}")
    assert words(review, part(review, "finding")) == before
    assert len(review.work.of_kind("finding")) == 3


def test_a_new_half_gets_the_verb_of_its_own_words(editor, actors):  # noqa: F811
    review = open_review("Ministers:\n\n  • urged States to act; welcomed the report.\n")
    press(editor, review, f"split {part(review, 'finding').id}", at="4")
    assert [each.verb for each in review.work.of_kind("finding")] == ["urge", "welcome"]


@pytest.mark.parametrize(
    ("edge", "first", "back"),
    [
        ("end", "back-word", "on-word"),
        ("start", "on-word", "back-word"),
        ("end", "on-word", "back-word"),
        ("start", "back-word", "on-word"),
    ],
)
def test_a_border_goes_and_comes_back(editor, review, edge, first, back):
    middle = part(review, "finding", 1)
    before = words(review, middle)
    press(editor, review, f"border {middle.id} {edge} {first}")
    assert words(review, part(review, "finding", 1)) != before
    press(editor, review, f"border {middle.id} {edge} {back}")
    assert words(review, part(review, "finding", 1)) == before


def test_what_a_border_gives_up_is_unread_and_can_be_sorted(editor, review):
    first = part(review, "finding")
    press(editor, review, f"border {first.id} end back-word")
    ((start, end),) = review.work.gaps(review.text)
    assert review.text[start:end] == "delay."
    card = open_page(editor, review).one("li", id=f"gap-{start}")
    assert "Not read." in card.words
    press(editor, review, "save", **{f"gap.{start}.{end}": "aside"})
    assert review.work.gaps(review.text) == []
    assert words(review, part(review, "aside")) == "delay."


def test_a_border_goes_by_sentences(editor, review):
    introduction = part(review, "introduction")
    press(editor, review, f"border {introduction.id} end back-sentence")
    assert words(review, part(review, "introduction")).endswith("on 2 February 2026.")
    press(editor, review, f"border {introduction.id} end on-sentence")
    assert words(review, part(review, "introduction")).endswith("Australia and Indonesia.")


def test_a_border_takes_from_its_neighbour(editor, review):
    first, second = review.work.of_kind("finding")[:2]
    for _ in range(2):
        press(editor, review, f"border {first.id} end on-word")
    assert words(review, part(review, "finding")).endswith("• welcomed")
    assert words(review, part(review, "finding", 1)).startswith("the work")
    for _ in range(3):
        press(editor, review, f"border {first.id} end on-sentence")
    assert second.id not in [each.id for each in review.work.parts]
    assert review.work.gaps(review.text) == []


@pytest.mark.parametrize(
    "act",
    [
        "", "nonsense", "split", "split 999", "split 999999999999999999999", "merge x", "merge 999",
        "border", "border 1", "border 1 start", "border 1 start back-word", "border x y z",
        "choose", "choose -1", "choose 99", "choose ٣", "settle", "settle 99", "drop-chair x",
        "open-split 999", "save\r\nX: y", "save //elsewhere.example",
    ],
)  # fmt: skip
def test_no_button_can_break_the_page(editor, review, act):
    before = review.work.parts
    response = press(editor, review, act)
    assert response.status_code == 302
    assert response.url.startswith(page_of(review))
    assert review.work.parts == before
    assert editor.get(page_of(review)).status_code == 200


@pytest.mark.parametrize("at", ["", "0", "-1", "x", "99999999999999999999", "1e9"])
def test_a_split_needs_a_word(editor, review, at):
    number = part(review, "finding").id
    press(editor, review, f"split {number}", f"?split={number}", at=at)
    assert len(review.work.of_kind("finding")) == 3


@pytest.mark.parametrize(
    "values",
    [
        {"part.1.kind": "nonsense"},
        {"part.999.verb": "urge"},
        {"part.1": "x"},
        {"part.1.id": "7"},
        {"gap.0.99999999999999": "finding"},
        {"fact.unknown": "x"},
        {"name.Nobody": "new state"},
        {"chair.1.id": "x"},
        {"....": "x"},
    ],
)
def test_unknown_values_are_passed_over(editor, review, values):
    before = review.work
    assert press(editor, review, "save", **values).status_code == 302
    assert review.work == before


def test_what_was_typed_is_kept_when_the_button_fails(editor, review):
    press(editor, review, "split 999", **{"fact.venue": "The Hall"})
    assert review.work.facts["venue"] == "The Hall"


def test_the_work_outlives_the_session_and_the_editor(editor, review, admin_client):
    press(editor, review, "save", **{"fact.venue": "The Hall"})
    late = filled(open_page(editor, review)) | {"act": "save"}
    editor.logout()
    assert editor.post(page_of(review, "edit"), late).url.startswith("/admin/login/")
    page = open_page(admin_client, review)
    assert page.one("input", id="id_venue")["value"] == "The Hall"
    User.objects.get(username="editor").delete()
    assert press(admin_client, review, "save", **{"fact.city": "Perth"}).status_code == 302
    assert review.work.facts["venue"] == "The Hall"


# --- facts, chairs, names ---


def test_a_reading_is_chosen_and_both_are_kept(editor, actors):  # noqa: F811
    review = open_review(WORDS.replace("Bali on 2 F", "Bali on 1 F"))
    page = open_page(editor, review)
    assert "two dates" in page.one("section", id="problems").words
    button = next(b for b in page.all("button") if b.words == "Choose 1 February 2026")
    press(editor, review, button["value"])
    assert review.work.facts["starts_on"] == "2026-02-01"
    page = open_page(editor, review)
    assert "No open question" in page.one("section", id="problems").words
    assert "chosen; the other is kept too" in page.one("div", id="fact-starts_on").words
    readings = load(review).readings.filter(fact="dates")
    assert set(readings.values_list("value", "is_chosen")) == {
        ("2026-02-01", True),
        ("2026-02-02", False),
    }


def test_chairs_are_added_changed_and_taken_out(editor, review):
    press(editor, review, "add-chair")
    chair = review.work.chairs[-1]
    press(
        editor, review, "save", **{f"chair.{chair.id}.who": "IOM", f"chair.{chair.id}.role": "host"}
    )
    press(editor, review, f"drop-chair {review.work.chairs[0].id}")
    assert [(each.who, each.role) for each in review.work.chairs] == [
        ("Indonesia", "co-chair"),
        ("IOM", "host"),
    ]


def test_a_new_actor_is_proposed_and_made_when_confirmed(editor, review):
    number = part(review, "recommendation").id
    press(editor, review, "save", **{f"part.{number}.addressees": "Regional Body; States"})
    assert "“Regional Body” is" in open_page(editor, review).one("section", id="names").words
    assert "“Regional Body” is named" in editor.get(page_of(review, "finish")).content.decode()
    press(editor, review, "save", **{"name.Regional Body": "new organisation"})
    assert not Actor.objects.filter(name="Regional Body").exists()
    finish(editor, review)
    assert [actor.name for actor in last().recommendations.first().addressees.all()] == [
        "Regional Body", "States",
    ]  # fmt: skip


# --- the last step ---


def finish(client, review, **values):
    review.refresh_from_db()
    return client.post(page_of(review, "finish"), {"version": review.version} | values)


def last():
    return Conference.objects.latest("pk")


def test_the_last_button_makes_the_draft(editor, review):
    assert press(editor, review, "finish").url == page_of(review, "finish")
    page = Document(editor.get(page_of(review, "finish")).content.decode())
    assert "Everything is accounted for." in page.words
    response = finish(editor, review)
    assert response.url == reverse("admin:conferences_conference_change", args=[last().pk])
    assert last().state == "draft"
    assert editor.get(response.url).status_code == 200
    assert "in the record" in editor.get(page_of(review)).content.decode()
    assert finish(editor, review).url == page_of(review)
    assert Conference.objects.count() == 1


def test_what_is_open_is_named_and_left_aside_only_when_ticked(editor, actors):  # noqa: F811
    Actor.objects.filter(country="AU").delete()
    review = open_review(WORDS.replace("Bali on 2 F", "Bali on 1 F"))
    press(editor, review, f"border {part(review, 'finding').id} end back-word")
    page = Document(editor.get(page_of(review, "finish")).content.decode())
    boxes = [box["value"] for box in page.all("input", type="checkbox")]
    told = page.one("fieldset", class_="open").words
    for said in ("Not read: “delay.”", "two dates", "“Australia” is named"):
        assert said in told
    assert len(boxes) == 3

    finish(editor, review, aside=boxes[:1])
    assert not Conference.objects.exists()
    finish(editor, review, aside=boxes[1:])
    conference = last()
    assert (conference.starts_on, conference.participants.count()) == (None, 1)
    review.refresh_from_db()
    assert words(review, part(review, "aside")) == "delay."
    assert review.work.decisions == {"Australia": LEAVE_OUT}
    assert set(conference.readings.filter(fact="dates").values_list("is_chosen", flat=True)) == {
        False
    }


@pytest.mark.parametrize("aside", ["", "x", "gap-1-2", "gap-x", "doubt-x", "name-", "chair-9"])
def test_only_what_is_open_can_be_left_aside(editor, review, aside):
    before = review.work
    finish(editor, review, aside=[aside])
    review.refresh_from_db()
    assert review.work == before


def test_a_fault_cannot_be_left_aside(editor, review):
    press(editor, review, "save", **{"fact.code": "no code"})
    page = Document(editor.get(page_of(review, "finish")).content.decode())
    assert "Capital letters and digits only" in page.one("section", class_="faults").words
    assert [button.words for button in page.all("button")].count("Create draft") == 0
    finish(editor, review)
    assert not Conference.objects.exists()


# --- two at once ---


def test_the_second_of_two_editors_is_told_and_loses_nothing(editor, review):
    first = part(review, "finding")
    stale = filled(open_page(editor, review))
    press(editor, review, "save", **{f"part.{first.id}.verb": "demand", "fact.venue": "Hall"})

    typed = stale | {f"part.{first.id}.verb": "call on", "act": f"merge {first.id}"}
    response = editor.post(page_of(review, "edit"), typed)
    assert response.status_code == 409
    page = Document(response.content.decode())
    assert "editor saved it after you had opened it" in page.words
    offered = {box["name"]: box["value"] for box in page.all("input", type="checkbox")}
    assert offered == {f"part.{first.id}.verb": "call on", "fact.venue": ""}
    review.refresh_from_db()
    assert (part(review, "finding").verb, len(review.work.of_kind("finding"))) == ("demand", 3)

    kept = {f"part.{first.id}.verb": "call on", "version": review.version, "act": "save"}
    assert editor.post(page_of(review, "edit"), kept).status_code == 302
    review.refresh_from_db()
    assert part(review, "finding").verb == "call on"
    assert review.work.facts["venue"] == "Hall"


def test_words_for_a_passage_that_is_gone_are_shown(editor, review):
    first, second = review.work.of_kind("finding")[:2]
    stale = filled(open_page(editor, review)) | {f"part.{second.id}.verb": "applaud"}
    press(editor, review, f"merge {first.id}")
    response = editor.post(page_of(review, "edit"), stale | {"act": "save"})
    assert "applaud" in Document(response.content.decode()).words


def test_a_finish_on_an_old_page_makes_nothing(editor, review):
    old = review.version
    press(editor, review, "save")
    response = editor.post(page_of(review, "finish"), {"version": old})
    assert "Someone else changed this review" in response.content.decode()
    assert not Conference.objects.exists()


# --- again ---


def test_a_corrected_text_shows_what_changes(editor, loaded):  # noqa: F811
    response = editor.post(ADD, {"text": CORRECTED})
    review = Review.objects.get(statement=None)
    assert response.url == page_of(review, "compare")
    page = Document(editor.get(response.url).content.decode())
    assert [h.words for h in page.all("h2")][-5:] == [
        "Changed 1", "New 1", "Gone 1", "Only moved 1", "As before 3",
    ]  # fmt: skip
    assert [mark.words for mark in page.all("ins") + page.all("del")] == ["three", "two"]
    finish(editor, review)
    assert Statement.objects.get().text == CORRECTED
    assert loaded.findings.first().reference == "BPMC9-F-3"


def test_a_corrected_text_of_a_public_conference_is_only_shown(editor, loaded):  # noqa: F811
    Conference.objects.update(state="published")
    response = editor.post(f"{ADD}?conference={loaded.pk}", {"text": CORRECTED})
    page = Document(editor.get(response.url).content.decode())
    assert "Nothing that the public sees changes from here" in page.words
    review = Review.objects.get(statement=None)
    assert "is not changed from here" in Document(finish(editor, review).content.decode()).words
    assert Statement.objects.get().text == WORDS


def test_a_corrected_text_of_a_public_conference_goes_into_a_correction(editor, loaded):  # noqa: F811
    publish(loaded, by=None, reason="Agreed.")
    response = editor.post(f"{ADD}?conference={loaded.pk}", {"text": CORRECTED})
    editor.post(response.url, {"act": "correct"})
    review = Review.objects.get(statement=None)
    copy = review.conference
    assert copy.corrects == loaded
    finish(editor, review)
    assert copy.statements.get().text == CORRECTED
    assert loaded.statements.get().text == WORDS
    correct(copy, by=None, reason="The corrected text.")
    assert loaded.statements.get().text == CORRECTED
    assert loaded.findings.first().reference == "BPMC9-F-3"


def test_a_corrected_text_of_what_is_not_public_yet_goes_into_no_correction(editor, loaded):  # noqa: F811
    publish(loaded, by=None, reason="Agreed.", at=timezone.now() + datetime.timedelta(days=1))
    response = editor.post(f"{ADD}?conference={loaded.pk}", {"text": CORRECTED})
    page = editor.post(response.url, {"act": "correct"}, follow=True).content.decode()
    assert "Only what has been public is corrected" in Document(page).words
    assert Review.objects.get(statement=None).conference == loaded


def test_a_text_may_be_no_version_after_all(editor, loaded):  # noqa: F811
    editor.post(ADD, {"text": CORRECTED})
    review = Review.objects.get(statement=None)
    editor.post(page_of(review, "compare"), {"act": "elsewhere"})
    review.refresh_from_db()
    assert (review.conference, review.replaces) == (None, None)
    assert editor.get(page_of(review)).status_code == 200


# --- who may ---


@pytest.mark.parametrize("name", ["change", "edit", "finish", "compare", "file"])
def test_only_staff_who_may_see_reviews(client, review, name):
    client.logout()
    assert client.get(page_of(review, name)).url.startswith("/admin/login/")
    user = User.objects.create_user("other", is_staff=True)
    client.force_login(user)
    assert client.get(page_of(review, name)).status_code == 403


def test_a_review_that_is_not_there(editor):
    for key in ("1", "9" * 30, "x"):
        assert editor.get(f"/admin/conferences/review/{key}/finish/").status_code in (302, 404)


def test_what_the_record_was_made_from_is_kept(editor, review):
    load(review)
    response = editor.post(
        reverse("admin:conferences_review_delete", args=[review.pk]), {"post": "yes"}
    )
    assert response.status_code == 302
    assert Review.objects.exists()


def test_nothing_of_a_review_is_public(client, review, settings):
    for address in ("/", "/conferences/", "/findings/", "/recommendations/", "/sitemap.xml"):
        assert "Ninth Ministerial" not in client.get(address).content.decode()
    code = "".join(p.read_text() for p in Path("conferences").glob("views*.py"))
    assert not re.search(r"\bdesk\b|\bReview\b", code)


def test_two_conferences_may_share_a_title(editor, review):
    make_conference(title=review.work.facts["title"], slug=review.work.facts["slug"])
    assert "Another conference has this address" in (
        editor.get(page_of(review, "finish")).content.decode()
    )
