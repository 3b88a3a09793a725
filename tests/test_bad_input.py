"""Bad input is answered in the site's own look with a plain sentence, and never with a 5xx."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from django.http import HttpResponse, UnreadablePostError
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from balisite.wsgi import _django
from conferences.edge import READERS, Utf8Request, take_in_few_at_once
from tests.document import Document
from tests.factories import make_conference
from tests.routes import OF_THE_RECORD, addresses, pages

LISTINGS = ["/findings/", "/recommendations/"]
UNSAFE_METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
quietly = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def in_own_look(response):
    """The page, which must be the site's own, with a heading and a sentence."""
    assert response.status_code < 500
    page = Document(response.getvalue().decode())
    assert page.one("header", class_="masthead")
    assert page.one("h1").words
    assert any(p.words.endswith((".", "!", "?")) for p in page.one("main").all("p"))
    return page


def refused(response, status=400):
    assert response.status_code == status
    return in_own_look(response)


def raw(client, target, **headers):
    """Ask for a path and query exactly as given, byte for byte."""
    path, _, query = target.partition("?")
    return client.generic("GET", path, QUERY_STRING=query, **headers)


NUMBERS = [
    ("abc", 400),
    ("0", 400),
    ("-1", 400),
    ("1e9", 400),
    ("1e999", 400),
    ("-1e500000", 400),
    ("NaN", 400),
    ("inf", 400),
    ("1_000", 404),
    ("0x1", 400),
    ("9" * 22, 400),
    ("9" * 1500, 400),
    ("2;DROP TABLE", 400),
    ("2", 404),
    ("1000000", 404),
]


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize(("page", "status"), NUMBERS)
def test_a_page_that_is_not_there_or_no_number(client, record, listing, page, status):
    refused(client.get(listing, {"page": page}), status)


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("page", ["", "1", "01", "+1", " 1 ", "\u0661"])
def test_what_reads_as_the_first_page_is_the_first_page(client, record, listing, page):
    plain = Document(client.get(listing).content.decode())
    shown = Document(client.get(listing, {"page": page}).content.decode())
    assert shown.one("h1").words == plain.one("h1").words


def test_two_pages_asked_at_once_are_one_answer(client, record):
    assert client.get("/findings/?page=abc&page=1").status_code == 200
    refused(client.get("/findings/?page=1&page=abc"))


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize(
    "year", ["1e999", "-1e500000", "NaN", "0", "-2003", "10000", "2003.0", "9" * 400, "\u0662" * 4]
)
def test_a_year_that_is_none(client, record, listing, year):
    page = refused(client.get(listing, {"year": year}))
    assert page.all("form", role="search")


@pytest.mark.parametrize("name", ["conference", "theme", "addressee", "verb", "sort", "year"])
@pytest.mark.parametrize("value", ["nothing-of-this", str(2**63), str(-(2**70)), "' OR 1=1 --"])
def test_a_choice_that_is_not_offered_is_refused_with_its_reason(client, record, name, value):
    listing = "/findings/" if name == "verb" else "/recommendations/"
    page = refused(client.get(listing, {name: value}))
    assert "Select a valid choice" in page.one("main").words
    assert page.one("main").all("a", href=listing)
    assert page.one("main").all("form", role="search")


def test_an_unknown_parameter_is_ignored(client, record):
    plain = client.get("/findings/?verb=urge").content
    assert client.get("/findings/?verb=urge&utm_source=x&state=draft&id__gt=0").content == plain


@pytest.mark.parametrize("listing", LISTINGS)
def test_too_many_words_are_refused(client, record, listing):
    for words in ("x" * 201, " ".join(f"w{n}" for n in range(13)), "word " * 1200):
        refused(client.get(listing, {"q": words}))


@pytest.mark.parametrize("query", ["!!!", "-", "“”", "___", "🦜", "%", "*"])
def test_a_question_without_a_word_says_so(client, record, query):
    refused(client.get("/findings/", {"q": query}))


METACHARACTERS = [
    "border' OR '1'='1",
    "border%",
    "bor_er",
    "border AND",
    "NEAR(border security)",
    "text:border",
    '"border',
    "border*",
    "(border",
    "^border",
    "-border",
    "b[o]rder",
    "(a+)+$ border",
    "border\\",
    "<script>border</script>",
    "{{ border }}",
    "{% border %}",
    "border\r\nX: y",
    "border\u202e",
    "ＢＯＲＤＥＲ",
    "'border'",
]


@pytest.mark.parametrize("query", METACHARACTERS)
def test_metacharacters_are_words_or_nothing(client, record, query):
    for listing in LISTINGS:
        response = client.get(listing, {"q": query})
        assert response.status_code in (200, 400)
        page = in_own_look(response) if response.status_code == 400 else None
        page = page or Document(response.getvalue().decode())
        assert "<script>border" not in page.markup


