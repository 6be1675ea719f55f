"""Somebody who owns cases is away, and another stands in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment.models import Application, Away
from lms.recruitment.selectors.owners import owners_on


@transaction.atomic
def go_away(*, person: Person, deputy: Person, first_day: date, last_day: date, on: date) -> Away:
    """Write that somebody is away, both days included, and who stands in. The same again changes nothing.

    Raises ValidationError, by field: days in the past or in the wrong order, a deputy who is oneself, is away too, or does not recruit where one owns
    open cases, and days that meet another absence of one's own.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # so that two at once see each other
    meets = Away.objects.filter(first_day__lte=last_day, last_day__gte=first_day)
    same = meets.filter(person=person, deputy=deputy, first_day=first_day, last_day=last_day).first()
    if same:
        return same
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day cannot come before the first.")})
    if last_day < on:
        raise ValidationError({"last_day": _("These days are over.")})
    if deputy.pk == person.pk:
        raise ValidationError({"deputy": _("Choose somebody else as deputy.")})
    if meets.filter(person=person).exists():
        raise ValidationError({"first_day": _("You have said already that you are away on some of these days. Remove that first.")})
    if meets.filter(person=deputy).exists():
        raise ValidationError({"deputy": _("%(name)s is away on some of these days.") % {"name": deputy.name}})
    if strange := _beyond(deputy, person, on):
        raise ValidationError(
            {"deputy": _("%(name)s does not recruit in %(unit)s, where you have open cases.") % {"name": deputy.name, "unit": strange}}
        )
    return Away.objects.create(person=person, deputy=deputy, first_day=first_day, last_day=last_day)


def _beyond(deputy: Person, person: Person, on: date) -> str:
    """A unit where the deputy could not see to the person's open cases; empty if there is none."""
    owners = owners_on(on, [deputy.pk])
    held = Application.objects.open().filter(owner=person).order_by().values_list("unit__path", "unit__name").distinct()
    return next((name for path, name in held if not owners.may_work(deputy.pk, path or "")), "")


@transaction.atomic
def come_back(*, away: Away) -> None:
    """Take an absence away: it is over, or will not be. Twice is once."""
    Away.objects.filter(pk=away.pk).delete()
