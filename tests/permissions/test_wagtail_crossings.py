"""At the editors' desk, a leader who sends what is hers together with something of another unit's: nothing of that is told, nothing reaches it."""

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.courses.models import ModulePage
from lms.quizzes.models import Question
from lms.roles.actions import sync_wagtail_access
from tests.cast import login
from tests.permissions.desk import LEFT_OUT, Things, ask, desk_names, holes_of, plant
from tests.permissions.world import make_world


@pytest.fixture
def school(db) -> tuple[Client, Things, Things]:
    """Lea's browser, what her unit has, and what Hill has."""
    cast = make_world().cast
    cast.harbour.refresh_from_db()
    cast.hill.refresh_from_db()
    own, other = plant(cast.harbour, "Havsula", cast.ben, cast.eva), plant(cast.hill, "Haugtussa", cast.ola, cast.omar)
    sync_wagtail_access(on=date.today())
    return login(cast.lea), own, other


def crossed(own: Things, other: Things) -> Iterator[tuple[str, str]]:
    """Every address that points at two things, with one of them the other unit's; and lists asked for what lies there."""
    theirs, ours = ({**things.values, "pk": 0} for things in (other, own))
    for name in set(desk_names()) - LEFT_OUT:
        holes, values = holes_of(name), ours | {"page_id": own.draft.pk}
        mixed = [hole for hole in holes if hole in theirs and theirs[hole] != ours[hole]]
        for hole in mixed if len(mixed) > 1 else []:
            try:
                yield name, reverse(name, kwargs={each: (values | {hole: theirs[hole]}).get(each, "x") for each in holes})
            except LookupError:
                continue
        if not holes:
            asked = {"collection_id": theirs["collection_id"], "unit": other.unit.pk, "parent_page_id": theirs["parent_page_id"]}
            yield name, f"{reverse(name)}?{urlencode(asked)}"


def test_nothing_is_told_when_one_of_two_things_is_anothers(school) -> None:
    client, own, other = school
    wrong = []
    for name, url in crossed(own, other):
        for method in ("get", "post"):
            _given, said, changed = ask(client, method, url, other)
            if other.word in said or changed:
                wrong.append(f"{method} {name} {url} {'changes' if changed else 'tells of'} what is {other.word}'s")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_the_desks_interface_tells_only_ones_own(school, kind: str) -> None:
    client, own, other = school
    url = reverse(f"wagtailadmin_api:{kind}:listing")
    told = []
    for query in ("", f"search={other.word}", "fields=*", f"child_of={other.values['parent_page_id']}", f"id={other.values['page_id']}"):
        answer = client.get(f"{url}?{query}&limit=20")
        told.append((query, other.word in answer.content.decode()))
    assert [query for query, seen in told if seen] == []
    assert own.word in client.get(f"{url}?search={own.word}").content.decode()


def module_form(page: ModulePage, *blocks: tuple[str, Any], **more: Any) -> dict[str, Any]:
    data = nested_form_data({"title": page.title, "slug": page.slug, "minutes": "5", "body": streamfield(list(blocks))})
    data |= {"review_status": "not_approved", "statements-count": "0", "review_needs": "", "sources": "", "fills": "", "hangs_on": ""}
    return data | {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": "", "change_note": ""} | more


def picture(things: Things) -> tuple[str, Any]:
    return ("picture", {"image": str(things.values["image_id"]), "alt": "A door", "caption": ""})


def linked(kind: str, pk: int) -> tuple[str, Any]:
    return ("text", rich_text(f'<p><a linktype="{kind}" id="{pk}">Read more of it</a></p>', features=["link", "document-link"]))


def used(things: Things) -> dict[str, tuple[str, Any]]:
    """Ways for a text to hold what a unit has."""
    return {
        "picture": picture(things),
        "document": linked("document", things.values["document_id"]),
        "page": linked("page", things.draft.pk),
    }


@pytest.mark.parametrize("what", ["picture", "document", "page"])
def test_a_forged_text_holds_nothing_of_anothers(school, what: str) -> None:
    client, own, other = school
    url = reverse("wagtailadmin_pages:edit", args=[own.draft.pk])
    before = own.draft.revisions.count()
    refused = client.post(url, module_form(own.draft, used(other)[what]))
    assert refused.status_code == 200
    assert refused.context["form"].errors["body"]
    assert own.draft.revisions.count() == before
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[own.draft.pk])
    assert client.post(preview, module_form(own.draft, used(other)[what])).json()["is_valid"] is False
    assert client.post(url, module_form(own.draft, used(own)[what])).status_code == 302


