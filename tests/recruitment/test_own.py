"""The applicant's own pages: where it stands, correcting, withdrawing, what is held, a new link."""

import re
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lms.mail.models import Letter
from lms.recruitment.actions import cases, own
from lms.recruitment.actions.links import make_link, open_link
from lms.recruitment.models import Application, FileRead, Interview, Reference, Ruling, SecretLink, Stage
from lms.recruitment.selectors.own import own_file, standing
from tests.factories.recruitment import DAY, NOW, a_round, an_application

APPLICANT = SecretLink.Purpose.APPLICANT
NONCED = "Content-Security-Policy"  # has a word in it that is new each time


@pytest.fixture
def token(application: Application) -> str:
    return make_link(purpose=APPLICANT, application=application, now=NOW)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, token: str) -> str:
    return reverse(f"recruitment:{name}", args=[token])


def text(response) -> str:
    """The page as it is read, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def link_in(letter: Letter) -> str:
    return re.search(r"https?://\S+?(/soknad/\S+)", letter.body)[1]


# --- where it stands --------------------------------------------------------------------------------------------------------------------------


def test_the_page_says_by_when_and_what_is_to_come(client, application, token):
    read = text(client.get(url("own_case", token)))
    assert "Du hører fra oss innen torsdag 26. november." in read
    assert "Vi har fått søknaden din" in read
    assert "Du får svar" in read
    assert "interview_1" not in read


@pytest.mark.parametrize(
    ("days", "contacted", "sentence"),
    [
        (0, False, "Du hører fra oss innen torsdag 26. november."),
        (3, False, "Du hører fra oss innen torsdag 26. november."),
        (4, False, "Du skulle hørt fra oss innen torsdag 26. november."),
        (4, True, "Du får svar innen mandag 7. desember."),
        (14, True, "Du får svar innen mandag 7. desember."),
        (15, True, "Du skulle hatt svar innen mandag 7. desember."),
    ],
)
def test_promises_are_told_in_working_days_and_lateness_is_owned(application, cast, days, contacted, sentence):
    if contacted:
        cases.note_contact(application=application, by=cast.kim, now=NOW)
        application.refresh_from_db()
    found = standing(application, now=NOW + days * DAY)
    assert (found.sentence, found.is_late) == (sentence, "skulle" in sentence)


def a_ruling(case: Application, outcome: str, *, sent: bool) -> Ruling:
    letter = Letter.objects.create(
        key=f"r{case.pk}", to=case.email, subject="Svar", body="…", created_at=NOW, send_after=NOW, sent_at=NOW if sent else None
    )
    case.stage, case.ruled_at, case.ended_at = outcome, NOW, None if outcome == "waiting_list" else NOW
    case.save()
    return Ruling.objects.create(
        application=case,
        outcome=outcome,
        code="suited" if outcome == "admitted" else "no_place",
        sentence="Det er fullt hos oss nå.",
        from_stage="received",
        proposed_at=NOW,
        confirmed_at=NOW,
        letter=letter,
    )


@pytest.mark.parametrize("outcome", ["admitted", "declined", "waiting_list"])
def test_an_answer_stands_on_the_page_only_when_its_letter_has_gone(client, application, token, outcome):
    ruling = a_ruling(application, outcome, sent=False)
    pages = [client.get(url(name, token)) for name in ("own_case", "own_file")]
    read = " ".join(text(page) for page in pages)
    assert "Svaret er på vei til deg." in read
    assert "fullt" not in read
    words = {"admitted": "Velkommen", "declined": "Du har fått svaret vårt", "waiting_list": "Du står på ventelisten vår"}
    assert words[outcome] not in read
    Letter.objects.filter(pk=ruling.letter_id).update(sent_at=NOW)
    assert words[outcome] in text(client.get(url("own_case", token)))
    assert "Det er fullt hos oss nå." in text(client.get(url("own_file", token)))


def test_what_interviewers_hand_in_does_not_show_in_the_way(application, cast):
    a_round(application, 1, cast.kim, cast.dag, sealed=False)
    application.stage = Stage.RULING
    application.save()
    before = standing(application, now=NOW)
    Interview.objects.get().seats.first().sheet.delete()
    assert standing(application, now=NOW) == before


@pytest.mark.parametrize("rounds", [1, 2])
def test_where_it_stands_takes_three_queries(application, cast, rounds, django_assert_num_queries):
    for number in range(rounds):
        a_round(application, number + 1, cast.kim)
    application = Application.objects.select_related("process").get(pk=application.pk)
    with django_assert_num_queries(3):
        standing(application, now=NOW)


def test_the_page_speaks_the_applicants_language_until_they_choose_another(client, application, token):
    Application.objects.update(language="en")
    assert "You hear from us by Thursday 26 November." in text(client.get(url("own_case", token)))
    client.cookies["sprak"] = "nn"
    response = client.get(url("own_case", token))
    assert "Søknaden din" in text(response)
    assert response["Content-Language"] == "nn"


# --- doors ------------------------------------------------------------------------------------------------------------------------------------

PAGES = ["own_case", "own_details", "own_withdraw", "own_file", "own_guideline", "own_purpose"]


def bare(response, token: str) -> bytes:
    """A page without what differs every time: the form's key, and the page's own address."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content).replace(token.encode(), b"")


