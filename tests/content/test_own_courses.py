"""«Lag et eget kurs»: from the form to readiness, for one unit alone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content import actions, selectors
from lms.certificates.models import Certificate
from lms.courses.models import CoursePage, ModulePage
from lms.courses.selectors import course_at, courses_open_to, outline
from lms.learning.actions import finish_step
from lms.qualifications.models import Evidence, Qualification
from lms.requirements.models import Phase, Requirement
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of
from lms.roles.models import Role
from lms.tracking.forms import RegisterForm
from tests.cast import Cast, login

FORM = {"title": "Kjøkkenet vårt", "summary": "Slik lager vi mat.", "valid_months": "24"}


def made(cast: Cast, **changed: str) -> CoursePage:
    """What Lea gets when she fills in the form."""
    answer = login(cast.lea).post(reverse("content:new_course", args=["harbour"]), FORM | changed)
    course = CoursePage.objects.order_by("-pk")[0]
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[course.pk])
    return course


def published(cast: Cast) -> CoursePage:
    """Lea's course with its module, both published."""
    course = made(cast)
    ModulePage.objects.child_of(course).get().get_latest_revision().publish()
    course.get_latest_revision().publish()
    return CoursePage.objects.get(pk=course.pk)


def use(cast: Cast, course: CoursePage, *roles: Role, **changed: object) -> int:
    """Lea answers who must take it; the status she gets."""
    data = {"roles": [role.pk for role in roles], "phase": "before_start", "days": "", "from_day": timezone.localdate().isoformat()}
    return login(cast.lea).post(reverse("content:use_course", args=["harbour", course.pk]), data | changed).status_code


def state(cast: Cast, who: str) -> State:
    return readiness_of(cast.people[who], on=timezone.localdate())[0].verdict.state


def asked(course: CoursePage) -> list[tuple[str, str, int | None, date, date | None]]:
    rows = Requirement.objects.filter(clauses__options__qualification=course.qualification).order_by("pk")
    return [(row.role.key if row.role else "", row.phase, row.days, row.valid_from, row.valid_until) for row in rows]


def test_one_form_makes_qualification_course_and_module_once_however_often_it_is_sent(cast: Cast):
    course = made(cast)
    assert made(cast) == course
    own = Qualification.objects.get()
    assert (own.key, own.name, own.unit, own.valid_months) == ("harbour-kjokkenet-vart", "Kjøkkenet vårt", cast.harbour, 24)
    assert (course.live, course.slug, course.qualification, course.get_parent().pk) == (False, own.key, own, cast.harbour_page.pk)
    module = ModulePage.objects.child_of(course).get()
    assert (module.title, module.live) == ("Det viktigste", False)
    assert "[Fyll inn:" in str(module.body)
    assert not Requirement.objects.exists()
    assert login(cast.lea).get(reverse("wagtailadmin_pages:edit", args=[course.pk])).status_code == 200


