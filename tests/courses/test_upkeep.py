"""What the central courses lack, who is told, and where it leads."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from lms.courses.models import SlotPage, Source
from lms.courses.selectors.upkeep import Finding, Matter, due
from lms.roles.actions import sync_wagtail_access
from tests import school

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
LIGHT = "<p>Du er her. Vi er der.</p>"
HEAVY = "<p>" + "Taushetsplikten gjelder opplysninger frivillige medarbeidere mottar gjennom oppdragene sine " * 8 + "</p>"


@pytest.fixture
def place():
    """A school in which nothing is due."""
    place = school.build()
    place.course.review_by = TODAY
    school.publish(place.course)
    for page in (place.first, place.slot, place.last):
        page.refresh_from_db()
    return place


def rewrite(page, *blocks: tuple[str, object]) -> None:
    page.body = [{"type": kind, "value": value} for kind, value in blocks]
    school.publish(page)


def matters() -> list[tuple[Matter, str, int]]:
    return [(each.matter, each.title, each.number) for each in due(on=TODAY)]


def test_a_course_in_order_has_nothing_due(place):
    assert due(on=TODAY) == []


@pytest.mark.parametrize(("day", "is_due"), [(None, True), (TODAY - timedelta(days=1), True), (TODAY, False)])
def test_a_course_is_gone_through_by_its_day(place, day, is_due):
    place.course.review_by = day
    school.publish(place.course)
    found = [Finding(Matter.REVIEW, "Taushetsplikt", page_id=place.course.pk, day=day)]
    assert due(on=TODAY) == (found if is_due else [])


@pytest.mark.parametrize(
    ("needs", "status", "waits"), [([], "not_approved", False), (["jur"], "approved", False), (["jur", "med"], "not_approved", True)]
)
def test_a_step_waits_for_the_approval_it_needs(place, needs, status, waits):
    place.slot.review_needs, place.slot.review_status = needs, status
    school.publish(place.slot)
    found = [Finding(Matter.APPROVAL, place.slot.title, "Taushetsplikt", place.slot.pk, detail="jur, med")]
    assert due(on=TODAY) == (found if waits else [])


def test_a_dilemma_waits_for_its_own_approval(place):
    dilemma = {
        "key": "kafe",
        "title": "På kafeen",
        "situation": LIGHT,
        "steps": [],
        "reason": LIGHT,
        "review": {"status": "not_approved", "needs": "jur"},
        "sources": [],
    }
    rewrite(place.first, ("dilemma", dilemma))
    assert [(each.matter, each.detail) for each in due(on=TODAY)] == [(Matter.APPROVAL, "«På kafeen»: jur")]
    place.first.review_needs = ["med"]
    school.publish(place.first)
    assert [(each.matter, each.detail) for each in due(on=TODAY)] == [(Matter.APPROVAL, "med; «På kafeen»: jur")]


def test_links_to_what_is_gone_or_hidden_are_dead_wherever_they_stand(place):
    document = get_document_model()(title="Plan", collection=Collection.get_first_root_node())
    document.file.save("plan.txt", ContentFile(b"x"))
    links = f'<p><a linktype="page" id="{place.last.pk}">x</a> <a id="{document.pk}" linktype="document">y</a> <a href="#x">z</a></p>'
    rewrite(place.first, ("text", links), ("accordion", {"items": [{"title": "T", "text": links}]}))
    assert matters() == []
    place.last.unpublish()
    document.delete()
    assert matters() == [(Matter.LINK, "Hvorfor", 2)]


def test_files_and_pictures_that_are_gone_are_dead_links(place):
    media = {"kind": "sound", "title": "T", "file": 987, "captions": None, "transcript": LIGHT}
    rewrite(place.first, ("media", media), ("picture", {"image": 987, "alt": "En dør", "caption": ""}))
    assert matters() == [(Matter.LINK, "Hvorfor", 2)]


def test_pictures_say_what_they_show(place):
    embed = '<embed embedtype="image" id="987" format="left" alt=""/>'
    rewrite(place.first, ("picture", {"image": None, "alt": " ", "caption": ""}), ("text", embed))
    assert (Matter.PICTURE, "Hvorfor", 2) in matters()


def test_links_out_of_the_house_are_listed_once_each(place):
    rewrite(
        place.first, ("text", '<p><a href="https://lovdata.no/a?b=1&amp;c=2">x</a> <a href="https://lovdata.no/a?b=1&amp;c=2">x</a></p>')
    )
    assert [(each.matter, each.detail) for each in due(on=TODAY)] == [(Matter.OUTSIDE, "https://lovdata.no/a?b=1&c=2")]


def test_heavy_texts_are_named_and_short_or_light_ones_are_not(place):
    rewrite(place.first, ("text", HEAVY))
    rewrite(place.last, ("text", LIGHT * 30))
    found = matters()
    assert [each[:2] for each in found] == [(Matter.TEXT, "Hvorfor")]
    assert found[0][2] > 35


@pytest.mark.parametrize(("days", "is_due"), [(365, False), (366, True)])
def test_a_source_is_read_again_every_year(place, days, is_due):
    source = Source.objects.create(key="K1", title="Loven", publisher="Lovdata", checked=TODAY - timedelta(days=days))
    found = [Finding(Matter.SOURCE, "K1 Loven", source_id=source.pk, day=source.checked)]
    assert due(on=TODAY) == (found if is_due else [])


def test_it_costs_the_same_however_much_there_is(place, django_assert_num_queries):
    linked = f'<p><a linktype="page" id="{place.last.pk}">x</a><a linktype="document" id="987">y</a></p>'
    rewrite(place.first, ("text", linked), ("picture", {"image": 987, "alt": "x", "caption": ""}))
    with django_assert_num_queries(8):
        due(on=TODAY)
    for number in range(3):
        place.course.refresh_from_db()
        slot = SlotPage(title=f"S{number}", slug=f"s-{number}", guidance="<p>x</p>", body=place.first.body)
        school.publish(place.course.add_child(instance=slot))
    with django_assert_num_queries(8):
        due(on=TODAY)


def opened(client, person) -> BeautifulSoup:
    sync_wagtail_access(on=date.today())
    client.force_login(person.user)
    response = client.get(reverse("upkeep:overview"))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_those_who_may_write_get_to_the_editor_and_subject_owners_read(place, client):
    place.course.review_by = None
    school.publish(place.course)
    source = Source.objects.create(key="K1", title="Loven", publisher="Lovdata", checked=date(2020, 1, 1))
    rewrite(place.first, ("text", '<p><a href="https://lovdata.no/">x</a></p>'))
    cleo, siri = school.responsible("Cleo", place.centre, "central_editor"), school.responsible("Siri", place.bergen, "subject_owner")
    page = opened(client, cleo)
    assert [link["href"] for link in page.select(".asked__action a")] == [
        reverse("wagtailadmin_pages:edit", args=[place.course.pk]),
        reverse("wagtailsnippets_courses_source:edit", args=[source.pk]),
        reverse("wagtailadmin_pages:edit", args=[place.first.pk]),
    ]
    assert "Har ingen dag" in page.get_text()
    page = opened(client, siri)
    assert not page.select(".asked__action a")
    assert page.select_one('a[href="https://lovdata.no/"]')


def test_nothing_due_is_said_kindly(place, client):
    place.course.review_by = date.today()
    school.publish(place.course)
    assert "Ingenting venter" in opened(client, school.responsible("Cleo", place.centre, "central_editor")).get_text()
