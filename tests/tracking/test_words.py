"""What the desk says is kept between requests, and must not be told on another day or in another language."""

from datetime import date

import pytest
from django.utils.translation import override

from lms.qualifications.rules import FOREVER
from lms.requirements.rules import Asked, Demand, Mark, Phase, State
from lms.requirements.selectors import Cell
from lms.tracking.exports import _FILLS
from lms.tracking.words import MARK_STATES, Faces

ON, DUE = date(2026, 3, 3), date(2026, 4, 1)
ASKED = Asked(Demand(1, ("secrecy",), "Secrecy", Phase.WITHIN_DAYS, date(2026, 1, 1)), DUE, State.READY_WITHIN_GRACE)
SPAN = (date(2025, 5, 1), date(2026, 5, 1))


def test_the_same_cell_speaks_the_language_of_the_moment():
    cell = Cell(Mark.MISSING, ASKED, None)
    said = {}
    for language in ("nb", "nn", "en", "nb"):
        with override(language):
            said[language] = Faces(date(2026, 5, 1))(cell).text
    assert said == {"nb": "mangler", "nn": "manglar", "en": "missing"}


def test_the_same_cell_speaks_of_the_day_one_looks():
    cell = Cell(Mark.MISSING, ASKED, None)
    assert [Faces(on)(cell).text for on in (DUE, date(2026, 4, 2), DUE)] == ["innen 1. april", "mangler", "innen 1. april"]


@pytest.mark.parametrize(
    ("cell", "face"),
    [
        (Cell(Mark.MET, ASKED, SPAN), ("valid", "Gyldig til 1. mai 2026.", "til 1. mai", True)),
        (Cell(Mark.MET, ASKED, (SPAN[0], FOREVER)), ("valid", "Gyldig. Utløper ikke.", "", True)),
        (Cell(Mark.LAPSING, ASKED, SPAN), ("expiring", "Utløper 1. mai 2026.", "til 1. mai", True)),
        (Cell(Mark.DUE, ASKED, None), ("waiting", "Må gjøres innen 1. april 2026.", "innen 1. april", True)),
        (Cell(Mark.MISSING, ASKED, None), ("lacking", "Mangler. Må gjøres innen 1. april 2026.", "innen 1. april", True)),
        (Cell(Mark.LAPSED, ASKED, (SPAN[0], date(2026, 2, 1))), ("expired", "Utløp 1. februar 2026.", "utløp 1. februar", True)),
        (None, ("not_required", "Det er ikke krav om dette i rollen.", "", False)),
    ],
)
def test_each_mark_has_its_face(cell, face):
    with override("nb"):
        assert tuple(Faces(ON)(cell)) == face


def test_every_mark_has_its_face_everywhere():
    """A mark that some screen or file did not know made the file of a unit fail."""
    assert set(_FILLS) == set(MARK_STATES) == set(Mark)
