"""Settings: everything that differs between places comes from the environment (docs/how/run.md)."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from huichang.site import whereabouts
from huichang.site.postgres import Postgres

PACKAGE = whereabouts.PACKAGE
VAR = whereabouts.data()


def database(url: str) -> dict[str, Any]:
    """Django's settings for a `postgresql://user:password@host:port/name?host=/socket/folder` address."""
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {"pool": {"min_size": 2, "max_size": 4, "timeout": 10}}
    if os.environ.get("HUICHANG_POOL") == "off":
        options = {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "huichang",
        "USER": unquote(parts.username or asked.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or asked.get("host", ""),
        "PORT": str(parts.port or asked.get("port", "")),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
        "TEST": {"NAME": os.environ.get("HUICHANG_TEST_DB")},
    }


DEBUG = os.environ.get("HUICHANG_DEBUG") == "1"
SECRET_KEY = os.environ.get("HUICHANG_SECRET_KEY", "only-for-tests-the-supervisor-makes-a-real-one")
ALLOWED_HOSTS = os.environ.get("HUICHANG_HOSTS", "127.0.0.1,localhost,testserver,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("HUICHANG_ORIGINS", "").split(",") if o]
DEMO = os.environ.get("HUICHANG_DEMO") == "1"
DEMO_PASSWORD = os.environ.get("HUICHANG_DEMO_PASSWORD", "huichang")

ROOMS = [
    "network",
    "verdicts",
    "insights",
    "care",
    "warranty",
    "sanbao",
    "trade",
    "billing",
    "planning",
    "workshop",
    "booking",
    "stocking",
    "supply",
    "parts",
    "knowledge",
    "pricebook",
    "vehicles",
    "customers",
    "post",
    "company",
]
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "ninja",
    "procrastinate.contrib.django",
    "huichang.kernel",
    *[f"huichang.{room}" for room in reversed(ROOMS)],
    "huichang.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huichang.site.policy.OnlyOurOwn",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huichang.site.doors.WhoIsThere",
    "huichang.kernel.web.RefusalsBecomeAnswers",
    "huichang.kernel.once.HappensOnce",
    "huichang.kernel.web.RefusalsBecomeAnswers",
]
ROOT_URLCONF = "huichang.site.urls"
WSGI_APPLICATION = "huichang.site.wsgi.application"
AUTH_USER_MODEL = "company.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "huichang.site.shell.shell"],
            "builtins": [
                "huichang.kernel.templatetags.house",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or Postgres(VAR / "pg").url("huichang"))}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["huichang.kernel.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or os.environ.get("HUICHANG_PLAIN_STATIC") == "1"
        else "huichang.site.assets.StaticFiles"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

LOGIN_URL = "/sign-in/"
CSRF_FAILURE_VIEW = "huichang.site.screens.small.forged"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 13 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
