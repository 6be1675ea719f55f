from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from lms.courses.actions.languages import begin_translation
from lms.courses.models import CoursePage
from lms.courses.selectors import outline
from lms.handbook.actions import acknowledge
from lms.handbook.models import GuidelineEdition
from lms.home.selectors import desk
from lms.learning.actions import enrol, finish_step
from lms.qualifications.actions import record
from lms.qualifications.models import Assurance, EvidenceKind, Qualification
from lms.requirements.actions import require
from lms.requirements.models import Phase
from lms.roles.models import Assignment, AssignmentStatus, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import ContactCard, Unit
from tests import school
from tests.factories.certificates import a_certificate, a_unit
from tests.factories.handbook import a_guideline
from tests.factories.qualifications import QualificationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


@dataclass
class Place:
    """A unit, a role in it, and what is asked of everybody: no course, no page."""

    unit: Unit
    role: Role
    silence: Qualification


@pytest.fixture
def place() -> Place:
    silence = Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt")
    require(qualification=silence, valid_from=date(2020, 1, 1))
    return Place(a_unit("Steg for Steg Bergen"), Role.objects.create(key="stottespiller", name="Støttespiller"), silence)


def test_desk_follows_somebody_from_the_first_day_on():
    place = school.build()
    require(qualification=Qualification.objects.get(), valid_from=date(2020, 1, 1))
    ana = school.tidgiver("Ana", place.bergen, place.role)

    invited = desk(ana, on=TODAY)
    assert invited.next_lesson
    assert (invited.next_lesson.url, invited.next_lesson.enrolled) == ("/kurs/taushetsplikt/", False)

    enrol(person=ana, course=place.course, unit=place.bergen, now=NOW)
    new = desk(ana, on=TODAY)
    assert [post.state for post in new.posts] == ["lacking"]
    assert [(task.name, task.state) for task in new.tasks] == [("Taushetsplikt", "not_started")]
    assert new.next_lesson
    assert (new.next_lesson.url, new.next_lesson.started, new.minutes_left) == ("/kurs/taushetsplikt/hvorfor/", False, 20)
    assert not new.all_done

    step = outline(place.course, place.bergen).step("hvorfor")
    assert step
    finish_step(person=ana, course=place.course, unit=place.bergen, step=step, now=NOW)
    begun = desk(ana, on=TODAY)
    assert begun.next_lesson
    assert (begun.next_lesson.url, begun.next_lesson.step, begun.minutes_left) == ("/kurs/taushetsplikt/slik/", "Slik gjør vi det", 15)
    assert (begun.tasks[0].state, begun.other_lessons) == ("in_progress", [])

    Assignment.objects.update(status=AssignmentStatus.ENDED, ends_on=TODAY)
    left = desk(ana, on=TODAY)
    assert (left.posts, left.tasks, left.other_lessons, left.next_lesson) == ([], [], [], None)


def test_desk_says_when_everything_is_done(place):
    ana = school.tidgiver("Ana", place.unit, place.role)
    a_holding(ana, place.silence)
    found = desk(ana, on=TODAY)
    assert found.all_done
    assert [post.state for post in found.posts] == ["ready"]


def test_desk_hands_to_the_unit_what_no_course_gives(place):
    promise = Qualification.objects.create(key="erklaering", name="Taushetserklæring signert")
    require(qualification=promise, valid_from=date(2020, 1, 1), role=place.role)
    ana = school.tidgiver("Ana", place.unit, place.role)
    a_holding(ana, place.silence)
    found = desk(ana, on=TODAY)
    assert (found.next_lesson, found.next_task and found.next_task.name) == (None, "Taushetserklæring signert")
    assert not found.all_done


def test_desk_leads_to_the_page_in_the_handbook_that_meets_what_is_asked(place):
    promise = Qualification.objects.create(key="erklaering", name="Taushetserklæring signert")
    require(qualification=promise, valid_from=date(2020, 1, 1), role=place.role)
    page = a_guideline("Taushetserklæring", asks="signed", qualification=promise)
    ana = school.tidgiver("Ana", place.unit, place.role)
    a_holding(ana, place.silence)
    found = desk(ana, on=TODAY)
    assert found.next_task
    assert (found.next_lesson, found.next_task.guideline, found.next_task.url) == (None, page.pk, f"/mappe/{page.pk}/")
    assert found.next_task.line.startswith("Les og signer")
    assert found.to_read == []
    acknowledge(person=ana, page=page, edition=GuidelineEdition.objects.get(), unit=place.unit, now=NOW, signature=ana.name)
    assert desk(ana, on=TODAY).all_done


