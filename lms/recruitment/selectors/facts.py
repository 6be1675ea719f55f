"""What has been done in cases, in the words of the rules."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from lms.recruitment.models import (
    Application,
    FlagDecision,
    GuidelineSigned,
    Interview,
    PoliceCertificate,
    Process,
    Reference,
    Score,
    Seat,
    Tie,
    TrialShift,
)
from lms.recruitment.rules import scores
from lms.recruitment.rules.stages import Facts, RoundFacts
from lms.roles.models import Role
from lms.units.models import Unit


def criteria_of(interview: Interview) -> list[scores.Criterion]:
    """The criteria of the guide that a round is held by. No query if the guide's edition is fetched."""
    return [
        scores.Criterion(each["key"], each["name"], tuple(each["anchors"]), each["is_flag"]) for each in interview.guide.content["criteria"]
    ]


def facts_of(applications: Iterable[Application]) -> dict[int, Facts]:
    """What has been done in each of several cases, by their ids. 9 queries, whatever the number of cases."""
    found = {application.pk: application for application in applications}
    ids = list(found)
    interviews = {
        row.pk: row
        for row in Interview.objects.filter(application__in=ids)
        .exclude(state=Interview.State.CALLED_OFF)
        .select_related("guide", "application__process")
    }
    sitting: dict[int, set[int]] = defaultdict(set)
    handed_in: dict[int, set[int]] = defaultdict(set)
    for interview_id, person_id, sealed_at in Seat.objects.filter(interview__in=interviews).values_list(
        "interview_id", "person_id", "sheet__sealed_at"
    ):
        sitting[interview_id].add(person_id)
        if sealed_at:
            handed_in[interview_id].add(person_id)
    # While a round is sealed its flags are nobody's to know, and its missing sheets stop the case as well.
    opened = {
        pk: interview
        for pk, interview in interviews.items()
        if scores.is_round_open(sitting[pk], handed_in[pk], least=interview.application.process.seats)
    }
    flags = _open_flags(opened)
    rounds: dict[int, list[RoundFacts]] = defaultdict(list)
    for pk, interview in interviews.items():
        rounds[interview.application_id].append(
            RoundFacts(interview.round, frozenset(sitting[pk]), frozenset(handed_in[pk]), len(flags[pk]))
        )
    references: dict[int, int] = defaultdict(int)
    for application_id in Reference.objects.filter(referee__application__in=ids, given_at__isnull=False).values_list(
        "referee__application_id", flat=True
    ):
        references[application_id] += 1
    ties: dict[int, set[int]] = defaultdict(set)
    for application_id, person_id in Tie.objects.filter(application__in=ids).values_list("application_id", "person_id"):
        ties[application_id].add(person_id)
    shifts = set(TrialShift.objects.filter(application__in=ids, held=True).values_list("application_id", flat=True))
    signed = set(GuidelineSigned.objects.filter(application__in=ids).values_list("application_id", flat=True))
    shown = set(PoliceCertificate.objects.filter(application__in=ids).values_list("application_id", flat=True))
    return {
        pk: Facts(
            contacted=application.contacted_at is not None,
            rounds=tuple(sorted(rounds[pk], key=lambda each: each.number)),
            references=references[pk],
            trial_shift=pk in shifts,
            guideline=pk in signed,
            police_certificate=pk in shown,
            tied=frozenset(ties[pk]),
        )
        for pk, application in found.items()
    }


def _open_flags(interviews: dict[int, Interview]) -> dict[int, set[str]]:
    """Flags scored 1 by anybody, first or changed, that nobody has let pass in writing since. 2 queries."""
    keys = {pk: {each.key for each in criteria_of(interview) if each.is_flag} for pk, interview in interviews.items()}
    raised: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    rows = Score.objects.filter(sheet__seat__interview__in=interviews, value=scores.LOWEST, sheet__sealed_at__isnull=False)
    for interview_id, criterion, at in rows.values_list("sheet__seat__interview_id", "criterion", "at"):
        if criterion in keys[interview_id]:
            raised[interview_id, criterion].append(at)
    decided: dict[tuple[int, str], dict[datetime, bool]] = defaultdict(dict)
    for decision in FlagDecision.objects.filter(interview__in=interviews):
        decided[decision.interview_id, decision.criterion][decision.at] = decision.may_go_on
    found: dict[int, set[str]] = defaultdict(set)
    for (pk, criterion), times in raised.items():
        if scores.is_flag_open(times, decided[pk, criterion]):
            found[pk].add(criterion)
    return found


def process_for(unit: Unit, role: Role) -> Process:
    """The process that a new case in a unit follows: the nearest unit's, else that of its kind, else the standard; one for the role goes first.

    1 query. The standard always exists: a migration makes it.
    """
    places = {unit_id: len(unit.path_ids) - number for number, unit_id in enumerate(unit.path_ids)}  # 1 for the unit itself
    far = len(places) + 1
    found = [
        row
        for row in Process.objects.current().select_related("unit", "kind", "role")
        if (row.unit_id is None or row.unit_id in places)
        and (row.kind_id is None or row.kind_id == unit.kind_id)
        and (row.role_id is None or row.role_id == role.pk)
    ]

    def nearness(row: Process) -> tuple[int, bool]:
        place = places[row.unit_id] if row.unit_id else far if row.kind_id else far + 1
        return place, row.role_id is None

    return min(found, key=nearness)
