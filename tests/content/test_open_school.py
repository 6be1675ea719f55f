"""A new organisation's first day: one command, an empty database, and a whole school."""

import re
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from lms.courses.curriculum.parse import parse
from lms.courses.models import CoursePage, Number, TranslationBasis
from lms.handbook.models import Guideline
from lms.people.actions import open_login, register_person
from lms.people.models import Person, User
from lms.qualifications.models import Qualification
from lms.recruitment.models import InterviewGuide
from lms.requirements.models import Requirement
from lms.requirements.shipped import shipped
from lms.roles.models import Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind
from tests.courses.curriculum import sample
from tests.people.test_login import CONFIRM, ask_for_code, code_in
from tests.permissions.matrix import MATRIX

pytestmark = pytest.mark.django_db
TOLD = {"name": "Blå Kors Norge", "email": "ida@example.org", "administrator": "Ida Berg", "no_input": True}


@pytest.fixture
def small(tmp_path: Path, settings) -> None:
    """A curriculum that is quickly loaded."""
    settings.CURRICULUM_DIR = sample.put(tmp_path)


def opened(**told: object) -> str:
    out = StringIO()
    call_command("open_school", stdout=out, **told)
    return out.getvalue()


def counts() -> list[int]:
    return [each.objects.count() for each in (Page, Unit, UnitKind, Role, Qualification, Requirement, Person, User, Responsibility)]


@pytest.mark.slow
def test_an_empty_database_becomes_a_whole_school(client):
    said = opened(**TOLD)
    assert "What is next:" in said
    assert "http" in said.split("logs in at ")[1]
    files = parse(Path(settings.CURRICULUM_DIR))
    assert CoursePage.objects.live().count() == len(files.courses)
    spoken = {(basis.source.slug, basis.language) for basis in TranslationBasis.objects.select_related("source")}
    assert {(course.slug, words.language) for course in files.courses for words in course.translations} <= spoken
    assert Number.objects.count() == len(files.numbers)
    assert [role.key for role in Role.objects.order_by("order")] == [role["key"] for role in shipped()["roles"]]
    assert Requirement.objects.count() == len(shipped()["requirements"])
    assert InterviewGuide.objects.exists()
    assert Guideline.objects.live().exists()
    assert UnitKind.objects.filter(has_tidgivere=True).exists()
    front, catalogue, card = (client.get(url) for url in ("/", "/kurs/", reverse("cards:first")))
    assert [each.status_code for each in (front, catalogue, card)] == [200, 200, 200]
    assert all(course.title in catalogue.content.decode() for course in files.courses)
    assert [link["href"] for link in BeautifulSoup(card.content, "html.parser").select(".contacts__call")][:1] == ["tel:113"]
    ask_for_code(client, "ida@example.org")
    assert client.post(CONFIRM, {"code": code_in(mail.outbox[-1])}).status_code == 302
    assert screens_that_break(client) == []


def screens_that_break(client: Client) -> list[str]:
    """Every screen that needs nothing but a unit, opened by the administrator in a house without people."""
    broken = []
    for name, method, holes, row in MATRIX:
        if method != "get" or set(holes) - {"unit"} or name.endswith("_file"):  # a file of nothing is no screen
            continue
        response = client.get(reverse(name, kwargs=dict.fromkeys(holes, "bla-kors-norge")))
        for_her = row.split()[-1] == "2"  # the administrator's is the last column
        if response.status_code >= 500 or (for_her and not holes and response.status_code not in (200, 302)):
            broken.append(f"{name}: {response.status_code}")
    return broken


def test_twice_is_once_and_asks_nothing(small):
    opened(**TOLD)
    before = counts()
    role = Role.objects.get(key="kursholder")
    role.delete()
    said = opened(no_input=True)
    assert "«Blå Kors Norge» was here." in said
    assert [after - was for was, after in zip(before, counts(), strict=True)] == [0, 0, 0, -1, 0, 0, 0, 0, 0]


def test_what_open_unit_and_appoint_began_is_gone_on_with(small):
    kind = UnitKind.objects.create(key="hus", name="Hus", has_tidgivere=False)
    open_unit(name="Huset", slug="huset", kind=kind, parent=None)
    opened(**{**TOLD, "name": ""})
    assert list(Unit.objects.values_list("slug", flat=True)) == ["huset"]
    assert list(UnitKind.objects.values_list("key", flat=True)) == ["hus"]
    held = Responsibility.objects.get(kind=ResponsibilityKind.ADMINISTRATOR)
    assert (held.person.name, held.unit.slug, held.person.user.is_superuser) == ("Ida Berg", "huset", False)


def test_somebody_whose_log_in_has_the_address_is_taken_as_they_are(small):
    known = open_login(person=register_person(given_name="Ida", family_name="Berg", email="privat@example.org"))
    User.objects.filter(pk=known.pk).update(email="ida@example.org")
    opened(**{**TOLD, "administrator": ""})
    assert Responsibility.objects.get(kind=ResponsibilityKind.ADMINISTRATOR).person.user == known


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "Not told: --name. Nothing was changed."),
        ({"email": "", "administrator": ""}, "Not told: --email, --administrator. Nothing was changed."),
        ({"email": "ida"}, "«ida» is no e-mail address. Nothing was changed."),
    ],
)
def test_what_is_lacking_or_wrong_is_told_and_nothing_is_made(small, told, said):
    with pytest.raises(CommandError, match=re.escape(said)):
        opened(**{**TOLD, **told})
    assert not Unit.objects.exists()
    assert not Person.objects.exists()


def test_a_faulty_curriculum_opens_nothing(small, settings):
    sample.change(Path(settings.CURRICULUM_DIR), "numbers.yaml", "116 117:", "116-117:")
    with pytest.raises(CommandError, match=r"numbers\.yaml"):
        opened(**TOLD)
    assert not Unit.objects.exists()


def test_half_way_states_are_refused_with_what_to_do(small):
    opened(**TOLD)
    with pytest.raises(CommandError, match=r"is called «Blå Kors Norge»\. Leave out --name"):
        opened(name="Noe annet", no_input=True)
    with pytest.raises(
        CommandError, match=r"Ida Berg administrates already\. For one more: manage\.py appoint eva@example\.org administrator"
    ):
        opened(email="eva@example.org", no_input=True)
    Unit.objects.update(closed_on=timezone.localdate())
    with pytest.raises(CommandError, match=r"is closed"):
        opened(no_input=True)
    kind = UnitKind.objects.first()
    assert kind
    open_unit(name="Løst", slug="lost", kind=kind, parent=None)
    with pytest.raises(CommandError, match=r"may\. Move all but one below it"):
        opened(no_input=True)


def test_links_out_of_the_house_begin_with_the_address_of_the_settings(small, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://tidgiver.example"
    opened(**TOLD)
    assert Site.objects.get().root_url == "https://tidgiver.example"
