"""`manage.py first_run`: fill an empty site and let its first editor in."""

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.db import transaction

from conferences.models import Conference


class Command(BaseCommand):
    help = "On a site with no accounts: load the record if there is none, and make an account."

    @transaction.atomic
    def handle(self, **options):
        if get_user_model().objects.exists():
            return
        if not Conference.objects.exists():
            call_command("loaddata", "bali_process", stdout=self.stdout)
        call_command("make_admin", stdout=self.stdout)
