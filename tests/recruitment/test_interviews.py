"""Rounds are arranged, moved, settled and called off; who may sit; what goes into letters and calendars."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lms.mail.models import Letter
from lms.people.models import Person
from lms.recruitment.actions import cases, interviews, sheets
from lms.recruitment.actions.interviews import Terms
from lms.recruitment.models import Application, FileRead, Interview, Seat, Stage
from lms.recruitment.rules import interviews as rules
from lms.recruitment.rules.calendars import Meeting, entry
from lms.recruitment.rules.stages import Demand, Facts, RoundFacts
from lms.recruitment.rules.stages import Stage as RuleStage
from lms.recruitment.selectors import interviews as selectors
from lms.roles.models import Responsibility, ResponsibilityKind
from tests.factories.recruitment import DAY, NOW, a_guide, a_round, an_application

ON = date(2026, 11, 23)
TIME = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("UTC"))  # ten o'clock in Oslo
FIXED = Terms(starts_at=TIME, place="Strandgaten 1")
OFFERED = Terms(offered=(TIME, TIME + DAY), place="Strandgaten 1")
State = Interview.State
people = st.frozensets(st.integers(1, 6), max_size=4)


# --- Rules ----------------------------------------------------------------------------------------------------------------------------------------


@given(people, people, people, people, st.integers(1, 3), st.integers(1, 3))
def test_whoever_is_refused_is_refused_for_a_reason(chosen, able, tied, first, number, seats):
    facts = Facts(rounds=(RoundFacts(1, first),), tied=tied)
    refusals = rules.seating(Demand(seats=seats), facts, number, chosen=chosen, able=able)
    assert (rules.Refusal.ANOTHER in refusals) == (not chosen <= able or bool(chosen & tied))
    assert (rules.Refusal.TOO_FEW in refusals) == (len(chosen) < seats)
    assert (rules.Refusal.NEW_EYES in refusals) == (number > 1 and bool(chosen) and chosen <= first)


@pytest.mark.parametrize(
    ("stage", "number", "first", "may"),
    [
        (RuleStage.RECEIVED, 1, (), True),
        (RuleStage.REFERENCES, 2, (1,), True),
        (RuleStage.CONTACTED, 2, (), False),
        (RuleStage.CONTACTED, 3, (1,), False),
        (RuleStage.RULING, 1, (), False),
        (RuleStage.WAITING_LIST, 1, (), False),
        (RuleStage.DECLINED, 1, (), False),
    ],
)
def test_rounds_are_arranged_in_order_and_not_once_a_ruling_is_proposed(stage, number, first, may):
    assert rules.may_arrange(Demand(), Facts(rounds=(RoundFacts(1, frozenset(first)),)), stage, number) is may


def test_one_to_six_times_ahead_can_be_offered():
    ahead = [NOW + number * DAY for number in range(1, 8)]
    assert rules.offering([], now=NOW) is rules.TimeRefusal.NONE
    assert rules.offering(ahead, now=NOW) is rules.TimeRefusal.TOO_MANY
    assert rules.offering([*ahead[:5], NOW], now=NOW) is rules.TimeRefusal.PAST
    assert rules.offering([*ahead[:6], ahead[0]], now=NOW) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2035, 12, 31), timezones=st.just(ZoneInfo("UTC"))), st.integers(10, 180))
def test_a_calendar_entry_stands_at_the_same_moment_in_oslo(starts, minutes):
    starts = starts.replace(second=0, microsecond=0)
    meeting = Meeting("a@b", 3, starts, minutes, "Samtale", "Ta, med; deg\nselv", "Strandgaten 1, 2. etasje", "", "Havna", "post@x.example")
    (event,) = Calendar.from_ical(entry(meeting, now=NOW)).walk("VEVENT")
    assert event["dtstart"].dt == starts
    # Moments, not what clocks on a wall show: when summer time begins those are an hour further apart.
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(minutes=minutes)
    assert event["dtstart"].params["tzid"] == "Europe/Oslo"
    assert (event["uid"], event["sequence"], event["location"]) == ("a@b", 3, "Strandgaten 1, 2. etasje")
    assert str(event["description"]) == "Ta, med; deg\nselv"


# --- Who can be asked -----------------------------------------------------------------------------------------------------------------------------


def test_the_units_people_and_recruiters_above_can_be_asked(cast, application):
    cast.noor.user = None
    Responsibility.objects.create(person=cast.siv, unit=cast.nation, kind=ResponsibilityKind.RECRUITER, starts_on=ON)
    found = {each.person.given_name for each in selectors.candidates(application, on=ON)}
    assert found == {"Ben", "Lea", "Dag", "Kim", "Eva", "Siv"}  # not Ana, who has not begun; not Noor, who has no login; nobody of Hill


def test_somebody_with_a_tie_is_among_them_and_the_applicant_is_not(cast, process):
    cases.declare_tie(
        application=(theirs := an_application(cast.harbour, cast.companion, email=cast.ben.email.upper())), person=cast.kim, now=NOW
    )
    names = {each.person for each in selectors.candidates(theirs, on=ON)}
    assert cast.kim in names
    assert cast.ben not in names


def test_candidates_take_two_queries(cast, application, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(selectors.candidates(application, on=ON)) == 5


# --- Arranging ------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def guide(cast):
    return a_guide(1)


def arranged(application: Application, *who: Person, terms: Terms = FIXED, number: int = 1, now: datetime = NOW) -> Interview:
    return interviews.arrange(application=application, number=number, people=who, terms=terms, by=who[0], now=now)


def letters() -> list[tuple[str, str]]:
    return sorted(Letter.objects.values_list("to", "subject"))


def calendars(to: str) -> list[tuple[str, int, str]]:
    """Method, sequence and UID of every calendar entry that went to an address, in order."""
    found = []
    for text in Letter.objects.filter(to=to).exclude(calendar="").order_by("pk").values_list("calendar", flat=True):
        whole = Calendar.from_ical(text)
        (event,) = whole.walk("VEVENT")
        found.append((str(whole["method"]), int(event["sequence"]), str(event["uid"])))
    return found


def test_an_agreed_time_is_told_to_everybody_once_and_moves_the_case(cast, application, guide):
    first = arranged(application, cast.kim, cast.ben)
    assert arranged(application, cast.kim, cast.ben) == first
    application.refresh_from_db()
    assert (application.stage, application.contacted_at, application.owner) == (Stage.INTERVIEW_1, NOW, cast.kim)
    assert (first.state, first.starts_at, first.guide) == (State.BOOKED, TIME, guide)
    assert letters() == [
        ("ben@havna.example", "Du holder samtale i Harbour: onsdag 25. november 2026 kl. 10:00"),
        ("kim@havna.example", "Du holder samtale i Harbour: onsdag 25. november 2026 kl. 10:00"),
        (application.email, "Samtale med Harbour"),
    ]
    mine, theirs = Letter.objects.get(to=application.email), Letter.objects.get(to=cast.ben.email)
    assert "/soknad/" in mine.body
    assert mine.is_secret
    assert not theirs.is_secret
    assert "/soknad/" not in mine.calendar + theirs.body + theirs.calendar
    assert "Vera" not in theirs.body + theirs.calendar
    assert "havna.example" not in mine.calendar
    assert calendars(application.email) == [("PUBLISH", 0, f"interview-{first.pk}@127.0.0.1")]


def test_a_letter_is_in_the_applicants_language(cast, process, guide):
    arranged(applicant := an_application(cast.harbour, cast.companion, language="en"), cast.kim, cast.ben)
    assert Letter.objects.get(to=applicant.email).subject == "A talk with Harbour"
    assert "Wednesday" in Letter.objects.get(to=applicant.email).body


def test_a_conversation_that_was_held_is_written_in_without_letters(cast, application, guide):
    held = arranged(application, cast.kim, cast.ben, terms=Terms(starts_at=NOW - 2 * DAY, place="Kafeen"))
    assert selectors.is_held(held, now=NOW)
    assert letters() == []


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(starts_at=TIME), "place"),
        (Terms(starts_at=NOW - 31 * DAY, place="x"), "starts_at"),
        (Terms(place="x"), "offered"),
        (Terms(offered=(NOW - DAY,), place="x"), "offered"),
        (Terms(offered=tuple(NOW + number * DAY for number in range(1, 8)), place="x"), "offered"),
    ],
)
def test_when_and_where_that_cannot_be_are_refused_beside_their_field(cast, application, guide, terms, field):
    with pytest.raises(ValidationError) as refused:
        arranged(application, cast.kim, cast.ben, terms=terms)
    assert list(refused.value.message_dict) == [field]
    assert (Interview.objects.count(), Letter.objects.count()) == (0, 0)


def test_times_are_offered_only_to_somebody_who_can_be_written_to(cast, process, guide):
    by_phone = an_application(cast.harbour, cast.companion, email="")
    with pytest.raises(ValidationError, match="e-post"):
        arranged(by_phone, cast.kim, cast.ben, terms=OFFERED)
    arranged(by_phone, cast.kim, cast.ben)
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("who", ["kim", "omar"])
def test_a_tie_and_a_stranger_are_refused_in_the_same_words(cast, application, guide, who):
    person = getattr(cast, who)
    if who == "kim":
        cases.declare_tie(application=application, person=person, now=NOW)
    with pytest.raises(ValidationError) as refused:
        interviews.arrange(application=application, number=1, people=[person, cast.ben], terms=FIXED, by=cast.lea, now=NOW)
    assert refused.value.message_dict == {"interviewers": ["Velg en annen."]}


def test_too_few_and_no_new_eyes_are_said_at_once(cast, application, guide):
    with pytest.raises(ValidationError, match="minst 2"):
        arranged(application, cast.kim)
    arranged(application, cast.kim, cast.ben)
    with pytest.raises(ValidationError, match="ikke var med i samtale 1"):
        arranged(application, cast.ben, cast.kim, number=2)
    assert arranged(application, cast.ben, cast.dag, number=2).round == 2
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW_1  # its sheets are not in


def test_a_round_that_cannot_be_arranged_is_refused(cast, application, guide):
    with pytest.raises(ValidationError, match="ikke avtales nå"):
        arranged(application, cast.kim, cast.ben, number=2)
    with pytest.raises(ValidationError, match="ikke avtales nå"):
        arranged(application, cast.kim, cast.ben, number=3)
    cases.withdraw(application=application, now=NOW)
    with pytest.raises(ValidationError, match="ikke avtales nå"):
        arranged(application, cast.kim, cast.ben)


def test_without_a_guide_nothing_is_arranged(cast, application):
    with pytest.raises(ValidationError, match="samtaleguide"):
        arranged(application, cast.kim, cast.ben)


def test_two_who_arrange_at_once_do_not_overwrite_each_other(cast, application, guide):
    first = arranged(application, cast.kim, cast.ben)
    with pytest.raises(ValidationError) as refused:
        arranged(application, cast.lea, cast.ben)
    assert refused.value.code == "stale"
    assert {seat.person for seat in selectors.seats_of(first)} == {cast.kim, cast.ben}


# --- Choosing a time ------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered(cast, application, guide) -> Interview:
    return arranged(application, cast.kim, cast.ben, terms=OFFERED)


def test_offered_times_are_written_to_the_applicant_alone(application, offered):
    assert letters() == [(application.email, "Velg et tidspunkt for en samtale med Harbour")]
    assert [each.starts_at for each in offered.offered_times.all()] == [TIME, TIME + DAY]
    assert Letter.objects.get().calendar == ""


def test_taking_a_time_settles_it_once_and_tells_everybody(cast, application, offered):
    for _twice in range(2):
        interviews.pick_time(interview=offered, starts_at=TIME + DAY, now=NOW + DAY)
    offered.refresh_from_db()
    assert (offered.state, offered.starts_at) == (State.BOOKED, TIME + DAY)
    assert Letter.objects.count() == 4
    assert calendars(cast.ben.email) == [("PUBLISH", 1, f"interview-{offered.pk}@127.0.0.1")]


@pytest.mark.parametrize(
    ("starts_at", "now", "said"),
    [
        (TIME + 5 * DAY, NOW, "ikke tilbudt"),
        (TIME, TIME, "har gått"),
    ],
)
def test_a_time_that_cannot_be_taken_is_answered_clearly(offered, starts_at, now, said):
    with pytest.raises(ValidationError, match=said):
        interviews.pick_time(interview=offered, starts_at=starts_at, now=now)
    offered.refresh_from_db()
    assert offered.state == State.OFFERED


def test_another_time_than_the_settled_one_is_not_taken_by_a_stale_form(offered):
    interviews.pick_time(interview=offered, starts_at=TIME, now=NOW)
    with pytest.raises(ValidationError, match="avtalt"):
        interviews.pick_time(interview=offered, starts_at=TIME + DAY, now=NOW)
    offered.refresh_from_db()
    assert offered.starts_at == TIME


def test_nothing_is_settled_in_a_case_that_has_ended_or_an_interview_called_off(cast, application, offered):
    interviews.call_off(interview=offered, by=cast.kim, now=NOW)
    with pytest.raises(ValidationError, match="avlyst"):
        interviews.pick_time(interview=offered, starts_at=TIME, now=NOW)
    again = arranged(application, cast.kim, cast.ben, terms=OFFERED)
    Application.objects.filter(pk=application.pk).update(stage=Stage.DECLINED, ended_at=NOW)
    with pytest.raises(ValidationError, match="avsluttet"):
        interviews.pick_time(interview=again, starts_at=TIME, now=NOW)


def test_a_wish_for_other_times_is_told_to_who_sees_to_the_case_without_its_words(cast, application, offered):
    for _twice in range(2):
        interviews.ask_for_other_times(interview=offered, wish="  etter fem,\nikke onsdag ", now=NOW + DAY)
    offered.refresh_from_db()
    assert (offered.other_times_wish, offered.other_times_at) == ("etter fem, ikke onsdag", NOW + DAY)
    letter = Letter.objects.get(to=cast.kim.email)
    assert "etter fem" not in letter.body
    for wish in (" ", "x" * 201):
        with pytest.raises(ValidationError):
            interviews.ask_for_other_times(interview=offered, wish=wish, now=NOW)


# --- Changing and calling off ---------------------------------------------------------------------------------------------------------------------


def changed(interview: Interview, *who: Person, terms: Terms | None = FIXED, seen: int | None = None, now: datetime = NOW) -> Interview:
    interview.refresh_from_db()
    return interviews.rearrange(
        interview=interview, people=who, terms=terms, by=who[0], now=now, seen=interview.sequence if seen is None else seen
    )


def test_a_moved_interview_takes_the_old_entrys_place(cast, application, guide):
    interview = arranged(application, cast.kim, cast.ben)
    moved = Terms(starts_at=TIME + DAY, place="Strandgaten 1")
    for _twice in range(2):
        changed(interview, cast.kim, cast.ben, terms=moved)
    uid = f"interview-{interview.pk}@127.0.0.1"
    assert calendars(application.email) == [("PUBLISH", 0, uid), ("PUBLISH", 1, uid)]
    assert Letter.objects.filter(subject="Ny tid for samtalen med Harbour").count() == 1
    assert Letter.objects.count() == 6


def test_who_comes_and_who_goes_is_told_and_nobody_else(cast, application, guide):
    interview = arranged(application, cast.kim, cast.ben)
    changed(interview, cast.kim, cast.dag)
    assert {seat.person for seat in selectors.seats_of(interview)} == {cast.kim, cast.dag}
    assert [method for method, *_rest in calendars(cast.ben.email)] == ["PUBLISH", "CANCEL"]
    assert [method for method, *_rest in calendars(cast.dag.email)] == ["PUBLISH"]
    assert Letter.objects.filter(to__in=[cast.kim.email, application.email]).count() == 2


def test_going_back_to_offering_clears_the_calendars(cast, application, guide):
    interview = arranged(application, cast.kim, cast.ben)
    changed(interview, cast.kim, cast.ben, terms=OFFERED)
    interview.refresh_from_db()
    assert (interview.state, interview.starts_at) == (State.OFFERED, None)
    for to in (application.email, cast.kim.email, cast.ben.email):
        assert [method for method, *_rest in calendars(to)] == ["PUBLISH", "CANCEL"]
    interviews.pick_time(interview=interview, starts_at=TIME + DAY, now=NOW)
    assert [(method, sequence) for method, sequence, _uid in calendars(cast.ben.email)] == [("PUBLISH", 0), ("CANCEL", 1), ("PUBLISH", 2)]


def test_a_stale_change_loses_nothing(cast, application, offered):
    interviews.pick_time(interview=offered, starts_at=TIME, now=NOW)
    with pytest.raises(ValidationError) as refused:
        changed(offered, cast.kim, cast.ben, terms=Terms(starts_at=TIME + 3 * DAY, place="x"), seen=0)
    assert refused.value.code == "stale"
    offered.refresh_from_db()
    assert offered.starts_at == TIME


def test_calling_off_tells_everybody_once_and_frees_the_round(cast, application, guide):
    interview = arranged(application, cast.kim, cast.ben)
    for _twice in range(2):
        interviews.call_off(interview=interview, by=cast.kim, now=NOW)
    for to in (application.email, cast.kim.email, cast.ben.email):
        assert [(method, sequence) for method, sequence, _uid in calendars(to)] == [("PUBLISH", 0), ("CANCEL", 1)]
    assert Letter.objects.count() == 6
    assert arranged(application, cast.kim, cast.ben) != interview


def test_a_case_that_ends_lets_its_interviewers_go(cast, application, guide):
    interview = arranged(application, cast.kim, cast.ben)
    cases.withdraw(application=application, now=NOW)
    interview.refresh_from_db()
    assert interview.state == State.CALLED_OFF
    assert [method for method, *_rest in calendars(cast.ben.email)] == ["PUBLISH", "CANCEL"]


def test_what_has_been_held_stays_when_a_case_ends(cast, application):
    held = a_round(application, 1, cast.kim, cast.ben)
    cases.withdraw(application=application, now=NOW + DAY)
    held.refresh_from_db()
    assert held.state == State.BOOKED


# --- Once sheets are in ---------------------------------------------------------------------------------------------------------------------------


def filled_by(interview: Interview, person: Person, *, safety: int = 3, now: datetime = NOW) -> None:
    seat = Seat.objects.select_related("interview__application", "person").get(interview=interview, person=person)
    sheets.save_sheet(seat=seat, notes={}, given={"motivation": 3, "safety": safety}, now=now)
    sheets.hand_in(seat=seat, now=now)


def test_an_interview_with_a_sheet_is_neither_moved_nor_called_off(cast, application):
    interview = a_round(application, 1, cast.kim, cast.ben, sealed=False)
    filled_by(interview, cast.kim, safety=1)
    with pytest.raises(ValidationError, match="holdt"):
        interviews.call_off(interview=interview, by=cast.lea, now=NOW)
    with pytest.raises(ValidationError, match="holdt"):
        changed(interview, cast.kim, cast.ben, terms=FIXED)
    with pytest.raises(ValidationError, match="har levert"):
        changed(interview, cast.ben, cast.dag, terms=None)
    assert changed(interview, cast.kim, cast.dag, terms=None).sequence == 1


def test_once_every_sheet_is_in_nobody_comes_or_goes(cast, application):
    interview = a_round(application, 1, cast.kim, cast.ben)
    for who in ([cast.kim, cast.ben, cast.dag], [cast.kim, cast.dag]):
        with pytest.raises(ValidationError, match="Alle vurderinger"):
            changed(interview, *who, terms=None)


def test_somebody_who_says_afterwards_that_they_know_the_applicant_is_replaced_by_open_eyes(cast, application):
    interview = a_round(application, 1, cast.kim, cast.ben)
    cases.declare_tie(application=application, person=cast.ben, now=NOW)
    cases.log_read(application=application, person=cast.lea, what=FileRead.What.SHEETS, now=NOW + DAY)
    with pytest.raises(ValidationError) as refused:
        changed(interview, cast.kim, cast.lea, terms=None)
    assert refused.value.message_dict == {"interviewers": ["Velg en annen."]}
    changed(interview, cast.kim, cast.dag, terms=None)
    assert selectors.spread_of(selectors.current_interview(application, 1)) is None  # sealed again


def test_a_flag_does_not_go_away_with_who_raised_it(cast, application):
    interview = a_round(application, 1, cast.kim, cast.ben, sealed=False)
    filled_by(interview, cast.ben, safety=1)
    cases.declare_tie(application=application, person=cast.ben, now=NOW)
    with pytest.raises(ValidationError, match="kan byttes"):
        changed(interview, cast.kim, cast.dag, terms=None)
    filled_by(interview, cast.kim)
    with pytest.raises(ValidationError, match="kan byttes"):
        changed(interview, cast.kim, cast.dag, terms=None)
    sheets.decide_flag(interview=interview, criterion="safety", may_go_on=True, text="Misforstått spørsmål.", by=cast.lea, now=NOW)
    changed(interview, cast.kim, cast.dag, terms=None)
    assert {seat.person for seat in selectors.seats_of(interview)} == {cast.kim, cast.dag}


@pytest.mark.parametrize("number", [1, 3])
def test_rounds_take_three_queries(cast, application, django_assert_num_queries, number):
    for each in range(1, number + 1):
        a_round(application, each, cast.kim, cast.dag)
    with django_assert_num_queries(3):
        assert len(selectors.rounds_of(application)) == max(number, 2)
