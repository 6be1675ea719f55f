"""The screens of interviews, and every shortcut to somebody else's sheet."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from lms.mail.models import Letter
from lms.people.models import Person
from lms.recruitment import policies
from lms.recruitment.actions import cases, interviews, links, sheets
from lms.recruitment.actions.interviews import Terms
from lms.recruitment.models import Application, FileRead, FlagDecision, Interview, Score, ScoreSheet, Seat, SecretLink, Stage
from lms.recruitment.views import interviews as views
from tests.cast import login
from tests.factories.recruitment import a_guide, a_round, an_application

DAY = timedelta(days=1)
SECRET = "Sa noe jeg vil huske."


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def interview(cast, application) -> Interview:
    """Round 1 with Kim and Ben, held, nobody's sheet in; Ben does not recruit, Kim does."""
    Application.objects.update(stage=Stage.INTERVIEW_1, contacted_at=timezone.now())
    return a_round(application, 1, cast.kim, cast.ben, sealed=False)


def seat_of(interview: Interview, person: Person) -> Seat:
    return Seat.objects.select_related("interview__application", "person").get(interview=interview, person=person)


def handed_in(interview: Interview, person: Person, *, motivation: int = 3, safety: int = 4) -> Seat:
    seat = seat_of(interview, person)
    at = timezone.now()
    sheets.save_sheet(seat=seat, notes={"why": SECRET}, given={"motivation": motivation, "safety": safety}, now=at)
    sheets.hand_in(seat=seat, now=at)
    return seat


def case_url(name: str, application: Application, *more: int) -> str:
    return reverse(f"recruitment:{name}", args=[application.unit.slug, application.pk, *more])


# --- Arranging ------------------------------------------------------------------------------------------------------------------------------------


def arrangement(*people: Person, **values: str) -> dict[str, object]:
    return {"interviewers": [person.pk for person in people], "way": "one", "minutes": "45", "place": "Kafeen", "link": "", **values}


def typed(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_a_round_is_arranged_and_changed_on_the_screen(cast, application, now):
    a_guide(1)
    kim, url = login(cast.kim), case_url("arrange", application, 1)
    assert "Kjenner" not in text(kim.get(url))
    data = arrangement(cast.kim, cast.ben, starts_at=typed(now + DAY))
    for _twice in range(2):
        assert kim.post(url, data)["Location"] == case_url("case", application)
    interview = Interview.objects.get()
    assert (interview.starts_at, Letter.objects.count()) == (now + DAY, 3)
    page = text(kim.get(url))
    assert f'value="{typed(now + DAY)}"' in page
    moved = data | {"way": "offer", "seen": "0", **{f"offer_{number}": typed(now + number * DAY) for number in range(2, 5)}}
    assert kim.post(url, moved).status_code == 302
    interview.refresh_from_db()
    assert (interview.state, interview.offered_times.count()) == (Interview.State.OFFERED, 3)
    stale = kim.post(url, data | {"seen": "0", "place": "Et annet sted"})
    assert stale.status_code == 422
    assert "Noen har endret dette i mellomtiden" in text(stale)
    assert "Et annet sted" in text(stale)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"interviewers": []}, "Velg hvem som holder samtalen."),
        ({"interviewers": ["0"]}, "Velg en annen."),
        ({"starts_at": ""}, "Skriv dag og klokkeslett."),
        ({"starts_at": "i morgen"}, "Skriv dag og klokkeslett som"),
        ({"place": ""}, "Skriv et sted, eller en videolenke."),
        ({"link": "zoom"}, "Skriv et sted"),
        ({"way": "offer"}, "Skriv minst ett tidspunkt."),
    ],
)
def test_wrong_input_is_answered_beside_the_field_and_kept(cast, application, now, values, said):
    a_guide(1)
    data = arrangement(cast.kim, cast.ben, starts_at=typed(now + DAY), link="https://video.example/rom") | values
    if "link" in values:
        data["place"] = ""
        said = "Lim inn hele adressen" if values["link"] == "zoom" else said
        data["link"] = "http://"
    if "place" in values:
        data["link"] = ""
    answer = login(cast.kim).post(case_url("arrange", application, 1), data)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Interview.objects.exists()


