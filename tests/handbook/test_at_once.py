"""The button pressed twice in the same moment."""

import pytest
from django.utils import timezone

from lms.handbook.actions import acknowledge
from lms.handbook.models import Acknowledgement
from lms.handbook.selectors import newest_edition
from lms.qualifications.models import Evidence
from tests.at_once import at_once
from tests.cast import make_cast
from tests.factories.handbook import a_guideline
from tests.factories.qualifications import QualificationFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_pressed_twice_in_one_moment_is_once():
    cast = make_cast()
    page = a_guideline(asks="read", qualification=QualificationFactory())
    edition = newest_edition(page)
    now = timezone.now()

    def press():
        acknowledge(person=cast.ben, page=page, edition=edition, unit=cast.harbour, now=now)

    assert at_once(press, press) == [None, None]
    assert (Acknowledgement.objects.count(), Evidence.objects.count()) == (1, 1)
