"""Signing in: who is let in, what is asked of them, and what a flood or a thief comes to."""

import json
import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from conferences.accounts_floods import OneByOneHasher
from tests.document import Document
from tests.factories import make_conference
from tests.routes import pages, sign_in_addresses
from tests.test_admin import filled, page_of

LOGIN, FACTORS = "/account/login/", "/account/2fa/"
CODE, SETUP = f"{FACTORS}authenticate/", f"{FACTORS}totp/activate/"
RECOVERY = f"{FACTORS}recovery-codes/"
PASSKEY = f"{FACTORS}webauthn/login/"
PASSWORD = "a password of some length"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Passwords cost little to hash here; how many are hashed counts all the same."""
    monkeypatch.setattr(OneByOneHasher, "iterations", 10)


@pytest.fixture
def enforced(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def anna(db):
    return User.objects.create_superuser("anna", password=PASSWORD)


@pytest.fixture
def secret(anna):
    """The secret of Anna's authenticator app."""
    secret = generate_totp_secret()
    TOTP.activate(anna, secret)
    return secret


@pytest.fixture
def recovery(anna, secret):
    """Anna's recovery codes."""
    return RecoveryCodes.activate(anna).get_unused_codes()


@pytest.fixture
def hashed(monkeypatch):
    """Every password that is hashed."""
    seen, encode = [], OneByOneHasher.encode

    def noted(self, password, *args, **kwargs):
        seen.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(OneByOneHasher, "encode", noted)
    return seen


def code_of(secret):
    return f"{hotp_value(secret, int(time.time()) // 30):06}"


def sign_in(client, name="anna", password=PASSWORD, address=LOGIN, **headers):
    return client.post(address, {"login": name, "password": password}, **headers)


def is_in(client):
    return client.get("/admin/").status_code == 200


def told(response):
    return Document(response.getvalue().decode()).one("main").words


# --- what there is ---


def test_only_what_staff_need_has_an_address(db):
    gone = ("signup", "reset_password", "email", "confirm_email", "inactive", "request_login_code")
    for name in [*(f"account_{each}" for each in gone), "socialaccount_connections"]:
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert {each.removeprefix("/account/") for each in sign_in_addresses()} == {
        *("login/", "logout/", "reauthenticate/", "password/change/", "password/set/"),
        *("2fa/", "2fa/authenticate/", "2fa/reauthenticate/"),
        *("2fa/totp/activate/", "2fa/totp/deactivate/"),
        *("2fa/recovery-codes/", "2fa/recovery-codes/generate/"),
        *("2fa/webauthn/", "2fa/webauthn/add/", "2fa/webauthn/login/"),
        *("2fa/webauthn/reauthenticate/",),
        *("2fa/webauthn/keys/1/edit/", "2fa/webauthn/keys/1/remove/"),
    }


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_no_page_of_signing_in_is_kept_or_found(client, anna, secret, is_signed_in):
    if is_signed_in:
        client.force_login(anna)
    for address in sign_in_addresses():
        response = client.get(address)
        assert response.status_code in (200, 302, 404), address
        assert "no-store" in response["Cache-Control"], address
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "script-src 'self'" in response["Content-Security-Policy"]


def test_the_pages_need_no_hole_in_the_policy(client, anna):
    client.force_login(anna)
    confirm(client)
    shown = [client.get(each) for each in [LOGIN, *sign_in_addresses()]]
    read = [Document(page.content.decode()) for page in shown if page.status_code == 200]
    assert len(read) > 6
    for page in read:
        assert page.one("h1").words
        for element in page:
            assert "style" not in element.attributes
            assert not [name for name in element.attributes if name.startswith("on")]
        for script in page.all("script"):
            assert script.get("src") or script["type"] == "application/json"


def confirm(client, password=PASSWORD):
    return client.post("/account/reauthenticate/", {"password": password})


def test_public_pages_set_no_cookie_for_readers_or_staff(client, anna, record):
    for _ in range(2):
        for address in pages(one_of_each=True):
            response = client.get(address)
            assert not response.cookies, address
        client.force_login(anna)


def test_the_admin_shows_no_secret_of_anyone(client, anna):
    client.force_login(anna)
    page = client.get("/admin/").content.decode()
    assert "uthenticator" not in page
    assert not {Authenticator, EmailAddress} & set(admin.site._registry)


