"""What the checks need of the machine besides Python packages: a browser, gettext, PostgreSQL, text layout.

usage: python -m scripts.machine install       installs what is lacking and may be installed; says what a person must do for the rest
       python -m scripts.machine               only looks
"""

import contextlib
import ctypes.util
import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from scripts.console import StepFailedError, quietly, say

_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def chromium() -> str | None:
    """The path of a Chromium or of a close relation: CHROMIUM if set, else the system's, else the one Playwright fetched."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen
    for name in _BROWSERS:
        path = shutil.which(name)
        # Ubuntu's is a door to snap, which cannot be driven from a folder outside the home.
        if path and not os.path.realpath(path).endswith("/snap"):
            return path
    for path in _APPLICATIONS:
        if os.path.exists(path):
            return path
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or os.path.expanduser(
        "~/Library/Caches/ms-playwright" if sys.platform == "darwin" else "~/.cache/ms-playwright"
    )
    found = sorted(
        path
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
        for path in glob.glob(os.path.join(cache, pattern))
    )
    return found[-1] if found else None


def postgres() -> str | None:
    """The folder that holds initdb and pg_ctl of the newest PostgreSQL here."""
    folders = [*glob.glob("/usr/lib/postgresql/*/bin"), *glob.glob("/opt/homebrew/opt/postgresql@*/bin"), *glob.glob("/usr/pgsql-*/bin")]
    folders = [folder for folder in folders if os.access(os.path.join(folder, "initdb"), os.X_OK)]
    if folders:
        return max(folders, key=lambda folder: [int(number) for number in re.findall(r"\d+", folder)])
    initdb = shutil.which("initdb")
    return os.path.dirname(os.path.realpath(initdb)) if initdb else None


def gettext() -> str | None:
    """The path of xgettext, which gathers the sentences to translate."""
    return shutil.which("xgettext")


def pango() -> str | None:
    """The text library that WeasyPrint sets certificates with."""
    return ctypes.util.find_library("pangoft2-1.0")


@dataclass(frozen=True)
class Need:
    """One thing the checks use: how to see it, Debian's names for it, and what is not checked without it."""

    name: str
    find: Callable[[], str | None]
    packages: tuple[str, ...]
    without: str


NEEDS = (
    Need("Chromium", chromium, ("chromium",), "the browser tests"),
    Need("gettext", gettext, ("gettext",), "whether every sentence is translated"),
    Need("PostgreSQL", postgres, ("postgresql",), "the suite on PostgreSQL"),
    Need("Pango", pango, ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"), "certificates as PDF"),
)


def apt() -> list[str] | None:
    """The words that begin an apt-get command this person may give, or None."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n", "apt-get"]
    return None


def lacking() -> list[Need]:
    """What is not here."""
    return [need for need in NEEDS if not need.find()]


def install() -> None:
    """Installs what is lacking as far as it may, and says what is left for the person to do."""
    command = apt()
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if command and lacking():
        with contextlib.suppress(StepFailedError):  # last week's lists may do; the next step says if not
            quietly("Asking for Debian's package lists", [*command, "update", "-q"], env=env)
        for need in lacking():
            try:
                quietly(f"Installing {need.name}", [*command, "install", "-y", "-q", "--no-install-recommends", *need.packages], env=env)
            except StepFailedError as error:
                say(f"  {need.name} could not be installed: {error.last_line}")
    if not chromium():
        try:
            quietly("Fetching Playwright's Chromium", [sys.executable, "-m", "playwright", "install", "chromium"])
        except StepFailedError as error:
            say(f"  Playwright's Chromium could not be fetched: {error.last_line}")
    for need in lacking():
        say(
            f"  {need.name} is missing, so these are left out: {need.without}. Install it (Debian and Ubuntu: apt install {' '.join(need.packages)})."
        )


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        install()
    else:
        for each in NEEDS:
            say(f"{each.name}: {each.find() or 'not found'}")
