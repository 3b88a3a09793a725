"""`manage.py verify_records`: prove that rows, editions, spans, digests and search agree."""

from django.core.management import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from conferences.models import Conference
from conferences.search_index import disagreements
from conferences.verifying import inspect_all


class Command(BaseCommand):
    help = "Say where the record does not hold together; exit with 1 if it does not anywhere."

    def handle(self, **options):
        lines = [
            f"{held.code}: {fault}" for held, faults in inspect_all().items() for fault in faults
        ]
        lines += disagreements(DEFAULT_DB_ALIAS)
        if lines:
            raise CommandError("\n".join(lines))
        count = Conference.objects.count()
        self.stdout.write(f"{count} conferences: rows, editions, spans, digests and search agree.")
