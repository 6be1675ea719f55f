"""The board and a case's page: what stands where, in whose hands, and what the plain buttons do."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from lms.recruitment import policies
from lms.recruitment.actions import cases
from lms.recruitment.models import Away, FileRead, Stage, Tie
from lms.recruitment.selectors.board import SHOWN, Wanted, board, rows_of, unit_lines, workload
from lms.recruitment.selectors.owners import may_own
from lms.roles.models import Responsibility
from lms.units.models import Unit
from tests.cast import login
from tests.factories.recruitment import DAY, NOW, a_round, an_application

ON = date(2026, 11, 23)
URL = "/enhet/harbour/rekruttering/"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def shown(viewer, at, **wanted):
    return board(viewer, policies.cases(viewer, on=ON), at, Wanted(**wanted), now=NOW)


def names(found):
    return {column.stage.value: [row.application.given_name for row in column.rows] for column in found.columns}


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def received(unit, role, name, days, **values):
    return an_application(unit, role, given_name=name, received_at=NOW - days * DAY, stage_since=NOW - days * DAY, **values)


@pytest.fixture
def three(cast, process):
    """Vera came today and is nobody's; Siri came a week ago, is Lea's and late; Tor came two days ago to the kitchen and is Kim's."""
    vera = received(cast.harbour, cast.companion, "Vera", 0)
    siri = received(cast.harbour, cast.companion, "Siri", 7, owner=cast.lea)
    tor = received(cast.kitchen, cast.companion, "Tor", 4, owner=cast.kim, contacted_at=NOW - 3 * DAY, stage=Stage.CONTACTED)
    return vera, siri, tor


# --- What stands where -----------------------------------------------------------------------------------------------------------------------


def test_cases_stand_by_stage_with_the_most_urgent_first(cast, three):
    found = shown(cast.kim, cast.harbour)
    assert names(found) == {"received": ["Siri", "Vera"], "contacted": ["Tor"]}
    assert found.counts == {"all": 3, "mine": 1, "late": 1, "unowned": 1}
    assert [(column.total, column.late) for column in found.columns] == [(2, 1), (1, 0)]
    assert found.units == [("harbour", "Harbour"), ("kitchen", "Kitchen")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"show": "mine"}, {"Tor"}),
        ({"show": "late"}, {"Siri"}),
        ({"show": "unowned"}, {"Vera"}),
        ({"unit": "kitchen"}, {"Tor"}),
        ({"role": "no-such"}, set()),
        ({"text": "sIr"}, {"Siri"}),
        ({"text": "vik ver"}, {"Vera"}),
        ({"stage": "contacted"}, {"Tor"}),
        ({"stage": "interview_1"}, set()),
    ],
)
def test_the_board_narrows(cast, three, wanted, found):
    kept = names(shown(cast.kim, cast.harbour, **wanted))
    assert {name for lane in kept.values() for name in lane} == found


def test_a_nul_in_the_address_finds_what_it_would_without(cast, three):
    page = login(cast.kim).get(reverse("recruitment:board", args=["harbour"]), {"q": "Si\0ri", "rolle": "\0", "enhet": "\0", "vis": "\0"})
    assert page.status_code == 200
    assert (page.context["wanted"].text, page.context["wanted"].role, page.context["shown"]) == ("Siri", "", 1)


def test_a_unit_below_shows_its_own_and_one_beside_nothing(cast, three):
    assert names(shown(cast.kim, cast.kitchen)) == {"contacted": ["Tor"]}
    assert names(shown(cast.omar, cast.harbour)) == {}


