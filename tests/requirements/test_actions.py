"""Asking for qualifications."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lms.requirements.actions import require, stop_requiring
from lms.requirements.models import Phase, Requirement
from tests.factories.qualifications import QualificationFactory
from tests.factories.roles import RoleFactory

pytestmark = pytest.mark.django_db

BEGAN = date(2026, 1, 1)


def test_require_twice_is_once_and_the_second_decides_when():
    qualification, role = QualificationFactory.create(), RoleFactory.create()
    first = require(qualification=qualification, role=role, valid_from=BEGAN)
    second = require(qualification=qualification, role=role, valid_from=BEGAN, phase=Phase.WITHIN_DAYS, days=30)
    assert (second, Requirement.objects.count()) == (first, 1)
    assert (second.phase, second.days) == (Phase.WITHIN_DAYS, 30)
    assert require(qualification=qualification, valid_from=BEGAN) != first


@pytest.mark.parametrize("wrong", [{"days": 30}, {"phase": Phase.WITHIN_DAYS}, {"valid_until": date(2025, 12, 31)}])
def test_require_refuses_what_makes_no_sense(wrong):
    with pytest.raises(ValidationError):
        require(qualification=QualificationFactory.create(), valid_from=BEGAN, **wrong)
    assert not Requirement.objects.exists()


def test_stop_requiring_keeps_it_on_record_to_its_last_day():
    requirement = require(qualification=QualificationFactory.create(), valid_from=BEGAN)
    assert stop_requiring(requirement=requirement, on=date(2026, 6, 1)).valid_until == date(2026, 6, 1)
    with pytest.raises(ValidationError):
        stop_requiring(requirement=requirement, on=date(2025, 12, 31))
