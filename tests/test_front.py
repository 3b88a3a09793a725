"""The memory in front of Django: what it keeps, for whom, and that it is never stale."""

import gzip
import io
import threading
import time
from wsgiref.util import setup_testing_defaults

import brotli
import pytest

from conferences import front as in_front
from conferences.filters import FindingListing, RecommendationListing
from conferences.front import Front, canonical_query, coding_of

HTML = [("Content-Type", "text/html; charset=utf-8"), ("X-Request-Id", "first")]


class Site:
    """An application that counts what it is asked; what it says can be set."""

    def __init__(self, body=b"<p>The record</p>", status="200 OK", headers=HTML):
        self.body, self.status, self.headers = body, status, headers
        self.asked, self.closed = [], 0

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        start_response(self.status, self.headers)
        return self

    def __iter__(self):
        yield from [self.body] if isinstance(self.body, bytes) else self.body

    def close(self):
        self.closed += 1


class Answer:
    def __init__(self, application, address, method="GET", **headers):
        path, _, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ |= {"HTTP_HOST": headers.get("host", "testserver"), "wsgi.input": io.BytesIO()}
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
        setup_testing_defaults(environ)
        body = application(environ, self.start)
        self.body = b"".join(body)
        if hasattr(body, "close"):
            body.close()

    def start(self, status, headers, exc_info=None):
        self.status, self.headers = int(status[:3]), dict(headers)
        assert len(headers) == len(self.headers), "A header stands twice."


def front_of(site, version=lambda: 1, **options):
    options = {"session_cookie": "sessionid", "control": "public, no-cache"} | options
    return Front(site, version, **options)


def test_a_question_is_answered_once_and_then_from_memory():
    site = Site()
    front = front_of(site)
    first, second = Answer(front, "/"), Answer(front, "/")
    assert first.body == second.body == site.body
    assert first.headers == second.headers
    assert len(site.asked) == 1
    assert site.closed == 1
    assert "X-Request-Id" not in second.headers


def test_what_is_kept_says_how_it_may_be_kept():
    said = Answer(front_of(Site()), "/").headers
    assert said["Cache-Control"] == "public, no-cache"
    assert said["Vary"] == "Accept-Encoding"
    assert said["Content-Length"] == "17"
    assert said["Cache-Tag"] == "version-1"
    assert said["ETag"].startswith('"')


@pytest.mark.parametrize(
    ("coding", "decoded"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_the_body_is_sent_in_an_accepted_coding(coding, decoded):
    front = front_of(Site(body=b"word " * 100))
    coded = Answer(front, "/", accept_encoding=coding)
    plain = Answer(front, "/")
    assert coded.headers["Content-Encoding"] == coding
    assert decoded(coded.body) == plain.body == b"word " * 100
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000,gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("br;q=nonsense", ""),
        (",;,=", ""),
    ],
)
def test_the_coding_that_is_accepted(accepted, coding):
    assert coding_of(accepted) == coding


def test_who_has_it_already_gets_no_body():
    front = front_of(Site())
    tag = Answer(front, "/").headers["ETag"]
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = Answer(front, "/", if_none_match=asked)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert "Content-Length" not in answer.headers
    assert Answer(front, "/", if_none_match='"other"').status == 200
    assert Answer(front, "/", if_none_match=tag, accept_encoding="br").status == 200


def test_head_has_the_headers_of_get_and_no_body():
    for first in ("GET", "HEAD"):
        front = front_of(Site())
        answers = [Answer(front, "/", first), Answer(front, "/", "GET"), Answer(front, "/", "HEAD")]
        assert answers[0].headers == answers[1].headers == answers[2].headers
        assert answers[2].body == b""
    site = Site(status="404 Not Found")
    head = Answer(front_of(site), "/", "HEAD")
    assert (head.status, head.body, site.closed) == (404, b"", 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "PURGE"])
def test_other_methods_go_to_django(method):
    site = Site()
    front = front_of(site)
    Answer(front, "/")
    Answer(front, "/", method)
    assert site.asked[-1]["REQUEST_METHOD"] == method


@pytest.mark.parametrize(
    "address",
    ["/admin/", "/account/login/", "/preview/abc/", "/healthz", "/readyz", "/static/a.css"],
)
def test_some_addresses_are_never_kept(address):
    site = Site()
    front = front_of(site)
    for _ in range(2):
        Answer(front, address)
    assert len(site.asked) == 2


