"""A professional's yes is written down, counts for the words it was given to, and takes the mark off a step when everything in it has one."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lms.courses.actions.approvals import Professional, approve, ask_for_change, withdraw
from lms.courses.models import SlotPage, Source
from lms.courses.selectors.reviews import reviews
from lms.courses.selectors.upkeep import Matter, due
from lms.quizzes.models import Approval, Question
from lms.quizzes.rules import statements
from lms.quizzes.rules.statements import Claim
from lms.quizzes.selectors import question_claims
from lms.roles.actions import sync_wagtail_access
from tests import school

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DOCTOR = Professional("Anne", "lege, Horten kommune", date(2026, 11, 26))
TEXT = "<h2>Ring</h2><p>Ring <b>113</b> straks. Legg i sideleie.</p>"


@pytest.fixture
def place():
    place = school.build()
    state(place.first, ("TAU-P01", "Ring 113 straks.", "med"), ("TAU-P02", "Legg i sideleie.", "med, jur"))
    return place


@pytest.fixture
def ana(place):
    return school.tidgiver("Ana", place.bergen, place.role)


def state(page, *said: tuple[str, str, str], body: str = TEXT) -> None:
    page.refresh_from_db()
    page.body = [{"type": "text", "value": body}]
    page.review_needs = ["med", "jur"]
    page.statements = [
        {"type": "statement", "value": {"key": key, "text": text, "status": "verified", "sources": ["K8"], "needs": needs}}
        for key, text, needs in said
    ]
    school.publish(page)


def say_yes(*claims: Claim, by) -> None:
    approve([(claim, "ord") for claim in claims], who=DOCTOR, by=by, at=NOW)


def test_a_step_waits_until_every_claim_in_it_has_a_yes(place, ana):
    claims = place.first.claims
    assert [(claim.key, claim.need) for claim in claims] == [("TAU-P01", "med"), ("TAU-P02", "med"), ("TAU-P02", "jur")]
    say_yes(*claims[:2], by=ana)
    assert Approval.objects.waiting(claims) == claims[2:]
    say_yes(claims[2], by=ana)
    assert Approval.objects.waiting(claims) == []


def test_another_word_waits_again_and_another_way_of_writing_does_not(place, ana):
    say_yes(*place.first.claims, by=ana)
    state(place.first, ("TAU-P01", "Ring **113**\nstraks.", "med"), ("TAU-P02", "Legg i sideleie.", "med, jur"))
    assert Approval.objects.waiting(place.first.claims) == []
    state(place.first, ("TAU-P01", "Ring 112 straks.", "med"), ("TAU-P02", "Legg i sideleie.", "med, jur"))
    assert [claim.key for claim in Approval.objects.waiting(place.first.claims)] == ["TAU-P01"]


def test_a_yes_to_a_statement_is_none_to_a_text_that_no_longer_says_it(place, ana):
    say_yes(*place.first.claims, by=ana)
    place.first.body = [{"type": "text", "value": TEXT.replace("straks", "i morgen")}]  # as an accepted suggestion is, without the form
    assert [claim.key for claim in Approval.objects.waiting(place.first.claims)] == ["TAU-P01"]
    say_yes(*place.first.claims, by=ana)
    assert Approval.objects.waiting(place.first.claims) == []
    place.first.body = [{"type": "text", "value": TEXT.replace("straks", "aldri")}]
    assert [claim.key for claim in Approval.objects.waiting(place.first.claims)] == ["TAU-P01"]


def test_who_is_needed_and_named_by_no_statement_is_asked_about_the_whole_text(place):
    place.first.review_needs = ["med", "org"]
    whole = statements.whole_text(place.first.pk)
    assert [(claim.key, claim.need) for claim in place.first.claims][-1] == (whole, "org")
    place.first.review_status = "approved"  # a yes written in the step itself
    assert whole not in {claim.key for claim in place.first.claims}


def test_a_right_answer_is_part_of_what_a_question_says():
    body = [{"type": "single", "value": {"options": [{"text": "113", "correct": True}, {"text": "112", "correct": False}]}}]
    other = [{"type": "single", "value": {"options": [{"text": "113", "correct": False}, {"text": "112", "correct": True}]}}]
    first, second = (statements.claims_of_question("FOR-01", ["med"], "Hvem?", each, "")[0] for each in (body, other))
    assert first.digest != second.digest


def test_twice_is_once_and_the_newest_word_counts(place, ana):
    claim = place.first.claims[0]
    for _twice in range(2):
        say_yes(claim, by=ana)
    assert Approval.objects.count() == 1
    ask_for_change(claim, "ord", said="Si hvorfor.", who=DOCTOR, by=ana, at=NOW)
    assert Approval.objects.waiting([claim]) == [claim]
    say_yes(claim, by=ana)
    assert Approval.objects.waiting([claim]) == []
    for _twice in range(2):
        withdraw(claim, "ord", who=DOCTOR, by=ana, at=NOW)
    assert Approval.objects.waiting([claim]) == [claim]
    assert Approval.objects.count() == 4


def test_a_row_is_never_changed(place, ana):
    say_yes(place.first.claims[0], by=ana)
    with pytest.raises(TypeError):
        Approval.objects.get().save()


def test_what_cannot_be_said(place, ana):
    claim = place.first.claims[0]
    tomorrow = Professional("Anne", "lege", date(2026, 11, 28))
    said = {"by": ana, "at": NOW}
    with pytest.raises(ValidationError, match="Dagen er ikke kommet"):
        approve([(claim, "ord")], who=tomorrow, **said)
    with pytest.raises(ValidationError, match="Huk av"):
        approve([], who=DOCTOR, **said)
    with pytest.raises(ValidationError, match="Si hva som skal endres"):
        ask_for_change(claim, "ord", said=" ", who=DOCTOR, **said)
    with pytest.raises(ValidationError, match="ingenting å ta tilbake"):
        withdraw(claim, "ord", who=DOCTOR, **said)
    assert not Approval.objects.exists()


def test_claims_cost_one_query_and_none_without(place, django_assert_num_queries):
    with django_assert_num_queries(1):
        Approval.objects.newest(place.first.claims)
    with django_assert_num_queries(0):
        Approval.objects.newest([])


def ask(key: str, **more: object) -> Question:
    body = [{"type": "true_false", "value": {"answer": "true", "feedback_true": "Ja.", "feedback_false": "Nei."}}]
    return Question.objects.create(**{"key": key, "subject": "taushetsplikt", "prompt": "Stemmer det?", "body": body} | more)


def test_a_review_says_where_words_stand_what_they_rest_on_and_how_far_it_has_come(place, ana):
    source = Source.objects.create(key="K8", title="HLR", publisher="Helsenorge", checked=date(2026, 11, 21))
    ask("TAU-02", needs=["med"])
    say_yes(place.first.claims[0], by=ana)
    review = next(each for each in reviews() if each.page == place.course)
    assert (review.approved, review.total, review.asked["med"], review.done["med"]) == (1, 4, 3, 1)
    first, test = review.parts
    assert [(item.key, item.place, item.sources, item.checked) for item in first.items] == [
        ("TAU-P01", "Ring", (source,), source.checked),
        ("TAU-P02", "Ring", (source,), source.checked),
    ]
    assert (test.page.pk, [item.key for item in test.items]) == (place.quiz.pk, ["TAU-02"])
    assert [item.key for part in review.of("jur").parts for item in part.items] == ["TAU-P02"]


def test_a_review_costs_the_same_however_much_there_is(place, django_assert_num_queries):
    ask("TAU-02", needs=["med"])
    with django_assert_num_queries(10):
        reviews()
    for number in range(3):
        ask(f"TAU-1{number}", needs=["med"])
        place.course.refresh_from_db()
        slot = SlotPage(title=f"S{number}", slug=f"s-{number}", guidance="<p>x</p>", body=place.first.body, review_needs=["med"])
        school.publish(place.course.add_child(instance=slot))
    with django_assert_num_queries(10):
        reviews()


def test_what_is_wished_for_stands_first_on_living_content(place, ana):
    ask_for_change(place.first.claims[0], "ord", said="Si hvorfor.", who=DOCTOR, by=ana, at=NOW)
    found = [
        (each.matter, each.detail)
        for each in due(on=date(2026, 11, 27))
        if each.page_id == place.first.pk and each.matter in (Matter.CHANGE, Matter.APPROVAL)
    ]
    assert found == [(Matter.CHANGE, "TAU-P01"), (Matter.APPROVAL, "med, jur")]


# --- the pages ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(place, client):
    """Cleo, a central editor, at the pages."""
    cleo = school.responsible("Cleo", place.centre, "central_editor")
    sync_wagtail_access(on=date.today())
    client.force_login(cleo.user)
    return client


def opened(client, need: str = "med") -> BeautifulSoup:
    response = client.get(reverse("upkeep:review", args=["taushetsplikt"]) + f"?fag={need}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def send(client, *, need: str = "med", **data: object):
    told = {"name": "Anne", "title": "lege", "on": timezone.localdate().isoformat()} | data
    return client.post(reverse("upkeep:review", args=["taushetsplikt"]) + f"?fag={need}", told)


def tokens(page: BeautifulSoup) -> list[str]:
    return [str(each["value"]) for each in page.select('input[name="shown"]')]


def test_what_is_ticked_is_approved_with_name_and_day(place, desk):
    first, _second = tokens(opened(desk))
    assert send(desk, pick=[first]).status_code == 302
    row = Approval.objects.get()
    assert (row.key, row.need, row.words, row.name, row.title, row.on, row.by.given_name) == (
        "TAU-P01", "med", "Ring 113 straks.", "Anne", "lege", timezone.localdate(), "Cleo",
    )  # fmt: skip
    page = opened(desk)
    assert "Anne, lege" in page.select(".approval__item")[0].get_text()
    assert page.select_one('input[name="name"]')["value"] == "Anne"  # who wrote down one yes need not write the name again


def test_a_whole_step_is_approved_at_once_but_nothing_that_came_since_it_was_read(place, desk):
    shown = tokens(opened(desk))
    state(place.first, ("TAU-P01", "Ring 113 straks.", "med"), ("TAU-P03", "Ring 113", "med"))
    send(desk, part=str(place.first.pk), shown=shown)
    assert [row.key for row in Approval.objects.all()] == ["TAU-P01"]


def test_words_that_changed_meanwhile_are_not_approved_and_what_was_typed_stays(place, desk):
    first, _second = tokens(opened(desk))
    state(place.first, ("TAU-P01", "Legg i sideleie.", "med"))
    response = send(desk, pick=[first], name="Anne Lege")
    assert response.status_code == 422
    assert "Ordene er endret siden du åpnet siden" in response.content.decode()
    assert 'value="Anne Lege"' in response.content.decode()
    assert not Approval.objects.exists()


def test_a_yes_is_given_by_the_profession_whose_page_was_read(place, desk, ana):
    address = reverse("upkeep:review", args=["taushetsplikt"])
    page = BeautifulSoup(desk.get(address).content, "html.parser")  # the lawyer is the first who is asked
    say_yes(*[claim for claim in place.first.claims if claim.need == "jur"], by=ana)  # somebody else writes it down meanwhile
    told = {"name": "Jo", "title": "jurist", "on": timezone.localdate().isoformat(), "pick": tokens(page)}
    desk.post(f"{address}{page.select_one('form.approval').get('action', '')}", told)
    assert not Approval.objects.exclude(need="jur").exists()
    assert desk.post(address, told).status_code == 422
    assert not Approval.objects.exclude(need="jur").exists()


def test_a_wish_says_what_and_the_message_stands_beside_the_field(place, desk):
    first, second = tokens(opened(desk))
    response = send(desk, change=first, pick=[second], **{f"said-{first}": " "})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert page.select_one(f'[id="fault-{first}"]').get_text() == "Si hva som skal endres."
    assert page.select_one(f'input[name="pick"][value="{second}"]').has_attr("checked")
    send(desk, change=first, **{f"said-{first}": "Si hvorfor."})
    assert "Si hvorfor." in opened(desk).select(".approval__item")[0].get_text()
    send(desk, pick=[first])
    send(desk, withdraw=first)
    assert [row.answer for row in Approval.objects.all()] == ["withdrawn", "approved", "change"]


def test_without_a_name_nothing_is_written_down(place, desk):
    first, _second = tokens(opened(desk))
    assert send(desk, pick=[first], name="").status_code == 422
    assert send(desk, pick=[first], on=(timezone.localdate() + timedelta(days=1)).isoformat()).status_code == 422
    assert not Approval.objects.exists()


def test_each_profession_has_its_own_page_and_the_file_has_everything(place, desk):
    page = opened(desk, "jur")
    assert len(tokens(page)) == 1
    assert [each.get_text(" ", strip=True) for each in page.select(".tabs__link")] == ["jurist 1", "lege eller annet helsepersonell 2"]
    response = desk.get(reverse("upkeep:review_file"))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[2] for row in rows[1:]] == ["TAU-P01", "TAU-P02", "TAU-P02"]


def test_what_the_writer_says_to_those_who_approve_is_for_them_alone(place, desk, ana, client):
    state(place.first, ("TAU-P01", "Ring 113 straks.", "med"))
    place.first.review_note = "Se særlig på paragrafen."
    school.publish(place.first)
    assert "Se særlig på paragrafen." in opened(desk, "med").get_text()
    client.force_login(ana.user)
    client.post(reverse("learning:start", args=["taushetsplikt"]))
    assert "Se særlig" not in client.get("/kurs/taushetsplikt/hvorfor/").content.decode()


def test_what_names_no_profession_stands_in_the_file_as_it_was_written(place, desk):
    dilemma = {"key": "k", "title": "K", "situation": "S", "steps": [], "reason": "R", "review": {"status": "not_approved", "needs": ","}}
    state(place.first, ("TAU-P01", "Ring 113 straks.", "med"))
    place.first.body = [*place.first.body.raw_data, {"type": "dilemma", "value": dilemma}]
    place.first.review_needs = ["med", "lege"]
    school.publish(place.first)
    rows = csv.reader(io.StringIO(desk.get(reverse("upkeep:review_file")).content.decode("utf-8-sig")), delimiter=";")
    assert [row[7] for row in rows][1:] == ["lege eller annet helsepersonell", "lege"]
    opened(desk)


def test_the_overview_leads_to_each_course(place, desk):
    page = BeautifulSoup(desk.get(reverse("upkeep:reviews")).content, "html.parser")
    assert [link["href"] for link in page.select(".asked__name a")] == [reverse("upkeep:review", args=["taushetsplikt"])]


def test_a_learner_is_told_until_everything_has_a_yes(place, ana, client):
    client.force_login(ana.user)
    client.post(reverse("learning:start", args=["taushetsplikt"]))
    url = reverse("learning:step", args=["taushetsplikt", place.first.slug])
    assert "Ikke faglig godkjent ennå" in client.get(url).content.decode()
    say_yes(*place.first.claims, by=ana)
    assert "Ikke faglig godkjent ennå" not in client.get(url).content.decode()


def test_a_test_tells_it_from_the_first_screen_to_the_last(place, ana, client):
    question = Question.objects.get()
    question.needs = ["jur"]
    question.save()
    client.force_login(ana.user)
    client.post(reverse("learning:start", args=["taushetsplikt"]))
    url = "/kurs/taushetsplikt/prove/"
    screens = ["", "sporsmal/1/", "resultat/1/"]

    def told(screen: str) -> bool:
        return "Ikke faglig godkjent ennå" in client.get(f"{url}{screen}").content.decode()

    client.post(f"{url}start/")
    assert [told(screen) for screen in screens[:2]] == [True, True]
    client.post(f"{url}lever/", {"attempt": 1})
    assert told(screens[2])
    say_yes(*question_claims(question), by=ana)
    assert [told(screen) for screen in (screens[0], screens[2])] == [False, False]
