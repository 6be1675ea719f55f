"""Opening, moving and closing units, as an administrator does it."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from content.actions import close_unit, found_unit, put_page
from content.foundation import foundation
from content.models import StandardPage
from lms.courses.selectors import outline
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.recruitment.models import OpeningPage
from lms.requirements.models import Requirement
from lms.roles.actions import move_unit, plan_assignment
from lms.roles.models import Assignment, Responsibility
from lms.roles.policies import Permission, may
from lms.units.models import Unit
from tests import school
from tests.cast import login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def filled(cast, **changed) -> dict[str, object]:
    values = {"name": "Ærlig Øl & Brød", "slug": "", "kind": cast.harbour.kind_id, "city": "Bergen", "parent": cast.harbour.pk}
    people = {"email": "nina@havna.example", "given_name": "Nina", "family_name": "Ny"}
    return values | people | changed


def test_one_form_makes_a_unit_with_all_it_needs(cast):
    RequirementFactory.create(qualification=QualificationFactory.create(name="Secrecy"), unit=cast.harbour)
    response = login(cast.adm).post(reverse("content:new_unit"), filled(cast), follow=True)
    unit = Unit.objects.get(slug="aerlig-ol-brod")
    nina = Person.objects.get(email="nina@havna.example")
    assert (unit.parent, unit.city, unit.opened_on) == (cast.harbour, "Bergen", TODAY)
    assert unit.page
    assert unit.page.live
    assert unit.collection
    assert nina.user
    assert may(nina, Permission.SEE_PEOPLE, unit, on=TODAY)
    assert GroupPagePermission.objects.filter(group__user=nina.user, page=unit.page, permission__codename="publish_page").exists()
    said = soup(response).get_text(" ", strip=True)
    assert response.redirect_chain == [(reverse("content:unit", args=[unit.slug]), 302)]
    assert "Nina Ny" in said
    assert "Secrecy" in said


def test_a_leader_we_know_keeps_the_name_and_a_unit_can_wait_for_one(cast):
    client = login(cast.adm)
    client.post(reverse("content:new_unit"), filled(cast, email="KIM@havna.example", given_name="", family_name=""))
    assert Responsibility.objects.get(unit__slug="aerlig-ol-brod").person == cast.kim
    client.post(reverse("content:new_unit"), filled(cast, slug="later", email="", given_name="", family_name=""))
    assert not Responsibility.objects.filter(unit__slug="later").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "hill"}, "slug"),
        ({"name": "!"}, "slug"),
        ({"email": "", "given_name": "Nina"}, "email"),
        ({"given_name": ""}, "given_name"),
        ({"parent": 987}, "parent"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(cast, wrong, field):
    before = (Unit.objects.count(), Person.objects.count())
    response = login(cast.adm).post(reverse("content:new_unit"), filled(cast, **wrong))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert (Unit.objects.count(), Person.objects.count()) == before


def test_a_leader_opens_no_unit(cast):
    with pytest.raises(ValidationError):
        found_unit(name="X", slug="x", kind=cast.hill.kind, parent=cast.harbour, city="", on=TODAY, by=cast.lea)


def test_moving_lets_in_those_who_lead_there_and_keeps_the_address(cast):
    before = (list(Assignment.objects.values_list()), list(Evidence.objects.values_list()))
    response = login(cast.adm).post(reverse("content:move_unit", args=["kitchen"]), {"parent": cast.hill.pk}, follow=True)
    assert response.status_code == 200
    kitchen = Unit.objects.get(slug="kitchen")
    assert kitchen.parent == cast.hill
    assert may(cast.omar, Permission.SEE_PEOPLE, kitchen, on=TODAY)
    assert not may(cast.lea, Permission.SEE_PEOPLE, kitchen, on=TODAY)
    writers = GroupPagePermission.objects.filter(page=cast.kitchen_page, group__user__isnull=False)
    assert cast.omar.user_id in writers.values_list("group__user", flat=True)
    assert cast.lea.user_id not in writers.values_list("group__user", flat=True)
    assert (list(Assignment.objects.values_list()), list(Evidence.objects.values_list())) == before


def test_a_unit_cannot_be_moved_below_itself_or_by_somebody_else(cast):
    response = login(cast.adm).post(reverse("content:move_unit", args=["harbour"]), {"parent": cast.kitchen.pk})
    assert response.status_code == 422
    with pytest.raises(ValidationError):
        move_unit(unit=cast.kitchen, parent=cast.nation, on=TODAY, by=cast.lea)


def test_closing_keeps_people_and_lessons_and_leads_visitors_on(client):
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    EvidenceFactory.create(person=ana, unit=place.bergen)
    own = school.local_module(place.bergen, fills=place.slot)
    page = place.bergen.page.specific
    page.refresh_from_db()
    put_page(page, OpeningPage(title="Bli med", slug="bli-med", role=place.role, lead="Kom."))
    page.refresh_from_db()
    put_page(page, StandardPage(title="Om oss", slug="om-oss"))
    before = (list(Assignment.objects.values_list()), list(Evidence.objects.values_list()))
    for _ in range(2):
        closed = close_unit(unit=place.bergen, on=TODAY, by=None, today=TODAY)
    assert closed.closed_on == TODAY
    for address in ("/enheter/bergen/", "/enheter/bergen/bli-med/", "/enheter/bergen/om-oss/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/enheter/blakors/")
    assert own.pk in [step.page_id for step in outline(place.course, place.bergen).steps]
    assert (list(Assignment.objects.values_list()), list(Evidence.objects.values_list())) == before
    with pytest.raises(ValidationError):
        plan_assignment(person=school.person("Bo"), role=place.role, unit=closed, starts_on=TODAY)


def test_without_a_page_above_the_list_of_units_takes_over(cast, client):
    close_unit(unit=cast.kitchen, on=TODAY, by=cast.adm, today=TODAY)
    assert client.get("/units/kitchen/").headers["Location"] == "/units/harbour/"
    close_unit(unit=cast.hill, on=TODAY, by=cast.adm, today=TODAY)
    assert client.get("/units/hill/").headers["Location"] == "/units/"


@pytest.mark.parametrize(
    ("unit", "by", "day", "why"),
    [
        ("nation", "adm", TODAY, "hele organisasjonen"),
        ("harbour", "adm", TODAY, "åpne enheter under"),
        ("hill", "adm", TODAY + timedelta(days=1), "fram i tid"),
        ("hill", "omar", TODAY, "ikke legge ned"),
        ("hill", "adm", date(2019, 12, 31), "ikke åpnet"),
    ],
)
def test_a_unit_is_not_closed_out_of_turn(cast, unit, by, day, why):
    Unit.objects.filter(slug="hill").update(opened_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match=why):
        close_unit(unit=getattr(cast, unit), on=day, by=getattr(cast, by), today=TODAY)


def test_the_form_says_who_still_belongs_and_a_closed_unit_says_so(cast):
    client, address = login(cast.adm), reverse("content:close_unit", args=["hill"])
    assert "1 person har oppdrag her" in soup(client.get(address)).get_text(" ", strip=True)
    wrong = client.post(address, {"on": (TODAY + timedelta(days=1)).isoformat()})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["on"])
    done = client.post(address, {"on": TODAY.isoformat()}, follow=True)
    assert "Lagt ned fra" in soup(done).get_text(" ", strip=True)
    assert not soup(done).select(f'a[href="{address}"]')


def test_the_list_shows_the_whole_tree(cast):
    page = soup(login(cast.adm).get(reverse("content:units")))
    assert [link.text for link in page.select(".unit-line__name a")] == ["Nation", "Harbour", "Kitchen", "Hill"]


def test_a_foundation_costs_the_same_however_much_holds(cast, django_assert_num_queries):
    for number in (1, 3):
        while Requirement.objects.count() < number:
            RequirementFactory.create(unit=cast.harbour)
        with django_assert_num_queries(15):
            foundation(cast.harbour, on=TODAY)
