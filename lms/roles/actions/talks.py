"""Verbs on talks: wishing for one, answering the wish, planning one and having had it."""

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.roles.models import Assignment, FollowUp, TalkKind, TalkWish, Urgency, WishOutcome
from lms.roles.rules.talks import TALK_KEPT, WISH_KEPT
from lms.roles.selectors.following import nearest
from lms.units.models import Unit

log = logging.getLogger(__name__)


@transaction.atomic
def wish_for_talk(*, person: Person, unit: Unit, urgency: Urgency, whom: Person | None, now: datetime) -> TalkWish:
    """Say that somebody would like a talk in a unit, with one of those who answer for it or with whoever of them. Returns the wish; twice is once.

    Raises ValidationError for somebody who has no assignment there, and for a person who does not answer for the unit.
    """
    list(Person.objects.select_for_update().filter(pk=person.pk))  # two wishes in the same moment come one after the other
    known = TalkWish.objects.filter(person=person, unit=unit, closed_at=None).first()
    if known:
        return known
    if not Assignment.objects.current().filter(person=person, unit=unit).exists():
        raise ValidationError(_("You have no assignment there now."))
    if whom and whom.pk not in {row.person_id for row in nearest([unit], on=timezone.localdate(now))[unit.pk]}:
        raise ValidationError({"whom": _("Choose one of those who answer for the unit.")})
    return TalkWish.objects.create(person=person, unit=unit, urgency=urgency, whom=whom, at=now)


def promise_talk(*, wish: TalkWish, by: Person, now: datetime) -> TalkWish:
    """Say that one has seen a wish and will be in touch. Whoever says so first is named. Raises ValidationError if it is closed."""
    return _answer(wish, by=by, now=now)


def agree_on_talk(*, wish: TalkWish, on: date, by: Person, now: datetime) -> TalkWish:
    """Say for which day a talk is agreed; again with another day moves it. Raises ValidationError if it is closed, or the day has passed."""
    if on < timezone.localdate(now):
        raise ValidationError({"agreed_on": _("The day cannot have passed.")})
    return _answer(wish, by=by, now=now, agreed_on=on)


def close_wish(*, wish: TalkWish, outcome: WishOutcome, by: Person, now: datetime) -> TalkWish:
    """Say that one has talked together, or, for the person themselves, that the wish is withdrawn. Twice is once.

    Raises ValidationError if it ended otherwise meanwhile.
    """
    return _answer(wish, by=by, now=now, outcome=outcome)


@transaction.atomic
def _answer(wish: TalkWish, *, by: Person, now: datetime, agreed_on: date | None = None, outcome: WishOutcome | None = None) -> TalkWish:
    current = TalkWish.objects.select_for_update().get(pk=wish.pk)
    if current.closed_at:
        if outcome and current.outcome == outcome:
            return current
        raise ValidationError(_("This wish is closed already."))
    if by.pk != current.person_id and current.seen_at is None:
        current.seen_at, current.seen_by = now, by
    current.agreed_on = agreed_on or current.agreed_on
    if outcome:
        current.outcome, current.closed_at = outcome, now
    current.save(update_fields=["seen_at", "seen_by", "agreed_on", "outcome", "closed_at"])
    return current


@transaction.atomic
def plan_talk(*, assignment: Assignment, kind: TalkKind, due_on: date, by: Person | None) -> FollowUp:
    """Plan a talk of a kind for a day. One of that kind that is planned already is moved to the day; twice is once."""
    list(Assignment.objects.select_for_update().filter(pk=assignment.pk))
    planned, is_new = FollowUp.objects.get_or_create(assignment=assignment, kind=kind, done_on=None, defaults={"due_on": due_on, "by": by})
    if not is_new and planned.due_on != due_on:
        planned.due_on = due_on
        planned.save(update_fields=["due_on"])
    return planned


@transaction.atomic
def finish_talk(*, planned: FollowUp, on: date, by: Person) -> FollowUp | None:
    """Say that a planned talk was had. The first to say so is named; None if it was taken away meanwhile."""
    current = FollowUp.objects.select_for_update().filter(pk=planned.pk).first()
    if current and current.done_on is None:
        current.done_on, current.done_by = on, by
        current.save(update_fields=["done_on", "done_by"])
    return current


@transaction.atomic
def drop_talk(*, planned: FollowUp) -> bool:
    """Take a planned talk away that has not been had. Returns whether there was one; twice is once."""
    return FollowUp.objects.filter(pk=planned.pk, done_on=None).delete()[0] > 0


@transaction.atomic
def forget_talks(*, now: datetime) -> int:
    """Remove wishes that were closed 180 days ago or more, and talks that were had a year ago or more. Returns how many."""
    wishes = TalkWish.objects.filter(closed_at__lte=now - WISH_KEPT).delete()[0]
    return wishes + FollowUp.objects.filter(done_on__lte=timezone.localdate(now) - TALK_KEPT).delete()[0]


@transaction.atomic
def carry_talks(*, kept: Assignment, ended: Assignment) -> None:
    """Let what is planned and wished for in an assignment follow to the one that takes its place in another unit."""
    same = FollowUp.objects.filter(assignment=kept, done_on=None).values_list("kind", flat=True)
    FollowUp.objects.filter(assignment=ended, done_on=None).exclude(kind__in=list(same)).update(assignment=kept)
    wishes = TalkWish.objects.filter(person=kept.person_id, unit=ended.unit_id, closed_at=None)
    if TalkWish.objects.filter(person=kept.person_id, unit=kept.unit_id, closed_at=None).exists():
        wishes.delete()  # the same wish, said in both
    else:
        wishes.update(unit=kept.unit_id)