def test_a_lane_shows_the_first_and_counts_all(cast, process):
    for number in range(SHOWN + 3):
        received(cast.harbour, cast.companion, f"Nr{number}", number)
    found = shown(cast.kim, cast.harbour)
    assert (len(found.columns[0].rows), found.columns[0].total) == (SHOWN, SHOWN + 3)
    assert found.columns[0].rows[0].application.given_name == f"Nr{SHOWN + 2}"
    alone = shown(cast.kim, cast.harbour, stage="received")
    assert len(alone.columns[0].rows) == SHOWN + 3


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_board_takes_as_many_queries_for_many_as_for_one(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        case = an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1, contacted_at=NOW, owner=cast.kim)
        a_round(case, 1, cast.kim, cast.dag, sealed=False)
    seen = policies.cases(cast.kim, on=ON)
    with django_assert_num_queries(18):
        board(cast.kim, seen, cast.harbour, Wanted(), now=NOW)
    with django_assert_num_queries(19):
        board(cast.kim, seen, cast.harbour, Wanted(stage="interview_1"), now=NOW)
    with django_assert_num_queries(14):  # 1 of them reads the cases
        rows_of(seen.select_related("unit", "role", "process", "owner")[:number], now=NOW)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_screens_take_as_many_queries_for_many_as_for_one(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        an_application(cast.harbour, cast.companion, owner=cast.kim)
    client = login(cast.kim)
    client.get(URL)
    with django_assert_num_queries(26):
        client.get(URL)


# --- In whose hands --------------------------------------------------------------------------------------------------------------------------


def hands(cast, case):
    row = rows_of([policies.case(cast.lea, case.pk, on=ON)], now=NOW)[0]
    return row.hands.person, row.hands.stands_in_for


def test_a_deputy_has_the_cases_of_somebody_away(cast, three):
    _vera, siri, _tor = three
    Away.objects.create(person=cast.lea, deputy=cast.kim, first_day=ON, last_day=ON)
    assert hands(cast, siri) == (cast.kim.pk, cast.lea.pk)
    assert names(shown(cast.kim, cast.harbour, show="mine")) == {"received": ["Siri"], "contacted": ["Tor"]}
    assert "Du for Lea" in text(login(cast.kim).get(URL))
    assert workload(cast.kim, policies.cases(cast.kim, on=ON), on=ON).mine == 2


def test_a_deputy_who_knows_the_applicant_does_not_get_the_case(cast, three):
    _vera, siri, _tor = three
    Away.objects.create(person=cast.lea, deputy=cast.kim, first_day=ON, last_day=ON)
    Tie.objects.create(application=siri, person=cast.kim, declared_at=NOW)
    assert hands(cast, siri) == (cast.lea.pk, None)
    assert "Siri" not in text(login(cast.kim).get(URL))


def test_a_case_whose_owner_no_longer_recruits_is_nobodys(cast, three):
    _vera, siri, _tor = three
    Responsibility.objects.filter(person=cast.lea).update(ends_on=ON - timedelta(days=1))
    found = shown(cast.kim, cast.harbour, show="unowned")
    assert names(found) == {"received": ["Siri", "Vera"], "contacted": []}
    row = rows_of([siri], now=NOW)[0]
    assert row.hands.person is None
    assert "Uten ansvarlig" in text(login(cast.kim).get(URL))


def test_who_may_own_a_case(cast, application):
    assert may_own(application, on=ON) == [cast.dag, cast.kim, cast.lea]
    cases.declare_tie(application=application, person=cast.kim, now=NOW)
    application.email = cast.dag.email.upper()
    assert may_own(application, on=ON) == [cast.lea]
    application.person = cast.lea
    assert may_own(application, on=ON) == []


def test_what_waits_for_a_recruiter(cast, three):
    found = workload(cast.lea, policies.cases(cast.lea, on=ON), on=ON)
    assert (found.mine, found.late, found.unit) == (1, 1, cast.harbour)
    assert workload(cast.dag, policies.cases(cast.dag, on=ON), on=ON).mine == 0
    assert "1 sak i dine hender" in text(login(cast.lea).get("/min-side/"))
    lines = unit_lines(cast.kim, policies.cases(cast.kim, on=ON), Unit.objects.all(), on=ON)
    assert {line.unit.slug: (line.open, line.mine, line.late) for line in lines if line.open} == {
        "harbour": (2, 0, 1),
        "kitchen": (1, 1, 0),
    }


# --- The screens -----------------------------------------------------------------------------------------------------------------------------


def test_the_board_says_what_comes_next_and_by_when(cast, three):
    page = text(login(cast.kim).get(URL))
    for said in (
        "3 åpne saker. 1 er over fristen.",
        "Ring Siri nå.",
        "Ring Vera innen torsdag.",
        "Avtal samtale 1.",
        "2 virkedager over fristen",
    ):
        assert said in page


def test_an_empty_board_has_a_way_in(cast):
    assert "Ingen åpne saker" in text(login(cast.kim).get(URL))
    assert f"/admin/pages/add/recruitment/openingpage/{cast.harbour_page.pk}/" in login(cast.lea).get(URL).content.decode()


def test_whoever_recruits_in_several_units_chooses_and_others_go_straight_on(cast, three):
    several = text(login(cast.kim).get("/rekruttering/"))
    assert "Harbour 2 åpne saker" in several
    assert "Kitchen 1 åpen sak, 1 er din" in several
    assert login(cast.omar).get("/rekruttering/").headers["Location"] == "/enhet/hill/rekruttering/"
    assert "Tall" in text(login(cast.siv).get("/rekruttering/"))
    assert login(cast.ben).get("/rekruttering/").status_code == 404


def case_url(case, move=""):
    return f"/enhet/{case.unit.slug}/rekruttering/{case.pk}/{move}"


def test_a_case_is_taken_from_application_to_the_first_interview_with_plain_buttons(cast, application):
    client = login(cast.kim)
    assert "Ring Vera innen torsdag." in text(client.get(case_url(application)))
    done = client.post(case_url(application, "kontaktet/"), {"seen": "received"}, follow=True)
    assert "Skrevet inn: du har snakket med Vera." in text(done)
    client.post(case_url(application, "videre/"), {"seen": "contacted"})
    application.refresh_from_db()
    assert (application.stage, application.owner) == (Stage.INTERVIEW_1, cast.kim)
    page = text(client.get(case_url(application)))
    assert "Avtal samtale 1." in page
    assert "Av Kim Lie." in page
    assert FileRead.objects.filter(application=application, person=cast.kim).count() == 3


def test_going_on_too_early_says_what_is_missing(cast, application):
    cases.note_contact(application=application, by=cast.kim, now=NOW)
    cases.go_on(application=application, by=cast.kim, now=NOW)
    response = login(cast.kim).post(case_url(application, "videre/"), {"seen": "interview_1"})
    assert response.status_code == 422
    assert "Samtale 1: det trengs 2 intervjuere til." in text(response)
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW_1


def test_a_button_from_an_old_screen_changes_nothing_and_says_so(cast, application):
    cases.note_contact(application=application, by=cast.lea, now=NOW)
    cases.go_on(application=application, by=cast.lea, now=NOW)
    response = login(cast.kim).post(case_url(application, "videre/"), {"seen": "contacted"}, follow=True)
    assert "Noen var før deg" in text(response)
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW_1


@pytest.mark.parametrize(
    ("back", "to"), [(URL + "?vis=mine", URL + "?vis=mine"), ("https://evil.example/", None), ("//evil.example/", None)]
)
def test_a_button_on_the_board_leads_back_there_and_nowhere_else(cast, application, back, to):
    response = login(cast.kim).post(case_url(application, "kontaktet/"), {"tilbake": back})
    assert response.headers["Location"] == (to or case_url(application))


def test_a_case_is_handed_over_to_those_who_may(cast, application):
    client = login(cast.kim)
    client.post(case_url(application, "overta/"), {"seen": "0"})
    application.refresh_from_db()
    assert application.owner == cast.kim
    client.post(case_url(application, "gi-videre/"), {"to": cast.lea.pk, "seen": cast.kim.pk})
    application.refresh_from_db()
    assert application.owner == cast.lea
    for who in (cast.omar, cast.ben):
        assert client.post(case_url(application, "gi-videre/"), {"to": who.pk, "seen": cast.lea.pk}).status_code == 422
    stale = client.post(case_url(application, "overta/"), {"seen": "0"})
    assert stale.status_code == 422
    assert "Lea Lie har saken nå." in text(stale)
    application.refresh_from_db()
    assert application.owner == cast.lea


def test_who_knows_the_applicant_is_out_of_the_case(cast, application):
    client = login(cast.kim)
    client.post(case_url(application, "overta/"))
    assert client.post(case_url(application, "kjenner/")).headers["Location"] == URL
    application.refresh_from_db()
    assert application.owner is None
    assert client.get(case_url(application)).status_code == 404


def test_an_applicant_withdraws_by_telephone(cast, application):
    client = login(cast.kim)
    page = client.post(case_url(application, "trukket/"), {"reason": "Flytter"}, follow=True)
    application.refresh_from_db()
    assert application.stage == Stage.WITHDRAWN
    assert "Trukket" in text(page)
    assert "«Flytter»" in text(page)
    assert "Har trukket seg på telefon" not in text(page)
    assert client.post(case_url(application, "trukket/"), {"reason": "x" * 301}).status_code == 422


def test_the_page_tells_what_the_applicant_wrote_and_what_to_do_about_ties(cast, process):
    case = an_application(
        cast.harbour, cast.companion, motivation="Fordi.", interests=["cafe", "gone"], times=["evenings"], has_ties=True, phone="900 00 000"
    )
    html = login(cast.kim).get(case_url(case)).content.decode()
    for said in ("Fordi.", "be den det gjelder trykke «Jeg kjenner søkeren»", 'href="tel:90000000"', f'href="mailto:{case.email}"', "gone"):
        assert said in html


def test_the_buttons_of_a_case_open_for_nobody_else(cast, application):
    for who in (cast.omar, cast.siv, cast.adm, cast.ben):
        for move in ("kontaktet", "videre", "overta", "gi-videre", "kjenner", "trukket"):
            assert login(who).post(case_url(application, f"{move}/")).status_code == 404
    application.refresh_from_db()
    assert (application.stage, application.owner, application.contacted_at) == (Stage.RECEIVED, None, None)
    assert login(cast.kim).post(reverse("recruitment:go_on", args=["kitchen", application.pk])).status_code == 404
    assert timezone.localdate() == ON
