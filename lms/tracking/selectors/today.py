"""Today's work at a unit's desk: who has something left, whose letters came back, what waits for a yes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from lms.people.models import Person
from lms.qualifications.models import Submission, SubmissionState
from lms.qualifications.policies import submissions_to_decide
from lms.requirements.models import Exemption
from lms.requirements.selectors import Row
from lms.roles.models import Assignment, FollowUp, TalkWish
from lms.roles.policies import Permission, units_where
from lms.roles.selectors.talks import due_talks, open_wishes
from lms.tracking.rules.reminders import Heap
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from . import Filter, overview, waiting_exemptions
from .reminders import Open, heading_of, open_of, written_to
from .returned import CameBack, came_back_from
from .reviews import Waiting, back_soon, waiting
from .several import ids_of

RETURNED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody with something left: what, most urgent first, how to reach them, and the day they were last reminded."""

    person: Person
    roles: str
    open: list[Open]
    reminded_on: date | None
    row: Row


@dataclass(frozen=True, slots=True)
class Today:
    """What there is to see to: people by heading, those whose letters came back, and exemptions and certificates that wait for the viewer.

    Besides, who would like a talk, which talks are planned for this week, the units whose register waits, and whose break ends soon.
    """

    heaps: dict[Heap, list[Task]]
    returned: list[Person]
    mended: list[CameBack]
    waiting: list[Exemption]
    wishes: list[TalkWish]
    talks: list[FollowUp]
    reviews: list[Waiting]
    back_soon: list[Assignment]
    submissions: list[Submission]
    asked: dict[str, int]  # the qualifications that are asked of anybody, by key: their ids

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to see to."""
        people = (self.returned, self.mended, self.waiting, self.wishes, self.talks, self.reviews, self.back_soon, self.submissions)
        return not (any(self.heaps.values()) or any(people))


def today(viewer: Person, unit: Unit, *, on: date) -> Today:
    """Today's work of a unit and below it, as far as the viewer may see its people. 26 queries at most, whatever their number."""
    rows = [row for row in overview(viewer, unit, Filter(), on=on).rows if row.state is not None]
    people = Person.objects.in_bulk([row.person_id for row in rows])
    written = written_to(on=on)
    heaps: dict[Heap, list[Task]] = {heap: [] for heap in Heap}
    for row in rows:
        found, heap = open_of(row), heading_of(row, on=on)
        if heap:
            things = sorted(found.values(), key=lambda each: (not each.is_missing, each.last_day, each.name))
            roles = ", ".join(dict.fromkeys(post.role for post in row.posts))
            heaps[heap].append(Task(people[row.person_id], roles, things, written.get(row.person_id), row))
    for tasks in heaps.values():
        tasks.sort(key=lambda task: (not task.open[0].is_missing, task.open[0].last_day, task.person.pk))
    since = timezone.make_aware(datetime.combine(on - timedelta(days=RETURNED_DAYS), datetime.min.time()))
    returned = came_back_from(people, since=since)
    managed = in_tree_order(units_where(viewer, Permission.MANAGE_PEOPLE, on=on).filter(path__startswith=unit.path or "-"))
    return Today(
        heaps,
        [each.person for each in returned if each.is_broken],
        [each for each in returned if each.can_be_sent],
        waiting_exemptions(viewer, unit, on=on),
        wishes=open_wishes(viewer, managed, on=on),
        talks=due_talks(managed, on=on),
        reviews=waiting([each for each in managed if each.closed_on is None], on=on),
        back_soon=back_soon(viewer, unit, on=on),
        submissions=_submissions(viewer, unit, on=on),
        asked=ids_of(rows),
    )


def submissions_from(viewer: Person, person: Person, *, on: date) -> list[Submission]:
    """Certificates from elsewhere of one person whom the viewer follows up, the latest first. 2 queries."""
    rows = submissions_to_decide(viewer, on=on).filter(person=person)
    return list(rows.select_related("qualification", "sent_by", "decided_by"))


def _submissions(viewer: Person, unit: Unit, *, on: date) -> list[Submission]:
    """Certificates from elsewhere that wait, the oldest first. 2 queries."""
    here = Assignment.objects.current().filter(person=OuterRef("person"), unit__in=Unit.objects.below(unit))
    waiting = submissions_to_decide(viewer, on=on).filter(Exists(here), state=SubmissionState.WAITING)
    return list(waiting.select_related("person", "qualification").order_by("sent_at", "pk"))