def files(things: Things) -> list[Any]:
    own = {"collection": things.values["collection_id"]}
    return [sorted(model.objects.filter(**own).values_list("pk", flat=True)) for model in (get_image_model(), get_document_model())]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves the in-memory file open
def test_no_file_gets_into_or_out_of_anothers_collection(school) -> None:
    client, own, other = school
    before = (files(own), files(other), other.state())
    there = {"title": "Ours", "collection": other.values["collection_id"], "tags": ""}
    for part in ("images", "docs"):
        thing = own.values["image_id" if part == "images" else "document_id"]
        model = "image" if part == "images" else "document"
        client.post(reverse(f"wagtail{part}:edit", args=[thing]), there)
        for way in ("add", "add_multiple"):
            sent = get_test_image_file() if part == "images" else SimpleUploadedFile("ours.txt", b"x")
            name = "files[]" if way == "add_multiple" else "file"
            client.post(reverse(f"wagtail{part}:{way}"), there | {name: sent}, headers={"x-requested-with": "XMLHttpRequest"})
        app, noun = (get_image_model() if part == "images" else get_document_model())._meta.label_lower.split(".")
        bulk = reverse("desk_bulk", args=[app, noun, "add_to_collection"])
        client.post(f"{bulk}?id={thing}", {"collection": other.values["collection_id"]})
        client.post(f"{bulk}?id={other.values[f'{model}_id']}", {"collection": own.values["collection_id"]})
        chooser = reverse(f"wagtail{part}_chooser:create")
        sent = get_test_image_file() if part == "images" else SimpleUploadedFile("ours.txt", b"x")
        client.post(chooser, {f"{model}-chooser-upload-{key}": value for key, value in (there | {"file": sent}).items()})
    assert (files(own), files(other), other.state()) == before


def test_no_page_gets_into_or_out_of_anothers_place(school) -> None:
    client, own, other = school
    before = other.state()
    home, draft = other.values["parent_page_id"], own.draft.pk
    moved = {"new_parent_page": home, "chooser": home}
    client.post(reverse("wagtailadmin_pages:move", args=[draft]), moved)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[draft, home]))
    client.post(f"{reverse('desk_bulk', args=['wagtailcore', 'page', 'move'])}?id={draft}", moved)
    for page, parent, more in itertools.product([draft, other.draft.pk], [home, own.values["parent_page_id"]], [{}, {"alias": "on"}]):
        if (page, parent) != (draft, own.values["parent_page_id"]):
            data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent, **more}
            client.post(reverse("wagtailadmin_pages:copy", args=[page]), data)
    for action in ("publish", "unpublish", "delete"):
        client.post(f"{reverse('desk_bulk', args=['wagtailcore', 'page', action])}?id={other.draft.pk}", {"include_descendants": "on"})
    assert other.state() == before
    assert not Page.objects.filter(slug="copy").exists()
    assert Page.objects.get(pk=draft).get_parent().pk == own.values["parent_page_id"]


def test_no_question_is_given_to_another_unit(school) -> None:
    client, own, other = school
    part = "wagtailsnippets_quizzes_question"
    question = Question.objects.get(unit=own.unit)
    block = ("true_false", {"answer": "true", "feedback_true": "Yes.", "feedback_false": "No."})
    data = nested_form_data({"key": "NEW-1", "prompt": "Ours?", "subject": "local", "body": streamfield([block])})
    data |= {"unit": other.unit.pk, "status": "general", "sources": "", "explanation": "", "outcome": ""}
    client.post(reverse(f"{part}:add"), data)
    client.post(reverse(f"{part}:edit", args=[question.pk]), data | {"key": question.key})
    question.refresh_from_db()
    assert question.unit == own.unit
    assert list(Question.objects.filter(unit=other.unit).values_list("pk", flat=True)) == [other.values["pk"][part]]
    client.post(reverse(f"{part}:add"), data | {"unit": own.unit.pk})
    assert Question.objects.filter(key="NEW-1", unit=own.unit).exists(), "the same form is taken for her own unit"
