"""What a flood of sign-ins may take from the readers: little, and never the last thread."""

import fcntl
import threading
from functools import lru_cache, wraps

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import HttpResponse
from django.template.loader import render_to_string


class OneByOneHasher(PBKDF2PasswordHasher):
    """Django's hasher, for one password at a time on this server, whatever asks for it.

    One takes a core for a third of a second. The system frees the lock when a process dies, and
    a file that is open for reading is enough for it.
    """

    def encode(self, password, salt, iterations=None):
        with open(__file__) as place:
            fcntl.flock(place, fcntl.LOCK_EX)
            return super().encode(password, salt, iterations)


def few_at_once(places, *methods):
    """Decorator: views that so many threads of a process, together, may be in by these methods."""
    free = threading.BoundedSemaphore(places)

    def decorator(view):
        @wraps(view)
        def bounded(request, *args, **kwargs):
            if request.method not in methods:
                return view(request, *args, **kwargs)
            if not free.acquire(blocking=False):
                return too_many(request)
            try:
                return view(request, *args, **kwargs)
            finally:
                free.release()

        return bounded

    return decorator


def too_many(request):
    """429: too often, or too many at the same moment."""
    page = HttpResponse(_turned_away(), status=429)
    page["Retry-After"] = "60"
    return page


@lru_cache(1)
def _turned_away():
    """Rendered once: a flood sees little else."""
    return render_to_string("429.html", {"canonical": ""})
