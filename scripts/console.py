"""Saying what is going on, and giving up with one clear sentence. Standard library only."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
LOGS = ROOT / "var" / "log"

_COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text: str, code: str) -> str:
    """`text` in a terminal colour (an SGR code such as "32"), or as it is where colours do not belong."""
    return f"\033[{code}m{text}\033[0m" if _COLOUR else text


def say(text: str = "") -> None:
    """A line to the person, at once."""
    print(text, flush=True)


def give_up(sentence: str) -> NoReturn:
    """Ends the program with a sentence that says what is wrong and what to do."""
    print(sentence, file=sys.stderr, flush=True)
    raise SystemExit(1)


class StepFailedError(Exception):
    """A program that a step started did not succeed; carries what it printed."""

    def __init__(self, command: Sequence[str], code: int, output: str, log: Path) -> None:
        super().__init__(f"{shlex.join(command)} ended with {code}")
        self.output = output
        self.log = log

    @property
    def last_line(self) -> str:
        """The last line that says something: of a traceback, the error itself."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return lines[-1] if lines else "it said nothing"


def quietly(what: str, command: Sequence[str | os.PathLike[str]], *, env: Mapping[str, str] | None = None) -> str:
    """Says `what`, runs `command` with its output in a log file, says how long it took, returns the output.

    Raises StepFailedError when the command fails.
    """
    words = [os.fspath(word) for word in command]
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / ("".join(c if c.isalnum() else "-" for c in what.lower())[:40].strip("-") + ".log")
    print(f"  {what} …", end="", flush=True)
    start = time.monotonic()
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, check=False)
    seconds = time.monotonic() - start
    output = log.read_text(encoding="utf-8", errors="replace")
    if done.returncode:
        print(paint(" failed", "31"), flush=True)
        raise StepFailedError(words, done.returncode, output, log)
    print(f" {seconds:.0f} s" if seconds >= 1 else " done", flush=True)
    return output
