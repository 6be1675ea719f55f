"""`make demo`: from a fresh clone to a running platform with invented people, and quickly there again the next time.

Started with any fit Python, it makes the environment and goes on with that one's. PORT comes from the environment; what was done stays in
var/ until `make fresh`.
"""

import ctypes.util
import hashlib
import json
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

from scripts import bootstrap
from scripts.console import ROOT, VAR, StepFailedError, give_up, quietly, say

HOST = "127.0.0.1"
STAMP = VAR / "demo.json"
MANAGE = [sys.executable, "manage.py"]


def port() -> int:
    """The port that PORT asks for, 8000 without it; gives up when it is no port or is taken."""
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdigit() or not 1 <= int(asked) <= 65535:
        give_up(f"PORT={asked} is not a port; choose a number from 1024 to 65535.")
    with socket.socket() as probe:
        # As servers do, so that one which was just stopped is not mistaken for one that runs.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(asked)))
        except PermissionError:
            give_up(f"Port {asked} is kept for the system's own programs; choose one above 1023: make demo PORT=8000")
        except OSError:
            give_up(
                f"Port {asked} is taken by another program. Stop that one, or choose another port: make demo PORT={int(asked) % 65535 + 1}"
            )
    return int(asked)


def fingerprint(files: Iterable[Path]) -> str:
    """What a set of files says, as a short hash."""
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(str(file.relative_to(ROOT)).encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


def steps() -> list[tuple[str, list[str], str]]:
    """What prepares the database: words for the person, command, and the fingerprint of what it depends on."""
    packages = ROOT / "requirements" / "runtime.txt"
    migrations = fingerprint([*ROOT.glob("lms/*/migrations/*.py"), *ROOT.glob("content/migrations/*.py"), packages])
    curriculum = fingerprint(file for file in (ROOT / "content" / "curriculum").rglob("*") if file.is_file())
    demo = fingerprint(file for file in (ROOT / "lms" / "demo").rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return [
        ("Making the database", ["migrate", "--verbosity", "0"], migrations),
        ("Loading the curriculum", ["load_curriculum"], migrations + curriculum),
        ("Inventing the demo organisation", ["load_demo"], migrations + curriculum + demo),
    ]


def prepare() -> str:
    """Runs the steps whose ground has changed since they last ran on this database; returns what the last of them said when it last ran."""
    database = os.environ.get("DATABASE_URL", "")
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stamp = {}
    if stamp.get("database") != database or (not database and not (VAR / "db.sqlite3").exists()):
        stamp = {"database": database}
    for words, command, ground in steps():
        if stamp.get(command[0]) == ground:
            continue
        stamp["said"] = quietly(words, [*MANAGE, *command])
        stamp[command[0]] = ground
        STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    return str(stamp.get("said", ""))


def main() -> None:
    """Prepares and serves until it is stopped."""
    chosen = port()
    if Path(sys.prefix).resolve() != bootstrap.VENV.resolve():
        bootstrap.install("runtime")
        os.execv(bootstrap.PYTHON, [str(bootstrap.PYTHON), "-m", "scripts.demo"])  # noqa: S606
    VAR.mkdir(exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.demo"
    os.environ["SITE_URL"] = f"http://{HOST}:{chosen}"  # links in letters follow the port; another site's address does not belong here
    try:
        quietly("Compiling the translations", [sys.executable, "-m", "scripts.catalogues"])
        people = prepare()
    except StepFailedError as error:
        give_up(f"The demo could not be made ready: {error.last_line} (All it said: {error.log.relative_to(ROOT)})")
    if not ctypes.util.find_library("pango-1.0"):
        say(
            "  Certificates as PDF need the text library Pango, which this machine lacks (Debian and Ubuntu: apt install libpangoft2-1.0-0)."
        )
    say()
    # Whom one can step in as; where, the server says itself when it answers.
    say("\n".join(line for line in people.splitlines() if line.startswith("  ")))
    os.execv(sys.executable, [*MANAGE, "serve", "--host", HOST, "--port", str(chosen)])  # noqa: S606


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        say()
        give_up("Stopped. Run the same command again to go on.")