def test_a_tie_is_not_told_by_the_form(cast, application, now):
    a_guide(1)
    cases.declare_tie(application=application, person=cast.ben, now=now)
    client, url = login(cast.kim), case_url("arrange", application, 1)
    assert f'value="{cast.ben.pk}"' in text(client.get(url))
    answer = text(client.post(url, arrangement(cast.kim, cast.ben, starts_at=typed(now + DAY))))
    assert "Velg en annen." in answer
    assert "kjenner søkeren" not in answer.replace("Den som kjenner søkeren, er ikke med.", "")


def test_round_two_says_beforehand_who_sat_in_the_first(cast, application, interview):
    a_guide(2)
    page = text(login(cast.lea).get(case_url("arrange", application, 2)))
    assert "Minst én som ikke var med i samtale 1, der disse satt: Ben, Kim." in page


def test_calling_off_from_the_case_and_not_once_a_sheet_is_in(cast, application, interview):
    client, url = login(cast.lea), case_url("call_off", application, interview.pk)
    assert client.get(url).status_code == 405
    handed_in(interview, cast.ben, safety=1)
    client.post(url)
    interview.refresh_from_db()
    assert interview.state == Interview.State.BOOKED
    assert "Den kan ikke avlyses." in text(client.get(case_url("case", application)))
    other = a_round(an_application(cast.harbour, cast.companion), 1, cast.ben, cast.kim, sealed=False)
    assert client.post(case_url("call_off", application, other.pk)).status_code == 404
    client.post(case_url("call_off", other.application, other.pk))
    other.refresh_from_db()
    assert other.state == Interview.State.CALLED_OFF


def test_rounds_that_cannot_be_arranged_have_no_page(cast, application):
    a_guide(1)
    client = login(cast.kim)
    for number in (0, 2, 3, 9):
        assert client.get(case_url("arrange", application, number)).status_code == 404


# --- The applicant --------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(cast, application, now) -> Interview:
    a_guide(1)
    terms = Terms(offered=(now + DAY, now + 2 * DAY), place="Strandgaten 1")
    return interviews.arrange(application=application, number=1, people=[cast.kim, cast.ben], terms=terms, by=cast.kim, now=now)


@pytest.fixture
def token(application, now) -> str:
    return links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=now)


def test_the_applicant_takes_a_time_and_gets_it_in_the_calendar(application, offered, token, now, client):
    own, times = reverse("recruitment:own_case", args=[token]), reverse("recruitment:own_times", args=[token, offered.pk])
    page = text(client.get(own))
    assert "Rundt 45 min, med Ben, Kim." in page
    assert "Lie" not in page  # first names only
    chosen = (now + DAY).isoformat()
    assert chosen in page.replace("&#x2B;", "+")
    for _twice in range(2):
        assert client.post(times, {"starts_at": chosen})["Location"] == own
    assert "Da er det avtalt" in text(client.get(own))
    stale = client.post(times, {"starts_at": (now + 2 * DAY).isoformat()})
    assert stale.status_code == 422
    assert "Et tidspunkt er avtalt allerede." in text(stale)
    file = client.get(reverse("recruitment:own_calendar", args=[token, offered.pk]))
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert (event["dtstart"].dt, str(event["location"])) == (now + DAY, "Strandgaten 1")
    assert str(event["organizer"]) == "mailto:ikke-svar@tidgiver.example"
    assert token not in file.content.decode()


@pytest.mark.parametrize("typed_time", ["", "nonsense", "2026-11-25T10:00", "2099-01-01T10:00+01:00", "2026-02-31T10:00:00+01:00"])
def test_a_time_that_is_none_of_the_offered_gets_a_clear_answer(offered, token, client, typed_time):
    answer = client.post(reverse("recruitment:own_times", args=[token, offered.pk]), {"starts_at": typed_time})
    assert answer.status_code == 422
    assert "Velg et av tidspunktene." in text(answer) or "ikke tilbudt" in text(answer)


def test_the_applicant_asks_for_other_times_and_what_was_typed_stays(cast, application, offered, token, client):
    times = reverse("recruitment:own_times", args=[token, offered.pk])
    long = client.post(times, {"wish": "x" * 201})
    assert long.status_code == 422
    assert "x" * 201 in text(long)
    assert client.post(times, {"wish": ""}).status_code == 422
    assert client.post(times, {"wish": "Etter fem"}).status_code == 302
    assert "«Etter fem»" in text(login(cast.kim).get(case_url("case", application)))
    assert "Vi har fått ønsket ditt" in text(client.get(reverse("recruitment:own_case", args=[token])))


