"""Verbs of learning: from enrolment to evidence and certificate."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.certificates import actions as certificates
from lms.courses.models import CoursePage, Edition
from lms.courses.rules import SOURCE_LANGUAGE, OutlineStep, StepKind
from lms.courses.selectors import Outline, given_by, outline
from lms.courses.selectors.languages import titles_in
from lms.people.models import Person
from lms.qualifications import actions as ledger
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Qualification
from lms.quizzes.models import Attempt
from lms.units.models import Unit

from . import rules
from .models import AnswerRead, Enrolment, ReflectionNote, Showing, Snapshot, StepCompletion, StepProgress
from .selectors import CourseProgress, Trace, course_key, progress_in
from .snapshots import Content, outline_content, personal, quiz_content, snapshots, step_content


@transaction.atomic
def enrol(*, person: Person, course: CoursePage, unit: Unit, now: datetime) -> Enrolment:
    """Let a person take a course as it is in a unit; twice is once."""
    return Enrolment.objects.get_or_create(person=person, course=course, unit=unit, defaults={"enrolled_at": now})[0]


def choose_language(*, enrolment: Enrolment, language: str) -> None:
    """Read a course in a language from now on, on every device; twice is once. Raises ValidationError for one that courses are not written in."""
    if language not in dict(settings.COURSE_LANGUAGES):
        raise ValidationError(_("Courses are not written in this language."))
    Enrolment.objects.filter(pk=enrolment.pk).update(language=language)


def visit(*, person: Person, course: CoursePage, unit: Unit, step: OutlineStep, trace: Trace, now: datetime) -> None:
    """Remember that a step is open, so that «Fortsett der du slapp» knows where that was. No query on the same visit, else one short transaction."""
    if rules.same_visit(trace.seen_at, now=now):
        return
    seen = {"unit": unit, "course": course, "seen_at": now}
    StepProgress.objects.update_or_create(person=person, page_id=step.page_id, defaults=seen, create_defaults=seen | {"opened_at": now})


@transaction.atomic
def remember(*, person: Person, step: OutlineStep, block_id: str, state: dict[str, Any] | None) -> StepProgress:
    """Keep what a person did in one block of a step they have visited (None forgets it)."""
    locked = StepProgress.objects.select_for_update().get(person=person, page_id=step.page_id)
    if state is None:
        locked.state.pop(block_id, None)
    else:
        locked.state[block_id] = state
    locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def keep_reflection(*, person: Person, page_id: int, key: str, prompt: str, text: str, now: datetime) -> ReflectionNote | None:
    """Keep a person's own answer, or forget it when it is empty."""
    if not text.strip():
        ReflectionNote.objects.filter(person=person, page_id=page_id, key=key).delete()
        return None
    return ReflectionNote.objects.update_or_create(
        person=person, page_id=page_id, key=key, defaults={"prompt": prompt, "text": text.strip(), "at": now}
    )[0]


@transaction.atomic
def finish_step(
    *,
    person: Person,
    course: CoursePage,
    unit: Unit,
    step: OutlineStep,
    now: datetime,
    language: str = SOURCE_LANGUAGE,
    translation_id: int | None = None,
) -> Evidence | None:
    """Write that a person has finished a module or slot in the edition that is out now; twice is once.

    `language` is the one it was read in, `translation_id` the edition of the translation if it was one. Neither changes what is finished.

    Returns the evidence if this was the last thing left of the course. Raises ValidationError for a quiz, which is finished by passing it, and for a
    step that was never published.
    """
    if step.kind is StepKind.QUIZ:
        raise ValidationError(_("The test is finished by passing it."))
    return _complete(person, course, unit, step, now, language=language, translation_id=translation_id)


@transaction.atomic
def finish_quiz(
    *,
    person: Person,
    course: CoursePage,
    unit: Unit,
    step: OutlineStep,
    attempt: Attempt,
    now: datetime,
    translation_id: int | None = None,
) -> Evidence | None:
    """Write that a person has passed the course's quiz. A failed attempt finishes nothing. Returns evidence as `finish_step` does.

    What the test said of itself is kept of any attempt that was handed in; `translation_id` is the translation that said it.
    """
    if not attempt.submitted_at or attempt.quiz_id != step.page_id or attempt.person_id != person.pk:
        return None
    if step.edition_id and not Showing.objects.filter(attempt=attempt).exists():
        editions = Edition.objects.in_bulk({step.edition_id, translation_id} - {None})
        content = quiz_content(editions[step.edition_id], editions.get(translation_id), attempt.language)
        keep_showing(content=content, outline=outline(course, unit), step=step, now=now, attempt=attempt)
    if not attempt.passed:
        return None
    return _complete(person, course, unit, step, now, attempt=attempt, language=attempt.language, translation_id=translation_id)


def _complete(
    person: Person,
    course: CoursePage,
    unit: Unit,
    step: OutlineStep,
    now: datetime,
    *,
    language: str,
    translation_id: int | None = None,
    attempt: Attempt | None = None,
) -> Evidence | None:
    if step.edition_id is None:
        raise ValidationError(_("This step is not published yet."))
    enrol(person=person, course=course, unit=unit, now=now)
    before = progress_in(person, [(course, unit)], on=timezone.localdate(now))[0]
    if step.page_id not in before.progress.done:
        values = {"page_id": step.page_id, "unit": unit, "language": language, "translation_id": translation_id, "at": now}
        fact = {"person": person, "edition_id": step.edition_id, "round": before.progress.round}
        if attempt:
            StepCompletion.objects.get_or_create(attempt=attempt, defaults=values | fact)
        else:
            # A second round of the same edition is a new fact; in one round the unique constraint makes a double click harmless.
            completion, is_new = StepCompletion.objects.get_or_create(**fact, attempt=None, defaults=values)
            if is_new:
                _keep_lesson(completion, before.outline, step, now=now)
    return _earn(person=person, unit=unit, now=now, standing=progress_in(person, [(course, unit)], on=timezone.localdate(now))[0])


