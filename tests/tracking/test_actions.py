"""The letter about empty places: who gets it, how often, and when it stops."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.courses.actions import write_local_text
from lms.courses.models import SlotPage
from lms.mail.models import Letter
from lms.people.models import Person
from lms.roles.models import Responsibility
from lms.tracking.actions import remind_leaders
from lms.tracking.tasks import remind_leaders_of_places
from lms.units.actions import open_unit
from tests import school

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def place():
    """A school in which only Bergen is asked."""
    place = school.build()
    type(place.centre).objects.exclude(pk=place.bergen.pk).update(closed_on=date(2026, 1, 1))
    return place


def receivers() -> list[str]:
    return sorted(Letter.objects.values_list("to", flat=True))


def test_the_letter_names_the_places_with_links_in_the_leaders_language(place):
    SlotPage.objects.filter(pk=place.slot.pk).update(need="required")
    lea = school.responsible("Lea", place.bergen, "leader")
    Person.objects.filter(pk=lea.pk).update(language="nn")
    assert remind_leaders(now=NOW) == 1
    letter = Letter.objects.get()
    assert letter.to == "lea@example.org"
    assert letter.subject == "2 plassar i kursa ventar på ord frå Steg for Steg Bergen"
    must, should = letter.body.index("Slik gjør vi det (Taushetsplikt)"), letter.body.index("Hvor ligger erklæringen? (Taushetsplikt)")
    assert letter.body.index("Dette må skrivast:") < must < letter.body.index("Dette bør skrivast:") < should
    assert f"/enhet/bergen/tilpasninger/{place.first.pk}/skapet/" in letter.body
    assert letter.body.count("http") == 3


@pytest.mark.parametrize(("last", "words"), [(22, "Dette må skrives:"), (21, "Dette skulle vært skrevet:")])
def test_the_letter_says_by_when_and_what_is_late(place, last, words):
    SlotPage.objects.filter(pk=place.slot.pk).update(need="required", required_by=date(2026, 11, last))
    school.responsible("Lea", place.bergen, "leader")
    assert remind_leaders(now=NOW, of="required") == 1
    body = Letter.objects.get().body
    assert f"{words}\n\n- Slik gjør vi det (Taushetsplikt), innen {last}. november 2026\n" in body
    assert body.count(":\n\n-") == 1


def test_one_letter_a_month_whatever_the_number_of_nights(place):
    school.responsible("Lea", place.bergen, "leader")
    assert [remind_leaders(now=NOW + timedelta(days=day)) for day in range(20)] == [1] + [0] * 8 + [1] + [0] * 10
    assert Letter.objects.count() == 2


def test_it_stops_by_itself_when_the_places_are_filled(place):
    lea = school.responsible("Lea", place.bergen, "leader")
    school.local_module(place.bergen, fills=place.slot)
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=NOW)
    assert remind_leaders(now=NOW) == 0


@pytest.mark.parametrize(
    ("setting", "need", "letters"),
    [
        ("required", "expected", 0),
        ("required", "required", 1),
        ("expected", "optional", 0),
        ("expected", "expected", 1),
        ("none", "required", 0),
    ],
)
def test_the_setting_says_which_places_are_worth_a_letter(place, settings, setting, need, letters):
    school.responsible("Lea", place.bergen, "leader")
    place.first.body = school.TEXT
    school.publish(place.first)
    SlotPage.objects.filter(pk=place.slot.pk).update(need=need)
    settings.PLACE_LETTERS = setting
    assert remind_leaders(now=NOW) == letters


def test_those_above_and_deputies_step_in_where_nobody_leads(place):
    school.responsible("Siv", place.centre, "leader")
    remind_leaders(now=NOW)
    assert receivers() == ["siv@example.org"]
    dag = school.responsible("Dag", place.bergen, "leader")
    Responsibility.objects.filter(person=dag).update(is_deputy=True)
    remind_leaders(now=NOW)
    assert receivers() == ["dag@example.org", "siv@example.org"]
    school.responsible("Lea", place.bergen, "leader")
    school.responsible("Kim", place.bergen, "coordinator")
    remind_leaders(now=NOW)
    assert receivers() == ["dag@example.org", "lea@example.org", "siv@example.org"]


def test_leaders_without_an_address_and_those_who_have_left_get_none(place):
    lea, omar = school.responsible("Lea", place.bergen, "leader"), school.responsible("Omar", place.bergen, "leader")
    Person.objects.filter(pk=lea.pk).update(email="")
    Responsibility.objects.filter(person=omar).update(ends_on=date(2026, 11, 21))
    assert remind_leaders(now=NOW) == 0


def test_a_night_without_news_costs_the_same_for_all_units(place, django_assert_num_queries):
    for number in range(3):
        unit = open_unit(name="U", slug=f"u-{number}", kind=place.bergen.kind, parent=place.bergen)
        school.responsible(f"L{number}", unit, "leader")
        remind_leaders(now=NOW)
        with django_assert_num_queries(11):
            assert remind_leaders(now=NOW) == 0


def test_the_nightly_task_does_it(place):
    school.responsible("Lea", place.bergen, "leader")
    remind_leaders_of_places.enqueue()
    assert Letter.objects.count() == 1
