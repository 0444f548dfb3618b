"""Settings: values from the environment, safe defaults for a machine that sets none.

Every variable that is read here stands in ``.env.example`` with what it means.
"""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from factcheck.broker import filesystem_options
from factcheck.embedded import server as embedded
from factcheck.logs import configure_logging
from factcheck.secret_key import kept_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))


def _number(name: str, default: int) -> int:
    """Return the whole number in the variable ``name``."""
    try:
        return int(env.str(name, default=str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {env.str(name)!r}.") from None


# Everything that a running installation writes, unless a setting below puts it elsewhere.
VAR_DIR = (BASE_DIR / env.str("VAR_DIR", default="var")).resolve()

# --- The house -------------------------------------------------------------------------------------------------------

SITE_NAME = env.str("SITE_NAME", default="On Record")
# Where `make run` answers.
HOST = env.str("HOST", default="127.0.0.1")
PORT = _number("PORT", default=8000)
# Addresses stand in what is published, so a command that is run beside `serve` must use those of `serve`, which keeps
# them in this file; one that names a host or a port of its own does not.
SITE_URL_KEPT = VAR_DIR / "site_url"
_address = f"http://{HOST}:{PORT}"
if SITE_URL_KEPT.exists() and not (env.str("HOST", default="") or env.str("PORT", default="")):
    _address = SITE_URL_KEPT.read_text().strip() or _address
SITE_URL = env.str("SITE_URL", default=_address).rstrip("/")
# Finds the statements in a text: a function as docs/extraction.md describes it, or the house's own.
STATEMENT_READER = env.str("STATEMENT_READER", default="claims.extraction.read")
CORRECTIONS_EMAIL = env.str("CORRECTIONS_EMAIL", default="corrections@example.org")
# Whom to tell of a hole in the security of the site, as addresses: mailto:, https: or tel:. None: nothing is published.
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[])
# Reports of errors and suggestions from one sender in an hour.
READER_REQUESTS_PER_HOUR = _number("READER_REQUESTS_PER_HOUR", default=5)
# The licence under which others may use ClaimReview data, as an address; those who gather fact checks ask for CC BY.
DATA_LICENSE = env.str("DATA_LICENSE", default="")
# "Verified" needs evidence from so many different origins.
MIN_INDEPENDENT_ORIGINS = _number("MIN_INDEPENDENT_ORIGINS", default=2)
# So long the daily checkpoint waits for whoever writes; it is asked for again when it gave up.
CHECKPOINT_PATIENCE_MS = 5_000
# From this hour on, in UTC, the daily letters go out.
DIGEST_HOUR = _number("DIGEST_HOUR", default=7)
# The longest book on record is about 20 MB of text; a longer "article" is a mistake.
INGEST_MAX_BYTES = _number("INGEST_MAX_BYTES", default=20 * 1024 * 1024)
# Files that are put here are taken in and moved to `taken` or `refused` inside; none where it is empty.
WATCHED_FOLDER = env.str("WATCHED_FOLDER", default="")
# One document. Longer than any article or transcript; a file of several documents may hold more.
DOCUMENT_MAX_CHARACTERS = _number("DOCUMENT_MAX_CHARACTERS", default=2_000_000)

# --- Database --------------------------------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", default="")
EMBEDDED_POSTGRES: embedded.EmbeddedServer | None = None
_database: dict[str, Any]
if DATABASE_URL:
    _database = env.db_url_config(DATABASE_URL)
    if _database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://user:password@host/name")
else:
    EMBEDDED_POSTGRES = embedded.EmbeddedServer(
        folder=VAR_DIR, durable=env.bool("EMBEDDED_DATABASE_DURABLE", default=True)
    )
    _database = {
        "ENGINE": "factcheck.embedded",
        "NAME": env.str("EMBEDDED_DATABASE_NAME", default=embedded.DATABASE),
        "USER": embedded.USER,
        "HOST": str(EMBEDDED_POSTGRES.socket_folder),
        "PORT": str(embedded.PORT),
    }
_database["ATOMIC_REQUESTS"] = False
_database["OPTIONS"] = {
    **_database.get("OPTIONS", {}),
    # For queries on psycopg's own cursors; those of the ORM are bound in the client, where nothing can be prepared.
    # Off for a pooler in transaction mode, which hands one session's statements to another.
    "prepare_threshold": 5 if env.bool("DATABASE_PREPARE", default=True) else None,
}
if env.bool("DATABASE_POOL", default=False):
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"]["pool"] = {"min_size": 2, "max_size": _number("DATABASE_POOL_SIZE", default=8), "timeout": 10}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Safety ----------------------------------------------------------------------------------------------------------

# To try the product out on one's own machine: logins are made, a key is kept in VAR_DIR, files are served as they lie.
TRIAL = env.bool("TRIAL", default=not DATABASE_URL)
# Errors show the code behind them instead of a page in plain words.
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not TRIAL:
        raise ImproperlyConfigured("SECRET_KEY must be set when TRIAL is off: a long random text, kept secret.")
    SECRET_KEY = kept_secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", ".localhost", "127.0.0.1", "[::1]"] if TRIAL else [])
CSRF_FAILURE_VIEW = "claims.public.views.form_refused"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
_is_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = _is_https
CSRF_COOKIE_SECURE = _is_https
SECURE_HSTS_SECONDS = _number("SECURE_HSTS_SECONDS", default=0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "desk:home"

# An article of INGEST_MAX_BYTES may be pasted; a form encodes a letter in up to nine bytes. Only the largest form gets
# there: BodyLimitMiddleware refuses as much elsewhere, before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 9 * INGEST_MAX_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A day's copy may be dropped on the desk at once; larger ones are kept on disk until their turn comes.
DATA_UPLOAD_MAX_NUMBER_FILES = 2000

# --- Parts -----------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    # Without its search for every admin module: commands start in half the time, and urls.py makes it.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "factcheck",
    "sources",
    "claims",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "claims.public.hot.HotReadMiddleware",
    "claims.public.languages.LanguageMiddleware",
    "claims.public.short_path.ShortPathMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the guard of forms, which is the first to read one.
    "claims.public.body_limits.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "factcheck.policy.DeskPolicyMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

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
                "claims.public.context.site",
            ],
        },
    },
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "factcheck.api.exception_handler",
    # Whom to throttle: the client that the proxy names, or whoever is connected.
    "NUM_PROXIES": int(env.bool("BEHIND_PROXY", default=False)),
}
# From one address, in each web process; 0 is no limit.
API_REQUESTS_PER_MINUTE = _number("API_REQUESTS_PER_MINUTE", default=600)
# By one colleague through the desk's part of the API, in each web process; 0 is no limit.
API_WRITES_PER_MINUTE = _number("API_WRITES_PER_MINUTE", default=300)
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": (
        "All that is public: claims, the exact words they rest on, evidence, verdicts, corrections; and, with a token, "
        "the work of the desk."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["claims.public.schema.add_components", "claims.api.description.add_components"],
    "SERVERS": [{"url": SITE_URL}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SYMBOL": "fact_check",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("claims/favicon.svg")},
    ],
    "LOGIN": {"form": "factcheck.sign_in.SignInForm"},
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "STYLES": [lambda request: static("claims/desk.css"), lambda request: static("claims/beside.css")],
    "SCRIPTS": [lambda request: static("claims/desk.js"), lambda request: static("claims/frame.js")],
    "SIDEBAR": {"navigation": "claims.desk.sidebar.navigation"},
    "COLORS": {
        # Ink blue: nothing on the desk may look like one of the three states of a claim.
        "primary": {
            "50": "#f1f6fa",
            "100": "#dfeaf3",
            "200": "#c2d6e6",
            "300": "#97b9d3",
            "400": "#6897bb",
            "500": "#568bb1",
            "600": "#2b5f87",
            "700": "#244e6f",
            "800": "#21425c",
            "900": "#1e384e",
            "950": "#132433",
        },
    },
}