def test_nobody_with_a_session_is_answered_from_memory():
    site = Site()
    front = front_of(site)
    Answer(front, "/")
    Answer(front, "/", cookie="a=b; sessionid=abc")
    assert len(site.asked) == 2
    Answer(front, "/", cookie="other=1")
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("404 Not Found", None),
        ("500 Internal Server Error", None),
        ("301 Moved Permanently", None),
        ("200 OK", ("Set-Cookie", "a=b")),
        ("200 OK", ("Cache-Control", "no-store")),
        ("200 OK", ("Cache-Control", "max-age=0, private")),
        ("200 OK", ("Vary", "Cookie")),
    ],
)
def test_what_is_not_public_is_passed_on_as_it_is(status, header):
    site = Site(status=status, headers=[*HTML, header] if header else HTML)
    front = front_of(site)
    for number in (1, 2):
        answer = Answer(front, "/")
        assert answer.headers == dict(site.headers)
        assert answer.body == site.body
        assert len(site.asked) == number


def test_a_withdrawn_page_is_kept_and_never_not_modified():
    site = Site(status="410 Gone")
    front = front_of(site)
    tag = Answer(front, "/").headers["ETag"]
    assert Answer(front, "/", if_none_match=tag).status == 410
    assert len(site.asked) == 1


def test_a_picture_is_not_kept():
    site = Site(headers=[("Content-Type", "image/png")])
    front = front_of(site)
    for _ in range(2):
        assert "ETag" not in Answer(front, "/").headers
    assert len(site.asked) == 2


def test_a_long_answer_is_passed_on_as_it_comes(monkeypatch):
    monkeypatch.setattr(in_front, "MAX_BODY", 10)
    read = []

    def pieces():
        for piece in (b"12345", b"67890", b"abc", b"def"):
            read.append(piece)
            yield piece

    site = Site(body=pieces())
    front = front_of(site)
    environ = {"PATH_INFO": "/", "HTTP_HOST": "testserver"}
    setup_testing_defaults(environ)
    body = front(environ, lambda *said: None)
    assert read == [b"12345", b"67890", b"abc"]
    assert b"".join(body) == b"1234567890abcdef"
    body.close()
    assert site.closed == 1
    assert front.bytes == 0


# --- one answer, one address ---


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("q=a&sort=b", "q=a&sort=b"),
        ("sort=b&q=a", "q=a&sort=b"),
        ("utm_source=x&q=a&fbclid=y", "q=a"),
        ("utm_source=x", ""),
        ("&&q=a&", "q=a"),
        ("theme=b&theme=a", "theme=b&theme=a"),
        ("q", "q"),
        ("%71=a", None),
        ("q+=a", None),
        ("q=" + "a" * 2048, None),
        ("&".join(["q=a"] * 101), None),
    ],
)
def test_the_order_and_what_is_unknown_make_no_other_answer(query, canonical):
    assert canonical_query(query) == canonical


def test_a_form_of_data_is_left_to_refuse_what_it_does_not_know():
    assert canonical_query("utm_source=x&q=a", is_data=True) is None
    assert canonical_query("sort=b&q=a", is_data=True) == "q=a&sort=b"


def test_campaigns_and_orders_cannot_fill_the_memory():
    site = Site()
    front = front_of(site)
    for number in range(50):
        Answer(front, f"/findings/?utm_source={number}&q=a")
        Answer(front, f"/findings/?q=a&ref{number}=1")
    assert len(site.asked) == 1
    assert site.asked[0]["QUERY_STRING"] == "q=a"


def test_an_answer_may_depend_on_every_parameter_there_is(db):
    listings = (FindingListing({}), RecommendationListing({}))
    known = {name for listing in listings for name in listing.form.fields}
    of_a_sitemap, of_a_conference = "p", "as_at"
    assert known | {of_a_sitemap, of_a_conference} == in_front._NAMES


def test_the_memory_is_bounded_in_bytes_and_keeps_what_was_used_last():
    site = Site(body=b"x")
    front = front_of(site, max_bytes=5 * 1024)
    for number in range(20):
        Answer(front, "/")
        Answer(front, f"/conferences/{number}/")
        assert front.bytes == sum(kept.size for kept in front.kept.values()) <= 5 * 1024
    assert len(site.asked) == 21
    assert 1 < len(front.kept) < 6


