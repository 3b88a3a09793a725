"""The site's edge: requests that no page can read are refused before anything else runs."""

from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest
from django.views.defaults import bad_request

MAX_QUERY_BYTES = 2048
MAX_PARAMETERS = 100


def refuse_unreadable(get_response):
    """Middleware: 400 for NUL bytes, broken UTF-8, and queries beyond any honest size.

    A NUL reaches PostgreSQL as an error, and in a cookie it can hide behind an octal escape.
    """

    def middleware(request):
        reason = unreadable(request)
        return bad_request(request, BadRequest(reason)) if reason else get_response(request)

    return middleware


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
