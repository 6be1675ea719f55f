"""What holds for whom, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.handbook.actions import acknowledge
from lms.handbook.rules import State
from lms.handbook.selectors import acknowledgements_of, handbook, newest_edition, places_of, spoken
from lms.people.models import Person
from lms.roles.models import Role
from lms.units.models import Unit
from tests.cast import Cast
from tests.factories.handbook import a_guideline, a_translation, publish_again, the_handbook
from tests.factories.qualifications import QualificationFactory

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def titles(person: Person, *, mine: bool = True) -> list[str]:
    found = handbook(person, places_of(person, on=TODAY), on=TODAY)
    return [each.title for each in found if each.concerns or not mine]


def test_everybody_reads_the_centres_and_their_own_units_and_those_above(cast: Cast) -> None:
    a_guideline("Sentral")
    a_guideline("Havna", under=cast.harbour_page)
    a_guideline("Kjøkkenet", under=cast.kitchen_page)
    a_guideline("Åsen", under=cast.hill_page)
    assert titles(cast.ben) == ["Sentral", "Havna"]
    assert titles(cast.ola) == ["Sentral", "Åsen"]
    assert titles(cast.lea) == ["Sentral", "Havna"]
    assert titles(cast.cleo) == ["Sentral"]
    assert titles(cast.adm) == ["Sentral"]


def test_a_guideline_for_a_role_concerns_those_in_it(cast: Cast) -> None:
    Role.objects.create(key="arbeidsleder", name="Arbeidsleder")
    a_guideline("Kort", roles=["stottespiller"])
    a_guideline("Andres", roles=["arbeidsleder"])
    assert titles(cast.ben) == ["Kort"]
    assert titles(cast.ben, mine=False) == ["Kort", "Andres"]
    assert titles(cast.lea) == []


def test_a_role_elsewhere_is_none_in_this_unit(cast: Cast) -> None:
    a_guideline("Havna", under=cast.harbour_page, roles=["stottespiller"])
    assert titles(cast.lea) == []
    assert titles(cast.ben) == ["Havna"]


def test_drafts_and_what_is_taken_away_are_not_read(cast: Cast) -> None:
    page = a_guideline("Borte")
    page.unpublish()
    the_handbook().add_child(instance=type(page)(title="Utkast", summary="x", body=[], live=False))
    assert titles(cast.ben) == []


def test_an_important_change_is_news_until_it_is_read(cast: Cast) -> None:
    page = a_guideline(asks="read")
    edition = newest_edition(page)
    assert edition
    acknowledge(person=cast.ben, page=page, edition=edition, unit=cast.harbour, now=NOW)
    publish_again(page, change_class="important", change_note="Ny dør.", summary="Ny.")
    found = handbook(cast.ben, places_of(cast.ben, on=TODAY), on=TODAY)[0]
    assert found.news
    assert (found.news.note, found.standing.state) == ("Ny dør.", State.DONE)
    assert handbook(cast.ola, [], on=TODAY)[0].news is None


def test_a_translation_is_read_until_the_source_asks_more(cast: Cast) -> None:
    page = a_guideline()
    a_translation(page, "Etiske retningsliner")
    told = handbook(cast.ben, [], on=TODAY, language="nn")[0]
    assert (told.title, told.summary) == ("Etiske retningsliner", "Kort, på nynorsk.")
    page = publish_again(page, change_class="wording", summary="Ny.")
    assert spoken(page, "nn")
    page = publish_again(page, change_class="important", summary="Nyere.")
    assert spoken(page, "nn") is None
    assert handbook(cast.ben, [], on=TODAY, language="nn")[0].title == "Etiske retningslinjer"
    assert spoken(page, "nb") is None


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_however_much_there_is(cast: Cast, django_assert_num_queries, number: int) -> None:
    for place in range(number):
        page = a_guideline(f"Side {place}", slug=f"side-{place}", asks="read", qualification=QualificationFactory())
        a_translation(page)
        edition = newest_edition(page)
        assert edition
        acknowledge(person=cast.ben, page=page, edition=edition, unit=cast.harbour, now=NOW - timedelta(days=1))
    with django_assert_num_queries(2):
        places = places_of(cast.ben, on=TODAY)
    with django_assert_num_queries(5):
        assert len(handbook(cast.ben, places, on=TODAY)) == number
    with django_assert_num_queries(7):
        assert len(handbook(cast.ben, places, on=TODAY, language="nn")) == number


def test_no_handbook_costs_one_question(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert handbook(cast.cleo, [], on=TODAY) == []


def test_what_earned_nothing_is_told_to_those_who_may_know(cast: Cast) -> None:
    central = a_guideline("Sentral", asks="read")
    own = a_guideline("Havna", under=cast.harbour_page, asks="read")
    earns = a_guideline("Gir noe", asks="read", qualification=QualificationFactory())
    for page in (central, own, earns):
        edition = newest_edition(page)
        assert edition
        acknowledge(person=cast.ben, page=page, edition=edition, unit=cast.harbour, now=NOW)
    harbour, hill = Unit.objects.filter(pk=cast.harbour.pk), Unit.objects.filter(pk=cast.hill.pk)
    assert {row.edition.title for row in acknowledgements_of(cast.ben, units=harbour)} == {"Sentral", "Havna"}
    assert [row.edition.title for row in acknowledgements_of(cast.ben, units=hill)] == ["Sentral"]
