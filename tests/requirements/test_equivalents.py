"""What counts as what: tried, decided once, kept, and taken back."""

from datetime import date

import pytest
from django.utils import timezone

from lms.qualifications.actions import rebuild
from lms.qualifications.models import Equivalent, EquivalentDecision, Holding
from lms.requirements.counts import counts_by_unit
from lms.requirements.equivalents import Change, change_once, try_change
from lms.requirements.selectors import unit_matrix
from lms.requirements.trial_pages import Sight, trial_rows
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ADDRESS = "/enhet/nation/krav/likeverdige/"


@pytest.fixture
def aid():
    return QualificationFactory.create(key="aid", name="First aid")


@pytest.fixture
def rescue():
    return QualificationFactory.create(key="rescue", name="Rescue")


@pytest.fixture
def house(cast: Cast, aid, rescue) -> Cast:
    """First aid is asked of all in Harbour; Ben holds Rescue, Noor first aid, Ana nothing."""
    RequirementFactory.create(qualification=aid, unit=cast.harbour)
    EvidenceFactory.create(person=cast.ben, qualification=rescue)
    EvidenceFactory.create(person=cast.noor, qualification=aid)
    return cast


def told(cast: Cast):
    return {"reason": "Covers it.", "by": cast.siv, "now": timezone.now(), "on": TODAY}


def test_what_is_tried_is_what_happens_and_nothing_happens_before(house, aid, rescue):
    change = Change(rescue, aid, counts=True)
    trial = try_change(change=change, on=TODAY)
    assert not Equivalent.objects.exists()
    assert not Holding.objects.filter(person=house.ben, qualification=aid).exists()
    made = change_once(change=change, **told(house))
    counts = counts_by_unit([house.nation], on=TODAY)[house.nation.pk]
    assert (trial.total.unit, trial.total.to_do, trial.total.lacking_after) == ("Nation", 1, counts.lacking)
    assert trial.total.lacking_before == counts.lacking + 1
    assert made
    assert (made.dry_run, made.reason, made.by) == (trial.as_json(), "Covers it.", house.siv)
    states = {row.person_id: row.state for row in unit_matrix(house.harbour, on=TODAY).rows}
    assert states[house.ben.pk] == states[house.noor.pk] == 0
    assert rebuild() == 0


def test_it_counts_one_way_only(house, aid, rescue):
    RequirementFactory.create(qualification=rescue, unit=house.harbour)
    change_once(change=Change(rescue, aid, counts=True), **told(house))
    assert not Holding.objects.filter(person=house.noor, qualification=rescue).exists()


def test_ending_it_takes_back_what_it_gave_and_both_stay_on_record(house, aid, rescue):
    change_once(change=Change(rescue, aid, counts=True), **told(house))
    ending = Change(rescue, aid, counts=False)
    assert try_change(change=ending, on=TODAY).total.to_do == 1
    assert Holding.objects.filter(person=house.ben, qualification=aid).exists()
    change_once(change=ending, **told(house))
    assert not Holding.objects.filter(person=house.ben, qualification=aid).exists()
    assert [each.counts for each in EquivalentDecision.objects.order_by("pk")] == [True, False]
    assert rebuild() == 0


@pytest.mark.parametrize("counts", [True, False])
def test_twice_is_once(house, aid, rescue, counts):
    if not counts:
        change_once(change=Change(rescue, aid, counts=True), **told(house))
    change = Change(rescue, aid, counts=counts)
    assert change_once(change=change, **told(house))
    assert change_once(change=change, **told(house)) is None
    assert EquivalentDecision.objects.filter(counts=counts).count() == 1


@pytest.mark.parametrize("number", [1, 3, 30])
def test_trying_costs_the_same_for_any_number_of_people(house, aid, rescue, number, django_assert_num_queries):
    for _ in range(number):
        person = AssignmentFactory.create(unit=house.harbour, role=house.companion, person=PersonFactory.create()).person
        EvidenceFactory.create(person=person, qualification=rescue, earned_on=date(2026, 1, 1))
    with django_assert_num_queries(28):
        try_change(change=Change(rescue, aid, counts=True), on=TODAY)


def test_the_centre_sees_what_it_does_decides_and_ends_it(house, aid, rescue):
    siv = login(house.siv)
    said = {"qualification": rescue.pk, "counts_as": aid.pk, "reason": "Covers it."}
    page = siv.post(f"{ADDRESS}ny/", said)
    assert page.context["rows"][0][0] == "Nation"
    assert not Equivalent.objects.exists()
    assert 'name="reason" value="Covers it."' in page.content.decode()
    for _twice in range(2):
        assert siv.post(f"{ADDRESS}ny/", said | {"confirmed": "1"}).headers["Location"] == ADDRESS
    listed = siv.get(ADDRESS).content.decode()
    assert "Rescue" in listed
    assert "Siv Lie" in listed
    end = f"{ADDRESS}{rescue.pk}/{aid.pk}/slutt/"
    assert siv.get(end).status_code == 200
    for _twice in range(2):
        assert siv.post(end, {"reason": "No more.", "confirmed": "1"}).headers["Location"] == ADDRESS
    assert not Equivalent.objects.exists()
    assert EquivalentDecision.objects.count() == 2


def test_what_is_wrong_is_said_and_stays(house, aid, rescue):
    own = QualificationFactory.create(key="own", unit=house.harbour)
    for said, field in (
        ({"qualification": aid.pk, "counts_as": aid.pk, "reason": "So."}, "counts_as"),
        ({"qualification": own.pk, "counts_as": aid.pk, "reason": "So."}, "qualification"),
        ({"qualification": rescue.pk, "counts_as": aid.pk, "reason": " "}, "reason"),
    ):
        response = login(house.siv).post(f"{ADDRESS}ny/", said)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_a_leader_reads_it_and_decides_nothing_and_small_numbers_are_not_told(house, aid, rescue):
    change_once(change=Change(rescue, aid, counts=True), **told(house))
    page = login(house.lea).get("/enhet/harbour/krav/likeverdige/")
    assert (page.context["may_set"], page.context["rows"][0]["end_url"]) == (False, "")
    assert "1" not in page.context["history"][0]["text"]
    assert "5" in page.context["history"][0]["text"]
    assert login(house.lea).get("/enhet/harbour/krav/likeverdige/ny/").status_code == 404


def test_what_was_never_said_cannot_be_ended(house, aid, rescue):
    assert login(house.siv).post(f"{ADDRESS}{aid.pk}/{rescue.pk}/slutt/", {"reason": "x", "confirmed": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("before", "after", "whole", "elsewhere"),
    [
        (57, 54, "omtrent 55", "omtrent 55"),
        (57, 57, "57", "omtrent 55"),
        (57, 52, "52", "omtrent 50"),
        (4, 0, "0", "0"),
        (9, 3, "færre enn 5", "færre enn 5"),
        (90, 88, "omtrent 90", "omtrent 90"),
    ],
)
def test_a_small_number_is_not_told_by_a_difference_either(before, after, whole, elsewhere):
    unit = {"unit": "Nation", "unit_id": 1, "level": 0, "people": 90, "lacking_before": before, "lacking_after": after}
    unit |= {"not_alone_before": 0, "not_alone_after": 0, "to_do": 0}
    assert trial_rows({"units": [unit]}, sight=Sight(sees=False, whole=1))[0][3] == whole
    assert trial_rows({"units": [unit]}, sight=Sight(sees=False, whole=2))[0][3] == elsewhere
    assert trial_rows({"units": [unit]}, sight=Sight(sees=True, whole=None))[0][3] == str(after)
