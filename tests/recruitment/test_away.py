"""Somebody is away, and somebody else stands in."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from lms.recruitment.actions.away import come_back, go_away
from lms.recruitment.models import Away
from lms.roles.models import Responsibility, ResponsibilityKind
from tests.cast import login
from tests.factories.recruitment import NOW, an_application

ON = date(2026, 11, 23)
DAY = timedelta(days=1)


def away(cast, **changed):
    values = {"person": cast.kim, "deputy": cast.lea, "first_day": ON, "last_day": ON + 7 * DAY, "on": ON}
    return go_away(**values | changed)


def test_being_away_twice_over_is_being_away_once(cast):
    assert away(cast) == away(cast)
    absence = Away.objects.get()
    for _twice in range(2):
        come_back(away=absence)
    assert not Away.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"last_day": ON - DAY, "first_day": ON}, "last_day"),
        ({"first_day": ON - 9 * DAY, "last_day": ON - DAY}, "last_day"),
        ({"deputy": "kim"}, "deputy"),
        ({"deputy": "dag"}, "deputy"),
        ({"first_day": ON + 30 * DAY, "last_day": ON + 41 * DAY, "deputy": "omar"}, "deputy"),
        ({"first_day": ON + 19 * DAY, "last_day": ON + 22 * DAY}, "first_day"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(cast, process, changed, field):
    an_application(cast.harbour, cast.companion, owner=cast.kim)
    Away.objects.create(person=cast.dag, deputy=cast.lea, first_day=ON + 7 * DAY, last_day=ON + 8 * DAY)
    Away.objects.create(person=cast.kim, deputy=cast.lea, first_day=ON + 20 * DAY, last_day=ON + 20 * DAY)
    if isinstance(changed.get("deputy"), str):
        changed = changed | {"deputy": getattr(cast, changed["deputy"])}
    with pytest.raises(ValidationError) as refused:
        away(cast, **changed)
    assert list(refused.value.message_dict) == [field]


@time_machine.travel(NOW, tick=False)
def test_the_screen_keeps_what_was_typed_and_removes_only_ones_own(cast, process):
    client = login(cast.kim)
    wrong = {"first_day": "2026-11-25", "last_day": "2026-11-24", "deputy": cast.lea.pk}
    response = client.post("/rekruttering/borte/", wrong)
    assert response.status_code == 422
    assert 'value="2026-11-25"' in response.content.decode()
    assert client.post("/rekruttering/borte/", wrong | {"last_day": "2026-11-27"}).status_code == 302
    absence = Away.objects.get()
    assert "Lea Lie er stedfortreder." in client.get("/rekruttering/borte/").content.decode()
    assert "Kim Lie" in login(cast.lea).get("/rekruttering/borte/").content.decode()
    assert login(cast.lea).post(f"/rekruttering/borte/{absence.pk}/fjern/").status_code == 404
    client.post(f"/rekruttering/borte/{absence.pk}/fjern/")
    assert not Away.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_deputies_to_choose_are_those_who_recruit_where_one_does(cast):
    Responsibility.objects.create(person=cast.ben, unit=cast.kitchen, kind=ResponsibilityKind.RECRUITER, starts_on=ON)
    html = login(cast.kim).get("/rekruttering/borte/").content.decode()
    assert [name for name in ("Lea Lie", "Dag Lie", "Ben Lie", "Omar Lie", "Eva Lie") if name in html] == ["Lea Lie", "Dag Lie", "Ben Lie"]
    assert login(cast.eva).get("/rekruttering/borte/").status_code == 404
