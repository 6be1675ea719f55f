"""The measuring itself: runs on a migrated, empty database. Called by `python -m scripts.bench` with the parts to measure."""

import sys

import django

django.setup()

from scripts.bench import stage  # noqa: E402
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

    def bare() -> None:
        assert scene.client.get(scene.bare).status_code == 200

    found = compare(ours, bare)
    verdict("a lesson's requests per second against a bare Wagtail page's", 1 / found.ratio, 3, "×", at_least=True)
    say(f"      {found.ours:.1f} ms of CPU against {found.control:.1f} ms")


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


if __name__ == "__main__":
    scene = stage.build()
    for part in sys.argv[1:]:
        if part == "lesson":
            lesson(scene)
        elif part == "view":
            view(scene)