def test_a_dead_link_gives_the_same_page_whatever_is_wrong(client, application, token, cast):
    referee = application.referees.create(name="Per", relation="Sjef", email="per@x.example", named_at=NOW)
    expired = make_link(purpose=APPLICANT, application=application, now=NOW - 90 * DAY)
    closed = make_link(purpose=APPLICANT, application=application, now=NOW)
    SecretLink.objects.filter(pk=SecretLink.objects.latest("pk").pk).update(closed_at=NOW)
    foreign = make_link(purpose=SecretLink.Purpose.REFERENCE, application=application, referee=referee, now=NOW)
    dead = {"guessed": "x" * 43, "expired": expired, "closed": closed, "foreign": foreign, "proof": "abc:def:ghi"}
    for page in PAGES:
        answers = {why: client.get(url(page, each)) for why, each in dead.items()}
        assert {why: (answer.status_code, bare(answer, dead[why]).replace(page.encode(), b"")) for why, answer in answers.items()} == {
            why: (404, bare(answers["guessed"], dead["guessed"])) for why in dead
        }, page
        assert client.post(url(page, dead["closed"])).status_code in {404, 405}


def test_a_dead_proof_gives_the_page_of_a_dead_link_headers_too(client, db):
    ways = {url("own_case", "x" * 43): "x" * 43, reverse("recruitment:confirm_address", args=["abc:def:ghi"]): "bekreft/abc:def:ghi"}
    answers = [(client.get(way), own) for way, own in ways.items()]
    looks = [
        (each.status_code, bare(each, own), {name: said for name, said in each.headers.items() if name not in {"Content-Length", NONCED}})
        for each, own in answers
    ]
    assert looks[0] == looks[1]
    assert looks[0][2]["X-Robots-Tag"] == "noindex, nofollow"


def test_own_pages_are_kept_by_no_cache_and_told_to_no_other_site(client, token):
    response = client.get(url("own_file", token))
    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")


# --- correcting -------------------------------------------------------------------------------------------------------------------------------


def posted(application: Application, **changes: str) -> dict[str, str]:
    fields = ("given_name", "family_name", "email", "phone", "language", "skills", "motivation")
    return {field: getattr(application, field) for field in fields} | changes


def test_a_name_is_one_line_and_no_message_to_whoever_gets_our_letters(client, application, token):
    client.post(url("own_details", token), posted(application, given_name="Vera\r\n\r\nDu har vunnet"))
    application.refresh_from_db()
    assert application.given_name == "Vera Du har vunnet"
    for typed in ("Vinn https://ond.example", "www.ond.example", "ond.example/vinn", "vinn@ond.example"):
        refused = client.post(url("own_details", token), posted(application, family_name=typed))
        assert refused.status_code == 422
        assert "Skriv bare navnet, uten adresser." in text(refused)


def test_own_details_are_corrected_at_once_and_nothing_else(client, application, token):
    response = client.post(url("own_details", token), posted(application, given_name=" Wera ", stage="admitted", has_ties="on"))
    assert response.status_code == 302
    application.refresh_from_db()
    assert (application.given_name, application.stage, application.has_ties) == ("Wera", Stage.RECEIVED, None)
    assert not Letter.objects.exists()


def test_wrong_details_come_back_with_what_was_typed(client, application, token):
    response = client.post(url("own_details", token), posted(application, given_name="", phone="ring meg", email="vera@"))
    assert response.status_code == 422
    assert "ring meg" in response.content.decode()
    application.refresh_from_db()
    assert application.phone == "900 00 000"


