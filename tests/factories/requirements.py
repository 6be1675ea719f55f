"""Requirements."""

from datetime import date

from factory.declarations import SubFactory
from factory.django import DjangoModelFactory

from lms.requirements.models import Requirement

from .qualifications import QualificationFactory


class RequirementFactory(DjangoModelFactory[Requirement]):
    """Asked of everybody before start, since the first day of 2020."""

    qualification = SubFactory(QualificationFactory)
    valid_from = date(2020, 1, 1)

    class Meta:
        model = Requirement
