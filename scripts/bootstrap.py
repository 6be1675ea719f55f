"""Makes `.venv` and puts the pinned packages into it. Standard library only; touches nothing outside this folder.

usage: python -m scripts.bootstrap runtime|dev
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

from scripts.console import ROOT, StepFailedError, give_up, quietly, say

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
STAMP = VENV / "installed.json"
REQUIREMENTS = ROOT / "requirements"
_NETWORK = re.compile(
    r"dns error|failed to lookup|name resolution|error sending request|failed to fetch|network is unreachable|newconnectionerror"
    r"|connection (refused|reset|error|timed out)|timed out|tunnel error|proxy|were disabled|from versions: none",
    re.IGNORECASE,
)


def fingerprint(name: str) -> str:
    """What the requirement list `name` says, as a short hash."""
    return hashlib.sha256((REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest()[:16]


def installed() -> dict[str, str]:
    """What the stamp says lies in the environment: list name → fingerprint, and the Python it was made with."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def works(command: list[str]) -> bool:
    """Whether a program can be started at all and ends well."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def explain(error: StepFailedError) -> str:
    """One sentence for a person whose installation stopped."""
    where = f"(All it said: {error.log.relative_to(ROOT)})"
    if _NETWORK.search(error.output):
        return f"The Python packages could not be fetched: is this machine on the network? Run the same command again when it is. {where}"
    if "No space left" in error.output:
        return f"The disk is full; the packages need about 400 MB. {where}"
    return f"Installing stopped: {error.last_line} {where}"


def environment() -> None:
    """Makes `.venv` unless a working one is there. A `.venv` that does not start (moved, its Python gone) is made anew."""
    if PYTHON.exists() and works([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    if VENV.is_symlink():
        give_up(f".venv points at {os.readlink(VENV)}, which is not a working environment. Remove the link and run the command again.")
    uv = shutil.which("uv")
    if uv and works([uv, "--version"]):
        quietly("Making the environment .venv", [uv, "venv", "--clear", "--no-project", "--python", sys.executable, VENV])
    else:
        quietly("Making the environment .venv", [sys.executable, "-m", "venv", "--clear", VENV])


def find_uv() -> list[str]:
    """The command that runs uv: the machine's own, else one put into `.venv`."""
    own = VENV / PYTHON.parent.name / "uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and works([candidate, "--version"]):
            return [candidate]
    quietly(
        "Fetching the installer uv",
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "--requirement", REQUIREMENTS / "uv.txt"],
    )
    return [str(own)]


def install(wanted: str) -> None:
    """Brings `.venv` to the list `wanted` ("runtime" or "dev", which holds the runtime too). Does nothing when it is there already."""
    if VENV.is_symlink() and PYTHON.exists():
        return  # somebody else's environment, shared on purpose: theirs to fill
    try:
        environment()
        have = installed()
        # An environment made for development is kept whole when only the demo is started.
        if have.get("list") == "dev":
            wanted = "dev"
        now = {"list": wanted, "fingerprint": fingerprint(wanted)}
        if have == now:
            return
        STAMP.unlink(missing_ok=True)
        count = len(
            re.findall(r"^[a-z0-9].*==", (REQUIREMENTS / f"{wanted}.txt").read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE)
        )
        # Where Python may not keep what it compiles, every later start would pay for it again.
        compiled = ["--compile-bytecode"] if os.environ.get("PYTHONDONTWRITEBYTECODE") else []
        uv = find_uv()
        quietly(
            f"Installing {count} pinned packages",
            [*uv, "pip", "sync", "--require-hashes", "--python", PYTHON, *compiled, REQUIREMENTS / f"{wanted}.txt"],
        )
    except StepFailedError as error:
        give_up(explain(error))
    STAMP.write_text(json.dumps(now), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] not in (["runtime"], ["dev"]):
        give_up("usage: python -m scripts.bootstrap runtime|dev")
    try:
        install(sys.argv[1])
    except KeyboardInterrupt:
        say()
        give_up("Stopped. Run the same command again to go on.")
