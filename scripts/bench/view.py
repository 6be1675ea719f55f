"""What a first view costs a visitor, as a real browser counts it from the server that production runs."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scripts import machine


@dataclass(frozen=True)
class View:
    """Requests and bytes (as sent, headers included) until a page has all it needs."""

    requests: int
    bytes: int
    largest: list[str]


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_view(path: str, session: str) -> View | None:
    """Opens `path` as the holder of `session` with an empty cache, on a phone. None where there is no Chromium."""
    browser_path = machine.chromium()
    if not browser_path:
        return None
    from playwright.sync_api import sync_playwright

    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    command = [
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--no-log",
        "lms.wsgi:application",
    ]
    server = subprocess.Popen([sys.executable, "-m", *command])
    try:
        wait_for(origin)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nb-NO")
            context.add_cookies([{"name": "session", "value": session, "url": origin}])
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            devtools.send("Network.enable")
            names: dict[str, str] = {}
            sizes: dict[str, int] = {}
            devtools.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
            devtools.on("Network.loadingFinished", lambda event: note(sizes, event))
            answer = page.goto(origin + path, wait_until="networkidle")
            assert answer
            assert answer.status == 200, f"{path} answered {answer.status}"
            browser.close()
    finally:
        server.terminate()
        server.wait()
    fetched = {names[key]: size for key, size in sizes.items() if names.get(key, "").startswith("http")}
    largest = sorted(fetched.items(), key=lambda item: -item[1])[:5]
    return View(len(fetched), sum(fetched.values()), [f"{size / 1000:.1f} kB {urlsplit(url).path}" for url, size in largest])


def note(sizes: dict[str, int], event: dict[str, Any]) -> None:
    """Keeps how many bytes came over the wire for a request."""
    sizes[event["requestId"]] = int(event["encodedDataLength"])


def wait_for(origin: str) -> None:
    """Waits until the server answers anything at all, at most half a minute."""
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{origin}/konto/login/", timeout=5)  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("The server did not start.")
