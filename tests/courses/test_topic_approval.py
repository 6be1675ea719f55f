"""In a guarded course, a unit's own module is published by those who answer for the subject, whatever way somebody tries."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.courses.actions import sharing
from lms.courses.actions.languages import begin_translation
from lms.courses.models import CoursePage, ModulePage, SlotPage, Translation
from lms.people.models import User
from lms.roles.actions import grant, sync_wagtail_access
from lms.roles.models import ResponsibilityKind as Kind
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.school import TEXT, publish

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    """A guarded course with a slot."""
    course: CoursePage = cast.course.specific
    course.guards_local = True
    course.save()
    publish(course.add_child(instance=SlotPage(title="Here", slug="here", guidance="<p>Say where.</p>", body=TEXT, live=False)))
    return course


def own(cast: Cast, course: CoursePage, **values: object) -> ModulePage:
    """A draft of Harbour's for the slot."""
    slot = SlotPage.objects.child_of(course).get()
    home = Page.objects.get(pk=cast.harbour_page.pk).specific
    module = home.add_child(
        instance=ModulePage(**{"title": "Our way", "slug": "our-way", "body": TEXT, "fills": slot, "live": False} | values)
    )
    module.save_revision()
    found: ModulePage = ModulePage.objects.get(pk=module.pk)
    return found


def form(module: ModulePage | Translation, **more: object) -> dict[str, object]:
    body = streamfield([("text", rich_text("<p>Where we keep it.</p>"))])
    data = nested_form_data({"title": module.title, "slug": module.slug, "minutes": "5", "body": body})
    data |= {"review_status": "not_approved", "statements-count": "0", "review_needs": "", "sources": ""}
    data |= {"fills": getattr(module, "fills_id", None) or "", "hangs_on": getattr(module, "hangs_on_id", None) or ""}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": "wording", "change_note": ""}
    return data | more


def live(module: ModulePage | Translation) -> bool:
    return Page.objects.get(pk=module.pk).live


def edit(module: ModulePage | Translation) -> str:
    return reverse("wagtailadmin_pages:edit", args=[module.pk])


def may_publish(person, module) -> bool:
    return bool(Page.objects.get(pk=module.pk).permissions_for_user(User.objects.get(pk=person.user_id)).can_publish())


def test_the_leader_sends_it_in_and_the_centre_says_yes(cast: Cast, course: CoursePage) -> None:
    module = own(cast, course)
    lea, cleo = login(cast.lea), login(cast.cleo)
    page = lea.get(edit(module)).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page
    lea.post(edit(module), form(module, **{"action-submit": "1"}))
    assert not live(module)
    waiting = ModulePage.objects.get(pk=module.pk).current_workflow_task_state
    assert waiting is not None
    assert "Our way" in cleo.get(reverse("wagtailadmin_home")).content.decode()
    assert cleo.get(edit(module)).status_code == 200, "it is hers to look at as long as it waits"
    approve = reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", waiting.pk])
    assert login(cast.dag).post(approve).status_code in {302, 403, 404}
    assert not live(module)
    cleo.post(approve)
    assert live(module)
    assert cleo.get(edit(module)).status_code == 404, "and no longer when it does not"


def test_a_central_subject_owner_comes_before_the_editors(cast: Cast, course: CoursePage) -> None:
    module, owner = own(cast, course), PersonFactory.create(login=True)
    grant(person=owner, kind=Kind.SUBJECT_OWNER, unit=cast.nation, starts_on=TODAY, on=TODAY, by=cast.adm)
    sync_wagtail_access(on=TODAY)
    login(cast.lea).post(edit(module), form(module, **{"action-submit": "1"}))
    waiting = ModulePage.objects.get(pk=module.pk).current_workflow_task_state
    assert waiting is not None
    address = reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", waiting.pk])
    login(cast.cleo).post(address)
    assert not live(module)
    login(owner).post(address)
    assert live(module)


@pytest.mark.parametrize("who", ["lea", "dag", "eva"])
def test_nobody_in_the_unit_publishes_it_by_any_way(cast: Cast, course: CoursePage, who: str) -> None:
    module, client = own(cast, course), login(cast.people[who])
    assert not may_publish(cast.people[who], module)
    revision = module.get_latest_revision()
    assert revision is not None
    client.post(edit(module), form(module, **{"action-publish": "1"}))
    client.post(reverse("learning_desk:publish", args=[module.pk, revision.pk]))
    client.post(f"{reverse('desk_bulk', args=['wagtailcore', 'page', 'publish'])}?id={module.pk}", {"include_descendants": ""})
    client.post(reverse("wagtailadmin_api:pages:action", args=[module.pk, "publish"]))
    client.post(edit(module), form(module, **{"action-publish": "1", "go_live_at": "2030-01-01 10:00"}))
    assert not live(module)
    assert not Page.objects.get(pk=module.pk).approved_schedule


