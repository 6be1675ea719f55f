from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from lms.courses.actions import approve_local_text, begin_local_module, look, write_local_text
from lms.courses.models import CoursePage, SlotPage
from lms.courses.selectors import courses_open_to, local_texts, outline, outlines, proposals
from lms.courses.selectors.adaptations import Tally, adaptations
from lms.units.models import Unit
from tests import school

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


def test_outline_shows_a_units_own_module_to_its_people_only() -> None:
    place = school.build()
    own = school.local_module(place.bergen, fills=place.slot)
    bergen = [step.page_id for step in outline(place.course, place.bergen).steps]
    oslo = [step.page_id for step in outline(place.course, place.oslo).steps]
    assert bergen == [place.first.pk, own.pk, place.last.pk, place.quiz.pk]
    assert oslo == [place.first.pk, place.slot.pk, place.last.pk, place.quiz.pk]


def test_outline_leaves_out_what_is_not_published() -> None:
    place = school.build()
    own = school.local_module(place.bergen, fills=place.slot)
    own.unpublish()
    place.last.unpublish()
    assert [step.page_id for step in outline(place.course, place.bergen).steps] == [place.first.pk, place.slot.pk, place.quiz.pk]


def test_outlines_need_one_query_for_any_number(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    for number in range(3):
        school.local_module(place.bergen, hangs_on=place.course, slug=f"mer-{number}")
    with django_assert_num_queries(1):
        outlines([(place.course, place.bergen)])
    with django_assert_num_queries(1):
        outlines([(place.course, place.bergen), (place.course, place.oslo), (place.course, place.centre)])


def test_courses_of_a_unit_are_for_its_people(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    assert place.bergen.page
    page = place.bergen.page.specific
    page.refresh_from_db()
    own = page.add_child(instance=CoursePage(title="Velkommen til oss", slug="velkommen", summary="Hos oss."))
    with django_assert_num_queries(2):
        assert courses_open_to([place.bergen]) == [place.course, own]
    assert courses_open_to([place.oslo]) == [place.course]
    assert courses_open_to([]) == [place.course]


def test_local_text_of_the_nearest_unit_counts_and_an_empty_one_gives_way() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.centre, "leader")
    key = (place.first.pk, "skapet")
    write_local_text(unit=place.centre, page=place.first, key="skapet", text="I arkivet.", by=lea, at=NOW)
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet på kontoret.", by=lea, at=NOW)
    assert local_texts([place.first.pk], place.bergen)[key].text == "I skapet på kontoret."
    assert local_texts([place.first.pk], place.oslo)[key].text == "I arkivet."
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text=" ", by=lea, at=NOW)
    assert local_texts([place.first.pk], place.bergen)[key].text == "I arkivet."


def test_adaptations_tell_how_each_place_stands() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.centre, "leader")

    def states(unit: object) -> list[str]:
        return [found.state for course in adaptations(unit, on=TODAY) for found in course.places]  # type: ignore[arg-type]

    assert states(place.bergen) == ["default", "default"]
    module = begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)
    write_local_text(unit=place.centre, page=place.first, key="skapet", text="I arkivet.", by=lea, at=NOW)
    assert states(place.bergen) == ["above", "draft"]
    school.publish(module)
    assert states(place.bergen) == ["above", "own"]
    assert states(place.oslo) == ["above", "default"]
    school.local_module(place.centre, fills=place.slot)
    assert states(place.oslo) == ["above", "above"]
    assert states(place.bergen) == ["above", "own"]


def test_a_place_is_overdue_from_the_day_after_the_last_one_until_it_is_filled() -> None:
    place = school.build()
    place.slot.need, place.slot.required_by = "required", TODAY
    value = dict(school.LOCAL["value"], need="required", required_by="2026-11-20")
    place.first.body = [*school.TEXT, {"type": "local", "value": value}]
    school.publish(place.slot)
    school.publish(place.first)

    def overdue(day: date) -> list[bool]:
        return [found.is_overdue for course in adaptations(place.bergen, on=day) for found in course.places]

    assert overdue(TODAY) == [True, False]
    assert overdue(TODAY + timedelta(days=1)) == [True, True]
    school.local_module(place.centre, fills=place.slot)
    assert overdue(TODAY + timedelta(days=1)) == [True, False]


def test_only_a_required_slot_has_a_last_day() -> None:
    place = school.build()
    with pytest.raises(IntegrityError):
        SlotPage.objects.filter(pk=place.slot.pk).update(required_by=TODAY)


