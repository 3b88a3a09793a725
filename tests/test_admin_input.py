"""What the staff side answers to what no form should hold: words, never an error page."""

import io
import re
import struct
import zlib

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conferences.admin.pictures import PictureField
from tests.factories import make_conference, make_statement
from tests.test_admin import faults, filled, page_of, save, with_row

HUGE = "9" * 20
LIST = "/admin/conferences/conference/"
COMPLETE = "/admin/autocomplete/?app_label=conferences&model_name={}&field_name={}&term={}"


@pytest.fixture
def editor(admin_client):
    return admin_client


@pytest.fixture
def draft(db):
    return make_conference(state="draft")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="PNG", size=(30, 20)):
    held = io.BytesIO()
    Image.new("RGB", size).save(held, kind)
    return held.getvalue()


def vast_png():
    """The header of a PNG of 36 million pixels, in a few bytes."""

    def chunk(name, data):
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", 6000, 6000, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    "address",
    [
        f"{LIST}{HUGE}/change/",
        f"{LIST}{HUGE}/delete/",
        f"{LIST}{HUGE}/history/",
        f"{LIST}{HUGE}/image/",
        f"{LIST}%00/change/",
        f"{LIST}abc/change/",
        f"{LIST}?id__exact=1e999",
        f"{LIST}?id__exact={HUGE}",
        f"{LIST}?id__in={HUGE}",
        f"{LIST}?starts_on__year={HUGE}",
        f"{LIST}?starts_on__gte=99999-99-99",
        f"{LIST}?title__iregex=(a%2B)%2B$",
        f"{LIST}?state__exact=%00",
        f"{LIST}?missing=nonsense",
        f"{LIST}?p={HUGE}",
        f"{LIST}?p=-1&o=9.9.9&all=1",
        f"{LIST}?q=%00",
        f"{LIST}?q=" + "+".join(["a"] * 900),
        f"{LIST}?q=" + "+".join(["ministers"] * 1200),
        f"{LIST}add/?_to_field=title",
        f"{LIST}add/?starts_on=never&country=nowhere&_changelist_filters=%25",
        "/admin/auth/user/?q=" + "+".join(["a"] * 900),
        f"/admin/r/{HUGE}/{HUGE}/",
        COMPLETE.format("participant", "actor", "a+" * 900),
        COMPLETE.format("participant", "actor", f"a&page={HUGE}"),
        COMPLETE.format("participant", "actor", "a&page=x"),
        COMPLETE.format("participant", "nothing", "a"),
        COMPLETE.format("nothing", "actor", "a"),
        COMPLETE.format("conference", "starts_on", "a"),
        COMPLETE.format("source", "actor", "a"),
        COMPLETE.format("actor", "participations", "a"),
        COMPLETE.format("finding", "statement", "a"),
        "/admin/autocomplete/",
    ],
)
def test_no_address_of_the_staff_side_breaks(editor, draft, address):
    response = editor.get(address, follow=True)
    assert response.status_code in (200, 400, 403, 404)


@pytest.mark.parametrize("key", [HUGE, "abc", "\0", "-1", "٣"])
def test_no_chosen_row_breaks_a_list(editor, draft, key):
    for address in (LIST, "/admin/auth/user/"):
        chosen = {"action": "delete_selected", "_selected_action": [key]}
        assert editor.post(address, chosen, follow=True).status_code in (200, 400)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "a\0b", "Null characters are not allowed."),
        ("title", "x" * 201, "at most 200 characters"),
        ("ordinal", HUGE, "less than or equal"),
        ("country", "\0", "not one of the available choices"),
        ("ends_on", "1999-01-01", "The last day cannot be before the first"),
        ("starts_on", "0001-01-01", "Dates are in 1900 to 2199."),
        ("slug", "a b", "letters, numbers, underscores or hyphens"),
        ("findings-0-start", HUGE, "less than or equal"),
        ("findings-0-themes", [HUGE], "Choose again"),
        ("findings-0-themes", ["\0"], "Choose again"),
        ("findings-0-statement", HUGE, "Choose again"),
        ("findings-0-id", HUGE, "deleted by someone else"),
        ("participants-0-actor", HUGE, "Choose again"),
        ("findings-0-text", "a\0b", "Null characters"),
        ("statements-0-text", "a\0b", "Null characters"),
        ("findings-TOTAL_FORMS", "\0", "ManagementForm"),
    ],
)
def test_a_bad_value_is_told_in_words_and_nothing_is_lost(editor, draft, field, value, said):
    data = filled(editor.get(page_of(draft)))
    data |= {"title": "Kept words", field: value}
    response = editor.post(page_of(draft), data)
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert any(said in fault["message"] for fault in response.context["faults"])
        assert field == "title" or "Kept words" in response.content.decode()


