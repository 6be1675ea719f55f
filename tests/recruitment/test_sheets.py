"""Sheets: filled in, sealed until all are in, changed beside the first, and the flags that stop a case."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from lms.people.models import Person
from lms.recruitment import policies, words
from lms.recruitment.actions import cases, interviews, sheets
from lms.recruitment.actions.interviews import Terms
from lms.recruitment.models import Application, FlagDecision, Interview, Score, ScoreSheet, Seat, Stage
from lms.recruitment.rules import scores, stages
from lms.recruitment.selectors import interviews as selectors
from lms.recruitment.selectors.facts import facts_of
from lms.roles.models import Assignment, Responsibility
from tests.factories.recruitment import DAY, NOW, a_round, an_application

ON = date(2026, 11, 23)
FULL: dict[str, int | None] = {"motivation": 3, "safety": 4}


@pytest.fixture
def interview(cast, application) -> Interview:
    """Round 1 with Kim and Ben, held, nobody's sheet in."""
    return a_round(application, 1, cast.kim, cast.ben, sealed=False)


def seat_of(interview: Interview, person: Person) -> Seat:
    return Seat.objects.select_related("interview__application", "person").get(interview=interview, person=person)


def filled(interview: Interview, person: Person, given: dict[str, int | None] = FULL, *, note: str = "", now=NOW) -> Seat:
    seat = seat_of(interview, person)
    sheets.save_sheet(seat=seat, notes={"why": note}, given=given, now=now)
    sheets.hand_in(seat=seat, now=now)
    return seat


def spread(interview: Interview):
    return selectors.spread_of(selectors.current_interview(interview.application, interview.round))


# --- Rules ----------------------------------------------------------------------------------------------------------------------------------------


def test_a_round_with_too_few_is_sealed_though_everybody_in_it_is_done():
    assert not scores.is_round_open({1}, {1}, least=2)
    assert scores.is_round_open({1, 2}, {1, 2}, least=2)
    assert not scores.is_round_open((), (), least=0)


@pytest.mark.parametrize(
    ("raised", "decided", "stops"),
    [
        ([], {}, False),
        ([1], {}, True),
        ([1], {2: True}, False),
        ([1], {2: False}, True),
        ([1, 3], {2: True}, True),  # a 1 that came after the decision
        ([1], {2: False, 3: True}, False),
        ([1], {2: True, 3: False}, True),
        ([1, 3], {2: True, 4: True}, False),
    ],
)
def test_the_latest_decision_counts_for_what_was_raised_until_then(raised, decided, stops):
    at = [NOW + hour * timedelta(hours=1) for hour in range(5)]
    assert scores.is_flag_open([at[each] for each in raised], {at[each]: says for each, says in decided.items()}) is stops


# --- Filling in and handing in --------------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_kept_and_what_the_guide_does_not_ask_is_dropped(cast, interview):
    seat = seat_of(interview, cast.kim)
    sheets.save_sheet(seat=seat, notes={"why": "Rolig.", "else": "x"}, given={"motivation": None, "safety": 9, "else": 1}, now=NOW)
    sheet = ScoreSheet.objects.get(seat=seat)
    assert (sheet.notes, sheet.draft, sheet.sealed_at) == ({"why": "Rolig."}, {"motivation": None}, None)
    sheets.save_sheet(seat=seat, notes={"why": " "}, given={}, now=NOW + DAY)
    sheet.refresh_from_db()
    assert (sheet.notes, sheet.draft) == ({}, {})


def test_a_sheet_is_handed_in_whole_or_not_at_all(cast, interview):
    seat = seat_of(interview, cast.kim)
    sheets.save_sheet(seat=seat, notes={}, given={"motivation": None}, now=NOW)
    with pytest.raises(ValidationError) as refused:
        sheets.hand_in(seat=seat, now=NOW)
    assert list(refused.value.message_dict) == ["safety"]
    assert not Score.objects.exists()


def test_handing_in_twice_is_once_and_nothing_is_written_afterwards(cast, interview):
    seat = filled(interview, cast.kim)
    assert sheets.hand_in(seat=seat, now=NOW + DAY).sealed_at == NOW
    assert Score.objects.filter(sheet__seat=seat).count() == 2
    with pytest.raises(ValidationError) as refused:
        sheets.save_sheet(seat=seat, notes={"why": "Nei."}, given={}, now=NOW)
    assert refused.value.code == "sealed"


