"""A unit's own course gives what is the unit's own, and never what is the centre's, whichever door one tries."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from lms.courses.models import CoursePage, ModulePage
from lms.courses.selectors import given_by, outline
from lms.learning.actions import finish_step
from lms.qualifications.models import Evidence, Qualification
from tests.cast import Cast, login
from tests.school import TEXT, publish

SAID = {"qualification": ["Et kurs her kan ikke gi det. Velg et fra lista, eller ingen."]}


@pytest.fixture
def central(db: None) -> Qualification:
    return Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt")


@pytest.fixture
def own(cast: Cast) -> Qualification:
    return Qualification.objects.create(key="harbour-kjokken", name="Kjøkken", unit=cast.harbour)


def local_course(cast: Cast, qualification: Qualification | None = None) -> CoursePage:
    page = Page.objects.get(pk=cast.harbour_page.pk).specific
    course = CoursePage(title="Kitchen", slug="kitchen-course", summary="Short.", qualification=qualification)
    page.add_child(instance=course)
    return course


def send(client: Client, address: str, qualification: Qualification | None) -> dict[str, list[str]]:
    """Save a course with this qualification, as the editor's form would; what is said to be wrong."""
    data = nested_form_data(
        {
            "title": "Kitchen",
            "slug": "kitchen-course",
            "summary": "Short.",
            "introduction": rich_text(""),
            "outcomes": streamfield([]),
            "qualification": str(qualification.pk) if qualification else "",
            "comments": inline_formset([]),
        }
    )
    answer = client.post(address, data | {"code": "", "audience": "", "subject_owner": "", "review_by": ""})
    return {} if answer.status_code == 302 else dict(answer.context["form"].errors)


def adding(page: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["courses", "coursepage", page.pk])


def offered(client: Client, address: str) -> set[str]:
    return {each.name for each in client.get(address).context["form"].fields["qualification"].queryset}


def test_a_local_course_is_offered_the_units_own_and_a_central_one_the_centres(cast: Cast, central: Qualification, own: Qualification):
    Qualification.objects.create(key="hill-dor", name="Dør", unit=cast.hill)
    assert offered(login(cast.lea), adding(cast.harbour_page)) == {"Kjøkken"}
    assert offered(login(cast.cleo), adding(cast.catalogue)) == {"Taushetsplikt"}


def test_a_forged_form_makes_no_course_that_gives_what_is_the_centres_or_anothers(cast: Cast, central: Qualification, own: Qualification):
    anothers = Qualification.objects.create(key="hill-dor", name="Dør", unit=cast.hill)
    for forged in (central, anothers):
        assert send(login(cast.lea), adding(cast.harbour_page), forged) == SAID
    assert send(login(cast.cleo), adding(cast.catalogue), own) == SAID
    assert CoursePage.objects.count() == 1
    assert send(login(cast.lea), adding(cast.harbour_page), own) == {}
    assert CoursePage.objects.get(slug="kitchen-course").qualification == own


def test_a_course_cannot_be_changed_to_give_what_is_the_centres_but_keeps_what_it_has(cast: Cast, central: Qualification):
    course = local_course(cast)
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert send(login(cast.lea), address, central) == SAID
    assert send(login(cast.lea), address, None) == {}
    CoursePage.objects.filter(pk=course.pk).update(qualification=central)
    assert send(login(cast.lea), address, central) == {}


def finished(cast: Cast, course: CoursePage) -> list[str]:
    """What Ben has earned when he has done the only module of a course."""
    publish(course.add_child(instance=ModulePage(title="One", slug="one", body=TEXT, live=False)))
    step = outline(course, cast.harbour).steps[0]
    finish_step(person=cast.ben, course=course, unit=cast.harbour, step=step, now=timezone.now())
    return [each.qualification.name for each in Evidence.objects.filter(person=cast.ben)]


def test_finishing_a_local_course_earns_the_units_own(cast: Cast, own: Qualification):
    assert finished(cast, local_course(cast, own)) == ["Kjøkken"]


def test_a_local_course_that_got_hold_of_a_central_qualification_earns_nothing(cast: Cast, central: Qualification):
    course = local_course(cast, central)
    assert finished(cast, course) == []
    assert given_by(course) is None


def test_a_copy_of_a_central_course_gives_nothing(cast: Cast, central: Qualification):
    CoursePage.objects.filter(pk=cast.course.pk).update(qualification=central)
    original = CoursePage.objects.get(pk=cast.course.pk)
    original.save_revision()
    copy = CopyPageAction(original, to=Page.objects.get(pk=cast.harbour_page.pk), update_attrs={"slug": "copy"}).execute(
        skip_permission_checks=True
    )
    address = reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert CoursePage.objects.get(pk=copy.pk).qualification is None
    assert send(login(cast.lea), address, central) == SAID
    copy.get_latest_revision().publish()  # past the form, draft and all
    assert given_by(CoursePage.objects.get(pk=copy.pk)) is None


def test_a_course_moved_to_another_unit_gives_nothing_there(cast: Cast, own: Qualification):
    course = local_course(cast, own)
    course.move(Page.objects.get(pk=cast.hill_page.pk), pos="last-child")
    assert given_by(CoursePage.objects.get(pk=course.pk)) is None
