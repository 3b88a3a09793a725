"""`manage.py migrate`: Django's own, as one act: all of it or nothing, and one at a time."""

from django.core.management.commands import migrate
from django.db import connections, transaction

_LOCK = 0x62616C69  # any number that nothing else on this database takes


class Command(migrate.Command):
    """One killed halfway leaves the database as it was; who comes second waits for the first.

    Django's own has a transaction for each migration, and notes it after: killed in between, it
    cannot go on. And what pre_migrate took away would be missing until the next one.
    """

    def handle(self, *args, **options):
        using = options["database"]
        # SQLite cannot put foreign keys off within a transaction.
        with connections[using].constraint_checks_disabled(), transaction.atomic(using):
            _wait_for_others(connections[using])
            super().handle(*args, **options)


def _wait_for_others(connection):
    """On SQLite the transaction itself waits: it begins with the lock to write."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
