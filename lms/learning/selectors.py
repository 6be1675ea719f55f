"""Reads about a person's learning. Everything here is the person's own; a coordinator reads the ledger instead."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from lms.certificates.models import Certificate
from lms.courses.models import CoursePage, Edition
from lms.courses.rules import OutlineStep
from lms.courses.selectors import Outline, course_of, outlines
from lms.courses.selectors.sharing import owner_of, resting_places
from lms.people.models import Person
from lms.qualifications.models import Evidence, EvidenceKind
from lms.quizzes.models import ChangeClass
from lms.roles.models import Assignment, AssignmentStatus, Responsibility
from lms.ui.rules import alphabetical
from lms.units.models import Unit

from . import rules
from .models import AnswerRead, Enrolment, ReflectionNote, StepCompletion, StepProgress


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """A course for a unit, and how far a person has come in it. `editions`: the newest edition they have done of each step, in any round."""

    outline: Outline
    progress: rules.Progress
    editions: Mapping[int, int] = field(default_factory=dict)

    @property
    def course(self) -> CoursePage:
        """The course."""
        return self.outline.course

    @property
    def percent(self) -> int:
        """Steps done in per cent."""
        return 100 * self.progress.count // self.progress.total if self.progress.total else 0


class Note(NamedTuple):
    """What somebody wrote to themselves, and when."""

    text: str
    at: datetime


class Spoken(NamedTuple):
    """A live translation of a step or course: its newest edition, and whether the source has changed too much since for it to be read."""

    edition_id: int
    title: str
    overtaken: bool


@dataclass(slots=True)
class Trace:
    """What a person did in a step before: by block, and the notes by key.

    `seen_at` is when the step was last noted as open, if it is where the person was last (in this course, for this unit); else None.
    """

    state: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    seen_at: datetime | None = None
    spoken: dict[str, dict[int, Spoken]] = field(default_factory=dict)
    """What there is of the course in each other language, by the source page."""


def units_of(person: Person | None, *, on: date) -> list[Unit]:
    """Units whose courses a person can take: those of current assignments (active first), then of responsibilities. 2 queries."""
    if not person:
        return []
    order = [AssignmentStatus.ACTIVE, AssignmentStatus.PLANNED, AssignmentStatus.PAUSED]
    assignments = Assignment.objects.current().filter(person=person).select_related("unit").order_by("starts_on")
    responsibilities = Responsibility.objects.on(on).filter(person=person).select_related("unit").order_by("starts_on")
    units = [row.unit for row in sorted(assignments, key=lambda row: order.index(AssignmentStatus(row.status)))]
    units += [row.unit for row in responsibilities]
    return list(dict.fromkeys(units))


def language_of(person: Person | None, course: CoursePage, unit: Unit | None) -> str | None:
    """The language somebody has chosen to read a course in, empty where none is; None without an enrolment. At most 1 query."""
    if person is None or unit is None:
        return None
    return Enrolment.objects.filter(person=person, course=course, unit=unit).values_list("language", flat=True).first()


def open_enrolment(person: Person, course_slug: str, *, on: date, unit_slug: str = "") -> Enrolment | None:
    """The enrolment behind a course's address: in the unit asked for, else the newest. 1 query.

    Only where the person still belongs: what a unit has made its own is for its people. A central course wins over a local one of the same name.
    """
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        cursor.execute(_ENROLLED, (person.pk, course_slug, day, day))
        rows = cursor.fetchall()
    if not rows:
        return None
    found = next((row for row in rows if row[4] == unit_slug), rows[0])
    # As the ORM makes them of chosen columns, in the order of the models' fields: what was not read is asked for when it is wanted.
    chosen = ["id", "person_id", "course_id", "unit_id", "language"]
    enrolment = Enrolment.from_db(connection.alias, chosen, [found[0], person.pk, *found[1:3], found[10]])
    enrolment.person = person
    enrolment.unit = Unit.from_db(connection.alias, ["id", "name", "slug", "path"], [found[2], *found[3:6]])
    enrolment.course = CoursePage.from_db(
        connection.alias, ["id", "path", "depth", "title", "slug", "page_ptr_id"], [found[1], *found[6:10], found[1]]
    )
    return enrolment


# Written out, since every page inside a course asks it first. Assignments: `current()`; responsibilities: `on()`.
_ENROLLED = """
SELECT e.id, e.course_id, e.unit_id, u.name, u.slug, u.path, c.path, c.depth, c.title, c.slug, e.language
FROM learning_enrolment e
JOIN units_unit u ON u.id = e.unit_id
JOIN wagtailcore_page c ON c.id = e.course_id
WHERE e.person_id = %s AND c.slug = %s AND c.live AND (
    EXISTS (SELECT 1 FROM roles_assignment a WHERE a.person_id = e.person_id AND a.unit_id = e.unit_id AND a.status <> 'ended')
    OR EXISTS (
        SELECT 1 FROM roles_responsibility r
        WHERE r.person_id = e.person_id AND r.unit_id = e.unit_id AND r.starts_on <= %s AND (r.ends_on IS NULL OR r.ends_on >= %s)
    )
)
ORDER BY c.depth, e.enrolled_at DESC, e.id DESC
"""


def course_key(course: CoursePage) -> str:
    """What the ledger knows a course's evidence by."""
    return f"course:{course.pk}:"


