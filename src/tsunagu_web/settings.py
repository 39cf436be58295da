"""Django's settings. What differs between towns comes from the environment: TSUNAGU_HOME, TSUNAGU_DATABASE_URL, TSUNAGU_TLS, …"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from tsunagu_web.database import store
from tsunagu_web.keys import read_or_make

TSUNAGU_HOME = Path(os.environ.get("TSUNAGU_HOME", "tsunagu-home")).resolve()
DATABASE_URL = os.environ.get("TSUNAGU_DATABASE_URL") or None
DATABASES = {"default": store(TSUNAGU_HOME, DATABASE_URL)}
SECRET_KEY = read_or_make(TSUNAGU_HOME, "web.key").hex()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("TSUNAGU_HOSTS", "").split(","))]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "tsunagu_web.pages",
    "tsunagu_web.accounts",
    "tsunagu_web.access",
    "tsunagu_web.audit",
    "tsunagu_web.today",
    "tsunagu_web.worklist",
    "tsunagu_web.overview",
    "tsunagu_web.types",
    "tsunagu_web.dashboards",
    "tsunagu_web.child",
    "tsunagu_web.own_cases",
    "tsunagu_web.school_cases",
    "tsunagu_web.aligning",
    "tsunagu_web.person_search",
    "tsunagu_web.casework",
    "tsunagu_web.narrowing",
    "tsunagu_web.conferences",
    "tsunagu_web.in_support",
    "tsunagu_web.row_alarms",
    "tsunagu_web.expecting",
    "tsunagu_web.transfers",
    "tsunagu_web.transitions",
    "tsunagu_web.support",
    "tsunagu_web.resources",
    "tsunagu_web.first_contact",
    "tsunagu_web.inquiries",
    "tsunagu_web.notes",
    "tsunagu_web.provisions",
    "tsunagu_web.entitlements",
    "tsunagu_web.values",
    "tsunagu_web.break_glass",
    "tsunagu_web.overrides",
    "tsunagu_web.protection_desk",
    "tsunagu_web.receipts",
    "tsunagu_web.dictionary",
    "tsunagu_web.operations",
    "tsunagu_web.month_desk",
    "tsunagu_web.layouts",
    "tsunagu_web.review_desk",
    "tsunagu_web.training",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tsunagu_web.pages.headers.NothingIsKept",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tsunagu_web.accounts.sessions.SessionsEnd",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tsunagu_web.accounts.proving.SecondFactorFirst",
    "tsunagu_web.access.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "tsunagu_web.pages.frame.frame"],
        },
    }
]

ROOT_URLCONF = "tsunagu_web.urls"
WSGI_APPLICATION = "tsunagu_web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["tsunagu_web.accounts.closing.UntilTheLastDay"]
LOGIN_URL = "log_in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "log_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
]

PROXY = os.environ.get("TSUNAGU_PROXY", "127.0.0.1")
"""Address of the reverse proxy: of nobody else is it believed that a request came by HTTPS."""
BEHIND_TLS = os.environ.get("TSUNAGU_TLS") == "yes"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE_SECONDS = 15 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tsunagu_web.pages.errors.csrf_failure"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_PERMISSIONS = 0o600

# Files handed in on a page. A kind may be smaller still (`limits:` in home.yaml); larger ones go by `tsunagu intake`.
UPLOAD_FILE_BYTES = int(os.environ.get("TSUNAGU_UPLOAD_MB", "2048")) << 20
UPLOAD_REQUEST_BYTES = int(os.environ.get("TSUNAGU_UPLOAD_TOTAL_MB", "4096")) << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 300
FILE_UPLOAD_HANDLERS = ["tsunagu_web.month_desk.uploading.IntoTheHome"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 300

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"where": {"()": "tsunagu_web.error_log.WhereNotWhat"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "where"}},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django_tasks": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django_tasks_db": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "tsunagu.jobs": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