# --- names and passwords ---


def test_the_account_of_the_first_run_is_let_in_with_its_password_alone(client, db, capsys):
    call_command("make_admin")
    name, password = re.findall(r"(?:name|password)  +(\S+)", capsys.readouterr().out)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fadmin%2F"
    assert sign_in(client, name, password, response.redirect_chain[-1][0]).url == "/admin/"
    assert is_in(client)


def test_what_is_wrong_is_told_alike_and_costs_alike(client, anna, hashed):
    User.objects.create_user("closed", password=PASSWORD, is_staff=True, is_active=False)
    answers = []
    for name, password in (("anna", "wrong"), ("nobody", "wrong"), ("closed", PASSWORD)):
        hashed.clear()
        response = sign_in(client, name, password)
        answers.append((response.status_code, told(response), len(hashed)))
    assert answers[0][0] == 200
    assert "The name or the password is not right." in answers[0][1]
    assert answers[0][2] == 1
    assert answers[1:] == [answers[0]] * 2


def test_who_is_closed_out_is_out_at_once(client, anna):
    sign_in(client)
    assert is_in(client)
    User.objects.update(is_active=False)
    assert not is_in(client)


def test_who_lost_all_factors_recovers_with_codes(client, anna, recovery, enforced):
    sign_in(client)
    assert client.post(CODE, {"code": recovery[0]}).url == "/admin/"
    assert is_in(client)
    remove = f"{FACTORS}totp/deactivate/"
    door = client.get(remove).url
    assert client.post(door, {"code": recovery[1]}).url == remove
    assert client.post(remove).url == FACTORS
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == FACTORS
    assert client.get(SETUP).status_code == 200


def test_someone_who_is_not_of_the_staff_gets_no_further(client, db):
    User.objects.create_user("reader", password=PASSWORD)
    response = client.get(sign_in(client, "reader").url, follow=True)
    assert response.status_code == 403
    assert "Your account may not do this" in told(response)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_no_address_leads_elsewhere_after_signing_in(client, anna, elsewhere):
    response = client.post(
        LOGIN, {"login": "anna", "password": PASSWORD, "next": elsewhere}, follow=True
    )
    assert response.redirect_chain == [("/admin/", 302)]
    assert client.get("/admin/login/", {"next": elsewhere}).url == "/admin/"


def test_who_is_let_in_comes_to_what_they_asked_for(client, anna):
    wanted = "/admin/conferences/conference/?q=first"
    door = client.get(client.get(wanted).url).url
    assert sign_in(client, address=door).url == wanted
    assert client.get("/admin/login/", {"next": wanted}).url == wanted


def test_a_changed_password_ends_all_other_sessions(anna):
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client)
    new = "another long password"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", data).status_code == 302
    assert is_in(here)
    assert not is_in(there)


def test_the_admins_own_pages_for_it_lead_here(client, anna):
    client.force_login(anna)
    assert client.get("/admin/password_change/").url == "/account/password/change/"
    assert client.get("/admin/logout/").url == "/account/logout/"
    page = Document(client.get("/admin/").content.decode())
    assert page.one("form", id="logout-form")["action"] == "/account/logout/"
    assert client.post("/account/logout/").url == LOGIN
    assert not is_in(client)
    assert "You are signed out." in told(client.get(LOGIN))


def test_who_has_no_password_is_not_offered_to_change_or_set_one(client, anna):
    anna.set_unusable_password()
    anna.save()
    client.force_login(anna)
    response = client.get("/account/password/change/", follow=True)
    assert response.redirect_chain[-1][0] == FACTORS
    assert "Change your password" not in told(response)


# --- sessions ---


def test_a_session_gets_a_new_name_when_someone_signs_in(client, anna, secret):
    sign_in(client)
    before = client.session.session_key
    client.post(CODE, {"code": code_of(secret)})
    assert is_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_ends_two_hours_after_the_last_page_of_the_staff_side(client, anna):
    sign_in(client)
    assert client.get("/admin/").cookies["sessionid"]["max-age"] == 7200
    assert "sessionid" not in client.get("/admin/").cookies, "each note is a write"
    session = client.session
    session["seen_at"] -= 301
    session.save()
    Session.objects.update(expire_date=timezone.now() + timezone.timedelta(minutes=1))
    client.get("/about/")
    assert Session.objects.get().expire_date < timezone.now() + timezone.timedelta(minutes=2)
    assert client.get("/admin/").cookies["sessionid"]["max-age"] == 7200
    assert Session.objects.get().expire_date > timezone.now() + timezone.timedelta(minutes=119)
    Session.objects.update(expire_date=timezone.now())
    assert not is_in(client)


