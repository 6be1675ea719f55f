import re

import pytest

from lms.courses.models import ModulePage
from lms.learning.lessons import unpublished

pytestmark = pytest.mark.django_db
CALLOUT = ("callout", {"tone": "warning", "title": "Før du begynner", "text": "<p>Vent</p>"})
TEXT = ("text", "<h2>Så</h2><p>Et avsnitt.</p>")


@pytest.mark.parametrize(
    ("body", "headings"),
    [([CALLOUT, TEXT], ["h2", "h2"]), ([TEXT, CALLOUT], ["h2", "h3"]), ([CALLOUT, CALLOUT, TEXT, CALLOUT], ["h2", "h3", "h2", "h3"])],
)
def test_no_heading_is_left_out_between_a_lessons_title_and_what_opens_it(body, headings):
    segments = unpublished(ModulePage(title="En modul", body=body)).segments
    assert re.findall(r"<(h\d)", "".join(segment.html for segment in segments)) == headings
