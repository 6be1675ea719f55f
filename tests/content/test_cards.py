"""«Ring 113 først» and «Hvem ringer jeg?»: the lesson's own words and the one list of numbers, on the phone and on paper."""

from datetime import date
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from content import cards
from lms.courses.actions.languages import begin_translation
from lms.courses.models import Number
from lms.courses.selectors.cards import first_aid
from lms.units.models import ContactCard
from tests import school

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture
def place():
    """A school whose course is the one with the card."""
    place = school.build()
    place.course.slug = "forstehjelp"
    school.publish(place.course)
    place.first.slug = "ring-forst"
    place.first.body = [{"type": "summary", "value": {"text": "<ul><li>Ring <b>113</b>.</li><li>Si hvor dere er.</li></ul>"}}]
    place.first.review_needs = ["med"]
    school.publish(place.first)
    Number.objects.create(
        key="113",
        name="Medisinsk nødtelefon",
        when="Noen er i fare for å dø.",
        name_en="Ambulance",
        when_en="Somebody may die.",
        urgent=True,
    )
    Number.objects.create(key="116 117", name="Legevakta", when="Det haster.", urgent=True, order=1)
    Number.objects.create(key="116 123", name="Mental Helse", when="Noen trenger å snakke.", order=2)
    ContactCard.objects.create(unit=place.bergen, title="Vakter og forfall", who="Tarjei", phone="00 00 55 11", hours="hverdager 9–16")
    return place


def said(content: bytes) -> list[str]:
    """The words on each sheet."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_the_card_says_what_the_lesson_says_and_waits_with_it(place, django_assert_num_queries):
    with django_assert_num_queries(5):
        found = first_aid()
    assert found.points == ("Ring 113.", "Si hvor dere er.")
    assert [number.key for number in found.numbers] == ["113", "116 117"]
    assert found.awaits_approval
    place.first.unpublish()
    assert first_aid().points == ()
    assert not first_aid().awaits_approval


def test_everybody_reads_ring_113_first_and_can_ring_from_it(place, client):
    page = BeautifulSoup(client.get(reverse("cards:first")).content, "html.parser")
    assert [link["href"] for link in page.select(".contacts__call")] == ["tel:113", "tel:116117"]
    assert "Ikke faglig godkjent ennå" in page.get_text()
    assert "Si hvor dere er." in page.get_text()


def in_english(place):
    """The module with the card, in English."""
    page = begin_translation(source=place.first, language="en", by=None)
    page.body = [{"type": "summary", "value": {"text": "<ul><li>Ring <b>113</b>.</li><li>Say where you are.</li></ul>"}}]
    school.publish(page)


def test_the_card_speaks_the_readers_language_as_far_as_it_can(place, client, django_assert_num_queries):
    in_english(place)
    with django_assert_num_queries(6):
        found = first_aid("en")
    assert (found.language, found.points) == ("en", ("Ring 113.", "Say where you are."))
    assert [(number.name, number.language) for number in found.numbers] == [("Ambulance", "en"), ("Legevakta", "nb")]
    client.cookies["sprak"] = "en"
    page = BeautifulSoup(client.get(reverse("cards:first")).content, "html.parser")
    assert page.html["lang"] == "en"
    assert "Say where you are." in page.get_text()
    assert [row.get("lang") for row in page.select(".contacts__item")] == [None, "nb"]
    assert first_aid("nn").language == "nb"
    with override("en"):
        for size in cards.SIZES:
            (sheet,) = said(cards.paper(cards.first_card(first_aid("en")), size, on=TODAY))
            assert "Say where you are." in sheet
            assert "Somebody may die." in sheet


def test_a_units_card_is_for_its_own_people(place, client):
    url = reverse("cards:unit", args=["bergen"])
    client.force_login(school.tidgiver("Ana", place.bergen, place.role).user)
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert [link["href"] for link in page.select(".contacts__call")] == ["tel:00005511", "tel:113", "tel:116117"]
    assert [link["href"] for link in page.select(".cluster.no-print a")] == [f"{url}a4.pdf", f"{url}lommekort.pdf"]
    client.force_login(school.tidgiver("Ola", place.oslo, place.role).user)
    assert client.get(url).status_code == 404
    assert client.get(f"{url}a4.pdf").status_code == 404


def test_an_a4_sheet_has_everything_once(place):
    (sheet,) = said(cards.paper(cards.unit_card(place.bergen, list(place.bergen.contacts.all()), first_aid()), "a4", on=TODAY))
    assert [sheet.count(words) for words in ("Steg for Steg Bergen", "00 00 55 11", "116 117", "Ikke faglig godkjent ennå")] == [1, 1, 1, 1]


def test_a_sheet_for_the_wallet_has_ten_cards_of_85_by_54_that_fit(place):
    content = cards.paper(cards.first_card(first_aid()), "lommekort", on=TODAY)
    (sheet,) = said(content)
    assert [sheet.count(words) for words in ("Ring 113 først", "116 117", "Si hvor dere er.")] == [10, 10, 10]
    box = PdfReader(BytesIO(content)).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)


def test_cards_lie_apart_on_the_sheet_and_marks_lie_outside_them():
    assert (cards.WIDTH, cards.HEIGHT) == (85, 54)
    boxes = [(left, top, left + cards.WIDTH, top + cards.HEIGHT) for left, top in cards.places()]
    assert len(boxes) == 10
    assert all(left >= 0 and top >= 0 and right <= cards.PAGE_WIDTH and bottom <= cards.PAGE_HEIGHT for left, top, right, bottom in boxes)
    marks = [(left, top, left + width, top + height) for each in cards.places() for left, top, width, height in cards.cuts(*each)]
    shapes = boxes + marks
    overlapping = [
        (a, b)
        for number, a in enumerate(boxes)
        for b in shapes[number + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert overlapping == []


def test_there_is_no_other_size(place, client):
    assert client.get("/kort/ring-113-forst/a3.pdf").status_code == 404
    response = client.get("/kort/ring-113-forst/lommekort.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert "ring-113-forst-lommekort.pdf" in response["Content-Disposition"]