# --- second factors ---


def test_a_code_is_asked_for_and_serves_once(client, anna, secret):
    assert sign_in(client).url == CODE
    assert not is_in(client)
    assert "Use a passkey" not in told(client.get(CODE)), "there is none"
    assert "That is not right." in told(client.post(CODE, {"code": "000000x"}))
    code = code_of(secret)
    assert client.post(CODE, {"code": code}).url == "/admin/"
    assert is_in(client)
    other = Client()
    sign_in(other)
    assert "That is not right." in told(other.post(CODE, {"code": code}))


def test_codes_are_not_guessed(client, anna, secret):
    sign_in(client)
    for _ in range(5):
        client.post(CODE, {"code": "x"})
    assert "Too many attempts" in told(client.post(CODE, {"code": code_of(secret)}))
    assert not is_in(client)


def test_a_half_done_sign_in_can_be_begun_again(client, anna, secret):
    sign_in(client)
    assert client.get(LOGIN).url == CODE
    page = Document(client.get(CODE).content.decode())
    begin_again = page.one("form", action="/account/logout/")
    data = {each["name"]: each["value"] for each in begin_again.all("input")}
    assert client.post("/account/logout/", data).url == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_a_recovery_code_serves_once(anna, recovery):
    for expected in ("/admin/", None):
        client = Client()
        sign_in(client)
        response = client.post(CODE, {"code": recovery[0]})
        assert getattr(response, "url", None) == expected