def test_a_sheet_is_not_handed_in_before_the_interview_or_unseen(cast, application, interview):
    seat = seat_of(interview, cast.kim)
    sheet = sheets.save_sheet(seat=seat, notes={}, given=FULL, now=NOW)
    Interview.objects.update(starts_at=NOW + DAY)
    with pytest.raises(ValidationError) as early:
        sheets.hand_in(seat=seat, now=NOW)
    sheets.save_sheet(seat=seat, notes={}, given={**FULL, "safety": 1}, now=NOW + DAY)
    with pytest.raises(ValidationError) as stale:
        sheets.hand_in(seat=seat, now=NOW + DAY, seen=sheet.saved_at)
    assert (early.value.code, stale.value.code) == ("early", "stale")
    assert sheets.hand_in(seat=seat, now=NOW + DAY, seen=NOW + DAY).sealed_at == NOW + DAY


@pytest.mark.parametrize("gone", ["tie", "ended", "called_off", "replaced", "left", "oneself"])
def test_a_seat_that_is_gone_takes_nothing(cast, application, interview, gone):
    seat = seat_of(interview, cast.ben)
    if gone == "tie":
        cases.declare_tie(application=application, person=cast.ben, now=NOW)
    elif gone == "ended":
        Application.objects.update(stage=Stage.DECLINED, ended_at=NOW)
    elif gone == "called_off":
        interviews.call_off(interview=interview, by=cast.kim, now=NOW)
    elif gone == "left":
        Assignment.objects.filter(person=cast.ben).update(status="ended", ends_on=ON)
    elif gone == "oneself":  # the applicant's new address shows who they are
        Application.objects.update(email=cast.ben.email)
    else:
        interviews.rearrange(interview=interview, people=[cast.kim, cast.dag], terms=None, by=cast.kim, now=NOW, seen=0)
    with pytest.raises(ValidationError) as refused:
        sheets.save_sheet(seat=seat, notes={}, given=FULL, now=NOW)
    assert refused.value.code == "gone"
    assert policies.own_seat(cast.ben, seat.pk, on=ON) is None


def test_a_seat_is_there_as_long_as_the_responsibility(cast, interview):
    seat = seat_of(interview, cast.kim)
    Assignment.objects.filter(person=cast.kim).delete()
    Responsibility.objects.filter(person=cast.kim).update(ends_on=ON)
    assert policies.own_seat(cast.kim, seat.pk, on=ON) == seat
    assert policies.own_seat(cast.kim, seat.pk, on=(NOW + DAY).date()) is None
    Responsibility.objects.filter(person=cast.kim).update(ends_on=None, unit=cast.harbour.parent)
    assert policies.own_seat(cast.kim, seat.pk, on=ON) == seat
    Responsibility.objects.filter(person=cast.kim).update(unit=cast.hill)
    assert policies.own_seat(cast.kim, seat.pk, on=ON) is None


# --- Sealed until all are in ----------------------------------------------------------------------------------------------------------------------


def test_the_round_opens_with_the_last_sheet(cast, interview):
    filled(interview, cast.kim, note="Rolig og tydelig.")
    assert spread(interview) is None
    filled(interview, cast.ben, {"motivation": 1, "safety": None})
    found = spread(interview)
    assert [seat.person for seat in found.seats] == [cast.ben, cast.kim]
    (line,) = found.lines
    assert ([each.first.value for each in line.given], line.is_wide) == ([1, 3], True)
    assert found.totals == (1, 3)
    assert [each.first.value for each in found.flag_lines[0].given] == [None, 4]
    assert found.notes == (("Hvorfor vil du dette?", ((cast.kim, "Rolig og tydelig."),)),)


def test_nothing_of_a_sealed_sheet_shows_in_what_a_case_lacks(cast, application, interview):
    filled(interview, cast.kim, {"motivation": 1, "safety": 1})
    facts = facts_of([application])[application.pk]
    said = words.gaps(stages.round_gaps(application.process.demand, facts, 1))
    assert said == ["Samtale 1: 1 vurdering er ikke levert."]
    filled(interview, cast.ben)
    facts = facts_of([application])[application.pk]
    assert [gap.kind for gap in stages.round_gaps(application.process.demand, facts, 1)] == [stages.Kind.FLAG]


