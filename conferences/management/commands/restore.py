"""`manage.py restore ARCHIVE`: an empty site filled from a backup, and verified."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from conferences.backups import restore
from conferences.databases import Refused


class Command(BaseCommand):
    help = "Fill an empty site from a backup, bring it up to date and verify its record."

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path)

    def handle(self, *, archive, **options):
        try:
            manifest = restore(archive)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the site of {manifest.made_at}, version {manifest.version}.")
        call_command("migrate", verbosity=0)
        call_command("verify_records", stdout=self.stdout)
