"""Verbs on rules. Those on what one person is let off stand in `exemptions.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.qualifications.actions import track_level
from lms.qualifications.models import Assurance, Qualification
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind

from . import rules
from .models import Clause, Effect, Option, Phase, Requirement


@dataclass(frozen=True)
class AskedFor:
    """A clause to be: any one of some qualifications, at a level of assurance (0: any), and what to call it (empty: as they are called)."""

    qualifications: Sequence[Qualification]
    level: int = 0
    name: str = ""

    @property
    def subject(self) -> str:
        """See `rules.subject_of`."""
        return rules.subject_of([each.key for each in self.qualifications], self.level)


@dataclass(frozen=True)
class Draft:
    """A version of a rule to be. What is left out of the audience covers all."""

    valid_from: date
    clauses: Sequence[AskedFor] = field(default_factory=list)
    role: Role | None = None
    unit: Unit | None = None
    kind: UnitKind | None = None
    city: str = ""
    phase: Phase = Phase.BEFORE_START
    days: int | None = None
    due_on: date | None = None
    effect: Effect = Effect.BLOCKS
    valid_until: date | None = None

    def requirement(self) -> Requirement:
        """The row it would be, not saved. Raises ValidationError for dates or days that make no sense."""
        row = Requirement(
            role=self.role,
            unit=self.unit,
            kind=self.kind,
            city=self.city,
            phase=self.phase,
            days=self.days,
            due_on=self.due_on,
            effect=self.effect,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
        row.full_clean(exclude=["supersedes"])
        if not self.clauses or not all(each.qualifications for each in self.clauses):
            raise ValidationError({"clauses": _("Say what is asked for.")})
        return row

    def since(self, before: Requirement | None) -> dict[str, date]:
        """When each subject was first asked: as in the version before, if it asked the same audience for it; else from this one's first day."""
        asked = {each.subject: self.valid_from for each in self.clauses}
        if before is None or (before.role, before.unit, before.kind, before.city) != (self.role, self.unit, self.kind, self.city):
            return asked
        kept = Requirement.objects.with_clauses().get(pk=before.pk)
        known = {subject: clause.since for subject, clause in zip(kept.subjects, kept.clauses.all(), strict=True)}
        return asked | {subject: since for subject, since in known.items() if subject in asked}


@transaction.atomic
def require(
    *,
    qualification: Qualification,
    valid_from: date,
    phase: Phase = Phase.BEFORE_START,
    days: int | None = None,
    due_on: date | None = None,
    valid_until: date | None = None,
    role: Role | None = None,
    unit: Unit | None = None,
    kind: UnitKind | None = None,
    city: str = "",
    level: int = 0,
    effect: Effect = Effect.BLOCKS,
) -> Requirement:
    """Ask an audience for one qualification from `valid_from`, to and including `valid_until` if given; what is left out covers all.

    Asking twice for the same from the same day is once: the second time sets phase, days, effect and last day. `days` belong to «within a number of
    days» and `due_on` to «by a fixed day», and to those only. Raises ValidationError if the dates or days make no sense.
    """
    draft = Draft(
        valid_from=valid_from,
        clauses=[AskedFor([qualification], level)],
        role=role,
        unit=unit,
        kind=kind,
        city=city,
        phase=phase,
        days=days,
        due_on=due_on,
        effect=effect,
        valid_until=valid_until,
    )
    wanted = draft.requirement()
    audience = {"role": role, "unit": unit, "kind": kind, "city": city, "valid_from": valid_from}
    same = Requirement.objects.filter(**audience, clauses__options__qualification=qualification, clauses__assurance=level)
    for known in same.distinct():
        if Option.objects.filter(clause__requirement=known).count() == 1:
            wanted.pk = known.pk
            known.phase, known.days, known.due_on, known.effect, known.valid_until = phase, days, due_on, effect, valid_until
            known.save()
            return known
    return _written(draft, wanted, before=None)