def test_made_up_hosts_do_not_keep_out_the_one_that_is_read():
    site = Site()
    front = front_of(site, max_bytes=5 * 1024)
    for number in range(50):
        Answer(front, "/", host=f"record.example:{number}")
        Answer(front, "/", host="record.example")
        assert front.bytes <= 5 * 1024
    assert len(site.asked) == 51


def test_hosts_and_schemes_have_answers_of_their_own():
    site = Site()
    front = front_of(site)
    for options in ({"host": "a"}, {"host": "b"}, {"host": "a", "x_forwarded_proto": "https"}):
        Answer(front, "/", **options)
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    "declared", ["https", "https, http", " https ,http", "http", "http, https", "", "HTTPS", None]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_secure_is_what_django_takes_for_secure(rf, settings, declared, scheme):
    """Else a page of https could be kept, and sent to who asked by http."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = rf.get("/", secure=scheme == "https")
    if declared is not None:
        request.META["HTTP_X_FORWARDED_PROTO"] = declared
    is_secure, *_ = front_of(Site())._question(request.META)
    assert is_secure == request.is_secure()


def test_what_is_kept_depends_on_nothing_that_only_one_visitor_sent():
    """A charset, for one, makes another question of the same bytes."""
    site = Site()
    sent = {"accept": "text/csv", "cookie": "a=1", "x_request_id": "number", "range": "bytes=0-9"}
    Answer(front_of(site), "/search/?q=a", content_type="text/plain; charset=cp037", **sent)
    seen = [name for name in site.asked[0] if name.startswith(("HTTP_", "CONTENT_"))]
    assert sorted(seen) == ["HTTP_HOST", "HTTP_X_REQUEST_ID"]


# --- never stale, in small ---


def test_another_version_or_another_day_is_another_answer(monkeypatch):
    numbers = iter([1, 1, 2, 2])
    site = Site()
    front = front_of(site, version=lambda: next(numbers))
    for expected in (1, 1, 2):
        Answer(front, "/")
        assert len(site.asked) == expected
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000)
    Answer(front, "/")
    assert len(site.asked) == 3


def test_an_answer_that_was_overtaken_by_a_change_is_not_kept():
    version = [1]
    site = Site()
    front = front_of(site, version=lambda: version[0])
    slow, changed = threading.Event(), threading.Event()

    def made_slowly():
        slow.set()
        changed.wait(5)
        yield b"before"

    site.body = made_slowly()
    thread = threading.Thread(target=Answer, args=[front, "/"])
    thread.start()
    slow.wait(5)
    version[0], site.body = 2, b"after"
    assert Answer(front, "/").body == b"after"
    changed.set()
    thread.join()
    assert Answer(front, "/").body == b"after"
    assert len(site.asked) == 2


def test_many_who_ask_at_once_have_it_made_once():
    site = Site()
    front = front_of(site)
    gate, answers = threading.Barrier(12), []

    def slow():
        time.sleep(0.05)
        yield b"made"

    site.body = slow()

    def ask():
        gate.wait()
        answers.append(Answer(front, "/").body)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"made"] * 12
    assert len(site.asked) == 1
    assert front.making == {}


def test_a_failure_of_the_application_leaves_nobody_waiting():
    def broken(environ, start_response):
        raise OSError("no")

    front = front_of(broken)
    for _ in range(2):
        with pytest.raises(OSError, match="no"):
            Answer(front, "/")
    assert front.making == {}


def test_an_answer_that_breaks_off_is_closed():
    def pieces():
        yield b"one"
        raise OSError("no")

    site = Site(body=pieces())
    with pytest.raises(OSError, match="no"):
        Answer(front_of(site), "/")
    assert site.closed == 1


def test_reading_goes_on_while_the_database_is_away():
    is_away = False

    def version():
        if is_away:
            raise OSError("The database is away.")
        return 1

    site = Site()
    front = front_of(site, version=version)
    kept = Answer(front, "/")
    is_away, site.status = True, "503 Service Unavailable"
    assert Answer(front, "/").body == kept.body
    assert Answer(front, "/other/").status == 503
    is_away = False
    assert Answer(front, "/").status == 200
    assert len(site.asked) == 2
