"""Reads about rounds: who can sit in one, how it stands, what the sheets say once they may be read, and one's own seats."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Prefetch, Q, QuerySet

from lms.people.models import Person
from lms.recruitment.models import Application, FlagDecision, GuideEdition, Interview, Score, Seat
from lms.recruitment.rules import scores
from lms.roles.models import Assignment, AssignmentStatus, Responsibility
from lms.roles.policies import Permission, kinds_with
from lms.ui.rules import alphabetical

from .facts import criteria_of


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked to interview, and what they are in the unit."""

    person: Person
    what: str


def candidates(application: Application, *, on: date) -> list[Candidate]:
    """Who can be asked to interview in a case, by name: the unit's responsible people and tidgivere, and recruiters above. With a login, not oneself.

    Those with a tie are among them, since a name that is missing would tell. 2 queries.
    """
    unit = application.unit
    recruits = kinds_with(Permission.RECRUIT)
    somebody = Q(person__user__is_active=True)
    responsible = Responsibility.objects.on(on).filter(somebody, Q(unit=unit) | Q(unit_id__in=unit.path_ids, kind__in=recruits))
    serving = Assignment.objects.filter(somebody, unit=unit, status=AssignmentStatus.ACTIVE)
    found: dict[int, Candidate] = {}
    for held in serving.select_related("person", "role"):
        found.setdefault(held.person_id, Candidate(held.person, held.role.called))
    for duty in responsible.select_related("person").order_by("-kind"):
        found[duty.person_id] = Candidate(duty.person, str(duty.get_kind_display()))
    able = (each for each in found.values() if not is_applicant(each.person, application))
    return sorted(able, key=lambda each: (alphabetical(each.person.name), each.person.pk))


def is_applicant(person: Person, application: Application) -> bool:
    """Whether a person is the one who has applied, as far as we know. No query."""
    same_address = bool(person.email) and person.email.casefold() == application.email.casefold()
    return person.pk == application.person_id or same_address


def guide_for(number: int) -> GuideEdition | None:
    """The newest edition of the guide of a round, or of the nearest round before it that has one. 1 query."""
    return GuideEdition.objects.filter(guide__round__lte=number, guide__live=True).order_by("-guide__round", "-number").first()


def current_interview(application: Application, number: int) -> Interview | None:
    """A case's interview in a round, the one that is called off left out. 1 query."""
    found = Interview.objects.filter(application=application, round=number).exclude(state=Interview.State.CALLED_OFF)
    return found.select_related("guide", "application__process", "application__unit", "application__role").first()


def is_open(seats: Iterable[Seat], least: int) -> bool:
    """Whether the sheets of these seats, all of a round's and fetched with their sheets, may be read by others. No query."""
    rows = list(seats)
    return scores.is_round_open((seat.person_id for seat in rows), (seat.person_id for seat in rows if has_handed_in(seat)), least=least)


def has_handed_in(seat: Seat) -> bool:
    """Whether somebody's sheet is in. No query if it is fetched."""
    return hasattr(seat, "sheet") and seat.sheet.sealed_at is not None


@dataclass(frozen=True)
class Round:
    """How one round stands. Of the sheets it says only whose is in."""

    number: int
    interview: Interview | None = None
    seats: tuple[Seat, ...] = ()
    offered: tuple[datetime, ...] = ()
    is_open: bool = False

    @property
    def sheets_in(self) -> int:
        """How many sheets are in."""
        return sum(has_handed_in(seat) for seat in self.seats)


def rounds_of(application: Application) -> list[Round]:
    """Every round of a case's process, and how it stands. 3 queries."""
    least = application.process.seats
    interviews = Interview.objects.filter(application=application).exclude(state=Interview.State.CALLED_OFF)
    there = {
        interview.round: Round(
            interview.round,
            interview,
            seats := _in_order(interview.seats.all()),
            tuple(each.starts_at for each in interview.offered_times.all()),
            is_open(seats, least),
        )
        for interview in interviews.prefetch_related(Prefetch("seats", Seat.objects.select_related("person", "sheet")), "offered_times")
    }
    numbers = range(1, max(application.process.rounds, *there, 0) + 1)
    return [there.get(number, Round(number)) for number in numbers]


