"""Two who have the same page open at the editors' desk, and one who presses twice."""

import re
from functools import cache
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.courses.models import Edition, ModulePage
from tests.cast import Cast, login
from tests.school import TEXT, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    home = Page.objects.get(pk=cast.harbour_page.pk).specific
    made: Any = publish(home.add_child(instance=ModulePage(title="Our way", slug="our-way", body=TEXT, live=False)))
    found: ModulePage = made
    return found


written = cache(rich_text)  # a paragraph keeps its key in a browser


class Writer:
    """Somebody with the page open."""

    def __init__(self, person: Any, module: ModulePage) -> None:
        self.client, self.module = login(person), module
        self.url = reverse("wagtailadmin_pages:edit", args=[module.pk])
        self.hear(self.client.get(self.url))

    def hear(self, answer: Any) -> None:
        """Keep what the form says it was opened from, as a browser does."""
        html = answer.content.decode()
        self.opened = {
            name: re.search(rf'name="{name}" value="([^"]*)"', html)[1]  # type: ignore[index]
            for name in ("loaded_revision_id", "loaded_revision_created_at")
        }

    def save(self, html: str, **more: str) -> list[str]:
        """Press save; what is said against it."""
        body = streamfield([("text", written(html))])
        data = nested_form_data({"title": "Our way", "slug": "our-way", "minutes": "5", "body": body})
        data |= {"body-0-id": "33333333-3333-4333-8333-333333333333", "fills": "", "hangs_on": "", "sources": ""}
        data |= {
            "review_status": "not_approved",
            "statements-count": "0",
            "review_needs": "",
            "change_class": "wording",
            "change_note": "Ny.",
        }
        data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        answer = self.client.post(self.url, data | self.opened | more)
        if answer.status_code == 302:
            return []
        self.hear(answer)
        return list(answer.context["form"].non_field_errors())


def saved(module: ModulePage) -> str:
    return str(Page.objects.get(pk=module.pk).get_latest_revision_as_object().body)


PUBLISH = {"action-publish": "action-publish"}


@pytest.mark.parametrize("press", [{}, PUBLISH])
def test_the_second_who_saves_is_told_and_overwrites_nothing(cast: Cast, module: ModulePage, press: dict[str, str]) -> None:
    lea, dag = Writer(cast.lea, module), Writer(cast.dag, module)
    assert dag.save("<p>Dag was here.</p>", **press) == []
    (said,) = lea.save("<p>Lea was here.</p>", **press)
    assert said.startswith("Dag Lie lagret denne siden klokka ")
    assert "Dag was here" in saved(module)
    assert "Lea was here" not in saved(module)


def test_whoever_has_been_told_may_press_once_more_and_the_other_stays_in_the_history(cast: Cast, module: ModulePage) -> None:
    lea, dag = Writer(cast.lea, module), Writer(cast.dag, module)
    dag.save("<p>Dag was here.</p>")
    lea.save("<p>Lea was here.</p>")
    assert lea.save("<p>Lea was here.</p>") == []
    assert "Lea was here" in saved(module)
    assert any("Dag was here" in str(revision.as_object().body) for revision in module.revisions.all())


def test_what_wagtail_saved_by_itself_counts_as_saved(cast: Cast, module: ModulePage) -> None:
    lea, dag = Writer(cast.lea, module), Writer(cast.dag, module)
    dag.save("<p>Dag was here.</p>")
    kept = str(Page.objects.get(pk=module.pk).latest_revision_id)
    assert dag.save("<p>Dag was here again.</p>", overwrite_revision_id=kept) == []
    assert lea.save("<p>Lea was here.</p>") != []
    assert dag.save("<p>Dag, a third time.</p>", overwrite_revision_id=kept) == []


def test_what_the_same_person_saved_meanwhile_holds_up_nobody(cast: Cast, module: ModulePage) -> None:
    """Wagtail saves by itself half a second after the last key, perhaps while the button is pressed."""
    lea, by_itself = Writer(cast.lea, module), Writer(cast.lea, module)
    by_itself.save("<p>Half a sen</p>")
    assert lea.save("<p>Half a sentence.</p>", **PUBLISH) == []
    assert "Half a sentence" in saved(module)


def test_a_double_click_is_one_publishing(cast: Cast, module: ModulePage) -> None:
    lea = Writer(cast.lea, module)
    assert lea.save("<p>Once.</p>", **PUBLISH) == []
    assert lea.save("<p>Once.</p>", **PUBLISH) == []
    assert Edition.objects.filter(page=module).count() == 2
