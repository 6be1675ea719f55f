"""Typed readers of the environment. Nothing else in the project reads it.

Every reader refuses nonsense with a sentence that names the variable, so a typing mistake stops the start instead of changing what runs.
"""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

_env = Env()


def text(name: str, default: str | None = None) -> str:
    """A string; raises ImproperlyConfigured when missing and without default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """A string from NAME, or from the file that NAME_FILE points at (as container platforms hand out secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    return text(name, default)


def flag(name: str, default: bool) -> bool:
    """A yes or no: true/false, yes/no, on/off, 1/0."""
    try:
        return bool(_env.bool(name, default))
    except EnvError as error:
        raise ImproperlyConfigured(f"{name} must be true or false.") from error


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number between `least` and `most`, both included."""
    try:
        value = int(_env.int(name, default) or 0)
    except EnvError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} must be between {least} and {most}.")
    return value


def listing(name: str, default: list[str] | None = None) -> list[str]:
    """Comma-separated words, without empty ones."""
    value = os.environ.get(name)
    return (default or []) if value is None else [word.strip() for word in value.split(",") if word.strip()]


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    """One of several words."""
    value = text(name, default).strip()
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}.")
    return value


def hours(name: str, default: str) -> tuple[int, int]:
    """Hours of the day «from-to», the last not included: «20-8» is the night."""
    value = text(name, default)
    first, dash, last = value.partition("-")
    if not (dash and first.strip().isdigit() and last.strip().isdigit() and int(first) < 24 and int(last) < 24):
        raise ImproperlyConfigured(f"{name} must be two hours like «20-8», not «{value}».")
    return int(first), int(last)


def days_of_year(name: str, default: str, *, most: int = 4) -> list[tuple[int, int]]:
    """Days of every year as (month, day), written «1.2, 1.9» with the day first, at least one and at most `most`; none that only leap years have."""
    days = []
    for word in text(name, default).split(","):
        day, _dot, month = (piece.strip() for piece in word.strip().rstrip(".").partition("."))
        try:
            found = date(_NO_LEAP_YEAR, int(month), int(day))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be days like «1.2, 1.9», not «{word.strip()}».") from error
        days.append((found.month, found.day))
    if len(set(days)) != len(days) or len(days) > most:
        raise ImproperlyConfigured(f"{name} must be at most {most} days, each said once.")
    return days


_NO_LEAP_YEAR = 2025


def kept_days(name: str, default: Mapping[str, tuple[int, int]], *, least: int = 1, most: int = 3 * 365) -> dict[str, tuple[int, int]]:
    """Pairs of days by part, «notes=90/180, references=60/120»; what is not named keeps its default.

    Only parts of the default can be named, and each number lies between `least` and `most`, both included.
    """
    days = dict(default)
    for word in listing(name):
        part, _equals, pair = (piece.strip() for piece in word.partition("="))
        found = re.fullmatch(r"(\d{1,5})/(\d{1,5})", pair)
        if part not in default or not found:
            raise ImproperlyConfigured(f"{name} must look like notes=90/180, with parts among {', '.join(default)}.")
        days[part] = (int(found[1]), int(found[2]))
        if not all(least <= value <= most for value in days[part]):
            raise ImproperlyConfigured(f"{name}: {part} must lie between {least} and {most} days.")
    return days


def key(name: str) -> str:
    """A secret of 32 bytes in base64, or nothing."""
    value = secret(name, "")
    _refuse_no_key(name, value)
    return value


def keys(name: str) -> list[str]:
    """Comma-separated keys of 32 bytes in base64."""
    values = listing(name)
    for value in values:
        _refuse_no_key(name, value)
    return values


def _refuse_no_key(name: str, value: str) -> None:
    # Only the shape is looked at: 32 bytes are 43 signs and one that fills up.
    if value and not re.fullmatch(r"[A-Za-z0-9+/]{43}=", value):
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64; manage.py make_evidence_key makes one.")


def web_address(name: str, default: str | None = None) -> str:
    """An http(s) origin without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise ImproperlyConfigured(f"{name} must be an address such as https://tidgiver.example.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for one database from a URL: sqlite:///path or postgres://user:password@host/name.

    SQLite runs in WAL mode and takes its write lock at the start of a transaction: with the default (deferred) mode, two writers that first read
    fail with "database is locked" whatever the timeout. PostgreSQL gets Django's own connection pool,
    and does not compile: our statements are short and asked often, and compiling one for its estimated cost takes longer than running it.
    """
    url = secret(name, default)
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except Exception as error:
        raise ImproperlyConfigured(f"{name} is not a database address.") from error
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
            ),
        }
    elif config["ENGINE"].endswith("postgresql"):
        config |= {
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, "options": "-c jit=off"},
        }
    else:
        raise ImproperlyConfigured(f"{name} must be a sqlite or postgres address.")
    return config
