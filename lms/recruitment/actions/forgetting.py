"""Forgetting: what a case held is removed part by part, by its own clock, until only counts are left.

What goes with each part stands here and nowhere else. Rows that are append-only are removed with their querysets, which is the one exception to it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from lms.mail.actions import forget_address
from lms.mail.models import Letter
from lms.people.models import Person
from lms.recruitment.models import (
    Application,
    Away,
    FileRead,
    FlagDecision,
    GuidelineSigned,
    Interview,
    Move,
    OfferedTime,
    PoliceCertificate,
    Receipt,
    Referee,
    Ruling,
    Score,
    ScoreSheet,
    Seat,
    SecretLink,
    Stage,
    Tie,
    TrialShift,
)
from lms.recruitment.rules.retention import Clock, Part, is_due
from lms.recruitment.rules.stages import Stage as RuleStage
from lms.recruitment.selectors.retention import day_of, retention_clocks

from .cases import locked, withdraw
from .letters import letters_about

AT_ONCE = 500  # cases; a database takes only so many ids in one question
AWAY_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed, and what of ended cases is kept until its clock runs out: part → number of cases. `absences` are rows."""

    counts: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def forget_due(*, now: datetime, dry_run: bool = False, clocks: Mapping[Part, Clock] | None = None) -> Forgotten:
    """Remove every part of ended cases whose clock has run out, and write a receipt if there was any. Again changes nothing.

    `clocks` are this installation's unless others are given. With `dry_run` nothing is removed or written, and the answer is what would have been.
    """
    on, clocks = timezone.localdate(now), clocks or retention_clocks()
    result = Forgotten()
    ended = Application.objects.ended()
    for part in Part:
        rows = (ended if dry_run else ended.select_for_update(of=("self",))).exclude(forgotten__has_key=part)
        waiting = list(rows.only("stage", "ended_at", "forgotten"))
        due = [row for row in waiting if is_due(part, stage=RuleStage(row.stage), ended_on=day_of(row.ended_at), on=on, clocks=clocks)]
        if due:
            result.counts[part] = len(due)
        if len(waiting) > len(due):
            result.kept[part] = len(waiting) - len(due)
        if not dry_run:
            _forget(part, due, on=on)
    absences = Away.objects.filter(last_day__lte=on - AWAY_KEPT)
    if number := absences.count():
        result.counts["absences"] = number
        if not dry_run:
            absences.delete()
    if result.counts and not dry_run:
        Receipt.objects.create(at=now, counts=result.counts, kept=result.kept)
    return result


@transaction.atomic
def forget_cases(*, which: QuerySet[Application], now: datetime) -> int:
    """Remove everything but counts of these cases now, whatever the clocks say: somebody has asked for it. Returns how many cases.

    One that is still open is ended as withdrawn. The tie to the person's record goes too.
    """
    cases = [withdraw(application=case, now=now) if case.is_open else case for case in map(locked, which)]
    for part in Part:
        _forget(part, [case for case in cases if part not in case.forgotten], on=timezone.localdate(now))
    Application.objects.filter(pk__in=[case.pk for case in cases]).update(person=None)
    if cases:
        Receipt.objects.create(at=now, counts={part: len(cases) for part in Part}, kept={})
    return len(cases)


@transaction.atomic
def forget_somebody(*, person: Person | None, emails: Collection[str], now: datetime) -> int:
    """Remove what recruitment holds of somebody as applicant and as referee, at their own wish. Returns how many cases and references it touched.

    What they did as staff stays, without saying who, once their record is gone.
    """
    theirs = reduce(or_, (Q(email__iexact=email) for email in emails if email), Q(pk__in=[]))
    number = forget_cases(which=Application.objects.filter(theirs | Q(person=person) if person else theirs), now=now)
    referees = Referee.objects.filter(theirs)
    number += referees.count()
    referees.delete()
    for email in emails:
        forget_address(address=email)
    return number