def test_one_text_is_kept_once(editor, draft):
    make_statement(make_conference(), "Ministers met.")
    text = {"title": "S", "kind": "declaration", "language": "en", "text": "Ministers met."}
    data = with_row(editor, draft, "statements", **text)
    assert (
        "kept already" in faults(editor, page_of(draft), data)["Statements, row 1, The whole text"]
    )


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("a.png", b"no image", "not a whole"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a whole"),
        ("a.png", picture("GIF"), "not a whole"),
        ("a.png", picture()[:60], "not a whole"),
        ("a.png", vast_png(), "at most 25 million"),
        ("a.png", b"0" * (10 * 1024 * 1024 + 1), "over 10 MB"),
        ("a.png", b"", "empty"),
    ],
)
def test_only_honest_images_are_taken(editor, draft, name, held, said):
    data = filled(editor.get(page_of(draft)))
    data |= {"image": SimpleUploadedFile(name, held), "image_alt": "Ministers"}
    assert said in faults(editor, page_of(draft), data)["Image"]


def test_an_image_needs_its_words_and_is_shown_to_staff_only(editor, client, draft):
    data = filled(editor.get(page_of(draft)))
    data["image"] = SimpleUploadedFile("a.png", picture())
    assert "needs its words" in faults(editor, page_of(draft), data)["Image in words"]
    data |= {"image": SimpleUploadedFile("a.png", picture()), "image_alt": "Ministers"}
    save(editor, page_of(draft), data)
    address = f"{LIST}{draft.pk}/image/"
    assert address in editor.get(page_of(draft)).content.decode()
    assert b"".join(editor.get(address)).startswith(b"\x89PNG")
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(address).status_code == 403
    assert client.get(f"/conferences/{draft.slug}/image/").status_code == 404


def photograph():
    """A JPEG lying on its side, that tells where it was taken, with a script at its end."""
    about = Image.Exif()
    about[0x0112] = 6  # to be turned by a quarter
    about[0x010F] = "A camera"
    about.get_ifd(0x8825)[1] = "S"
    held = io.BytesIO()
    image = Image.new("RGB", (60, 20), "red")
    image.save(held, "JPEG", exif=about, comment=b"A secret", icc_profile=b"A profile")
    return held.getvalue() + b"<script>alert(1)</script>"


def test_of_an_image_only_the_pixels_are_kept(editor, draft):
    data = filled(editor.get(page_of(draft)))
    data |= {"image": SimpleUploadedFile("x.html", photograph()), "image_alt": "Ministers"}
    save(editor, page_of(draft), data)
    draft.refresh_from_db()
    with draft.image.open() as file:
        kept = file.read()
    for trace in (b"Exif", b"A camera", b"A secret", b"A profile", b"script"):
        assert trace in photograph()
        assert trace not in kept
    assert Image.open(io.BytesIO(kept)).size == (20, 60)
    assert re.fullmatch(r"conferences/[0-9a-f]{32}\.jpg", draft.image.name)


MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "WEBP": ["L", "RGB", "RGBA"],
    "JPEG": ["L", "RGB", "CMYK"],
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes]
)
def test_an_image_of_any_colours_is_drawn_anew_and_made_no_larger_than_a_page(kind, mode):
    held = io.BytesIO()
    Image.new(mode, (3000, 300)).save(held, kind)
    kept = PictureField().clean(SimpleUploadedFile("a", held.getvalue()))
    assert Image.open(kept).size == (2000, 200)
    assert Image.open(kept).format == kind


def test_of_the_two_images_that_a_telephone_puts_in_one_file_the_first_is_kept():
    held, other = io.BytesIO(), Image.new("RGB", (30, 30))
    Image.new("RGB", (40, 20)).save(held, "MPO", save_all=True, append_images=[other])
    kept = PictureField().clean(SimpleUploadedFile("a.jpg", held.getvalue()))
    assert kept.name.endswith(".jpg")
    assert (Image.open(kept).format, Image.open(kept).size) == ("JPEG", (40, 20))


@pytest.mark.parametrize("given", ["x", "1e999", "²", "[]", "99999999999999999999", "1,x"])
def test_what_an_address_fills_in_is_left_out_when_it_is_no_row(admin_client, given):
    response = admin_client.get("/admin/conferences/actor/add/", {"sources": given})
    assert response.status_code == 200


def test_a_list_is_not_filtered_by_an_impossible_number(admin_client):
    response = admin_client.get(
        "/admin/conferences/review/", {"conference": "99999999999999999999"}
    )
    assert response.status_code == 400


def test_a_request_cannot_claim_thousands_of_rows(admin_client):
    conference = make_conference(state="draft")
    claimed = {"statements-TOTAL_FORMS": "2000", "statements-INITIAL_FORMS": "0"}
    response = admin_client.post(page_of(conference), claimed)
    formset = next(
        each.formset
        for each in response.context["inline_admin_formsets"]
        if each.formset.prefix == "statements"
    )
    assert len(formset.forms) == 20
