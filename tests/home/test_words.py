from datetime import date

import pytest
from django.utils.translation import override

from lms.home import words
from lms.requirements.rules import Demand, Phase, Standing, readiness
from lms.roles.models import Assignment, AssignmentStatus, Role
from lms.units.models import Unit

TODAY = date(2026, 2, 1)
SILENCE = Demand(1, ("taushetsplikt",), "Taushetsplikt", Phase.BEFORE_START, date(2020, 1, 1))
AID = Demand(2, ("forstehjelp",), "Førstehjelp", Phase.WITHIN_DAYS, date(2020, 1, 1), days=60, order=1)
COURSE = {"before_start": False, "minutes": 20, "count": 0, "total": 4, "unit": "", "here": True}


@pytest.fixture(autouse=True)
def _in_bokmaal():
    with override("nb"):
        yield


def standing(demand: Demand, *spans: tuple[date, date], starts_on: date = date(2026, 1, 1)) -> Standing:
    return readiness([demand], {(demand.qualifications[0], 0): spans}, starts_on=starts_on, on=TODAY).standings[0]


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "ca. 1 minutt"), (59, "ca. 59 minutter"), (60, "ca. 1 time"), (111, "ca. 1 t 50 min"), (119, "ca. 2 timer")]
)
def test_duration_is_as_exact_as_one_can_be(minutes, said):
    assert words.duration(minutes) == said


def test_sentence_of_a_break_asks_for_nothing():
    role, unit = Role(name="Støttespiller"), Unit(name="Steg for Steg Bergen")
    paused = Assignment(role=role, unit=unit, status=AssignmentStatus.PAUSED, starts_on=date(2026, 1, 1))
    verdict = readiness([SILENCE], {}, starts_on=paused.starts_on, on=TODAY)
    assert words.sentence(paused, verdict, rests=True) == "Du har pause som støttespiller i Steg for Steg Bergen."
    assert "Mangler: Taushetsplikt." in words.sentence(paused, verdict, rests=False)


@pytest.mark.parametrize(
    ("found", "changes", "line"),
    [
        (standing(SILENCE), {}, "ca. 20 minutter · skulle vært gjort innen 1. januar"),
        (
            standing(SILENCE),
            {"count": 2, "minutes": 9, "unit": "Oslo"},
            "2 av 4 deler gjort · ca. 9 minutter igjen · Oslo · skulle vært gjort innen 1. januar",
        ),
        (standing(SILENCE, starts_on=date(2027, 3, 3)), {"before_start": True}, "ca. 20 minutter · før første dag, 3. mars 2027"),
        (standing(AID), {"here": False, "minutes": 0}, "Enheten ordner dette sammen med deg · innen 2. mars"),
        (standing(AID, (date(2025, 1, 1), date(2026, 2, 20))), {}, "ca. 20 minutter · gyldig til og med 20. februar"),
    ],
)
def test_task_line_says_how_far_how_long_and_by_when(found, changes, line):
    assert words.task_line(standing=found, on=TODAY, **COURSE | changes) == line
