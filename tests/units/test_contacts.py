from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lms.roles.actions import grant
from lms.roles.models import ResponsibilityKind as Kind
from lms.units.actions import Card, write_contacts
from lms.units.models import ContactCard
from lms.units.selectors import contacts
from tests.cast import Cast, login

DUTY = Card(title="On duty", who="Supervisor", phone="55 12 34 56", hours="4–10 pm")
LEADER = Card(title="The leader", email="lea@havna.example")
URL = "/enhet/harbour/kontakter/"


def posted(*rows: dict[str, str], do: str = "save") -> dict[str, str]:
    data = {"cards": str(len(rows)), "do": do}
    for number, row in enumerate(rows):
        data |= {f"card-{number}-{name}": value for name, value in row.items()}
    return data


def titles(response) -> list[str]:
    return [form["title"].value() or "" for form in response.context["forms"]]


def test_cards_replace_each_other_in_order(cast: Cast):
    write_contacts(unit=cast.harbour, cards=[DUTY, LEADER])
    write_contacts(unit=cast.harbour, cards=[LEADER, DUTY])
    write_contacts(unit=cast.harbour, cards=[LEADER, DUTY])
    assert [card.title for card in contacts(cast.harbour)] == ["The leader", "On duty"]


def test_card_without_a_way_to_reach_anybody_changes_nothing(cast: Cast):
    write_contacts(unit=cast.harbour, cards=[DUTY])
    with pytest.raises(ValidationError):
        write_contacts(unit=cast.harbour, cards=[LEADER, Card(title="Nobody")])
    assert [card.title for card in contacts(cast.harbour)] == ["On duty"]


def test_no_cards_of_ones_own_lets_the_unit_above_show_through(cast: Cast, django_assert_num_queries):
    write_contacts(unit=cast.harbour, cards=[DUTY])
    assert [card.title for card in contacts(cast.kitchen)] == ["On duty"]
    assert contacts(cast.hill) == []
    with django_assert_num_queries(1):
        contacts(cast.kitchen)


def test_coordinator_writes_cards_and_sees_them(cast: Cast):
    client = login(cast.kim)
    assert client.get(URL).status_code == 200
    response = client.post(URL, posted({"title": "On duty", "phone": "55 12 34 56"}, {"title": ""}), follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert [card.title for card in contacts(cast.harbour)] == ["On duty"]
    assert "tel:55123456" in response.content.decode()


def test_wrong_card_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast):
    response = login(cast.kim).post(
        URL, posted({"title": "On duty", "who": "Kim"}, {"title": "", "phone": "55 12"}, {"title": "A", "phone": "ring me"})
    )
    forms = response.context["forms"]
    assert (response.status_code, [sorted(form.errors) for form in forms]) == (422, [["phone"], ["title"], ["phone"]])
    assert 'value="Kim"' in response.content.decode()
    assert not ContactCard.objects.exists()


def test_buttons_change_only_the_screen(cast: Cast):
    client = login(cast.kim)
    rows = ({"title": "A"}, {"title": "B", "phone": "1"}, {"title": "C"})
    assert titles(client.post(URL, posted(*rows, do="up-1"))) == ["B", "A", "C"]
    assert titles(client.post(URL, posted(*rows, do="down-1"))) == ["A", "C", "B"]
    assert titles(client.post(URL, posted(*rows, do="up-0"))) == ["A", "B", "C"]
    assert titles(client.post(URL, posted(*rows, do="remove-1"))) == ["A", "C"]
    assert titles(client.post(URL, posted(*rows, do="add"))) == ["A", "B", "C", ""]
    assert titles(client.post(URL, posted(*rows, do="remove-99"))) == ["A", "B", "C"]
    for nonsense in ("many", "²", "9" * 5000):
        assert titles(client.post(URL, {"cards": nonsense, "do": f"up-{nonsense}"})) == []
    assert not ContactCard.objects.exists()


def test_preview_shows_without_saving(cast: Cast):
    response = login(cast.kim).post(URL, posted({"title": "On duty", "phone": "55 12 34 56"}, do="preview"))
    assert "tel:55123456" in response.content.decode()
    assert not ContactCard.objects.exists()


def test_inherited_cards_are_told_and_can_be_begun_from(cast: Cast):
    write_contacts(unit=cast.nation, cards=[DUTY])
    client = login(cast.kim)
    assert client.get(URL).context["inherited_from"] == cast.nation
    assert titles(client.post(URL, posted(do="copy"))) == ["On duty"]
    assert not ContactCard.objects.filter(unit=cast.harbour).exists()


def test_cards_below_are_edited_from_above(cast: Cast):
    assert login(cast.lea).get("/enhet/kitchen/kontakter/").status_code == 200


@pytest.mark.parametrize("who", ["ana", "ben", "ola", "eva", "omar", "cleo", "siv"])
def test_others_find_nothing(cast: Cast, who):
    client = login(cast.people[who])
    assert client.get(URL).status_code == 404
    assert client.post(URL, posted({"title": "Mine", "phone": "1234"})).status_code == 404
    assert not ContactCard.objects.exists()


def test_ended_responsibility_closes_the_screen(cast: Cast):
    held = grant(person=cast.ana, unit=cast.harbour, kind=Kind.COORDINATOR, starts_on=date(2025, 1, 1), by=None)
    held.ends_on = date(2025, 2, 1)
    held.save()
    assert login(cast.ana).get(URL).status_code == 404
