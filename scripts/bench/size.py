"""usage: python -m scripts.bench.size [--sqlite] PEOPLE…

Times the desk, the matrix of one unit, the national screens and the nightly job for crowds of these sizes, on PostgreSQL or SQLite, each in a
database that is thrown away, beside statements written by hand. The table it prints stands in docs/operations.md.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from scripts.console import ROOT, quietly

MANAGE = [sys.executable, "manage.py"]
HEADS = (
    "people",
    "making",
    "today",
    "list",
    "matrix",
    "by hand",
    "keeping",
    "our people",
    "coverage",
    "by hand",
    "figures",
    "kinds",
    "qualifications",
    "lapses",
    "waits",
    "report",
    "after a write",
    "after a rule",
    "night",
    "night after",
)
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
    """Fills the database that is named in the environment and prints one line of the table."""
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
    from lms.requirements.models import Requirement
    from lms.requirements.selectors import unit_matrix
    from lms.roles.models import Assignment
    from lms.tracking.actions.reminders import remind_everybody
    from lms.tracking.tasks import keep_sums
    from lms.units.models import Unit
    from scripts.bench import crowd as hand

    def taken(work: Callable[[], object], times: int = 5) -> float:
        found = []
        for _ in range(times):
            start = time.perf_counter()
            work()
            found.append(time.perf_counter() - start)
        return statistics.median(found)

    now, today = timezone.now(), timezone.localdate()
    making = taken(lambda: crowd.make(people=size, now=now), 1)
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

    for work in (opens("administrator", "tracking:people", unit.slug), by_hand, sums):
        work()  # what is only paid once is not what is asked

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
    found = [
        making,
        taken(opens("administrator", "tracking:today", unit.slug)),
        taken(opens("administrator", "tracking:people", unit.slug)),
        taken(lambda: unit_matrix(unit, on=today)),
        taken(by_hand),
        taken(keep_sums.func, 1),
        taken(our_people, 3),
        taken(opens("sentral", "tracking:coverage?vis=kurs"), 3),
        taken(sums, 3),
        taken(opens("sentral", "tracking:figures", top.slug), 3),
        *(taken(opens("sentral", "tracking:plot", top.slug, which), 3) for which in ("typer", "kurs", "frist", "tid")),
        taken(opens("sentral", "tracking:report", top.slug), 3),
        taken(writes, 3),
        taken(rules, 1),
        taken(lambda: remind_everybody(now=now), 1),
        taken(lambda: remind_everybody(now=now), 1),
    ]
    print(f"| {size} | " + " | ".join(words(each) for each in found) + " |", flush=True)


def words(seconds: float) -> str:
    """Seconds as one reads them."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


if __name__ == "__main__":
    main()