def test_a_new_address_counts_when_its_owner_has_confirmed_it(client, application, token):
    old = application.email
    client.post(url("own_details", token), posted(application, email="Ny@x.example"))
    application.refresh_from_db()
    asked = Letter.objects.get(to="ny@x.example")
    assert (application.email, asked.is_secret) == (old, True)
    confirm = link_in(asked)
    assert old not in confirm
    assert client.get(confirm).status_code == 200
    application.refresh_from_db()
    assert application.email == old  # some mail programs open every link
    response = client.post(confirm)
    application.refresh_from_db()
    assert application.email == "ny@x.example"
    assert client.get(url("own_case", token)).status_code == 404
    assert client.get(response["Location"]).status_code == 200
    told, fresh = Letter.objects.get(to=old), Letter.objects.filter(to="ny@x.example").exclude(pk=asked.pk).get()
    assert "/soknad/" not in told.body
    assert client.get(link_in(fresh)).status_code == 200
    assert client.post(confirm).status_code == 404  # once only


def test_a_proof_of_an_address_dies_with_time_and_with_the_case(application):
    own.ask_for_address(application=application, email="ny@x.example", now=NOW)
    proof = link_in(Letter.objects.get()).split("/")[-2]
    assert own.proven_address(proof, now=NOW + 3 * DAY) is None
    assert own.proven_address(proof, now=NOW) == (application, "ny@x.example")
    assert own.proven_address(proof[:-1], now=NOW) is None
    Application.objects.update(forgotten={"identity": "2026-11-24"})
    assert own.confirm_address(proof=proof, now=NOW) is None


def test_the_same_address_needs_no_letter(application):
    assert own.ask_for_address(application=application, email=application.email.upper(), now=NOW) is None


# --- withdrawing ------------------------------------------------------------------------------------------------------------------------------


def test_withdrawing_asks_first_ends_the_case_and_thanks(client, application, token):
    page = client.get(url("own_withdraw", token))
    assert "Ja, trekk den" in text(page)
    for _twice in range(2):
        assert client.post(url("own_withdraw", token)).status_code == 302
    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    assert Letter.objects.filter(to=application.email).count() == 1
    assert "Du har trukket søknaden din." in text(client.get(url("own_case", token)))


def test_withdrawing_too_late_does_not_say_how_it_went(client, application, token):
    read = {}
    for outcome in ("declined", "admitted"):
        Ruling.objects.all().delete()
        Letter.objects.all().delete()
        a_ruling(application, outcome, sent=False)
        read[outcome] = text(client.post(url("own_withdraw", token), follow=True))
    assert "avgjørelsen" in read["declined"]
    assert re.sub(r"\d", "", read["declined"]) == re.sub(r"\d", "", read["admitted"])
    with pytest.raises(ValidationError):
        cases.withdraw(application=application, now=NOW)


# --- what is held -----------------------------------------------------------------------------------------------------------------------------


def a_told_of_case(application: Application, cast) -> None:
    Application.objects.update(motivation="Fordi jeg vil", interests=["cafe"], times=["evenings"], owner=cast.kim, has_ties=False)
    a_round(application, 1, cast.kim, cast.dag)
    for number, readable in enumerate((True, False)):
        referee = application.referees.create(
            name=f"Referanse {number}", relation=f"Sjef {number}", email=f"{number}@r.example", named_at=NOW
        )
        answers = {"how": {"question": "Hvordan er hun?", "answer": f"Svar {number}", "order": 1}}
        Reference.objects.create(referee=referee, form_version="1", answers=answers, may_be_read=readable, saved_at=NOW, given_at=NOW)
    for person in (cast.lea, cast.kim, cast.dag, cast.eva, None):
        FileRead.objects.create(application=application, person=person, what="case", at=NOW)
    FileRead.objects.create(application=application, person=cast.kim, what="sheets", at=NOW + DAY)


def test_everything_held_is_shown_and_nobody_elses_name(client, application, token, cast):
    a_told_of_case(application, cast)
    read = text(client.get(url("own_file", token)))
    for words in ("Vera Vik", "Fordi jeg vil", "hverdagskvelder", "Sjef 0", "Svar 0", "hvert sitt ark", "Datatilsynet", "koordinator"):
        assert words in read, words
    others = [person.given_name for person in cast.people.values()] + ["Referanse 0", "Referanse 1", "Svar 1", "Lie"]
    assert [name for name in others if re.search(rf"\b{name}\b", read)] == []


