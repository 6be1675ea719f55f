"""Everything «Min side» shows a person about themselves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lms.certificates.models import Certificate
from lms.certificates.rules import Standing as CertificateStanding
from lms.certificates.selectors import last_day
from lms.certificates.selectors import own as own_certificates
from lms.certificates.selectors import standing as certificate_standing
from lms.courses.models import CoursePage
from lms.courses.rules import SOURCE_LANGUAGE, OutlineStep
from lms.courses.selectors import courses_open_to
from lms.courses.selectors.languages import titles_in
from lms.learning import selectors as learning
from lms.learning.models import ReflectionNote
from lms.learning.rules import Step
from lms.learning.selectors import CourseProgress
from lms.people.models import Person
from lms.qualifications.selectors import names_in
from lms.recruitment.policies import cases
from lms.recruitment.selectors.board import Workload, workload
from lms.requirements.rules import ENDING, Mark, Standing, State, together
from lms.requirements.selectors import AssignmentReadiness, readiness_of
from lms.roles.models import AssignmentStatus, Responsibility, ResponsibilityKind
from lms.roles.policies import GRANTS, Permission
from lms.units.models import ContactCard, Unit
from lms.units.selectors import contacts_in

from . import rules, words

LEARNERS_UNIT = "enhet"  # the query by which the learning room is told for which unit


@dataclass(frozen=True, slots=True)
class Post:
    """One assignment, and the sentence about it."""

    state: str  # ready, lacking or paused
    sentence: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A course as the person has come in it, and where it goes on."""

    title: str
    unit: str
    url: str
    count: int
    total: int
    minutes_left: int
    minutes: int
    step: str  # the next step's title, empty if nothing is left
    step_minutes: int
    enrolled: bool

    @property
    def started(self) -> bool:
        """Whether something is done, and something is left."""
        return 0 < self.count < self.total

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return not self.step

    @property
    def duration(self) -> str:
        """How long the whole course takes, in words."""
        return words.duration(self.minutes)

    @property
    def state(self) -> str:
        """The word for it that components know."""
        return "done" if self.finished else "in_progress" if self.started else "not_started"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is asked for and not in order: with the course that meets it, or without one where the unit must see to it."""

    name: str
    mark: Mark
    act_by: date
    line: str
    lesson: Lesson | None

    @property
    def state(self) -> str:
        """The word for it that components know."""
        if self.mark is Mark.LAPSING:
            return "expiring"
        if self.lesson and self.lesson.started:
            return "in_progress"
        return "expired" if self.mark is Mark.LAPSED else "not_started"


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate and how it stands."""

    certificate: Certificate
    standing: CertificateStanding
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to ring in a unit."""

    unit: Unit
    cards: list[ContactCard]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The cards as the component wants them."""
        return [
            {
                "name": card.who or card.title,
                "role": card.title if card.who else "",
                "phone": card.phone,
                "email": card.email,
                "when": card.hours,
            }
            for card in self.cards
        ]


@dataclass(frozen=True, slots=True)
class Workplace:
    """A unit in which the person has a responsibility, and what it opens."""

    unit: Unit
    kinds: str
    permissions: frozenset[Permission]
    edits_centrally: bool

    @property
    def links(self) -> list[dict[str, str]]:
        """Where the person can go with it: label and address."""
        may, slug = self.permissions, self.unit.slug
        doors: list[tuple[bool, str, str, list[str]]] = [
            (Permission.SEE_PEOPLE in may, _("The people and who is ready"), "tracking:people", [slug]),
            (Permission.SEE_COVERAGE in may and Permission.SEE_PEOPLE not in may, _("Overview of the units"), "tracking:choose", []),
            (Permission.SEE_COVERAGE in may, _("Coverage: local texts and courses"), "tracking:coverage", []),
            (Permission.SET_RULES in may, _("Rules: what is asked of whom"), "requirements:overview", [slug]),
            (Permission.SEE_UPKEEP in may, _("Living content: what is due in the courses"), "upkeep:overview", []),
            (Permission.RECRUIT in may, _("Recruitment"), "recruitment:board", [slug]),
            (
                Permission.SEE_RECRUITMENT in may and Permission.RECRUIT not in may,
                _("Recruitment in numbers"),
                "recruitment:numbers",
                [slug],
            ),
            (Permission.MANAGE_PEOPLE in may, _("Add somebody new"), "onboarding:invite", [slug]),
            (Permission.EDIT_CONTACTS in may, _("Change «Who do I call?»"), "units:contacts", [slug]),
            (Permission.EDIT_PAGES in may, _("Our own parts of the courses"), "courses:slots", [slug]),
            (Permission.RUN_UNITS in may, _("Open, move and close units"), "content:units", []),
            (Permission.GRANT in may, _("Who has which responsibility"), "units:responsibilities", [slug]),
            (Permission.EDIT_PAGES in may or self.edits_centrally, _("The editors' desk"), "wagtailadmin_home", []),
        ]
        return [{"label": label, "url": reverse(name, args=args)} for opens, label, name, args in doors if opens]


@dataclass(frozen=True, slots=True)
class Novelty:
    """«Dette er nytt»: an important change of a step the person has done, and where it is read."""

    title: str
    line: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """«Min side»."""

    posts: list[Post]
    tasks: list[Task]  # not held yet, most urgent first
    lapsing: list[Task]  # held, and lapses soon
    next_lesson: Lesson | None
    next_task: Task | None  # what the next lesson is for, or what comes next where no course meets it
    other_lessons: list[Lesson]  # begun or enrolled in, asked for by nobody
    finished: list[Lesson]
    papers: list[Paper]
    old_papers: list[Paper]
    contacts: list[Contacts]
    workplaces: list[Workplace]
    recruiting: Workload | None = None  # for somebody who recruits
    news: list[Novelty] = field(default_factory=list)  # not opened since they came

    @property
    def minutes_left(self) -> int:
        """What the courses among the tasks still take together."""
        return sum(task.lesson.minutes_left for task in self.tasks if task.lesson)

    @property
    def duration(self) -> str:
        """The same in words; empty if it takes no time here."""
        return words.duration(self.minutes_left) if self.minutes_left else ""

    @property
    def all_done(self) -> bool:
        """Whether nothing is left to do, for somebody who has something to be ready for."""
        return bool(self.posts) and self.next_lesson is None and self.next_task is None


