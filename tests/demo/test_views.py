import importlib
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse

from lms.demo import letters
from lms.demo.cast import CAST
from lms.people.models import Person, User


@pytest.fixture
def nora(db: None) -> Person:
    user = User.objects.create_user(email="nora@tidgiver.example")
    return Person.objects.create(user=user, given_name="Nora", family_name="Nilsen Vik", email=user.email)


def test_step_in_logs_in_as_that_person(client: Client, nora: Person):
    response = client.post(reverse("demo:step_in", args=["nora"]))

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(nora.user_id)


def test_step_in_leaves_the_last_persons_session_behind(client: Client, nora: Person):
    client.force_login(User.objects.create_user(email="other@example.org"))
    session = client.session
    session["secret"] = "theirs"
    session.save()

    client.post(reverse("demo:step_in", args=["nora"]))

    assert "secret" not in client.session


def test_step_in_is_only_by_post(client: Client, nora: Person):
    assert client.get(reverse("demo:step_in", args=["nora"])).status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("key", ["nobody", "karielise"])
def test_step_in_as_somebody_who_is_not_there_is_not_found(client: Client, nora: Person, key: str):
    assert client.post(reverse("demo:step_in", args=[key])).status_code == 404


def test_step_in_needs_the_csrf_token(nora: Person):
    assert Client(enforce_csrf_checks=True).post(reverse("demo:step_in", args=["nora"])).status_code == 403


def test_only_the_cast_can_be_stepped_in_as(client: Client, nora: Person):
    Person.objects.create(
        user=User.objects.create_user(email="ana@example.org"), given_name="Ana", family_name="Lie", email="ana@example.org"
    )

    assert client.post(reverse("demo:step_in", args=["ana"])).status_code == 404


def test_nothing_answers_where_it_is_not_a_demo(client: Client, nora: Person, settings):
    settings.DEMO = False

    assert client.post(reverse("demo:step_in", args=["nora"])).status_code == 404
    assert client.get(reverse("demo:cast")).status_code == 404
    assert client.get(reverse("demo:post")).status_code == 404


def test_production_has_no_demo(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("ALLOWED_HOSTS", "tidgiver.example")
    monkeypatch.setenv("SITE_URL", "https://tidgiver.example")
    production = importlib.import_module("lms.settings.production")

    assert production.DEMO is False
    assert "lms.demo" not in production.INSTALLED_APPS


def test_cast_page_without_an_organisation_says_how_to_make_it(client: Client, db: None):
    assert "manage.py load_demo" in client.get(reverse("demo:cast")).content.decode()


def test_letters_are_read_back_newest_first(client: Client, tmp_path: Path, settings):
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=tmp_path)
    for number, words in enumerate(["Koden er 1234", "Først æ, så ø, så å"]):
        EmailMessage(f"Brev {number}", words, "fra@example.org", ["nora@tidgiver.example"], connection=connection).send()
    settings.EMAIL_FILE_PATH = tmp_path

    assert [letter.subject for letter in letters.newest(tmp_path)] == ["Brev 1", "Brev 0"]
    assert letters.newest(tmp_path)[0].to == "nora@tidgiver.example"
    html = client.get(reverse("demo:post")).content.decode()
    assert "Koden er 1234" in html
    assert "Først æ, så ø, så å" in html
    assert mail.outbox == []


def test_letters_without_a_folder_are_none(tmp_path: Path):
    assert letters.newest(None) == []
    assert letters.newest(tmp_path / "missing") == []


def test_every_part_of_the_cast_has_a_name_and_something_to_try():
    assert all(part.name and part.email.endswith("@tidgiver.example") and part.tries for part in CAST)
