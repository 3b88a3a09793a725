"""Signing in with a real browser: a passkey from set-up to use, and a code without any script."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from tests.browser.axe import barriers
from tests.factories import make_conference

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PASSWORD = "a password of some length"
SIZES = [(360, "dark"), (1440, "light")]

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def enforced(settings, db):
    settings.REQUIRE_SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def anna(db):
    return User.objects.create_superuser("anna", password=PASSWORD)


@pytest.fixture
def draft(db):
    return make_conference(state="draft", code="NEW", slug="new", title="New Conference")


class Device:
    """What keeps the passkeys of one page: a telephone that knows its owner's finger."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        options |= {"hasUserVerification": True, "isUserVerified": True}
        options |= {"automaticPresenceSimulation": True}
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.own = {"authenticatorId": made["authenticatorId"]}

    def knows_its_owner(self, is_so):
        self.session.send("WebAuthn.setUserVerified", self.own | {"isUserVerified": is_so})

    def keys(self):
        return self.session.send("WebAuthn.getCredentials", self.own)["credentials"]


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).press("Enter")


def give_password(page):
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def confirm(page):
    page.get_by_role("heading", name="Is it you?").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")


def add_passkey(page):
    """From the page of one's own sign-in to that of the recovery codes."""
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("What you call it").fill("My telephone")
    press(page, "Add it")
    page.wait_for_url("**/recovery-codes/")


def leave(page):
    press(page, "Sign out")
    page.get_by_text("You are signed out.").wait_for()


def test_a_passkey_from_its_making_to_signing_in_with_it_alone(open_page, anna):
    page = open_page("/admin/")
    device = Device(page)
    give_password(page)
    page.wait_for_url("**/account/2fa/")
    add_passkey(page)
    assert page.locator(".codes li").count() == 10
    assert device.keys()[0]["isResidentCredential"]

    page.get_by_role("link", name="To the staff side").click()
    page.get_by_role("heading", name="Your passkey").wait_for()
    press(page, "Use a passkey")
    page.wait_for_url("**/admin/")

    leave(page)
    page.goto("/admin/auth/user/")
    press(page, "Sign in with a passkey")
    page.wait_for_url("**/admin/auth/user/")
    page.goto("/account/2fa/webauthn/")
    assert page.get_by_text("My telephone").first.is_visible()
    assert Authenticator.objects.get(type="webauthn").last_used_at


def test_a_passkey_after_the_password_and_a_form_that_waited(open_page, anna, draft):
    page = open_page("/account/login/")
    device = Device(page)
    give_password(page)
    page.wait_for_url("**/account/2fa/")
    add_passkey(page)
    change = reverse("admin:conferences_conference_change", args=[draft.pk])
    page.goto(change)
    press(page, "Use a passkey")
    page.locator("#id_title").fill("Typed for an hour")
    Session.objects.all().delete()
    press(page, "Save")
    give_password(page)
    page.wait_for_url("**/authenticate/")
    device.knows_its_owner(False)
    page.get_by_role("button", name="Use a passkey").press("Enter")
    page.get_by_text("Nothing was chosen, or it took too long.").wait_for()
    device.knows_its_owner(True)
    press(page, "Use a passkey")
    page.wait_for_url(f"**{change}")
    assert page.get_by_text("your form is back as you sent it").first.is_visible()
    assert page.locator("#id_title").input_value() == "Typed for an hour"


def test_a_stranger_with_the_key_is_not_let_in(open_page, anna):
    """Nor is a key without a finger or a PIN taken where it is only the second factor."""
    page = open_page("/account/login/")
    device = Device(page)
    give_password(page)
    page.wait_for_url("**/account/2fa/")
    add_passkey(page)
    leave_by_hand(page)
    device.knows_its_owner(False)
    page.get_by_role("button", name="Sign in with a passkey").press("Enter")
    page.get_by_text("Nothing was chosen, or it took too long.").wait_for()
    assert barriers(page) == []
    assert page.url.endswith("/account/login/")


def test_the_passkey_of_a_closed_account_opens_nothing(open_page, anna):
    page = open_page("/account/login/")
    Device(page)
    give_password(page)
    page.wait_for_url("**/account/2fa/")
    add_passkey(page)
    leave_by_hand(page)
    User.objects.update(is_active=False)
    press(page, "Sign in with a passkey")
    page.get_by_text("That is not right.").wait_for()
    assert page.url.endswith("/account/login/")


def leave_by_hand(page):
    page.goto("/account/logout/")
    leave(page)


def test_password_and_code_need_no_script(open_page, anna):
    page = open_page("/admin/", java_script_enabled=False)
    assert "Passkeys need JavaScript." in page.content()
    give_password(page)
    page.wait_for_url("**/account/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    press(page, "Set it up")
    page.get_by_role("heading", name="Recovery codes").wait_for()
    code = page.locator(".codes li").first.inner_text()
    leave_by_hand(page)
    give_password(page)
    page.get_by_label("Code from your authenticator app").fill(code)
    press(page, "Sign in")
    page.wait_for_url("**/admin/")


def code_of(secret):
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_of_signing_in_is_free_of_barriers(open_page, anna, width, scheme):
    page = open_page("/admin/", viewport={"width": width, "height": 740}, color_scheme=scheme)
    Device(page)
    clean(page)
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("wrong")
    press(page, "Sign in")
    page.get_by_text("The name or the password is not right.").wait_for()
    clean(page)
    give_password(page)
    page.wait_for_url("**/account/2fa/")
    clean(page)
    page.get_by_role("link", name="Add a passkey").click()
    clean(page)
    confirm(page)
    clean(page)
    press(page, "Add it")
    page.wait_for_url("**/recovery-codes/")
    clean(page)
    key = Authenticator.objects.get(type="webauthn").pk
    for address in ("", "totp/activate/", "recovery-codes/", "recovery-codes/generate/"):
        clean(page, f"/account/2fa/{address}")
    for address in ("", "add/", f"keys/{key}/edit/", f"keys/{key}/remove/", "reauthenticate/"):
        clean(page, f"/account/2fa/webauthn/{address}")
    for address in ("2fa/reauthenticate/", "password/change/", "logout/"):
        clean(page, f"/account/{address}")
    set_up_an_app(page)
    clean(page)
    clean(page, "/account/2fa/totp/deactivate/")
    leave_by_hand(page)
    clean(page)
    give_password(page)
    page.wait_for_url("**/authenticate/")
    page.get_by_label("Code from your authenticator app").fill("0")
    press(page, "Sign in")
    page.get_by_text("That is not right.").wait_for()
    clean(page)


def set_up_an_app(page):
    page.goto("/account/2fa/totp/activate/")
    page.get_by_label("Code").fill(code_of(page.locator(".secret").inner_text()))
    press(page, "Set it up")
    page.wait_for_url("**/account/2fa/")


def clean(page, address=""):
    if address:
        page.goto(address)
    assert barriers(page) == [], page.url
    assert page.evaluate(OVERFLOW) <= 0, page.url
