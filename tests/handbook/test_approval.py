"""Pages of the handbook are approved where courses are: statement by statement, by the same screens, into the same mark."""

import csv
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from lms.courses.models import Source
from lms.courses.selectors.reviews import reviews
from lms.courses.selectors.upkeep import Kind, Matter, due
from lms.handbook.models import Guideline
from lms.quizzes.models import Approval
from lms.roles.actions import sync_wagtail_access
from tests import school
from tests.cast import Cast, login
from tests.factories.handbook import a_guideline, a_statement, publish_again, the_handbook

BODY = [{"type": "text", "value": "<h2>Taushet</h2><p>Det du får vite, blir her.</p><h2>Fare</h2><p>Ring 113.</p>"}]
SAID = [a_statement("MAPPE-P01", "Det du får vite, blir her."), a_statement("MAPPE-P02", "Ring 113.", "med, jur", ("K8",))]


@pytest.fixture
def declaration(cast: Cast) -> Guideline:
    """The declaration, which cites one source of the list and one that it alone knows."""
    Source.objects.create(key="K1", title="Loven", publisher="Lovdata", checked=date(2026, 11, 21))
    sources = [
        ("source", {"key": "K1", "title": "Loven", "publisher": "Lovdata", "checked": date(2025, 1, 1)}),
        ("source", {"key": "", "title": "Vår egen", "publisher": "Vi", "checked": date(2026, 3, 1)}),
    ]
    told = {"review_needs": ["jur", "org"], "review_note": "Se på fristen.", "sources": sources, "statements": SAID, "body": BODY}
    return a_guideline("Taushetserklæring", asks="read", **told)


@pytest.fixture
def desk(cast: Cast) -> Client:
    """Cleo, a central editor."""
    sync_wagtail_access(on=timezone.localdate())
    return login(cast.cleo)


