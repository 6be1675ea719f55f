"""What a course has said, edition by edition, and who may read it."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from lms.courses.models import CoursePage, ModulePage
from lms.courses.selectors import editions_of, history_lines
from tests import school
from tests.cast import Cast, login
from tests.school import School

pytestmark = pytest.mark.django_db


def change(page: ModulePage, text: str, *, kind: str = "important", note: str = "Ny regel.") -> None:
    page.body = [{"type": "text", "value": text}]
    page.change_class, page.change_note = kind, note
    school.publish(page)


def told(course: CoursePage) -> list[tuple[str, int, str, tuple[str, ...], tuple[str, ...]]]:
    rows = history_lines(editions_of(course))
    return [
        (row.edition.title, row.edition.number, row.edition.note, row.difference.removed, row.difference.added)
        for row in rows
        if row.difference
    ]


@pytest.fixture
def place() -> School:
    return school.build()


def test_the_history_tells_the_newest_first_and_what_differs(place: School) -> None:
    change(place.last, "<p>Ring 113.</p>")
    change(place.last, "<p>Ring 113.</p><p>Vent.</p>", kind="retake", note="Vent.")
    change(place.first, "<p>Noe annet.</p>")
    assert told(place.course) == [
        ("Hvorfor", 2, "Ny regel.", told(place.course)[0][3], ("Noe annet.",)),
        ("Til slutt", 3, "Vent.", (), ("Vent.",)),
        ("Til slutt", 2, "Ny regel.", ("Tillit gjør at folk tør å komme.",), ("Ring 113.",)),
    ]
    assert [row.difference for row in history_lines(editions_of(place.course))][3:] == [None] * 4


def test_a_step_that_is_no_longer_shown_keeps_its_history_and_a_units_own_has_its_own(place: School) -> None:
    school.local_module(place.bergen, fills=place.slot)
    place.last.unpublish()
    assert {edition.title for edition in editions_of(place.course)} == {"Hvorfor", "Slik gjør vi det", "Til slutt", "Prøve"}


@pytest.mark.parametrize("editions", [1, 3, 30])
def test_history_takes_two_queries(place: School, editions: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(editions):
        change(place.last, f"<p>{number}</p>")
    with django_assert_num_queries(2):
        assert len(history_lines(editions_of(place.course))) == editions + 4


def test_editors_find_it_from_the_course_here_and_at_the_desk(cast: Cast) -> None:
    course = cast.course.specific
    module = school.publish(course.add_child(instance=ModulePage(title="Why", slug="why", body=school.TEXT, live=False)))
    assert isinstance(module, ModulePage)
    change(module, "<p>Ring 113 &amp; vent.</p>", kind="retake")
    address = reverse("courses_desk:history", args=[course.pk])
    client = login(cast.cleo)
    assert address in client.get("/kurs/confidentiality/").content.decode()
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    html = client.get(address).content.decode()
    assert ("<ins>Ring 113 &amp; vent.</ins>" in html, "<del>Tillit" in html, "Ny regel." in html) == (True, True, True)
    assert address not in login(cast.ben).get("/kurs/confidentiality/").content.decode()


def test_a_units_own_course_is_read_by_those_who_write_for_it(cast: Cast) -> None:
    page = Page.objects.get(pk=cast.harbour_page.pk).specific
    course = page.add_child(instance=CoursePage(title="Ours", slug="ours", summary="Short."))
    address = reverse("courses_desk:history", args=[course.pk])
    found = {who: login(cast.people[who]).get(address).status_code for who in ("lea", "eva", "omar", "cleo")}
    assert found == {"lea": 200, "eva": 200, "omar": 404, "cleo": 404}
