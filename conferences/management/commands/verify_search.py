"""`manage.py verify_search`: compare the search index with the rows, word for word."""

from django.core.management import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS

from conferences.search_index import disagreements


class Command(BaseCommand):
    help = "Say whether the search index holds the words of the rows; exit with 1 if it does not."

    def handle(self, **options):
        if found := disagreements(DEFAULT_DB_ALIAS):
            raise CommandError("\n".join([*found, "Run manage.py rebuild_search."]))
        self.stdout.write("The search index holds the words of every row.")
