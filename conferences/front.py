"""Answers in front of Django: public pages from memory, none older than the record.

A WSGI application around Django's own. It keeps the bodies of public answers, compressed, for one
content version and one day. The version is read at every request, before anything is looked up
or made, so that whatever is kept was made of the record as it is now or later. Nothing is kept
that carries a cookie or says that it is private, and nobody who brings a session is served here.

While the database cannot be asked, what was kept last is served on.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import lru_cache

import brotli

from .edge import MAX_PARAMETERS, MAX_QUERY_BYTES

MAX_BYTES = 64 * 1024 * 1024  # of all that is kept
MAX_BODY = 2 * 1024 * 1024  # of one answer; a longer one is passed on as it comes
BROTLI_QUALITY = 5  # at 11 an answer would cost 18 ms to keep, for 5 % less
_KEPT_STATUSES = ("200", "410")  # else whoever invents addresses could fill the memory
_KEPT_TYPES = re.compile(r"text/|application/(json|xml|.*\+json|.*\+xml|x-)")
# These refuse a parameter that they do not know, and so must see it.
_DATA = (".csv", ".json", ".xlsx", ".atom", "/print/")
_ALONE = ("/admin", "/account", "/preview/", "/static/", "/healthz", "/readyz")
_OF_CODING = ("ETag", "Content-Encoding", "Content-Length")
_OF_304 = ("ETag", "Vary", "Cache-Control", "Cache-Tag")
# An answer that is kept must depend on nothing but the question: Django is not told the rest.
_TOLD = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REQUEST_ID")
_EMPTY = [b""]  # a server sends one piece at once, and may send a list of none in chunks
# What a public page may be asked by; pages pass over all else, and so it makes no other answer.
_NAMES = {
    *("q", "sort", "page", "p", "as_at", "conference", "year", "city", "country", "theme"),
    *("verb", "verb_class", "addressee"),
}


@dataclass(frozen=True)
class Form:
    """An answer in one coding: its ETag, its headers, and its body."""

    tag: str
    headers: list
    body: bytes


@dataclass(frozen=True)
class Kept:
    """An answer: its status, and its forms by coding; that of no coding is made when asked for."""

    status: str
    forms: dict

    @property
    def size(self):
        return 1024 + sum(len(form.body) for form in self.forms.values())

    def form(self, coding):
        return self.forms[coding] if coding else _plain(self.forms["gzip"])


class Front:
    """`application` behind a memory of its public answers; `version` reads the content version."""

    def __init__(self, application, version, *, session_cookie, control, max_bytes=MAX_BYTES):
        """`control` is the Cache-Control of what is kept, for browsers and for a CDN."""
        self.application, self.version = application, version
        self.session_cookie, self.control = session_cookie, control
        self.max_bytes = max_bytes
        self.lock = threading.Lock()
        self.making = {}
        self._forget(None)

    def _forget(self, epoch):
        self.epoch, self.kept, self.bytes = epoch, OrderedDict(), 0

    def __call__(self, environ, start_response):
        question = self._question(environ)
        if question is None:
            return self.application(environ, start_response)
        epoch = self._epoch()
        kept = self._look_up(epoch, question)
        if kept:
            return self._answer(kept, environ, start_response)
        if epoch is None:
            return self.application(environ, start_response)
        return self._make(epoch, question, environ, start_response)

    def _question(self, environ):
        """(is secure, host, path, query) of what may be kept; None when only Django may answer."""
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(_ALONE):
            return None
        if self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return None
        canonical = canonical_query(query, is_data=path.endswith(_DATA)) if query else ""
        if canonical is None:
            return None
        return _is_secure(environ), environ.get("HTTP_HOST", ""), path, canonical

    def _epoch(self):
        """The version and the day of now; None while the database cannot be asked."""
        with suppress(Exception):  # each database has errors of its own
            return self.version(), int(time.time() // 86_400)
        return None

    def _look_up(self, epoch, question):
        with self.lock:
            if epoch is not None and epoch != self.epoch:
                self._forget(epoch)
            kept = self.kept.get(question)
            if kept:
                self.kept.move_to_end(question)
            return kept

    def _make(self, epoch, question, environ, start_response):
        """Let Django answer, once for all who ask at the same moment, and keep it if it may be."""
        with self.lock:
            turn = self.making.setdefault((epoch, question), threading.Lock())
        try:
            with turn:
                if kept := self._look_up(epoch, question):
                    return self._answer(kept, environ, start_response)
                answer = _ask(self.application, environ, question[-1])
                kept = self._keep(epoch, question, answer)
        finally:
            with self.lock:
                self.making.pop((epoch, question), None)
        if kept:
            return self._answer(kept, environ, start_response)
        start_response(answer.status, answer.headers)
        if environ["REQUEST_METHOD"] == "GET":
            return answer.body
        _close(answer.body)
        return []

    def _keep(self, epoch, question, answer):
        """Keep an answer if it is public and whole; returns what is kept, else None."""
        if answer.whole is None or not _is_public(answer):
            return None
        kept = _kept(answer, epoch[0], self.control)
        with self.lock:
            if epoch == self.epoch:
                self._put(question, kept)
        return kept

    def _put(self, question, kept):
        self.bytes += kept.size - (self.kept[question].size if question in self.kept else 0)
        self.kept[question] = kept
        while self.bytes > self.max_bytes:
            _, oldest = self.kept.popitem(last=False)
            self.bytes -= oldest.size

    def _answer(self, kept, environ, start_response):
        """Send what is kept, in a coding that is accepted; no body to who has it already."""
        form = kept.form(coding_of(environ.get("HTTP_ACCEPT_ENCODING", "")))
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and kept.status.startswith("200") and _matches(asked, form.tag):
            start_response("304 Not Modified", [p for p in form.headers if p[0] in _OF_304])
            return _EMPTY
        start_response(kept.status, form.headers)
        return _EMPTY if environ["REQUEST_METHOD"] == "HEAD" else [form.body]


def _is_secure(environ):
    """As Django reads it: the first of what the proxies say, and else how the server was asked."""
    said = environ.get("HTTP_X_FORWARDED_PROTO", environ["wsgi.url_scheme"])
    return said.partition(",")[0].strip() == "https"


@lru_cache(4096)
def canonical_query(query, is_data=False):
    """The part of a query that a public answer may depend on, in one order; None to pass it by.

    Values of one name stay in their order, for the last one counts where one is meant.
    """
    if len(query) > MAX_QUERY_BYTES or query.count("&") >= MAX_PARAMETERS:
        return None
    pairs = [part for part in query.split("&") if part]
    names = [pair.partition("=")[0] for pair in pairs]
    if any("%" in name or "+" in name for name in names):
        return None
    if is_data and not set(names) <= _NAMES:
        return None  # a form of data refuses what it does not know
    known = [pair for pair, name in zip(pairs, names, strict=True) if name in _NAMES]
    return "&".join(sorted(known, key=lambda pair: pair.partition("=")[0]))


@dataclass
class _Answer:
    """What the application said; `whole` is the body when it is short enough to be kept."""

    status: str
    headers: list
    body: object
    whole: bytes | None


def _ask(application, environ, query):
    """The application's answer to the canonical question, and to nothing else that was sent."""
    own = {
        name: value
        for name, value in environ.items()
        if name in _TOLD or not name.startswith(("HTTP_", "CONTENT_"))
    }
    told = []
    own |= {"QUERY_STRING": query, "REQUEST_METHOD": "GET"}
    body = application(own, lambda *said: told.append(said))
    pieces, size, rest = [], 0, iter(body)
    with ExitStack() as at_the_end:
        at_the_end.callback(_close, body)
        for piece in rest:
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                at_the_end.pop_all()  # the server closes it
                return _Answer(*told[-1][:2], _Rest(pieces, rest, body), None)
    return _Answer(*told[-1][:2], pieces, b"".join(pieces))


