"""Driving a real Chromium against the whole platform with its demo organisation."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import ConsoleMessage, Page
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from scripts.machine import chromium

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# The rules that Norwegian law asks for (WCAG 2.1 A and AA), and those of 2.2 besides.
_STANDARDS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

# Switches, and waits until every colour has arrived: half way through a transition there is no contrast to speak of.
_IN_SCHEME = """async (scheme) => {
  document.documentElement.dataset.theme = scheme;
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map((each) => each.finished));
  await frame();
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, keeping quiet towards the network."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    path = chromium()
    if not path:
        pytest.fail("No Chromium is installed; `make test` installs one.")
    return browser_type_launch_args | {"executable_path": path, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone in Norway: the narrow screen is the first one; a test for the desk sets its own size."""
    return browser_context_args | {"viewport": PHONE, "locale": "nb-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture(scope="session")
def _server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def site(_server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a running platform with curriculum and demo organisation. What a test does there is undone after it."""
    with django_db_blocker.unblock(), override_settings(WAGTAILADMIN_BASE_URL=_server):  # where letters lead
        yield _server


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page on which an error in a script, or anything the content security policy had to stop, fails the test."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource: the server responded with a status of 4" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Asks axe about the page as it stands, in light and in dark, and fails on what it calls serious or critical."""

    def check(page: Page) -> None:
        found = []
        page.wait_for_load_state()  # a page that is only just on its way has no document yet
        for scheme in ("light", "dark"):
            page.evaluate(_IN_SCHEME, scheme)
            for violation in Axe().run(page, options=_STANDARDS).response["violations"]:
                if violation["impact"] in {"serious", "critical"}:
                    places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
                    found.append(f"{page.url} ({scheme}) {violation['id']}: {violation['help']} at {', '.join(places)}")
        page.evaluate("delete document.documentElement.dataset.theme")
        assert found == []

    return check
