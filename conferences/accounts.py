"""Who signs in, and how: what allauth asks of us about staff and their second factors."""

import base64
import hashlib
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.urls import reverse

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NOT_RIGHT = "That is not right. Try again."


class Adapter(DefaultAccountAdapter):
    """Accounts are made by administrators, and a closed one is like one that never was."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The name or the password is not right.",
        "incorrect_password": NOT_RIGHT,
        "enter_current_password": NOT_RIGHT,
        "too_many_login_attempts": "Too many attempts. Try again in five minutes.",
    }

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user is None or user.is_active:
            return user
        self.pre_authenticate(request, **credentials)  # the right password counts as a wrong one
        return None

    def _get_login_attempts_cache_key(self, request, username="", **credentials):
        """By the name alone. In allauth's stands the host too, which whoever guesses can write in
        many ways: in capitals, or with another port.
        """
        return f"name:{username.lower()}"

    def respond_user_inactive(self, request, user):
        """For the passkey of a closed account; its password does not come so far."""
        self.add_message(request, messages.ERROR, message=NOT_RIGHT)
        return HttpResponseRedirect(reverse("account_login"))

    def get_reauthentication_methods(self, user):
        """Who has a second factor confirms with it: a password alone may not take it away."""
        methods = super().get_reauthentication_methods(user)
        return [each for each in methods if each["id"] != "reauthenticate"] or methods


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that a copy of the database tells none."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": NOT_RIGHT}

    def generate_authenticator_name(self, user, type):
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text):
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """A secret that SECRET_KEY cannot open any more becomes one that nobody knows."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return generate_totp_secret()


def _fernet():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key_from(each)) for each in keys])


def _key_from(secret):
    return base64.urlsafe_b64encode(hashlib.sha256(f"balisite.factors{secret}".encode()).digest())


def has_factor(user):
    """Whether someone has a passkey or an authenticator app."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def with_factor(users):
    """The accounts, each with `has_factor`."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return users.annotate(has_factor=Exists(theirs))


def has_shown_factor(request):
    """Whether a second factor was shown in this session. That one exists is not enough: another
    may have opened this session with the password before there was one.
    """
    records = get_authentication_records(request, request.user)
    return any(each["method"] == "mfa" for each in records) and has_factor(request.user)


@transaction.atomic
def reset_sign_in(user):
    """A new password, which is returned to be told once; no second factor, and no session left."""
    password = secrets.token_urlsafe(15)
    user.set_password(password)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    return password
