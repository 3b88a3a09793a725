"""Whether the site says how it stands: alive, ready, unable for a while, and in its log."""

import json
import logging
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from conferences import views
from conferences.logs import JsonFormatter, begin_request
from conferences.search_index import missing_triggers


@pytest.fixture
def away(db):
    """Every page asks a database that is away."""

    def refuse(*_):
        raise OperationalError("the server closed the connection")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        yield Client(raise_request_exception=False)


def test_alive_needs_no_database(away):
    answer = away.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_all_is_well(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_not_ready_while_the_database_is_away(away):
    answer = away.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"The database does not answer: OperationalError.\n"


def test_not_ready_before_the_migrations(client, db):
    MigrationRecorder.Migration.objects.filter(app="conferences").order_by("id").last().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"There are migrations to run.\n"


def test_not_ready_while_the_search_index_is_not_kept(client, monkeypatch, db):
    assert missing_triggers("default") == []
    monkeypatch.setattr("conferences.readiness.missing_triggers", lambda _: ["one", "two"])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"2 triggers are missing" in answer.content


def test_not_ready_on_a_full_disk(client, monkeypatch, db):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 9))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"The disk is nearly full.\n"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_not_ready_on_a_full_disk_of_the_database(client, monkeypatch, db):
    database = Path(connection.settings_dict["NAME"]).parent
    free = {settings.BASE_DIR: 10**9, database: 9}
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, free[path])
    )
    assert client.get("/readyz").content == b"The disk is nearly full.\n"


def test_a_database_that_is_away_is_said_in_the_sites_own_look(away):
    answer = away.get("/conferences/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert 'class="masthead"' in answer.content.decode()
    assert "Nothing that was saved is lost" in answer.content.decode()
    assert "Content-Security-Policy" in answer


def test_a_fault_of_ours_is_not_called_a_pause(monkeypatch, db):
    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(views, "_held", broken)
    answer = Client(raise_request_exception=False).get("/conferences/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


# --- the log ---


def line_of(message, *args, **options):
    record = logging.LogRecord("site", logging.INFO, "", 1, message, args, None, **options)
    return json.loads(JsonFormatter().format(record))


def test_a_log_line_is_json_with_the_number_of_its_request():
    number = begin_request()
    line = line_of("saved %s", 'with "quotes"\nand a break')
    assert line["request"] == number
    assert line["message"] == 'saved with "quotes"\nand a break'
    assert line["level"] == "INFO"
    assert line["at"].endswith("+00:00")


def test_a_log_line_tells_its_traceback():
    try:
        raise KeyError("missing")
    except KeyError as error:
        record = logging.LogRecord(
            "site", logging.ERROR, "", 1, "failed", (), (KeyError, error, error.__traceback__)
        )
    line = json.loads(JsonFormatter().format(record))
    assert "KeyError: 'missing'" in line["traceback"]


@pytest.mark.parametrize("given", ["0123456789abcdef", "b6a1e4d2-0000-4c1f-9d1e-aa00bb11cc22"])
def test_the_number_of_the_proxy_in_front_is_kept(client, given, db):
    assert client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b"c"d"e"f', "line\nbreak-----"])
def test_a_strange_number_is_replaced(client, given, db):
    number = client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-Id"]
    assert number != given
    assert len(number) == 16
