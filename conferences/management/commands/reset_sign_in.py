"""`manage.py reset_sign_in NAME`: let someone in again who has lost password or second factor."""

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError

from conferences.accounts import reset_sign_in

MESSAGE = """
Every session of this account is ended, and its second factors are gone. The new password is shown
only now:

    name      {name}
    password  {password}
"""


class Command(BaseCommand):
    help = "Give an account a new random password, printed once, and take away its second factors."

    def add_arguments(self, parser):
        parser.add_argument("name")

    def handle(self, name, **options):
        user = get_user_model().objects.filter(username=name).first()
        if not user:
            raise CommandError(f"There is no account named “{name}”.")
        self.stdout.write(MESSAGE.format(name=name, password=reset_sign_in(user)))
