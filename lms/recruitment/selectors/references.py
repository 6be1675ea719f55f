"""Referees as they stand, for a case's page, the board and the applicant's own page; and what they have answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lms.recruitment.models import Application, Referee, Reference
from lms.recruitment.rules import references as rules
from lms.recruitment.rules import retention, stages

from .retention import retention_clocks


@dataclass(frozen=True, slots=True)
class Standing:
    """A referee, where they stand, and what it asks of us."""

    referee: Referee
    dates: rules.Dates
    state: rules.State
    task: rules.Task


@dataclass(frozen=True, slots=True)
class Line:
    """One question as it was put, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Given:
    """A reference as it is read."""

    referee: Referee
    reference: Reference
    lines: list[Line]


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def reference_of(referee: Referee) -> Reference | None:
    """What a referee has begun or given; None for nothing. No query if it was fetched with the referee."""
    return getattr(referee, "reference", None)


def dates_of(referee: Referee) -> rules.Dates:
    """What has happened with a referee, in the words of the rules. No query if the reference was fetched with the referee."""
    reference = reference_of(referee)
    return rules.Dates(
        asked_on=_day(referee.asked_at),
        opened_on=_day(referee.opened_at),
        saved_on=_day(reference.saved_at) if reference else None,
        given_on=_day(reference.given_at) if reference else None,
        declined_on=_day(referee.declined_at),
        returned_on=_day(referee.bounced_at),
        replaced_on=_day(referee.replaced_at),
        by_letter=bool(referee.email),
        by_telephone=bool(reference and reference.by_telephone_id),
        reminders=referee.reminders,
    )


def referees_in(applications: Iterable[Application], *, on: date) -> dict[int, list[Standing]]:
    """The referees of several cases by the cases' ids, in the order they were named. Answers are not read.

    1 query, whatever their number, if the cases' processes are fetched.
    """
    found = {application.pk: application for application in applications}
    named: dict[int, list[Referee]] = defaultdict(list)
    for referee in Referee.objects.filter(application__in=found).select_related("reference").defer("reference__answers"):
        named[referee.application_id].append(referee)
    return {pk: _standings(application, named[pk], on=on) for pk, application in found.items()}


def referees_of(application: Application, *, on: date) -> list[Standing]:
    """The referees of one case. 1 query, if its process is fetched."""
    return referees_in([application], on=on)[application.pk]


def _standings(application: Application, referees: list[Referee], *, on: date) -> list[Standing]:
    dates = [dates_of(referee) for referee in referees]
    states = [rules.state(each, on=on) for each in dates]
    enough = rules.is_enough(application.process.references, states)
    stage = stages.Stage(application.stage)
    return [
        Standing(referee, each, state, rules.task(each, on=on, stage=stage, enough=enough))
        for referee, each, state in zip(referees, dates, states, strict=True)
    ]


def places_left(application: Application, standings: Iterable[Standing]) -> int:
    """How many referees the applicant still has to name. No query if the process is fetched."""
    return rules.places_left(application.process.references, [each.state for each in standings])


def is_enough(application: Application, *, on: date) -> bool:
    """Whether as many referees have answered as the process asks for. 1 query."""
    return rules.is_enough(application.process.references, [each.state for each in referees_of(application, on=on)])


def lines_of(answers: dict[str, Any]) -> list[Line]:
    """What was asked and answered, in the order of the form."""
    return [Line(each["question"], each["answer"]) for each in sorted(answers.values(), key=lambda each: each["order"])]


def given_references(application: Application) -> list[Given]:
    """The references of a case that have been given; a draft is its writer's alone. 1 query. Whoever reads them is written down by the caller."""
    rows = Reference.objects.filter(referee__application=application, given_at__isnull=False).select_related("referee", "by_telephone")
    return [Given(row.referee, row, lines_of(row.answers)) for row in rows.order_by("given_at", "pk")]


def kept_days() -> int:
    """For how many days after the end of a case what a referee wrote is kept, at the most."""
    clock = retention_clocks()[retention.Part.REFERENCES]
    return max(clock.declined, clock.admitted)


def forgotten_on(application: Application) -> date | None:
    """The day on which the referees of an ended case and what they wrote are removed; None while it is open."""
    stage, ended_on = stages.Stage(application.stage), _day(application.ended_at)
    return retention.due(retention.Part.REFERENCES, stage=stage, ended_on=ended_on, clocks=retention_clocks())
