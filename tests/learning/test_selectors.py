"""The written statements say what the querysets say."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from lms.courses.models import CoursePage
from lms.courses.selectors import outline
from lms.learning import actions, selectors
from lms.learning.models import Enrolment, ReflectionNote, StepProgress
from lms.people.models import Person
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind
from tests import school

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
DAYS = [None, date(2026, 11, 21), TODAY, date(2026, 11, 23)]


def enrolled(place: school.School, person: Person) -> Enrolment | None:
    actions.enrol(person=person, course=place.course, unit=place.bergen, now=NOW)
    return selectors.open_enrolment(person, "taushetsplikt", on=TODAY)


@pytest.mark.parametrize("status", AssignmentStatus.values)
@pytest.mark.parametrize("ends_on", DAYS)
def test_an_assignment_opens_a_course_as_long_as_it_is_current(status: str, ends_on: date | None) -> None:
    place, ana = school.build(), school.person("Ana")
    end = ends_on or (TODAY if status == "ended" else None)
    Assignment.objects.create(person=ana, role=place.role, unit=place.bergen, status=status, starts_on=date(2026, 1, 1), ends_on=end)
    assert bool(enrolled(place, ana)) == Assignment.objects.current().filter(person=ana).exists()


@pytest.mark.parametrize("starts_on", DAYS[1:])
@pytest.mark.parametrize("ends_on", DAYS)
def test_a_responsibility_opens_a_course_while_it_holds(starts_on: date, ends_on: date | None) -> None:
    place, lea = school.build(), school.person("Lea")
    Responsibility.objects.create(person=lea, unit=place.bergen, kind=ResponsibilityKind.LEADER, starts_on=starts_on, ends_on=ends_on)
    assert bool(enrolled(place, lea)) == Responsibility.objects.on(TODAY).filter(person=lea).exists()


def test_belonging_elsewhere_opens_nothing() -> None:
    place = school.build()
    kim = school.tidgiver("Kim", place.oslo, place.role)
    school.responsible("Lea", place.bergen, "leader")
    assert enrolled(place, kim) is None


def test_an_enrolment_knows_its_course_and_unit(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    with django_assert_num_queries(1):
        assert selectors.open_enrolment(ana, "taushetsplikt", on=TODAY) is None
    made = actions.enrol(person=ana, course=place.course, unit=place.bergen, now=NOW)
    with django_assert_num_queries(1):
        found = selectors.open_enrolment(ana, "taushetsplikt", on=TODAY)
        assert found
        course, unit = found.course, found.unit
        assert (found, found.person, course, unit) == (made, ana, place.course, place.bergen)
        assert (course.slug, course.title, course.path, course.depth) == (
            "taushetsplikt",
            "Taushetsplikt",
            place.course.path,
            place.course.depth,
        )
        assert (unit.slug, unit.name, unit.path) == (place.bergen.slug, place.bergen.name, place.bergen.path)
    # What was not read is asked for when it is wanted.
    assert (course.qualification, course.summary, unit.city, found.enrolled_at) == (place.course.qualification, "Kort.", "Bergen", NOW)


def test_the_unit_asked_for_counts_else_the_newest_and_the_central_course_before_a_local_one() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    Assignment.objects.create(person=ana, role=place.role, unit=place.oslo, status=AssignmentStatus.ACTIVE, starts_on=date(2026, 1, 1))
    assert place.oslo.page
    page = place.oslo.page.specific
    page.refresh_from_db()
    own = page.add_child(instance=CoursePage(title="Vårt eget", slug="taushetsplikt", summary="Hos oss."))
    for course, unit, day in ((place.course, place.bergen, 20), (place.course, place.oslo, 21), (own, place.oslo, 22)):
        actions.enrol(person=ana, course=course, unit=unit, now=NOW.replace(day=day))
    found = [selectors.open_enrolment(ana, "taushetsplikt", on=TODAY, unit_slug=slug) for slug in ("", "bergen", "oslo", "ukjent")]
    assert [(each.course, each.unit) for each in found if each] == [
        (place.course, place.oslo),
        (place.course, place.bergen),
        (place.course, place.oslo),
        (place.course, place.oslo),
    ]


def test_a_trace_is_the_persons_own_in_that_step(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    ana, kim = (school.tidgiver(name, place.bergen, place.role) for name in ("Ana", "Kim"))
    composed = outline(place.course, place.bergen)
    first, second = composed.steps[0], composed.steps[1]
    for person, text in ((ana, "Min tanke"), (kim, "En annens")):
        actions.visit(person=person, course=place.course, unit=place.bergen, step=first, trace=selectors.Trace(), now=NOW)
        actions.remember(person=person, step=first, block_id="c1", state={"ticked": [1], "text": text})
        actions.keep_reflection(person=person, page_id=first.page_id, key="r1", prompt="Hva?", text=text, now=NOW)
    with django_assert_num_queries(1):
        _standing, trace = selectors.at_step(ana, composed, first, on=TODAY)
    assert trace == selectors.Trace({"c1": {"ticked": [1], "text": "Min tanke"}}, {"r1": selectors.Note("Min tanke", NOW)}, NOW)
    assert selectors.at_step(ana, composed, second, on=TODAY)[1] == selectors.Trace()
    assert (StepProgress.objects.count(), ReflectionNote.objects.count()) == (2, 2)


def test_a_visit_counts_only_where_one_was_last() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    bergen, oslo = outline(place.course, place.bergen), outline(place.course, place.oslo)
    first, second = bergen.steps[0], bergen.steps[1]

    def visit(step: object, minute: int) -> None:
        moment = NOW.replace(minute=minute)
        actions.visit(person=ana, course=place.course, unit=place.bergen, step=step, trace=selectors.Trace(), now=moment)  # type: ignore[arg-type]

    visit(first, 1)
    assert selectors.at_step(ana, bergen, first, on=TODAY)[1].seen_at == NOW.replace(minute=1)
    assert selectors.at_step(ana, oslo, first, on=TODAY)[1].seen_at is None  # in another unit's course it is another visit
    visit(second, 2)
    assert [selectors.at_step(ana, bergen, step, on=TODAY)[1].seen_at for step in (first, second)] == [None, NOW.replace(minute=2)]


def test_nothing_asked_for_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert selectors.progress_in(Person(given_name="Ana"), [], on=TODAY) == []