def test_desk_tells_what_is_to_be_read_though_no_rule_asks_for_it(place):
    page = a_guideline(asks="read")
    ana = school.tidgiver("Ana", place.unit, place.role)
    a_holding(ana, place.silence)
    found = desk(ana, on=TODAY)
    assert ([each.url for each in found.to_read], found.all_done) == ([f"/mappe/{page.pk}/"], False)
    acknowledge(person=ana, page=page, edition=GuidelineEdition.objects.get(), unit=place.unit, now=NOW)
    assert desk(ana, on=TODAY).all_done


def test_desk_tells_what_lapses_soon_apart(place):
    ana = school.tidgiver("Ana", place.unit, place.role)
    a_holding(ana, place.silence, valid_until=TODAY + timedelta(10))
    found = desk(ana, on=TODAY)
    assert (found.tasks, [task.name for task in found.lapsing]) == ([], ["Taushetsplikt"])


def test_desk_asks_nothing_for_a_paused_assignment(place):
    ana = school.tidgiver("Ana", place.unit, place.role)
    Assignment.objects.update(status=AssignmentStatus.PAUSED)
    found = desk(ana, on=TODAY)
    assert ([post.state for post in found.posts], found.tasks) == (["paused"], [])


def test_desk_asks_again_from_the_day_after_a_break(place):
    """Also before the night has written down that it is over."""
    ana = school.tidgiver("Ana", place.unit, place.role)
    Assignment.objects.update(status=AssignmentStatus.PAUSED, paused_until=TODAY)
    assert ([post.state for post in desk(ana, on=TODAY).posts], desk(ana, on=TODAY).tasks) == (["paused"], [])
    found = desk(ana, on=TODAY + timedelta(1))
    assert ([post.state for post in found.posts], [task.name for task in found.tasks]) == (["lacking"], ["Taushetsplikt"])
    assert "pause" not in found.posts[0].sentence


def test_desk_of_somebody_without_a_unit_is_empty(place):
    found = desk(school.person("Ana"), on=TODAY)
    assert (found.posts, found.tasks, found.next_lesson, found.contacts, found.workplaces) == ([], [], None, [], [])
    assert not found.all_done


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (
            "leader",
            [
                "today",
                "staff",
                "people",
                "coverage",
                "report",
                "rules",
                "cases",
                "invite",
                "contacts",
                "slots",
                "responsibilities",
                "admin",
            ],
        ),
        ("coordinator", ["today", "staff", "people", "coverage", "report", "cases", "invite", "contacts"]),
        ("editor", ["slots", "admin"]),
        ("recruiter", ["cases"]),
        ("central_coordinator", ["overview", "following", "coverage", "report", "rules", "numbers"]),
    ],
)
def test_desk_opens_to_the_responsible_what_they_may(place, kind, labels):
    lea = school.responsible("Lea", place.unit, ResponsibilityKind(kind))
    slug = place.unit.slug
    urls = {
        "today": f"/enhet/{slug}/folk/i-dag/",
        "staff": f"/enhet/{slug}/folk/bemanning/",
        "people": f"/enhet/{slug}/",
        "overview": "/enhet/",
        "following": "/enhet/oppfolging/",
        "coverage": "/enhet/dekning/",
        "report": f"/enhet/{slug}/folk/arsrapport/",
        "rules": f"/enhet/{slug}/krav/",
        "cases": f"/enhet/{slug}/rekruttering/",
        "numbers": f"/enhet/{slug}/rekruttering/tall/",
        "invite": f"/enhet/{slug}/folk/ny/",
        "contacts": f"/enhet/{slug}/",
        "slots": f"/enhet/{slug}/tilpasninger/",
        "responsibilities": f"/enhet/{slug}/ansvar/",
        "admin": "/admin/",
    }
    links = desk(lea, on=TODAY).workplaces[0].links
    assert [link["url"].startswith(urls[label]) for link, label in zip(links, labels, strict=True)] == [True] * len(labels)


