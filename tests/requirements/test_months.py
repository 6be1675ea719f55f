"""Sums of past days that are kept: the same as reckoned, until the ledger says something else of them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from lms.qualifications import actions as ledger
from lms.qualifications.models import Evidence
from lms.requirements.counts import Counts, counts_as_of
from lms.requirements.models import MonthEnd
from lms.requirements.months import counts_on, keep
from lms.tracking.rules.figures import month_ends
from lms.tracking.tasks import keep_month_ends
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory
from tests.factories.units import UnitFactory

NOW = timezone.make_aware(datetime(2026, 11, 15, 2))
DAYS = month_ends(NOW.date(), 3)
BEGAN = date(2020, 1, 1)


@pytest.fixture
def house(db):
    """Three people in a unit and three below it; all but one have what is asked."""
    top = UnitFactory.create()
    below = UnitFactory.create(parent=top, kind=top.kind)
    aid = QualificationFactory.create(key="aid")
    RequirementFactory.create(qualification=aid, unit=top, valid_from=BEGAN)
    posts = [AssignmentFactory.create(unit=unit, starts_on=BEGAN) for unit in (top, below) * 3]
    for post in posts[1:]:
        EvidenceFactory.create(person=post.person, qualification=aid, earned_on=date(2026, 9, 10))
    return [top, below], aid, posts


def told(units, **more) -> list[tuple[int, int]]:
    found = counts_on(units, days=DAYS, many=0, **more)
    return [(each.ready + each.grace, each.total) for each in (found[day][units[0].pk] for day in DAYS)]


def test_what_was_kept_is_what_would_be_reckoned(house):
    units, _aid, _posts = house
    assert keep(days=DAYS[:-1], now=NOW, many=0) == 3
    assert counts_on(units, days=DAYS, many=0) == counts_as_of(units, days=DAYS)
    assert told(units) == [(0, 6), (5, 6), (5, 6), (5, 6)]


def test_kept_sums_are_used(house, django_assert_num_queries):
    units, _aid, _posts = house
    with django_assert_num_queries(2 + len(DAYS) + 2):
        counts_on(units, days=DAYS, many=0)
    keep(days=DAYS[:-1], now=NOW, many=0)
    with django_assert_num_queries(4 + 2 + 1):
        counts_on(units, days=DAYS, many=0)
    with django_assert_num_queries(2 + len(DAYS)):
        counts_on(units, days=DAYS, role=1, many=0)


def test_what_the_ledger_says_later_of_a_day_shows_at_once(house):
    units, aid, posts = house
    keep(days=DAYS[:-1], now=NOW, many=0)
    EvidenceFactory.create(person=posts[0].person, qualification=aid, earned_on=date(2026, 10, 3))
    assert told(units) == [(0, 6), (5, 6), (6, 6), (6, 6)]
    first = Evidence.objects.filter(earned_on=date(2026, 9, 10)).first()
    ledger.revoke(evidence=first, by=None, at=NOW, reason="Wrong person.")
    assert told(units) == [(0, 6), (4, 6), (5, 6), (5, 6)]


@pytest.mark.parametrize("undone", [False, True])
def test_decisions_and_their_reversals_show_at_once(house, undone):
    units, _aid, _posts = house
    several = {"reason": "New rules.", "key": "desk:1", "by": None, "at": NOW}
    if undone:
        decision = ledger.lapse(evidence=Evidence.objects.all(), from_day=date(2026, 10, 1), **several)
    keep(days=DAYS[:-1], now=NOW, many=0)
    if undone:
        ledger.reverse(decision=decision, by=None, at=NOW, reason="No.")
        assert told(units) == [(0, 6), (5, 6), (5, 6), (5, 6)]
    else:
        ledger.lapse(evidence=Evidence.objects.all(), from_day=date(2026, 10, 1), **several)
        assert told(units) == [(0, 6), (5, 6), (0, 6), (0, 6)]


def test_what_else_has_changed_shows_when_it_is_kept_anew(house):
    units, _aid, posts = house
    keep(days=DAYS[:-1], now=NOW, many=0)
    posts[0].delete()
    assert told(units) == [(0, 6), (5, 6), (5, 6), (5, 5)]
    keep(days=DAYS[:-1], now=NOW + timedelta(days=1), many=0)
    assert told(units) == [(0, 5), (5, 5), (5, 5), (5, 5)]
    assert MonthEnd.objects.count() == 3


def test_where_nothing_is_slow_nothing_is_kept(house):
    units, _aid, _posts = house
    assert keep_month_ends.func() == 0
    keep(days=DAYS[:-1], now=NOW, many=0)
    EvidenceFactory.create()
    assert counts_on(units, days=DAYS)[DAYS[0]][units[1].pk] == Counts(lacking=3)
    assert keep(days=DAYS[:-1], now=NOW) == 0
    assert not MonthEnd.objects.exists()
