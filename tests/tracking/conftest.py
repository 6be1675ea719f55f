"""What several tests of this room begin with; those that need another house make their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.roles.models import Assignment
from tests.cast import Cast
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Ben lacks «Secrecy», Noor's runs out in ten days, and Ana begins tomorrow."""
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour)
    EvidenceFactory.create(person=cast.noor, qualification=secrecy, earned_on=TODAY - 99 * DAY, valid_until=TODAY + 10 * DAY)
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY + DAY)
    return cast
