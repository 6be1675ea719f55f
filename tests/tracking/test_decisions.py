"""Decisions for several people at once: what is foreseen is what happens, nothing is decided twice, and all of it can be undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lms.qualifications.models import Decision, DecisionKind, Effect, Evidence, Holding, Qualification
from lms.roles.models import ResponsibilityKind as Kind
from lms.tracking.actions.decisions import Plan, decide, foresee, take_back
from lms.tracking.forms import NarrowForm
from lms.tracking.selectors.decisions import Held, Narrow, candidates, concerned_by, units_here
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=400)


@pytest.fixture
def aid() -> Qualification:
    return QualificationFactory.create(key="aid", name="First aid", valid_for=12, valid_unit="months")


def earned(person, qualification, *, days_ago: int, unit=None) -> Evidence:
    day = TODAY - timedelta(days=days_ago)
    return EvidenceFactory.create(
        person=person, qualification=qualification, unit=unit, earned_on=day, valid_until=qualification.validity.last_day(day)
    )


def held(person, qualification) -> list[tuple[date, date]]:
    rows = Holding.objects.at_any_level().filter(person=person, qualification=qualification).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_until"))


def plan(cast: Cast, qualification: Qualification, kind: DecisionKind, day: date, *people) -> Plan:
    return Plan(kind, qualification, day, "Autumn was short.", people or (cast.ana, cast.ben))


PLANS = [(DecisionKind.RECOGNISE, TODAY - timedelta(days=10)), (DecisionKind.EXTEND, LATER), (DecisionKind.LAPSE, TODAY)]


@pytest.mark.parametrize(("kind", "day"), PLANS)
def test_what_is_foreseen_is_what_happens_and_undoing_it_brings_everything_back(cast, aid, kind, day):
    earned(cast.ben, aid, days_ago=30, unit=cast.harbour)
    wanted, told = plan(cast, aid, kind, day), {"unit": cast.harbour, "by": cast.lea, "at": timezone.now()}
    before = {person: held(person, aid) for person in wanted.people}
    foreseen = {change.person: change.after for change in foresee(plan=wanted, **told)}
    assert {person: held(person, aid) for person in wanted.people} == before, "looking changes nothing"
    assert not Decision.objects.exists()
    made = decide(plan=wanted, key="desk:1", **told)
    assert {person: held(person, aid) for person in wanted.people} == foreseen
    assert foreseen != before
    take_back(decision=made, by=cast.lea, at=timezone.now(), reason="Was wrong.")
    assert {person: held(person, aid) for person in wanted.people} == before


def test_only_those_to_whom_it_does_something_are_in_the_decision(cast, aid):
    earned(cast.ben, aid, days_ago=30)
    made = decide(plan=plan(cast, aid, DecisionKind.EXTEND, LATER), unit=cast.harbour, key="desk:1", by=cast.lea, at=timezone.now())
    assert list(Effect.objects.filter(decision=made).values_list("evidence__person", flat=True)) == [cast.ben.pk]


def test_only_the_latest_piece_is_extended_and_all_that_stand_lapse(cast, aid):
    old, new = earned(cast.ben, aid, days_ago=300), earned(cast.ben, aid, days_ago=30)
    told = {"unit": cast.harbour, "by": cast.lea, "at": timezone.now()}
    extended = decide(plan=plan(cast, aid, DecisionKind.EXTEND, LATER), key="desk:1", **told)
    lapsed = decide(plan=plan(cast, aid, DecisionKind.LAPSE, TODAY), key="desk:2", **told)
    assert set(extended.effects.values_list("evidence", flat=True)) == {new.pk}
    assert set(lapsed.effects.values_list("evidence", flat=True)) == {old.pk, new.pk}
    assert held(cast.ben, aid)[-1][1] == TODAY - timedelta(days=1)


def test_what_was_earned_in_another_unit_is_not_hers_to_decide_about(cast, aid):
    earned(cast.ben, aid, days_ago=30, unit=cast.hill)
    with pytest.raises(ValidationError) as refused:
        decide(plan=plan(cast, aid, DecisionKind.LAPSE, TODAY), unit=cast.harbour, key="desk:1", by=cast.lea, at=timezone.now())
    assert set(refused.value.error_dict) == {"people"}


def test_the_same_key_twice_is_once(cast, aid):
    wanted = plan(cast, aid, DecisionKind.RECOGNISE, TODAY)
    told = {"plan": wanted, "unit": cast.harbour, "key": "desk:1", "by": cast.lea, "at": timezone.now()}
    assert decide(**told) == decide(**told)
    assert Evidence.objects.filter(qualification=aid).count() == 2


@pytest.mark.parametrize("number", [1, 3, 30])
def test_what_it_costs_does_not_grow_with_the_people(cast, aid, django_assert_num_queries, number):
    people = [AssignmentFactory.create(unit=cast.harbour, role=cast.companion).person for _ in range(number)]
    for each in people:
        earned(each, aid, days_ago=30)
    with django_assert_num_queries(4):
        found = candidates(cast.lea, cast.harbour, aid, narrow=Narrow(), on=TODAY, most=10)
    assert len(found.ids) == number + 3  # Ana, Ben and Noor were there before
    assert len(found.shown) == min(number + 3, 10)
    wanted = plan(cast, aid, DecisionKind.EXTEND, LATER, *people)
    with django_assert_num_queries(22):
        assert len(foresee(plan=wanted, unit=cast.harbour, by=cast.lea, at=timezone.now())) == number


def test_people_stand_in_norwegian_order(cast, aid):
    names = ["Åse", "Ærlend", "Zara", "Øyvind"]
    chosen = [PersonFactory.create(given_name=name) for name in names]
    for person in chosen:
        AssignmentFactory.create(unit=cast.harbour, role=cast.companion, person=person)
        earned(person, aid, days_ago=30)
    found = candidates(cast.lea, cast.harbour, aid, narrow=Narrow(), on=TODAY, most=10)
    in_order = ["Zara", "Ærlend", "Øyvind", "Åse"]
    assert [each.person.given_name for each in found.shown if each.person in chosen] == in_order
    assert [pk for pk in found.ids if pk in {person.pk for person in chosen}] == [chosen[names.index(name)].pk for name in in_order]
    made = decide(
        plan=plan(cast, aid, DecisionKind.EXTEND, LATER, *chosen), unit=cast.harbour, key="desk:1", by=cast.lea, at=timezone.now()
    )
    assert [person.given_name for person in concerned_by(cast.lea, made, on=TODAY).people] == in_order


# --- The screens ------------------------------------------------------------------------------------------------------------------------------


def url(qualification: Qualification, kind: str, unit: str = "harbour") -> str:
    return f"{reverse('tracking:decide', args=[unit])}?slag={kind}&hva={qualification.pk}"


def answers(*people, **values: object) -> dict[str, object]:
    return {"people": [each.pk for each in people], "day": TODAY.isoformat(), "reason": "Learnt it at work.", "key": "desk:1"} | values


def test_the_whole_way_from_the_list_to_undone(cast, aid):
    client = login(cast.lea)
    first = client.get(reverse("tracking:decide", args=["harbour"]))
    assert b'value="recognise"' in first.content
    assert b'value="extend"' in first.content
    who = client.get(url(aid, "recognise"))
    assert b"Ben Lie" in who.content
    assert [box.data["selected"] for box in who.context["form"]["people"]] == [False, False, False]
    everybody = client.get(url(aid, "recognise") + "&alle=1")
    assert everybody.context["form"]["everybody"].value() is True
    look = client.post(url(aid, "recognise"), answers(cast.ben))
    assert look.context["rows"][0][0] == "Ben Lie"
    assert not Evidence.objects.filter(qualification=aid).exists()
    again = client.post(url(aid, "recognise"), answers(cast.ben, change="1"))
    assert b"Learnt it at work." in again.content
    assert again.status_code == 200
    done = client.post(url(aid, "recognise"), answers(cast.ben, confirmed="1"))
    twice = client.post(url(aid, "recognise"), answers(cast.ben, confirmed="1"))
    made = Decision.objects.get()
    assert done["Location"] == twice["Location"] == reverse("tracking:decision", args=["harbour", made.pk])
    assert (made.by, made.unit) == (cast.lea, cast.harbour)
    assert held(cast.ben, aid)
    assert not held(cast.ana, aid)
    page = client.get(done["Location"])
    assert b"Ben Lie" in page.content
    assert client.post(done["Location"], {"reason": ""}).status_code == 422
    assert client.post(done["Location"], {"reason": "Was wrong."}).status_code == 302
    assert client.post(done["Location"], {"reason": "Was wrong."}).status_code == 302, "a second click is no mistake"
    assert not held(cast.ben, aid)
    assert b"Was wrong." in client.get(done["Location"]).content


def test_one_looks_for_people_by_name_unit_and_how_they_hold_it(cast, aid):
    earned(cast.ben, aid, days_ago=330)  # lapses within two months
    earned(cast.noor, aid, days_ago=3)
    below = AssignmentFactory.create(unit=cast.kitchen, person=PersonFactory.create(given_name="Øyvind", family_name="Berg")).person

    def found(**narrow: object) -> set[int]:
        return set(candidates(cast.lea, cast.harbour, aid, narrow=Narrow(**narrow), on=TODAY, most=10).ids)

    everybody = {cast.ana.pk, cast.ben.pk, cast.noor.pk, below.pk}
    assert found() == everybody
    assert found(name="øyv ber") == {below.pk}
    assert found(unit=cast.kitchen) == {below.pk}
    assert found(role=cast.companion.key) == everybody - {below.pk}
    assert found(held=Held.LACKS) == {cast.ana.pk, below.pk}
    assert found(held=Held.SOON) == {cast.ben.pk}
    assert found(held=Held.HOLDS) == {cast.ben.pk, cast.noor.pk}
    beside = candidates(cast.omar, cast.hill, aid, narrow=Narrow(), on=TODAY, most=10, chosen=[cast.ben.pk])
    assert [each.person for each in beside.shown] == [cast.ola], "nobody is shown for being asked for"


def test_units_to_narrow_by_stand_by_name(cast, aid):
    for name in ("Ålesund", "Bergen"):
        UnitFactory.create(parent=cast.harbour, name=name)
    narrow = NarrowForm(units=units_here(cast.harbour))
    assert [str(name) for _slug, name in narrow.fields["enhet"].choices[1:]] == ["Bergen", cast.kitchen.name, "Ålesund"]


def test_many_are_found_by_name_and_decided_about_all_at_once(cast, aid, monkeypatch):
    monkeypatch.setattr("lms.tracking.views.decisions.MOST_SHOWN", 2)
    client = login(cast.lea)
    page = client.get(url(aid, "recognise"))
    assert ([box.data["label"][:3] for box in page.context["form"]["people"]], page.context["not_shown"]) == (["Ana", "Ben"], 1)
    assert "Noor" not in page.content.decode()
    searched = client.get(url(aid, "recognise") + "&navn=noor")
    assert [box.data["label"][:4] for box in searched.context["form"]["people"]] == ["Noor"]
    look = client.post(url(aid, "recognise"), answers(everybody="on"))
    assert (len(look.context["rows"]), look.context["more"]) == (2, 1)
    newcomer = AssignmentFactory.create(unit=cast.harbour, role=cast.companion).person
    kept = answers(everybody="on", confirmed="1", number="3")
    again = client.post(url(aid, "recognise"), kept)
    assert (again.status_code, Decision.objects.count()) == (200, 0), "somebody has come: one looks once more"
    assert client.post(url(aid, "recognise"), kept | {"number": "4"}).status_code == 302
    assert {piece.person_id for piece in Evidence.objects.filter(qualification=aid)} == {
        cast.ana.pk,
        cast.ben.pk,
        cast.noor.pk,
        newcomer.pk,
    }


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("recognise", {"day": (TODAY + timedelta(days=1)).isoformat()}, "day"),
        ("extend", {"day": (TODAY - timedelta(days=1)).isoformat()}, "day"),
        ("lapse", {"day": (TODAY - timedelta(days=1)).isoformat()}, "day"),
        ("recognise", {"day": "31.02.2026"}, "day"),
        ("recognise", {"people": []}, "people"),
        ("recognise", {"people": ["999999999"]}, "people"),
        ("recognise", {"reason": " "}, "reason"),
    ],
)
def test_wrong_input_is_told_beside_the_field_and_changes_nothing(cast, aid, kind, values, field):
    response = login(cast.lea).post(url(aid, kind), answers(cast.ben, confirmed="1", **values))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not Decision.objects.exists()


def test_a_coordinator_recognises_and_neither_extends_nor_undoes_what_a_leader_extended(cast, aid):
    earned(cast.ben, aid, days_ago=30)
    client = login(cast.kim)
    assert b'value="extend"' not in client.get(reverse("tracking:decide", args=["harbour"])).content
    assert client.get(url(aid, "extend")).status_code == 422
    assert client.post(url(aid, "extend"), answers(cast.ben, confirmed="1")).status_code == 404
    extended = decide(plan=plan(cast, aid, DecisionKind.EXTEND, LATER), unit=cast.harbour, key="d", by=cast.lea, at=timezone.now())
    page = reverse("tracking:decision", args=["harbour", extended.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "No."}).status_code == 404
    assert client.post(url(aid, "recognise"), answers(cast.ana, confirmed="1")).status_code == 302


def test_nobody_decides_for_themselves(cast, aid):
    AssignmentFactory.create(unit=cast.harbour, role=cast.companion, person=cast.lea)
    response = login(cast.lea).post(url(aid, "recognise"), answers(cast.lea, confirmed="1"))
    assert response.status_code == 422
    assert not Evidence.objects.filter(person=cast.lea).exists()


def test_a_unit_below_is_told_and_another_is_not(cast, aid):
    made = decide(plan=plan(cast, aid, DecisionKind.RECOGNISE, TODAY), unit=cast.harbour, key="d", by=cast.lea, at=timezone.now())
    above = ResponsibilityFactory.create(unit=cast.nation, kind=Kind.LEADER, person=PersonFactory.create(login=True)).person
    assert login(above).get(reverse("tracking:decision", args=["nation", made.pk])).status_code == 200
    assert login(cast.omar).get(reverse("tracking:decision", args=["hill", made.pk])).status_code == 404
    assert str(made.pk) not in login(cast.omar).get(reverse("tracking:decisions", args=["hill"])).content.decode().split("/vedtak/")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_for_any_number(cast, aid, django_assert_num_queries, number):
    for turn in range(number):
        day = TODAY - timedelta(days=turn + 1)
        decide(plan=plan(cast, aid, DecisionKind.RECOGNISE, day), unit=cast.harbour, key=f"d:{turn}", by=cast.lea, at=timezone.now())
    client = login(cast.lea)
    client.get(reverse("tracking:decisions", args=["harbour"]))
    with django_assert_num_queries(7):
        client.get(reverse("tracking:decisions", args=["harbour"]))
