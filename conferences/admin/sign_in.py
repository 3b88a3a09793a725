"""Who may enter the staff side: of the staff, and with a second factor where one is due."""

import time

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from ..accounts import has_factor, has_shown_factor

SIGN_IN = "/account/"
SEEN = "seen_at"
SEEN_EVERY = 5 * 60


def may_enter(request):
    """What the admin asks before each of its pages."""
    user = request.user
    is_staff = user.is_active and user.is_staff
    return is_staff and (not settings.REQUIRE_SECOND_FACTOR or has_shown_factor(request))


@secure_admin_login
def login(request, extra_context=None):
    """For staff who are signed in and not let in: on to what is lacking, and then back."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        wanted = reverse("admin:index")
    if may_enter(request):
        return HttpResponseRedirect(wanted)
    if not has_factor(request.user):
        return HttpResponseRedirect(reverse("mfa_index"))
    return HttpResponseRedirect(
        f"{_proof(request.user)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
    )


def _proof(user):
    """Where a second factor is shown: a passkey if there is one, else a code."""
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return reverse("mfa_reauthenticate_webauthn" if keys.exists() else "mfa_reauthenticate")


def staff_pages(get_response):
    """Middleware: the pages of signing in are kept nowhere and found by no search engine, and each
    page of the admin puts off the end of the session.

    That is noted every few minutes only, for each note is a write; and not for public pages, which
    set no cookie.
    """

    def middleware(request):
        if request.path.startswith(reverse("admin:index")):
            _put_off_the_end(request)
        response = get_response(request)
        if request.path.startswith(SIGN_IN):
            add_never_cache_headers(response)
            response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def _put_off_the_end(request):
    if not request.user.is_authenticated:
        return
    if time.time() - request.session.get(SEEN, 0) > SEEN_EVERY:
        request.session[SEEN] = int(time.time())