@pytest.mark.parametrize("query", ["border%", "border_", "bord_r"])
def test_a_wildcard_is_no_wildcard(client, record, query):
    shown = {
        each["id"]
        for each in Document(client.get("/findings/", {"q": query}).content.decode()).all(
            "li", class_="passage"
        )
    }
    assert shown <= {"BPMC2-F-2"}


UNREADABLE = [
    "?q=%00",
    "?q=border%00",
    "?%00=1",
    "?q=%ff%fe",
    "?q=%c3%28",
    "?q=%ed%a0%80",
    "?q=" + "a" * 2047,
    "?q=" + "a" * 100_000,
    "?" + "&".join(["theme=people-smuggling"] * 1000),
    "?" + "&" * 1000,
    "?" + "&".join(f"p{n}=1" for n in range(101)),
]


@pytest.mark.parametrize("query", UNREADABLE, ids=lambda query: query[:12])
def test_a_query_that_cannot_be_read_is_refused_on_every_page(client, record, query):
    for address in pages():
        page = refused(raw(client, address + query))
        assert page.one("main").one("p", class_="lead").words.startswith("This ")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("?q=%00", "This address holds characters that are not text."),
        ("?q=" + "a" * 3000, "This address is too long. Shorten the search or lift some filters."),
        ("?" + "&" * 200, "This address has more than 100 parts. Lift some filters."),
    ],
)
def test_a_refusal_tells_its_reason(client, record, query, reason):
    assert refused(raw(client, f"/findings/{query}")).one("p", class_="lead").words == reason


@pytest.mark.parametrize(
    "cookie", ['a="\\000"', 'sessionid="x\\000y"', "a=\0", 'csrftoken="\\000"']
)
def test_a_nul_in_a_cookie_is_refused(client, record, cookie):
    refused(client.get("/", HTTP_COOKIE=cookie))


@pytest.mark.parametrize("charset", ["utf-16", "cp037", "latin-1", "zlib", "idna", "UTF8"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_charset_changes_nothing_of_what_is_asked(rf, method, charset):
    given = rf.generic(method, "/", b"q=caf%C3%A9", QUERY_STRING="q=caf%C3%A9").environ
    told = f"application/x-www-form-urlencoded; charset={charset}"
    request = Utf8Request(given | {"CONTENT_TYPE": told})
    assert request.GET["q"] == "café"
    assert request.POST.get("q", "café") == "café"
    assert request.content_params == {"charset": charset}


def test_the_server_reads_requests_so():
    assert _django.request_class is Utf8Request


@pytest.mark.parametrize("cookie", ["a=1", '"', "=;=;", "sessionid=none", "a=\xff", "a" * 5000])
def test_an_odd_cookie_does_not_matter(client, record, cookie):
    assert client.get("/findings/", HTTP_COOKIE=cookie).status_code == 200


TAILS = [
    "..",
    "../",
    "../../etc/passwd",
    "%2e%2e/",
    "a.b/",
    "a%2fb/",
    "a/b/c/",
    "%00/",
    "second-ministerial-conference%00/",
    "%ff/",
    "%c3%28/",
    "é/",
    "٣/",
    "a" * 5000 + "/",
    "'/",
    "%27%20OR%201=1/",
    "BPMC2-R-../",
    "BPMC2-F-1./",
    "bpmc2-f-1/",
    "BPMC2-R-a/",
    "BPMC2-F-99999999999999999999/",
    "-/",
    "{{7*7}}/",
    "%0d%0aX:%20y/",
]


@pytest.mark.parametrize("tail", TAILS, ids=lambda tail: tail[:20])
def test_an_odd_path_is_answered_in_own_look(client, record, tail):
    for start in ("/", "/conferences/", "/findings/", "/recommendations/", "/participants/"):
        response = raw(client, start + tail)
        if response.status_code in (301, 302):
            response = client.get(response["Location"])
        assert response.status_code in (400, 404), start + tail
        in_own_look(response)


def test_a_missing_slash_leads_to_the_page(client, record):
    response = client.get("/findings/BPMC2-F-1?a=1")
    assert response.status_code == 301
    assert response["Location"] == "/findings/BPMC2-F-1/?a=1"
    assert not client.get("//evil.example/findings")["Location"].startswith("//")


def test_a_finding_is_no_recommendation(client, record):
    refused(client.get("/recommendations/BPMC2-F-1/"), 404)
    refused(client.get("/findings/BPMC2-R-A/"), 404)


def test_a_conference_without_a_statement_says_so_at_its_address(client, record):
    page = refused(client.get("/conferences/eighth-ministerial-conference/statement/"), 404)
    assert "The statement of this conference is not entered yet." in page.one("main").words


def test_a_page_past_the_last_says_where_the_answer_ends(client, record):
    page = refused(client.get("/findings/?page=7"), 404)
    assert "page 1" in page.one("main").words


@pytest.mark.parametrize("method", UNSAFE_METHODS)
def test_pages_are_only_read(record, method):
    client = Client(enforce_csrf_checks=True)
    for address in addresses(OF_THE_RECORD):
        response = client.generic(method, address, data="a=1")
        assert 400 <= response.status_code < 500, address
        if address.endswith("/"):
            in_own_look(response)


@pytest.mark.parametrize("method", UNSAFE_METHODS)
def test_another_method_is_told_which_ones_there_are(client, record, method):
    for address in addresses(OF_THE_RECORD):
        response = client.generic(method, address)
        assert response.status_code == 405, address
        assert response["Allow"] == "GET, HEAD"


def test_head_gives_the_headers_of_get(client, record):
    for address in [
        *addresses(OF_THE_RECORD),
        "/findings/?year=x",
        "/nothing/",
        "/findings/?q=%00",
    ]:
        path, _, query = address.partition("?")
        numbered = {"QUERY_STRING": query, "HTTP_X_REQUEST_ID": "the-same-number"}
        got = client.get(path, **numbered)
        head = client.head(path, **numbered)
        assert head.status_code == got.status_code, address
        assert head.getvalue() == b""
        assert dict(head.items()) == dict(got.items()), address


def test_a_withdrawn_page_can_be_asked_by_head(client, db):
    make_conference(slug="gone", state="withdrawn")
    assert client.head("/conferences/gone/").status_code == 410


@quietly
@given(query=st.text(alphabet=st.characters(min_codepoint=1, max_codepoint=0x2FFF), max_size=60))
@example(query="page=1&page=2&theme=&theme=x&q=[]")
@example(query="q=%u0041&%%=%")
def test_any_query_is_answered(client, record, query):
    for address in ("/", *LISTINGS, "/participants/"):
        response = raw(client, f"{address}?{quote(query, safe='=&+%;')}")
        assert response.status_code in (200, 400, 404)
        if response.status_code != 200:
            in_own_look(response)


_names = st.sampled_from(["q", "page", "sort", "year", "theme", "conference", "addressee", "verb"])
_values = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["people-smuggling", "BPMC2", "2003", "states", "urge", "oldest", "border"]),
)


