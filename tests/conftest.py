"""What every test may ask for: the real record, and a reader of pages."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction

from conferences import memory
from conferences.models import Conference
from tests.document import Document


@pytest.fixture(autouse=True)
def nothing_kept():
    """A test that is rolled back gives its content versions to the next one."""
    memory.forget()
    if settings.REDIS_URL:  # what is counted there is not rolled back
        cache.clear()


@pytest.fixture(scope="session")
def rows_once_loaded():
    """The rows of the real record by model, once a test has loaded it."""
    return {}


@pytest.fixture
def record(db, rows_once_loaded):
    """The real record, loaded as anyone loads it; after the first time, the same rows again."""
    with transaction.atomic():
        for model, rows in rows_once_loaded.items():
            model._base_manager.bulk_create(rows)
    if not rows_once_loaded:
        call_command("loaddata", "bali_process", verbosity=0)
        for model in apps.get_app_config("conferences").get_models(include_auto_created=True):
            rows_once_loaded[model] = list(model._base_manager.all())


@pytest.fixture
def second(record):
    """The Second Ministerial Conference, the one whose text is entered."""
    return Conference.objects.get(code="BPMC2")


@pytest.fixture
def read(client, db):
    """Open an address that must answer 200, and read what it says."""

    def read(address):
        response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        return Document(response.getvalue().decode())

    return read


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """On SQLite a file, as on a real site: threads do not wait for each other in memory."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database["TEST"] = database.get("TEST", {}) | {"NAME": str(path)}