def _language() -> str:
    return translation.get_language() or "nb"


def _keep_lesson(completion: StepCompletion, composed: Outline, step: OutlineStep, *, now: datetime) -> None:
    """Keep what the step showed, and what the person had done in it. 3 queries, those of the step's own blocks, and 1 for what nobody saw before."""
    content = step_content(
        completion.edition_id,
        unit=completion.unit,
        page_id=step.page_id,
        interface=_language(),
        language=completion.language,
        translation_id=completion.translation_id,
    )
    state = StepProgress.objects.filter(person=completion.person, page_id=step.page_id).values_list("state", flat=True).first()
    own = personal(content, person=completion.person, state=state or {})
    keep_showing(content=content, outline=composed, step=step, now=now, completion=completion, own=own)


def keep_showing(
    *,
    content: Content,
    outline: Outline,
    step: OutlineStep,
    now: datetime,
    completion: StepCompletion | None = None,
    attempt: Attempt | None = None,
    own: dict[str, Any] | None = None,
) -> Showing:
    """Keep what was shown to somebody who finished a step or handed in an attempt, in today's language. 2 queries, 1 more for what is new."""
    shown, order = snapshots([content, outline_content(outline)], now=now)
    return Showing.objects.create(
        completion=completion,
        attempt=attempt,
        edition_id=step.edition_id or 0,
        language=_language(),
        step_id=shown,
        outline_id=order,
        personal=own or {},
    )


@transaction.atomic
def log_answers_read(*, reader: Person, person: Person, completion: StepCompletion | None, attempt: Attempt | None, now: datetime) -> None:
    """Write that somebody opened another person's answers. Each reading is a fact of its own; one's own are none."""
    if reader.pk != person.pk:
        AnswerRead.objects.create(reader=reader, person=person, completion=completion, attempt=attempt, at=now)


@transaction.atomic
def forget_snapshots(*, now: datetime) -> int:
    """Remove what nobody's completion or attempt points at any more. Returns how many. What is younger than a day may be about to be pointed at."""
    used = Showing.objects.filter(Q(step=OuterRef("pk")) | Q(outline=OuterRef("pk")))
    return Snapshot.objects.filter(~Exists(used), at__lt=now - timedelta(days=1)).delete()[0]


def forget_progress(*, now: datetime) -> int:
    """Remove where people were in steps that they have not opened for twelve months. Returns how many. What is finished stays finished."""
    return StepProgress.objects.filter(seen_at__lt=now - rules.PROGRESS_KEPT).delete()[0]


def forget_attempts(*, now: datetime) -> int:
    """Remove attempts at tests, with their answers, three years after they were handed in. Returns how many.

    The one by which a step was finished stays as long as that: it is what the evidence rests on.
    """
    old = now - rules.ATTEMPT_KEPT
    due = Attempt.objects.filter(Q(submitted_at__lt=old) | Q(submitted_at=None, started_at__lt=old))
    return due.filter(~Exists(StepCompletion.objects.filter(attempt=OuterRef("pk")))).delete()[1].get(Attempt._meta.label, 0)


def _earn(*, person: Person, unit: Unit, now: datetime, standing: CourseProgress) -> Evidence | None:
    """Record the course's evidence and issue its certificate when nothing is left and this round has not earned it yet."""
    course = standing.course
    if not standing.progress.finished or standing.progress.earned:
        return None
    Enrolment.objects.filter(person=person, course=course, unit=unit).update(finished_at=now)
    qualification = given_by(course)
    if qualification is None:
        return None
    language = _language_of_certificate(person)
    with translation.override(language):
        edition = edition_label(standing)
    evidence = ledger.record(
        person=person,
        qualification=qualification,
        kind=EvidenceKind.COURSE,
        assurance=Assurance.LOGGED_IN,
        earned_on=timezone.localdate(now),
        source=f"{course.title}, {edition}",
        source_key=f"{course_key(course)}{standing.progress.round}",
        at=now,
        unit=unit,
        by=person,
    )
    certificates.issue(
        evidence=evidence,
        title=_title(course, qualification, language),
        edition=edition,
        unit_name=unit.name,
        language=language,
        now=now,
    )
    return evidence


def _language_of_certificate(person: Person) -> str:
    """The one that the person has chosen in the language switch, where they have; else the one they want letters in."""
    spoken = _language()
    return person.language if spoken == settings.LANGUAGE_CODE else spoken


def _title(course: CoursePage, earned: Qualification, language: str) -> str:
    """What a course's certificate is about. One of the centre's that has another name than the course says what it is: a digital part."""
    if earned.unit_id is None and earned.name != course.title:
        with translation.override(language):
            return earned.called
    return titles_in(language, [course.pk]).get(course.pk) or course.title


def edition_label(standing: CourseProgress) -> str:
    """A course's edition in words: the day its newest step was published, since a course is the sum of its steps."""
    newest = Edition.objects.filter(pk__in=[step.edition_id for step in standing.outline.steps if step.edition_id]).latest("at")
    return _("edition of %(date)s") % {"date": date_format(timezone.localtime(newest.at))}