def _forget(part: Part, cases: Sequence[Application], *, on: date) -> None:
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        _REMOVE[part]([case.pk for case in some])
        for case in some:
            case.forgotten = {**case.forgotten, part: on.isoformat()}
        Application.objects.bulk_update(some, ["forgotten"])


def _notes(ids: Sequence[int]) -> None:
    ScoreSheet.objects.filter(seat__interview__application__in=ids).update(notes={}, draft={})
    Score.objects.filter(sheet__seat__interview__application__in=ids).update(reason="")
    FlagDecision.objects.filter(interview__application__in=ids).update(text="")
    Move.objects.filter(application__in=ids).update(reason="")
    Interview.objects.filter(application__in=ids).update(other_times_wish="")


def _references(ids: Sequence[int]) -> None:
    others = Referee.objects.exclude(application__in=ids)
    letters_about(ids, "reference").delete()  # those to somebody of ours as well: the applicant's name stands in them
    _letters_to(Referee.objects.filter(application__in=ids), others)
    FileRead.objects.filter(application__in=ids, what=FileRead.What.REFERENCES).delete()
    Referee.objects.filter(application__in=ids).delete()  # with their references and links


def _letters_to(those: QuerySet[Any], others: QuerySet[Any]) -> None:
    """Remove letters that went to the addresses of some, but for addresses that somebody else has too: a person of ours, another case."""
    known = {email.lower() for rows in (Person.objects, others) for email in rows.exclude(email="").values_list("email", flat=True)}
    addresses = {email.lower() for email in those.exclude(email="").values_list("email", flat=True)} - known
    Letter.objects.annotate(address=Lower("to")).filter(address__in=addresses).delete()


def _answers(ids: Sequence[int]) -> None:
    Application.objects.filter(pk__in=ids).update(motivation="", skills="", interests=[], times=[], has_ties=None)
    rulings = Ruling.objects.filter(application__in=ids)
    Letter.objects.filter(pk__in=rulings.values("letter")).update(body="")  # the sentence stands there too
    rulings.update(sentence="", reason="")


def _scores(ids: Sequence[int]) -> None:
    interviews = Interview.objects.filter(application__in=ids)
    interviews.update(place="", link="", arranged_by=None)
    OfferedTime.objects.filter(interview__in=interviews).delete()
    FlagDecision.objects.filter(interview__in=interviews).delete()
    Seat.objects.filter(interview__in=interviews).delete()  # with their sheets and scores
    Tie.objects.filter(application__in=ids).delete()
    TrialShift.objects.filter(application__in=ids).delete()
    PoliceCertificate.objects.filter(application__in=ids).delete()
    GuidelineSigned.objects.filter(application__in=ids).delete()
    FileRead.objects.filter(application__in=ids, what=FileRead.What.SHEETS).delete()


def _identity(ids: Sequence[int]) -> None:
    cases = Application.objects.filter(pk__in=ids)
    letters_about(ids).delete()
    Letter.objects.filter(pk__in=Ruling.objects.filter(application__in=ids).values("letter")).delete()
    _letters_to(cases, Application.objects.exclude(pk__in=ids))
    SecretLink.objects.filter(application__in=ids).delete()
    FileRead.objects.filter(application__in=ids).delete()
    Move.objects.filter(application__in=ids).update(by=None)
    # Who stood behind an admission stays with it, as long as the person's own record does.
    others = Ruling.objects.filter(application__in=ids).exclude(application__stage=Stage.ADMITTED)
    others.update(proposed_by=None, confirmed_by=None, refused_by=None, undone_by=None)
    cases.exclude(stage=Stage.ADMITTED).update(person=None)
    cases.update(given_name="", family_name="", email="", phone="", language="nb", owner=None, key=Concat(Value("forgotten:"), F("pk")))


_REMOVE = {
    Part.NOTES: _notes,
    Part.REFERENCES: _references,
    Part.ANSWERS: _answers,
    Part.IDENTITY: _identity,
    Part.SCORES: _scores,
}
