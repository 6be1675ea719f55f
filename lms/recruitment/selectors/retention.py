"""How long things are kept here: the one source of the days that are carried out and of those that are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from lms.recruitment.models import Application
from lms.recruitment.rules.retention import Clock, Part, clocks, due
from lms.recruitment.rules.stages import Stage


def retention_clocks() -> Mapping[Part, Clock]:
    """The clocks of this installation. No query."""
    return clocks(settings.RECRUITMENT_KEPT_DAYS)


@dataclass(frozen=True, slots=True)
class Kept:
    """How long one part of a case is kept, and, once the case has ended, until when."""

    part: Part
    clock: Clock
    until: date | None = None
    forgotten_on: date | None = None


def kept(application: Application | None = None) -> list[Kept]:
    """Every part with its clock; with the day it goes, or went, for a case that has ended. No query."""
    if application is None:
        return [Kept(part, clock) for part, clock in retention_clocks().items()]
    ended_on = day_of(application.ended_at)
    return [
        Kept(
            part,
            clock,
            due(part, stage=Stage(application.stage), ended_on=ended_on, clocks=retention_clocks()),
            date.fromisoformat(gone) if (gone := application.forgotten.get(part)) else None,
        )
        for part, clock in retention_clocks().items()
    ]


def day_of(moment: datetime | None) -> date | None:
    """The day of a moment in Norway."""
    return timezone.localdate(moment) if moment else None
