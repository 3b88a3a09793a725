"""A form is taken in once, however often its button is pressed."""

import datetime
import secrets

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from ..desk import Submission

FIELD = "once"
_SALT = "balisite.once"
_KEPT = datetime.timedelta(days=2)


def token_for(user):
    """A token for one form, which tells later for whom the form was made."""
    return signing.dumps([user.pk, secrets.token_urlsafe(9)], salt=_SALT)


def owner_of(token):
    """The number of the user for whom a form with this token was made; None if it is forged."""
    try:
        return signing.loads(token, salt=_SALT)[0]
    except signing.BadSignature:
        return None


def once(request, act):
    """The response of `act`; of a form that was taken in before, the way that it led.

    Two presses at the same moment wait for each other at the unique token.
    """
    token = request.POST.get(FIELD, "")
    if owner_of(token) != request.user.pk:
        return act()
    with transaction.atomic():
        try:
            with transaction.atomic():
                taken = Submission.objects.create(token=token)
        except IntegrityError:
            return HttpResponseRedirect(Submission.objects.get(token=token).led_to)
        response = act()
        _note(taken, response)
        return response


def _note(taken, response):
    """A form that came back with its errors was not taken in."""
    if response.status_code != HttpResponseRedirect.status_code:
        taken.delete()
        return
    taken.led_to = response["Location"]
    taken.save(update_fields=["led_to"])
    Submission.objects.filter(at__lt=timezone.now() - _KEPT).delete()
