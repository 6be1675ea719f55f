"""Test databases by copying, since making one from 260 migrations takes a quarter of a minute.

A *template* is made once and kept in var/test-cache under a name that says what it was made of; every worker, and every test that needs
a clean slate, gets a copy. On SQLite a template is a file, on PostgreSQL a database that others are created from.

- `base` holds what the migrations make: what almost every test wants.
- `demo` holds the shipped curriculum and the invented organisation, as `make demo` shows them: for journeys and browser tests.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "test-cache"
KEPT = 4  # templates of each kind; older ones are removed
# What shapes the screens but not the data: a change here leaves the demo template as it is.
_ONLY_SCREENS = {"views.py", "urls.py", "forms.py", "exports.py", "selectors.py", "wagtail_hooks.py", "middleware.py", "navigation.py"}


def _hash(files: Iterable[Path], *words: str) -> str:
    whole = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        whole.update(str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file).encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


def base_key() -> str:
    """Says what the migrations of all apps make."""
    files = [file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")]
    files.append(ROOT / "lms" / "requirements" / "touches.py")  # put up after every migration
    return _hash(files, connection.vendor, *settings.INSTALLED_APPS, str(settings.LANGUAGES), str(settings.CACHES))


def demo_key() -> str:
    """Says what curriculum and demo organisation are made of. They are dated from today, so a day is part of it."""
    code = [file for package in ("lms", "content") for file in (ROOT / package).rglob("*.py") if file.name not in _ONLY_SCREENS]
    texts = [file for file in (ROOT / "content" / "curriculum").rglob("*") if file.is_file()]
    return _hash([*code, *texts], base_key(), date.today().isoformat())


def migrate() -> None:
    """Fills the connected database with what the migrations make."""
    call_command("migrate", verbosity=0)


def load_demo() -> None:
    """Fills the connected database as `make demo` does."""
    call_command("load_curriculum", verbosity=0)
    call_command("load_demo", verbosity=0)


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """Holds a lock that other workers wait for."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_old(pattern: str) -> None:
    found = sorted(CACHE.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[KEPT:]:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _point_at(name: str) -> None:
    """Lets this process's connections, also those its server threads will open, lead to another database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    cache.clear()


class Databases:
    """The one test database of this worker, and what lies in it now."""

    def __init__(self, folder: Path, worker: str, blocker: DjangoDbBlocker) -> None:
        self.folder = folder
        self.worker = worker
        self.blocker = blocker
        self.holds = ""  # "base", "demo", or nothing that can be relied on
        self._media: Any = None
        self._name_outside = str(settings.DATABASES["default"]["NAME"])

    def hold(self, kind: str) -> None:
        """Makes the test database a fresh copy of `base` or `demo`, unless it is one already."""
        if self.holds == kind:
            return
        with self.blocker.unblock():
            template = self._template(kind)
            _point_at(self._copy(template))
        self._use_media(kind)
        self.holds = kind

    def close(self) -> None:
        """Leaves the database and removes it."""
        self._use_media("base")
        name = str(settings.DATABASES["default"]["NAME"])
        with self.blocker.unblock():
            _point_at(self._name_outside)
            if connection.vendor == "postgresql":
                self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _template(self, kind: str) -> str:
        if kind == "base":
            return self._made(f"base-{base_key()}", migrate)
        key = demo_key()
        base = self._template("base")
        with override_settings(**self._file_storage(CACHE / f"media-{key}")):
            return self._made(f"demo-{key}", load_demo, start=base)

    def _made(self, name: str, build: Callable[[], None], *, start: str | None = None) -> str:
        """The template `name`, built by the first worker that asks while the others wait."""
        with _one_at_a_time(f"{connection.vendor}-{name}"):
            return self._made_sqlite(name, build, start) if connection.vendor == "sqlite" else self._made_postgres(name, build, start)

    def _made_sqlite(self, name: str, build: Callable[[], None], start: str | None) -> str:
        path = CACHE / f"{name}.sqlite3"
        if path.exists():
            path.touch()
            return str(path)
        draft = CACHE / f"{name}.draft"
        for leftover in CACHE.glob(f"{name}.draft*"):
            leftover.unlink()
        if start:
            shutil.copyfile(start, draft)
        _point_at(str(draft))
        build()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        draft.rename(path)
        for kind in ("base", "demo"):
            _forget_old(f"{kind}-*.sqlite3")
        _forget_old("media-*")
        for lock in CACHE.glob("sqlite-*.lock"):
            if lock.name != f"sqlite-{name}.lock" and not (CACHE / f"{lock.stem.removeprefix('sqlite-')}.sqlite3").exists():
                lock.unlink(missing_ok=True)
        return str(path)

    def _made_postgres(self, name: str, build: Callable[[], None], start: str | None) -> str:
        name = f"template-{name}"
        with self._beside() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone():
                return name
        draft = f"{name}-draft"
        self._sql(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
        self._sql(f'CREATE DATABASE "{draft}" TEMPLATE "{start or "template0"}"')
        _point_at(draft)
        build()
        connection.close()
        self._sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        return name

    def _copy(self, template: str) -> str:
        connection.close()
        if connection.vendor == "sqlite":
            path = self.folder / "test.sqlite3"
            for old in self.folder.glob("test.sqlite3*"):
                old.unlink()
            shutil.copyfile(template, path)
            return str(path)
        name = f"test-{self.worker}"
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        # Creating from a template needs it to be left alone for a moment, so the workers take turns.
        with _one_at_a_time("postgresql-copy"):
            self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def _sql(self, statement: str) -> None:
        with self._beside() as cursor:
            cursor.execute(statement)

    def _beside(self) -> Any:
        """A cursor on the server's own database, from where others can be made and dropped."""
        return connection.creation._nodb_cursor()  # type: ignore[attr-defined]

    def _file_storage(self, folder: Path) -> dict[str, Any]:
        """Settings that keep uploads in `folder`; otherwise tests keep them in memory, and a copied database would lack its pictures."""
        default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
        return {"STORAGES": settings.STORAGES | {"default": default}, "MEDIA_ROOT": str(folder)}

    def _use_media(self, kind: str) -> None:
        if self._media:
            self._media.disable()
            self._media = None
        if kind == "demo":
            folder = self.folder / "media"
            shutil.rmtree(folder, ignore_errors=True)
            made = CACHE / f"media-{demo_key()}"
            if made.exists():
                shutil.copytree(made, folder)
            self._media = override_settings(**self._file_storage(folder))
            self._media.enable()