def progress_in(person: Person, pairs: Sequence[tuple[CoursePage, Unit]], *, on: date) -> list[CourseProgress]:
    """How far a person has come in each course for a unit, in the order asked for. 2 queries, whatever the number."""
    return _standings(person, outlines(pairs), on=on)[0]


def at_step(person: Person, outline: Outline, step: OutlineStep, *, on: date) -> tuple[CourseProgress, Trace]:
    """How far a person has come in a composed course, and what they did in one of its steps. 1 query."""
    standings, trace = _standings(person, [outline], on=on, open_step=step)
    return standings[0], trace


def _standings(
    person: Person, composed: list[Outline], *, on: date, open_step: OutlineStep | None = None
) -> tuple[list[CourseProgress], Trace]:
    completions: dict[int, list[rules.Done]] = defaultdict(list)
    earned: dict[str, list[rules.Earned]] = defaultdict(list)
    trace = Trace()
    if not composed:
        return [], trace
    page_ids = [step.page_id for outline in composed for step in outline.steps]
    statement = _RECORD.format(pages=", ".join(["%s"] * len(page_ids)) or "NULL")
    values: list[int | None] = [person.pk, *page_ids, person.pk]
    if open_step:
        outline = composed[0]
        statement += _TRACE
        values += [outline.course.pk, outline.unit.pk if outline.unit else None, person.pk, open_step.page_id, person.pk, open_step.page_id]
        statement += _SPOKEN.format(sources=", ".join(["%s"] * (len(page_ids) + 1)))
        values += [outline.course.pk, *page_ids]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for what, key, first, second, third, fourth in cursor:
            if what == "done":
                completions[int(key)].append(rules.Done(int(key), int(first), _moment(second)))
            elif what == "earned":
                until, revoked_at = date.fromisoformat(second) if second else None, _moment(third) if third else None
                lapses_on = date.fromisoformat(fourth) if fourth else None
                earned[key.rpartition(":")[0] + ":"].append(rules.Earned(_moment(first), until, revoked_at, lapses_on))
            elif what in ("spoken", "overtaken"):
                trace.spoken.setdefault(first, {})[int(key)] = Spoken(int(second), third, what == "overtaken")
            elif what == "note":
                trace.notes[key] = Note(first, _moment(second))
            else:
                trace.state, trace.seen_at = json.loads(first), _moment(second) if second else None
    result = []
    for outline in composed:
        steps = [rules.Step(step.page_id, step.slug, step.title, step.minutes, step.retake_number) for step in outline.steps]
        done = [completion for step in steps for completion in completions[step.page_id]]
        editions = {row.page_id: row.edition_number for row in sorted(done, key=lambda row: row.edition_number)}
        result.append(CourseProgress(outline, rules.progress(steps, done, earned[course_key(outline.course)], on=on), editions))
    return result, trace


