"""Previews: a draft at a secret address, for someone who has no account, until it expires."""

import datetime

from django.core import signing
from django.utils import timezone

from .desk import Entry, PreviewLink

MOST_DAYS = 60
_SIGNER = signing.Signer(salt="balisite.preview")


def make_preview(conference, *, by, days):
    """A new link to the draft, open for so many days (1 to MOST_DAYS)."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"A preview is open for 1 to {MOST_DAYS} days.")
    expires_at = timezone.now() + datetime.timedelta(days=days)
    link = PreviewLink.objects.create(conference=conference, made_by=by, expires_at=expires_at)
    Entry.write(conference, by, f"Made a preview link, open until {expires_at:%d %B %Y}.")
    return link


def token_of(link):
    """What the link's address ends in: its number, signed."""
    return _SIGNER.sign_object(link.pk)


def previewed(token):
    """The draft that an open link leads to; None for what is forged, expired, revoked or gone."""
    try:
        number = _SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    link = PreviewLink.objects.filter(pk=number).select_related("conference").first()
    return link.conference if link and link.is_open and link.conference.is_draft else None


def revoke_preview(link, *, by):
    """Let the link lead nowhere from now on."""
    link.is_revoked = True
    link.save(update_fields=["is_revoked"])
    Entry.write(link.conference, by, "Revoked a preview link.")
