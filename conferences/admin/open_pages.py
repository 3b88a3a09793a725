"""Who has a page open: a courtesy between colleagues, kept in the cache and not in the record."""

import datetime
from contextlib import suppress

from django.core.cache import cache
from django.utils import timezone
from redis import RedisError

KEPT_SECONDS = 30 * 60


def opened(conference, user, name):
    """Note that someone opened the page; returns [(name, when)] of the others who have it open."""
    key = _key(conference)
    with suppress(RedisError):  # a page opens without this
        there = {who: seen for who, seen in (cache.get(key) or {}).items() if _is_fresh(seen[1])}
        cache.set(key, there | {user.pk: (name, timezone.now())}, KEPT_SECONDS)
        return [seen for who, seen in there.items() if who != user.pk]
    return []


def closed(conference, user):
    """Note that someone saved the page, or went on from it."""
    with suppress(RedisError):
        there = cache.get(_key(conference)) or {}
        if there.pop(user.pk, None):
            cache.set(_key(conference), there, KEPT_SECONDS)


def _key(conference):
    return f"open-pages-{conference.pk}"


def _is_fresh(moment):
    return timezone.now() - moment < datetime.timedelta(seconds=KEPT_SECONDS)
