"""What Django is told; all of it derived from coaching.settings."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from coaching.settings import load

_settings = load()
_web = Path(__file__).resolve().parent / "web"
_production = _settings.mode == "production"

SECRET_KEY = _settings.secret_key or "local-only-not-a-secret-" + "x" * 32
DEBUG = False
ALLOWED_HOSTS = [urlsplit(_settings.public_url).hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [_settings.public_url]
ROOT_URLCONF = "coaching.urls"
WSGI_APPLICATION = "coaching.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "store.User"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
LOGGING_CONFIG = None

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "coaching.store",
    "coaching.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # The second guard: a view is public only where it says so itself.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_web / "pages"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "coaching.web.jinja.environment"},
    },
    # Django's own admin, at /data/.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_web / "data_pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "coaching.web.errors.csrf_refused"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/today/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _production else None
SECURE_HSTS_SECONDS = 31_536_000 if _production else 0
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS: list[str] = []
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "coaching.web.uploading.Capped",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"

STATIC_URL = "/static/"
STATICFILES_DIRS = [_web / "static"]
STATIC_ROOT = _settings.var_dir / "static"
with suppress(OSError):  # a read-only container serves from the finders; whitenoise only wants the folder to exist
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") if not url.startswith("sqlite:////") else parts.path[1:],
            # Opening the file and its three pragmas would cost each request and task more than its work.
            "CONN_MAX_AGE": 600,
            # A deferred transaction that turns into a writer fails at once whatever the timeout: begin IMMEDIATE.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            "TEST": {"NAME": None},
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": _host(parts.query, parts.hostname),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"COACHING_DATABASE_URL: unknown scheme {parts.scheme!r}; use sqlite:///PATH or postgresql://...")


def _host(query: str, hostname: str | None) -> str:
    sockets = [unquote(part.removeprefix("host=")) for part in query.split("&") if part.startswith("host=")]
    return sockets[0] if sockets else hostname or ""


DATABASES = {"default": _database(_settings.database_url)}
if sqlite3.sqlite_version_info < (3, 35):
    raise RuntimeError("SQLite 3.35 or newer is needed (RETURNING); this Python has " + sqlite3.sqlite_version)
