"""The site's edge: what every answer tells the browser, and requests that no page can read."""

import threading
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import parse_header_parameters

from .logs import begin_request

MAX_QUERY_BYTES = 2048
MAX_PARAMETERS = 100
READERS = 2  # threads of a process, of four, that may wait for what is sent to them
# Nothing runs or loads but what this site serves as a file of its own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Of all a browser can do, pages may copy to the clipboard, and staff may sign in with a passkey.
_DENIED = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation "
    "gyroscope magnetometer microphone midi payment picture-in-picture screen-wake-lock usb"
)
_ALLOWED = "clipboard-write publickey-credentials-create publickey-credentials-get"
PERMISSIONS = ", ".join(
    [f"{name}=()" for name in _DENIED.split()] + [f"{name}=(self)" for name in _ALLOWED.split()]
)


class Utf8Request(WSGIRequest):
    """A request that is read as UTF-8, whatever charset it gives.

    Django would read even the query in that, and fail outside of all that answers for it where
    the charset is none ("zlib").
    """

    def _set_content_type_params(self, meta):
        told = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_type, self.content_params = told


def add_headers(get_response):
    """Middleware: what every answer tells the browser, and whether anyone may keep it.

    The memory in front of Django says more of what is public; the rest is asked for each time.
    """

    def middleware(request):
        number = begin_request(request.headers.get("X-Request-Id", ""))
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Request-Id"] = number
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        response.setdefault("Cache-Control", "private, no-store" if has_session else "no-cache")
        return response

    return middleware


def refuse_unreadable(get_response):
    """Middleware: 400 for NUL bytes, broken UTF-8, and queries beyond any honest size.

    A NUL reaches PostgreSQL as an error, and in a cookie it can hide behind an octal escape.
    """

    def middleware(request):
        reason = unreadable(request)
        response = _refusal(request, reason) if reason else get_response(request)
        return _in_words(request, response)

    return middleware


def _refusal(request, reason):
    """In the language of the form that was asked for."""
    if request.path.endswith(".json"):
        return JsonResponse({"errors": {"query": [reason]}}, status=400)
    if request.path.endswith((".csv", ".xlsx", ".atom")):
        return HttpResponse(f"{reason}\n", status=400, content_type="text/plain; charset=utf-8")
    return render(request, "400.html", {"reason": reason}, status=400)


def _in_words(request, response):
    """A refused method as a page; Django leaves it blank."""
    if response.status_code != 405:
        return response
    page = render(request, "405.html", status=405)
    page["Allow"] = response["Allow"]
    return page


def take_in_few_at_once(get_response):
    """Middleware: read what a form sends whole, in few threads at once; 503 when none is free.

    Whoever sends slowly holds the thread that reads. Else it would be read by what first asks for
    it, in as many threads as there are, and four slow forms would leave none to the readers.
    """
    free = threading.BoundedSemaphore(READERS)

    def middleware(request):
        if request.method != "POST":
            return get_response(request)
        if not free.acquire(blocking=False):
            return come_back(request)
        try:
            request.body  # noqa: B018 (it is read once, and kept)
        finally:
            free.release()
        return get_response(request)

    return middleware


def come_back(request):
    """503: what is asked cannot be done for a while, and when to ask again."""
    page = render(request, "503.html", {"canonical": ""}, status=503)
    page["Retry-After"] = "30"
    return page


def unreadable(request):
    """Why the request cannot be read, in a sentence; empty when it can."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY_BYTES:
        return "This address is too long. Shorten the search or lift some filters."
    if query.count("&") >= MAX_PARAMETERS:
        return f"This address has more than {MAX_PARAMETERS} parts. Lift some filters."
    if not _is_text(unquote_to_bytes(query.replace("+", " "))):
        return "This address holds characters that are not text."
    if "\0" in request.path or any("\0" in value for value in request.COOKIES.values()):
        return "This request holds characters that are not text."
    return ""


def _is_text(raw):
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False
