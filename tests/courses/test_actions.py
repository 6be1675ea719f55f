import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from lms.courses.actions import approve_local_text, begin_local_module, decline_local_text, look, release, write_local_text
from lms.courses.models import Edition, LocalText, Look
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


def test_what_only_those_who_approve_are_told_makes_no_edition() -> None:
    place = school.build()
    place.first.review_note = "Se på paragrafen."
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
    module = begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)
    assert (module.live, module.fills_id, module.title, module.slug) == (False, place.slot.pk, "Slik gjør vi det", "slik-gjor-vi-det")
    assert module.body[0].value.source == school.TEXT[0]["value"]
    assert begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW).pk == module.pk


def test_begin_local_module_without_a_unit_page_is_refused() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    place.bergen.page = None
    place.bergen.save()
    with pytest.raises(ValidationError):
        begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)


def test_local_text_needs_its_place_and_saying_the_same_is_once() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    with pytest.raises(ValidationError):
        write_local_text(unit=place.bergen, page=place.first, key="ukjent", text="x", by=lea, at=NOW)
    for _time in range(2):
        write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=NOW)
    assert LocalText.objects.count() == 1


def texts_of_bergen() -> list[tuple[str, str, str | None]]:
    rows = LocalText.objects.order_by("pk").select_related("by", "approved_by")
    return [(row.text, row.by.given_name if row.by else "", row.approved_by.given_name if row.approved_by else None) for row in rows]


def test_what_an_editor_writes_is_a_proposal_and_approving_it_twice_is_once() -> None:
    place = school.build()
    eva, lea = school.responsible("Eva", place.bergen, "editor"), school.responsible("Lea", place.bergen, "leader")
    for _time in range(2):
        proposal = write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=eva, at=NOW)
    with pytest.raises(ValidationError):
        approve_local_text(proposal=proposal, by=eva, at=NOW)
    assert texts_of_bergen() == [("I skapet.", "Eva", None)]
    for _time in range(2):
        approve_local_text(proposal=proposal, by=lea, at=NOW)
    assert texts_of_bergen() == [("I skapet.", "Eva", None), ("I skapet.", "Eva", "Lea")]


def test_a_leader_who_writes_what_was_proposed_approves_it() -> None:
    place = school.build()
    eva, lea = school.responsible("Eva", place.bergen, "editor"), school.responsible("Lea", place.bergen, "leader")
    for writer in (eva, lea, eva):
        write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=writer, at=NOW)
    assert texts_of_bergen() == [("I skapet.", "Eva", None), ("I skapet.", "Lea", "Lea")]


def test_a_declined_proposal_leaves_what_counted_before() -> None:
    place = school.build()
    eva, lea = school.responsible("Eva", place.bergen, "editor"), school.responsible("Lea", place.bergen, "leader")
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="På pulten.", by=lea, at=NOW)
    proposal = write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=eva, at=NOW)
    with pytest.raises(ValidationError):
        decline_local_text(proposal=proposal, by=eva, at=NOW)
    for _time in range(2):
        assert decline_local_text(proposal=proposal, by=lea, at=NOW).text == "På pulten."
    assert LocalText.objects.count() == 3
    assert approve_local_text(proposal=proposal, by=lea, at=NOW).text == "På pulten."  # settled already


def test_a_declined_first_proposal_leaves_the_default() -> None:
    place = school.build()
    eva, lea = school.responsible("Eva", place.bergen, "editor"), school.responsible("Lea", place.bergen, "leader")
    proposal = write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=eva, at=NOW)
    assert decline_local_text(proposal=proposal, by=lea, at=NOW).text == ""


def test_looking_twice_is_once_and_an_older_screen_takes_nothing_back() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    newest = Edition.objects.order_by("-pk").values_list("pk", flat=True)[0]
    whole = {str(step.pk): 1 for step in (place.first, place.slot, place.last)}
    assert look(unit=place.bergen, page=place.slot, key="", upto=newest, by=lea, at=NOW).editions == whole
    assert look(unit=place.bergen, page=place.slot, key="", upto=0, by=lea, at=NOW).editions == whole
    place.last.title = "Til aller sist"
    school.publish(place.last)
    assert look(unit=place.bergen, page=place.slot, key="", upto=newest, by=lea, at=NOW).editions == whole
    assert look(unit=place.bergen, page=place.slot, key="", by=lea, at=NOW).editions == whole | {str(place.last.pk): 2}
    assert Look.objects.count() == 1


def test_writing_ones_own_is_looking() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=NOW)
    begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)
    assert {(seen.page_id, seen.key, len(seen.editions)) for seen in Look.objects.filter(unit=place.bergen)} == {
        (place.first.pk, "skapet", 1),
        (place.slot.pk, "", 3),
    }