@quietly
@given(pairs=st.lists(st.tuples(_names, _values), max_size=8))
def test_any_question_is_answered_or_refused(client, record, pairs):
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs)
    for address in LISTINGS:
        response = raw(client, f"{address}?{query}")
        assert response.status_code in (200, 400, 404)
        if response.status_code != 200:
            in_own_look(response)


@quietly
@given(raw_query=st.binary(max_size=40))
def test_any_bytes_as_a_query_are_answered(client, record, raw_query):
    query = raw_query.decode("latin-1")
    response = client.generic("GET", "/findings/", QUERY_STRING=query)
    assert response.status_code in (200, 400, 404)


@quietly
@given(
    start=st.sampled_from(["/", "/conferences/", "/findings/", "/recommendations/BPMC2-R-"]),
    tail=st.binary(max_size=40),
)
def test_any_path_is_answered(client, record, start, tail):
    response = client.generic("GET", start + quote(tail))
    assert response.status_code in (200, 301, 400, 404)
    if response.status_code in (400, 404):
        in_own_look(response)


def post_of(rf, read):
    """A form of which the body comes when `read` returns it."""
    request = rf.post("/", b"a=1", content_type="application/x-www-form-urlencoded")
    request._stream.read = read
    return request


def test_slow_forms_never_take_the_last_threads(rf):
    arrived, send = threading.Semaphore(0), threading.Event()
    answer = take_in_few_at_once(lambda request: HttpResponse(request.POST.get("a", "read")))

    def slowly(*size):
        arrived.release()
        send.wait(10)
        return b"a=1"

    with ThreadPoolExecutor(READERS) as pool:
        waiting = [pool.submit(answer, post_of(rf, slowly)) for _ in range(READERS)]
        for _ in waiting:
            arrived.acquire(timeout=10)
        refused, read = answer(post_of(rf, slowly)), answer(rf.get("/"))
        send.set()
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert read.content == b"read"
    assert [each.result().content for each in waiting] == [b"1"] * READERS
    assert answer(post_of(rf, slowly)).content == b"1"


def test_who_breaks_off_leaves_the_place_free(rf):
    answer = take_in_few_at_once(lambda request: HttpResponse(request.POST["a"]))

    def broken(*size):
        raise OSError("gone")

    for _ in range(READERS + 1):
        with pytest.raises(UnreadablePostError):
            answer(post_of(rf, broken))
    assert answer(post_of(rf, lambda *size: b"a=1")).content == b"1"
