"""Everything «Min side» shows a person about themselves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from lms.certificates.models import Certificate
from lms.certificates.rules import Standing as CertificateStanding
from lms.certificates.selectors import last_day
from lms.certificates.selectors import own as own_certificates
from lms.certificates.selectors import standing as certificate_standing
from lms.courses.models import CoursePage
from lms.courses.rules import SOURCE_LANGUAGE, OutlineStep
from lms.courses.selectors import courses_open_to
from lms.courses.selectors.languages import titles_in
from lms.handbook.models import Asks
from lms.handbook.selectors import Entry, Place, handbook
from lms.handbook.words import line as guideline_line
from lms.learning import selectors as learning
from lms.learning.models import ReflectionNote
from lms.learning.rules import Step
from lms.learning.selectors import CourseProgress
from lms.people.models import Person
from lms.qualifications.models import Submission
from lms.qualifications.selectors import shown_from_outside, submissions_of
from lms.recruitment.policies import cases
from lms.recruitment.selectors.board import workload
from lms.requirements.rules import ENDING, Standing, State, together
from lms.requirements.selectors import AssignmentReadiness, readiness_of
from lms.requirements.words import called
from lms.roles.models import Assignment, AssignmentStatus, FollowUp, Responsibility, ResponsibilityKind
from lms.roles.policies import GRANTS, Permission
from lms.roles.selectors.following import nearest
from lms.roles.selectors.talks import own_wishes
from lms.units.models import Unit
from lms.units.rules import places
from lms.units.selectors import contacts_in

from . import rules, words
from .parts import Contacts, Desk, Lesson, Novelty, Paper, Post, Reading, Talk, Task, Workplace

LEARNERS_UNIT = "enhet"  # the query by which the learning room is told for which unit


def desk(person: Person, *, on: date, language: str = SOURCE_LANGUAGE) -> Desk:
    """Everything on «Min side» on a day, courses by their names in a language.

    At most 27 queries, whatever the number of assignments, requirements, courses, guidelines and certificates; 4 more for somebody who recruits, and
    3 in another language than that of the courses.
    """
    readiness = readiness_of(person, on=on)
    workplaces = _workplaces(person, on=on)
    serving = [each for each in readiness if not each.rests]
    standings = [each for each in together(each.verdict for each in serving).values() if each.mark.state is not State.READY]
    enrolled = learning.desk(person, on=on)
    asked = _not_enrolled(person, enrolled, standings, [each.assignment.unit for each in serving], on=on)
    said = _names(enrolled + asked, language)
    same_course = Counter(each.course.slug for each in enrolled)
    lessons = [_lesson(each, said, enrolled=True, say_unit=same_course[each.course.slug] > 1) for each in enrolled]
    by_key = _by_qualification(zip(enrolled, lessons, strict=True))
    by_key |= _by_qualification((each, _lesson(each, said, enrolled=False, say_unit=False)) for each in asked)
    starts = {standing.demand.id: each.assignment.starts_on for each in serving for standing in each.verdict.standings}
    outside = _shown_from_outside(standings, by_key, [each.assignment.unit for each in serving])
    to_read = _to_read(person, readiness, workplaces, on=on, language=language)
    by_guideline = {each.page.qualification.key: each for each in to_read if each.page.qualification}
    tasks = [
        _task(standing, by_key, outside, by_guideline, starts.get(standing.demand.id, on), on)
        for standing in sorted(standings, key=_urgency)
    ]
    belongs = {each.assignment.unit_id for each in readiness} | {workplace.unit.pk for workplace in workplaces}
    under_way = [
        lesson
        for each, lesson in zip(enrolled, lessons, strict=True)
        if not lesson.finished and each.outline.unit and each.outline.unit.pk in belongs
    ]
    next_task, next_lesson = _first(tasks, under_way)
    papers = [_paper(certificate, on) for certificate in own_certificates(person)]
    return Desk(
        posts=[_post(each) for each in readiness],
        tasks=[task for task in tasks if task.mark not in ENDING],
        lapsing=[task for task in tasks if task.mark in ENDING],
        next_lesson=next_lesson,
        next_task=next_task,
        other_lessons=[lesson for lesson in under_way if all(task.lesson is not lesson for task in tasks)],
        finished=[lesson for lesson in lessons if lesson.finished],
        papers=[paper for paper in papers if paper.standing is CertificateStanding.VALID],
        old_papers=[paper for paper in papers if paper.standing is not CertificateStanding.VALID],
        contacts=_contacts([each.assignment.unit for each in readiness]),
        workplaces=workplaces,
        to_read=[_reading(each) for each in to_read if all(task.guideline != each.page.pk for task in tasks)],
        talks=_talks(person, [each.assignment.unit for each in readiness], on=on),
        recruiting=workload(person, cases(person, on=on), on=on)
        if any(Permission.RECRUIT in each.permissions for each in workplaces)
        else None,
        news=[
            _novelty(each, on, said)
            for each in learning.news(person, [each for each in enrolled if each.outline.unit and each.outline.unit.pk in belongs])
        ],
    )


@dataclass(frozen=True)
class _Names:
    """What pages are called in a language, where that is another than their own."""

    pages: Mapping[int, str]

    def course(self, course: CoursePage) -> str:
        return self.pages.get(course.pk, course.title)

    def step(self, step: OutlineStep | Step) -> str:
        return self.pages.get(step.page_id, step.title)


def _names(standings: Iterable[CourseProgress], language: str) -> _Names:
    """1 query, none in the language of the courses."""
    pages = [pk for each in standings for pk in (each.course.pk, *(step.page_id for step in each.outline.steps))]
    return _Names(titles_in(language, pages))


def _to_read(
    person: Person, readiness: Iterable[AssignmentReadiness], workplaces: Iterable[Workplace], *, on: date, language: str
) -> list[Entry]:
    """The guidelines that somebody has left to acknowledge. At most 5 queries, 2 more in another language."""
    posts = [Place(each.assignment.unit, each.assignment.role.key) for each in readiness]
    places = [*posts, *(Place(workplace.unit) for workplace in workplaces)]
    return [each for each in handbook(person, places, on=on, language=language) if each.is_to_do]


def _reading(entry: Entry) -> Reading:
    return Reading(entry.title, guideline_line(entry), reverse("handbook:guideline", args=[entry.page.pk]))


def _novelty(news: learning.News, on: date, said: _Names) -> Novelty:
    course, edition = news.standing.course, news.edition
    others = [said.step(step) for step in news.others]
    line = words.news_line(course=said.course(course), at=timezone.localdate(edition.at), note=edition.note, on=on, others=others)
    return Novelty(said.step(news.step), line, reverse("learning:step", args=[course.slug, news.step.slug]))


def sent_in(person: Person, *, on: date) -> list[Submission]:
    """Certificates from elsewhere that wait for a look, or were answered in the last 30 days, the latest first. As `submissions_of`."""
    recent = on - timedelta(days=30)
    return [each for each in submissions_of(person) if each.decided_at is None or timezone.localdate(each.decided_at) >= recent]


def stored(person: Person) -> dict[str, int]:
    """How many rows of what kind we keep about a person, for «Min konto». 9 queries."""
    return {
        "assignments": person.assignments.count(),
        "courses": person.enrolments.count(),
        "evidence": person.evidence.count(),
        "guidelines": person.acknowledgements.count(),
        "certificates": person.certificates.count(),
        "wishes": person.talk_wishes.count(),
        "talks": FollowUp.objects.filter(assignment__person=person).count(),
        "sent_in": person.submissions.count(),
        "contact_changes": person.contact_changes.count(),
        "notes": ReflectionNote.objects.filter(person=person).count(),
    }


def _not_enrolled(
    person: Person, enrolled: Sequence[CourseProgress], standings: Iterable[Standing], units: Sequence[Unit], *, on: date
) -> list[CourseProgress]:
    """The courses that would meet what is asked, where the person is not enrolled in any that does."""
    met = {each.course.qualification.key for each in enrolled if each.course.qualification}
    wanted = {key for standing in standings if met.isdisjoint(standing.demand.qualifications) for key in standing.demand.qualifications}
    if not wanted:
        return []
    courses: dict[str, CoursePage] = {}
    for course in courses_open_to(units):
        if course.qualification and course.qualification.key in wanted:
            courses.setdefault(course.qualification.key, course)
    return learning.progress_in(person, [(course, units[0]) for course in courses.values()], on=on) if courses else []


def _by_qualification(pairs: Iterable[tuple[CourseProgress, Lesson]]) -> dict[str, Lesson]:
    """For each qualification the course that meets it; one with something left before one without."""
    found: dict[str, Lesson] = {}
    for standing, lesson in pairs:
        key = standing.course.qualification.key if standing.course.qualification else ""
        if key and (key not in found or (found[key].finished and not lesson.finished)):
            found[key] = lesson
    return found


def _lesson(standing: CourseProgress, said: _Names, *, enrolled: bool, say_unit: bool) -> Lesson:
    progress, slug = standing.progress, standing.course.slug
    step = progress.next_step
    url = reverse("learning:step", args=[slug, step.slug]) if enrolled and step else reverse("learning:course", args=[slug])
    unit = standing.outline.unit
    return Lesson(
        title=said.course(standing.course),
        unit=unit.name if unit and say_unit else "",
        url=f"{url}?{LEARNERS_UNIT}={unit.slug}" if unit and say_unit else url,
        count=progress.count,
        total=progress.total,
        minutes_left=progress.minutes_left,
        minutes=standing.outline.minutes,
        step=said.step(step) if step else "",
        step_minutes=step.minutes if step else 0,
        enrolled=enrolled,
    )


def _shown_from_outside(standings: Iterable[Standing], lessons: Mapping[str, Lesson], units: Sequence[Unit]) -> dict[str, int]:
    """The ids, by key, of what is asked and no course meets, and a certificate from elsewhere can show. 1 query, none where a course meets all."""
    keys = {key for each in standings for key in each.demand.qualifications} - set(lessons)
    return dict(shown_from_outside(units).filter(key__in=keys).values_list("key", "pk")) if keys else {}


def _task(
    standing: Standing,
    lessons: dict[str, Lesson],
    outside: Mapping[str, int],
    guidelines: Mapping[str, Entry],
    starts_on: date,
    on: date,
) -> Task:
    lesson = next((lessons[key] for key in standing.demand.qualifications if key in lessons), None)
    lesson = lesson if lesson and not lesson.finished else None
    guideline = None if lesson else next((guidelines[key] for key in standing.demand.qualifications if key in guidelines), None)
    certificate_for = next((outside[key] for key in standing.demand.qualifications if key in outside), None)
    act_by = standing.act_by or standing.due
    line = words.task_line(
        standing=standing,
        on=on,
        before_start=starts_on > on and act_by == starts_on,
        minutes=lesson.minutes_left if lesson else 0,
        count=lesson.count if lesson else 0,
        total=lesson.total if lesson else 0,
        unit=lesson.unit if lesson else "",
        here=lesson is not None or guideline is not None,
        or_certificate=lesson is None and certificate_for is not None,
        to_sign=guideline is not None and guideline.page.asks == Asks.SIGNED,
        to_read=guideline is not None,
    )
    return Task(called(standing.demand), standing.mark, act_by, line, lesson, certificate_for, guideline.page.pk if guideline else None)


def _urgency(standing: Standing) -> tuple[int, date, int]:
    return (-standing.mark.state, standing.act_by or standing.due, standing.demand.order)


def _first(tasks: Sequence[Task], under_way: Sequence[Lesson]) -> tuple[Task | None, Lesson | None]:
    options: list[tuple[Task | None, Lesson | None]] = [(task, task.lesson) for task in tasks]
    asked = {task.lesson.url for task in tasks if task.lesson}
    options += [(None, lesson) for lesson in under_way if lesson.url not in asked]
    chosen = rules.first(
        rules.Option(
            key=number,
            asked=task.mark.state if task else None,
            can_do_here=lesson is not None or bool(task and task.guideline),
            started=bool(lesson and lesson.started),
            act_by=task.act_by if task else None,
        )
        for number, (task, lesson) in enumerate(options)
    )
    return options[chosen.key] if chosen else (None, None)


def _post(each: AssignmentReadiness) -> Post:
    assignment, verdict = each.assignment, each.verdict
    is_new = assignment.status == AssignmentStatus.PLANNED  # has done nothing wrong: before the first day no alarm
    return Post(
        state="paused"
        if each.rests
        else "ready"
        if verdict.state <= State.READY_WITHIN_GRACE
        else "not_alone"
        if verdict.state is State.NOT_ALONE
        else "planned"
        if is_new
        else "lacking",
        sentence=words.sentence(assignment, verdict, rests=each.rests),
    )


def _paper(certificate: Certificate, on: date) -> Paper:
    return Paper(certificate, certificate_standing(certificate, on), last_day(certificate))


def _contacts(units: Iterable[Unit]) -> list[Contacts]:
    distinct = list(dict.fromkeys(units))
    cards = contacts_in(distinct)
    return [Contacts(unit, cards[unit.pk]) for unit in distinct if cards[unit.pk]]


def talks(person: Person, *, on: date) -> list[Talk]:
    """Where the person can say that they would like a talk, or has said so. 3 queries."""
    going_on = Assignment.objects.current().filter(person=person).select_related("unit")
    return _talks(person, [each.unit for each in going_on], on=on)


def _talks(person: Person, units: Iterable[Unit], *, on: date) -> list[Talk]:
    """For each unit in which the person has an assignment or has said that they would like a talk; not where nobody else answers. 2 queries."""
    wishes = {wish.unit: wish for wish in own_wishes(person)}
    distinct = list(dict.fromkeys([*units, *wishes]))
    held = nearest(distinct, on=on)
    talks = [Talk(unit, [row for row in held[unit.pk] if row.person_id != person.pk], wishes.get(unit)) for unit in distinct]
    return [talk for talk in talks if talk.choices or talk.wish]


def _workplaces(person: Person, *, on: date) -> list[Workplace]:
    held = Responsibility.objects.on(on).filter(person=person).select_related("unit").order_by("kind")
    place = places(each.unit for each in held)
    by_unit: dict[Unit, list[Responsibility]] = {}
    for responsibility in sorted(held, key=lambda each: place[each.unit_id]):
        by_unit.setdefault(responsibility.unit, []).append(responsibility)
    return [
        Workplace(
            unit=unit,
            kinds=capfirst(", ".join(row.get_kind_display() for row in rows)),
            permissions=frozenset().union(*(GRANTS[ResponsibilityKind(row.kind)] for row in rows)),
            edits_centrally=any(row.kind == ResponsibilityKind.CENTRAL_EDITOR for row in rows),
        )
        for unit, rows in by_unit.items()
    ]
