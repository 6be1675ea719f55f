"""What units share: the catalogue «Delt mellom enheter», what a unit offers, follows and has adapted, and what is suggested to the centre."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Substr
from wagtail.models import Page

from lms.courses import rules
from lms.courses.models import Adaptation, CoursePage, Edition, Following, ModulePage, Offer, SlotPage, Suggestion
from lms.courses.selectors import told
from lms.quizzes.models import Question, QuizPage
from lms.quizzes.rules.words import paragraphs
from lms.units.models import Unit

KINDS = ("module", "quiz")


def offers(unit: Unit, *, words: str = "", course: str = "", kind: str = "", used_by: str = "") -> QuerySet[Offer]:
    """What other units offer now, the newest first: every word somewhere in title, words, unit, town or course; `course` a number, `kind` one of
    `KINDS`, `used_by` the address of a unit that follows it or has adapted it. Nonsense finds nothing.

    Each with `minutes`, `edition`, `is_quiz`, `course_title`. 1 query when read.
    """
    newest = Edition.objects.filter(page=OuterRef("page")).order_by("-number").values("number")[:1]
    above = Coalesce("page__modulepage__hangs_on__path", _parent("page__modulepage__fills__path"), _parent("page__path"))
    found: Any = (
        Offer.objects.filter(withdrawn_at=None, page__live=True)
        .exclude(unit=unit)
        .annotate(course_path=above, edition=Subquery(newest))
        .annotate(
            minutes=Coalesce("page__modulepage__minutes", "page__quizpage__minutes"),
            is_quiz=Case(When(page__quizpage__isnull=False, then=True), default=False),
            course_id=Subquery(CoursePage.objects.filter(path=OuterRef("course_path")).values("pk")[:1]),
            course_title=Subquery(CoursePage.objects.filter(path=OuterRef("course_path")).values("title")[:1]),
        )
        .select_related("page", "unit")
    )
    for word in words.split():
        held = [f"{field}__icontains" for field in ("page__title", "words", "unit__name", "unit__city", "course_title")]
        found = found.filter(Q(*[(field, word) for field in held], _connector=Q.OR))
    if course:
        found = found.filter(course_id=int(course)) if course.isdecimal() else found.none()
    if kind:
        found = found.filter(is_quiz=kind == "quiz") if kind in KINDS else found.none()
    if used_by:
        users = Page.objects.filter(Q(followings__unit__slug=used_by) | Q(adaptations__unit__slug=used_by))
        found = found.filter(page__in=users)
    standing: QuerySet[Offer] = found
    return standing


def _parent(path: str) -> Case:
    """The path of the page above, of a path that may be missing."""
    return Case(When(**{f"{path}__isnull": False}, then=Substr(path, Value(1), Length(path) - Page.steplen)), default=None)


@dataclass(frozen=True, slots=True)
class Use:
    """A unit that uses another's step: *follows* it, or has *adapted* it."""

    unit: Unit
    follows: bool


def uses(page_ids: Collection[int]) -> dict[int, list[Use]]:
    """Which units use these steps, by step, in the order of the tree. 2 queries."""
    found: dict[int, list[Use]] = {}
    for following in Following.objects.filter(page_id__in=page_ids).select_related("unit").order_by("unit__path"):
        found.setdefault(following.page_id, []).append(Use(following.unit, True))
    for adaptation in Adaptation.objects.filter(origin_id__in=page_ids).select_related("unit").order_by("unit__path", "pk"):
        found.setdefault(adaptation.origin_id, []).append(Use(adaptation.unit, False))
    return found


def filter_choices(unit: Unit) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What the catalogue can be narrowed to: courses that something hangs on, and units that use something. 2 queries."""
    standing: Any = offers(unit)
    courses = standing.filter(course_id__isnull=False).order_by("course_title").values_list("course_id", "course_title").distinct()
    using = Unit.objects.filter(Q(followings__page__offer__in=standing) | Q(adaptations__origin__offer__in=standing))
    return [(str(pk), title) for pk, title in courses], list(using.order_by("path").distinct().values_list("slug", "name"))


def own_steps(unit: Unit) -> QuerySet[Page]:
    """Published modules and tests below a unit's page, those of its own courses too: what it can offer. In tree order. At most 1 query more."""
    if unit.page is None:
        return Page.objects.none()
    below = Page.objects.descendant_of(unit.page).live().filter(Q(modulepage__isnull=False) | Q(quizpage__isnull=False))
    newest = Edition.objects.filter(page=OuterRef("pk")).order_by("-number").values("number")[:1]
    return below.alias(edition=Subquery(newest)).filter(edition__isnull=False).select_related("offer").order_by("path")


def newest_editions(page_ids: Iterable[int]) -> dict[int, Edition]:
    """The newest edition of each step. 1 query."""
    return {row.page_id: row for row in Edition.objects.filter(page_id__in=list(page_ids)).order_by("number")}


@dataclass(frozen=True, slots=True)
class Followed:
    """A step that a unit follows: whose it is, and the place the unit has given it."""

    following: Following
    title: str
    owner: str
    place: str


