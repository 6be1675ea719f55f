"""usage: python -m scripts.bench.size [--sqlite] PEOPLE…

Times the desk, the list and the matrix of one unit, the national screens and the nightly jobs for crowds of these sizes, on PostgreSQL or SQLite,
each in a database that is thrown away, beside statements written by hand. The tables in docs/operations.md are made of what it prints.

Everything is told in time of the processor, of this process and the database server together, since a machine is rarely one's own: the first time it
is asked for, and the mean of those after.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from scripts.bench.timing import processor
from scripts.console import ROOT, quietly

MANAGE = [sys.executable, "manage.py"]
HEADS = ("people", "what", "first", "again")
PLOTS = ("roller", "typer", "kurs", "frist", "tid", "veien")
# A unit's people with how much they lack: what one would write for the whole organisation, with the tables before one's eyes.
SUMS = """
SELECT standing.unit_id, CASE WHEN standing.lacks > 0 THEN 1 ELSE 0 END, COUNT(*)
FROM (
    SELECT a.unit_id, a.person_id, SUM(CASE WHEN held.id IS NULL THEN 1 ELSE 0 END) AS lacks
    FROM roles_assignment a
    JOIN requirements_requirement r ON r.valid_from <= %(today)s AND (r.valid_until IS NULL OR r.valid_until >= %(today)s)
    JOIN requirements_clause c ON c.requirement_id = r.id
    JOIN requirements_option o ON o.clause_id = c.id
    LEFT JOIN qualifications_holding held ON held.person_id = a.person_id AND held.qualification_id = o.qualification_id
        AND held.level = c.assurance AND held.valid_from <= %(today)s AND held.valid_until >= %(today)s
    WHERE a.status <> 'ended' AND (a.ends_on IS NULL OR a.ends_on >= %(today)s)
    GROUP BY a.unit_id, a.person_id
) standing
GROUP BY standing.unit_id, CASE WHEN standing.lacks > 0 THEN 1 ELSE 0 END
"""


def main() -> None:
    """Makes a database for each size and measures in a process of its own."""
    sizes = [part for part in sys.argv[1:] if part.isdigit()]
    if "--inside" in sys.argv:
        inside(int(sizes[0]))
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name not in {"SITE_URL", "SECRET_KEY", "ALLOWED_HOSTS"}}
        env = kept | {"DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "BENCH_FOLDER": folder}
        quietly("Compiling the translations", [sys.executable, "-m", "scripts.catalogues"])
        quietly("Gathering the static files", [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], env=env)
        print("| " + " | ".join(HEADS) + " |\n|" + "---|" * len(HEADS), flush=True)
        for size in sizes:
            ours = [sys.executable, "-m", "scripts.bench.size", "--inside", size]
            if "--sqlite" in sys.argv:
                env["DATABASE_URL"] = f"sqlite:///{folder}/{size}.sqlite3"
            else:
                ours = [str(ROOT / "scripts" / "postgres"), *ours]
            subprocess.run(ours, cwd=ROOT, env=env, check=True)


def inside(size: int) -> None:
    """Fills the database that is named in the environment and prints a line for each thing that is asked of it."""
    for command in (["migrate", "--verbosity", "0"], ["open_site"], ["load_curriculum", "--verbosity", "0"]):
        quietly(f"Preparing for {size} people", [*MANAGE, *command])
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from lms.demo import crowd
    from lms.people.models import User
    from lms.requirements import kept
    from lms.requirements.models import Requirement
    from lms.requirements.selectors import unit_matrix
    from lms.roles.models import Assignment
    from lms.tracking.actions.reminders import remind_everybody
    from lms.tracking.tasks import keep_sums
    from lms.units.models import Unit
    from scripts.bench import crowd as hand

    clock = processor()

    def say(what: str, first: float, again: float | None = None) -> None:
        print(f"| {size} | {what} | {words(first)} | {'' if again is None else words(again)} |", flush=True)

    def once(what: str, work: Callable[[], object]) -> None:
        start = clock()
        work()
        say(what, clock() - start)

    def both(what: str, work: Callable[[], object], times: int = 10) -> None:
        start = clock()
        work()
        then = clock()
        for _ in range(times):
            work()
        say(what, then - start, (clock() - then) / times)

    now, today = timezone.now(), timezone.localdate()
    once("making the crowd", lambda: crowd.make(people=size, now=now))
    unit, top = Unit.objects.get(slug=f"{crowd.TOP}-1"), Unit.objects.get(slug=crowd.TOP)
    clients: dict[str, Client] = {}
    for name in ("sentral", "administrator"):
        clients[name] = Client(headers={"accept-language": "nb"})
        clients[name].force_login(User.objects.get(email=f"{name}@{crowd.TOP}.example"))

    def opens(who: str, address: str, *args: str) -> Callable[[], None]:
        url = reverse(address.partition("?")[0], args=args) + ("?" + address.partition("?")[2] if "?" in address else "")

        def screen() -> None:
            assert clients[who].get(url).status_code == 200, url

        return screen

    def sums() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(SUMS, {"today": connection.ops.adapt_datefield_value(today)})
            rows: list[Any] = cursor.fetchall()
            return rows

    def by_hand() -> list[Any]:
        hand.TODAY = today
        return hand.by_hand(unit)

    def writes() -> None:
        """Somebody is paused, and somebody else looks at the whole."""
        some = Assignment.objects.filter(unit=unit, status="active").values_list("pk", flat=True)[:1]
        Assignment.objects.filter(pk__in=list(some)).update(status="paused")
        our_people()

    def rules() -> None:
        """A rule for everybody ends, and somebody looks at the whole."""
        newest = Requirement.objects.order_by("-pk").values_list("pk", flat=True)[:1]
        Requirement.objects.filter(pk__in=list(newest)).update(valid_until=today)
        our_people()

    our_people = opens("sentral", "tracking:choose")
    national = {
        "our people": our_people,
        "coverage": opens("sentral", "tracking:coverage?vis=kurs"),
        "everybody, a page": opens("administrator", "tracking:people", top.slug),
        "figures": opens("sentral", "tracking:figures", top.slug),
        **{f"figures/{which}": opens("sentral", "tracking:plot", top.slug, which) for which in PLOTS},
        "report": opens("sentral", "tracking:report", top.slug),
    }
    both("today", opens("administrator", "tracking:today", unit.slug))
    both("list", opens("administrator", "tracking:people", unit.slug))
    both("matrix", lambda: unit_matrix(unit, on=today))
    both("list by hand", by_hand)
    both("sums by hand", sums, 2)
    once("night: keeping", keep_sums.func)
    for what, work in national.items():
        both(what, work, 3)
    both("after a write", writes, 3)
    once("after a rule", rules)
    kept.forget()
    for what, work in national.items():
        once(f"nothing kept: {what}", work)
    once("night: reminding", lambda: remind_everybody(now=now))
    once("night: reminding again", lambda: remind_everybody(now=now))


def words(seconds: float) -> str:
    """Seconds as one reads them."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


if __name__ == "__main__":
    main()
