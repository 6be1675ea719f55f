"""Whom a change touches, shown before it is out."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.courses.models import Edition, ModulePage
from lms.learning.models import StepCompletion
from lms.learning.policies import sight
from lms.learning.rules import SMALLEST, Impact, Touched, touched
from lms.learning.selectors import course_key, impact
from lms.people.models import Person
from lms.qualifications.actions import record, revoke
from lms.qualifications.models import Assurance, EvidenceKind
from lms.quizzes.models import QuizPage
from lms.roles.actions import sync_wagtail_access
from lms.units.models import Unit
from tests import school
from tests.cast import Cast, login
from tests.school import School

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


def done(page: Page, person: Person, unit: Unit, *, days_ago: int = 0, round: int = 1) -> None:
    StepCompletion.objects.create(
        person=person,
        edition=Edition.objects.get(page=page, number=1),
        page_id=page.pk,
        unit=unit,
        round=round,
        at=NOW - timedelta(days=days_ago),
    )


def earned(place: School, person: Person, *, until: date | None = None) -> object:
    assert place.course.qualification
    return record(
        person=person,
        qualification=place.course.qualification,
        kind=EvidenceKind.COURSE,
        assurance=Assurance.LOGGED_IN,
        earned_on=date(2026, 1, 5),
        valid_until=until,
        source="Taushetsplikt",
        source_key=f"{course_key(place.course)}1",
        at=NOW,
    )


def rows(page: Page, *, units: set[int] | None = None, counted: set[int] | None = None) -> list[tuple[str, int | None, int | None]]:
    found = impact(page, units=units, counted=counted or set(), on=TODAY)
    return [(unit.unit, unit.done, unit.holding) for unit in found.units]


@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_no_small_group_can_be_told_from_outside(many: int, few: int, exact: bool) -> None:
    told = touched("Bergen", max(many, few), min(many, few), exact=exact)
    numbers = [told.done, told.holding, None if None in (told.done, told.holding) else told.done - told.holding]  # type: ignore[operator]
    assert all(number in (None, 0) or number >= SMALLEST for number in numbers) or exact
    assert not exact or (told.done, told.holding) == (max(many, few), min(many, few))


def test_the_sums_say_that_some_are_left_out() -> None:
    assert (Impact((Touched("A", 7, 7), Touched("B", None, None))).done, Impact((Touched("A", 7, None),)).hides) == (7, True)
    assert (Impact((Touched("A", 7, 6), Touched("B", 2, 1))).holding, Impact((Touched("A", 7, 6),)).hides) == (7, False)


@pytest.mark.django_db
def test_impact_counts_each_person_once_where_they_did_the_step_last() -> None:
    place = school.build()
    ana, ben, kim = (school.person(name) for name in ("Ana", "Ben", "Kim"))
    done(place.first, ana, place.oslo, days_ago=400)
    done(place.first, ana, place.bergen, round=2)
    done(place.first, ben, place.bergen)
    done(place.first, kim, place.oslo)
    done(place.last, kim, place.oslo)
    earned(place, ana)
    earned(place, ben, until=TODAY - timedelta(days=1))
    revoke(evidence=earned(place, kim), by=None, at=NOW, reason="Wrong")  # type: ignore[arg-type]
    everywhere = {place.bergen.pk, place.oslo.pk}
    assert rows(place.first, counted=everywhere) == [("Steg for Steg Bergen", 2, 1), ("Steg for Steg Oslo", 1, 0)]
    assert rows(place.first, units={place.bergen.pk}, counted=everywhere) == [("Steg for Steg Bergen", 2, 1)]
    assert rows(place.first) == [("Steg for Steg Bergen", None, None), ("Steg for Steg Oslo", None, None)]
    assert rows(place.quiz) == []


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3, 30])
def test_impact_takes_four_queries(people: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    for number in range(people):
        done(place.first, school.person(f"P{number}", login=False), place.bergen if number % 2 else place.oslo)
    with django_assert_num_queries(4):
        impact(place.first, units=None, counted=set(), on=TODAY)


@pytest.mark.django_db
def test_of_a_units_own_step_its_writers_see_their_own_units_and_of_a_central_one_all(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    place = school.build()
    lea, omar = school.responsible("Lea", place.bergen, "leader"), school.responsible("Omar", place.oslo, "leader")
    cleo = school.responsible("Cleo", place.centre, "central_editor")
    own = school.local_module(place.bergen, fills=place.slot)
    with django_assert_max_num_queries(5):
        assert sight(lea, own, on=TODAY).units == {place.bergen.pk}
    assert sight(omar, own, on=TODAY).units == {place.oslo.pk}
    assert (sight(cleo, place.first, on=TODAY).units, sight(cleo, place.first, on=TODAY).counted) == (None, set())
    assert sight(lea, place.first, on=TODAY).counted == {place.bergen.pk}
    assert sight(None, own, on=TODAY).units == set()


# --- at the desk ------------------------------------------------------------------------------------------------------------------------------


def send(client: Client, module: ModulePage, *, change: str = "", text: str = "<p>Nytt.</p>", action: str = "action-publish") -> Any:
    """Press «Publish» on the module's edit page."""
    data = nested_form_data({"title": module.title, "slug": module.slug, "minutes": "5", "body": streamfield([("text", rich_text(text))])})
    data |= {
        "review_status": "not_approved",
        "statements-count": "0",
        "review_needs": "",
        "sources": "",
        "fills": "",
        "hangs_on": "",
        action: "1",
    }
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": change, "change_note": "Ny regel."}
    return client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data)


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    """Harbour's own module, which Ben has done."""
    page = Page.objects.get(pk=cast.harbour_page.pk).specific
    made = school.publish(page.add_child(instance=ModulePage(title="Our way", slug="our-way", body=school.TEXT, live=False)))
    done(made, cast.ben, cast.harbour)
    assert isinstance(made, ModulePage)
    return made


