"""Production settings, started as a machine starts them: in a process of their own, with nothing but their environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SITE_URL": "https://tidgiver.example",
    "SECRET_KEY": "kjUj8Zr2_w9fT4mQpLx7VbNc5sGhYd3aEoRiWtMzXqKlJvBu6P",
    "PATH": os.environ.get("PATH", ""),
}


def check(tmp_path: Path, **changed: str | None) -> subprocess.CompletedProcess[str]:
    environment = GOOD | {"VAR_DIR": str(tmp_path)} | changed
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_leaves_nothing_open(tmp_path):
    done = check(tmp_path)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (1 silenced).\n"), done.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY must be set."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
        ({"SITE_URL": "http://tidgiver.example"}, "SITE_URL must begin with https://."),
        ({"SITE_URL": "tidgiver.example"}, "SITE_URL must be an address"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number."),
        ({"SECURE_SSL_REDIRECT": "maybe"}, "SECURE_SSL_REDIRECT must be true or false."),
    ],
)
def test_production_refuses_nonsense_and_names_it(tmp_path, changed, sentence):
    done = check(tmp_path, **changed)
    assert done.returncode != 0
    assert sentence in done.stderr
