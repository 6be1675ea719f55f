"""The list of very many people: the same as of few, judged page by page."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from lms.qualifications.actions import revoke
from lms.qualifications.models import Evidence, Revocation
from lms.roles.models import Assignment
from lms.tracking.rules.report import period_of
from lms.tracking.selectors import Filter, heads, overview
from lms.tracking.selectors.earned import earned_in
from lms.tracking.selectors.many import overview_by_page
from lms.tracking.selectors.waits import kept_waits, waits_of
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory
from tests.factories.units import UnitFactory

TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)


@pytest.fixture
def land(db):
    """A unit with two below it; people who stand in every way, one of them in both, one also outside."""
    root = UnitFactory.create()
    top = UnitFactory.create(parent=root, kind=root.kind)
    units = [UnitFactory.create(parent=parent, kind=root.kind) for parent in (top, top, root)]
    aid, oath = QualificationFactory.create_batch(2)
    RequirementFactory.create(qualification=aid)
    RequirementFactory.create(qualification=oath, effect="not_alone")
    posts = []
    for number in range(14):
        post = AssignmentFactory.create(
            unit=units[number % 2], starts_on=TODAY - 40 * number * DAY, status="paused" if number > 11 else "active"
        )
        posts.append(post)
        if number % 3:
            soon = TODAY + 30 * DAY if number % 4 == 1 else None
            EvidenceFactory.create(person=post.person, qualification=aid, earned_on=TODAY - 20 * number * DAY, valid_until=soon)
        if number % 5:
            EvidenceFactory.create(person=post.person, qualification=oath, earned_on=TODAY - 10 * number * DAY)
    AssignmentFactory.create(person=posts[4].person, unit=units[1], starts_on=TODAY - 900 * DAY)
    AssignmentFactory.create(person=posts[5].person, unit=units[2], starts_on=TODAY - 900 * DAY)
    kim = ResponsibilityFactory.create(unit=root).person
    return kim, root, top


@pytest.mark.parametrize("state", ["all", "lacking", "not_alone", "soon", "ready", "paused"])
def test_each_page_holds_what_the_whole_list_would(land, state):
    kim, _root, top = land
    whole, paged = (
        read(kim, top, Filter(state=state), on=TODAY, **more) for read, more in ((overview, {}), (overview_by_page, {"many": 0}))
    )
    assert (paged.counts, paged.found, paged.roles, paged.has_below) == (whole.counts, whole.found, whole.roles, whole.has_below)
    assert len(paged.rows) == len(whole.rows) > 0
    read = [line for start in range(0, len(paged.lines), 3) for line in paged.lines[start : start + 3]]
    assert {row.person_id: row for _group, row in read} == {row.person_id: row for row in whole.rows}
    assert [row.state for _group, row in read] == [row.state for row in whole.rows]
    assert {column.key for column in paged.columns} <= {column.key for column in whole.columns}
    assert paged.rows[0] == read[0][1]
    assert paged.lines[0] == read[0]


def test_within_a_state_they_stand_by_unit_and_name(land):
    kim, _root, top = land
    rows = overview_by_page(kim, top, Filter(state="lacking"), on=TODAY, many=0).rows[:]
    assert rows == sorted(rows, key=lambda row: (min(post.unit_id for post in row.posts), row.name.casefold()))


def test_a_page_costs_the_same_for_any_number(land, django_assert_num_queries):
    kim, root, top = land
    UnitFactory.create_batch(9, parent=root, kind=root.kind)
    for _turn in range(2):
        overview_by_page(kim, top, Filter(), on=TODAY, many=0)
        with django_assert_num_queries(10):
            found = overview_by_page(kim, top, Filter(), on=TODAY, many=0)
        with django_assert_num_queries(12):
            assert len(found.lines[:30]) == len(found.lines)
        AssignmentFactory.create_batch(10, unit=top, starts_on=TODAY)


def test_what_is_looked_for_otherwise_is_read_as_of_few(land):
    kim, _root, top = land
    wanted = Filter(sort="name")
    assert overview_by_page(kim, top, wanted, on=TODAY, many=0) == overview(kim, top, wanted, on=TODAY)


def test_what_was_earned_is_kept_as_it_is_counted_whatever_is_written(land):
    _kim, root, top = land
    periods = [period_of(2025, TODAY), period_of(2026, TODAY)]

    def agree() -> list[dict[int, int]]:
        counted = [earned_in(unit, period) for unit in (root, top) for period in periods]
        assert [earned_in(unit, period, many=0) for unit in (root, top) for period in periods] == counted
        return counted

    found = [agree()]
    served = Assignment.objects.filter(unit__path__startswith=top.path, status="active", starts_on__lt=date(2025, 12, 1))
    somebody = served.earliest("pk").person
    new = QualificationFactory.create()
    again = [EvidenceFactory.create(person=somebody, qualification=new, earned_on=day) for day in (TODAY - DAY, TODAY - 400 * DAY)]
    found.append(agree())
    revoke(evidence=again[0], by=None, at=timezone.now(), reason="No.")
    found.append(agree())
    Evidence.objects.filter(pk=again[1].pk).update(earned_on=TODAY - 2 * DAY)
    found.append(agree())
    Assignment.objects.filter(person=somebody).update(status="ended", ends_on=date(2025, 12, 31))
    found.append(agree())
    Revocation.objects.all().delete()
    Assignment.objects.filter(person=somebody).update(status="active", ends_on=None)
    found.append(agree())
    Evidence.objects.filter(person=somebody).delete()
    found.append(agree())
    assert all(one != other for one, other in pairwise(found))


def test_waits_and_heads_are_kept_as_they_are_reckoned(land):
    _kim, root, top = land
    units, periods = [root, top], [period_of(2025, TODAY), period_of(2026, TODAY)]
    waited = [{quarter: sorted(map(str, days)) for quarter, days in waits_of(unit, on=TODAY).items()} for unit in units]
    counted = [heads.heads_of(units, period) for period in periods]
    for _turn in range(2):
        assert [{quarter: sorted(map(str, days)) for quarter, days in kept_waits(unit, on=TODAY).items()} for unit in units] == waited
        assert [heads.heads_of(units, period, many=0) for period in periods] == counted
    assert any(any(days) for days in waited[0].values())
    assert counted[1][root.pk].active > counted[0][top.pk].active