def test_a_link_opens_no_interview_of_another_case(cast, process, offered, now, client):
    other = an_application(cast.harbour, cast.companion)
    theirs = links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=other, now=now)
    for name in ("own_times", "own_calendar"):
        assert client.get(reverse(f"recruitment:{name}", args=[theirs, offered.pk])).status_code == 404
        assert client.get(reverse(f"recruitment:{name}", args=["guessed", offered.pk])).status_code == 404
    assert (
        client.post(reverse("recruitment:own_times", args=[theirs, offered.pk]), {"starts_at": (now + DAY).isoformat()}).status_code == 404
    )


@pytest.mark.parametrize("gone", ["called_off", "ended"])
def test_a_stale_page_is_answered_when_the_interview_is_gone(cast, application, offered, token, now, client, gone):
    if gone == "ended":
        cases.withdraw(application=application, now=now)
    else:
        interviews.call_off(interview=offered, by=cast.kim, now=now)
    times = reverse("recruitment:own_times", args=[token, offered.pk])
    answer = client.post(times, {"starts_at": (now + DAY).isoformat()}, follow=True)
    assert "avlyst eller over" in text(answer)
    assert client.get(reverse("recruitment:own_calendar", args=[token, offered.pk])).status_code == 404
    assert "Velg dette tidspunktet" not in text(answer)


# --- One's own sheet ------------------------------------------------------------------------------------------------------------------------------


def sheet_url(interview: Interview, person: Person, name: str = "sheet") -> str:
    return reverse(f"recruitment:{name}", args=[seat_of(interview, person).pk])


FULL = {"note_why": SECRET, "score_motivation": "3", "score_safety": "unseen"}


def test_an_interviewer_finds_fills_and_hands_in(cast, application, interview):
    ben, url = login(cast.ben), sheet_url(interview, cast.ben)
    desk = text(ben.get("/min-side/"))
    assert reverse("recruitment:my_interviews") in desk
    assert f'href="{url}">Guide og vurdering' in desk
    assert url in text(ben.get(reverse("recruitment:my_interviews")))
    page = text(ben.get(url))
    for word in ("Hvorfor vil du dette?", "Stopp", "Sterk", "Ikke sett", "Ikke skriv noe om helse, rus eller tro."):
        assert word in page
    assert application.email not in page
    assert ben.post(url, FULL, headers={"X-Autosave": "1"}).status_code == 204
    assert ben.post(url, FULL)["Location"] == url
    assert SECRET in text(ben.get(url))
    confirm = ben.post(url, FULL | {"hand_in": "yes"})["Location"]
    assert confirm == sheet_url(interview, cast.ben, "hand_in")
    form = ben.get(confirm)
    seen = ScoreSheet.objects.get(seat__person=cast.ben).saved_at.isoformat()
    assert seen in text(form).replace("&#x2B;", "+")
    for _twice in range(2):
        assert ben.post(confirm, {"seen": seen})["Location"] == url
    assert Score.objects.count() == 2
    assert "forseglet" in text(ben.get(url))
    assert ben.post(url, FULL | {"score_motivation": "1"}, headers={"X-Autosave": "1"}).status_code == 409
    assert ben.post(url, FULL | {"score_motivation": "1"})["Location"] == url
    assert Score.objects.get(criterion="motivation").value == 3