def test_giving_up_a_seat_does_not_open_the_round_for_whoever_comes_next(cast, application, interview):
    filled(interview, cast.kim)
    cases.declare_tie(application=application, person=cast.ben, now=NOW)
    assert spread(interview) is None
    interviews.rearrange(interview=interview, people=[cast.kim, cast.dag], terms=None, by=cast.lea, now=NOW, seen=0)
    assert spread(interview) is None
    filled(interview, cast.dag)
    assert spread(interview)


@pytest.mark.parametrize("number", [2, 3, 5])
def test_the_spread_takes_three_queries_and_a_sealed_one_one(cast, application, number, django_assert_num_queries):
    people = [cast.kim, cast.ben, cast.lea, cast.dag, cast.eva][:number]
    a_round(application, 1, *people, scores={"motivation": 2, "safety": 1})
    interview = selectors.current_interview(application, 1)
    with django_assert_num_queries(3):
        assert len(selectors.spread_of(interview).seats) == number
    ScoreSheet.objects.filter(seat__person=cast.kim).update(sealed_at=None)
    with django_assert_num_queries(1):
        assert selectors.spread_of(interview) is None


# --- Changing a score -----------------------------------------------------------------------------------------------------------------------------


def test_a_changed_score_stands_beside_the_first_with_its_reason(cast, interview):
    seat = filled(interview, cast.kim)
    with pytest.raises(ValidationError) as sealed:
        sheets.change_score(seat=seat, criterion="motivation", value=1, reason="x", now=NOW)
    assert sealed.value.code == "sealed"
    filled(interview, cast.ben)
    for _twice in range(2):
        sheets.change_score(seat=seat, criterion="motivation", value=2, reason="Ben hørte noe jeg ikke hørte.", now=NOW + DAY)
    given = spread(interview).lines[0].given[1]
    assert (given.first.value, [each.value for each in given.later], given.now.reason) == (3, [2], "Ben hørte noe jeg ikke hørte.")
    assert spread(interview).totals == (3, 2)


@pytest.mark.parametrize(("values", "field"), [({"value": 5}, "value"), ({"reason": " "}, "reason"), ({"criterion": "else"}, "criterion")])
def test_a_change_that_cannot_be_is_refused(cast, interview, values, field):
    seat = filled(interview, cast.kim)
    filled(interview, cast.ben)
    with pytest.raises(ValidationError) as refused:
        sheets.change_score(seat=seat, now=NOW, **({"criterion": "motivation", "value": 1, "reason": "Sett på nytt."} | values))
    assert list(refused.value.message_dict) == [field]


def test_scores_stand_once_the_case_is_ruled_upon(cast, application, interview):
    seat = filled(interview, cast.kim)
    filled(interview, cast.ben)
    Application.objects.update(stage=Stage.WAITING_LIST)
    with pytest.raises(ValidationError) as refused:
        sheets.change_score(seat=seat, criterion="motivation", value=1, reason="x", now=NOW)
    assert refused.value.code == "illegal"


# --- Flags ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def flagged(cast, application, interview) -> Interview:
    """Kim, who may rule, has scored a flag 1."""
    Application.objects.update(stage=Stage.INTERVIEW_1, contacted_at=NOW)
    filled(interview, cast.kim, {"motivation": 4, "safety": 1})
    filled(interview, cast.ben)
    return interview


def decided(interview: Interview, by: Person, *, may_go_on: bool = True, text: str = "Snakket med søkeren igjen.", now=NOW) -> FlagDecision:
    return sheets.decide_flag(interview=interview, criterion="safety", may_go_on=may_go_on, text=text, by=by, now=now)


def test_a_flag_stops_the_case_until_a_second_person_has_decided(cast, application, flagged):
    with pytest.raises(ValidationError, match="flagg"):
        cases.go_on(application=application, by=cast.lea, now=NOW)
    for _twice in range(2):
        decided(flagged, cast.lea)
    assert FlagDecision.objects.get().by == cast.lea
    assert cases.go_on(application=application, by=cast.lea, now=NOW).stage == Stage.INTERVIEW_2
    assert spread(flagged).totals == (3, 4)  # the flag is in nobody's mean


@pytest.mark.parametrize("who", ["kim", "ben", "eva", "omar", "adm", "siv"])
def test_who_may_not_decide_on_a_flag(cast, flagged, who):
    with pytest.raises(ValidationError) as refused:
        decided(flagged, getattr(cast, who))
    assert refused.value.code == "not_allowed"
    assert not FlagDecision.objects.exists()


