"""`manage.py make_admin`: one more account that may do everything."""

import secrets

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand

MESSAGE = """
A staff account was made. The password is shown only now:

    name      {name}
    password  {password}

Sign in at /admin/
"""


class Command(BaseCommand):
    help = "Make a staff account with a random password, and print it once."

    def handle(self, **options):
        name, password = self._free_name(), secrets.token_urlsafe(15)
        get_user_model().objects.create_superuser(name, password=password)
        self.stdout.write(MESSAGE.format(name=name, password=password))

    def _free_name(self):
        taken = set(get_user_model().objects.values_list("username", flat=True))
        numbered = ("admin" if n == 1 else f"admin{n}" for n in range(1, len(taken) + 2))
        return next(name for name in numbered if name not in taken)
