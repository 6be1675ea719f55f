"""Production's settings on this machine alone: plain http, a throw-away database."""

import os
import tempfile
from pathlib import Path

_scratch = os.environ.setdefault("BENCH_FOLDER", tempfile.gettempdir())
os.environ |= {
    "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "127.0.0.1,testserver",
    "SITE_URL": "https://127.0.0.1",
    "SECURE_SSL_REDIRECT": "false",
    "SECURE_HSTS_SECONDS": "0",
}

from lms.settings.production import *  # noqa: E402
from lms.settings.production import BASE_DIR, INSTALLED_APPS, TEMPLATES  # noqa: E402

INSTALLED_APPS = ["lms.demo", *INSTALLED_APPS]  # for its crowd
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
STATIC_ROOT = Path(_scratch) / "static"
TEMPLATES = [TEMPLATES[0] | {"DIRS": [BASE_DIR / "templates", BASE_DIR / "scripts" / "bench" / "templates"]}]
LOGGING = {"version": 1, "root": {"level": "ERROR"}}