def _in_order(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    return tuple(sorted(seats, key=lambda seat: (alphabetical(seat.person.given_name), seat.pk)))


@dataclass(frozen=True)
class Given:
    """What one interviewer gave on one criterion: the first score, and those that came after."""

    first: Score
    later: tuple[Score, ...] = ()

    @property
    def now(self) -> Score:
        """The score that counts."""
        return self.later[-1] if self.later else self.first


@dataclass(frozen=True)
class Line:
    """One criterion over all interviewers, in their order."""

    criterion: scores.Criterion
    given: tuple[Given, ...]
    is_wide: bool


@dataclass(frozen=True)
class Flag:
    """A safeguarding flag that somebody scored 1: by whom, what has been decided, and whether it still stops the case."""

    criterion: scores.Criterion
    raised_by: frozenset[int]
    decisions: tuple[FlagDecision, ...]
    is_open: bool


@dataclass(frozen=True)
class Spread:
    """Everybody's sheets of a round side by side. Only made of a round that is open."""

    interview: Interview
    seats: tuple[Seat, ...]
    lines: tuple[Line, ...]
    totals: tuple[float | None, ...]
    flag_lines: tuple[Line, ...]
    flags: tuple[Flag, ...]
    notes: tuple[tuple[str, tuple[tuple[Person, str], ...]], ...]  # question, and who wrote what


def seats_of(interview: Interview) -> tuple[Seat, ...]:
    """A round's seats with people and sheets, by first name. 1 query."""
    return _in_order(Seat.objects.filter(interview=interview).select_related("person", "sheet"))


def spread_of(interview: Interview) -> Spread | None:
    """The sheets of a round side by side; None while it is sealed. 3 queries, 1 for a sealed one; guide and process are fetched."""
    seats = seats_of(interview)
    if not is_open(seats, interview.application.process.seats):
        return None
    rows: dict[tuple[int, str], list[Score]] = defaultdict(list)
    for score in Score.objects.filter(sheet__seat__interview=interview).order_by("number"):
        rows[score.sheet_id, score.criterion].append(score)
    decisions: dict[str, list[FlagDecision]] = defaultdict(list)
    for decision in FlagDecision.objects.filter(interview=interview).select_related("by"):
        decisions[decision.criterion].append(decision)
    criteria = criteria_of(interview)
    sheets = [seat.sheet for seat in seats]
    lines = [_line(criterion, [rows[sheet.pk, criterion.key] for sheet in sheets]) for criterion in criteria]
    counting = [{line.criterion.key: line.given[place].now.value for line in lines if line.given} for place in range(len(seats))]
    return Spread(
        interview,
        seats,
        tuple(line for line in lines if not line.criterion.is_flag),
        tuple(scores.total(criteria, sheet) for sheet in counting),
        tuple(line for line in lines if line.criterion.is_flag),
        tuple(flag for line in lines if line.criterion.is_flag and (flag := _flag(line, seats, decisions[line.criterion.key]))),
        tuple(
            (question["text"], said)
            for question in interview.guide.content["questions"]
            if (said := tuple((seat.person, note) for seat in seats if (note := seat.sheet.notes.get(question["key"]))))
        ),
    )


def _line(criterion: scores.Criterion, rows: list[list[Score]]) -> Line:
    """A line; empty where the scores have been removed."""
    if not all(rows):
        return Line(criterion, (), False)
    given = tuple(Given(first, tuple(later)) for first, *later in rows)
    return Line(criterion, given, scores.Spread(criterion, tuple(each.now.value for each in given)).is_wide)


def _flag(line: Line, seats: tuple[Seat, ...], decisions: list[FlagDecision]) -> Flag | None:
    raised = [
        (seat.person_id, score.at)
        for seat, given in zip(seats, line.given, strict=False)
        for score in (given.first, *given.later)
        if score.value == scores.LOWEST
    ]
    if not raised:
        return None
    decided = {decision.at: decision.may_go_on for decision in decisions}
    stops = scores.is_flag_open([at for _person, at in raised], decided)
    return Flag(line.criterion, frozenset(person for person, _at in raised), tuple(decisions), stops)


def raised_by(interview: Interview, criterion: str) -> set[int]:
    """Who has given a 1 on a criterion, first or changed. 1 query."""
    rows = Score.objects.filter(sheet__seat__interview=interview, criterion=criterion, value=scores.LOWEST)
    return set(rows.values_list("sheet__seat__person_id", flat=True))


@dataclass(frozen=True)
class OwnSeat:
    """One of one's own interviews, and where one's part of it stands."""

    seat: Seat
    is_handed_in: bool
    is_held: bool  # its time has come, so the sheet can be handed in
    is_open: bool  # everybody's sheet is in


def own(seats: QuerySet[Seat], *, now: datetime) -> list[OwnSeat]:
    """One's own interviews out of `policies.own_seats`: what waits for one first, by time, then what is handed in. 2 queries."""
    rows = list(
        seats.select_related(
            "interview__application__unit", "interview__application__role", "interview__application__process", "sheet"
        ).order_by(F("interview__starts_at").asc(nulls_last=True), "pk")
    )
    beside: dict[int, list[Seat]] = defaultdict(list)
    for other in Seat.objects.filter(interview__in=[row.interview_id for row in rows]).select_related("sheet"):
        beside[other.interview_id].append(other)
    found = [
        OwnSeat(
            row,
            has_handed_in(row),
            is_held(row.interview, now=now),
            is_open(beside[row.interview_id], row.interview.application.process.seats),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.is_handed_in)


def is_held(interview: Interview, *, now: datetime) -> bool:
    """Whether an interview's time has come. No query."""
    return interview.state == Interview.State.BOOKED and interview.starts_at is not None and interview.starts_at <= now


def waiting_for(seats: QuerySet[Seat]) -> Seat | None:
    """The next of one's own interviews, out of `policies.own_seats`, whose sheet is not in. 1 query."""
    return seats.exclude(sheet__sealed_at__isnull=False).order_by(F("interview__starts_at").asc(nulls_last=True), "pk").first()
