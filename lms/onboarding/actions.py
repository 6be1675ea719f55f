"""Taking somebody in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lms.courses.models import CoursePage
from lms.courses.selectors import courses_open_to
from lms.learning.actions import enrol
from lms.learning.models import Enrolment
from lms.learning.selectors import CourseProgress, progress_in
from lms.mail.actions import post
from lms.mail.models import Letter
from lms.people.actions import open_login, register_person
from lms.people.models import Person
from lms.requirements.rules import Demand, Mark, Verdict
from lms.requirements.selectors import readiness_of, requirements_for
from lms.requirements.words import in_running_text
from lms.roles.actions import plan_assignment
from lms.roles.models import Assignment, Role
from lms.units.models import Unit
from lms.units.selectors import contacts


@dataclass(frozen=True, slots=True)
class Welcome:
    """What was made of an invitation, and what was there before."""

    person: Person
    assignment: Assignment
    enrolments: list[Enrolment]
    letter: Letter | None
    is_new_person: bool
    is_new_assignment: bool


@transaction.atomic
def invite(
    *,
    unit: Unit,
    role: Role,
    given_name: str,
    family_name: str,
    email: str,
    phone: str,
    starts_on: date,
    by: Person | None,
    now: datetime,
    language: str = settings.LANGUAGE_CODE,
) -> Welcome:
    """Take somebody into a role in a unit from a day on, included: person, planned assignment, courses, and a letter that says what is left.

    Somebody with this e-mail address is found again and keeps their own details; inviting twice is inviting once. Without an e-mail address there is
    no login and no letter, and somebody of the same name and telephone in the same role is taken to be the same person. The letter goes only with a
    new assignment. Raises ValidationError if the address is somebody else's login, or the unit is closed on that day.
    """
    given_name, family_name, email, phone = given_name.strip(), family_name.strip(), email.strip().lower(), phone.strip()
    person = _known(unit=unit, role=role, given_name=given_name, family_name=family_name, email=email, phone=phone)
    is_new_person = person is None
    if person is None:
        person = register_person(given_name=given_name, family_name=family_name, email=email, phone=phone, language=language)
    if person.email:
        open_login(person=person)
    had_it = Assignment.objects.current().filter(person=person, role=role, unit=unit).exists()
    assignment = plan_assignment(person=person, role=role, unit=unit, starts_on=starts_on, by=by)
    today = timezone.localdate(now)
    courses = _courses_asked_for(role, unit, on=max(today, assignment.starts_on))
    enrolments = [enrol(person=person, course=course, unit=unit, now=now) for course in courses]
    letter = None
    if person.email and not had_it:
        standing = readiness_of(person, on=today, assignments=Assignment.objects.filter(pk=assignment.pk))[0]
        left = progress_in(person, [(course, unit) for course in courses], on=today)
        letter = _post_letter(assignment=assignment, verdict=standing.verdict, left=left, by=by, now=now)
    return Welcome(person, assignment, enrolments, letter, is_new_person, is_new_assignment=not had_it)


def _known(*, unit: Unit, role: Role, given_name: str, family_name: str, email: str, phone: str) -> Person | None:
    """Who is meant, if we know them: by e-mail address; without one, somebody of this name and telephone who has the very role."""
    if email:
        return Person.objects.select_for_update().filter(email__iexact=email).first()
    namesakes = Person.objects.filter(email="", given_name__iexact=given_name, family_name__iexact=family_name, phone=phone)
    return namesakes.filter(assignments__in=Assignment.objects.current().filter(role=role, unit=unit)).first()


def _courses_asked_for(role: Role, unit: Unit, *, on: date) -> list[CoursePage]:
    """The courses that earn what the role asks for in the unit on a day, in the order of the catalogue; one for each qualification."""
    wanted = {demand.qualification for demand in _in_force(requirements_for(role, unit), on)}
    courses: dict[str, CoursePage] = {}
    for course in courses_open_to([unit]):
        if course.qualification and course.qualification.key in wanted:
            courses.setdefault(course.qualification.key, course)
    return list(courses.values())


def _in_force(demands: Sequence[Demand], on: date) -> list[Demand]:
    return [demand for demand in demands if demand.in_force(on)]


def _post_letter(*, assignment: Assignment, verdict: Verdict, left: Sequence[CourseProgress], by: Person | None, now: datetime) -> Letter:
    person = assignment.person
    courses = {each.course.qualification.key: each.progress.minutes_left for each in left if each.course.qualification}
    rows = [
        {
            "name": standing.demand.name,
            "minutes": courses.get(standing.demand.qualification, 0),
            "by": standing.due if standing.mark is Mark.DUE else None,
        }
        for standing in verdict.lacking + verdict.soon
        if not standing.held
    ]
    address = urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("account_login"))
    cards = contacts(assignment.unit)
    minutes = sum(courses.get(standing.demand.qualification, 0) for standing in verdict.lacking)
    return post(
        key=f"welcome:{assignment.pk}",
        to=person.email,
        template="welcome",
        context={
            "person": person,
            "assignment": assignment,
            "unit": assignment.unit,
            "role": in_running_text(assignment.role.name),
            "before_start": [row for row in rows if not row["by"]],
            "later": [row for row in rows if row["by"]],
            "hours": minutes // 60,
            "minutes": minutes % 60,
            "address": address,
            "contact": cards[0] if cards else None,
            "by": by,
        },
        language=person.language,
        now=now,
    )
