"""Settings of the site, all read from the environment.

Development is the default and needs no variable. With DJANGO_ENV=production the site refuses to
start without SECRET_KEY and ALLOWED_HOSTS. README.md lists every variable.
"""

import sqlite3
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENVIRONMENT = env.str("DJANGO_ENV", default="development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(
        f"DJANGO_ENV is {ENVIRONMENT!r}; it must be 'development' or 'production'."
    )
IS_PRODUCTION = ENVIRONMENT == "production"

# Off in development too, so that everyone sees the pages that readers see.
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and IS_PRODUCTION:
    raise ImproperlyConfigured("DEBUG shows the site's insides: it must stay off in production.")

if IS_PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    if len(SECRET_KEY) < 50 or not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "Production needs a SECRET_KEY of at least 50 characters and one or more ALLOWED_HOSTS."
        )
else:
    SECRET_KEY = env.str("SECRET_KEY", default="development-only-" + "balisite" * 5)
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

# Former keys, which still open what they closed: sessions, links, and secrets of second factors.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "conferences",
]

MIDDLEWARE = [
    "conferences.edge.add_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "conferences.edge.refuse_unreadable",
    "conferences.edge.take_in_few_at_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "conferences.admin.sign_in.staff_pages",
    "conferences.admin.held.HoldForms",
]

ROOT_URLCONF = "balisite.urls"
WSGI_APPLICATION = "balisite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# SQLite 3.7.0 to 3.51.2 can lose a commit in WAL mode (the WAL-reset fault); 3.44.6 and 3.50.7
# have the mend. Set once when the database is migrated, never on each connection: a read-only
# disk would refuse every page.
_SQLITE, _MENDED = sqlite3.sqlite_version_info, ((3, 44, 6), (3, 50, 7))
SQLITE_HAS_WAL_FAULT = (3, 7, 0) <= _SQLITE <= (3, 51, 2) and _SQLITE not in _MENDED
SQLITE_JOURNAL_MODE = "TRUNCATE" if SQLITE_HAS_WAL_FAULT else "WAL"

DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
DATABASES = {"default": DATABASE}
# The development server has a new thread for each request, so a connection kept there is lost.
DATABASE["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60 if IS_PRODUCTION else 0)
DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASE_POOL = env.int("DATABASE_POOL", default=10 if IS_PRODUCTION else 0)
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        **({"init_command": "PRAGMA journal_mode=TRUNCATE"} if SQLITE_HAS_WAL_FAULT else {}),
    }
else:
    # Without it, a server that is there and says nothing holds a request for minutes.
    DATABASE["OPTIONS"] = {"connect_timeout": 3} | DATABASE.get("OPTIONS", {})
    if DATABASE_POOL:
        DATABASE["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 2}
        DATABASE["CONN_MAX_AGE"] = 0  # the pool keeps them
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Every process counts what it limits in one place: Redis, or else the database, whose `add` is
# atomic, which that of files is not. The limits on sign-in let in too few to fill it.
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "balisite",
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "conferences_cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }

# Signing in. docs/security.md tells why each of these is as it is.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["conferences.accounts_floods.OneByOneHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "conferences.accounts.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if IS_PRODUCTION else 0)
MFA_ADAPTER = "conferences.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A key that does not ask for a finger or a PIN would let in whoever finds it: what one page asked
# of a key, another page would take for its own.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Bali Process record"
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=IS_PRODUCTION)
# So many seconds without a page of the staff side end a session.
SESSION_COOKIE_AGE = 2 * 3600

# Whom a reader may ask about the record, as a page prints it; an address of mail becomes a link.
CONTACT = env.str("CONTACT", default="")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "static"))()
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
# Media in a bucket that only the site reads: it hands images on itself, so a draft's stay unseen.
MEDIA_BUCKET = env.str("MEDIA_BUCKET", default="")
_IN_A_BUCKET = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": MEDIA_BUCKET,
        "endpoint_url": env.str("MEDIA_ENDPOINT", default="") or None,
        "file_overwrite": False,
    },
}
STORAGES = {
    "default": _IN_A_BUCKET
    if MEDIA_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Public answers are kept in memory in front of Django, and checked against the content version at
# every request, which does not move with a template: none are kept where those are written.
# Browsers ask each time whether theirs is still the same; a CDN may keep an answer for so many
# seconds without asking.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", default=64 if IS_PRODUCTION else 0) * 1024 * 1024
CDN_SECONDS = env.int("CDN_SECONDS", default=0)
PUBLIC_CACHE_CONTROL = (
    f"public, max-age=0, s-maxage={CDN_SECONDS}, stale-while-revalidate=60"
    if CDN_SECONDS
    else "public, no-cache"
)

# One conference page of the admin with 120 participants, 80 findings and all else is some
# 3,000 fields; Django's default of 1,000 would refuse to save it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# A file of 10 MB and the form around it; read whole, so this bounds files too.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "conferences.logs.JsonFormatter"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json" if IS_PRODUCTION else "line",
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Scanners ask for made-up hosts all day; each would be a traceback.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # It would name the passkey of whoever signs in.
        "fido2": {"level": "WARNING"},
    },
}