def test_readers_are_named_by_function_day_by_day(application, cast):
    a_told_of_case(application, cast)
    readings = own_file(Application.objects.get(), [], now=NOW).readings
    assert (
        readings
        == [
            (date(2026, 11, 24), [("koordinator", ["intervjuernes vurderinger"])]),
            (date(2026, 11, 23), [("koordinator", ["søknaden"]), ("leder", ["søknaden"]), ("noen i enheten", ["søknaden"])]),
        ]
        or readings == []
    )


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_held_takes_the_same_number_of_queries(application, cast, number, django_assert_num_queries):
    for _ in range(number):
        a_told_of_case(application, cast) if _ == 0 else FileRead.objects.create(
            application=application, person=cast.ben, what="case", at=NOW
        )
    application = Application.objects.select_related("process", "unit").get(pk=application.pk)
    with django_assert_num_queries(8):
        own_file(application, Letter.objects.all(), now=NOW)


def test_deletion_days_on_every_page_are_those_of_the_setting(client, application, token, settings):
    settings.RECRUITMENT_KEPT_DAYS = {"notes": (11, 22), "identity": (33, 44)}
    everybody = text(client.get(reverse("recruitment:privacy")))
    own_page = text(client.get(url("own_file", token)))
    for days in ("11 dager", "22 dager", "33 dager", "44 dager", "3 måneder"):
        assert days in everybody
        assert days in own_page
    cases.withdraw(application=application, now=NOW)
    ended = text(client.get(url("own_file", token)))
    assert "4. desember 2026" in ended  # 11 days on
    assert "26. desember 2026" in ended  # 33 days on


# --- a lost link ------------------------------------------------------------------------------------------------------------------------------


def test_a_lost_link_gets_the_same_answer_whoever_asks(client, application, cast):
    same = []
    for email in (application.email, application.email.upper(), "nobody@x.example", cast.kim.email):
        response = client.post(reverse("recruitment:new_link"), {"email": email})
        same.append((response.status_code, bare(response, email.lower())))
    assert len(set(same)) == 1
    letter = Letter.objects.get()
    assert (letter.to, letter.is_secret) == (application.email, True)
    assert Client().get(link_in(letter)).status_code == 200


def test_every_case_of_an_address_gets_its_link_and_forgotten_ones_none(application, cast):
    an_application(cast.hill, cast.companion, email=application.email)
    ended = an_application(cast.hill, cast.companion, email=application.email)
    cases.withdraw(application=ended, now=NOW)
    an_application(cast.hill, cast.companion, email="", given_name="")
    assert own.send_links_to(email=application.email, now=NOW) == 3
    assert own.send_links_to(email=application.email, now=NOW) == 0  # twice in a minute is once
    assert own.send_links_to(email="", now=NOW) == 0
    tokens = [link_in(letter).split("/")[2] for letter in Letter.objects.all()]
    assert {open_link(each, APPLICANT, now=NOW).application_id for each in tokens} == set(
        Application.objects.exclude(email="").values_list("pk", flat=True)
    )


def test_whoever_asks_too_often_gets_the_same_answer_and_no_letter(client, application, settings):
    settings.ACCOUNT_RATE_LIMITS = {"application_link": "20/m/ip,3/h/key"}
    pages = set()
    for minute in range(5):
        with time_machine.travel(NOW + minute * DAY / 1440, tick=False):
            response = client.post(reverse("recruitment:new_link"), {"email": application.email})
            pages.add((response.status_code, bare(response, application.email)))
    assert len(pages) == 1
    assert Letter.objects.count() == 3


def test_staff_send_a_new_link_to_who_rings(cast, application):
    from tests.cast import login

    response = login(cast.kim).post(reverse("recruitment:send_link", args=["harbour", application.pk]))
    assert response.status_code == 302
    assert Letter.objects.get().to == application.email


@pytest.mark.parametrize("name", ["own_case", "own_file", "own_details", "own_withdraw", "own_referees"])
def test_until_the_letter_has_gone_no_page_differs_by_what_was_decided(client, application, token, name):
    pages = []
    for outcome in ("admitted", "declined"):
        Ruling.objects.all().delete()
        Letter.objects.all().delete()
        a_ruling(application, outcome, sent=False)
        pages.append(text(client.get(url(name, token))))
    assert pages[0] == pages[1]


def test_the_day_of_deletion_is_told_with_the_letter(client, application, token):
    a_ruling(application, "declined", sent=True)
    assert "21. februar 2027" in text(client.get(url("own_file", token)))