def check(*, draft: Draft, supersedes: Requirement | None) -> Requirement:
    """The row that a draft would be, not saved. Raises ValidationError if it cannot be decided."""
    wanted = draft.requirement()
    if supersedes is not None:
        if Requirement.objects.filter(supersedes=supersedes).exists():
            raise ValidationError(_("This version has been replaced already. Change the newest one."))
        if draft.valid_from <= supersedes.valid_from:
            raise ValidationError({"valid_from": _("Choose a day after the version before began.")})
    return wanted


@transaction.atomic
def decide(
    *, draft: Draft, reason: str, by: Person, now: datetime, supersedes: Requirement | None = None, dry_run: dict[str, Any] | None = None
) -> Requirement:
    """Make a draft a rule, or the next version of the rule `supersedes`, which then ends the day before. Keeps the dry run it was decided on.

    Raises ValidationError if it makes no sense, or if the version before already has another after it or begins no earlier.
    """
    if supersedes is not None:
        supersedes = Requirement.objects.select_for_update().get(pk=supersedes.pk)
    wanted = check(draft=draft, supersedes=supersedes)
    if supersedes is not None and (supersedes.valid_until is None or supersedes.valid_until >= draft.valid_from):
        stop_requiring(requirement=supersedes, on=draft.valid_from - timedelta(days=1))
    wanted.supersedes, wanted.reason, wanted.decided_by, wanted.decided_at, wanted.dry_run = supersedes, reason, by, now, dry_run
    return _written(draft, wanted, before=supersedes)


def _written(draft: Draft, row: Requirement, *, before: Requirement | None) -> Requirement:
    since = draft.since(before)
    row.save()
    for order, asked in enumerate(draft.clauses):
        clause = Clause.objects.create(requirement=row, name=asked.name, assurance=asked.level, since=since[asked.subject], order=order)
        Option.objects.bulk_create([Option(clause=clause, qualification=each) for each in unique(asked.qualifications)])
        if asked.level:
            for each in asked.qualifications:
                track_level(qualification=each, level=Assurance(asked.level))
    return row


def unique(qualifications: Iterable[Qualification]) -> list[Qualification]:
    """Each once, in order."""
    return list({each.pk: each for each in qualifications}.values())


@transaction.atomic
def repeat(*, requirement: Requirement, unit: Unit, valid_from: date) -> Requirement:
    """Ask the same of another unit and those below it from a day on, to the same last day. Who serves there counts days from then."""
    draft = Draft(
        valid_from=valid_from,
        clauses=[
            AskedFor([option.qualification for option in clause.options.all()], clause.assurance, clause.name)
            for clause in requirement.clauses.prefetch_related("options__qualification")
        ],
        role=requirement.role,
        unit=unit,
        kind=requirement.kind,
        city=requirement.city,
        phase=Phase(requirement.phase),
        days=requirement.days,
        due_on=requirement.due_on,
        effect=Effect(requirement.effect),
        valid_until=requirement.valid_until,
    )
    return _written(draft, draft.requirement(), before=None)


@transaction.atomic
def stop_requiring(
    *,
    requirement: Requirement,
    on: date,
    reason: str = "",
    by: Person | None = None,
    now: datetime | None = None,
    dry_run: dict[str, Any] | None = None,
) -> Requirement:
    """Ask no longer from a day: `on` is the last day it is in force. It stays on record, since it explains verdicts of its time.

    Who ended it, why, and what was tried before are kept where somebody decided it; a new version ends the one before without.
    """
    check_ending(requirement=requirement, on=on)
    requirement.valid_until = on
    if by is not None:
        requirement.end_reason, requirement.ended_by, requirement.ended_at, requirement.end_dry_run = reason, by, now, dry_run
    requirement.save(update_fields=["valid_until", "end_reason", "ended_by", "ended_at", "end_dry_run"])
    return requirement


def check_ending(*, requirement: Requirement, on: date) -> None:
    """Raises ValidationError if a rule cannot end on a day: it has not begun by then, or ends before already, and would last longer."""
    if on < requirement.valid_from:
        raise ValidationError(_("The last day cannot come before the first."))
    if requirement.valid_until and requirement.valid_until < on:
        raise ValidationError(_("It ends before that already."))
