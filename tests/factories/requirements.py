"""Requirements."""

from datetime import date
from typing import Any

from factory.declarations import SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from lms.qualifications.models import Qualification
from lms.requirements.models import Clause, Exemption, Leave, Option, Requirement

from .people import PersonFactory
from .qualifications import QualificationFactory
from .roles import AssignmentFactory


class RequirementFactory(DjangoModelFactory[Requirement]):
    """Asked of everybody before start, since the first day of 2020. One clause: `qualification`, or any of `qualification__any_of`."""

    valid_from = date(2020, 1, 1)

    class Meta:
        model = Requirement
        skip_postgeneration_save = True

    @post_generation
    def qualification(self: Any, create: bool, given: Qualification | None, **_values: Any) -> None:
        """What it asks for, at `level`."""
        clause = Clause.objects.create(requirement=self, since=self.valid_from, assurance=_values.get("level", 0))
        for each in _values.get("any_of") or [given or QualificationFactory.create()]:
            Option.objects.create(clause=clause, qualification=each)


def qualification_of(requirement: Requirement) -> Qualification:
    """What a requirement with one clause and one option asks for."""
    return Qualification.objects.get(options__clause__requirement=requirement)


class ExemptionFactory(DjangoModelFactory[Exemption]):
    """Approved by a second person."""

    person = SubFactory(PersonFactory)
    qualification = SubFactory(QualificationFactory)
    reason = "Har det fra jobben."
    by = SubFactory(PersonFactory)
    approved_by = SubFactory(PersonFactory)

    class Meta:
        model = Exemption


class LeaveFactory(DjangoModelFactory[Leave]):
    """Given."""

    assignment = SubFactory(AssignmentFactory)
    reason = "Kurset er fullt."

    class Meta:
        model = Leave
