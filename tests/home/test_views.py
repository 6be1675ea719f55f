import pytest
from django.utils import timezone

from lms.learning.actions import enrol
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.requirements.actions import require
from lms.units.models import ContactCard
from tests import school

pytestmark = pytest.mark.django_db
DETAILS = {"given_name": "Ana", "family_name": "Åsen", "phone": "+47 900 00 001", "language": "nb"}


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_desk_is_for_those_logged_in(client):
    assert client.get("/min-side/").headers["Location"] == "/konto/login/?next=/min-side/"


def test_desk_shows_the_way_on_and_whom_to_ring(client):
    place = school.build()
    require(qualification=Qualification.objects.get(), valid_from=timezone.localdate())
    ana = school.tidgiver("Ana", place.bergen, place.role)
    ContactCard.objects.create(unit=place.centre, title="Vakttelefon", phone="900 00 002")
    enrol(person=ana, course=place.course, unit=place.bergen, now=timezone.now())
    client.force_login(ana.user)
    page = text(client.get("/min-side/"))
    assert "Hei, Ana" in page
    assert "Ikke klar for støttespiller i Steg for Steg Bergen. Mangler: Taushetsplikt." in page
    assert 'href="/kurs/taushetsplikt/hvorfor/"' in page
    assert 'href="tel:90000002"' in page


def test_desk_of_somebody_without_a_unit_has_a_way_on(client):
    client.force_login(school.person("Ana").user)
    assert 'href="/kurs/"' in text(client.get("/min-side/"))


def test_account_keeps_details_and_speaks_the_language_chosen(client):
    ana = school.person("Ana")
    client.force_login(ana.user)
    response = client.post("/min-side/konto/", DETAILS | {"language": "nn"})
    assert response.status_code == 302
    ana.refresh_from_db()
    assert (ana.family_name, ana.phone, ana.language, ana.user and ana.user.last_name) == ("Åsen", "+47 900 00 001", "nn", "Åsen")
    assert client.get("/min-side/").headers["Content-Language"] == "nn"


@pytest.mark.parametrize("wrong", [{"given_name": " "}, {"phone": "ring meg"}, {"language": "xx"}])
def test_account_says_what_is_wrong_and_keeps_what_was_typed(client, wrong):
    ana = school.person("Ana")
    client.force_login(ana.user)
    response = client.post("/min-side/konto/", DETAILS | {"family_name": "Ny"} | wrong)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert 'value="Ny"' in text(response)
    assert Person.objects.get().family_name == "Prøve"
