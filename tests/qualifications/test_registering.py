"""Writing down what somebody has learnt: how sure it is, and once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.qualifications.actions import revoke
from lms.qualifications.models import Assurance, Evidence, EvidenceKind
from lms.qualifications.registering import register
from tests.cast import Cast
from tests.factories.qualifications import EvidenceFactory, QualificationFactory

DAY = date(2026, 3, 1)
NOW = timezone.now()


def registered(cast: Cast, qualification, **told):
    said = {
        "kind": EvidenceKind.REGISTERED,
        "earned_on": DAY,
        "valid_until": None,
        "own_word": False,
        "reason": "Together.",
        "unit": cast.harbour,
        "by": cast.kim,
        "now": NOW,
    }
    return register(person=cast.noor, qualification=qualification, **said | told)


@pytest.mark.parametrize(
    ("told", "assurance"),
    [
        ({}, Assurance.REGISTERED),
        ({"kind": EvidenceKind.RECOGNISED}, Assurance.REGISTERED),
        ({"own_word": True}, Assurance.OWN_WORD),
        ({"kind": EvidenceKind.RECOGNISED, "own_word": True}, Assurance.OWN_WORD),
        ({"kind": EvidenceKind.OBSERVED}, Assurance.REGISTERED),
    ],
)
def test_how_sure_it_is_follows_from_what_was_seen(cast: Cast, told, assurance):
    assert registered(cast, QualificationFactory.create(), **told).assurance == assurance


@pytest.mark.parametrize(("days", "assurance"), [(0, Assurance.OBSERVED), (1, Assurance.REGISTERED)])
def test_whoever_held_it_that_day_is_qualified_to_observe_it(cast: Cast, days, assurance):
    aid = QualificationFactory.create()
    EvidenceFactory.create(person=cast.kim, qualification=aid, earned_on=DAY + timedelta(days=days))
    assert registered(cast, aid, kind=EvidenceKind.OBSERVED).assurance == assurance


def test_twice_is_once_and_anew_when_it_was_taken_back(cast: Cast):
    aid = QualificationFactory.create()
    first = registered(cast, aid)
    assert registered(cast, aid) == first
    revoke(evidence=first, by=cast.kim, at=NOW, reason="Wrong person.")
    assert registered(cast, aid) != first
    assert Evidence.objects.count() == 2