def numbers(module: ModulePage) -> list[int]:
    return sorted(Edition.objects.filter(page=module).values_list("number", flat=True))


@pytest.mark.parametrize("change", ["important", "retake"])
def test_a_change_that_asks_something_is_published_after_seeing_whom_it_touches(cast: Cast, module: ModulePage, change: str) -> None:
    client = login(cast.lea)
    asked = send(client, module, change=change)
    module.refresh_from_db()
    draft = module.get_latest_revision()
    assert asked["Location"] == reverse("learning_desk:publish", args=[module.pk, draft.pk])
    assert numbers(module) == [1]
    html = client.get(asked["Location"]).content.decode()
    assert ("Harbour" in html, "<td>1</td>" in html, "Ny regel." in html) == (True, True, True)
    client.post(asked["Location"])
    assert list(Edition.objects.filter(page=module, number=2).values_list("change_class", "note", "by__given_name")) == [
        (change, "Ny regel.", "Lea")
    ]


def test_a_change_of_wording_is_published_at_once(cast: Cast, module: ModulePage) -> None:
    send(login(cast.lea), module, change="wording")
    assert numbers(module) == [1, 2]


def test_what_was_saved_since_is_not_published_unseen(cast: Cast, module: ModulePage) -> None:
    client = login(cast.lea)
    asked = send(client, module, change="retake")
    send(client, module, change="retake", text="<p>Enda nyere.</p>", action="action-save")
    assert client.post(asked["Location"])["Location"] == reverse("wagtailadmin_pages:edit", args=[module.pk])
    assert numbers(module) == [1]


@pytest.mark.parametrize("who", ["eva", "omar", "cleo"])
def test_whoever_may_not_publish_the_page_finds_nothing(cast: Cast, module: ModulePage, who: str) -> None:
    asked = send(login(cast.lea), module, change="retake")
    for method in ("get", "post"):
        assert getattr(login(cast.people[who]), method)(asked["Location"]).status_code == 404
    assert numbers(module) == [1]


def test_a_page_that_is_no_step_has_no_such_screen(cast: Cast) -> None:
    revision = cast.articles.specific.save_revision()
    assert login(cast.cleo).get(reverse("learning_desk:publish", args=[cast.articles.pk, revision.pk])).status_code == 404


def test_whoever_approves_reads_whom_it_touches(cast: Cast, module: ModulePage) -> None:
    sync_wagtail_access(on=date.today())
    send(login(cast.eva), module, change="retake", action="action-submit")
    html = login(cast.lea).get(reverse("wagtailadmin_pages:edit", args=[module.pk])).content.decode()
    assert "Hvis dette godkjennes: 1 person må ta dette steget på nytt." in unescape(html)


def test_a_test_is_asked_about_as_modules_are(cast: Cast) -> None:
    quiz = school.publish(
        cast.course.specific.add_child(instance=QuizPage(title="Quiz", slug="quiz", subject="confidentiality", live=False))
    )
    data = {"title": "Quiz", "slug": "quiz", "subject": "confidentiality", "draw": "0", "pass_percent": "90", "minutes": "10"}
    data |= {"introduction": rich_text(""), "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"}
    client, url = login(cast.cleo), reverse("wagtailadmin_pages:edit", args=[quiz.pk])
    assert list(client.post(url, data).context["form"].errors) == ["change_class"]
    assert list(client.post(url, data | {"change_class": "retake"}).context["form"].errors) == ["change_note"]
    assert client.post(url, data | {"change_class": "retake", "change_note": "New."})["Location"].startswith("/admin/steg/")