def test_what_is_lacking_is_no_alarm_before_the_first_day():
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    require(qualification=Qualification.objects.get(), valid_from=date(2020, 1, 1))
    states = {}
    for status in ("planned", "active"):
        Assignment.objects.filter(person=ana).update(status=status)
        states[status] = [post.state for post in desk(ana, on=TODAY).posts]
    assert states == {"planned": ["planned"], "active": ["lacking"]}


def test_desk_costs_the_same_however_much_there_is(django_assert_num_queries):
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    index = place.course.get_parent()
    enrol(person=ana, course=place.course, unit=place.bergen, now=NOW)
    made = 0
    for number in (1, 3, 30):
        for each in range(made, number):
            unit = open_unit(name=f"Enhet {each}", slug=f"enhet-{each}", kind=place.bergen.kind, parent=place.centre)
            role = Role.objects.create(key=f"rolle-{each}", name=f"Rolle {each}")
            Assignment.objects.create(person=ana, role=role, unit=unit, status=AssignmentStatus.ACTIVE, starts_on=date(2026, 1, 1))
            ContactCard.objects.create(unit=unit, title="Vakt", phone="123")
            qualification = Qualification.objects.create(key=f"q-{each}", name=f"Q {each}")
            require(qualification=qualification, valid_from=date(2020, 1, 1), role=role, phase=Phase.WITHIN_DAYS, days=30)
            course = CoursePage(title=f"Kurs {each}", slug=f"kurs-{each}", summary="Kort.", qualification=qualification)
            index.add_child(instance=course)
            if each % 2:
                enrol(person=ana, course=course, unit=unit, now=NOW)
            a_certificate(ana, unit=unit)
            a_guideline(f"Side {each}", slug=f"side-{each}", asks="read", qualification=qualification)
        made = number
        with django_assert_num_queries(22):
            found = desk(ana, on=TODAY)
        assert (len(found.posts), len(found.tasks), len(found.papers)) == (number + 1, number, number)


def a_holding(person, qualification, valid_until=date(2027, 11, 22)):
    record(
        person=person,
        qualification=qualification,
        kind=EvidenceKind.REGISTERED,
        assurance=Assurance.REGISTERED,
        earned_on=date(2026, 1, 1),
        valid_until=valid_until,
        source="Papir",
        source_key="papir",
        at=NOW,
    )


def test_courses_are_called_what_they_are_called_in_the_readers_language():
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    enrol(person=ana, course=place.course, unit=place.bergen, now=NOW)
    for page, title in ((place.course, "Teieplikt"), (place.first, "Kvifor")):
        made = begin_translation(source=page, language="nn", by=None)
        made.title = made.draft_title = title
        school.publish(made)
    lessons = {language: desk(ana, on=TODAY, language=language).next_lesson for language in ("nb", "nn", "en")}
    assert {language: (lesson.title, lesson.step) for language, lesson in lessons.items() if lesson} == {
        "nb": ("Taushetsplikt", "Hvorfor"), "nn": ("Teieplikt", "Kvifor"), "en": ("Taushetsplikt", "Hvorfor"),
    }  # fmt: skip


def test_what_no_course_gives_and_a_certificate_can_show_leads_to_sending_one_in():
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    shown = QualificationFactory.create(key="first-aid", name="First aid", takes_outside=True)
    for qualification in (shown, QualificationFactory.create(key="signed", name="Signed")):
        require(qualification=qualification, valid_from=date(2026, 1, 1))
    tasks = {task.name: task for task in desk(ana, on=date(2026, 11, 1)).tasks}
    assert (tasks["First aid"].url, tasks["Signed"].url) == (f"/min-side/bevis-fra-andre/send/?hva={shown.pk}", "")
    assert tasks["First aid"].line.startswith("Send inn beviset hvis du har et")
    assert tasks["Signed"].line.startswith("Enheten ordner dette")
