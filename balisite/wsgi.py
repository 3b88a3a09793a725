"""The WSGI application that the production server runs: public pages from memory, else Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balisite.settings")
# PostgreSQL reads this itself. It bounds what one request may ask (in milliseconds), and not what
# a migration or the making of the search index takes.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10000 -c lock_timeout=5000")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 (needs the variables above)

from conferences.edge import Utf8Request  # noqa: E402
from conferences.front import Front  # noqa: E402
from conferences.version import VersionReader  # noqa: E402

_django.request_class = Utf8Request
application = _django
if settings.PAGE_CACHE_BYTES:
    application = Front(
        _django,
        VersionReader(),
        session_cookie=settings.SESSION_COOKIE_NAME,
        control=settings.PUBLIC_CACHE_CONTROL,
        max_bytes=settings.PAGE_CACHE_BYTES,
    )
