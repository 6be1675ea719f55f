"""The public door: openings and the form."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lms.mail.models import Letter
from lms.recruitment.actions.applications import submit
from lms.recruitment.actions.links import open_link
from lms.recruitment.models import Application, OpeningPage, SecretLink, Stage
from lms.recruitment.rules.addresses import meant, slips
from lms.recruitment.selectors import openings as selectors
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.units.models import ContactCard
from tests.factories.recruitment import DAY, NOW, an_application

ON = date(2026, 11, 23)
GOOD = {
    "given_name": "Vera",
    "family_name": "Vik",
    "email": "vera@soker.example",
    "phone": "900 00 000",
    "language": "nb",
    "interests": ["cafe", "one_to_one"],
    "times": ["evenings"],
    "skills": "Arabisk",
    "motivation": "Har tid.",
    "channel": "friend",
    "has_ties": "nei",
    "informed": "on",
}


def an_opening(cast, page=None, **values) -> OpeningPage:
    parent = (page or cast.harbour_page).specific
    values = {
        "title": "Støttespiller",
        "slug": f"stottespiller-{OpeningPage.objects.count()}",
        "lead": "Gå ved siden av.",
        "role": cast.companion,
    } | values
    return parent.add_child(instance=OpeningPage(**values))


@pytest.fixture
def opening(cast, process):
    return an_opening(cast)


@pytest.fixture
def at(opening):
    """A visitor's clock, so that a form can take its time to be filled in."""
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def fetch(client: Client, opening: OpeningPage, at) -> dict[str, str]:
    """Opens the form as a browser does, and lets a minute pass."""
    page = BeautifulSoup(client.get(reverse("recruitment:apply", args=[opening.pk])).content, "html.parser")
    at.shift(timedelta(minutes=1))
    return {"key": str(page.find("input", {"name": "key"})["value"])}


def send(client: Client, opening: OpeningPage, at, **changes):
    return client.post(reverse("recruitment:apply", args=[opening.pk]), {**fetch(client, opening, at), **GOOD, **changes})


# --- The list -----------------------------------------------------------------------------------------------------------------------------------


def test_openings_are_those_one_can_apply_to_today(cast, process):
    here, there = an_opening(cast), an_opening(cast, cast.hill_page, title="Vert", slug="vert")
    an_opening(cast, title="Over", closes_on=ON - DAY)
    an_opening(cast, title="Utkast", live=False)
    last_day = an_opening(cast, title="Siste dag", closes_on=ON)
    found = selectors.openings(on=ON)
    assert {each.page.pk for each in found.entries} == {here.pk, there.pk, last_day.pk}
    assert (found.cities, found.narrowed) == (["Bergen", "Oslo"], False)
    assert [each.page.pk for each in selectors.openings(on=ON, city="Oslo").entries] == [there.pk]
    assert len(selectors.openings(on=ON, city="Atlantis").entries) == 3


def test_towns_stand_in_norwegian_order(cast, process):
    for unit, city in ((cast.harbour, "Ålesund"), (cast.hill, "Ørsta")):
        type(unit).objects.filter(pk=unit.pk).update(city=city)
    an_opening(cast), an_opening(cast, cast.hill_page)
    found = selectors.openings(on=ON)
    assert found.cities == [each.unit.city for each in found.entries] == ["Ørsta", "Ålesund"]


