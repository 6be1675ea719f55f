"""The measuring itself: runs on a migrated, empty database. Called by `python -m scripts.bench` with the parts to measure."""

import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from lms.requirements.selectors import unit_matrix  # noqa: E402
from lms.units.models import Unit  # noqa: E402
from scripts.bench import cases, crowd, stage  # noqa: E402
from scripts.bench.timing import compare  # noqa: E402
from scripts.bench.view import first_view  # noqa: E402
from scripts.console import paint, say  # noqa: E402

KILOBYTE = 1000


def verdict(words: str, value: float, budget: float, unit: str, *, at_least: bool = False) -> None:
    """A line with a figure, its budget, and whether it holds."""
    holds = value >= budget if at_least else value <= budget
    mark = paint("✓", "32") if holds else paint("✗", "31")
    say(f"  {mark} {words}: {value:.3g} {unit} (budget: {'at least' if at_least else 'at most'} {budget:g})")


def lesson(scene: stage.Stage) -> None:
    """A lesson for a logged-in learner against a bare Wagtail page of the same words, both with everything a request costs."""

    def ours() -> None:
        assert scene.client.get(scene.lesson).status_code == 200

    def own() -> None:
        assert scene.client.get(scene.own).status_code == 200

    def bare() -> None:
        assert scene.client.get(scene.bare).status_code == 200

    found = compare(ours, bare)
    verdict("a lesson's requests per second against a bare Wagtail page's", 1 / found.ratio, 3, "×", at_least=True)
    say(f"      {found.ours:.1f} ms of CPU against {found.control:.1f} ms")
    found = compare(own, bare)
    say(f"      with a question, a reflection, a checklist, contacts and a local text: {1 / found.ratio:.3g} ×, {found.ours:.1f} ms of CPU")


def view(scene: stage.Stage) -> None:
    """What a browser fetches for the first lesson ever seen on this site."""
    seen = first_view(scene.lesson, scene.client.cookies["session"].value)
    if seen is None:
        say("  – no Chromium is installed, so the first view was not measured")
        return
    verdict("first view of a lesson, over the wire", seen.bytes / KILOBYTE, 100, "kB")
    verdict("requests for it", seen.requests, 12, "")
    for each in seen.largest:
        say(f"      {each}")


def readiness(people: crowd.Crowd) -> None:
    """One unit of 50 people against 20 requirements, among 2 000 people: our selector against one hand-written statement."""
    unit = people.unit
    cells = sum(len(row.cells) for row in unit_matrix(unit, on=crowd.TODAY).rows)
    by_hand = crowd.by_hand(unit)
    assert cells == len(by_hand), f"{cells} cells against {len(by_hand)} by hand"
    found = compare(lambda: unit_matrix(unit, on=crowd.TODAY), lambda: crowd.by_hand(unit), pairs=31, clock=time.perf_counter)
    verdict("readiness of a unit, 50 people × 20 requirements, against hand-written SQL", found.ratio, 2, "×")
    say(f"      {found.ours:.1f} ms against {found.control:.1f} ms")


def desk(people: crowd.Crowd) -> None:
    """The coordinator's page of the same unit, and a region of 1 000 people as a file, each with all that a request costs."""
    client = Client()
    client.force_login(people.coordinator)
    page, file = reverse("tracking:people", args=[people.unit.slug]), reverse("tracking:export", args=[people.region.slug, "csv"])

    def screen() -> None:
        assert client.get(page).status_code == 200

    def export() -> None:
        assert client.get(file).content.count(b"\r\n") == 1 + crowd.REGION * crowd.PEOPLE

    found = compare(screen, lambda: crowd.by_hand(people.unit))
    verdict("the coordinator's page of 50 people × 20 requirements", found.ours, 20, "ms of CPU")
    say(f"      {found.ratio:.1f} × the hand-written SQL alone ({found.control:.1f} ms)")
    found = compare(export, lambda: crowd.csv_by_hand(people.region), pairs=5, times=1)
    verdict("1 000 people × 20 requirements as CSV", found.ours / 1000, 0.3, "s of CPU")
    say(f"      {found.ratio:.1f} × hand-written SQL straight into a file ({found.control:.0f} ms)")


def recruitment(many: cases.Cases) -> None:
    """The recruiter's board with 5 000 open cases against that of a unit with three, and the numbers of 10 000 cases."""
    client = Client()
    client.force_login(many.recruiter)

    def opens(name: str, unit: Unit, query: str = "") -> Callable[[], None]:
        url = reverse(f"recruitment:{name}", args=[unit.slug]) + query

        def screen() -> None:
            assert client.get(url).status_code == 200

        return screen

    def queries(screen: Callable[[], None]) -> int:
        with CaptureQueriesContext(connection) as asked:
            screen()
        return len(asked)

    all_of_it, three = opens("board", many.unit), opens("board", many.small)
    found = compare(all_of_it, three, pairs=7, times=2, clock=time.perf_counter)
    verdict("the board with 5 000 open cases", found.ours, 250, "ms")
    say(f"      {found.control:.1f} ms with three cases; {queries(all_of_it)} queries against {queries(three)}")
    for words, query in (("one stage alone", "?steg=references"), ("those that are overdue", "?vis=late"), ("a name", "?q=navn4321")):
        found = compare(opens("board", many.unit, query), three, pairs=5, times=1, clock=time.perf_counter)
        say(f"      {found.ours:.1f} ms for {words}")
    found = compare(opens("numbers", many.unit), opens("numbers", many.small), pairs=3, times=1, clock=time.perf_counter)
    verdict("numbers of 10 000 cases over two years", found.ours / 1000, 1.5, "s")


if __name__ == "__main__":
    parts = set(sys.argv[1:])
    if "readiness" in parts:
        people = crowd.build()
        readiness(people)
        desk(people)
    if "recruitment" in parts:
        recruitment(cases.build())
    if parts & {"lesson", "view"}:
        scene = stage.build()
        lesson(scene)
        view(scene)
