"""The WSGI application that the production server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balisite.settings")
# PostgreSQL reads this itself. It bounds what one request may ask (in milliseconds), and not what
# a migration or the making of the search index takes.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=10000 -c lock_timeout=5000")
application = get_wsgi_application()
