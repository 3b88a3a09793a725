"""Whether this process can serve: what a load balancer asks before it sends anyone here."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from .search_index import missing_triggers
from .version import content_version

LEAST_FREE_BYTES = 100 * 1024 * 1024


def unready():
    """A sentence for each thing that is amiss."""
    try:
        content_version()
        yield from _undone(connections[DEFAULT_DB_ALIAS])
    except DatabaseError as error:
        yield f"The database does not answer: {type(error).__name__}."
    if any(shutil.disk_usage(each).free < LEAST_FREE_BYTES for each in _folders()):
        yield "The disk is nearly full."


def _folders():
    """The site's own, and that of a database which is a file."""
    yield settings.BASE_DIR
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "sqlite":
        yield Path(database.settings_dict["NAME"]).parent


def _undone(connection):
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "There are migrations to run."
    elif missing := missing_triggers(connection.alias):
        yield f"The search index is not kept: {len(missing)} triggers are missing."
