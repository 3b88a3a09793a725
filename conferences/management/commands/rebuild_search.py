"""`manage.py rebuild_search`: make the search index anew from the rows."""

from django.core.management import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from conferences.search_index import rebuild_index


class Command(BaseCommand):
    help = "Make the search index anew from the rows."

    def handle(self, **options):
        rebuild_index(DEFAULT_DB_ALIAS)
        self.stdout.write("The search index is made anew.")
