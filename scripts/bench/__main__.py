"""usage: python -m scripts.bench

Makes a throw-away SQLite database and, where PostgreSQL is installed, one there; builds the stage; measures; says what was found.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import machine
from scripts.console import ROOT, StepFailedError, give_up, quietly, say

MANAGE = [sys.executable, "manage.py"]


def environment(folder: str) -> dict[str, str]:
    """What the measured processes see."""
    kept = {name: value for name, value in os.environ.items() if name not in {"SITE_URL", "SECRET_KEY", "ALLOWED_HOSTS"}}
    return kept | {"DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "BENCH_FOLDER": folder}


def run_on(what: str, env: dict[str, str], *parts: str) -> None:
    """Prepares the database that `env` names and runs the measuring process on it."""
    say(f"\n{what}")
    quietly(f"Making the database for {what}", [*MANAGE, "migrate", "--verbosity", "0"], env=env)
    subprocess.run([sys.executable, "-m", "scripts.bench.measure", *parts], cwd=ROOT, env=env, check=True)


def main() -> None:
    """Measures everything."""
    if "--inside" in sys.argv:
        run_on("PostgreSQL", environment(os.environ["BENCH_FOLDER"]), "readiness", "recruitment")
        return
    with tempfile.TemporaryDirectory() as folder:
        env = environment(folder) | {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        quietly("Compiling the translations", [sys.executable, "-m", "scripts.catalogues"])
        quietly("Gathering the static files", [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], env=env)
        run_on("SQLite", env, "readiness", "recruitment", "lesson", "view")
        if machine.postgres():
            inside = [str(Path("scripts") / "postgres"), sys.executable, "-m", "scripts.bench", "--inside"]
            subprocess.run(inside, cwd=ROOT, env=environment(folder), check=True)
        else:
            say("\nPostgreSQL is not installed, so nothing was measured on it.")


if __name__ == "__main__":
    try:
        main()
    except StepFailedError as error:
        give_up(f"Nothing could be measured: {error.last_line} (All it said: {error.log.relative_to(ROOT)})")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    except KeyboardInterrupt:
        give_up("\nStopped.")