def test_nor_what_it_says_in_another_language(cast: Cast, course: CoursePage) -> None:
    module = own(cast, course)
    publish(module)
    page, lea = begin_translation(source=module, language="nn", by=cast.lea), login(cast.lea)
    revision = page.get_latest_revision()
    assert revision is not None
    for place in (module, own(cast, course, fills=None, slug="loose")):
        page.refresh_from_db()
        page.move(place, pos="last-child")
        assert not may_publish(cast.lea, page)
        lea.post(edit(page), form(page, **{"action-publish": "1"}))
        lea.post(f"{reverse('desk_bulk', args=['wagtailcore', 'page', 'publish'])}?id={page.pk}", {"include_descendants": ""})
        lea.post(reverse("courses_desk:up_to_date", args=[page.pk]))
        assert not live(page)
    assert 'name="action-submit"' in lea.get(edit(page)).content.decode()
    lea.post(edit(page), form(page, **{"action-submit": "1"}))
    waiting = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    assert waiting is not None
    login(cast.cleo).post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", waiting.pk]))
    assert live(page)


def test_those_who_approve_publish_nothing_that_was_not_sent_to_them(cast: Cast, course: CoursePage) -> None:
    module, cleo = own(cast, course), login(cast.cleo)
    revision = module.get_latest_revision()
    assert revision is not None
    assert cleo.get(edit(module)).status_code == 404
    assert cleo.post(reverse("learning_desk:publish", args=[module.pk, revision.pk])).status_code == 404
    cleo.post(f"{reverse('desk_bulk', args=['wagtailcore', 'page', 'publish'])}?id={module.pk}", {"include_descendants": ""})
    assert not live(module)


def test_a_new_module_is_not_brought_in_by_the_way_it_is_made_moved_or_copied(cast: Cast, course: CoursePage) -> None:
    lea = login(cast.lea)
    slot = SlotPage.objects.child_of(course).get()
    unsaved = ModulePage(title="New", slug="new", fills=slot)
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", cast.harbour_page.pk])
    refused = lea.post(add, form(unsaved, **{"action-publish": "1"}))
    assert refused.context["form"].non_field_errors()
    assert not ModulePage.objects.filter(slug="new").exists()
    loose = own(cast, course, fills=None, slug="loose")
    lea.post(edit(loose), form(loose, **{"action-publish": "1"}))
    assert live(loose), "what belongs to no guarded course is the leader's to publish"
    refused = lea.post(edit(loose), form(loose, **{"action-publish": "1", "hangs_on": course.pk}))
    assert refused.context["form"].non_field_errors()
    assert ModulePage.objects.get(pk=loose.pk).hangs_on_id is None
    approved = own(cast, course, slug="approved")
    publish(approved)
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": cast.harbour_page.pk}
    for at_once in ("publish_copies", "alias"):
        lea.post(reverse("wagtailadmin_pages:copy", args=[approved.pk]), copied | {at_once: "on"})
        assert not ModulePage.objects.filter(slug="copy", live=True).exists()


def test_another_units_module_is_followed_into_it_only_if_it_was_approved_for_it(cast: Cast, course: CoursePage) -> None:
    hills = Page.objects.get(pk=cast.hill_page.pk).specific
    told = {"at": timezone.now()}
    other = cast.catalogue.specific.add_child(instance=CoursePage(title="Other", slug="other", summary="Short."))
    foreign = publish(hills.add_child(instance=ModulePage(title="Elsewhere", slug="elsewhere", body=TEXT, hangs_on=other, live=False)))
    offered = sharing.offer(unit=cast.hill, page=foreign, words="", by=cast.omar, **told)
    with pytest.raises(ValidationError):
        sharing.follow(unit=cast.harbour, offer=offered, place=course, by=cast.lea, **told)
    approved = publish(hills.add_child(instance=ModulePage(title="Approved", slug="approved-2", body=TEXT, hangs_on=course, live=False)))
    offered = sharing.offer(unit=cast.hill, page=approved, words="", by=cast.omar, **told)
    assert sharing.follow(unit=cast.harbour, offer=offered, place=course, by=cast.lea, **told)


def test_taking_it_out_is_the_leaders_own_to_decide(cast: Cast, course: CoursePage) -> None:
    module = own(cast, course)
    publish(module)
    login(cast.lea).post(reverse("wagtailadmin_pages:unpublish", args=[module.pk]))
    assert not live(module)
