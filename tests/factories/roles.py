"""Roles, assignments and responsibilities."""

from datetime import date

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind, Role

from .people import PersonFactory
from .units import UnitFactory


class RoleFactory(DjangoModelFactory[Role]):
    """A role."""

    key = Sequence(lambda n: f"role-{n}")
    name = Sequence(lambda n: f"Role {n}")

    class Meta:
        model = Role
        django_get_or_create = ("key",)


class AssignmentFactory(DjangoModelFactory[Assignment]):
    """An active assignment since the first day of 2026."""

    person = SubFactory(PersonFactory)
    role = SubFactory(RoleFactory)
    unit = SubFactory(UnitFactory)
    status = AssignmentStatus.ACTIVE
    starts_on = date(2026, 1, 1)

    class Meta:
        model = Assignment


class ResponsibilityFactory(DjangoModelFactory[Responsibility]):
    """A coordinator since the first day of 2026, who can log in."""

    person = SubFactory(PersonFactory, login=True)
    unit = SubFactory(UnitFactory)
    kind = ResponsibilityKind.COORDINATOR
    starts_on = date(2026, 1, 1)

    class Meta:
        model = Responsibility