def test_what_is_missing_is_said_beside_each_criterion_and_what_was_typed_is_kept(cast, interview):
    ben, url = login(cast.ben), sheet_url(interview, cast.ben)
    answer = ben.post(url, {"note_why": SECRET, "score_motivation": "2", "hand_in": "yes"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"score_safety"}
    assert SECRET in text(answer)
    assert ScoreSheet.objects.get(seat__person=cast.ben).draft == {"motivation": 2}
    assert ben.post(sheet_url(interview, cast.ben, "hand_in"), {"seen": ""}, follow=True).status_code == 200
    assert not Score.objects.exists()


def test_too_long_notes_are_refused_without_losing_them(cast, interview):
    answer = login(cast.ben).post(sheet_url(interview, cast.ben), {"note_why": "x" * 2001})
    assert answer.status_code == 422
    assert "x" * 2001 in text(answer)


def test_a_sheet_is_not_handed_in_before_the_interview(cast, interview):
    Interview.objects.update(starts_at=timezone.now() + DAY)
    ben, url = login(cast.ben), sheet_url(interview, cast.ben)
    answer = ben.post(url, FULL | {"hand_in": "yes"})
    assert answer.status_code == 422
    assert "ikke holdt ennå" in text(answer)
    for seen in ("", "2026-02-31T10:00:00+01:00"):
        assert ben.post(sheet_url(interview, cast.ben, "hand_in"), {"seen": seen}).status_code == 302
    assert not Score.objects.exists()


def test_what_was_saved_in_another_tab_is_not_handed_in_unseen(cast, interview):
    ben, url, confirm = login(cast.ben), sheet_url(interview, cast.ben), sheet_url(interview, cast.ben, "hand_in")
    ben.post(url, FULL)
    seen = ScoreSheet.objects.get(seat__person=cast.ben).saved_at.isoformat()
    ben.post(url, FULL | {"score_safety": "1"})
    assert "Se på den en gang til" in text(ben.post(confirm, {"seen": seen}, follow=True))
    assert not Score.objects.exists()


def test_giving_up_the_seat_takes_the_interview_away(cast, application, interview):
    ben = login(cast.ben)
    url = sheet_url(interview, cast.ben)
    ben.post(url, FULL)
    assert ben.post(sheet_url(interview, cast.ben, "my_tie"))["Location"] == reverse("recruitment:my_interviews")
    assert ben.get(url).status_code == 404
    assert not ScoreSheet.objects.filter(seat__person=cast.ben).exists()
    assert reverse("recruitment:my_interviews") not in text(ben.get("/kurs/"))


# --- Shortcuts ------------------------------------------------------------------------------------------------------------------------------------


def every_door(application: Application, interview: Interview, seats: list[Seat]) -> list[str]:
    """Every address that could show something of a sheet."""
    own = [reverse(f"recruitment:{name}", args=[seat.pk]) for seat in seats for name in ("sheet", "hand_in", "my_spread")]
    return [*own, case_url("case", application), case_url("spread", application, interview.pk), case_url("arrange", application, 1)]


def readable(client: Client, urls: list[str], *words: str) -> list[str]:
    """The addresses that show one of the words, on first sight or when posted to."""
    found = []
    for url in urls:
        pages = [text(client.get(url, follow=True)), text(client.post(url, follow=True))]
        found += [url for page in pages if any(word in page for word in words)]
    return found


def test_a_second_interviewer_sees_nothing_of_the_first_by_any_page(cast, application, interview):
    first = handed_in(interview, cast.ben, motivation=1, safety=1)
    second = seat_of(interview, cast.kim)
    doors = every_door(application, interview, [first, second])
    words = (SECRET, "sprik", "Snitt", "Et trygghetsflagg", "flagget stopper")
    for who in ("kim", "lea", "dag", "adm", "omar"):  # Kim sits in the round and works on the case as well
        assert readable(login(getattr(cast, who)), doors, *words) == []
    assert not FileRead.objects.filter(what=FileRead.What.SHEETS).exists()
    page = text(login(cast.kim).get(case_url("case", application)))
    assert "Venter på vurderinger" in page


def test_when_all_are_in_those_whose_part_it_is_read_them_and_each_reading_is_logged(cast, application, interview):
    ben, kim = handed_in(interview, cast.ben), handed_in(interview, cast.kim, motivation=1)
    url = case_url("spread", application, interview.pk)
    for who, address in (
        ("ben", reverse("recruitment:my_spread", args=[ben.pk])),
        ("kim", reverse("recruitment:my_spread", args=[kim.pk])),
        ("lea", url),
    ):
        page = text(login(getattr(cast, who)).get(address))
        assert SECRET in page
        assert "sprik" in page
        assert FileRead.objects.filter(person=getattr(cast, who), what=FileRead.What.SHEETS).count() == 1
    for who in ("ben", "omar", "adm", "siv", "eva", "ana"):
        assert login(getattr(cast, who)).get(url).status_code == 404
    for who in ("lea", "omar", "adm", "eva"):
        assert login(getattr(cast, who)).get(reverse("recruitment:my_spread", args=[ben.pk])).status_code == 404
        assert login(getattr(cast, who)).get(reverse("recruitment:sheet", args=[ben.pk])).status_code == 404


@pytest.mark.parametrize("gone", ["tie", "ended", "called_off"])
def test_an_interviewer_whose_part_is_over_finds_nothing(cast, application, interview, gone):
    ben = handed_in(interview, cast.ben)
    handed_in(interview, cast.kim)
    if gone == "tie":
        cases.declare_tie(application=application, person=cast.ben, now=timezone.now())
    elif gone == "ended":
        Application.objects.update(stage=Stage.DECLINED, ended_at=timezone.now())
    else:
        Interview.objects.update(state=Interview.State.CALLED_OFF)
    client = login(cast.ben)
    for name in ("sheet", "hand_in", "my_spread"):
        assert client.get(reverse(f"recruitment:{name}", args=[ben.pk])).status_code == 404
    assert client.post(reverse("recruitment:my_tie", args=[ben.pk])).status_code == 404
    assert application.name not in text(client.get(reverse("recruitment:my_interviews")))


def test_an_interview_is_read_only_through_its_own_case(cast, application, interview):
    handed_in(interview, cast.ben)
    handed_in(interview, cast.kim)
    other = an_application(cast.harbour, cast.companion)
    lea = login(cast.lea)
    assert lea.get(case_url("spread", other, interview.pk)).status_code == 404
    assert lea.get(reverse("recruitment:spread", args=["hill", application.pk, interview.pk])).status_code == 404
    Interview.objects.update(state=Interview.State.CALLED_OFF)
    assert lea.get(case_url("spread", application, interview.pk)).status_code == 404


# --- Afterwards -----------------------------------------------------------------------------------------------------------------------------------


def test_a_score_is_changed_on_the_screen_with_a_reason(cast, interview):
    ben = handed_in(interview, cast.ben)
    handed_in(interview, cast.kim, motivation=1)
    client, url = login(cast.ben), reverse("recruitment:my_spread", args=[ben.pk])
    wordless = client.post(url, {"criterion": "motivation", "value": "2", "reason": ""})
    assert wordless.status_code == 422
    assert "Skriv hvorfor med få ord." in text(wordless)
    for _twice in range(2):
        assert client.post(url, {"criterion": "motivation", "value": "2", "reason": "Kim så mer."})["Location"] == url
    assert Score.objects.filter(sheet__seat=ben, criterion="motivation").count() == 2
    assert "2: Kim så mer." in text(client.get(url))


def test_a_flag_is_decided_on_the_screen_by_a_second_person(cast, application, interview):
    handed_in(interview, cast.kim, safety=1)
    handed_in(interview, cast.ben)
    url = case_url("spread", application, interview.pk)
    decision = {"criterion": "safety", "may_go_on": "yes", "text": "Snakket med søkeren igjen."}
    kim, lea = login(cast.kim), login(cast.lea)
    assert "Et trygghetsflagg stopper saken" in text(lea.get(case_url("case", application)))
    assert "Avgjør flagget" not in text(kim.get(url))
    kim.post(url, decision)
    assert not FlagDecision.objects.exists()
    assert "Avgjør flagget Trygghet" in text(lea.get(url))
    wordless = lea.post(url, decision | {"text": ""})
    assert wordless.status_code == 422
    assert 'value="yes"' in text(wordless)
    for _twice in range(2):
        assert lea.post(url, decision)["Location"] == url
    assert FlagDecision.objects.get().text == "Snakket med søkeren igjen."
    assert "Snakket med søkeren igjen." in text(kim.get(url))
    assert lea.post(url, decision | {"criterion": "else"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_pieces_of_pages_cost_the_same_for_one_interview_and_for_three(cast, application, number, now, django_assert_num_queries):
    for each in range(1, number + 1):
        a_round(application, each, cast.kim, cast.ben)
    found = policies.case(cast.lea, application.pk, on=now.date())
    with django_assert_num_queries(12):
        views.part(cast.lea, found, now=now)
    with django_assert_num_queries(3):
        views.own_part(found, now=now)
