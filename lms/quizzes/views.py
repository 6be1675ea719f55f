"""Taking a test: introduction, one question a page, a look over the answers, handing in, and what came of it.

This room has no addresses of its own. Whoever knows where a test belongs mounts `take` below the test's address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.units.models import Unit

from . import actions, rules
from .models import Attempt, QuizPage
from .selectors import Entry, Overview, attempt_overview, attempts_of, open_attempt, questions_for

PREFIX = "answer"

OnSubmitted = Callable[[Attempt], HttpResponseBase | None]


def take(
    request: HttpRequest,
    *,
    quiz: QuizPage,
    person: Person,
    unit: Unit | None,
    rest: str,
    base_url: str,
    context: Mapping[str, Any] | None = None,
    on_submitted: OnSubmitted | None = None,
    language: str = "nb",
) -> HttpResponseBase:
    """Any screen of a test for one person. `rest` is what stands after `base_url` (which ends with a slash) in the address.

    `context` goes into every screen. It may hold `breadcrumbs` (pairs of label and address), `eyebrow` (what the test belongs to), `after_url` and
    `after_label` (where to go when it is passed), `outcomes` (number of a learning outcome → its words), `course_url` (the way out),
    `news` (what has changed since the person passed it, told on the first screen) and `awaits_approval` (whether a professional's yes is lacking).
    `language` is in which a new attempt is asked for. `on_submitted` is called with the attempt that was handed in, in the same transaction; it may
    answer with where to go, and must stand being called twice for one attempt. Every attempt is looked up among the person's own, so another's
    cannot be found.
    """
    sitting = _Sitting(request, quiz, person, unit, base_url, dict(context or {}), on_submitted or (lambda attempt: None), language)
    match rest.strip("/").split("/"):
        case [""]:
            return sitting.only("GET") or sitting.introduction()
        case ["start"]:
            return sitting.home() if request.method == "GET" else sitting.only("POST") or sitting.start()
        case ["sporsmal", number] if number.isascii() and number.isdecimal():
            return sitting.only("GET", "POST") or sitting.question(int(number))
        case ["se-over"]:
            return sitting.only("GET") or sitting.review()
        case ["lever"]:
            return sitting.go("se-over/") if request.method == "GET" else sitting.only("POST") or sitting.hand_in()
        case ["resultat", number] if number.isascii() and number.isdecimal():
            return sitting.only("GET") or sitting.result(int(number))
    raise Http404


@dataclass(frozen=True)
class _Sitting:
    """One request of one person to one test."""

    request: HttpRequest
    quiz: QuizPage
    person: Person
    unit: Unit | None
    base_url: str
    context: dict[str, Any]
    on_submitted: OnSubmitted
    language: str

    def only(self, *methods: str) -> HttpResponseBase | None:
        if self.request.method in methods or (self.request.method == "HEAD" and "GET" in methods):
            return None
        return HttpResponseNotAllowed(methods)

    def go(self, rest: str) -> HttpResponseBase:
        return redirect(f"{self.base_url}{rest}")

    def home(self) -> HttpResponseBase:
        return self.go("")

    def show(self, template: str, status: int = 200, **more: Any) -> HttpResponseBase:
        return render(self.request, template, {**self.context, "quiz": self.quiz, "base_url": self.base_url, **more}, status=status)

    # --- Screens ---

    def introduction(self) -> HttpResponseBase:
        attempts = attempts_of(self.person, self.quiz)
        unfinished = next((attempt for attempt in attempts if not attempt.submitted_at), None)
        current = attempt_overview(unfinished) if unfinished else None
        bank = rules.one_of_each_family(
            rules.Candidate(question.pk, question.critical, family=question.family) for question in questions_for(self.quiz)
        )
        critical = sum(candidate.critical for candidate in bank)
        return self.show(
            "quizzes/introduction.html",
            total=rules.size(len(bank), critical, self.quiz.draw),
            critical=critical,
            earlier=[(attempt, f"{self.base_url}resultat/{attempt.number}/") for attempt in attempts if attempt.submitted_at],
            passed=any(attempt.passed for attempt in attempts),
            current=current,
            go_on=self._where(current) if current else "",
        )

    def question(self, position: int) -> HttpResponseBase:
        overview = self._open()
        if overview is None:
            return self._is_over()
        entry = overview.at(position)
        if entry is None:
            raise Http404
        if self.request.method == "POST":
            return self._answer(overview, entry)
        return self._ask(overview, entry)

    def _ask(self, overview: Overview, entry: Entry, parsed: rules.Parsed | None = None) -> HttpResponseBase:
        problem = parsed.problem if parsed else None
        received = self.request.GET.get("lagret", "")
        return self.show(
            "quizzes/question.html",
            status=422 if problem else 200,
            overview=overview,
            attempt=overview.attempt,
            entry=entry,
            prefix=PREFIX,
            answer=parsed.typed if parsed and problem else entry.answer,
            problem=problem,
            from_review="se-over" in self.request.GET,
            received=f"{overview.attempt.pk}-{received}" if received.isdecimal() else "",
        )

    def _answer(self, overview: Overview, entry: Entry) -> HttpResponseBase:
        if self._is_of_another(overview):
            return self._is_over()
        parsed = rules.parse(entry.shown, dict(self.request.POST.lists()), PREFIX, entry.answer)
        if parsed.problem:
            return self._ask(overview, entry, parsed)
        try:
            actions.save_answer(attempt=overview.attempt, position=entry.position, answer=parsed.answer, now=timezone.now())
        except ValidationError:
            return self._is_over()
        saved = f"?lagret={entry.position}"
        match self.request.POST.get("go"):
            case "previous" if entry.position > 1:
                return self.go(f"sporsmal/{entry.position - 1}/{saved}")
            case "next" if entry.position < overview.total:
                return self.go(f"sporsmal/{entry.position + 1}/{saved}")
        return self.go(f"se-over/{saved}")

    def review(self) -> HttpResponseBase:
        overview = self._open()
        if overview is None:
            return self._is_over()
        received = self.request.GET.get("lagret", "")
        return self.show(
            "quizzes/review.html",
            overview=overview,
            attempt=overview.attempt,
            received=f"{overview.attempt.pk}-{received}" if received.isdecimal() else "",
        )

    def result(self, number: int) -> HttpResponseBase:
        attempt = Attempt.objects.filter(person=self.person, quiz=self.quiz, number=number).first()
        if attempt is None:
            raise Http404
        if not attempt.submitted_at:
            return self.home()
        overview = attempt_overview(attempt)
        verdict = overview.verdict()
        outcomes: Mapping[int, str] = self.context.get("outcomes") or {}
        return self.show(
            "quizzes/result.html",
            overview=overview,
            attempt=attempt,
            verdict=verdict,
            missing=attempt.pass_percent - (attempt.percent or 0),
            revisit=[outcomes[outcome] for outcome in verdict.revisit if outcome in outcomes],
        )

    # --- Verbs ---

    def start(self) -> HttpResponseBase:
        try:
            attempt = actions.start_attempt(person=self.person, quiz=self.quiz, unit=self.unit, now=timezone.now(), language=self.language)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.home()
        return redirect(self._where(attempt_overview(attempt)))

    def hand_in(self) -> HttpResponseBase:
        number = self.request.POST.get("attempt", "")
        wanted = Attempt.objects.filter(person=self.person, quiz=self.quiz, number=int(number) if number.isdecimal() else 0).first()
        if wanted is None:
            return self._is_over()
        # Marked and counted, or neither: what follows from a test must not be lost between the two.
        with transaction.atomic():
            attempt = actions.submit(attempt=wanted, now=timezone.now())
            answer = self.on_submitted(attempt)
        return answer or self.go(f"resultat/{attempt.number}/")

    # --- Where one stands ---

    def _where(self, overview: Overview) -> str:
        """Where to go on: the first question without an answer, else the look over all of them."""
        return f"{self.base_url}sporsmal/{overview.here}/" if overview.here else f"{self.base_url}se-over/"

    def _open(self) -> Overview | None:
        attempt = open_attempt(self.person, self.quiz)
        return attempt_overview(attempt) if attempt else None

    def _is_of_another(self, overview: Overview) -> bool:
        """Whether a form was made for an attempt that is over: its questions are not those of the one that is open now."""
        return self.request.POST.get("attempt", str(overview.attempt.number)) != str(overview.attempt.number)

    def _is_over(self) -> HttpResponseBase:
        """The attempt this page was about is handed in, perhaps in another tab; or there never was one."""
        newest = next((attempt for attempt in attempts_of(self.person, self.quiz) if attempt.submitted_at), None)
        if newest is None:
            return self.home()
        messages.info(self.request, _("This test is handed in. Here is how it went."))
        return self.go(f"resultat/{newest.number}/")
