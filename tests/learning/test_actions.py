from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from lms.certificates.models import Certificate
from lms.courses.selectors import outline
from lms.learning import actions, selectors
from lms.learning.models import Enrolment, ReflectionNote, StepCompletion
from lms.people.models import Person
from lms.qualifications import actions as ledger
from lms.qualifications.models import Evidence, Qualification
from lms.quizzes.models import Attempt
from lms.units.models import Unit
from tests import school
from tests.school import School

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def finish(place: School, person: Person, unit: Unit, slug: str, *, now: datetime = NOW) -> Evidence | None:
    step = outline(place.course, unit).step(slug)
    assert step
    if slug == "prove":
        number = Attempt.objects.filter(person=person).count() + 1
        attempt = Attempt.objects.create(
            person=person,
            quiz=place.quiz,
            unit=unit,
            number=number,
            seed=1,
            pass_percent=80,
            started_at=now,
            submitted_at=now,
            percent=100,
            passed=True,
        )
        return actions.finish_quiz(person=person, course=place.course, unit=unit, step=step, attempt=attempt, now=now)
    return actions.finish_step(person=person, course=place.course, unit=unit, step=step, now=now)


def finish_all(place: School, person: Person, unit: Unit, *, now: datetime = NOW) -> Evidence | None:
    evidence = None
    for step in outline(place.course, unit).steps:
        evidence = finish(place, person, unit, step.slug, now=now) or evidence
    return evidence


def test_enrol_twice_is_once() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    first = actions.enrol(person=ana, course=place.course, unit=place.bergen, now=NOW)
    assert actions.enrol(person=ana, course=place.course, unit=place.bergen, now=NOW + timedelta(1)) == first
    assert Enrolment.objects.count() == 1


def test_finishing_the_last_step_earns_evidence_and_a_certificate() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    evidence = finish_all(place, ana, place.bergen)
    assert evidence
    assert (evidence.qualification.key, evidence.earned_on, evidence.valid_until) == (
        "taushetsplikt",
        date(2026, 11, 22),
        date(2027, 11, 22),
    )
    certificate = Certificate.objects.get()
    assert (certificate.person_name, certificate.title, certificate.unit_name) == ("Ana Prøve", "Taushetsplikt", "Steg for Steg Bergen")


def test_a_certificate_says_no_more_than_was_earned() -> None:
    place = school.build()
    ana, eva = (school.tidgiver(name, place.bergen, place.role) for name in ("Ana", "Eva"))
    Person.objects.filter(pk=eva.pk).update(language="en")
    Qualification.objects.filter(key="taushetsplikt").update(name="Taushetsplikt – digital del", names={"en": "Secrecy – online part"})
    for person in (ana, Person.objects.get(pk=eva.pk)):
        finish_all(place, person, place.bergen)
    assert {each.title for each in Certificate.objects.all()} == {"Taushetsplikt – digital del", "Secrecy – online part"}


@pytest.mark.parametrize(
    ("chosen", "wanted", "certificate"), [("nb", "nb", "nb"), ("nn", "nb", "nn"), ("nb", "nn", "nn"), ("nn", "en", "nn")]
)
def test_a_certificate_is_in_the_language_that_was_chosen_on_the_page(chosen: str, wanted: str, certificate: str) -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    ana.language = wanted
    ana.save()
    with translation.override(chosen):
        finish_all(place, ana, place.bergen)
    issued = Certificate.objects.get()
    assert (issued.language, issued.edition.split()[0]) == (certificate, {"nb": "utgave", "nn": "utgåve"}[certificate])


def test_finishing_a_step_twice_is_once() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    for _time in range(2):
        finish(place, ana, place.bergen, "hvorfor")
    assert StepCompletion.objects.count() == 1


def test_a_quiz_is_not_finished_by_reading_it() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    step = outline(place.course, place.bergen).step("prove")
    assert step
    with pytest.raises(ValidationError):
        actions.finish_step(person=ana, course=place.course, unit=place.bergen, step=step, now=NOW)


def test_somebody_elses_passed_attempt_finishes_nothing() -> None:
    place = school.build()
    ana, kim = school.tidgiver("Ana", place.bergen, place.role), school.tidgiver("Kim", place.bergen, place.role)
    step = outline(place.course, place.bergen).step("prove")
    assert step
    attempt = Attempt.objects.create(
        person=kim,
        quiz=place.quiz,
        unit=place.bergen,
        number=1,
        seed=1,
        pass_percent=80,
        started_at=NOW,
        submitted_at=NOW,
        percent=100,
        passed=True,
    )
    assert actions.finish_quiz(person=ana, course=place.course, unit=place.bergen, step=step, attempt=attempt, now=NOW) is None
    assert not StepCompletion.objects.exists()


def test_a_second_unit_asks_only_for_what_is_its_own() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    finish_all(place, ana, place.bergen)
    own = school.local_module(place.oslo, fills=place.slot)
    oslo = selectors.progress_in(ana, [(place.course, place.oslo)], on=date(2026, 11, 23))[0]
    assert (oslo.progress.next_step.page_id if oslo.progress.next_step else None, oslo.progress.count) == (own.pk, 3)
    assert finish(place, ana, place.oslo, "slik", now=NOW + timedelta(days=1)) is None
    assert Evidence.objects.count() == 1


def test_a_renewal_is_a_new_round_with_its_own_evidence_and_certificate() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    finish_all(place, ana, place.bergen)
    later = NOW + timedelta(days=330)
    assert selectors.progress_in(ana, [(place.course, place.bergen)], on=later.date())[0].progress.count == 0
    renewed = finish_all(place, ana, place.bergen, now=later)
    assert renewed
    assert (Evidence.objects.count(), Certificate.objects.count(), renewed.valid_until) == (2, 2, date(2028, 10, 18))


def test_what_was_taken_back_can_be_earned_anew() -> None:
    place = school.build()
    ana, lea = school.tidgiver("Ana", place.bergen, place.role), school.responsible("Lea", place.bergen, "leader")
    evidence = finish_all(place, ana, place.bergen)
    assert evidence
    ledger.revoke(evidence=evidence, by=lea, at=NOW + timedelta(hours=1), reason="Feil person.")
    again = finish_all(place, ana, place.bergen, now=NOW + timedelta(days=1))
    assert again
    assert (again.pk != evidence.pk, Certificate.objects.count()) == (True, 2)


def test_an_untouched_course_needs_no_more_queries_than_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    for unit in (place.bergen, place.oslo, place.centre):
        actions.enrol(person=ana, course=place.course, unit=unit, now=NOW)
    with django_assert_num_queries(2):
        selectors.progress_in(ana, [(place.course, place.bergen)], on=NOW.date())
    with django_assert_num_queries(4):
        assert len(selectors.desk(ana, on=NOW.date())) == 3


def test_an_empty_reflection_forgets_the_one_kept() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    keep = {"person": ana, "page_id": place.first.pk, "key": "r1", "prompt": "Hva?", "now": NOW}
    actions.keep_reflection(**keep, text="Min tanke.")  # type: ignore[arg-type]
    assert ReflectionNote.objects.get().text == "Min tanke."
    assert actions.keep_reflection(**keep, text="  ") is None  # type: ignore[arg-type]
    assert not ReflectionNote.objects.exists()
