"""«Ta kurset ut av bruk», and what the editors' desk refuses while a course is asked of people."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content import actions
from content.retirement.actions import resume_course, retire_course
from content.retirement.plan import Retirement, bereft, retirement
from lms.certificates.models import Certificate
from lms.courses.models import CoursePage, ModulePage
from lms.courses.selectors import course_at, outline
from lms.learning.actions import enrol, finish_step
from lms.qualifications.models import Evidence, Qualification
from lms.requirements.actions import require
from lms.requirements.models import Phase, Requirement
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of
from tests.cast import Cast, login
from tests.school import TEXT, publish

TODAY = timezone.localdate


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    """Harbour's own course with one module, asked of its companions from yesterday on."""
    made = actions.begin_own_course(unit=cast.harbour, title="Kjøkkenet", summary="Mat.", valid_months=None, by=cast.lea, at=timezone.now())
    ModulePage.objects.child_of(made).get().get_latest_revision().publish()
    made.get_latest_revision().publish()
    use(cast, CoursePage.objects.get(pk=made.pk))
    Requirement.objects.update(valid_from=TODAY() - timedelta(days=1))
    return CoursePage.objects.get(pk=made.pk)


def use(cast: Cast, course: CoursePage) -> list[Requirement]:
    terms = {"phase": Phase.BEFORE_START, "days": None, "from_day": TODAY(), "by": cast.lea, "on": TODAY()}
    return actions.use_own_course(unit=cast.harbour, course=course, roles=[cast.companion], **terms)


def retire(cast: Cast, course: CoursePage, days: int = 0) -> CoursePage:
    return retire_course(unit=cast.harbour, course=course, from_day=TODAY() + timedelta(days=days), by=cast.lea, on=TODAY())


def state(cast: Cast, on: date) -> State:
    return readiness_of(cast.ben, on=on)[0].verdict.state


def test_out_of_use_today_nobody_begins_nobody_lacks_it_and_all_that_was_earned_stays(cast: Cast, course: CoursePage):
    step, now = outline(course, cast.harbour).steps[0], timezone.now()
    finish_step(person=cast.lea, course=course, unit=cast.harbour, step=step, now=now)
    enrol(person=cast.ben, course=course, unit=cast.harbour, now=now)
    assert state(cast, TODAY()) == State.LACKING
    for _twice in range(2):
        course = retire(cast, course)
    assert (course.live, course_at(course.slug, [cast.harbour])) == (False, None)
    assert state(cast, TODAY()) == State.READY
    assert state(cast, TODAY() - timedelta(days=1)) == State.LACKING
    assert Evidence.objects.get().person == Certificate.objects.get().person == cast.lea
    ben, lea, ola = login(cast.ben), login(cast.lea), login(cast.ola)
    over = ben.get(reverse("learning:step", args=[course.slug, step.slug]), follow=True)
    assert (over.status_code, over.redirect_chain) == (410, [(reverse("learning:course", args=[course.slug]), 302)])
    assert "Dette kurset er slutt" in over.content.decode()
    assert Page.objects.get(pk=cast.harbour_page.pk).url in over.content.decode()
    assert Certificate.objects.get().code in lea.get(reverse("learning:course", args=[course.slug])).content.decode()
    assert ola.get(reverse("learning:course", args=[course.slug])).status_code == 404
    assert ben.post(reverse("learning:start", args=[course.slug])).status_code == 404
    assert ben.get(reverse("home:desk")).status_code == 200