def opened(client: Client, need: str = "jur") -> BeautifulSoup:
    response = client.get(reverse("upkeep:review", args=["tidgivermappe"]) + f"?fag={need}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def send(client: Client, need: str = "jur", **data: object) -> int:
    told = {"name": "Anne", "title": "jurist", "on": timezone.localdate().isoformat()} | data
    return client.post(reverse("upkeep:review", args=["tidgivermappe"]) + f"?fag={need}", told).status_code


def tokens(page: BeautifulSoup) -> list[str]:
    return [str(each["value"]) for each in page.select('input[name="shown"]')]


def is_marked(client: Client, page: Guideline) -> bool:
    return "Ikke faglig godkjent ennå" in client.get(reverse("handbook:guideline", args=[page.pk])).content.decode()


def test_a_review_says_where_words_stand_and_what_they_rest_on(declaration: Guideline) -> None:
    review = reviews("tidgivermappe")[0]
    assert (review.page.title, review.total, review.asked["jur"]) == ("Tidgivermappe", 4, 2)
    assert [part.note for part in review.parts] == ["Se på fristen."]
    first, second, whole = review.parts[0].items
    assert [(item.key, item.place, [source.key for source in item.sources]) for item in (first, second)] == [
        ("MAPPE-P01", "Taushet", ["K1"]),
        ("MAPPE-P02", "Fare", []),  # K8 stands in no list
    ]
    assert first.checked == date(2026, 11, 21)  # as the list has it, which was read later than the page was written
    assert [(source.key, source.title) for source in whole.sources] == [("K1", "Loven"), ("", "Vår egen")]
    assert [claim.need for claim in whole.claims] == ["org"]


def test_what_one_says_yes_to_is_approved_too_and_stands_under_no_heading(cast: Cast) -> None:
    said = [a_statement("MAPPE-P01", "Jeg tier.")]
    a_guideline("Løfte", asks="read", promise="Jeg tier.", review_needs=["org"], body=BODY, statements=said)
    promise, whole = reviews("tidgivermappe")[0].parts[0].items
    assert (promise.words, promise.place, whole.words[-1]) == (("Jeg tier.",), "", "Jeg tier.")


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_however_much_there_is(django_assert_num_queries, number: int) -> None:
    school.build()
    for place in range(number):
        said = {"summary": "Kort.", "review_needs": ["jur"], "body": BODY, "statements": SAID}
        Page.objects.get(pk=the_handbook().pk).add_child(instance=Guideline(title=f"Side {place}", slug=f"side-{place}", **said))
    with django_assert_num_queries(11):
        assert len(reviews()[-1].parts) == number
    with django_assert_num_queries(7):
        reviews("tidgivermappe")
    with django_assert_num_queries(7):
        reviews("taushetsplikt")


def test_what_is_a_units_or_a_draft_is_not_the_centres_to_approve(declaration: Guideline, cast: Cast) -> None:
    a_guideline("Nøkler", under=cast.harbour_page, review_needs=["jur"])
    a_guideline("Utkast", slug="utkast", review_needs=["jur"]).unpublish()
    assert [part.page.title for review in reviews() for part in review.parts if review.page.slug == "tidgivermappe"] == [
        "Taushetserklæring"
    ]
    assert reviews("finnes-ikke") == []


def test_the_mark_goes_when_everything_is_approved_and_comes_back_with_other_words(
    declaration: Guideline, cast: Cast, desk: Client
) -> None:
    reader = login(cast.ben)
    assert is_marked(reader, declaration)
    for need in ("jur", "med", "org"):
        assert send(desk, need, pick=tokens(opened(desk, need))) == 302
    assert [(row.key, row.need, row.words) for row in Approval.objects.order_by("pk")] == [
        ("MAPPE-P01", "jur", "Det du får vite, blir her."),
        ("MAPPE-P02", "jur", "Ring 113."),
        ("MAPPE-P02", "med", "Ring 113."),
        (f"side-{declaration.pk}", "org", "Taushet\nDet du får vite, blir her.\nFare\nRing 113."),
    ]
    assert not is_marked(reader, declaration)
    assert send(desk, "med", withdraw=tokens(opened(desk, "med"))[0]) == 302
    assert is_marked(reader, declaration)
    assert send(desk, "med", part=str(declaration.pk), shown=tokens(opened(desk, "med"))) == 302
    assert not is_marked(reader, declaration)
    body = [{"type": "text", "value": BODY[0]["value"].replace("blir her", "blir kanskje her")}]  # as a load may, past the form
    publish_again(declaration, change_class="wording", body=body)
    assert is_marked(reader, declaration)
    assert [row.select_one(".approval__pick") is not None for row in opened(desk).select(".approval__item")] == [True, False]


def test_a_wish_stands_on_living_content_which_leads_back(declaration: Guideline, desk: Client) -> None:
    token = tokens(opened(desk))[0]
    assert send(desk, change=token, **{f"said-{token}": "Si hvorfor."}) == 302
    found = [
        each for each in due(on=timezone.localdate()) if each.page_id == declaration.pk and each.matter in (Matter.CHANGE, Matter.APPROVAL)
    ]
    assert [(each.kind, each.course, each.detail) for each in found] == [
        (Kind.ARTICLE, "Tidgivermappe", "MAPPE-P01"),
        (Kind.ARTICLE, "Tidgivermappe", "jur, med, org"),
    ]
    html = BeautifulSoup(desk.get(reverse("upkeep:overview")).content, "html.parser")
    assert reverse("upkeep:review", args=["tidgivermappe"]) in [link["href"] for link in html.select(".asked__action a")]


def test_a_source_that_a_statement_names_and_no_list_has_is_told(declaration: Guideline) -> None:
    found = [each for each in due(on=timezone.localdate()) if each.page_id == declaration.pk and each.matter is Matter.CITED]
    assert [each.detail for each in found] == ["K8"]


def test_what_is_said_to_those_who_approve_is_for_them_alone(declaration: Guideline, cast: Cast, desk: Client) -> None:
    assert "Se på fristen." in opened(desk).get_text()
    assert "Se på fristen." not in login(cast.ben).get(reverse("handbook:guideline", args=[declaration.pk])).content.decode()


def test_the_handbook_stands_beside_the_courses_and_in_the_file(declaration: Guideline, desk: Client) -> None:
    html = BeautifulSoup(desk.get(reverse("upkeep:reviews")).content, "html.parser")
    assert [link["href"] for link in html.select(".asked__name a")] == [reverse("upkeep:review", args=["tidgivermappe"])]
    assert "0 av 4 godkjent" in html.get_text()
    rows = list(csv.reader(io.StringIO(desk.get(reverse("upkeep:review_file")).content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Kurs eller mappe", "Steg eller side", "Nøkkel"]
    assert [row[:3] for row in rows[1:]] == [
        ["Tidgivermappe", "Taushetserklæring", key] for key in ("MAPPE-P01", "MAPPE-P02", "MAPPE-P02", f"side-{declaration.pk}")
    ]


def test_each_page_can_be_read_from_its_review_and_nobody_else_finds_it(declaration: Guideline, cast: Cast, desk: Client) -> None:
    assert opened(desk).select_one(".approval__part a[href^='/']")["href"] == declaration.get_url()
    address = reverse("upkeep:review", args=["tidgivermappe"])
    assert [login(person).get(address).status_code for person in (cast.ben, cast.lea)] == [404, 404]
    assert desk.get(reverse("upkeep:review", args=["finnes-ikke"])).status_code == 404


def test_a_page_that_nobody_need_approve_is_not_in_the_review(cast: Cast, desk: Client) -> None:
    a_guideline("Slik bruker du mappa")
    assert reviews()[-1].parts == ()
    assert "Ingenting trenger godkjenning" in opened(desk).get_text()