def desk(person: Person, *, on: date, language: str = SOURCE_LANGUAGE) -> Desk:
    """Everything on «Min side» on a day, courses and what they give by their names in a language.

    At most 19 queries, whatever the number of assignments, requirements, courses and certificates; 4 more for somebody who recruits, and 2 in
    another language than that of the courses.
    """
    readiness = readiness_of(person, on=on)
    workplaces = _workplaces(person, on=on)
    serving = [each for each in readiness if each.assignment.status != AssignmentStatus.PAUSED]
    standings = [each for each in together(each.verdict for each in serving).values() if each.mark.state is not State.READY]
    enrolled = learning.desk(person, on=on)
    asked = _not_enrolled(person, enrolled, standings, [each.assignment.unit for each in serving], on=on)
    said = _names(enrolled + asked, language)
    same_course = Counter(each.course.slug for each in enrolled)
    lessons = [_lesson(each, said, enrolled=True, say_unit=same_course[each.course.slug] > 1) for each in enrolled]
    by_key = _by_qualification(zip(enrolled, lessons, strict=True))
    by_key |= _by_qualification((each, _lesson(each, said, enrolled=False, say_unit=False)) for each in asked)
    starts = {standing.demand.id: each.assignment.starts_on for each in serving for standing in each.verdict.standings}
    tasks = [_task(standing, by_key, starts.get(standing.demand.id, on), on, said) for standing in sorted(standings, key=_urgency)]
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
    """What pages and qualifications are called in a language, where that is another than their own."""

    pages: Mapping[int, str]
    qualifications: Mapping[str, str]

    def course(self, course: CoursePage) -> str:
        return self.pages.get(course.pk, course.title)

    def step(self, step: OutlineStep | Step) -> str:
        return self.pages.get(step.page_id, step.title)

    def qualification(self, name: str) -> str:
        return self.qualifications.get(name, name)


def _names(standings: Iterable[CourseProgress], language: str) -> _Names:
    """2 queries, none in the language of the courses."""
    pages = [pk for each in standings for pk in (each.course.pk, *(step.page_id for step in each.outline.steps))]
    return _Names(titles_in(language, pages), names_in(language) if language != SOURCE_LANGUAGE else {})


def _novelty(news: learning.News, on: date, said: _Names) -> Novelty:
    course, edition = news.standing.course, news.edition
    others = [said.step(step) for step in news.others]
    line = words.news_line(course=said.course(course), at=timezone.localdate(edition.at), note=edition.note, on=on, others=others)
    return Novelty(said.step(news.step), line, reverse("learning:step", args=[course.slug, news.step.slug]))


def stored(person: Person) -> dict[str, int]:
    """How many rows of what kind we keep about a person, for «Min konto». 5 queries."""
    return {
        "assignments": person.assignments.count(),
        "courses": person.enrolments.count(),
        "evidence": person.evidence.count(),
        "certificates": person.certificates.count(),
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


def _task(standing: Standing, lessons: dict[str, Lesson], starts_on: date, on: date, said: _Names) -> Task:
    lesson = next((lessons[key] for key in standing.demand.qualifications if key in lessons), None)
    lesson = lesson if lesson and not lesson.finished else None
    act_by = standing.act_by or standing.due
    line = words.task_line(
        standing=standing,
        on=on,
        before_start=starts_on > on and act_by == starts_on,
        minutes=lesson.minutes_left if lesson else 0,
        count=lesson.count if lesson else 0,
        total=lesson.total if lesson else 0,
        unit=lesson.unit if lesson else "",
        here=lesson is not None,
    )
    return Task(said.qualification(standing.demand.name), standing.mark, act_by, line, lesson)


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
            can_do_here=lesson is not None,
            started=bool(lesson and lesson.started),
            act_by=task.act_by if task else None,
        )
        for number, (task, lesson) in enumerate(options)
    )
    return options[chosen.key] if chosen else (None, None)


def _post(each: AssignmentReadiness) -> Post:
    assignment, verdict = each.assignment, each.verdict
    paused = assignment.status == AssignmentStatus.PAUSED
    is_new = assignment.status == AssignmentStatus.PLANNED  # has done nothing wrong: before the first day no alarm
    return Post(
        state="paused"
        if paused
        else "ready"
        if verdict.state <= State.READY_WITHIN_GRACE
        else "not_alone"
        if verdict.state is State.NOT_ALONE
        else "planned"
        if is_new
        else "lacking",
        sentence=words.sentence(assignment, verdict),
    )


def _paper(certificate: Certificate, on: date) -> Paper:
    return Paper(certificate, certificate_standing(certificate, on), last_day(certificate))


def _contacts(units: Iterable[Unit]) -> list[Contacts]:
    distinct = list(dict.fromkeys(units))
    cards = contacts_in(distinct)
    return [Contacts(unit, cards[unit.pk]) for unit in distinct if cards[unit.pk]]


def _workplaces(person: Person, *, on: date) -> list[Workplace]:
    held = Responsibility.objects.on(on).filter(person=person).select_related("unit").order_by("unit__path", "kind")
    by_unit: dict[Unit, list[Responsibility]] = {}
    for responsibility in held:
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