def followed_by(unit: Unit) -> list[Followed]:
    """What a unit follows. 1 query."""
    rows = Following.objects.filter(unit=unit).select_related("page__offer__unit", "fills", "hangs_on")
    return [
        Followed(
            row, row.page.title, row.page.offer.unit.name, row.fills.title if row.fills else row.hangs_on.title if row.hangs_on else ""
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class AdaptedFrom:
    """A unit's copy of another unit's module, and the origin's newest edition; `is_behind` if the unit has not seen it."""

    adaptation: Adaptation
    owner: str
    newest: Edition

    @property
    def is_behind(self) -> bool:
        """Whether the origin has been published anew since the unit looked."""
        return self.newest.number > self.adaptation.seen.number

    @property
    def difference(self) -> rules.Difference:
        """Origin then against origin now. No query."""
        return rules.difference(told(self.adaptation.seen), told(self.newest))


def adapted_by(units: Iterable[Unit]) -> list[AdaptedFrom]:
    """What units have made out of others' modules, in the order they began. 2 queries, whatever the number."""
    rows = list(Adaptation.objects.filter(unit__in=list(units)).select_related("page", "seen", "unit", "origin__offer__unit"))
    newest = newest_editions({row.origin_id for row in rows})
    return [AdaptedFrom(row, row.origin.offer.unit.name, newest[row.origin_id]) for row in rows]


def resting_places(page: Page) -> list[tuple[CoursePage, Unit]]:
    """The courses in which units follow a step, each with the unit. 2 queries."""
    rows = list(Following.objects.filter(page_id=page.pk).select_related("unit", "fills", "hangs_on__qualification"))
    above = {row.fills.path[: -Page.steplen] for row in rows if row.fills}
    by_path = {course.path: course for course in CoursePage.objects.filter(path__in=above)}
    found = [(row.hangs_on or (by_path.get(row.fills.path[: -Page.steplen]) if row.fills else None), row.unit) for row in rows]
    return [(course, unit) for course, unit in found if course]


def followers_below(page: Page) -> list[str]:
    """Names of the units that follow a page or anything below it. 1 query."""
    rows = Following.objects.filter(page__path__startswith=page.path).order_by("unit__path")
    return list(dict.fromkeys(rows.values_list("unit__name", flat=True)))


def owner_of(page: Page) -> Unit | None:
    """The unit below whose page a page lies. 1 query."""
    above = [page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)]
    return Unit.objects.filter(page__path__in=above).order_by("page__path").last()


# --- Suggestions to the centre -----------------------------------------------------------------------------------------------------------------


def central_targets() -> list[tuple[CoursePage, list[Page]]]:
    """Every live central course with the modules and slots that somebody can suggest a change of, in tree order. 3 queries."""
    index = Page.objects.filter(courseindexpage__isnull=False).values_list("path", flat=True)
    within = Q(pk__in=[])
    for path in index:
        within |= Q(path__startswith=path)
    courses = list(CoursePage.objects.live().filter(within).order_by("path"))
    steps = Page.objects.live().filter(within).filter(Q(modulepage__isnull=False) | Q(slotpage__isnull=False)).order_by("path")
    by_course: dict[str, list[Page]] = {}
    for step in steps:
        by_course.setdefault(step.path[: -Page.steplen], []).append(step)
    return [(course, by_course.get(course.path, [])) for course in courses]


def suggestion_rows(targets: QuerySet[Page]) -> QuerySet[Suggestion]:
    """Suggestions about these pages, those not answered first, then the newest. 1 query when read."""
    waits_first = Case(When(state="open", then=0), default=1)
    return (
        Suggestion.objects.filter(target__in=targets)
        .select_related("unit", "target", "by")
        .defer("body")
        .order_by(waits_first, "-at", "-pk")
    )


def suggested_difference(suggestion: Suggestion) -> rules.Difference:
    """What would come and go on the central page: against its newest edition, or the one it was answered against. At most 1 query."""
    proposed = paragraphs([suggestion.title if suggestion.is_whole else "", suggestion.body])
    if not suggestion.is_whole:
        return rules.Difference(added=tuple(proposed))
    edition = suggestion.against or newest_editions([suggestion.target_id]).get(suggestion.target_id)
    return rules.difference(told(edition) if edition else [], proposed)


def without_units_questions(body: Any) -> list[dict[str, Any]]:
    """A module's blocks as Wagtail serialises them, without knowledge checks out of units' banks. 1 query if there are any."""
    wanted = [block["value"] for block in body if block["type"] == "question"]
    central = set(Question.objects.filter(pk__in=wanted, unit=None).values_list("pk", flat=True)) if wanted else set()
    return [block for block in body if block["type"] != "question" or block["value"] in central]


def step_of(page: Page) -> ModulePage | SlotPage | QuizPage:
    """A step as what it is. 1 query."""
    step: ModulePage | SlotPage | QuizPage = page.specific
    return step


@dataclass(frozen=True, slots=True)
class Shown:
    """An offered step as somebody reads it before using it: its words, never the questions of its owner's bank."""

    edition: Edition
    paragraphs: tuple[str, ...]
    since: datetime


def shown(page: Page) -> Shown:
    """What the newest edition of a step says. 1 query."""
    edition = Edition.objects.filter(page_id=page.pk).order_by("-number").select_related("by")[0]
    return Shown(edition, tuple(told(edition)), edition.at)
