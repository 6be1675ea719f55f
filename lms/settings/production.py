"""A real installation, behind a proxy that speaks https. Everything secret comes from the environment (see .env.example)."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import env
from .base import *
from .base import VAR_DIR

SECRET_KEY = env.secret("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
WAGTAILADMIN_BASE_URL = env.web_address("SITE_URL")
if not WAGTAILADMIN_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https://.")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", [urlsplit(WAGTAILADMIN_BASE_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^helse/"]  # the health checks are asked from inside
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1)  # else rate limits hit the proxy

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 20
