from datetime import date

import pytest
from django.test import Client

from content import actions, selectors
from content.models import HomePage, StandardPage, UnitIndexPage, UnitPage
from lms.people.models import Person, User
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind
from tests.site import opened

DAY = date(2026, 11, 22)


@pytest.fixture
def bergen(db: None) -> Unit:
    return opened().bergen


def tidgiver(unit: Unit, status: str = AssignmentStatus.ACTIVE) -> Person:
    person = Person.objects.create(user=User.objects.create_user(email=f"{unit.slug}@example.org"), given_name="Ana", family_name="Lie")
    role = Role.objects.get_or_create(key="r", defaults={"name": "R"})[0]
    ended = DAY if status == AssignmentStatus.ENDED else None
    Assignment.objects.create(person=person, unit=unit, role=role, status=status, starts_on=date(2026, 1, 1), ends_on=ended)
    return person


def login_of(unit: Unit) -> User:
    return User.objects.get(person=tidgiver(unit))


@pytest.mark.parametrize("path", ["/", "/enheter/", "/enheter/bergen/", "/om-tidgivere/", "/personvern/", "/tilgjengelighet/"])
def test_every_public_page_opens_for_a_stranger(client: Client, bergen: Unit, path: str):
    response = client.get(path)

    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert " style=" not in html


def test_front_page_shows_title_when_all_else_is_empty(client: Client, bergen: Unit):
    HomePage.objects.update(headline="", lead="", body="[]", steps="[]")

    assert '<h1 class="welcome__title" id="velkommen">Tidgiver</h1>' in client.get("/").content.decode()


def test_contacts_are_for_the_units_own_people(client: Client, bergen: Unit):
    path = "/enheter/bergen/"
    assert "+47 00 00 12 34" not in client.get(path).content.decode()

    client.force_login(login_of(bergen))
    assert "+47 00 00 12 34" in client.get(path).content.decode()


def test_contacts_are_hidden_from_people_of_other_units(client: Client, bergen: Unit):
    other = open_unit(name="Oslo", slug="oslo", kind=bergen.kind, parent=bergen.parent, city="Oslo")
    client.force_login(login_of(other))

    assert "+47 00 00 12 34" not in client.get("/enheter/bergen/").content.decode()


def test_belongs_follows_assignments_and_responsibilities(bergen: Unit):
    assert not selectors.belongs(None, bergen, on=DAY)
    assert selectors.belongs(tidgiver(bergen), bergen, on=DAY)

    above = Person.objects.create(given_name="Bo", family_name="Dahl")
    Responsibility.objects.create(person=above, unit=Unit.objects.get(slug="norge"), kind=ResponsibilityKind.LEADER, starts_on=DAY)
    assert selectors.belongs(above, bergen, on=DAY)


def test_somebody_who_ended_no_longer_belongs(bergen: Unit):
    assert not selectors.belongs(tidgiver(bergen, AssignmentStatus.ENDED), bergen, on=DAY)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Steg for Steg Bergen", "Varmestua"]),
        ({"city": "Bergen"}, ["Steg for Steg Bergen"]),
        ({"kind": "gatenaer"}, ["Varmestua"]),
        ({"city": "Bergen", "kind": "gatenaer"}, []),
        ({"city": "Atlantis"}, ["Steg for Steg Bergen", "Varmestua"]),
    ],
)
def test_unit_list_narrows(bergen: Unit, query: dict[str, str], found: list[str]):
    kind = UnitKind.objects.create(key="gatenaer", name="Gatenært tiltak")
    actions.open_unit_page(unit=open_unit(name="Varmestua", slug="varmestua", kind=kind, parent=None, city="Fredrikstad"))

    units = selectors.unit_list(UnitIndexPage.objects.get(), **query)

    assert [card.name for card in units.cards] == found


@pytest.mark.parametrize("number", [1, 3, 30])
def test_unit_list_costs_the_same_however_many(bergen: Unit, number: int, django_assert_num_queries):
    page = UnitIndexPage.objects.get()
    for each in range(number - 1):
        unit = open_unit(name=f"Unit {each}", slug=f"unit-{each}", kind=bergen.kind, parent=bergen, city="Bergen")
        unit.page = page.add_child(instance=UnitPage(title=unit.name, slug=unit.slug))
        unit.save()
    assert page.url  # Wagtail looks up the site's root paths once

    with django_assert_num_queries(2):
        assert len(selectors.unit_list(page).cards) == number


def test_empty_list_of_units_says_so(client: Client, db: None):
    actions.open_site()

    assert client.get("/enheter/").status_code == 200


def test_unit_page_lists_its_articles(client: Client, bergen: Unit):
    article = StandardPage(title="Slik finner du oss", slug="slik-finner-du-oss")
    bergen.refresh_from_db()
    actions.put_page(bergen.page, article)

    assert "Slik finner du oss" in client.get("/enheter/bergen/").content.decode()
    assert client.get("/enheter/bergen/slik-finner-du-oss/").status_code == 200


@pytest.mark.parametrize(("key", "words"), [("gatenaer", "Her er døra åpen."), ("steg-for-steg", "Her bygger deltakere en hverdag")])
def test_a_unit_s_page_says_what_its_kind_is_until_somebody_has_written(client: Client, db: None, key: str, words: str):
    actions.open_site()
    kind, _is_new = UnitKind.objects.get_or_create(key=key, defaults={"name": key})
    page = actions.open_unit_page(unit=open_unit(name="Huset", slug="huset", kind=kind, parent=None, city="Horten"))

    assert words in client.get("/enheter/huset/").content.decode()
    page.body = [("text", "<p>Vi holder til ved torget.</p>")]
    page.save_revision().publish()
    assert words not in client.get("/enheter/huset/").content.decode()


def test_a_unit_without_tidgivere_leads_to_those_that_have_them(client: Client, db: None):
    actions.open_site()
    kinds = {has: UnitKind.objects.create(key=f"k{has}", name=f"K{has}", has_tidgivere=has) for has in (True, False)}
    top = open_unit(name="Kontoret", slug="kontoret", kind=kinds[False], parent=None)
    for unit in (top, open_unit(name="Huset", slug="huset", kind=kinds[True], parent=top)):
        actions.open_unit_page(unit=unit)
    office, house = (client.get(f"/enheter/{slug}/").content.decode() for slug in ("kontoret", "huset"))

    assert ("Du finner dem under «Enheter»." in office, "Er du tidgiver her?" in office) == (True, False)
    assert ("Du finner dem under «Enheter»." in house, "Er du tidgiver her?" in house) == (False, True)


def test_whoever_writes_for_a_unit_is_led_to_its_page_until_it_says_something(client: Client, bergen: Unit):
    path, said = "/enheter/bergen/", "Skriv om enheten"
    person = tidgiver(bergen)
    client.force_login(person.user)
    assert said not in client.get(path).content.decode()
    Responsibility.objects.create(person=person, unit=bergen, kind=ResponsibilityKind.EDITOR, starts_on=date(2026, 1, 1))
    html = client.get(path).content.decode()
    assert said in html
    assert f"/admin/pages/{bergen.page_id}/edit/" in html
    page = UnitPage.objects.get(pk=bergen.page_id)
    page.body = [("text", "<p>Vi går på tur.</p>")]
    page.save_revision().publish()
    assert said not in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/om-tidgivere/", "/personvern/", "/tilgjengelighet/"])
def test_footer_leads_to_articles_that_are_there(client: Client, bergen: Unit, path: str):
    assert f'href="{path}"' in client.get("/").content.decode()
