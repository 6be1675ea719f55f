"""Several people at once: a look, the deed, and taking it back; and what can be done for one in their place in a list."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.requirements.models import Exemption
from lms.roles.models import Assignment, Move
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.roles import AssignmentFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
PEOPLE = "/enhet/harbour/folk/"
SEVERAL, UNDO, STAFF = f"{PEOPLE}flere/", f"{PEOPLE}angre/", f"{PEOPLE}bemanning/"


def everybody(house: Cast) -> list[int]:
    return [each.pk for each in (house.ana, house.ben, house.noor, house.ola)]


def named(page, which: str) -> list[str]:
    return [row["name"].split()[0] for row in page.context[which]]


def test_several_have_a_break_to_a_day_and_it_is_taken_back(house: Cast):
    client, asked = login(house.kim), {"gjor": "pause", "person": everybody(house), "fra": STAFF}
    look = client.post(SEVERAL, asked)
    assert (named(look, "concerned"), named(look, "others")) == (["Ben", "Noor"], ["Ana"])
    wrong = client.post(SEVERAL, asked | {"confirmed": "1", "until": (TODAY - DAY).isoformat()})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"until"})
    until = TODAY + 30 * DAY
    for _ in range(2):
        assert client.post(SEVERAL, asked | {"confirmed": "1", "until": until.isoformat()}).url == STAFF
    rows = Assignment.objects.filter(person__in=everybody(house)).order_by("person__given_name")
    assert [(row.status, row.paused_until) for row in rows] == [("planned", None), ("paused", until), ("paused", until), ("active", None)]
    deed, *more = client.get(STAFF).context["undoable"]
    assert more == [], "the second time changed nothing"
    assert client.post(UNDO, {"deed": deed["key"], "fra": STAFF}).url == STAFF
    assert [row.status for row in rows.all()] == ["planned", "active", "active", "active"]
    assert not Move.objects.filter(kind="pause").exists()


def test_exemptions_are_asked_for_of_whom_it_is_asked_and_taken_back_while_nobody_has_answered(house: Cast):
    secrecy = house.noor.evidence.get().qualification
    client, asked = login(house.kim), {"gjor": "exempt", "person": everybody(house), "fra": PEOPLE}
    assert named(client.post(SEVERAL, asked), "concerned") == ["Ana", "Ben", "Noor"]
    days = {"starts_on": TODAY.isoformat(), "until": (TODAY + 9 * DAY).isoformat()}
    told = asked | {"confirmed": "1", "qualification": secrecy.pk, "reason": "Away."} | days
    wrong = client.post(SEVERAL, told | {"until": (TODAY - DAY).isoformat()})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"until"})
    assert client.post(SEVERAL, told | {"reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(SEVERAL, told).status_code == 302
    assert set(Exemption.objects.values_list("person", "approved_at")) == {(pk, None) for pk in everybody(house)[:3]}
    Exemption.objects.filter(person=house.ben).update(approved_at=timezone.now(), approved_by=house.lea)
    client.post(UNDO, {"deed": client.get(PEOPLE).context["undoable"][0]["key"]})
    assert [each.person for each in Exemption.objects.all()] == [house.ben], "it has been answered"


def test_a_decision_begins_with_those_who_were_ticked(house: Cast):
    client = login(house.kim)
    answer = client.post(SEVERAL, {"gjor": "decide", "person": [house.ben.pk, house.ola.pk]})
    assert answer.url == f"{PEOPLE}vedtak/nytt/?person={house.ben.pk}"
    assert client.get(answer.url).context["people"] == [str(house.ben.pk)]
    pk = house.noor.evidence.get().qualification_id
    page = client.get(f"{answer.url}&slag=recognise&hva={pk}")
    assert page.context["form"].initial["people"] == [str(house.ben.pk)]


def test_nobody_ticked_is_told_so(house: Cast):
    answer = login(house.kim).post(SEVERAL, {"gjor": "remind", "fra": PEOPLE, "person": ["x", "9" * 5000]}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["Kryss av for noen først."]


def test_each_row_has_what_can_be_done_and_nothing_for_whoever_may_not(house: Cast):
    page = login(house.kim).get(STAFF, {"dag": (TODAY + DAY).isoformat()})
    lines = {line["name"].split()[0]: line["menu"] for part in page.context["groups"] for line in part.rows}
    ben, pk = house.ben.pk, house.noor.evidence.get().qualification_id
    back = urlencode({"fra": f"{STAFF}?dag={TODAY + DAY}"})
    assert lines["Ben"]["remind_url"] == f"{PEOPLE}{ben}/minn-pa/"
    assert [url for _label, url in lines["Ben"]["links"]] == [
        f"{PEOPLE}{ben}/registrer/?hva={pk}&{back}",
        f"{PEOPLE}{ben}/fritak/?hva={pk}&{back}",
        f"{PEOPLE}{ben}/oppdrag/{house.ben.assignments.get().pk}/?{back}",
        f"{PEOPLE}{ben}/#prat",
    ]
    leads = login(house.lea).get(STAFF, {"dag": TODAY.isoformat()}).context["groups"]
    noor = next(line["menu"] for part in leads for line in part.rows if line["pk"] == house.noor.pk)
    assert noor["links"][1][1] == f"{PEOPLE}vedtak/nytt/?slag=extend&hva={pk}&person={house.noor.pk}"
    for _label, url in [*lines["Ben"]["links"], *noor["links"]]:
        assert login(house.lea).get(url).status_code == 200
    own = AssignmentFactory.create(person=house.kim, unit=house.harbour, role=house.companion)
    today = login(house.kim).get(f"{PEOPLE}i-dag/")
    menus = {row["name"].split()[0]: row["menu"] for group in today.context["groups"] for row in group.rows}
    assert [url for _label, url in menus["Kim"]["links"]] == [
        f"{PEOPLE}{house.kim.pk}/oppdrag/{own.pk}/?{urlencode({'fra': f'{PEOPLE}i-dag/'})}"
    ]
    assert menus["Kim"]["remind_url"] == ""


def test_from_a_list_one_comes_back_to_it(house: Cast):
    """What is registered, asked for or changed from the list of Saturday leads back there, and so does «Cancel»; never out of the unit's desk."""
    client = login(house.kim)
    back = f"{STAFF}?dag={TODAY + DAY}"
    lines = {line["pk"]: line["menu"] for part in client.get(back).context["groups"] for line in part.rows}
    register, exempt, move = (url for _label, url in lines[house.ben.pk]["links"][:3])
    pk = house.noor.evidence.get().qualification_id
    told = {"qualification": pk, "kind": "registered", "earned_on": TODAY, "reason": "x"}
    forms = {
        exempt: {"qualification": pk, "starts_on": TODAY, "until": TODAY + DAY, "reason": "x"},
        move: {"move": "pause", "on": TODAY},
        register: told,
    }
    for address, data in forms.items():
        assert client.get(address).context["back"] == back
        assert client.post(address, {}).context["back"] == back
        assert client.post(address, data).url == back
    own = f"{PEOPLE}{house.ben.pk}/"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "/enhet/kitchen/folk/", ""):
        assert client.post(f"{own}registrer/?fra={elsewhere}", told | {"earned_on": TODAY - DAY}).url == own


def test_the_list_has_boxes_that_belong_to_the_form(house: Cast):
    body = login(house.kim).get(PEOPLE).content.decode()
    assert body.count(f'name="person" value="{house.ben.pk}" form="several"') == 2, "as table and as cards"
    assert f'action="{SEVERAL}"' in body


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.parametrize(("kind", "queries"), [("remind", 14), ("pause", 12), ("exempt", 13)])
def test_a_look_costs_the_same_for_any_number(house, django_assert_num_queries, number, kind, queries):
    people = [PersonFactory.create(email=f"p{each}@havna.example") for each in range(number)]
    for each in people:
        AssignmentFactory.create(person=each, unit=house.harbour, role=house.companion)
    client, asked = login(house.kim), {"gjor": kind, "person": [each.pk for each in people]}
    client.post(reverse("tracking:several", args=["harbour"]), asked)
    with django_assert_num_queries(queries):
        client.post(SEVERAL, asked)
