import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from lms.courses.actions import begin_local_module, release, write_local_text
from lms.courses.models import Edition, LocalText
from tests import school

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def editions(page: object) -> list[tuple[int, str, str]]:
    return list(Edition.objects.filter(page=page).order_by("number").values_list("number", "change_class", "note"))


def test_publishing_a_step_makes_its_edition() -> None:
    place = school.build()
    assert editions(place.first) == [(1, "wording", "")]


def test_publishing_again_without_change_makes_no_edition() -> None:
    place = school.build()
    school.publish(place.first)
    assert editions(place.first) == [(1, "wording", "")]


def test_publishing_a_change_keeps_what_the_editor_said_of_it() -> None:
    place = school.build()
    place.first.title = "Hvorfor taushet?"
    place.first.change_class, place.first.change_note = "retake", "Nytt om barn."
    school.publish(place.first)
    assert editions(place.first) == [(1, "wording", ""), (2, "retake", "Nytt om barn.")]


def test_an_edition_holds_what_the_page_said() -> None:
    place = school.build()
    before = Edition.objects.get(page=place.first)
    place.first.body = [{"type": "text", "value": "<p>Nytt.</p>"}]
    school.publish(place.first)
    before.refresh_from_db()
    assert next(block["value"] for block in json.loads(before.content["body"])) == school.TEXT[0]["value"]


def test_release_twice_is_once() -> None:
    place = school.build()
    again = release(page=place.first, change_class="retake", note="", by=None, at=NOW)
    assert again == Edition.objects.get(page=place.first)


def test_an_edition_cannot_be_changed() -> None:
    place = school.build()
    edition = Edition.objects.get(page=place.first)
    edition.title = "Noe annet"
    with pytest.raises(TypeError):
        edition.save()


def test_begin_local_module_starts_from_the_default_and_is_found_again() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    module = begin_local_module(unit=place.bergen, slot=place.slot, by=lea)
    assert (module.live, module.fills_id, module.title, module.slug) == (False, place.slot.pk, "Slik gjør vi det", "slik-gjor-vi-det")
    assert module.body[0].value.source == school.TEXT[0]["value"]
    assert begin_local_module(unit=place.bergen, slot=place.slot, by=lea).pk == module.pk


def test_begin_local_module_without_a_unit_page_is_refused() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    place.bergen.page = None
    place.bergen.save()
    with pytest.raises(ValidationError):
        begin_local_module(unit=place.bergen, slot=place.slot, by=lea)


def test_local_text_needs_its_place_and_saying_the_same_is_once() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    with pytest.raises(ValidationError):
        write_local_text(unit=place.bergen, page=place.first, key="ukjent", text="x", by=lea, at=NOW)
    for _time in range(2):
        write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=NOW)
    assert LocalText.objects.count() == 1