def _moment(text: str) -> datetime:
    """A moment as either database writes it in words: in UTC, with or without saying so."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# Written out and in one, since every page inside a course asks it. All in words: what stands below each other differs in kind.
_RECORD = """
SELECT 'done', CAST(c.page_id AS text), CAST(e.number AS text), CAST(c.at AS text), NULL, NULL
FROM learning_stepcompletion c JOIN courses_edition e ON e.id = c.edition_id
WHERE c.person_id = %s AND c.page_id IN ({pages})
UNION ALL
SELECT 'earned', v.source_key, CAST(v.registered_at AS text), CAST(COALESCE((
    SELECT MAX(d.until) FROM qualifications_effect l
    JOIN qualifications_decision d ON d.id = l.decision_id
    LEFT JOIN qualifications_reversal x ON x.decision_id = d.id
    WHERE l.evidence_id = v.id AND x.id IS NULL AND d.kind = 'extend' AND d.until > v.valid_until
), v.valid_until) AS text), CAST(r.at AS text), (
    SELECT CAST(MIN(d.from_day) AS text) FROM qualifications_effect l
    JOIN qualifications_decision d ON d.id = l.decision_id
    LEFT JOIN qualifications_reversal x ON x.decision_id = d.id
    WHERE l.evidence_id = v.id AND x.id IS NULL AND d.kind = 'lapse'
)
FROM qualifications_evidence v LEFT JOIN qualifications_revocation r ON r.evidence_id = v.id
WHERE v.person_id = %s AND v.kind = 'course'
"""
_TRACE = """
UNION ALL
SELECT 'open', NULL, CAST(p.state AS text), CASE WHEN p.course_id = %s AND p.unit_id = %s AND NOT EXISTS (
    SELECT 1 FROM learning_stepprogress later WHERE later.person_id = p.person_id AND later.seen_at > p.seen_at
) THEN CAST(p.seen_at AS text) END, NULL, NULL
FROM learning_stepprogress p WHERE p.person_id = %s AND p.page_id = %s
UNION ALL
SELECT 'note', n.key, n.text, CAST(n.at AS text), NULL, NULL FROM learning_reflectionnote n WHERE n.person_id = %s AND n.page_id = %s
"""
# What can be read of a course in other languages. Asked together with the trace, so that a lesson costs no query more for it.
_SPOKEN = """
UNION ALL
SELECT CASE WHEN EXISTS (
    SELECT 1 FROM courses_edition own WHERE own.page_id = b.source_id AND own.number > b.edition_number AND own.change_class <> 'wording'
) THEN 'overtaken' ELSE 'spoken' END, CAST(b.source_id AS text), b.language, CAST(e.id AS text), e.title, NULL
FROM courses_translationbasis b
JOIN wagtailcore_page p ON p.id = b.page_id AND p.live
JOIN courses_edition e ON e.page_id = b.page_id AND e.number = (SELECT MAX(number) FROM courses_edition WHERE page_id = b.page_id)
WHERE b.source_id IN ({sources})
"""


def desk(person: Person, *, on: date) -> list[CourseProgress]:
    """Every course a person is enrolled in, with progress; the one last open first. 4 queries, whatever the number."""
    enrolments = list(
        Enrolment.objects.filter(person=person, course__live=True)
        .select_related("course__qualification", "unit")
        .order_by("enrolled_at", "pk")
    )
    seen: dict[int, float] = {}
    for course_id, at in StepProgress.objects.filter(person=person).values_list("course_id", "seen_at"):
        seen[course_id] = max(at.timestamp(), seen.get(course_id, 0.0))
    enrolments.sort(key=lambda row: -seen.get(row.course_id, 0.0))
    return progress_in(person, [(row.course, row.unit) for row in enrolments], on=on)


@dataclass(frozen=True, slots=True)
class News:
    """An important change of a step that somebody has done, and has not opened since; `others` are more such steps that changed with it."""

    standing: CourseProgress
    step: OutlineStep
    edition: Edition
    others: tuple[OutlineStep, ...] = ()


def news(person: Person, standings: Iterable[CourseProgress]) -> list[News]:
    """What a person should be told of steps they have done, the newest first; each step once, and steps
    that were published as one change together, under the first of them. 1 query, none if nothing has changed."""
    behind: dict[int, tuple[CourseProgress, OutlineStep]] = {}
    for standing in standings:
        for step in standing.outline.steps:
            if standing.editions.get(step.page_id, step.edition_number) < step.edition_number:
                behind.setdefault(step.page_id, (standing, step))
    if not behind:
        return []
    opened = StepProgress.objects.filter(person=person, page=OuterRef("page"), seen_at__gte=OuterRef("at"))
    unread = Edition.objects.filter(~Exists(opened), page_id__in=behind, change_class=ChangeClass.IMPORTANT).defer("content")
    newest: dict[int, Edition] = {}
    for edition in unread.order_by("-at", "-pk"):
        if edition.number > behind[edition.page_id][0].editions[edition.page_id]:
            newest.setdefault(edition.page_id, edition)
    together: dict[str, list[Edition]] = defaultdict(list)
    for edition in newest.values():
        together[edition.decision_key].append(edition)
    told = []
    for editions in together.values():
        order = {step.page_id: number for number, step in enumerate(behind[editions[0].page_id][0].outline.steps)}
        first, *rest = sorted(editions, key=lambda edition: order.get(edition.page_id, 0))
        told.append(News(*behind[first.page_id], first, tuple(behind[edition.page_id][1] for edition in rest)))
    return told


def notes(person: Person) -> QuerySet[ReflectionNote]:
    """A person's own kept reflections, newest first. 1 query."""
    return ReflectionNote.objects.filter(person=person).select_related("page")


