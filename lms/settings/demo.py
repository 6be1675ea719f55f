"""One machine, invented people, no mail leaves it: what `make demo` runs."""

from base64 import b64encode
from hashlib import sha256
from secrets import token_urlsafe

from .base import *
from .base import INSTALLED_APPS, STATIC_ROOT, STORAGES, VAR_DIR

DEMO = True
INSTALLED_APPS = ["lms.demo", *INSTALLED_APPS]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # stays empty: files are served from where they lie
_secret = VAR_DIR / "demo-secret"
if not _secret.exists():
    _secret.write_text(token_urlsafe(48), encoding="utf-8")
SECRET_KEY = _secret.read_text(encoding="utf-8")
EVIDENCE_KEY = b64encode(sha256(f"evidence {SECRET_KEY}".encode()).digest()).decode()
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys over http on this machine only