def test_staff_without_a_factor_are_led_to_set_one_up_before_the_admin_opens(
    client, anna, enforced
):
    assert sign_in(client).url == "/admin/"
    change = page_of(make_conference(state="draft"))
    for address in ("/admin/", change, "/admin/conferences/review/add/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0] == FACTORS
        assert "Set up a passkey or an authenticator app" in told(response)
    assert client.post(change, {"title": "Mine"}).status_code == 302

    secret = set_up_an_app(client)
    codes = Document(client.get(RECOVERY).content.decode()).one("ol", class_="codes").all("li")
    assert len(codes) == 10
    assert "not shown again" in told(client.get(RECOVERY))
    proof = client.get("/admin/", follow=True)
    assert proof.redirect_chain[-1][0] == f"{FACTORS}reauthenticate/?next=%2Fadmin%2F"
    assert client.post(proof.redirect_chain[-1][0], {"code": code_of(secret)}).url == "/admin/"
    assert is_in(client)


def set_up_an_app(client):
    """As someone does who is signed in; returns the secret that the page shows."""
    door = client.get(SETUP).url
    assert door == f"/account/reauthenticate/?next={SETUP.replace('/', '%2F')}"
    assert client.post(door, {"password": PASSWORD}).url == SETUP
    page = Document(client.get(SETUP).content.decode())
    assert page.one("img")["src"].startswith("data:image/svg+xml;base64,")
    secret = page.one("span", class_="secret").words
    assert client.post(SETUP, {"code": code_of(secret)}).url == RECOVERY
    return secret


def test_a_session_that_a_password_opened_is_not_raised_by_someone_elses_factor(anna, enforced):
    """A thief who was there first gets nothing when Anna sets up her factor."""
    thief, owner = Client(), Client()
    for client in (thief, owner):
        sign_in(client)
    set_up_an_app(owner)
    response = thief.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == f"{FACTORS}reauthenticate/?next=%2Fadmin%2F"
    assert thief.get("/account/reauthenticate/").url == f"{FACTORS}reauthenticate/"
    confirm(thief)
    assert not is_in(thief)
    assert thief.post(f"{FACTORS}totp/deactivate/").url.startswith(f"{FACTORS}reauthenticate/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_factor_that_is_gone_opens_nothing_any_more(client, anna, secret, enforced):
    sign_in(client)
    client.post(CODE, {"code": code_of(secret)})
    assert is_in(client)
    Authenticator.objects.all().delete()
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == FACTORS


def test_a_copy_of_the_database_tells_no_secret(anna, secret, recovery):
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not [code for code in recovery if code in kept]


def test_a_secret_that_cannot_be_read_opens_nothing_and_breaks_nothing(
    client, anna, secret, recovery, settings
):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    sign_in(client)
    for code in (code_of(secret), recovery[0], code_of(""), code_of("A" * 32)):
        assert "That is not right." in told(client.post(CODE, {"code": code}))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.post(CODE, {"code": code_of(secret)}).url == "/admin/"


HUGE = "OTk5" * 7  # the number 999…, in Base64
CREDENTIAL = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
SAID = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}


@pytest.mark.parametrize(
    "credential",
    [
        *("", "{", "5", "null", "[]", '"x"', "{}", '{"response": 5}', '{"response": {}}'),
        json.dumps(CREDENTIAL | {"response": SAID}),
        json.dumps(CREDENTIAL | {"response": SAID | {"userHandle": "MQ"}}),
        json.dumps(CREDENTIAL | {"response": SAID | {"userHandle": HUGE}}),
        json.dumps(CREDENTIAL | {"response": SAID | {"userHandle": "AA"}}),
        json.dumps(CREDENTIAL | {"response": SAID | {"clientDataJSON": 5}}),
        json.dumps(CREDENTIAL | {"rawId": 5, "response": SAID}),
    ],
)
def test_a_forged_passkey_is_refused_in_words(client, anna, credential):
    options = client.get(PASSKEY, HTTP_ACCEPT="application/json").json()["request_options"]
    assert options["publicKey"]["userVerification"] == "required"
    response = client.post(PASSKEY, {"credential": credential}, follow=True)
    assert response.redirect_chain[-1][0] == LOGIN
    assert not is_in(client)


# --- a form that was under way ---


def test_a_form_comes_back_through_password_and_code(client, anna, secret, enforced):
    draft = make_conference(state="draft", title="Before")
    sign_in(client)
    client.post(CODE, {"code": code_of(secret)})
    data = filled(client.get(page_of(draft))) | {"title": "Typed for an hour"}
    Session.objects.all().delete()
    del client.cookies["sessionid"]
    door = client.get(client.post(page_of(draft), data).url).url
    assert sign_in(client, address=door).url == CODE
    response = client.post(CODE, {"code": next_code(anna)}, follow=True)
    assert response.redirect_chain[-1][0] == page_of(draft)
    page = Document(response.content.decode())
    assert "your form is back as you sent it" in page.words
    assert page.one("input", id="id_title")["value"] == "Typed for an hour"


def next_code(user):
    """A code that was not used yet: that of a new app."""
    Authenticator.objects.filter(type="totp").delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return code_of(secret)


# --- losing them ---


def test_an_administrator_lets_someone_in_again(anna, secret, client):
    ben = User.objects.create_superuser("ben", password=PASSWORD)
    client.force_login(ben)
    thief = Client()
    thief.force_login(anna)
    data = {"action": "reset", "_selected_action": [anna.pk]}
    response = client.post("/admin/auth/user/", data)
    assert "no-store" in response["Cache-Control"]
    password = Document(response.content.decode()).one("code").words
    assert "Gave a new password" in client.get("/admin/conferences/entry/").content.decode()
    assert not is_in(thief)
    assert sign_in(thief, password=password).url == "/admin/"
    assert is_in(thief)


def test_only_a_superuser_resets_another(anna, client):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(*_permissions("view_user", "change_user"))
    client.force_login(clerk)
    assert client.get("/admin/auth/user/").status_code == 200
    client.post("/admin/auth/user/", {"action": "reset", "_selected_action": [anna.pk]})
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def _permissions(*names):
    return Permission.objects.filter(codename__in=names)


def test_the_shell_lets_someone_in_again(anna, secret, client, capsys):
    call_command("reset_sign_in", "anna")
    (password,) = re.findall(r"password  +(\S+)", capsys.readouterr().out)
    assert sign_in(client, password=password).url == "/admin/"
    assert is_in(client)
    with pytest.raises(CommandError, match="no account named “nobody”"):
        call_command("reset_sign_in", "nobody")
