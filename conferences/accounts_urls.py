"""The addresses at which staff sign in. There is no way here to make an account.

allauth's views do the work. None of these pages is kept anywhere, or shown by a search engine.
"""

from functools import wraps

from allauth.account import views as account
from allauth.decorators import rate_limit
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from .accounts_floods import few_at_once


def page(address, view, name):
    """A page that is for one person and one moment."""

    @wraps(view)
    @never_cache
    def private(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return path(address, private, name=name)


# A worker has four threads: two may wait for a password to be hashed and one may be at the door
# for passkeys, each look at which writes a session.
hashing = few_at_once(2, "POST")
passkey = few_at_once(1, "GET", "HEAD", "POST")
limited = rate_limit(action="login", limit_get=True)

urlpatterns = [
    page("login/", hashing(account.login), "account_login"),
    page("logout/", account.logout, "account_logout"),
    page("reauthenticate/", hashing(account.reauthenticate), "account_reauthenticate"),
    page("password/change/", hashing(account.password_change), "account_change_password"),
    # Who signs in by passkey alone has no password to change.
    page(
        "password/set/", RedirectView.as_view(pattern_name="mfa_index"), "account_set_password"
    ),
    page("2fa/", factors.index, "mfa_index"),
    page("2fa/authenticate/", factors.authenticate, "mfa_authenticate"),
    page("2fa/reauthenticate/", factors.reauthenticate, "mfa_reauthenticate"),
    page("2fa/totp/activate/", totp.activate_totp, "mfa_activate_totp"),
    page("2fa/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("2fa/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page(
        "2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
    ),
    page("2fa/webauthn/", webauthn.list_webauthn, "mfa_list_webauthn"),
    page("2fa/webauthn/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    page("2fa/webauthn/login/", passkey(limited(webauthn.login_webauthn)), "mfa_login_webauthn"),
    page(
        "2fa/webauthn/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
    ),
    page("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    page("2fa/webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
]