def test_on_a_day_ahead_it_can_be_taken_until_then_and_wagtail_ends_it(cast: Cast, course: CoursePage):
    course = retire(cast, course, days=10)
    ends = TODAY() + timedelta(days=10)
    assert (course.live, timezone.localtime(course.expire_at).isoformat()[:16]) == (True, f"{ends.isoformat()}T00:00")
    assert Requirement.objects.get().valid_until == ends - timedelta(days=1)
    course.get_latest_revision().publish()  # somebody publishes a correction meanwhile
    assert CoursePage.objects.get(pk=course.pk).expire_at == course.expire_at
    assert "Kurset går snart ut av bruk" in login(cast.ben).get(reverse("learning:course", args=[course.slug])).content.decode()
    with pytest.raises(ValidationError, match="Ta det opp igjen"):
        use(cast, course)
    call_command("publish_scheduled", verbosity=0)
    assert CoursePage.objects.get(pk=course.pk).live
    with time_machine.travel(course.expire_at + timedelta(minutes=1), tick=False):
        call_command("publish_scheduled", verbosity=0)
    assert not CoursePage.objects.get(pk=course.pk).live


def test_it_can_be_taken_up_again_before_and_after_its_last_day_and_drafts_stay_drafts(cast: Cast, course: CoursePage):
    for days in (10, 0):
        draft = CoursePage.objects.get(pk=course.pk)
        draft.summary = "Et utkast."
        draft.save_revision()
        retire(cast, course, days=days)
        for _twice in range(2):
            again = resume_course(unit=cast.harbour, course=course, by=cast.lea, on=TODAY())
        assert (again.live, again.expire_at, again.summary) == (True, None, "Mat.")
        assert again.get_latest_revision_as_object().expire_at is None
        assert course_at(course.slug, [cast.harbour]) == course
    assert not Requirement.objects.filter(valid_until=None).exists()
    assert use(cast, again)


def test_only_who_publishes_the_units_pages_takes_a_course_out_of_use(cast: Cast, course: CoursePage):
    for by, unit in ((cast.eva, cast.harbour), (cast.omar, cast.hill)):
        with pytest.raises(ValidationError):
            retire_course(unit=unit, course=course, from_day=TODAY(), by=by, on=TODAY())
        with pytest.raises(ValidationError):
            resume_course(unit=unit, course=course, by=by, on=TODAY())
    with pytest.raises(ValidationError, match="fra og med i dag"):
        retire(cast, course, days=-1)
    draft = actions.begin_own_course(unit=cast.harbour, title="Ny", summary="Ny.", valid_months=None, by=cast.lea, at=timezone.now())
    with pytest.raises(ValidationError, match="aldri vært publisert"):
        retire(cast, draft)
    with pytest.raises(ValidationError, match="aldri vært publisert"):
        resume_course(unit=cast.harbour, course=draft, by=cast.lea, on=TODAY())


def test_the_screen_says_how_many_it_touches_each_once(cast: Cast, course: CoursePage, django_assert_num_queries):
    assert retirement(course, cast.harbour, on=TODAY()) == Retirement(must=3, under_way=0, holding=0)
    enrol(person=cast.ben, course=course, unit=cast.harbour, now=timezone.now())
    with django_assert_num_queries(4):
        assert retirement(course, cast.harbour, on=TODAY()) == Retirement(must=3, under_way=1, holding=0)
    step = outline(course, cast.harbour).steps[0]
    finish_step(person=cast.ben, course=course, unit=cast.harbour, step=step, now=timezone.now())
    assert retirement(course, cast.harbour, on=TODAY()) == Retirement(must=3, under_way=0, holding=1)


def test_the_leaders_screens(cast: Cast, course: CoursePage):
    lea = login(cast.lea)
    address = reverse("content:retire_course", args=["harbour", course.pk])
    listed = reverse("content:own_courses", args=["harbour"])
    assert address in lea.get(listed).content.decode()
    assert "Ingen nye kan begynne på kurset" in lea.get(address).content.decode()
    assert lea.post(address, {"from_day": "2020-01-01"}).status_code == 422
    ahead = (TODAY() + timedelta(days=5)).isoformat()
    for day, said in ((ahead, "Ut av bruk fra"), (TODAY().isoformat(), "Ute av bruk")):
        assert lea.post(address, {"from_day": day})["Location"] == listed
        assert said in lea.get(listed).content.decode()
    assert lea.get(address)["Location"] == listed
    assert lea.post(reverse("content:resume_course", args=["harbour", course.pk]), follow=True).status_code == 200
    assert "Publisert, frivillig" in lea.get(listed).content.decode()
    assert lea.get(reverse("content:resume_course", args=["harbour", course.pk])).status_code == 405


