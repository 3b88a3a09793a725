"""`manage.py move_data FILE`: take a site from SQLite to PostgreSQL."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from conferences.databases import Refused
from conferences.moving import move


class Command(BaseCommand):
    help = "Fill this empty PostgreSQL site with all that is in an SQLite file, and verify it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the SQLite file of the old site")

    def handle(self, *, file, **options):
        try:
            counts = move(file)
        except Refused as error:
            raise CommandError(str(error)) from error
        total, tables = sum(counts.values()), sum(map(bool, counts.values()))
        self.stdout.write(f"{total:,} rows of {tables} tables, each read back as it was.")
        call_command("verify_records", stdout=self.stdout)
