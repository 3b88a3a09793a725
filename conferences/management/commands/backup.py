"""`manage.py backup TARGET`: all that the site holds, in one archive."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from conferences.backups import back_up
from conferences.databases import Refused


class Command(BaseCommand):
    help = "Write the database and the media files into one archive, while the site goes on."

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path, help="a folder, or a file that ends in .tar.gz")

    def handle(self, *, target, **options):
        try:
            made = back_up(target)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made}: {made.stat().st_size:,} bytes.")
