"""Goals: written once for each thing that is counted, and taken away once."""

import pytest
from django.core.exceptions import ValidationError

from lms.units.actions import remove_goal, set_goal
from lms.units.models import Goal
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db


def test_a_goal_is_written_and_changed():
    unit = UnitFactory.create()
    goal = set_goal(goal=Goal(unit=unit, year=2026, indicator="own", name="evenings", target=4))
    goal.result = 5
    set_goal(goal=goal)
    assert list(Goal.objects.values_list("name", "target", "result")) == [("evenings", 4, 5)]
    assert str(goal) == "evenings 2026"


def test_what_is_counted_has_one_goal_a_year_and_own_words_as_many_as_one_likes():
    unit = UnitFactory.create()
    for year, indicator in ((2026, "new"), (2027, "new"), (2026, "own"), (2026, "own")):
        set_goal(goal=Goal(unit=unit, year=year, indicator=indicator, name="x" if indicator == "own" else "", target=1))
    with pytest.raises(ValidationError):
        set_goal(goal=Goal(unit=unit, year=2026, indicator="new", target=2))
    assert Goal.objects.count() == 4


def test_taking_it_away_twice_is_once():
    goal = set_goal(goal=Goal(unit=UnitFactory.create(), year=2026, indicator="new", target=1))
    assert [remove_goal(goal=Goal.objects.get()), remove_goal(goal=goal)] == [True, False]
