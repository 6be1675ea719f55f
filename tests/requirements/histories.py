"""An organisation, and what may have happened in it: to be drawn, and compared with what the definition says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from lms.people.models import Person
from lms.qualifications.models import Holding, Qualification
from lms.qualifications.rules import Span
from lms.requirements.models import Clause, Effect, Exemption, Leave, Option, Phase, Requirement
from lms.roles.models import Assignment, Role
from lms.units.models import Unit, UnitKind
from tests.factories.ledger import Piece, spans_of

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEVELS = (0, 40)
Draw = Callable[[Any], Any]

# Everything happens on few days, so that examples meet at the edges.
days_away = st.sampled_from([-61, -31, -30, -1, 0, 1, 30, 60, 61])
dates = days_away.map(lambda days: TODAY + timedelta(days=days))


def choice(options: Iterable[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(options))


@dataclass
class Scene:
    """An organisation that every example fills with its own history."""

    kinds: list[UnitKind]
    units: list[Unit]
    roles: list[Role]
    qualifications: list[Qualification]
    people: list[Person]


@dataclass
class History:
    """Who served, what they earned, and what they were let off: by qualification the one, by assignment the other."""

    assignments: list[Assignment]
    ledgers: dict[Person, list[Piece]]
    freed: dict[Person, dict[str, list[Span]]]
    leaves: dict[Assignment, list[Span]]


def draw_history(scene: Scene, draw: Draw) -> History:
    """Writes rules, assignments, a ledger, exemptions and leaves."""
    for _ in range(draw(st.integers(1, 5))):
        _add_rule(scene, draw)
    assignments: list[Assignment] = []
    ledgers: dict[Person, list[Piece]] = {}
    for person in scene.people:
        places = draw(st.lists(st.tuples(choice(scene.roles), choice(scene.units)), min_size=1, max_size=2, unique=True))
        for role, unit in places:
            (first, last), status = _span(draw), draw(choice(["planned", "active", "active", "active", "paused", "ended"]))
            ends_on = last or first if status == "ended" else last
            rests_until = draw(st.none() | dates) if status == "paused" else None
            days = {"starts_on": first, "ends_on": ends_on, "paused_until": rests_until}
            assignments.append(Assignment(person=person, role=role, unit=unit, status=status, **days))
        keys = draw(st.lists(choice(scene.qualifications), max_size=4))
        ledgers[person] = [
            Piece(
                key.key,
                *_span(draw),
                revoked=draw(choice([False, False, False, True])),
                lapses_on=draw(st.none() | dates),
                assurance=draw(choice([10, 30, 40])),
            )
            for key in keys
        ]
    Assignment.objects.bulk_create(assignments)
    by_key = {qualification.key: qualification for qualification in scene.qualifications}
    Holding.objects.bulk_create(
        Holding(person=person, qualification=by_key[key], level=level, valid_from=first, valid_until=last)
        for person, ledger in ledgers.items()
        for (key, level), spans in spans_of(ledger, LEVELS).items()
        for first, last in spans
    )
    freed: dict[Person, dict[str, list[Span]]] = {person: {} for person in scene.people}
    for person, qualification in draw(st.lists(st.tuples(choice(scene.people), choice(scene.qualifications)), max_size=6)):
        first, last = _limits(draw)
        waits = draw(choice([False, False, True]))
        made = None if waits else datetime(2026, 1, 1, tzinfo=UTC)
        Exemption.objects.create(
            person=person, qualification=qualification, unit=scene.units[0], starts_on=first, until=last, at=NOW, approved_at=made
        )
        if not waits:
            freed[person].setdefault(qualification.key, []).append((first, last))
    leaves: dict[Assignment, list[Span]] = {each: [] for each in assignments}
    for assignment in draw(st.lists(choice(assignments), max_size=6)):
        first, last = _limits(draw)
        Leave.objects.create(assignment=assignment, starts_on=first, until=last, at=NOW)
        leaves[assignment].append((first, last))
    return History(assignments, ledgers, freed, leaves)


def _span(draw: Draw) -> tuple[date, date | None]:
    first, last = sorted([draw(dates), draw(dates)])
    return first, draw(choice([None, last, last]))


def _limits(draw: Draw) -> Span:
    first, last = sorted([draw(dates), draw(dates)])
    return first, last


def _add_rule(scene: Scene, draw: Draw) -> None:
    """A rule with a clause or two, sometimes in two versions that follow each other."""
    first, last = _span(draw)
    audience = {
        "role": draw(choice([None, None, *scene.roles])),
        "unit": draw(choice([None, None, *scene.units])),
        "kind": draw(choice([None, None, *scene.kinds])),
        "city": draw(choice(["", "", "", "Bergen"])),
    }
    before = _add_version(scene, draw, audience, first, last, None)
    if last is not None and draw(st.booleans()):
        _add_version(scene, draw, audience, last + timedelta(days=1), None, before)


def _add_version(
    scene: Scene, draw: Draw, audience: dict[str, Any], first: date, last: date | None, before: Requirement | None
) -> Requirement:
    phase = draw(choice(Phase))
    version = Requirement.objects.create(
        **audience,
        phase=phase,
        days=draw(choice([0, 30, 31])) if phase == Phase.WITHIN_DAYS else None,
        due_on=draw(dates) if phase == Phase.BY_DAY else None,
        effect=draw(choice(Effect)),
        valid_from=first,
        valid_until=last,
        supersedes=before,
    )
    for _ in range(draw(st.integers(1, 2))):
        since = draw(choice([first, before.valid_from])) if before else first
        clause = Clause.objects.create(requirement=version, since=since, assurance=draw(choice([0, 0, 40])))
        for each in draw(st.lists(choice(scene.qualifications), min_size=1, max_size=2, unique=True)):
            Option.objects.create(clause=clause, qualification=each)
    return version
