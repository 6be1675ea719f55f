"""Fast and without any service. DATABASE_URL chooses PostgreSQL."""

from .base import *
from .base import BASE_DIR, DATABASES, INSTALLED_APPS, STORAGES

DEMO = True
INSTALLED_APPS = ["lms.demo", *INSTALLED_APPS]
SECRET_KEY = "only-for-tests"  # noqa: S105
EVIDENCE_KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtIS4="  # 32 bytes that anybody may know
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default", "mail"],
    }
}
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server of the browser tests reads it from another thread.
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "var" / "test.sqlite3"}
else:
    # The test runner drops and makes databases, which a pool's idle connections would forbid.
    DATABASES["default"]["OPTIONS"].pop("pool")
