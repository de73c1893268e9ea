"""Django's settings: one application, no admin, no accounts. Values come from the environment only."""

from pathlib import Path

from lockgate.site.env import environment

_ENVIRONMENT = environment()
_WEB = Path(__file__).parents[1] / "web"

SECRET_KEY = _ENVIRONMENT.django_key
DEBUG = False
# No address is made from the Host header; the one page that depends on it, the cast's door, checks it itself.
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["lockgate.store.app.StoreConfig"]
MIDDLEWARE = [
    "lockgate.web.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lockgate.web.languages.Languages",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "lockgate.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "OPTIONS": {"context_processors": ["lockgate.web.rooms.everywhere"], "builtins": ["lockgate.web.filters"]},
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = _WEB / "static"
WHITENOISE_MAX_AGE = 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "lockgate.web.headers.refused_form"
# The longest is a declaration that names ten thousand officers, with its signature; records come in parts, unread.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 << 20
# A file of records may have many columns, each a field of the form that confirms them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = ["lockgate.web.uploads.Bounded"]
DATABASES = {"default": _ENVIRONMENT.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [_WEB.parent / "locale"]
LANGUAGE_COOKIE_NAME = "lockgate-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
# What somebody typed as an address or sent in a form is no matter of a log; lockgate.web tells of what broke.
_QUIET = {"level": "CRITICAL"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"told": {"()": "lockgate.site.told.Told"}},
    "handlers": {"told": {"class": "logging.StreamHandler", "formatter": "told"}},
    "loggers": {
        "django.request": _QUIET,
        "django.security": _QUIET,
        "lockgate.web": {"level": "INFO", "handlers": ["told"]},
    },
}
LOCKGATE_BUDGETS = _ENVIRONMENT.budgets
LOCKGATE_HOME = _ENVIRONMENT.home
LOCKGATE_DATABASE_URL = _ENVIRONMENT.database_address
