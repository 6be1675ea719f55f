from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person, User


@person_required
def greet(request: PersonRequest, word: str = "Hei") -> HttpResponse:
    return HttpResponse(f"{word}, {request.person.name}")


def ask(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/min-side/?a=1")
    request.user = user
    return request


def test_person_required_sends_strangers_to_login_and_back():
    response = greet(ask(AnonymousUser()))
    assert response.status_code == 302
    assert response["Location"] == "/konto/login/?next=/min-side/%3Fa%3D1"


def test_person_required_gives_the_view_its_person(db):
    user = User.objects.create_user("ana@havna.example")
    Person.objects.create(user=user, given_name="Ana", family_name="Lie")
    response = greet(ask(user), word="God dag")
    assert response.content.decode() == "God dag, Ana Lie"
    assert "no-store" in response["Cache-Control"]
