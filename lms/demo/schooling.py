"""How the invented people learnt what they hold: enrolments, finished steps, attempts and certificates behind the evidence that courses gave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from lms.certificates import actions as certificates
from lms.courses.models import CoursePage
from lms.courses.rules import OutlineStep, StepKind
from lms.courses.selectors import Outline, outlines
from lms.learning.models import Enrolment, StepCompletion, StepProgress
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.quizzes import rules as marking
from lms.quizzes.models import Attempt, Question, QuizPage, Response
from lms.quizzes.selectors import describe, questions_for
from lms.units.models import Unit

from .rules import Invented, Source


def moment(day: date, hour: int, *, now: datetime) -> datetime:
    """A time on a day, never later than now."""
    return min(timezone.make_aware(datetime.combine(day, time(hour))), now)


@dataclass(frozen=True)
class _Sitting:
    """Somebody passed a quiz."""

    person: Person
    unit: Unit
    step: OutlineStep
    at: datetime


@dataclass(frozen=True)
class School:
    """What there is to learn, and who does. `people` by key, `units` by slug, `courses` and `editions` by the qualification they earn."""

    invented: Sequence[Invented]
    people: Mapping[str, Person]
    units: Mapping[str, Unit]
    courses: Mapping[str, CoursePage]
    editions: Mapping[str, str]
    rng: Random
    now: datetime

    def learn(self) -> None:
        """Enrolments, finished steps, attempts and certificates behind every piece of evidence that a course gave, and courses half done."""
        learners = [each for each in self.invented if each.posts and each.has_login]
        composed = self.compose(learners)
        earned = {
            (row.person_id, row.qualification.key): row
            for row in Evidence.objects.filter(kind=Source.COURSE.value, revocation__isnull=True).select_related("qualification", "person")
        }
        enrolments, completions, progress = [], [], []
        sittings: list[_Sitting] = []
        for each in learners:
            person, slug = self.people[each.key], each.posts[0].unit
            for key, course in self.courses.items():
                outline = composed[slug, key]
                evidence = earned.get((person.pk, key))
                begun = each.begun.get(key, 0.0)
                if each.posts[0].status == "ended" and not evidence:
                    continue
                enrolled = min(
                    moment(each.posts[0].starts_on, 10, now=self.now), evidence.registered_at if evidence else self.now
                ) - timedelta(days=9)
                enrolments.append(
                    Enrolment(
                        person=person,
                        course=course,
                        unit=self.units[slug],
                        enrolled_at=min(enrolled, self.now - timedelta(days=2)),
                        finished_at=evidence.registered_at if evidence else None,
                    )
                )
                if evidence:
                    done, finished_at = list(outline.steps), evidence.registered_at
                else:
                    done, finished_at = list(outline.steps[: round(begun * (len(outline.steps) - 1))]), self.now - timedelta(days=2)
                for number, step in enumerate(done):
                    at = finished_at - timedelta(minutes=7 * (len(done) - 1 - number))
                    if step.kind is StepKind.QUIZ:
                        sittings.append(_Sitting(person, self.units[slug], step, at))
                    elif step.edition_id:
                        completions.append(self.completion(person, self.units[slug], step, at))
                if begun and len(done) < len(outline.steps):
                    opened = self.now - timedelta(days=1, hours=3)
                    progress.append(
                        StepProgress(
                            person=person,
                            page_id=outline.steps[len(done)].page_id,
                            unit=self.units[slug],
                            course=course,
                            opened_at=opened,
                            seen_at=opened,
                        )
                    )
        Enrolment.objects.bulk_create(enrolments)
        StepProgress.objects.bulk_create(progress)
        completions += self.sit(sittings)
        StepCompletion.objects.bulk_create(completions)
        self.certify(earned.values())

    def compose(self, learners: Iterable[Invented]) -> dict[tuple[str, str], Outline]:
        """Each course as each unit's people meet it. 2 queries."""
        slugs = sorted({each.posts[0].unit for each in learners})
        pairs = [(slug, key) for slug in slugs for key in self.courses]
        found = outlines([(self.courses[key], self.units[slug]) for slug, key in pairs])
        return dict(zip(pairs, found, strict=True))

    def completion(self, person: Person, unit: Unit, step: OutlineStep, at: datetime, attempt: Attempt | None = None) -> StepCompletion:
        """That a published step was finished."""
        return StepCompletion(person=person, edition_id=step.edition_id or 0, page_id=step.page_id, unit=unit, attempt=attempt, at=at)

    def sit(self, sittings: list[_Sitting]) -> list[StepCompletion]:
        """Attempts that passed, with every question as it was shown. Now and then an answer is wrong that may be."""
        banks = {
            page.pk: (page, [(question, describe(question)) for question in questions_for(page)])
            for page in QuizPage.objects.filter(pk__in={sitting.step.page_id for sitting in sittings})
        }
        sat = [self.answer(sitting, *banks[sitting.step.page_id]) for sitting in sittings]
        attempts = Attempt.objects.bulk_create(attempt for attempt, _responses in sat)
        responses = []
        for attempt, (_unsaved, given) in zip(attempts, sat, strict=True):
            for response in given:
                response.attempt = attempt
                responses.append(response)
        Response.objects.bulk_create(responses, batch_size=500)
        return [
            self.completion(sitting.person, sitting.unit, sitting.step, sitting.at, attempt)
            for sitting, attempt in zip(sittings, attempts, strict=True)
            if sitting.step.edition_id
        ]

    def answer(self, sitting: _Sitting, quiz: QuizPage, bank: list[tuple[Question, marking.Description]]) -> tuple[Attempt, list[Response]]:
        """One attempt and its responses, neither saved yet."""
        seed = self.rng.getrandbits(32)
        shuffle = Random(seed)  # noqa: S311 -- an order that can be repeated, no secret
        candidates = [
            marking.Candidate(question.pk, question.critical, question.outcome, family=question.family) for question, _description in bank
        ]
        described = {question.pk: (question, description) for question, description in bank}
        started = sitting.at - timedelta(minutes=6)
        responses: list[Response] = []
        results: list[marking.Result] = []
        chosen = marking.draw(candidates, quiz.draw, shuffle)
        drawn = len(chosen)
        for position, pk in enumerate(chosen, start=1):
            question, description = described[pk]
            shown = marking.present(description, shuffle)
            may_miss = (
                not question.critical and 100 * (drawn - 1) >= drawn * quiz.pass_percent and all(result.correct for result in results)
            )
            answer: marking.Answer = marking.right_answer(shown)
            if may_miss and shown.kind is marking.Kind.SINGLE and self.rng.random() < 0.04:
                answer = next((choice.id for choice in shown.choices if not choice.correct), answer)
            correct = marking.mark(shown, answer).correct
            results.append(marking.Result(correct, shown.critical, shown.outcome))
            responses.append(
                Response(
                    position=position,
                    question=question,
                    shown=shown.as_json(),
                    answer=answer,
                    answered_at=started + timedelta(seconds=20 * position),
                    correct=correct,
                )
            )
        found = marking.verdict(results, quiz.pass_percent)
        attempt = Attempt(
            person=sitting.person,
            quiz=quiz,
            unit=sitting.unit,
            number=1,
            seed=seed,
            pass_percent=quiz.pass_percent,
            started_at=started,
            submitted_at=sitting.at,
            percent=found.percent,
            passed=found.passed,
        )
        return attempt, responses

    def certify(self, earned: Iterable[Evidence]) -> None:
        """A certificate for everything a course gave."""
        names = {unit.pk: unit.name for unit in self.units.values()}
        for evidence in earned:
            key = evidence.qualification.key
            certificates.issue(
                evidence=evidence,
                title=self.courses[key].title,
                edition=self.editions[key],
                unit_name=names[evidence.unit_id] if evidence.unit_id else "",
                language=evidence.person.language,
                now=evidence.registered_at,
            )
