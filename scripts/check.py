"""Every check and test of the project, in one run, with what is going on said aloud and a summary at the end.

usage: python -m scripts.check [--browser] [--only NAME…]

`make check`, `make test`, a commit hook and the build server all call this, so that they cannot disagree.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from scripts import machine
from scripts.console import ROOT, give_up, paint, say

PYTHON = sys.executable
BIN = Path(PYTHON).parent
PYTEST = [PYTHON, "-m", "pytest", "--quiet", "-n", os.environ.get("WORKERS", "2")]
# A browser waits more than it works, so one more of them finds room on two cores.
PYTEST_IN_BROWSERS = [*PYTEST[:-1], os.environ.get("WORKERS", "3")]
MANAGE = [PYTHON, "manage.py"]
# What a real installation sets, with values that are nobody's.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "a-long-value-that-only-the-deployment-check-sees-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "tidgiver.example",
    "SITE_URL": "https://tidgiver.example",
}


@dataclass(frozen=True)
class Check:
    """One program whose success is asked for."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How one check went; `left_out` says why it was not run."""

    name: str
    seconds: float
    output: str = ""
    code: int = 0
    left_out: str = ""


def environment(extra: dict[str, str]) -> dict[str, str]:
    """The environment for a check: this one, without what a person may have set for their own server.

    Bytecode is kept in any case: without it each of a dozen processes compiles every module anew, for a quarter of a minute.
    """
    not_ours = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SITE_URL", "SECRET_KEY", "VAR_DIR", "PYTHONDONTWRITEBYTECODE"}
    mine = {name: value for name, value in os.environ.items() if name not in not_ours}
    return mine | {"DJANGO_SETTINGS_MODULE": "lms.settings.test"} | extra


