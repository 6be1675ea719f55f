"""What the central courses lack, who is told, and where it leads."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from content.models import StandardPage
from lms.courses.models import SlotPage, Source
from lms.courses.selectors.upkeep import Finding, Kind, Matter, due
from lms.quizzes.models import Question
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
    found = [Finding(Matter.REVIEW, Kind.COURSE, "Taushetsplikt", page_id=place.course.pk, day=day)]
    assert due(on=TODAY) == (found if is_due else [])


@pytest.mark.parametrize(
    ("needs", "status", "waits"), [([], "not_approved", False), (["jur"], "approved", False), (["jur", "med"], "not_approved", True)]
)
def test_a_step_waits_for_the_approval_it_needs(place, needs, status, waits):
    place.slot.review_needs, place.slot.review_status = needs, status
    school.publish(place.slot)
    found = [Finding(Matter.APPROVAL, Kind.STEP, place.slot.title, "Taushetsplikt", place.slot.pk, detail="jur, med")]
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
    found = [Finding(Matter.SOURCE, Kind.SOURCE, "K1 Loven", source_id=source.pk, day=source.checked)]
    assert due(on=TODAY) == (found if is_due else [])


def ask(key: str, **more: object) -> Question:
    body = [{"type": "true_false", "value": {"answer": "true", "feedback_true": "Ja.", "feedback_false": "Nei."}}]
    return Question.objects.create(**{"key": key, "subject": "taushetsplikt", "prompt": "Stemmer det?", "body": body} | more)


def test_a_test_is_read_with_the_questions_it_draws_on(place):
    ask("TAU-02", needs=["jur", "med"])
    ask("TAU-03", needs=["jur"], status="uncertain", sources=["K9"])
    for other in ({"subject": "annet"}, {"retired": True}, {"unit": place.bergen}):
        ask(f"X-{len(other)}{next(iter(other))}", needs=["jur"], status="uncertain", sources=["K9"], **other)
    told = {"page_id": place.quiz.pk, "course": "Taushetsplikt"}
    assert due(on=TODAY) == [
        Finding(Matter.APPROVAL, Kind.TEST, "Prøve", detail="jur (2), med (1)", subject="taushetsplikt", **told),
        Finding(Matter.DOUBT, Kind.TEST, "Prøve", detail="TAU-03", number=1, subject="taushetsplikt", **told),
        Finding(Matter.CITED, Kind.TEST, "Prøve", detail="K9", **told),
    ]
    Source.objects.create(key="K9", title="Loven", publisher="Lovdata", checked=TODAY)
    Question.objects.update(needs=[], status="verified", explanation=HEAVY)
    assert [(each.matter, each.kind) for each in due(on=TODAY)] == [(Matter.TEXT, Kind.TEST)]


def test_steps_and_dilemmas_name_sources_that_stand_in_the_list(place):
    dilemma = {"key": "k", "title": "K", "situation": LIGHT, "steps": [], "reason": LIGHT, "review": {"needs": ""}, "sources": ["K2"]}
    rewrite(place.first, ("dilemma", dilemma))
    place.slot.sources = ["K1"]
    school.publish(place.slot)
    assert [(each.matter, each.title, each.detail) for each in due(on=TODAY)] == [
        (Matter.CITED, "Hvorfor", "K2"),
        (Matter.CITED, place.slot.title, "K1"),
    ]


def article(parent, **more: object) -> StandardPage:
    parent.refresh_from_db()
    return school.publish(
        parent.add_child(instance=StandardPage(**{"title": "Om oss", "slug": "om", "review_by": TODAY, "live": False} | more))
    )


def test_articles_are_read_too_and_what_units_write_is_their_own(place):
    gone = '<p><a linktype="page" id="987">x</a></p>'
    body = [{"type": "text", "value": gone + HEAVY}, {"type": "picture", "value": {"image": 987, "alt": "", "caption": ""}}]
    article(place.bergen.page.specific, review_by=None, body=body)
    about = article(place.home)
    assert due(on=TODAY) == []
    about.review_by, about.body = None, body
    school.publish(about)
    found = due(on=TODAY)
    assert [each.matter for each in found] == [Matter.REVIEW, Matter.LINK, Matter.PICTURE, Matter.TEXT]
    assert {(each.kind, each.title, each.course, each.page_id) for each in found} == {(Kind.ARTICLE, "Om oss", "", about.pk)}
    about.unpublish()
    assert due(on=TODAY) == []


def test_the_front_page_is_read_and_has_no_day(place):
    place.home.steps = [{"type": "step", "value": {"title": "Først", "text": HEAVY}}]
    school.publish(place.home)
    assert [(each.matter, each.title) for each in due(on=TODAY)] == [(Matter.TEXT, "Tidgiver")]


def test_it_costs_the_same_however_much_there_is(place, django_assert_num_queries):
    linked = f'<p><a linktype="page" id="{place.last.pk}">x</a><a linktype="document" id="987">y</a></p>'
    rewrite(place.first, ("text", linked), ("picture", {"image": 987, "alt": "x", "caption": ""}))
    article(place.home)
    with django_assert_num_queries(17):
        due(on=TODAY)
    for number in range(3):
        article(place.home, slug=f"om-{number}")
        ask(f"TAU-1{number}")
        place.course.refresh_from_db()
        slot = SlotPage(title=f"S{number}", slug=f"s-{number}", guidance="<p>x</p>", body=place.first.body)
        school.publish(place.course.add_child(instance=slot))
    with django_assert_num_queries(17):
        due(on=TODAY)


def opened(client, person, query: str = "") -> BeautifulSoup:
    sync_wagtail_access(on=date.today())
    client.force_login(person.user)
    response = client.get(reverse("upkeep:overview") + query)
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


def test_what_waits_for_a_yes_leads_to_the_review_and_the_rest_to_the_bank(place, client):
    place.course.review_by = date.today()
    school.publish(place.course)
    ask("TAU-02", needs=["jur"], status="uncertain")
    page = opened(client, school.responsible("Cleo", place.centre, "central_editor"))
    assert [link["href"] for link in page.select(".asked__action a")] == [
        reverse("upkeep:review", args=["taushetsplikt"]),
        reverse("wagtailsnippets_quizzes_question:list") + "?subject=taushetsplikt",
    ]


def test_one_kind_can_be_looked_at_alone_and_leads_to_where_it_is_put_right(place, client):
    place.course.review_by = date.today()
    school.publish(place.course)
    ask("TAU-02", needs=["jur"])
    about = article(place.home, review_by=None)
    cleo = school.responsible("Cleo", place.centre, "central_editor")
    page = opened(client, cleo)
    assert [each.get_text(" ", strip=True) for each in page.select(".tabs__link")] == ["Alt 2", "Prøver 1", "Artikler 1"]

    def shown(query: str) -> list[tuple[str, object]]:
        rows = opened(client, cleo, query).select(".asked__line")
        return [(row.select_one(".asked__name").get_text(), row.select_one(".asked__action a")["href"]) for row in rows]

    assert shown("?type=test") == [("Prøve", reverse("upkeep:review", args=["taushetsplikt"]))]
    assert shown("?type=article") == [("Om oss", reverse("wagtailadmin_pages:edit", args=[about.pk]))]
    assert len(shown("?type=tull")) == 2
    assert shown("?type=source") == []
