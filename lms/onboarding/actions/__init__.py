"""Taking somebody in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from lms.courses.models import CoursePage
from lms.courses.selectors import courses_open_to
from lms.learning.actions import enrol
from lms.learning.models import Enrolment
from lms.learning.selectors import CourseProgress, progress_in
from lms.mail.actions import post_text, stop
from lms.mail.models import Letter
from lms.people.actions import open_login, register_person, take_back_login
from lms.people.models import Person
from lms.recruitment.actions import rulings
from lms.recruitment.actions.cases import locked
from lms.recruitment.actions.letters import whom_to_ask
from lms.recruitment.models import Application, Outcome, Ruling
from lms.recruitment.selectors.rulings import letter_delay
from lms.requirements.rules import Demand, Mark, Verdict
from lms.requirements.selectors import readiness_of, requirements_for
from lms.requirements.words import called
from lms.roles.actions import end_assignment, plan_assignment
from lms.roles.models import Assignment, Responsibility, Role
from lms.ui.naming import in_running_text
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Welcome:
    """What was made of an invitation or an admission, and what was there before."""

    person: Person
    assignment: Assignment
    enrolments: list[Enrolment]
    letter: Letter | None
    is_new_person: bool
    is_new_assignment: bool
    is_new_login: bool


# The welcome comes right after the letter that says yes.
AFTER_THE_ANSWER = timedelta(minutes=1)


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
    person, is_new = _find_or_register(
        unit=unit, role=role, given_name=given_name, family_name=family_name, email=email, phone=phone, language=language
    )
    return _take_in(person=person, is_new=is_new, unit=unit, role=role, starts_on=starts_on, by=by, now=now)


@transaction.atomic
def admit(*, ruling: Ruling, starts_on: date, by: Person, now: datetime) -> Welcome:
    """Confirm the admission of an applicant, and take them into role and unit from a day on, included. Twice is once.

    The person is the application's own (a nomination, or an admission that was undone), else whoever has the address, else new; whoever is known
    keeps their own details. The welcome letter waits as long as the answer does. Raises ValidationError with what stands in the way.
    """
    case = locked(ruling.application)
    found = case.rulings.select_related("assignment").get(pk=ruling.pk)
    if found.outcome != Outcome.ADMITTED:
        raise TypeError("Only an admission takes somebody in.")
    if found.in_force and case.person:  # somebody was here before us
        assignment = found.assignment or Assignment.objects.current().get(person=case.person, role=case.role, unit=case.unit)
        return Welcome(case.person, assignment, [], None, is_new_person=False, is_new_assignment=False, is_new_login=False)
    person, is_new = _applicant(case)
    confirmed = rulings.confirm(ruling=found, by=by, now=now, person=person, starts_on=starts_on)
    welcome = _take_in(
        person=person,
        is_new=is_new,
        unit=case.unit,
        role=case.role,
        starts_on=starts_on,
        by=case.owner or by,
        now=now,
        delay=letter_delay() + AFTER_THE_ANSWER,
    )
    confirmed.assignment = welcome.assignment if welcome.is_new_assignment else None
    confirmed.opened_login = welcome.is_new_login
    confirmed.save(update_fields=["assignment", "opened_login"])
    return welcome


@transaction.atomic
def undo_admission(*, ruling: Ruling, by: Person, now: datetime, reason: str) -> Ruling:
    """Undo an admission while its letters can be stopped: neither goes, and what the admission made is taken back. Twice is once.

    The assignment ends, and a login that was opened for it is removed unless something else needs it. The person and the courses stay: they are found
    again if the next ruling admits. Raises ValidationError as `recruitment.actions.rulings.undo` does.
    """
    case = locked(ruling.application)
    found = case.rulings.select_related("assignment").get(pk=ruling.pk)
    if found.in_force:
        _take_back(found, case.person, by=by, now=now)
    return rulings.undo(ruling=found, by=by, now=now, reason=reason)


def _take_back(ruling: Ruling, person: Person | None, *, by: Person, now: datetime) -> None:
    """Undo what an admission made: welcome letter, assignment, login. Raises ValidationError if the letter has gone."""
    on = timezone.localdate(now)
    if assignment := ruling.assignment:
        welcome = Letter.objects.filter(key=f"welcome:{assignment.pk}").first()
        if welcome and not stop(letter=welcome, now=now) and not welcome.stopped_at:
            raise ValidationError(rulings.too_late())
        end_assignment(assignment=assignment, on=on, by=by)
    if person and ruling.opened_login and not _needs_login(person, on=on):
        take_back_login(person=person)


def _applicant(case: Application) -> tuple[Person, bool]:
    """Who an applicant is, and whether we did not know them."""
    if case.person:
        return case.person, False
    return _find_or_register(
        unit=case.unit,
        role=case.role,
        given_name=case.given_name,
        family_name=case.family_name,
        email=case.email.strip().lower(),
        phone=case.phone,
        language=case.language,
    )


def known_applicant(case: Application) -> Person | None:
    """Whom an admission would take in, if we know them already. 1 query at most."""
    if case.person or not case.email:
        return case.person
    return Person.objects.filter(email__iexact=case.email.strip()).first()


def _find_or_register(
    *, unit: Unit, role: Role, given_name: str, family_name: str, email: str, phone: str, language: str
) -> tuple[Person, bool]:
    """Who is meant, and whether they were registered just now. The same address twice at the same moment is one person."""
    known = _known(unit=unit, role=role, given_name=given_name, family_name=family_name, email=email, phone=phone)
    if known:
        return known, False
    try:
        with transaction.atomic():
            return register_person(given_name=given_name, family_name=family_name, email=email, phone=phone, language=language), True
    except IntegrityError:
        return Person.objects.get(email__iexact=email), False


def _needs_login(person: Person, *, on: date) -> bool:
    """Whether somebody has another reason to log in: an assignment, a responsibility now or later, or a technical account."""
    responsible = Responsibility.objects.filter(person=person).exclude(ends_on__lt=on)
    is_staff = bool(person.user and (person.user.is_staff or person.user.is_superuser))
    return is_staff or Assignment.objects.current().filter(person=person).exists() or responsible.exists()


def _take_in(
    *,
    person: Person,
    is_new: bool,
    unit: Unit,
    role: Role,
    starts_on: date,
    by: Person | None,
    now: datetime,
    delay: timedelta = timedelta(),
) -> Welcome:
    """Login, planned assignment, courses and letter for a person; each is made only if it was not there."""
    is_new_login = bool(person.email and person.user_id is None)
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
        letter = _post_letter(assignment=assignment, verdict=standing.verdict, left=left, by=by, now=now, delay=delay)
    return Welcome(person, assignment, enrolments, letter, is_new_person=is_new, is_new_assignment=not had_it, is_new_login=is_new_login)


def _known(*, unit: Unit, role: Role, given_name: str, family_name: str, email: str, phone: str) -> Person | None:
    """Who is meant, if we know them: by e-mail address; without one, somebody of this name and telephone who has the very role."""
    if email:
        return Person.objects.select_for_update().filter(email__iexact=email).first()
    namesakes = Person.objects.filter(email="", given_name__iexact=given_name, family_name__iexact=family_name, phone=phone)
    return namesakes.filter(assignments__in=Assignment.objects.current().filter(role=role, unit=unit)).first()


def _courses_asked_for(role: Role, unit: Unit, *, on: date) -> list[CoursePage]:
    """The courses that earn what the role asks for in the unit on a day, in the order of the catalogue; one for each qualification."""
    wanted = {key for demand in _in_force(requirements_for(role, unit), on) for key in demand.qualifications}
    courses: dict[str, CoursePage] = {}
    for course in courses_open_to([unit]):
        if course.qualification and course.qualification.key in wanted:
            courses.setdefault(course.qualification.key, course)
    return list(courses.values())


def _in_force(demands: Sequence[Demand], on: date) -> list[Demand]:
    return [demand for demand in demands if demand.in_force(on)]


def _minutes(demand: Demand, courses: dict[str, int]) -> int:
    """How long the quickest way to meet it takes that goes through a course; 0 if none does."""
    return min((courses[key] for key in demand.qualifications if key in courses), default=0)


def _post_letter(
    *, assignment: Assignment, verdict: Verdict, left: Sequence[CourseProgress], by: Person | None, now: datetime, delay: timedelta
) -> Letter:
    person, unit = assignment.person, assignment.unit
    courses = {each.course.qualification.key: each.progress.minutes_left for each in left if each.course.qualification}
    minutes = sum(_minutes(standing.demand, courses) for standing in verdict.lacking)
    with translation.override(person.language):
        rows = [
            {
                "name": called(standing.demand),
                "minutes": _minutes(standing.demand, courses),
                "by": standing.due if standing.mark is Mark.DUE else None,
            }
            for standing in verdict.lacking + verdict.not_alone + verdict.soon
            if not standing.held
        ]
        things = {
            "before_start": [row for row in rows if not row["by"]],
            "later": [row for row in rows if row["by"]],
            "hours": minutes // 60,
            "minutes": minutes % 60,
        }
        values = {
            "fornavn": person.given_name,
            "enhet": unit.name,
            "rolle": in_running_text(assignment.role.called),
            "dag": date_format(assignment.starts_on),
            "liste": render_to_string("onboarding/left.txt", things).strip(),
            "lenke": urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("account_login")),
            "kontakt": whom_to_ask(by if by and by.email else None, unit),
        }
    return post_text(
        key=f"welcome:{assignment.pk}",
        text="welcome",
        to=person.email,
        values=values,
        language=person.language,
        now=now,
        delay=delay,
    )
