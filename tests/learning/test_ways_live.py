"""The ways in which a step goes live without the publish button: approval, a copy, an alias. Each freezes what it says."""

import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.courses.models import Edition, ModulePage
from lms.learning import actions
from lms.people.models import Person
from lms.roles.actions import sync_wagtail_access
from tests import school
from tests.cast import login
from tests.school import School

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def place() -> School:
    return school.build()


@pytest.fixture
def own(place: School) -> ModulePage:
    """Bergen's own module in the course, published."""
    return school.local_module(place.bergen, hangs_on=place.course)


@pytest.fixture
def lea(place: School, own: ModulePage) -> Person:
    """Leads Bergen."""
    lea = school.responsible("Lea", place.bergen, "leader")
    sync_wagtail_access(on=TODAY)
    return lea


@pytest.fixture
def eva(place: School, lea: Person) -> Person:
    """Writes in Bergen, and hands in."""
    eva = school.responsible("Eva", place.bergen, "editor")
    sync_wagtail_access(on=TODAY)
    return eva


def form(page: ModulePage, html: str, **more: object) -> dict[str, Any]:
    data = nested_form_data({"title": page.title, "slug": page.slug, "minutes": "5", "body": streamfield([("text", rich_text(html))])})
    data |= {
        "review_status": "not_approved",
        "statements-count": "0",
        "review_needs": "",
        "sources": "",
        "fills": "",
        "hangs_on": page.hangs_on_id,
    }
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": "", "change_note": ""}
    return data | more


def edit(page: ModulePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def approve(person: Person, page: ModulePage) -> None:
    state = ModulePage.objects.get(pk=page.pk).current_workflow_task_state
    assert state
    login(person).post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))


def copy(person: Person, page: ModulePage, slug: str, **more: str) -> Any:
    parent = page.get_parent()
    data = {"new_title": "Enda en", "new_slug": slug, "new_parent_page": parent.pk, **more}
    return login(person).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def editions(page: ModulePage) -> list[Edition]:
    return list(Edition.objects.filter(page_id=page.pk).order_by("number"))


def test_handing_in_asks_what_kind_of_change_it_is(own: ModulePage, eva: Person) -> None:
    answer = login(eva).post(edit(own), form(own, "<p>Nytt.</p>", **{"action-submit": "1"}))
    assert list(answer.context["form"].errors) == ["change_class"]
    assert ModulePage.objects.get(pk=own.pk).current_workflow_state is None


def test_approval_freezes_what_was_handed_in_with_its_kind_and_note(own: ModulePage, eva: Person, lea: Person) -> None:
    said = {"action-submit": "1", "change_class": "important", "change_note": "Døra er flyttet."}
    login(eva).post(edit(own), form(own, "<p>Døra er mot gata.</p>", **said))
    assert len(editions(own)) == 1
    approve(lea, own)
    _first, newest = editions(own)
    assert (newest.number, newest.change_class, newest.note) == (2, "important", "Døra er flyttet.")
    assert "Døra er mot gata" in json.loads(newest.content["body"])[0]["value"]


def test_an_approved_retake_asks_those_who_had_done_it(place: School, own: ModulePage, eva: Person, lea: Person) -> None:
    ana = school.tidgiver("Ana", place.bergen, place.role)
    (found,) = actions.progress_in(ana, [(place.course, place.bergen)], on=TODAY)
    step = found.outline.step(own.slug)
    assert step
    actions.finish_step(person=ana, course=place.course, unit=place.bergen, step=step, now=NOW)
    said = {"action-submit": "1", "change_class": "retake", "change_note": "Ny rutine.", "retake_from": TODAY.isoformat()}
    login(eva).post(edit(own), form(own, "<p>Ring først.</p>", **said))
    approve(lea, own)
    assert editions(own)[-1].retake_from == TODAY


def test_a_published_copy_has_an_edition_of_its_own(own: ModulePage, lea: Person) -> None:
    copy(lea, own, "enda-en", publish_copies="on")
    copied = ModulePage.objects.get(slug="enda-en")
    (only,) = editions(copied)
    assert (copied.live, only.number, only.title, only.by) == (True, 1, "Enda en", lea)
    assert len(editions(own)) == 1


def test_a_copy_that_is_a_draft_has_none(own: ModulePage, lea: Person) -> None:
    copy(lea, own, "enda-en")
    assert editions(ModulePage.objects.get(slug="enda-en", live=False)) == []


def test_an_alias_has_an_edition_at_once_and_one_for_each_of_its_originals(place: School, own: ModulePage, lea: Person) -> None:
    copy(lea, own, "speil", alias="on")
    alias = ModulePage.objects.get(slug="speil")
    assert [(each.number, each.by) for each in editions(alias)] == [(1, lea)]
    ana = school.tidgiver("Ana", place.bergen, place.role)
    (found,) = actions.progress_in(ana, [(place.course, place.bergen)], on=TODAY)
    step = found.outline.step("speil")
    assert step
    actions.finish_step(person=ana, course=place.course, unit=place.bergen, step=step, now=NOW)

    said = {"action-publish": "1", "change_class": "wording", "change_note": "Kortere."}
    login(lea).post(edit(own), form(own, "<p>Kort.</p>", **said))
    assert [(each.number, each.note) for each in editions(alias)] == [(1, ""), (2, "Kortere.")]