@pytest.mark.parametrize("wrong", [{"title": " "}, {"summary": ""}, {"valid_months": "0"}])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(cast: Cast, wrong: dict[str, str]):
    answer = login(cast.lea).post(reverse("content:new_course", args=["harbour"]), FORM | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    assert not Qualification.objects.exists()


def test_a_published_course_keeps_its_name_and_another_unit_may_use_the_same(cast: Cast):
    course = published(cast)
    answer = login(cast.lea).post(reverse("content:new_course", args=["harbour"]), FORM | {"title": "kjøkkenet VÅRT"})
    assert answer.context["form"].errors == {"title": ["Dere har et kurs som heter det allerede."]}
    login(cast.omar).post(reverse("content:new_course", args=["hill"]), FORM)
    assert set(Qualification.objects.values_list("key", flat=True)) == {course.slug, "hill-kjokkenet-vart"}


def test_a_key_that_is_taken_gets_a_number(cast: Cast):
    Qualification.objects.create(key="harbour-kjokkenet-vart", name="Noe annet")
    assert made(cast).slug == "harbour-kjokkenet-vart-2"


def test_from_form_to_certificate_and_readiness_for_the_unit_alone(cast: Cast):
    course, now = published(cast), timezone.now()
    assert use(cast, course, cast.companion) == 302
    assert (state(cast, "ben"), state(cast, "ola")) == (State.LACKING, State.READY)
    step = outline(course, cast.harbour).steps[0]
    for who in (cast.ben, cast.ola):
        client = login(who)
        mine = who == cast.ben
        assert client.get(reverse("learning:course", args=[course.slug])).status_code == (200 if mine else 404)
        assert client.post(reverse("learning:start", args=[course.slug])).status_code == (302 if mine else 404)
        assert client.get(reverse("learning:step", args=[course.slug, step.slug]), follow=True).status_code == (200 if mine else 404)
    finish_step(person=cast.ben, course=course, unit=cast.harbour, step=step, now=now)
    evidence = Evidence.objects.get()
    assert (evidence.person, evidence.qualification, evidence.unit) == (cast.ben, course.qualification, cast.harbour)
    assert Certificate.objects.get().evidence == evidence
    assert state(cast, "ben") == State.READY


def test_units_below_have_it_and_other_units_see_nothing_of_it(cast: Cast):
    course = published(cast)
    use(cast, course, cast.companion)
    assert course_at(course.slug, [cast.kitchen]) == course
    assert course not in courses_open_to([cast.hill])
    assert not Requirement.objects.asked_in(cast.hill).exists()
    assert Requirement.objects.asked_in(cast.kitchen).count() == 1
    offered = {unit: RegisterForm(today=date.today(), unit=unit).fields["qualification"].queryset for unit in (cast.kitchen, cast.hill)}
    assert [list(rows) for rows in offered.values()] == [[course.qualification], []]


def test_nobody_can_be_asked_for_what_cannot_be_taken_yet(cast: Cast):
    course = made(cast)
    course.get_latest_revision().publish()  # the module is not
    assert use(cast, course, cast.companion) == 404
    terms = {"phase": Phase.BEFORE_START, "days": None, "from_day": date.today(), "on": date.today()}
    with pytest.raises(ValidationError, match="minst én modul"):
        actions.use_own_course(unit=cast.harbour, course=course, roles=[cast.companion], by=cast.lea, **terms)
    with pytest.raises(ValidationError, match="noe av enhetens eget"):
        actions.use_own_course(unit=cast.hill, course=course, roles=[cast.companion], by=cast.omar, **terms)
    with pytest.raises(ValidationError, match="kreve dette"):
        actions.use_own_course(unit=cast.harbour, course=course, roles=[cast.companion], by=cast.eva, **terms)
    assert not Requirement.objects.exists()


def test_whoever_may_not_publish_makes_no_course(cast: Cast):
    with pytest.raises(ValidationError, match="lage kurs her"):
        actions.begin_own_course(unit=cast.harbour, title="A", summary="B", valid_months=None, by=cast.eva, at=timezone.now())


def test_who_must_take_it_can_be_changed_and_ended_and_the_past_stands(cast: Cast):
    course, today = published(cast), timezone.localdate()
    for _twice in range(2):
        use(cast, course, cast.companion, phase="within_days", days="30")
    assert asked(course) == [("stottespiller", "within_days", 30, today, None)]
    later = today + timedelta(days=10)
    use(cast, course, cast.companion, from_day=later.isoformat())
    ended = ("stottespiller", "within_days", 30, today, later - timedelta(days=1))
    assert asked(course) == [ended, ("stottespiller", "before_start", None, later, None)]
    use(cast, course, from_day=later.isoformat())
    assert asked(course) == [ended]


def test_what_is_asked_can_be_ended_also_when_nobody_can_take_it_any_longer(cast: Cast):
    course = published(cast)
    use(cast, course, cast.companion)
    course.unpublish()
    shown = login(cast.lea).get(reverse("content:own_courses", args=["harbour"])).content.decode()
    assert "Kreves, men kan ikke tas" in shown
    assert use(cast, course, cast.companion, phase="within_days", days="5") == 422
    assert use(cast, course) == 302
    assert asked(course) == []
    assert use(cast, course) == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"phase": "within_days"}, "days"), ({"from_day": "2020-01-01"}, "from_day"), ({"roles": ["0"]}, "roles"), ({"phase": "x"}, "phase")],
)
def test_wrong_terms_are_said_beside_their_field(cast: Cast, wrong: dict[str, object], field: str):
    course = published(cast)
    assert use(cast, course, cast.companion, **wrong) == 422
    assert not Requirement.objects.exists()


def test_only_roles_held_here_are_offered_or_all_where_nobody_serves(cast: Cast):
    driver = Role.objects.create(key="sjafor", name="Sjåfør")
    assert list(selectors.roles_of(cast.harbour)) == [cast.companion]
    assert driver in selectors.roles_of(cast.kitchen)
    course = published(cast)
    actions.use_own_course(
        unit=cast.harbour,
        course=course,
        roles=[driver],
        phase=Phase.BEFORE_START,
        days=None,
        from_day=timezone.localdate(),
        by=cast.lea,
        on=timezone.localdate(),
    )
    assert set(selectors.roles_of(cast.harbour)) == {cast.companion, driver}  # else saving again would end it unseen
    form = login(cast.lea).get(reverse("content:use_course", args=["harbour", course.pk])).context["form"]
    assert (form.initial["roles"], form.initial["phase"]) == ([driver.pk], "before_start")


def test_the_list_shows_how_each_course_stands_in_a_fixed_number_of_queries(cast: Cast, django_assert_num_queries):
    first = published(cast)
    use(cast, first, cast.companion)
    for number in range(2):
        made(cast, title=f"Kurs {number}")
    page = Page.objects.get(pk=cast.harbour_page.pk)
    cast.harbour.page = page
    with django_assert_num_queries(3):
        found = selectors.own_courses(cast.harbour, on=timezone.localdate())
        assert [(each.is_open, [row.role.name for row in each.asked]) for each in found] == [
            (True, ["Støttespiller"]),
            (False, []),
            (False, []),
        ]
    shown = login(cast.lea).get(reverse("content:own_courses", args=["harbour"])).content.decode()
    assert ("I bruk" in shown, shown.count("Ikke publisert")) == (True, 2)
