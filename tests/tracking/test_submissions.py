"""The screens for certificates from elsewhere: on «Min side», under «I dag», and where one says yes or no."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from lms.qualifications.actions import extend, revoke
from lms.qualifications.models import Evidence, Paper, Submission
from lms.qualifications.submissions import approve
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import QualificationFactory
from tests.factories.roles import AssignmentFactory
from tests.factories.submissions import a_paper, a_picture, a_submission, uploaded

DAY = "2026-03-01"


@pytest.fixture
def first_aid(db):
    return QualificationFactory.create(key="first-aid", name="First aid", valid_for=24, valid_unit="months", takes_outside=True)


def form(first_aid, **told):
    return {"qualification": first_aid.pk, "provider": "Røde Kors", "earned_on": DAY, "valid_until": "", "file": uploaded()} | told


def address(submission, rest: str = "") -> str:
    return f"/enhet/harbour/folk/{submission.person_id}/bevis-fra-andre/{submission.pk}/{rest}"


def test_from_a_picture_on_ones_own_page_to_evidence(cast: Cast, first_aid):
    ben, kim = login(cast.ben), login(cast.kim)
    sent = ben.post("/min-side/bevis-fra-andre/send/", form(first_aid, file=uploaded(a_picture(), "IMG_1.jpg")))
    assert sent.headers["Location"] == "/min-side/bevis-fra-andre/"
    made = Submission.objects.get()
    assert "First aid" in ben.get("/min-side/").content.decode()
    assert address(made) in kim.get("/enhet/harbour/folk/i-dag/").content.decode()
    page = kim.get(address(made)).content.decode()
    assert f'src="/min-side/bevis-fra-andre/{made.pk}/fil/"' in page
    kim.post(address(made), {"answer": "yes", "earned_on": DAY, "valid_until": ""})
    assert Evidence.objects.get().person == cast.ben
    assert "First aid" in ben.get("/min-side/bevis-fra-andre/").content.decode()
    assert not kim.get("/enhet/harbour/folk/i-dag/").context["work"].submissions


def test_what_was_taken_back_or_decided_about_since_is_told_on_ones_own_page(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    told = {"earned_on": date(2026, 3, 1), "valid_until": date(2028, 1, 31), "unit": cast.harbour, "by": cast.kim, "now": timezone.now()}
    piece = approve(submission=sent, **told)
    page = login(cast.ben).get("/min-side/bevis-fra-andre/").content.decode()
    assert "31. januar 2028" in page
    extend(
        evidence=Evidence.objects.all(),
        until=date(2028, 6, 30),
        reason="Ill",
        key="longer",
        by=cast.lea,
        at=timezone.now(),
        unit=cast.harbour,
    )
    page = login(cast.ben).get("/min-side/bevis-fra-andre/").content.decode()
    assert "30. juni 2028" in page
    assert "31. januar 2028" not in page
    revoke(evidence=piece, by=cast.kim, at=timezone.now(), reason="Not theirs after all.")
    page = login(cast.ben).get("/min-side/bevis-fra-andre/").content.decode()
    assert "Not theirs after all." in page
    assert "juni 2028" not in page


def test_only_what_takes_outside_evidence_can_be_chosen(cast: Cast, first_aid):
    closed = QualificationFactory.create(key="closed")
    hills = QualificationFactory.create(key="hills", unit=cast.hill, takes_outside=True)
    for other in (closed, hills):
        response = login(cast.ben).post("/min-side/bevis-fra-andre/send/", form(other))
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["qualification"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"file": ""}, "file"),
        ({"file": uploaded(b"<html>", "bevis.pdf")}, "file"),
        ({"earned_on": "2999-01-01"}, "earned_on"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"provider": " "}, "provider"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(cast: Cast, first_aid, wrong, field):
    if wrong.get("file"):
        wrong["file"].seek(0)
    response = login(cast.ben).post("/min-side/bevis-fra-andre/send/", form(first_aid) | wrong)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert field == "provider" or "Røde Kors" in response.content.decode()
    assert not Submission.objects.exists()


def test_a_second_one_for_the_same_is_refused_in_words(cast: Cast, first_aid):
    a_submission(cast.ben, first_aid)
    response = login(cast.ben).post("/min-side/bevis-fra-andre/send/", form(first_aid))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["qualification"])


def test_the_file_is_handed_out_so_that_nothing_in_it_can_run(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    pdf = login(cast.kim).get(f"/min-side/bevis-fra-andre/{sent.pk}/fil/")
    assert (pdf["Content-Disposition"], pdf["Content-Type"]) == ('attachment; filename="bevis.pdf"', "application/pdf")
    assert pdf["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (pdf["X-Content-Type-Options"], "no-store" in pdf["Cache-Control"]) == ("nosniff", True)
    for who in (cast.ana, cast.eva, cast.omar, cast.siv):
        assert login(who).get(f"/min-side/bevis-fra-andre/{sent.pk}/fil/").status_code == 404
    assert Client().get(f"/min-side/bevis-fra-andre/{sent.pk}/fil/").status_code == 302


def test_sending_back_wants_a_reason_and_for_something_else_a_sentence(cast: Cast, first_aid):
    sent, kim = a_submission(cast.ben, first_aid), login(cast.kim)
    for answer, field in (({}, "why"), ({"why": "other"}, "note")):
        response = kim.post(address(sent), {"answer": "no"} | answer)
        assert (response.status_code, list(response.context["back_form"].errors)) == (422, [field])
    kim.post(address(sent), {"answer": "no", "why": "unreadable", "note": "Ta bildet i lys."})
    page = login(cast.ben).get("/min-side/bevis-fra-andre/").content.decode()
    assert "Ta bildet i lys." in page
    assert f'href="/min-side/bevis-fra-andre/send/?hva={first_aid.pk}"' in page


def test_the_second_who_answers_is_told_who_was_first(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    yes = {"answer": "yes", "earned_on": DAY, "valid_until": ""}
    login(cast.kim).post(address(sent), yes)
    response = login(cast.lea).post(address(sent), yes, follow=True)
    assert "Kim Lie" in next(str(message) for message in response.context["messages"])
    assert Evidence.objects.count() == 1


def test_for_somebody_without_a_device_and_only_once_however_often_it_is_sent(cast: Cast, first_aid):
    url = f"/enhet/harbour/folk/{cast.noor.pk}/bevis-fra-andre/"
    for _twice in range(2):
        response = login(cast.kim).post(url, form(first_aid))
    made = Submission.objects.get()
    assert (made.person, made.sent_by, response.headers["Location"]) == (cast.noor, cast.kim, address(made))


def test_taking_ones_own_back(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    assert login(cast.ana).post(f"/min-side/bevis-fra-andre/{sent.pk}/trekk/").status_code == 404
    login(cast.ben).post(f"/min-side/bevis-fra-andre/{sent.pk}/trekk/")
    assert (Submission.objects.count(), Paper.objects.count()) == (0, 0)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_one_list_of_them_asks_the_same_few_questions(cast: Cast, first_aid, number, django_assert_num_queries):
    for index in range(number):
        a_submission(cast.ben, QualificationFactory.create(takes_outside=True), paper=a_paper(digest=str(index)))
        somebody = PersonFactory.create()
        AssignmentFactory.create(person=somebody, unit=cast.harbour, role=cast.companion)
        a_submission(somebody, first_aid)
    ben, kim = login(cast.ben), login(cast.kim)
    with django_assert_num_queries(6):
        ben.get("/min-side/bevis-fra-andre/")
    today = kim.get("/enhet/harbour/folk/i-dag/")
    assert len(today.context["work"].submissions) == 2 * number
    with django_assert_num_queries(31):
        kim.get("/enhet/harbour/folk/i-dag/")
