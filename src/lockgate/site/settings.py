"""Django's settings: one application, no admin, no accounts yet. Values come from the environment only."""

from lockgate.site.env import environment

_ENVIRONMENT = environment()

SECRET_KEY = _ENVIRONMENT.django_key
DEBUG = False
# No address is made from the Host header, and nothing depends on it.
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["lockgate.store.app.StoreConfig"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "lockgate.site.urls"
DATABASES = {"default": _ENVIRONMENT.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LOGGING_CONFIG = None
LOCKGATE_HOME = _ENVIRONMENT.home
LOCKGATE_DATABASE_URL = _ENVIRONMENT.database_address
