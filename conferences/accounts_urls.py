"""The addresses at which staff sign in. There is no way here to make an account.

allauth's views do the work.
"""

from allauth.account import views as account
from allauth.decorators import rate_limit
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.generic import RedirectView

from .accounts_floods import few_at_once

# A worker has four threads: two may be at a password, which is slow to hash, and one at the door
# for passkeys, where each look writes a session.
password = few_at_once(2, "POST")
passkey = few_at_once(1, "GET", "HEAD", "POST")
limited = rate_limit(action="login", limit_get=True)
to_own_sign_in = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("login/", password(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", password(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", password(account.password_change), name="account_change_password"),
    # Who signs in by passkey alone has no password to change, and is sent here.
    path("password/set/", to_own_sign_in, name="account_set_password"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/login/",
        passkey(limited(webauthn.login_webauthn)),
        name="mfa_login_webauthn",
    ),
    path(
        "2fa/webauthn/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"
    ),
]
