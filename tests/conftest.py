"""What every test stands on."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from content.guidelines.model import Shipped
    from tests.cast import Cast
    from tests.database import Databases

# Few examples while writing, many where nobody waits; never a deadline, since a shared machine has slow moments.
hypothesis_settings.register_profile("quick", max_examples=25, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=300, deadline=None, print_blob=True)
hypothesis_settings.register_profile("crowd", max_examples=10_000, deadline=None, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Playwright runs an event loop in the test's own thread, which Django would otherwise take for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_databases: pytest.StashKey["Databases"] = pytest.StashKey()
_wanted: pytest.StashKey[str] = pytest.StashKey()


def _wants(item: pytest.Item) -> str:
    """Which database a test asks for: `demo` through the fixtures `demo` and `site`, else `base`."""
    return "demo" if {"demo", "site"} & set(getattr(item, "fixturenames", ())) else "base"


def _commits(item: pytest.Item) -> bool:
    """Whether a test leaves something behind, since it does not run in a transaction that is rolled back."""
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"transactional_db", "live_server", "site"}) or bool(marker and marker.kwargs.get("transaction"))


def _asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask the database at all; pytest-django stops every other that tries."""
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & {"db", "transactional_db", "live_server", "site"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the tests on the demo organisation first, so that the database changes once and not at every turn; then those that take long, so that
    no worker sits over one while the others have nothing left.

    On PostgreSQL only what asks the database is run: the rest cannot be any different from the turn on SQLite.
    """
    items.sort(key=lambda item: (_wants(item) != "demo", item.get_closest_marker("slow") is None))
    if connection.vendor == "postgresql":
        left_out = [item for item in items if not _asks_the_database(item)]
        items[:] = [item for item in items if _asks_the_database(item)]
        config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a test's own transaction begins: gives it the database it asks for, clean."""
    item.config.stash[_wanted] = _wants(item)
    databases = item.config.stash.get(_databases, None)
    if databases:
        databases.hold(_wants(item))


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Remembers that a test has written for good."""
    databases = item.config.stash.get(_databases, None)
    if databases and _commits(item):
        databases.holds = ""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Replaces pytest-django's: a copy of a template instead of all migrations (see tests/database.py)."""
    from tests.database import Databases

    worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
    databases = Databases(tmp_path_factory.mktemp("database"), f"{worker}-{os.getpid()}", django_db_blocker)
    databases.hold(request.config.stash[_wanted])
    request.config.stash[_databases] = databases
    yield
    del request.config.stash[_databases]
    databases.close()


@pytest.fixture(scope="session")
def shipped_files() -> "Shipped":
    """The shipped curriculum and handbook as their files say, read once: it takes seconds. Not to be changed."""
    from content.guidelines.parse import parse

    return parse(Path(settings.CURRICULUM_DIR))


@pytest.fixture
def demo(db: None) -> None:
    """The shipped curriculum and the invented organisation, as `make demo` shows them, in a transaction that is rolled back."""


@pytest.fixture
def cast(db: None) -> "Cast":
    """A fixed cast in two units (see tests/cast.py)."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture(autouse=True)
def nothing_kept_from_other_tests() -> None:
    """What is kept by number (drawn lessons, a site's addresses) never changes in a real database; a test that is rolled back gives its numbers to
    the next. Components are drawn anew, so that a test sees its own template at work.
    """
    from django.core.cache import cache

    from lms.learning.lessons import lesson
    from lms.ui.components import forget_drawings

    cache.clear()
    lesson.cache_clear()
    forget_drawings()
