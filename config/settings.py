"""Settings of the site: one file, differing between places only through environment variables.

docs/configuration.md lists the variables. Production refuses to start when one it needs is
missing; a local site needs none.
"""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import embedded
from config.security_headers import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """Read a yes-or-no environment variable; anything else is refused."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "1", "no", "yes", "false", "true", "off", "on"}:
        return value in {"1", "yes", "true", "on"} if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")


def number(name: str, default: int) -> int:
    """Read an environment variable that is a whole number; anything else is refused."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and len(value) <= 6):
        raise ImproperlyConfigured(f"{name} is “{value}”: give a whole number, such as {default}.")
    return int(value)


def local_secret_key(path: Path) -> str:
    """The secret key of a local site: made once, kept in a file only its owner reads."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
            # A link appears whole and only once, so two first starts agree on one key.
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path} ({error.strerror}): make that folder"
            " writable or set FORA_VAR to another one."
        ) from error


# Where this is, and whether that place has what it needs

# config/wsgi.py says "production" unless it is set; all else is local, which is closed as well:
# debug off, a random key, loopback hosts only.
ENVIRONMENT = os.environ.get("FORA_ENV", "local")
if ENVIRONMENT not in {"local", "production"}:
    raise ImproperlyConfigured(f'FORA_ENV is {ENVIRONMENT!r}: set it to "local" or "production".')
PRODUCTION = ENVIRONMENT == "production"

# Everything the site writes: postgres/, captures/, static/, secret_key.
VAR = embedded.var_folder()

DEBUG = flag("FORA_DEBUG", False)
SECRET_KEY = os.environ.get("FORA_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("FORA_ALLOWED_HOSTS", "").replace(",", " ").split()

if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured(
            "FORA_DEBUG is on in production, which shows code and settings to visitors: unset it."
        )
    # What Django writes into a new project begins so, and stands in somebody's repository.
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure"):
        raise ImproperlyConfigured(
            "FORA_SECRET_KEY must be a random text of at least 50 characters: make one with"
            ' python -c "import secrets; print(secrets.token_urlsafe(64))".'
        )

    # With a dot before it a name is that of all below it: ".org" would be half the Internet.
    def is_too_wide(host: str) -> bool:
        return "*" in host or (host.startswith(".") and host.count(".") == 1)

    if not ALLOWED_HOSTS or any(map(is_too_wide, ALLOWED_HOSTS)):
        raise ImproperlyConfigured(
            "FORA_ALLOWED_HOSTS must name the hosts of the site, such as"
            ' "fora.example.org www.fora.example.org", without "*" and with no whole top-level'
            ' domain such as ".org".'
        )
    if not os.environ.get("DATABASE_URL"):
        raise ImproperlyConfigured(
            "DATABASE_URL is missing: set it to a PostgreSQL 15 or newer, such as"
            " postgres://user:password@host:5432/fora."
        )
else:
    SECRET_KEY = SECRET_KEY or local_secret_key(VAR / "secret_key")
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]", "testserver"]

# Applications

INSTALLED_APPS = [
    # Ours come first, so that our templates and translations win over the libraries'.
    "records",
    "mechanisms",
    "meetings",
    "documents",
    "explore",
    "api",
    "desk.apps.DeskConfig",
    "config",
    "desk.apps.DeskAdminConfig",  # django.contrib.admin, with the desk as its site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # outermost: static files and error pages have a policy too
    "config.security_headers.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.middleware.open_to_any_site",
    "config.validators.RegisterValidator",  # before sessions and tokens, which need the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "desk.access.DeskIsShut",
    "explore.middleware.MovedAndGone",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # what stands on a page many times
        "APP_DIRS": True,
        "OPTIONS": {"environment": "explore.drawing.environment"},
    },
]
# Our templates/ and the admin's draw the widgets that are not Django's own.
FORM_RENDERER = "config.form_renderer.FormRenderer"

# Database: DATABASE_URL, or the embedded server, which manage.py and the serve command start

try:
    database = dj_database_url.parse(
        os.environ.get("DATABASE_URL") or embedded.url(), conn_max_age=60, conn_health_checks=True
    )
except ValueError as error:
    raise ImproperlyConfigured(
        "DATABASE_URL is not an address: write postgres://user:password@host:5432/name."
    ) from error
if database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_URL is not of PostgreSQL, the one database Fora runs on: write"
        " postgres://user:password@host:5432/name."
    )
# Without a value of this setting, django-pgtrigger raises and catches an exception in each call of
# each trigger, and every further row of a long transaction costs more than the one before.
database["ENGINE"] = "config.postgresql"  # Django's, for those who cannot wait for ever
given = database.setdefault("OPTIONS", {}).get("options", "")
database["OPTIONS"]["options"] = f"{given} -c pgtrigger.ignore={{}}".strip()
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"  # the changes of one batch keep their order

# Accounts

AUTHENTICATION_BACKENDS = ["config.clients.GuessingBackend", "records.policy.RoleBackend"]
# Wrong passwords are counted in the database, for all processes together. Who guesses is locked out
# where they guess from, so that nobody can lock out somebody else.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "config.clients.address_of"
AXES_LOCKOUT_CALLABLE = "desk.locked_out.locked_out"
CSRF_FAILURE_VIEW = "desk.signed_in_anew.form_of_another_session"
AXES_DISABLE_ACCESS_LOG = True  # who signed in from where is nobody's business
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
PROXIES = number("FORA_PROXIES", 0)  # of ours, one behind the other, in front of the site
# Whether what one wrote is published by another; where one person edits alone, nobody could. On
# the embedded database one person usually does. Each start tells the database.
FOUR_EYES = flag("FORA_FOUR_EYES", bool(os.environ.get("DATABASE_URL")))

KEPT_ANSWERS = number("FORA_KEPT_ANSWERS", 64)  # of public pages and the API, in each process
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "answers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "answers",
        "TIMEOUT": 86_400,
        "OPTIONS": {"MAX_ENTRIES": KEPT_ANSWERS},
    },
}
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
LOGIN_REDIRECT_URL = "admin:index"

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Files: what the browser may fetch, and captures, which have no address of their own

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR / "captures"
STORAGES = {
    "default": {"BACKEND": "config.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "config.static.StaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# A meeting's page on the desk sends some six fields for each of its participants.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# What a browser is told; CONTENT_SECURITY_POLICY is imported at the top

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

if PRODUCTION:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    # Probes of a load balancer come over plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # Only the proxy may set this header: without a proxy that overwrites it, leave it unset.
    if header := os.environ.get("FORA_PROXY_SSL_HEADER"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_" + header.upper().replace("-", "_"), "https")

# API: the block of api/

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "EXCEPTION_HANDLER": "api.errors.handler",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fora",
    "DESCRIPTION": _("A register of multilateral security mechanisms, read-only."),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": "/"}],  # the site that serves the description
    "LICENSE": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],  # choices stay beside the fields that they belong to
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,  # fields= may leave out any of them
}

# Logs: one line per record on standard error; JSON in production

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "config.logs.JSONFormatter"},
    },
    "filters": {"unavailable": {"()": "config.logs.Unavailable"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "line",
            "filters": ["unavailable"],
        },
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("FORA_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
