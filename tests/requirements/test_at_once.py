"""The same asked twice in the same moment, as by a double click. Real transactions, so that locks are locks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.requirements.actions import AskedFor, Draft
from lms.requirements.exemptions import ask_exemption, give_leave
from lms.requirements.models import Exemption, Leave, Requirement
from lms.requirements.trials import decide_once
from lms.roles.models import Assignment
from tests.at_once import at_once
from tests.cast import make_cast
from tests.factories.qualifications import QualificationFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
TIME = {"reason": "Works beside Kim.", "starts_on": TODAY, "until": TODAY + timedelta(days=30), "now": NOW, "on": TODAY}


def test_an_exemption_asked_for_twice_in_the_same_moment_is_one():
    cast = make_cast()
    told = {"person": cast.ben, "qualification": QualificationFactory.create(), "unit": cast.harbour, "by": cast.kim}
    assert (at_once(*[lambda: ask_exemption(**told, **TIME)] * 2), Exemption.objects.count()) == ([None, None], 1)


def test_a_leave_given_twice_in_the_same_moment_is_one():
    cast = make_cast()
    post = Assignment.objects.get(person=cast.ben)
    assert (at_once(*[lambda: give_leave(assignment=post, by=cast.kim, **TIME)] * 2), Leave.objects.count()) == ([None, None], 1)


def test_a_rule_made_twice_in_the_same_moment_is_one():
    cast = make_cast()
    before = Requirement.objects.count()
    draft = Draft(valid_from=TODAY + timedelta(days=9), clauses=[AskedFor([QualificationFactory.create()])], unit=cast.harbour)
    told = {"draft": draft, "unit": cast.harbour, "reason": "", "by": cast.lea, "now": NOW, "on": TODAY}
    assert (at_once(*[lambda: decide_once(**told)] * 2), Requirement.objects.count() - before) == ([None, None], 1)