class _Rest:
    """A long body: the pieces that were read, and then the others as they come."""

    def __init__(self, pieces, rest, body):
        self.pieces, self.rest, self.body = pieces, rest, body

    def __iter__(self):
        yield from self.pieces
        yield from self.rest

    def close(self):
        _close(self.body)


def _close(body):
    if hasattr(body, "close"):
        body.close()


def _is_public(answer):
    said = {name.lower(): value for name, value in answer.headers}
    control = said.get("cache-control", "")
    return (
        answer.status[:3] in _KEPT_STATUSES
        and _KEPT_TYPES.match(said.get("content-type", ""))
        and "set-cookie" not in said
        and "cookie" not in said.get("vary", "").lower()
        and not re.search("no-store|private", control)
    )


def _kept(answer, version, control):
    """What is kept of an answer; a CDN can be told to drop all of one version by its tag."""
    own = ("content-length", "etag", "vary", "cache-control", "last-modified", "x-request-id")
    headers = [pair for pair in answer.headers if pair[0].lower() not in own]
    headers += [("Vary", "Accept-Encoding"), ("Cache-Control", control)]
    headers.append(("Cache-Tag", f"version-{version}"))
    body, digest = answer.whole, hashlib.sha256(answer.whole).hexdigest()[:32]
    coded = {
        "gzip": gzip.compress(body, 6, mtime=0),
        "br": brotli.compress(body, quality=BROTLI_QUALITY),
    }
    return Kept(answer.status, {name: _form(headers, digest, name, coded[name]) for name in coded})


def _form(headers, digest, coding, body):
    tag = f'"{digest}-{coding}"'
    coded = [("Content-Encoding", coding)] if coding != "plain" else []
    length = ("Content-Length", str(len(body)))
    return Form(tag, [*headers, ("ETag", tag), *coded, length], body)


def _plain(form):
    """The form of no coding, for the few that accept none."""
    headers = [pair for pair in form.headers if pair[0] not in _OF_CODING]
    digest = form.tag.strip('"').partition("-")[0]
    return _form(headers, digest, "plain", gzip.decompress(form.body))


def _matches(asked, tag):
    """Whether one of the tags of If-None-Match is this one; weak ones count (RFC 9110)."""
    tags = {each.strip().removeprefix("W/") for each in asked.split(",")}
    return tag in tags or "*" in tags


@lru_cache(256)
def coding_of(accepted):
    """The coding to send in: br, gzip, or "" for none."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, options = part.strip().partition(";")
        found = re.fullmatch(r"\s*q=([01](\.[0-9]{0,3})?)\s*", options) if options else None
        weights[name.strip()] = float(found[1]) if found else float(not options)
    for name in ("br", "gzip"):
        if weights.get(name, weights.get("*", 0)) > 0:
            return name
    return ""