def test_a_closed_units_openings_are_closed(cast, opening):
    cast.harbour.closed_on = ON
    cast.harbour.save()
    assert selectors.opening(opening.pk, on=ON) is None


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_takes_three_queries_whatever_its_length(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        an_opening(cast)
    with django_assert_num_queries(3):
        found = selectors.openings(on=ON)
        assert len([(each.unit.kind.name, each.page.role.name) for each in found.entries]) == number


def test_pages_of_openings_open_for_everybody_and_say_how_it_goes(client, cast, opening):
    assert "Gå ved siden av." in client.get("/bli-tidgiver/").content.decode()
    page = BeautifulSoup(client.get(opening.get_url()).content, "html.parser")
    assert len(page.select(".way__step")) == 5  # write, ring, talks, references, answer
    assert page.select_one('[itemtype="https://schema.org/JobPosting"] meta[itemprop=employmentType]')["content"] == "VOLUNTEER"
    assert reverse("recruitment:apply", args=[opening.pk]) in str(page)
    assert opening.title in client.get(cast.harbour_page.get_url()).content.decode()


# --- The form -----------------------------------------------------------------------------------------------------------------------------------


def test_an_application_becomes_a_case_with_a_receipt_and_word_to_the_recruiters(client, cast, opening, at):
    assert send(client, opening, at).url == reverse("recruitment:thanks")
    case = Application.objects.get()
    assert (case.stage, case.unit, case.role, case.opening, case.has_ties) == (Stage.RECEIVED, cast.harbour, cast.companion, opening, False)
    assert (case.interests, case.times, case.informed_version) == (["cafe", "one_to_one"], ["evenings"], "2026-11")
    receipt = Letter.objects.get(to="vera@soker.example")
    token = receipt.body.split("/soknad/")[1].split("/")[0]
    assert open_link(token, SecretLink.Purpose.APPLICANT, now=NOW + DAY).application == case
    assert receipt.is_secret
    assert "torsdag 26. november" in receipt.body
    others = Letter.objects.exclude(pk=receipt.pk)
    assert {letter.to for letter in others} == {cast.lea.email, cast.kim.email, cast.dag.email}
    assert not [letter for letter in others if "Vera" in letter.body + letter.subject]


def test_a_receipt_calls_the_role_what_it_is_and_says_whom_to_tell(client, cast, opening, at):
    type(cast.companion).objects.filter(pk=cast.companion.pk).update(name="HMS-ansvarlig")
    ContactCard.objects.create(unit=cast.harbour, title="Vakt", who="Vakten", phone="900 00 001")
    send(client, opening, at)
    body = Letter.objects.get(to="vera@soker.example").body
    assert "søknaden din om å bli HMS-ansvarlig i " in body
    assert "Si fra, så sletter vi søknaden: Vakten, 900 00 001." in body


def test_the_same_form_sent_twice_is_one_case(client, opening, at):
    data = {**fetch(client, opening, at), **GOOD}
    url = reverse("recruitment:apply", args=[opening.pk])
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert Application.objects.count() == 1
    assert Letter.objects.filter(to="vera@soker.example").count() == 1


def test_somebody_with_an_open_case_gets_a_new_link_and_no_second_case(client, opening, at):
    send(client, opening, at)
    at.shift(timedelta(hours=2))
    assert send(client, opening, at, email="VERA@soker.example", given_name="En annen").url == reverse("recruitment:thanks")
    assert Application.objects.get().given_name == "Vera"
    assert Letter.objects.filter(to="vera@soker.example").count() == 2


def test_who_was_declined_may_apply_again(cast, opening):
    an_application(cast.harbour, cast.companion, email="vera@soker.example", stage=Stage.DECLINED, ended_at=NOW)
    submit(
        unit=cast.harbour,
        role=cast.companion,
        details={"given_name": "V", "family_name": "V", "email": "vera@soker.example"},
        key="k",
        now=NOW,
    )
    assert Application.objects.count() == 2


def test_a_telephone_is_enough(client, opening, at):
    send(client, opening, at, email="")
    assert Application.objects.get().email == ""
    assert not Letter.objects.filter(body__contains="/soknad/").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_name": ""}, "given_name"),
        ({"email": "vera(at)soker"}, "email"),
        ({"email": "", "phone": ""}, "email"),
        ({"phone": "ring meg"}, "phone"),
        ({"has_ties": ""}, "has_ties"),
        ({"informed": ""}, "informed"),
        ({"channel": "nav"}, "channel"),
    ],
)
def test_wrong_input_gets_a_message_beside_the_field_and_keeps_what_was_typed(client, opening, at, changes, field):
    response = send(client, opening, at, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert 'value="Vik"' in response.content.decode()
    assert Application.objects.count() == 0


def test_a_name_cannot_be_a_message_to_whoever_owns_the_address(client, opening, at):
    refused = send(client, opening, at, given_name="Vinn https://ond.example")
    assert refused.status_code == 422
    assert not Letter.objects.exists()
    send(client, opening, at, given_name="Vera\n\nDu har vunnet")
    assert "Vera Du har vunnet" in Letter.objects.get(key__contains="receipt").body


def test_a_mistyped_address_is_asked_about_once(client, opening, at):
    response = send(client, opening, at, email="vera@gmial.com")
    assert "vera@gmail.com" in response.content.decode()
    page = BeautifulSoup(response.content, "html.parser")
    hidden = {name: page.find("input", {"name": name})["value"] for name in ("key", "email_kept")}
    url = reverse("recruitment:apply", args=[opening.pk])
    assert client.post(url, {**GOOD, **hidden, "email": "vera@gmial.com"}).status_code == 302
    assert Application.objects.get().email == "vera@gmial.com"


@pytest.mark.parametrize("trap", ["hidden field", "too quick"])
def test_a_program_gets_the_same_thanks_and_leaves_nothing(client, opening, at, trap):
    data = {**fetch(client, opening, at), **GOOD}
    if trap == "hidden field":
        data["website"] = "https://buy.example"
    else:
        at.shift(timedelta(minutes=-1))
    assert client.post(reverse("recruitment:apply", args=[opening.pk]), data).url == reverse("recruitment:thanks")
    assert (Application.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_form_that_was_open_for_days_is_sent_once_more(client, opening, at):
    data = {**fetch(client, opening, at), **GOOD}
    at.shift(timedelta(days=3))
    url = reverse("recruitment:apply", args=[opening.pk])
    response = client.post(url, data)
    assert response.status_code == 422
    fresh = BeautifulSoup(response.content, "html.parser").find("input", {"name": "key"})["value"]
    at.shift(timedelta(minutes=1))
    assert client.post(url, {**data, "key": fresh}).status_code == 302


def test_many_from_one_place_are_held_back(client, opening, at, settings):
    settings.ACCOUNT_RATE_LIMITS = (
        settings.ACCOUNT_RATE_LIMITS | {"apply": "2/h/ip"} if settings.ACCOUNT_RATE_LIMITS else {"apply": "2/h/ip"}
    )
    codes = [send(client, opening, at, email=f"v{number}@soker.example").status_code for number in range(3)]
    assert codes == [302, 302, 429]
    assert Application.objects.count() == 2


def test_the_form_of_what_is_not_open_is_not_there(client, cast, opening):
    opening.closes_on = date(2020, 1, 1)
    opening.save_revision().publish()
    assert client.get(reverse("recruitment:apply", args=[opening.pk])).status_code == 404
    assert client.get(opening.get_url()).status_code == 200


def test_letters_go_in_the_language_that_was_chosen(client, opening, at):
    send(client, opening, at, language="en")
    assert "Thursday 26. November" in Letter.objects.get(to="vera@soker.example").body


def test_the_nearest_unit_with_recruiters_is_told(cast, process):
    recruiter = cast.ben
    Responsibility.objects.create(person=recruiter, unit=cast.kitchen, kind=ResponsibilityKind.RECRUITER, starts_on=ON)
    submit(unit=cast.kitchen, role=cast.companion, details={"given_name": "V", "family_name": "V", "phone": "1"}, key="k", now=NOW)
    assert [letter.to for letter in Letter.objects.all()] == [recruiter.email]


# --- Mistyped addresses -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "probable"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.co", "a@gmail.com"),
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@onlin.no", "a@online.no"),
        ("a@gmail.com", None),
        ("a@live.no", None),
        ("a@kirken.no", None),
        ("a@tidgiver.example", None),
        ("uten krøllalfa", None),
    ],
)
def test_addresses_that_look_mistyped(typed, probable):
    assert meant(typed) == probable


def test_a_swap_is_one_slip():
    assert (slips("gmial", "gmail"), slips("", "abc"), slips("abc", "abc")) == (1, 3, 0)
