"""The screens of a ruling: proposing, reading the letter, confirming, sending back, undoing; and what the applicant's page says."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.people.models import Person
from lms.recruitment.actions import links, rulings
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, Code, FileRead, Outcome, SecretLink, Stage
from lms.recruitment.views.rulings import own_part, part
from lms.roles.models import Assignment, Responsibility, ResponsibilityKind
from tests.cast import login
from tests.factories.recruitment import an_application

SENTENCE = "Vi tror at en annen oppgave passer bedre for deg nå."
FORM = {"outcome": "declined", "code": "role", "sentence": SENTENCE, "starts_on": ""}


def text(response) -> str:
    return " ".join(response.content.decode().split())


def at(application: Application, end: str = "") -> str:
    return f"/enhet/harbour/rekruttering/{application.pk}/{end}"


def proposed(application, by, outcome=Outcome.DECLINED, code=Code.ROLE):
    return rulings.propose(application=application, outcome=outcome, code=code, sentence=SENTENCE, by=by, now=timezone.now())


def test_a_proposal_goes_back_to_the_case_and_waits_for_another(cast, application):
    kim, lea = login(cast.kim), login(cast.lea)
    response = kim.post(at(application, "avgjorelse/"), FORM)
    assert (response.status_code, response["Location"]) == (302, at(application) + "#avgjorelse")
    page = text(kim.get(at(application)))
    assert "Du foreslo den, så noen andre må bekrefte den." in page
    assert "Kan bekrefte: Dag Lie, Lea Lie." in page
    assert at(application, "avgjorelse/bekreft/") not in page
    assert at(application, "avgjorelse/bekreft/") in text(lea.get(at(application)))
    assert FileRead.objects.filter(application=application, person=cast.lea, what="case").exists()


def test_the_form_says_what_is_missing_before_an_admission(cast, application):
    response = login(cast.kim).post(at(application, "avgjorelse/"), FORM | {"outcome": "admitted", "code": ""})
    assert response.status_code == 422
    assert "Søkeren er ikke kontaktet." in response.context["form"].errors["outcome"][0]
    assert text(response).count("Søkeren er ikke kontaktet.") >= 2  # in the notice, and beside the field


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("outcome", {"outcome": ""}),
        ("code", {"code": ""}),
        ("code", {"code": "suited"}),
        ("code", {"outcome": "waiting_list", "code": "time"}),
        ("sentence", {"sentence": "Nei."}),
        ("starts_on", {"starts_on": "2020-01-01"}),
        ("starts_on", {"starts_on": "2126-01-01"}),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_what_was_typed_stays(cast, application, field, wrong):
    response = login(cast.kim).post(at(application, "avgjorelse/"), FORM | wrong)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert (wrong.get("sentence") or SENTENCE) in text(response)


def test_tender_words_are_shown_and_must_be_ticked(cast, application):
    kim, data = login(cast.kim), FORM | {"sentence": "Her kan vi ikke følge opp helsen din godt nok."}
    response = kim.post(at(application, "avgjorelse/"), data)
    assert response.status_code == 422
    assert "«helsen»" in text(response)
    assert kim.post(at(application, "avgjorelse/"), data | {"is_read_again": "on"}).status_code == 302


def test_where_one_decides_the_proposer_goes_straight_on_to_the_letter(cast):
    set_process(now=timezone.now(), by=None, unit=cast.harbour, rounds=0, references=0, deciders=1)
    application = an_application(cast.harbour, cast.companion)
    kim = login(cast.kim)
    response = kim.post(at(application, "avgjorelse/"), FORM)
    assert response["Location"] == at(application, "avgjorelse/bekreft/")
    Responsibility.objects.create(person=cast.ben, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=timezone.localdate())
    other = an_application(cast.harbour, cast.companion)
    assert login(cast.ben).post(at(other, "avgjorelse/"), FORM)["Location"] == at(other) + "#avgjorelse"


def test_the_letter_is_read_before_it_is_confirmed_and_is_what_goes(cast, application):
    ruling = proposed(application, cast.kim)
    lea = login(cast.lea)
    page = lea.get(at(application, "avgjorelse/bekreft/"))
    shown = page.context["letter"]
    assert application.email in text(page)
    response = lea.post(at(application, "avgjorelse/bekreft/"), {"ruling": ruling.pk})
    assert response["Location"] == at(application) + "#avgjorelse"
    letter = Letter.objects.get()
    token = letter.body.partition("/soknad/")[2].partition("/")[0]
    assert (letter.to, letter.subject, letter.body.replace(token, "…")) == (shown.to, shown.words.subject, shown.words.body)
    goes = f"kl. {timezone.localtime(letter.send_after):%H.%M}"
    said = text(lea.get(at(application)))
    assert "Brevet går" in said
    assert goes in said
    assert "Stopp brevet" in said


def test_one_who_proposed_reads_and_cannot_confirm(cast, application):
    ruling = proposed(application, cast.kim)
    kim = login(cast.kim)
    page = kim.get(at(application, "avgjorelse/bekreft/"))
    assert page.context["refused"]
    assert kim.post(at(application, "avgjorelse/bekreft/"), {"ruling": ruling.pk}).status_code == 422
    assert not Letter.objects.exists()


def test_another_proposal_than_the_one_on_the_screen_is_not_confirmed(cast, application):
    old = proposed(application, cast.kim)
    rulings.send_back(ruling=old, by=cast.kim, now=timezone.now(), reason="Feil.")
    proposed(application, cast.kim, Outcome.WAITING_LIST, Code.LATER)
    lea = login(cast.lea)
    for seen in (old.pk, 0):
        assert lea.post(at(application, "avgjorelse/bekreft/"), {"ruling": seen}).status_code == 302
    assert lea.post(at(application, "avgjorelse/bekreft/"), {}).status_code == 422
    assert not Letter.objects.exists()


def test_an_admission_is_confirmed_with_the_letter_that_has_its_first_day(cast, ready):
    ruling = proposed(ready, cast.kim, Outcome.ADMITTED, Code.SUITED)
    lea, address = login(cast.lea), at(ready, "avgjorelse/bekreft/")
    day = timezone.localdate() + timedelta(days=14)
    assert lea.post(address, {"ruling": ruling.pk, "starts_on": "", "shown": ""}).status_code == 422
    again = lea.post(address, {"ruling": ruling.pk, "starts_on": day.isoformat(), "shown": ""})
    assert (again.status_code, Letter.objects.count()) == (200, 0)
    assert "Den første dagen din er planlagt til" in text(again)
    assert lea.post(address, {"ruling": ruling.pk, "starts_on": day.isoformat(), "shown": day.isoformat()}).status_code == 302
    person = Person.objects.get(given_name="Vera")
    assert Assignment.objects.get(person=person).starts_on == day
    assert f"/enhet/harbour/folk/{person.pk}/" in text(lea.get(at(ready)))


def test_somebody_known_is_named_before_they_are_admitted(cast, ready):
    ready.email = cast.ben.email
    ready.save()
    proposed(ready, cast.kim, Outcome.ADMITTED, Code.SUITED)
    assert "Ben Lie får denne rollen i tillegg" in text(login(cast.lea).get(at(ready, "avgjorelse/bekreft/")))


def test_a_proposal_is_sent_back_with_a_reason(cast, application):
    ruling = proposed(application, cast.kim)
    lea, address = login(cast.lea), at(application, f"avgjorelse/{ruling.pk}/send-tilbake/")
    assert lea.get(address).status_code == 200
    assert lea.post(address, {"reason": ""}).status_code == 422
    assert lea.post(address, {"reason": "La oss snakke."}).status_code == 302
    assert lea.post(at(application, "avgjorelse/bekreft/"), {"ruling": ruling.pk}).status_code == 302
    application.refresh_from_db()
    assert (application.stage, Letter.objects.count()) == (Stage.RECEIVED, 0)
    assert "«La oss snakke.»" in text(lea.get(at(application)))


def test_stopping_the_letter_undoes_the_ruling(cast, ready):
    ruling = proposed(ready, cast.kim, Outcome.ADMITTED, Code.SUITED)
    lea, day = login(cast.lea), (timezone.localdate() + timedelta(days=3)).isoformat()
    lea.post(at(ready, "avgjorelse/bekreft/"), {"ruling": ruling.pk, "starts_on": day, "shown": day})
    address = at(ready, "avgjorelse/angre/")
    assert lea.get(address).status_code == 200
    assert lea.post(address, {"reason": " "}).status_code == 422
    assert lea.post(address, {"reason": "Feil person."}).status_code == 302
    assert lea.post(address, {"reason": "Feil person."}).status_code == 302  # nothing left to undo
    assert send_waiting(now=timezone.now() + timedelta(days=1)) == 0
    assert "det ble ikke sendt noe brev" in text(lea.get(at(ready)))


def test_when_the_letter_has_gone_undoing_says_so(cast, application):
    ruling = proposed(application, cast.kim)
    rulings.confirm(ruling=ruling, by=cast.lea, now=timezone.now())
    send_waiting(now=timezone.now() + timedelta(hours=2))
    lea, address = login(cast.lea), at(application, "avgjorelse/angre/")
    assert "Det er for sent å angre" in text(lea.get(address))
    assert lea.post(address, {"reason": "Feil."}).status_code == 422
    page = text(lea.get(at(application)))
    assert "Søkeren har fått svar" in page
    assert address not in page


def test_a_letter_on_paper_is_printed_from_its_page(cast, process):
    application = an_application(cast.harbour, cast.companion, email="")
    ruling = proposed(application, cast.kim)
    lea = login(cast.lea)
    assert 'data-module="print"' in text(lea.get(at(application, "avgjorelse/bekreft/")))
    lea.post(at(application, "avgjorelse/bekreft/"), {"ruling": ruling.pk})
    page = text(lea.get(at(application, f"avgjorelse/{ruling.pk}/brev/")))
    assert SENTENCE in page
    assert "/soknad/" not in page
    assert "Søkeren har ingen e-postadresse" in text(lea.get(at(application)))


def test_a_letter_that_came_back_is_said(cast, application):
    rulings.confirm(ruling=proposed(application, cast.kim), by=cast.lea, now=timezone.now())
    Letter.objects.update(returned_at=timezone.now())
    assert "Brevet kom i retur" in text(login(cast.lea).get(at(application)))


@pytest.mark.parametrize("who", ["ben", "omar", "eva", "siv", "adm", "cleo"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_find_nothing(cast, application, who, method):
    ruling = proposed(application, cast.kim)
    ends = ["", "bekreft/", "angre/", f"{ruling.pk}/brev/", f"{ruling.pk}/send-tilbake/"]
    client = login(cast.people[who])
    answers = {getattr(client, method)(at(application, f"avgjorelse/{end}")).status_code for end in ends}
    assert answers <= {404, 405}


def test_a_recruiter_reads_and_proposes_and_finds_no_door_to_confirm(cast, application):
    Responsibility.objects.create(person=cast.ben, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=timezone.localdate())
    ruling = proposed(application, cast.kim)
    ben = login(cast.ben)
    assert ben.get(at(application, f"avgjorelse/{ruling.pk}/brev/")).status_code == 200
    for end in ("bekreft/", "angre/", f"{ruling.pk}/send-tilbake/"):
        assert [getattr(ben, method)(at(application, f"avgjorelse/{end}")).status_code for method in ("get", "post")] == [404, 404]


def test_the_ruling_of_another_case_is_not_found_by_its_number(cast, application):
    other = an_application(cast.harbour, cast.companion)
    ruling = proposed(other, cast.kim)
    lea = login(cast.lea)
    for end in ("brev/", "send-tilbake/"):
        assert lea.get(at(application, f"avgjorelse/{ruling.pk}/{end}")).status_code == 404


def test_a_forgotten_letter_is_not_found(cast, application):
    ruling = proposed(application, cast.kim)
    type(ruling).objects.update(sentence="")
    assert login(cast.lea).get(at(application, f"avgjorelse/{ruling.pk}/brev/")).status_code == 404


def test_the_applicants_page_says_it_when_the_letter_has_gone_and_not_before(cast, application, client):
    token = links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=timezone.now())
    rulings.confirm(ruling=proposed(application, cast.kim), by=cast.lea, now=timezone.now())
    assert SENTENCE not in text(client.get(f"/soknad/{token}/"))
    send_waiting(now=timezone.now() + timedelta(hours=2))
    answer = BeautifulSoup(client.get(f"/soknad/{token}/").content, "html.parser").select_one(".ruling-sentence").find_parent("section")
    said = answer.get_text(" ", strip=True)
    assert SENTENCE in said
    assert "Svaret er nei denne gangen." in said
    assert "rett til å få saken vurdert på nytt" in said
    assert "Kim" not in said
    assert "Lea" not in said


@pytest.mark.parametrize("number", [1, 3])
def test_the_piece_of_the_cases_page_asks_the_same_however_much_has_happened(cast, ready, number, django_assert_num_queries):
    for _time in range(number):
        rulings.send_back(ruling=proposed(ready, cast.kim), by=cast.lea, now=timezone.now(), reason="Vent.")
    fresh = Application.objects.select_related("unit", "process", "role").get(pk=ready.pk)
    with django_assert_num_queries(13):
        part(cast.lea, fresh, now=timezone.now())
    proposed(ready, cast.kim)
    fresh = Application.objects.select_related("unit", "process", "role").get(pk=ready.pk)
    with django_assert_num_queries(16):
        part(cast.lea, fresh, now=timezone.now())
    with django_assert_num_queries(1):
        own_part(fresh, now=timezone.now())