def newest_certificate(person: Person, course: CoursePage) -> Certificate | None:
    """The certificate a course has earned a person last. 1 query."""
    earned = Certificate.objects.filter(
        person=person, evidence__source_key__startswith=course_key(course), evidence__revocation__isnull=True
    )
    return earned.order_by("-issued_at").first()


def impact(*pages: Page, units: Collection[int] | None, counted: Collection[int], on: date) -> rules.Impact:
    """Whom a change of steps of one course would touch, each person once, by the unit where they did one of them last, by its name.

    `units` are those to tell about (None: all), `counted` those whose small numbers may be told too, both by id. `on` is the day on which what was
    earned is asked for. At most 5 queries for each step and 2 more, whatever the number of people and units.
    """
    page_ids = [page.pk for page in pages]
    later = StepCompletion.objects.filter(person=OuterRef("person"), page__in=page_ids).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    rows = StepCompletion.objects.filter(~Exists(later), page_id__in=page_ids)
    if units is not None:
        rows = rows.filter(unit__in=units)
    resting = resting_on(*pages, on=on).filter(person=OuterRef("person"))
    sums = (
        rows.alias(holds=Exists(resting))
        .values("unit_id", "unit__name")
        .annotate(done=Count("pk"), holding=Count("pk", filter=Q(holds=True)))
        .order_by()
        .values_list("unit_id", "unit__name", "done", "holding")
    )
    by_name = sorted(sums, key=lambda row: (alphabetical(row[1]), row[0]))
    return rules.Impact(tuple(rules.touched(name, done, holding, exact=pk in counted) for pk, name, done, holding in by_name))


def finished(completions: QuerySet[StepCompletion]) -> QuerySet[StepCompletion]:
    """Finished steps for a list, the newest first, with edition and unit. 1 query when read."""
    return completions.select_related("edition", "unit").defer("edition__content").order_by("-at", "-pk")


def answer_reads(person: Person) -> QuerySet[AnswerRead]:
    """Who has opened a person's answers, the newest first. 1 query when read."""
    return (
        AnswerRead.objects.filter(person=person)
        .select_related("reader", "completion__edition", "attempt__quiz")
        .defer("completion__edition__content")
    )


def resting_on(*pages: Page, on: date) -> QuerySet[Evidence]:
    """Evidence that counts on a day and that a course gave with one of these steps in it: everywhere for a central step; for a unit's own in the
    units that meet it, which are those below its owner's and, in the courses they chose, below each that follows it. At most 5 queries for each step.
    """
    places: set[tuple[CoursePage, Unit | None]] = set()
    for page in pages:
        course, owner = course_of(page), owner_of(page)
        places |= {*resting_places(page), *([(course, owner)] if course else [])}
    wanted = Q(pk__in=[])
    for each, unit in places:
        within = {"unit__path__startswith": unit.path} if unit else {}
        wanted |= Q(source_key__startswith=course_key(each), **within)
    return Evidence.objects.counting(on).filter(wanted, kind=EvidenceKind.COURSE)
