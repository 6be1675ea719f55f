"""How far the invented units have come with their register, and who of Bergen would like a talk."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from lms.people.models import Person
from lms.roles.actions.reviews import answer, confirm_all
from lms.roles.actions.talks import agree_on_talk, plan_talk, wish_for_talk
from lms.roles.models import Answer, Assignment, AssignmentStatus, TalkKind, Urgency
from lms.roles.selectors.following import nearest
from lms.roles.selectors.reviews import open_review, to_confirm
from lms.units.models import Unit

from .organisation import BERGEN

CONFIRMED = {"dagsenteret-bergen": 1.0, "kafe-kampen-gjovik": 1.0, "varmestua-fredrikstad": 0.75, "steg-for-steg-oslo": 0.4}  # what share


def go_through(*, units: Mapping[str, Unit], now: datetime) -> None:
    """Let some units have gone through their register, whole or in part, a week ago."""
    today = timezone.localdate(now)
    review = open_review(on=today)
    at = max(now - timedelta(days=7), timezone.make_aware(datetime.combine(review.opens_on, datetime.min.time())))
    for slug, share in CONFIRMED.items():
        unit = units[slug]
        rows = list(to_confirm(Assignment.objects.filter(unit=unit), review=review, on=today).order_by("pk"))
        rows = rows[: round(share * len(rows))]
        follows = nearest([unit], on=today)[unit.pk]
        by = follows[0].person if follows else None
        confirm_all(assignments=rows, review=review, by=by, now=at)
        for row in rows:
            if row.status == AssignmentStatus.PAUSED:
                answer(assignment=row, answer=Answer.PAUSED, day=today + timedelta(days=60), review=review, by=by, now=at)


def talk(*, units: Mapping[str, Unit], people: Mapping[str, Person], now: datetime) -> None:
    """Two of Bergen would like a talk, and with two one is planned."""
    today, bergen, tarjei = timezone.localdate(now), units[BERGEN], people["tarjei"]
    wish_for_talk(person=people["jonas"], unit=bergen, urgency=Urgency.SOON, whom=None, now=now - timedelta(days=1))
    agreed = wish_for_talk(person=people["oddbjorn"], unit=bergen, urgency=Urgency.WHENEVER, whom=tarjei, now=now - timedelta(days=6))
    agree_on_talk(wish=agreed, on=today + timedelta(days=5), by=tarjei, now=now - timedelta(days=2))
    for key, kind, days in (("nora", TalkKind.FIRST, 0), ("amina", TalkKind.YEARLY, 24)):
        assignment = Assignment.objects.current().get(person=people[key], unit=bergen)
        plan_talk(assignment=assignment, kind=kind, due_on=today + timedelta(days=days), by=tarjei)
