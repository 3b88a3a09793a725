"""The settings of the site with Django's per-site cache about it, in the process's memory."""

from balisite.settings import *  # noqa: F403
from balisite.settings import MIDDLEWARE as _OWN

# Within our headers: it does not keep what says "no-cache".
MIDDLEWARE = [
    _OWN[0],
    "django.middleware.cache.UpdateCacheMiddleware",
    *_OWN[1:],
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CACHE_MIDDLEWARE_SECONDS = 3600
