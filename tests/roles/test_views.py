"""«Ansvar»: who has which responsibility in a unit, giving and ending one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lms.roles.models import Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.policies import kinds_to_give, may_grant
from lms.roles.selectors import held_in, known_in, person_by_email, without_coordinator
from tests.cast import LONG_AGO, Cast, login
from tests.factories.roles import ResponsibilityFactory

URL = "/enhet/harbour/ansvar/"
TODAY = date.today()


def posted(**changed: object) -> dict[str, object]:
    return {"person": "", "email": "", "kind": "coordinator", "starts_on": "2026-03-03"} | changed


def held(cast: Cast, name: str) -> list[tuple[str, str, bool, date | None]]:
    rows = Responsibility.objects.filter(person=cast.people[name]).select_related("unit").order_by("pk")
    return [(row.unit.slug, row.kind, row.is_deputy, row.ends_on) for row in rows]


def test_a_unit_shows_its_own_and_what_comes_from_above(cast: Cast):
    html = login(cast.lea).get(URL).content.decode()
    assert html.index("Dag Lie") < html.index("Fra enhetene over") < html.index("Adm Lie")
    assert "Omar Lie" not in html


def test_what_is_held_costs_one_query_however_much(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries):
    for number in (4, 30):
        while Responsibility.objects.filter(unit=cast.harbour).count() < number:
            ResponsibilityFactory(unit=cast.harbour)
        with django_assert_num_queries(1):
            rows = held_in(cast.kitchen, on=TODAY)
            assert len({row.person.name + row.unit.name for row in rows}) >= 4
        assert [row.unit.slug for row in rows[:number]] == ["harbour"] * number


def test_what_has_ended_is_not_shown_and_what_comes_is(cast: Cast):
    Responsibility.objects.filter(person=cast.kim).update(ends_on=TODAY - timedelta(days=1))
    Responsibility.objects.filter(person=cast.eva).update(starts_on=TODAY + timedelta(days=5))
    assert [row.person.given_name for row in held_in(cast.harbour, on=TODAY) if row.unit == cast.harbour] == ["Lea", "Dag", "Eva"]


def test_units_without_a_coordinator_are_marked(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(2):
        assert without_coordinator(cast.nation, on=TODAY) == [cast.nation, cast.hill]
    cast.hill.closed_on = LONG_AGO
    cast.hill.save()
    assert without_coordinator(cast.nation, on=TODAY) == [cast.nation]
    assert "Enheter uten koordinator" not in login(cast.lea).get(URL).content.decode()
    Responsibility.objects.filter(person=cast.kim).update(ends_on=TODAY - timedelta(days=1))
    html = login(cast.lea).get(URL).content.decode()
    assert "Enheter uten koordinator" in html
    assert "/enhet/kitchen/ansvar/" in html


def test_a_leader_gives_somebody_known_here_a_responsibility(cast: Cast):
    client = login(cast.lea)
    for _time in range(2):
        answer = client.post(URL, posted(person=cast.ben.pk, is_deputy="on"))
        assert (answer.status_code, answer["Location"]) == (302, URL)
    assert held(cast, "ben") == [("harbour", "coordinator", True, None)]
    assert login(cast.ben).get("/enhet/harbour/folk/").status_code == 200


def test_somebody_of_another_unit_is_found_by_email_alone(cast: Cast):
    client = login(cast.lea)
    assert client.post(URL, posted(person=cast.ola.pk)).status_code == 422
    assert client.post(URL, posted(email="Ola@Havna.example")).status_code == 302
    assert held(cast, "ola") == [("harbour", "coordinator", False, None)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Velg noen fra listen"),
        ({"email": "ukjent@havna.example"}, "Vi kjenner ingen med denne adressen"),
        ({"email": "ola"}, "ikke ut som en e-postadresse"),
        ({"email": "ola@havna.example", "person": "ben"}, "ikke begge"),
        ({"person": "ben", "kind": ""}, "Velg et ansvar"),
        ({"person": "ben", "kind": "administrator"}, "tilgjengelig"),
        ({"person": "ben", "starts_on": "i morgen"}, "Skriv dagen slik"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, wrong, said):
    data = posted(**wrong)
    if data["person"]:
        data["person"] = cast.people[str(data["person"])].pk
    answer = login(cast.lea).post(URL, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert not data["email"] or f'value="{data["email"]}"' in html
    assert held(cast, "ben") == held(cast, "ola") == []


def test_ending_twice_is_once_and_today_is_the_last_day(cast: Cast):
    client = login(cast.lea)
    kims = Responsibility.objects.get(person=cast.kim)
    for _time in range(2):
        assert client.post(reverse("units:end_responsibility", args=["harbour", kims.pk])).status_code == 302
    assert held(cast, "kim") == [("harbour", "coordinator", False, TODAY)]
    assert "til og med" in client.get(URL).content.decode()


def test_what_has_not_begun_is_removed(cast: Cast):
    Responsibility.objects.filter(person=cast.kim).update(starts_on=TODAY + timedelta(days=9))
    kims = Responsibility.objects.get(person=cast.kim)
    answer = login(cast.lea).post(reverse("units:end_responsibility", args=["harbour", kims.pk]), follow=True)
    assert "blir ikke koordinator" in answer.content.decode()
    assert held(cast, "kim") == []


def test_the_last_administrator_cannot_go(cast: Cast):
    client = login(cast.adm)
    adms = Responsibility.objects.get(person=cast.adm)
    answer = client.post(reverse("units:end_responsibility", args=["nation", adms.pk]), follow=True)
    assert "Noen må være administrator" in answer.content.decode()
    assert held(cast, "adm") == [("nation", "administrator", False, None)]
    client.post("/enhet/nation/ansvar/", posted(person=cast.lea.pk, kind="administrator"))
    client.post(reverse("units:end_responsibility", args=["nation", adms.pk]))
    assert held(cast, "adm") == [("nation", "administrator", False, TODAY)]


def test_what_comes_from_above_is_not_ended_here(cast: Cast):
    adms = Responsibility.objects.get(person=cast.adm)
    assert login(cast.lea).post(reverse("units:end_responsibility", args=["harbour", adms.pk])).status_code == 404
    assert held(cast, "adm") == [("nation", "administrator", False, None)]


@pytest.mark.parametrize("who", ["lea", "dag", "kim", "eva", "omar", "cleo", "siv", "adm"])
@pytest.mark.parametrize("where", ["nation", "harbour", "kitchen", "hill"])
def test_what_is_offered_is_what_may_be_given(cast: Cast, who, where):
    person, unit = cast.people[who], getattr(cast, where)
    offered = kinds_to_give(person, unit, on=TODAY)
    able = [kind for kind in Kind if may_grant(person, kind, unit, on=TODAY)]
    central = {Kind.CENTRAL_EDITOR, Kind.ADMINISTRATOR}
    assert offered == [kind for kind in able if where == "nation" or kind not in central]


def test_those_known_in_a_unit_belong_to_it_or_below(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(1):
        assert {person.given_name for person in known_in(cast.harbour, on=TODAY)} == {"Ana", "Ben", "Noor", "Lea", "Dag", "Kim", "Eva"}


def test_a_person_is_found_by_the_address_of_the_login_too(cast: Cast):
    cast.ola.email = ""
    cast.ola.save()
    assert person_by_email("OLA@havna.example") == cast.ola