def changes(place: school.School, unit: Unit) -> list[list[tuple[str, str]]]:
    return [[(each.title, each.note) for each in found.changes] for course in adaptations(unit, on=TODAY) for found in course.places]


def test_a_place_says_what_changed_around_it_until_the_unit_has_looked() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.bergen, "leader")
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=NOW)
    begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)
    assert changes(place, place.bergen) == [[], []]
    for page, kind, note in (
        (place.first, "important", "Nytt om barn."),
        (place.last, "wording", "Komma."),
        (place.slot, "wording", "Punktum."),
    ):
        page.title = f"{page.title}!"
        page.change_class, page.change_note = kind, note
        school.publish(page)
    told = [("Slik gjør vi det!", "Punktum."), ("Hvorfor!", "Nytt om barn.")]
    assert changes(place, place.bergen) == [told[1:], told]
    assert changes(place, place.oslo) == [[], []]  # has written nothing that could stop fitting
    look(unit=place.bergen, page=place.slot, key="", by=lea, at=NOW)
    assert changes(place, place.bergen) == [told[1:], []]


def test_what_was_written_before_anybody_could_look_is_held_against_when_it_was_written() -> None:
    place = school.build()
    school.local_module(place.bergen, fills=place.slot)
    assert changes(place, place.bergen)[1] == []
    place.last.title, place.last.change_class, place.last.change_note = "Sist", "retake", "Alt er nytt."
    school.publish(place.last)
    assert changes(place, place.bergen)[1] == [("Sist", "Alt er nytt.")]


def test_a_tally_counts_each_state() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.centre, "leader")
    write_local_text(unit=place.centre, page=place.first, key="skapet", text="I arkivet.", by=lea, at=NOW)
    module = begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)
    place.slot.need = "required"
    school.publish(place.slot)
    workflow = Workflow.objects.create(name="Ja fra leder")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Leder"), sort_order=1)
    workflow.start(module, lea.user)

    def tally(unit: Unit) -> Tally:
        return Tally.of([found for course in adaptations(unit, on=TODAY) for found in course.places])

    assert tally(place.bergen) == Tally(own=0, above=1, followed=0, draft=1, default=0, waiting=1, due=0, missing=1, changed=1, open=1)
    assert tally(place.oslo) == Tally(own=0, above=1, followed=0, draft=0, default=1, waiting=0, due=0, missing=1, changed=0, open=1)


def test_adaptations_need_a_fixed_number_of_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Whatever the number of courses, places, modules in them, units, and changes."""
    place = school.build()
    index = place.course.get_parent().specific

    def grow(number: int) -> None:
        index.refresh_from_db()
        course = index.add_child(instance=CoursePage(title=f"Kurs {number}", slug=f"kurs-{number}", summary="Kort."))
        slot = school.publish(
            course.add_child(instance=SlotPage(title=f"Til {number}", slug=f"til-{number}", guidance="<p>Skriv.</p>", body=school.TEXT))
        )
        school.local_module(place.bergen, fills=slot, slug=f"vi-{number}")
        school.local_module(place.oslo, fills=slot, slug=f"de-{number}")
        slot.title = "Nytt navn"
        school.publish(slot)

    grow(0)
    ContentType.objects.clear_cache()
    adaptations(place.bergen, on=TODAY)
    with django_assert_num_queries(12):
        adaptations(place.bergen, on=TODAY)
    for number in range(1, 4):
        grow(number)
    with django_assert_num_queries(12):
        found = adaptations(place.bergen, on=TODAY)
    assert sum(bool(each.changes) for course in found for each in course.places) == 4


def test_a_proposal_is_shown_to_nobody_until_it_is_approved() -> None:
    place = school.build()
    eva, lea = school.responsible("Eva", place.bergen, "editor"), school.responsible("Lea", place.bergen, "leader")
    key = (place.first.pk, "skapet")
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="På pulten.", by=lea, at=NOW)
    proposal = write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=eva, at=NOW)
    assert local_texts([place.first.pk], place.bergen)[key].text == "På pulten."
    assert proposals(place.bergen) == {key: proposal}
    assert proposals(place.oslo) == {}
    approve_local_text(proposal=proposal, by=lea, at=NOW)
    assert local_texts([place.first.pk], place.bergen)[key].text == "I skapet."
    assert proposals(place.bergen) == {}
