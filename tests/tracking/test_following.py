"""«Hvem følger opp»: units without anybody, those that somebody leaves, and what waits there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.mail.models import Letter
from lms.roles.actions.talks import wish_for_talk
from lms.roles.models import Assignment, Responsibility, Urgency
from lms.tracking.actions.reminders import remind_everybody
from lms.units.models import UnitKind
from tests.cast import Cast, login
from tests.factories.qualifications import QualificationFactory
from tests.factories.recruitment import an_application
from tests.factories.requirements import ExemptionFactory, RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory
from tests.factories.units import UnitFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
ADDRESS = "/enhet/oppfolging/"


def groups(cast: Cast, who: str) -> list[list[tuple[list[str], str]]]:
    page = login(cast.people[who]).get(ADDRESS)
    return [[(row["cells"], row["href"]) for row in rows] for _title, rows in page.context["groups"]]


@pytest.fixture
def hill(cast: Cast) -> Cast:
    """Omar has left Hill, where six lack something, one would like a talk, and there is a case."""
    Responsibility.objects.filter(person=cast.omar).update(ends_on=TODAY - DAY)
    AssignmentFactory.create_batch(5, unit=cast.hill, role=cast.companion, starts_on=TODAY)
    Assignment.objects.update(starts_on=TODAY)
    RequirementFactory.create(qualification=QualificationFactory.create(key="secrecy"), unit=cast.hill)
    wish_for_talk(person=cast.ola, unit=cast.hill, urgency=Urgency.SOON, whom=None, now=timezone.now())
    an_application(cast.hill, cast.companion)
    told = {"starts_on": TODAY, "until": TODAY + 9 * DAY, "at": timezone.now(), "approved_by": None, "by": cast.adm}
    ExemptionFactory.create(person=cast.ola, qualification__name="First aid", unit=cast.hill, **told)
    return cast


def test_the_centre_sees_where_nobody_is_and_what_waits_there_in_numbers(hill):
    without, leaving = groups(hill, "siv")
    assert leaving == []
    rows = {cells[0]: cells[1:] for cells, _href in without}
    assert rows["Kitchen"] == ["Ingen koordinerer eller leder", "Fra Harbour", "Ingenting"]
    assert rows["Hill"] == [
        "Ingen koordinerer eller leder",
        "Administratorene",
        "6 mangler noe, færre enn 5 fritak venter på et ja, færre enn 5 vil gjerne ha en prat og færre enn 5 åpne saker i rekruttering",
    ]
    assert {href for _cells, href in without} == {""}
    assert "Ola" not in login(hill.siv).get(ADDRESS).content.decode()


def test_whoever_may_see_the_people_is_told_exactly_and_led_to_where_it_is_put_right(hill):
    without, _leaving = groups(hill, "adm")
    rows = {cells[0]: (cells[3], href) for cells, href in without}
    said = "6 mangler noe, 1 fritak venter på et ja, 1 vil gjerne ha en prat og 1 åpen sak i rekruttering"
    assert rows["Hill"] == (said, "/enhet/hill/ansvar/")


def test_somebody_who_leaves_is_told_by_name_to_those_who_give_responsibilities_alone(cast):
    Responsibility.objects.filter(person=cast.omar).update(ends_on=TODAY + 9 * DAY)
    (_without, ((cells, _href),)) = groups(cast, "siv")
    assert "Omar" not in cells[1]
    assert cells[1].startswith("Leder til")
    assert "Ingen etter" in cells[1]
    (_without, ((cells, _href),)) = groups(cast, "omar")
    assert cells[1].startswith("Omar Lie, leder, til")
    ResponsibilityFactory.create(unit=cast.hill)
    (_without, ((cells, _href),)) = groups(cast, "siv")
    assert cells[1].endswith("Andre fortsetter")


def test_several_who_leave_on_one_day_are_told_once_where_nobody_is_named(cast):
    Responsibility.objects.filter(person=cast.omar).update(ends_on=TODAY + 9 * DAY)
    ResponsibilityFactory.create(unit=cast.hill, kind="leader", is_deputy=True, ends_on=TODAY + 9 * DAY)
    (_without, ((cells, _href),)) = groups(cast, "siv")
    assert cells[1].count("Leder til") == 1
    (_without, ((cells, _href),)) = groups(cast, "omar")
    assert cells[1].count(", leder, til") == 2


def test_where_everybody_is_followed_up_that_is_said(cast):
    for unit in (cast.kitchen, cast.nation):
        ResponsibilityFactory.create(unit=unit)
    assert login(cast.siv).get(ADDRESS).context["is_fine"]


def test_before_there_is_a_unit_with_tidgivere_nobody_is_praised(cast):
    for unit in (cast.harbour, cast.kitchen, cast.hill):
        Responsibility.objects.filter(unit=unit).delete()
    Assignment.objects.all().delete()
    UnitKind.objects.update(has_tidgivere=False)
    said = login(cast.adm).get(ADDRESS).content.decode()
    assert "Alle enhetene blir fulgt opp" not in said
    assert "Ingen enhet med tidgivere ennå" in said


def test_the_letters_of_a_unit_that_nobody_follows_are_not_lost(hill):
    remind_everybody(now=timezone.now())
    letter = Letter.objects.get(key__startswith=f"digest:{hill.adm.pk}:")
    assert "Hill\n- 6 er nye og ikke klare ennå" in letter.body


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(hill, django_assert_num_queries, number):
    for _ in range(number):
        unit = UnitFactory.create(parent=hill.hill, kind=hill.hill.kind)
        AssignmentFactory.create(unit=unit, role=hill.companion)
        an_application(unit, hill.companion)
    client = login(hill.siv)
    client.get(ADDRESS)
    with django_assert_num_queries(20):
        client.get(ADDRESS)