def test_somebody_with_a_tie_does_not_decide(cast, application, flagged):
    cases.declare_tie(application=application, person=cast.lea, now=NOW)
    with pytest.raises(ValidationError):
        decided(flagged, cast.lea)
    assert decided(flagged, cast.dag).by == cast.dag


def test_a_no_keeps_the_case_stopped_and_can_be_decided_upon_again(cast, application, flagged):
    decided(flagged, cast.lea, may_go_on=False)
    with pytest.raises(ValidationError):
        cases.go_on(application=application, by=cast.lea, now=NOW)
    decided(flagged, cast.dag, now=NOW + DAY)
    assert cases.go_on(application=application, by=cast.lea, now=NOW + DAY).stage == Stage.INTERVIEW_2
    with pytest.raises(ValidationError) as late:
        decided(flagged, cast.lea, may_go_on=False, text="Noe annet.", now=NOW + DAY)
    assert late.value.code == "stale"


def test_a_one_after_the_decision_stops_the_case_again(cast, application, flagged):
    decided(flagged, cast.lea)
    sheets.change_score(seat=seat_of(flagged, cast.ben), criterion="safety", value=1, reason="Sett på nytt.", now=NOW + DAY)
    with pytest.raises(ValidationError, match="flagg"):
        cases.go_on(application=application, by=cast.lea, now=NOW + DAY)
    decided(flagged, cast.lea, text="Begge er hørt.", now=NOW + 2 * DAY)
    assert cases.go_on(application=application, by=cast.lea, now=NOW + 2 * DAY).stage == Stage.INTERVIEW_2


def test_taking_back_a_one_does_not_take_back_the_flag(cast, application, flagged):
    sheets.change_score(seat=seat_of(flagged, cast.kim), criterion="safety", value=3, reason="Misforsto.", now=NOW)
    with pytest.raises(ValidationError, match="flagg"):
        cases.go_on(application=application, by=cast.lea, now=NOW)
    with pytest.raises(ValidationError):
        decided(flagged, cast.kim)


def test_there_is_nothing_to_decide_without_words_a_flag_or_an_open_round(cast, application, interview):
    filled(interview, cast.kim, {"motivation": 1, "safety": 1})
    with pytest.raises(ValidationError) as sealed:
        decided(interview, cast.lea)
    filled(interview, cast.ben)
    with pytest.raises(ValidationError) as wordless:
        decided(interview, cast.lea, text=" ")
    with pytest.raises(ValidationError) as no_flag:
        sheets.decide_flag(interview=interview, criterion="motivation", may_go_on=True, text="x", by=cast.lea, now=NOW)
    assert (sealed.value.code, list(wordless.value.message_dict), no_flag.value.code) == ("not_allowed", ["text"], "not_allowed")


# --- One's own ------------------------------------------------------------------------------------------------------------------------------------


def test_own_interviews_stand_with_what_waits_for_one_first(cast, process):
    rounds = [a_round(an_application(cast.harbour, cast.companion), 1, cast.ben, cast.kim, sealed=False) for _ in range(3)]
    Interview.objects.filter(pk=rounds[0].pk).update(starts_at=NOW + 2 * DAY)
    Interview.objects.filter(pk=rounds[1].pk).update(starts_at=NOW - DAY)
    Interview.objects.filter(pk=rounds[2].pk).update(starts_at=NOW - 2 * DAY)
    filled(rounds[2], cast.ben)
    found = selectors.own(policies.own_seats(cast.ben, on=ON), now=NOW)
    assert [each.seat.interview for each in found] == [rounds[1], rounds[0], rounds[2]]
    assert [(each.is_held, each.is_handed_in, each.is_open) for each in found] == [
        (True, False, False),
        (False, False, False),
        (True, True, False),
    ]
    assert selectors.waiting_for(policies.own_seats(cast.ben, on=ON)).interview == rounds[1]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_own_interviews_take_two_queries(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        a_round(an_application(cast.harbour, cast.companion), 1, cast.ben, cast.kim)
    with django_assert_num_queries(2):
        assert len(selectors.own(policies.own_seats(cast.ben, on=ON), now=NOW)) == number


def test_times_in_the_past_are_still_terms(cast, application, interview):
    """An interview that was written in afterwards can change hands without its time being asked about again."""
    changed = interviews.rearrange(interview=interview, people=[cast.kim, cast.dag], terms=None, by=cast.kim, now=NOW, seen=0)
    assert changed.starts_at == NOW
    assert Terms().minutes == changed.minutes
