"""What every answer tells the browser: each rule that Mozilla's Observatory publishes.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring: a site begins with 100
points, and A+ is 100 and over; the rules below are those that take points away or give some.
"""

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.routes import OF_THE_RECORD, addresses
from tests.test_settings import PRODUCTION, configured  # noqa: F401 (a fixture)

HALF_A_YEAR = 15_768_000
REFUSED = ["/nothing/", "/findings/?year=x", "/?q=%00", "/preview/forged/"]
LOGIN = "/account/login/"
OF_STAFF = ["/admin/", "/admin/login/", LOGIN]
LOADED = r'<(?:script|link rel="stylesheet")[^>]*(?:src|href)="([^"]+)'
NAMES = [
    "DEBUG",
    "SECURE_SSL_REDIRECT",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SAMESITE",
]


@pytest.fixture
def site(configured, settings, record):  # noqa: F811
    """Answers as in production, over HTTPS."""
    found = configured(**PRODUCTION)
    for name in NAMES:
        if name in found:
            setattr(settings, name, found[name])
    return Client(HTTP_X_FORWARDED_PROTO="https")


@pytest.fixture
def answers(site):
    """(address, answer) of every public address, of refusals and of the staff's doors."""
    known = [*addresses(OF_THE_RECORD), *REFUSED, *OF_STAFF]
    return [(address, site.get(address)) for address in known]


def directives(answer):
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


def test_content_security_policy(answers):
    """Nothing by default, nothing inline, nothing evaluated, nothing from elsewhere: +10."""
    for address, answer in answers:
        policy = directives(answer)
        assert policy["default-src"] == ["'none'"], address
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        assert policy["img-src"] == ["'self'", "data:"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "http" not in answer["Content-Security-Policy"]


def test_public_pages_set_no_cookie(answers):
    for address, answer in answers:
        assert not answer.cookies or address in OF_STAFF, address


def test_the_cookies_of_staff_are_kept_from_scripts_and_other_sites(site, admin_user):
    page = site.get(LOGIN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    sent = {"login": "admin", "password": "password", "csrfmiddlewaretoken": token}
    answer = site.post(LOGIN, sent, headers={"Referer": f"https://testserver{LOGIN}"})
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    for name, cookie in answer.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name


def test_no_other_site_may_read_an_answer(answers):
    for address, answer in answers:
        assert "Access-Control-Allow-Origin" not in answer, address
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_first_step_leads_to_https_on_the_same_host(site):
    answer = Client().get("/conferences/?a=b")
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/conferences/?a=b"


def test_no_address_is_told_to_other_sites(answers):
    for address, answer in answers:
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), address


def test_strict_transport_security(answers):
    for address, answer in answers:
        age, *more = answer["Strict-Transport-Security"].split("; ")
        assert int(age.removeprefix("max-age=")) >= HALF_A_YEAR, address
        assert more == ["includeSubDomains", "preload"]


def test_scripts_and_sheets_are_our_own_files(answers):
    """So that there is nothing for subresource integrity to hold."""
    for address, answer in answers:
        if answer["Content-Type"].startswith("text/html"):
            for source in re.findall(LOADED, answer.getvalue().decode()):
                assert source.startswith("/static/"), (address, source)


def test_types_are_never_guessed_and_pages_never_framed(answers):
    for address, answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["X-Frame-Options"] == "DENY"


def test_what_a_browser_can_do_is_denied(answers):
    for address, answer in answers:
        for power in ("camera", "microphone", "geolocation", "payment", "usb"):
            assert f"{power}=()" in answer["Permissions-Policy"], address


def test_every_answer_says_whether_it_may_be_kept(answers, admin_client):
    for address, answer in answers:
        assert answer["Cache-Control"], address
    staff = admin_client.get("/conferences/", secure=True)
    assert staff["Cache-Control"] == "private, no-store"
    assert "no-store" in admin_client.get("/admin/", secure=True)["Cache-Control"]


def test_files_of_the_site_have_the_same_headers(client, db):
    answer = client.get("/static/conferences/site.css")
    assert answer.status_code == 200
    answer.getvalue()
    assert directives(answer)["default-src"] == ["'none'"]
    assert answer["X-Content-Type-Options"] == "nosniff"


# --- security.txt ---


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("", "Contact: http://testserver/about/"),
        ("The secretariat", "Contact: http://testserver/about/"),
        ("The secretariat, desk@record.example.", "Contact: mailto:desk@record.example"),
        ("desk@record.example", "Contact: mailto:desk@record.example"),
        ("See https://record.example/ask", "Contact: https://record.example/ask"),
    ],
)
def test_who_finds_a_weakness_knows_whom_to_tell(client, settings, contact, line, db):
    settings.CONTACT = contact
    told = client.get("/.well-known/security.txt").content.decode()
    assert told.splitlines()[0] == line
    assert re.search(r"^Expires: 20\d\d-\d\d-\d\dT00:00:00Z$", told, re.M)
    assert "Canonical: http://testserver/.well-known/security.txt" in told
