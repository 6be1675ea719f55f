"""How days are written in each language."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("language", "day", "without_year"),
    [
        ("nb", "28. november 2026", "28. november"),
        ("nn", "28. november 2026", "28. november"),
        ("en", "28 November 2026", "28 November"),
    ],
)
def test_the_day_comes_first_in_every_language(language, day, without_year):
    with translation.override(language):
        assert (date_format(DAY), date_format(DAY, "MONTH_DAY_FORMAT")) == (day, without_year)
