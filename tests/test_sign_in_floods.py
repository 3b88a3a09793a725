"""Many at the door at once: how often one may try, and what is left for the readers."""

import secrets
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from redis import Redis, RedisError

from conferences import accounts_floods
from conferences.accounts_floods import OneByOneHasher, few_at_once
from tests.document import Document
from tests.factories import make_conference
from tests.test_admin import page_of

LOGIN, PASSKEY = "/account/login/", "/account/2fa/webauthn/login/"
PASSWORD = "a password of some length"
REDIS = "redis://127.0.0.1:6379/0"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(OneByOneHasher, "iterations", 10)


@pytest.fixture
def anna(db):
    return User.objects.create_superuser("anna", password=PASSWORD)


@pytest.fixture
def hashed(anna, monkeypatch):
    """Every password that is hashed from now on."""
    seen, encode = [], OneByOneHasher.encode

    def noted(self, password, *args, **kwargs):
        seen.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(OneByOneHasher, "encode", noted)
    return seen


def redis_cache(location):
    """With names of its own for each test, which end by themselves."""
    backend = "django.core.cache.backends.redis.RedisCache"
    prefix = f"balisite-tests-{secrets.token_hex(8)}"
    return {"default": {"BACKEND": backend, "LOCATION": location, "KEY_PREFIX": prefix}}


@pytest.fixture
def without_redis(settings):
    """Redis is away."""
    settings.CACHES = redis_cache("redis://127.0.0.1:1/0")


@pytest.fixture(params=["database", "redis"])
def shared(request, settings, db):
    """Each place where processes count together."""
    if request.param == "redis":
        try:
            Redis.from_url(REDIS).ping()
        except RedisError:
            pytest.skip("No Redis answers at 127.0.0.1:6379.")
        settings.CACHES = redis_cache(REDIS)


def attempt(name="anna", password="wrong", address="192.0.2.1", **headers):
    response = Client().post(
        LOGIN, {"login": name, "password": password}, REMOTE_ADDR=address, **headers
    )
    return Document(response.getvalue().decode()).one("main").words


# --- how often ---


def test_one_name_is_tried_five_times_from_anywhere_and_an_unknown_one_too(shared, hashed):
    for name in ("anna", "nobody"):
        hashed.clear()
        for number in range(5):
            assert "not right" in attempt(name, address=f"192.0.2.{number}")
        assert "Too many attempts" in attempt(name, PASSWORD, address="192.0.2.99")
        assert len(hashed) == 5


def test_a_name_is_not_tried_anew_under_another_spelling_of_it_or_of_the_host(hashed):
    for number in range(5):
        host = {"HTTP_HOST": f"localhost:{number + 1}"}
        assert "not right" in attempt(address=f"192.0.2.{number}", **host)
    for name, host in (("anna", "LOCALHOST"), ("ANNA", "localhost:99"), (" anna ", "127.0.0.1")):
        said = attempt(name, PASSWORD, address="192.0.2.99", HTTP_HOST=host)
        assert "Too many attempts" in said
    assert len(hashed) == 5


def test_the_right_password_of_a_closed_account_counts_as_a_wrong_one(anna):
    anna.is_active = False
    anna.save()
    for number in range(5):
        assert "not right" in attempt(password=PASSWORD, address=f"192.0.2.{number}")
    assert "Too many attempts" in attempt(password=PASSWORD, address="192.0.2.99")


def test_one_address_tries_ten_times_a_minute_and_others_go_on(shared, hashed):
    for number in range(10):
        assert "not right" in attempt(f"name{number}")
    assert "Too many attempts" in attempt("another")
    assert len(hashed) == 10
    assert "not right" in attempt("another", address="192.0.2.2")


def test_one_address_asks_thirty_times_a_minute_and_is_told_when_to_come_back(shared, anna, client):
    for _ in range(30):
        assert client.get(PASSKEY, HTTP_ACCEPT="application/json").status_code == 200
    response = client.get(PASSKEY, HTTP_ACCEPT="application/json")
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert client.get(LOGIN).status_code == 200