# --- Language and time -----------------------------------------------------------------------------------------------

# The language of the house: its pages have no prefix in their addresses, and its desk writes in it.
LANGUAGE_CODE = "en"
# Each in its own words. docs/translating.md tells how to add one.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("uk", "Українська"), ("ru", "Русский")]
# Before the catalogues of apps, so that a word of ours is never taken from Django's own.
LOCALE_PATHS = [BASE_DIR / "claims" / "public" / "locale"]
FORMAT_MODULE_PATH = ["factcheck.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
RELEASES_ROOT = BASE_DIR / env.str("RELEASES_ROOT", default=str(VAR_DIR / "releases"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # In a trial files are served from where they lie; elsewhere `collectstatic` names them by content.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRIAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TRIAL
WHITENOISE_AUTOREFRESH = False

# --- Cache -----------------------------------------------------------------------------------------------------------

CACHES = {
    # Pages made lately, each under a digest of all it shows, so that none needs clearing. In each process's own memory:
    # a few kilobytes a page.
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1000}},
    # Share pictures, drawn once for each verdict and language, about 20 KB each.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(VAR_DIR / "pictures"),
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# --- Letters ---------------------------------------------------------------------------------------------------------

# Printed on the worker's console by default; smtp+tls://user:password@host:587 elsewhere.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <desk@localhost>")

# --- Background work -------------------------------------------------------------------------------------------------

# Messages in files by default; redis://… or amqp://… elsewhere. A lost message costs time, never work: every job is a
# row, and beat hands out again what has stood too long.
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost")
BROKER_DIR = BASE_DIR / env.str("BROKER_DIR", default=str(VAR_DIR / "broker"))
_broker = CELERY_BROKER_URL.partition(":")[0]
if _broker == "filesystem":
    CELERY_BROKER_TRANSPORT_OPTIONS = filesystem_options(BROKER_DIR)
elif _broker in ("redis", "rediss"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_keepalive": True, "max_retries": 1}
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True, "max_retries": 1}
# A web request that queues a task waits at most about this long for a broker that is down.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="onrecord")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# What came of a job stands on its row.
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
# Confirmed when done, and handed out again when the worker died: tasks are safe to run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# 20 MB of text takes under two minutes; the soft limit lets the task write "failed" on its row before the hard one.
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
# Nothing here asks workers questions, and each question leaves a reply queue behind in a filesystem broker.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = _broker != "filesystem"
CELERY_WORKER_CONCURRENCY = _number("WORKER_CONCURRENCY", default=2)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# A sweep that was not begun before the next is due is dropped, so that none pile up while the worker is down.
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in (
        ("sweep-ingestions", "claims.tasks.sweep_ingestions", 30),
        ("watch-intake", "claims.tasks.watch_intake", 30),
        ("refresh-publications", "claims.tasks.refresh_publications", 30),
        ("recheck-due", "claims.tasks.recheck_due", 300),
        ("sweep-captures", "claims.tasks.sweep_captures", 60),
        ("sweep-watches", "claims.tasks.sweep_watches", 600),
        # Those that go out at once are queued as they are written; this finds what was not, and sends the daily ones.
        ("send-letters", "claims.tasks.send_letters", 60),
        # Takes the first of each day, and finds it taken all day long.
        ("take-checkpoint", "claims.tasks.take_checkpoint", 300),
        ("tell-webhooks", "claims.tasks.tell_webhooks", 10),
        ("forget-old", "claims.tasks.forget_old", 3600),
        ("sweep-releases", "claims.tasks.sweep_releases", 3600),
    )
}

# --- Logging ---------------------------------------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", default="console" if TRIAL else "json")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = None
configure_logging(level=LOG_LEVEL, renderer=LOG_FORMAT)
