"""usage: python -m scripts.bench.register [ROWS]

Imports an invented register (50 000 rows if nothing else is said) as CSV and as a workbook into a throw-away SQLite database, and says how long
checking and writing took and how much memory the process had at most.
"""

import csv
import os
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from time import perf_counter

from scripts.console import ROOT, StepFailedError, give_up, quietly, say

from .__main__ import MANAGE, environment

HEADINGS = ["Fornavn", "Etternavn", "E-post", "Telefon", "Rolle", "Enhet", "Fra", "Til", "Kvalifikasjon 0", "Kvalifikasjon 1"]
UNITS = 40


def rows(number: int, kind: str) -> list[list[str]]:
    """People with a role and two things learnt each; every tenth has ended, every third has no e-mail."""
    dice = Random(number)  # noqa: S311
    found = []
    for each in range(number):
        since = date(2018, 1, 1) + timedelta(dice.randrange(2500))
        until = (since + timedelta(200)).strftime("%d.%m.%Y") if each % 10 == 0 else ""
        earned = [(date(2025, 1, 1) + timedelta(dice.randrange(300))).strftime("%d.%m.%Y") for _qualification in range(2)]
        email = "" if each % 3 == 0 else f"{kind}{each}@example.org"
        telephone = f"{40_000_000 + each + (kind == 'csv') * number}"
        unit = f"Enhet {each % UNITS}"
        found.append([f"Navn{each}{kind}", f"Etternavn{each}", email, telephone, "Vert", unit, since.strftime("%d.%m.%Y"), until, *earned])
    return found


def as_csv(lines: list[list[str]]) -> bytes:
    """The register as a text."""
    out = StringIO()
    csv.writer(out, delimiter=";").writerows([HEADINGS, *lines])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(lines: list[list[str]]) -> bytes:
    """The register as a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in [HEADINGS, *lines]:
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def memory() -> int:
    """The most memory this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure() -> None:
    """Imports both, and the second of them once more."""
    import django

    django.setup()
    from django.utils import timezone

    from lms.onboarding.actions import imports
    from lms.onboarding.actions.checking import check
    from lms.onboarding.actions.writing import write
    from lms.people.models import Person
    from lms.qualifications.models import Qualification
    from lms.roles.models import Responsibility, ResponsibilityKind, Role
    from lms.units.actions import open_unit
    from lms.units.models import UnitKind

    kind = UnitKind.objects.create(key="crowd", name="Gatenær")
    centre = open_unit(name="Sentralt", slug="crowd", kind=kind, parent=None)
    for each in range(UNITS):
        open_unit(name=f"Enhet {each}", slug=f"crowd-{each}", kind=kind, parent=centre)
    Role.objects.create(key="crowd", name="Vert")
    for each in range(2):
        Qualification.objects.create(key=f"crowd-{each}", name=f"Kvalifikasjon {each}", valid_for=24, valid_unit="months")
    by = Person.objects.create(given_name="Astrid", family_name="Fossum")
    Responsibility.objects.create(person=by, unit=centre, kind=ResponsibilityKind.ADMINISTRATOR, starts_on=date(2020, 1, 1))
    say(f"  {'':28}{'MB':>6}{'upload s':>10}{'check s':>10}{'write s':>10}{'most MB':>10}  (before: {memory()} MB)")
    files = {"CSV": "register.csv", "workbook": "register.xlsx", "workbook, once more": "register.xlsx"}
    for name, file in files.items():
        content = (Path(os.environ["BENCH_FOLDER"]) / file).read_bytes()
        begun = perf_counter()
        found = imports.begin(unit=centre, file_name=name, content=content, by=by, now=timezone.now())
        uploaded = perf_counter()
        found = imports.choose_columns(found=found, meanings=found.meanings, now=timezone.now())
        check(import_id=found.pk, run=found.run)
        checked = perf_counter()
        imports.confirm(found=found, run=found.run, by=by, now=timezone.now())
        write(import_id=found.pk)
        done = perf_counter()
        found.refresh_from_db()
        times = (uploaded - begun, checked - uploaded, done - checked)
        say(f"  {name:28}{len(content) / 1e6:6.1f}{times[0]:10.1f}{times[1]:10.1f}{times[2]:10.1f}{memory():10}  {found.counts['written']}")


def main() -> None:
    """Makes the database, and measures in a process of its own."""
    if "--inside" in sys.argv:
        measure()
        return
    number = next((int(each) for each in sys.argv[1:] if each.isdigit()), 50_000)
    with tempfile.TemporaryDirectory() as folder:
        env = environment(folder) | {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        quietly("Making the database", [*MANAGE, "migrate", "--verbosity", "0"], env=env)
        (Path(folder) / "register.csv").write_bytes(as_csv(rows(number, "csv")))
        (Path(folder) / "register.xlsx").write_bytes(as_workbook(rows(number, "xlsx")))
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", "scripts.bench.register", "--inside"], cwd=ROOT, env=env, check=True)


if __name__ == "__main__":
    try:
        main()
    except StepFailedError as error:
        give_up(f"Nothing could be measured: {error.last_line}")