def test_whom_a_proxy_speaks_for_is_told_apart_by_its_last_word(settings, hashed):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, 203.0.113.7"}
        assert "not right" in attempt(f"name{number}", **forged)
    assert "Too many attempts" in attempt("x", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert "not right" in attempt("x", HTTP_X_FORWARDED_FOR="203.0.113.8")


@pytest.mark.django_db(transaction=True)
def test_all_at_once_are_counted_one_by_one(shared):
    """However many ask at the same moment, in whatever process, the limit is the limit."""

    name = secrets.token_hex(8)

    def ask(_):
        try:
            request = RequestFactory().post(LOGIN)
            options = {"app": "tests", "action": "try", "config": {"try": "5/m/key"}}
            return bool(ratelimit.consume(request, key=name, **options))
        finally:
            connection.close()
            caches.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(24))) == 5


def test_when_redis_is_away_nobody_signs_in_and_all_else_goes_on(
    without_redis, anna, admin_client, record
):
    admin_client.raise_request_exception = False
    response = Client(raise_request_exception=False).post(
        LOGIN, {"login": "anna", "password": PASSWORD}
    )
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert admin_client.get(page_of(make_conference(state="draft"))).status_code == 200
    assert Client().get("/").status_code == 200


# --- how many ---


def test_a_password_is_hashed_as_django_does(db):
    encoded = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 10)
    assert OneByOneHasher().encode(PASSWORD, "salt", 10) == encoded
    assert check_password(PASSWORD, encoded)
    assert not check_password("wrong", encoded)


def test_one_password_at_a_time_is_hashed_on_a_server(monkeypatch):
    inside, most, encode = [], [], PBKDF2PasswordHasher.encode

    def noted(self, *args):
        inside.append(1)
        most.append(len(inside))
        encode(self, *args)
        inside.pop()

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", noted)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: OneByOneHasher().encode(PASSWORD, "salt", 2000), range(12)))
    assert most == [1] * 12


def test_another_process_waits_for_it_too():
    """A process that hashes holds the lock; when it dies, the lock is free."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, accounts_floods.__file__],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
    )
    holder.stdout.readline()
    done = threading.Event()
    hashing = threading.Thread(
        target=lambda: (OneByOneHasher().encode(PASSWORD, "salt", 10), done.set())
    )
    hashing.start()
    assert not done.wait(0.3)
    holder.kill()
    assert done.wait(10)
    hashing.join()
    holder.communicate()


_HOLD = """
import fcntl, sys
place = open(sys.argv[1])
fcntl.flock(place, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_few_are_at_the_door_at_once_and_the_others_are_turned_away(db):
    arrived, leave = threading.Semaphore(0), threading.Event()

    def slow(request):
        arrived.release()
        leave.wait(10)
        return HttpResponse("in")

    bound = few_at_once(2, "POST")
    first, second = bound(slow), bound(lambda request: HttpResponse("in"))
    post = RequestFactory().post(LOGIN)
    with ThreadPoolExecutor(2) as pool:
        inside = [pool.submit(first, post) for _ in range(2)]
        arrived.acquire(timeout=10)
        arrived.acquire(timeout=10)
        refused = second(post)
        read = second(RequestFactory().get(LOGIN))
        leave.set()
    assert refused.status_code == 429
    assert "passkey often gets through" in refused.content.decode()
    assert [each.result().content for each in inside] == [b"in", b"in"]
    assert read.content == second(post).content == b"in"


def test_who_fails_at_the_door_leaves_it_free():
    def failing(request):
        raise PermissionError

    bounded = few_at_once(1, "POST")(failing)
    for _ in range(3):
        with pytest.raises(PermissionError):
            bounded(RequestFactory().post(LOGIN))
