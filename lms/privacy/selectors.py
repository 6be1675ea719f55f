"""Whom an address belongs to, and whose time is over."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.people.models import Person
from lms.recruitment.models import Application, Referee
from lms.roles.selectors.leaving import left_by


def is_known_to_recruitment(email: str) -> bool:
    """Whether an address is an applicant's or a referee's. At most 2 queries."""
    return any(model.objects.filter(email__iexact=email).exists() for model in (Application, Referee))


def leavers(day: date) -> QuerySet[Person]:
    """Everybody whose last day was `day` or earlier, and with whom nobody is busy; as `roles.selectors.leaving.left_by`.

    Somebody who has applied again, or vouches for somebody, is waited for until that case has ended. Whoever runs the machine is never among them.
    """
    addressed = (Q(email__iexact=OuterRef("email")) | Q(email__iexact=OuterRef("user__email"))) & ~Q(email="")
    applies = Application.objects.open().filter(Q(person=OuterRef("pk")) | addressed)
    vouches = Referee.objects.filter(addressed, application__in=Application.objects.open())
    return left_by(day).filter(~Exists(applies), ~Exists(vouches)).exclude(user__is_superuser=True).order_by("pk")