def bulk(action: str, *pages: Page) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?{ids}&next=/"


def test_the_desk_neither_deletes_unpublishes_nor_moves_what_is_asked(cast: Cast, course: CoursePage):
    adm, lea, home = login(cast.adm), login(cast.lea), cast.harbour_page
    module = ModulePage.objects.child_of(course).get()
    ways = [
        (reverse("wagtailadmin_pages:delete", args=[course.pk]), {}),
        (reverse("wagtailadmin_pages:unpublish", args=[course.pk]), {}),
        (reverse("wagtailadmin_pages:delete", args=[module.pk]), {}),
        (reverse("wagtailadmin_pages:unpublish", args=[module.pk]), {}),
        (reverse("wagtailadmin_pages:move_confirm", args=[course.pk, cast.hill_page.pk]), {}),
        (bulk("delete", course), {}),
        (bulk("unpublish", course), {}),
        (bulk("unpublish", module), {}),
        (bulk("move", course), {"chooser": cast.hill_page.pk}),
    ]
    above = [
        (reverse("wagtailadmin_pages:delete", args=[home.pk]), {}),
        (reverse("wagtailadmin_pages:unpublish", args=[home.pk]), {"include_descendants": "on"}),
        (bulk("unpublish", home), {"include_descendants": "on"}),
    ]
    way_out = reverse("content:retire_course", args=["harbour", course.pk])
    for address in (reverse("wagtailadmin_pages:unpublish", args=[course.pk]), bulk("unpublish", course)):
        told = lea.post(address, follow=True).content.decode()
        assert ("«Kjøkkenet» kreves" in told, way_out in told) == (True, True), address
    for address, data in [*ways, *above]:
        assert "«Kjøkkenet» kreves" in adm.post(address, data, follow=True).content.decode(), address
        again = CoursePage.objects.get(pk=course.pk)
        assert (again.live, again.path, ModulePage.objects.get(pk=module.pk).live) == (True, course.path, True), address


def test_what_is_asked_of_nobody_goes_as_wagtail_lets_it(cast: Cast, course: CoursePage):
    lea = login(cast.lea)
    extra = publish(course.add_child(instance=ModulePage(title="Mer", slug="mer", body=TEXT, live=False)))
    lea.post(reverse("wagtailadmin_pages:unpublish", args=[extra.pk]))
    assert not ModulePage.objects.get(pk=extra.pk).live  # another is left
    Requirement.objects.update(valid_until=TODAY() - timedelta(days=1))
    lea.post(reverse("wagtailadmin_pages:unpublish", args=[course.pk]))
    assert not CoursePage.objects.get(pk=course.pk).live
    assert bereft([course], below=True, on=TODAY()) == []


def test_a_central_course_that_is_asked_stays_and_says_why(cast: Cast):
    course = CoursePage.objects.get(pk=cast.course.pk)
    course.qualification = Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt")
    course.save()
    require(qualification=course.qualification, valid_from=TODAY())
    told = login(cast.cleo).post(reverse("wagtailadmin_pages:unpublish", args=[course.pk]), follow=True).content.decode()
    assert "Kravet må ta slutt først" in told
    assert CoursePage.objects.get(pk=course.pk).live


def test_it_costs_two_queries_to_see_that_nothing_is_in_the_way(cast: Cast, course: CoursePage, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert bereft([cast.hill_page], below=True, on=TODAY()) == []


def test_no_course_ends_by_itself_because_a_form_said_so(cast: Cast, course: CoursePage):
    shown = login(cast.lea).get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert ("go_live_at" in shown, 'name="expire_at"' in shown) == (True, False)