STATIC = [
    # The slow one first: it and the quick ones then share the two cores well.
    Check("types", [PYTHON, "-m", "mypy"]),
    Check("lint", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    Check("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    Check("spelling", [str(BIN / "typos")]),
    Check("storeys", [str(BIN / "lint-imports"), "--no-cache"]),
    Check("dependencies", [PYTHON, "-m", "deptry", ".", "--no-ansi"]),
    Check("templates", [str(BIN / "djlint"), "--lint", "--quiet", "templates", "lms", "content"]),
    Check("vendored files", [PYTHON, "scripts/vendor", "--check"]),
    Check("settings", [*MANAGE, "check", "--fail-level", "WARNING"]),
    Check("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    Check("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
]
# Run side by side: while a worker of one waits for another to make a database, those of the other suite have the core.
SIDE_BY_SIDE = [
    Check("suite on SQLite", [*PYTEST, "-m", "not postgres", "--ignore=tests/browser"]),
    # Rules and files know no database; they have had their turn.
    Check(
        "suite on PostgreSQL",
        ["scripts/postgres", *PYTEST, "--ignore=tests/browser", "--ignore=tests/architecture", "--ignore-glob=*/test_rules.py"],
    ),
]
BROWSER = Check("browser", [*PYTEST_IN_BROWSERS, "tests/browser"])  # by itself: a browser that is kept waiting gives up
SUITES = [*SIDE_BY_SIDE, BROWSER]


def run(check: Check) -> Result:
    """Runs one check and keeps what it says."""
    start = time.monotonic()
    try:
        done = start_of(check, subprocess.PIPE)
    except OSError as error:
        return Result(check.name, 0.0, f"{check.command[0]}: {error.strerror}", 127)
    output, _none = done.communicate()
    return Result(check.name, time.monotonic() - start, output or "", done.returncode)


def start_of(check: Check, out: IO[str] | int) -> "subprocess.Popen[str]":
    """Sets a check going, with what it says going to `out`. Raises OSError if there is no such program."""
    return subprocess.Popen(
        check.command, cwd=ROOT, env=environment(check.env), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, text=True
    )


def report(result: Result) -> None:
    """One line for a check; what it said, when it failed."""
    if result.code == 0:
        say(f"  {paint('✓', '32')} {result.name} {result.seconds:.1f} s")
        return
    say(f"  {paint('✗ ' + result.name, '31')} {result.seconds:.1f} s")
    for line in result.output.rstrip().splitlines():
        say(f"      {line}")


def run_static(checks: Iterable[Check]) -> list[Result]:
    """Runs the checks two at a time and says how each went as it ends."""
    results = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for future in as_completed([pool.submit(run, check) for check in checks]):
            results.append(future.result())
            report(results[-1])
    return results


def reason_to_leave_out(check: Check) -> str:
    """Why a suite cannot run on this machine, or nothing."""
    if check.name == "suite on PostgreSQL" and not machine.postgres():
        return "PostgreSQL is not installed"
    if check.name == "browser" and not machine.chromium():
        return "no Chromium is installed"
    return ""


def run_suites(suites: Iterable[Check]) -> list[Result]:
    """Runs pytest sessions side by side where one can watch them: one after the other is shown, as far as it has come and then as it goes on."""
    results, begun = [], []
    with ExitStack() as stack:
        for check in suites:
            if why := reason_to_leave_out(check):
                say(f"\n{paint('– ' + check.name, '33')}: left out, {why} (make test installs it where it may)")
                results.append(Result(check.name, 0.0, left_out=why))
                continue
            said = stack.enter_context(tempfile.NamedTemporaryFile("w+", encoding="utf-8", errors="replace"))
            process = start_of(check, said.file)
            stack.callback(process.terminate)  # does nothing once it has ended
            begun.append((check, process, Path(said.name), time.monotonic()))
        for check, process, path, start in begun:
            say(f"\n{check.name}: {shlex.join(Path(word).name if word == PYTHON else word for word in check.command)}")
            show(process, path)
            results.append(Result(check.name, time.monotonic() - start, code=process.returncode))
    return results


def show(process: "subprocess.Popen[str]", path: Path) -> None:
    """Passes on what a process writes into a file, until it ends."""
    is_over = False
    with path.open(encoding="utf-8", errors="replace") as file:
        while not is_over:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
                is_over = True  # what it wrote last is shown all the same
            sys.stdout.write(file.read())
            sys.stdout.flush()


def summary(results: list[Result], seconds: float) -> int:
    """Says how it all went and returns the exit code."""
    failed = [result.name for result in results if result.code]
    left_out = [result.name for result in results if result.left_out]
    say(f"\n{len(results) - len(left_out)} checks in {seconds // 60:.0f} min {seconds % 60:.0f} s.")
    if left_out:
        say(paint(f"Left out: {', '.join(left_out)}.", "33"))
    if failed:
        say(paint(f"Failed: {', '.join(failed)}.", "31"))
        return 1
    say(paint("All is well.", "32"))
    return 0


def main() -> int:
    """Runs what the command line asks for."""
    names = [check.name for check in [*STATIC, *SUITES]]
    parser = argparse.ArgumentParser(prog="check.py", description="Every check and test of the project.")
    parser.add_argument("--browser", action="store_true", help="also the tests that drive a browser")
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"only these of: {', '.join(names)}")
    asked = parser.parse_args()
    if asked.only and (unknown := sorted(set(asked.only) - set(names))):
        give_up(f"No such check: {', '.join(unknown)}. There are: {', '.join(names)}.")
    wanted = set(asked.only or names)
    if not asked.only and not asked.browser:
        wanted.discard("browser")

    start = time.monotonic()
    # Tests and checks read the compiled translations, which are made, not stored.
    compiled = run(Check("translations", [PYTHON, "-m", "scripts.catalogues"]))
    if compiled.code:
        report(compiled)
    results = [compiled, *run_static(check for check in STATIC if check.name in wanted)]
    for together in (SIDE_BY_SIDE, [BROWSER]):
        results += run_suites(check for check in together if check.name in wanted)
    return summary(results, time.monotonic() - start)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        give_up("\nStopped.")
