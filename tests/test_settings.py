"""How the site stands up: loud where something is missing, safe where it is public."""

import os
import re
import runpy
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client

PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "kept-in-the-environment-" + "0123456789abcdefghij" * 2,
    "ALLOWED_HOSTS": "record.example",
}
VARIABLES = ["DJANGO_ENV", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"]
VARIABLES += [
    "PAGE_CACHE_MB",
    "REDIS_URL",
    "REQUIRE_SECOND_FACTOR",
    "TRUSTED_PROXIES",
    "SECRET_KEY_FALLBACKS",
]


@pytest.fixture
def configured(monkeypatch):
    """The settings as this environment makes them."""

    def configured(**environment):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "balisite" / "settings.py"))

    return configured


def manage(*arguments, **environment):
    command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_the_readme_lists_every_variable():
    source = (settings.BASE_DIR / "balisite" / "settings.py").read_text()
    rows = re.findall(r"^\| (`[A-Z_`, ]+) \|", (settings.BASE_DIR / "README.md").read_text(), re.M)
    listed = [name for row in rows for name in re.findall("[A-Z_]+", row)]
    assert sorted(listed) == sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)))


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(name):
    done = manage("check", **{k: v for k, v in PRODUCTION.items() if k != name})
    assert done.returncode != 0
    assert name in done.stderr
    assert "ImproperlyConfigured" in done.stderr


@pytest.mark.parametrize(
    "weak", [{"SECRET_KEY": "short"}, {"SECRET_KEY": ""}, {"ALLOWED_HOSTS": ""}, {"DEBUG": "1"}]
)
def test_production_refuses_what_is_weak(configured, weak):
    with pytest.raises(ImproperlyConfigured):
        configured(**PRODUCTION | weak)


@pytest.mark.parametrize("name", ["prod", "Production", "production ", ""])
def test_a_misspelt_environment_is_refused(configured, name):
    with pytest.raises(ImproperlyConfigured, match="must be 'development' or 'production'"):
        configured(DJANGO_ENV=name)


def test_production_passes_the_deployment_check_without_a_warning():
    done = manage("check", "--deploy", "--fail-level=INFO", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_pages_are_kept_in_production_and_not_where_templates_are_written(configured):
    assert configured()["PAGE_CACHE_BYTES"] == 0
    assert configured(**PRODUCTION)["PAGE_CACHE_BYTES"] == 64 * 1024 * 1024


def test_development_needs_no_variable(configured):
    found = configured()
    assert found["IS_PRODUCTION"] is False
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_production_keeps_cookies_to_https_and_logs_to_standard_output(configured):
    found = configured(**PRODUCTION)
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["ALLOWED_HOSTS"] == ["record.example"]
    assert found["LOGGING"]["handlers"]["stdout"]["stream"] == "ext://sys.stdout"


@pytest.mark.parametrize(
    ("environment", "is_required"),
    [
        ({}, False),
        ({"REQUIRE_SECOND_FACTOR": "true"}, True),
        (PRODUCTION, True),
        (PRODUCTION | {"REQUIRE_SECOND_FACTOR": "false"}, False),
    ],
)
def test_production_asks_for_a_second_factor(configured, environment, is_required):
    assert configured(**environment)["REQUIRE_SECOND_FACTOR"] is is_required


def test_what_is_limited_is_counted_where_every_process_sees_it(configured):
    kinds = [
        configured(**environment)["CACHES"]["default"]
        for environment in (PRODUCTION, PRODUCTION | {"REDIS_URL": "redis://cache/1"})
    ]
    assert kinds[0]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert kinds[1]["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert kinds[1]["LOCATION"] == "redis://cache/1"


def test_the_address_of_a_visitor_is_what_the_proxy_says_in_production(configured):
    assert configured()["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert configured(**PRODUCTION)["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 6, 23), "WAL"),
        ((3, 7, 0), "TRUNCATE"),
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 44, 7), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
    ],
)
def test_the_journal_is_never_wal_where_sqlite_can_lose_a_commit(
    configured, monkeypatch, version, mode
):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert configured()["SQLITE_JOURNAL_MODE"] == mode


def test_sqlite_waits_for_a_writer_and_locks_from_the_start(configured):
    options = configured(DATABASE_URL="sqlite:////data/record.sqlite3")["DATABASES"]["default"][
        "OPTIONS"
    ]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20


def test_another_database_gets_no_option_of_sqlite(configured):
    database = configured(DATABASE_URL="postgres://u:p@db/record")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert "transaction_mode" not in database.get("OPTIONS", {})


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3", reason="SQLite only"
)
def test_sqlite_keeps_foreign_keys_and_waits(db):
    with connection.cursor() as cursor:
        for pragma, value in [("foreign_keys", 1), ("busy_timeout", 20_000), ("synchronous", 2)]:
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value, pragma


def test_one_conference_of_many_rows_can_be_saved(configured):
    assert configured()["DATA_UPLOAD_MAX_NUMBER_FIELDS"] >= 3_000


def test_a_load_balancer_asks_without_https(configured, settings, client, db):
    found = configured(**PRODUCTION)
    settings.SECURE_SSL_REDIRECT = found["SECURE_SSL_REDIRECT"]
    settings.SECURE_REDIRECT_EXEMPT = found["SECURE_REDIRECT_EXEMPT"]
    client = Client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/")["Location"] == "https://testserver/"


def test_static_files_are_served_under_hashed_names(configured, settings, tmp_path, db):
    found = configured(**PRODUCTION)
    settings.STORAGES = found["STORAGES"]
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    page = client.get("/about/").content.decode()
    name = next(tmp_path.glob("conferences/site.*.css")).name
    assert f'href="/static/conferences/{name}"' in page
    response = client.get(f"/static/conferences/{name}")
    sheet = response.getvalue().decode()
    tokens = next(tmp_path.glob("conferences/tokens.*.css")).name
    assert response["Cache-Control"] == "max-age=315360000, public, immutable"
    assert tokens in sheet
    assert client.get(f"/static/conferences/{tokens}").getvalue()


def test_the_site_answers_only_to_its_own_names(db):
    response = Client().get("/", HTTP_HOST="evil.example")
    assert response.status_code == 400
    assert 'class="masthead"' in response.content.decode()


def test_a_made_up_host_leaves_no_traceback():
    asked = "from django.test import Client; Client().get('/healthz', HTTP_HOST='evil.example')"
    done = manage("shell", "-c", asked)
    assert "evil.example" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_answers_forbid_framing_and_sniffing(client, db):
    response = client.get("/about/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
