"""Where a referee stands, without a database; and the words of the form."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.recruitment.rules import reference_form as form
from lms.recruitment.rules.clocks import after_working_days, is_working_day, working_days_between
from lms.recruitment.rules.references import (
    ANSWERED,
    CLOSED,
    MAY_ASK,
    REMIND_AFTER,
    SILENT_AFTER,
    WAITING,
    Dates,
    State,
    Task,
    is_enough,
    places_left,
    reminder_due,
    state,
    task,
)
from lms.recruitment.rules.stages import ENDED, Stage

MONDAY = date(2026, 11, 23)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
maybe = st.none() | days
dates = st.builds(
    Dates,
    asked_on=maybe,
    opened_on=maybe,
    saved_on=maybe,
    given_on=maybe,
    declined_on=maybe,
    returned_on=maybe,
    replaced_on=maybe,
    by_letter=st.booleans(),
    by_telephone=st.booleans(),
    reminders=st.integers(0, 2),
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"asked_on": None}, State.NOT_ASKED),
        ({}, State.ASKED),
        ({"opened_on": MONDAY}, State.OPENED),
        ({"opened_on": MONDAY, "saved_on": MONDAY}, State.SAVED),
        ({"saved_on": MONDAY, "given_on": MONDAY}, State.GIVEN),
        ({"given_on": MONDAY, "by_telephone": True}, State.BY_TELEPHONE),
        ({"declined_on": MONDAY}, State.DECLINED),
        ({"asked_on": None, "declined_on": MONDAY}, State.DECLINED),
        ({"returned_on": MONDAY}, State.RETURNED),
        ({"returned_on": MONDAY, "opened_on": MONDAY + timedelta(days=1)}, State.OPENED),
        ({"asked_on": date(2026, 11, 9)}, State.SILENT),
        ({"asked_on": date(2026, 11, 9), "saved_on": date(2026, 11, 10)}, State.SILENT),
        ({"asked_on": date(2026, 11, 10)}, State.ASKED),
        ({"replaced_on": MONDAY, "declined_on": MONDAY}, State.REPLACED),
    ],
)
def test_where_a_referee_stands(changes, expected):
    assert state(replace(Dates(asked_on=MONDAY), **changes), on=MONDAY) is expected


@given(dates, days)
def test_what_ends_it_goes_first(known, on):
    now = state(known, on=on)
    assert (now in CLOSED) == bool(known.replaced_on or known.given_on or known.declined_on)
    if known.given_on and not known.replaced_on:
        assert now in ANSWERED


@given(dates, days, st.sampled_from(Stage), st.booleans())
def test_a_task_is_asked_only_where_something_can_be_done(known, on, stage, enough):
    asked = task(known, on=on, stage=stage, enough=enough)
    if asked is not Task.NONE:
        assert stage in MAY_ASK
        assert not enough
        assert state(known, on=on) not in {*ANSWERED, State.REPLACED, *WAITING}
    if asked is Task.ASK:
        assert known.by_letter
    if asked is Task.RING:
        assert not known.by_letter


@given(dates, st.sampled_from(sorted(MAY_ASK)))
def test_nobody_is_forgotten(known, stage):
    """Whoever is neither answered, replaced nor waited for is somebody's task; and nobody is waited for for ever."""
    late = (known.asked_on or MONDAY) + timedelta(days=60)
    wanted = task(known, on=late, stage=stage, enough=False)
    assert (wanted is Task.NONE) == (state(known, on=late) in {*ANSWERED, State.REPLACED})


@given(days, st.lists(st.integers(0, 40), min_size=1, max_size=40, unique=True).map(sorted))
def test_however_the_nights_fall_there_are_at_most_two_reminders_and_none_at_a_weekend(asked_on, nights):
    known, sent = Dates(asked_on=asked_on), []
    for night in nights:
        on = asked_on + timedelta(days=night)
        number = reminder_due(known, on=on)
        if number:
            sent.append((number, on))
            known = replace(known, reminders=number)
        assert reminder_due(known, on=on) == 0  # twice is once
    assert len(sent) <= len(REMIND_AFTER)
    assert [number for number, _on in sent] == sorted({number for number, _on in sent})
    for number, on in sent:
        assert is_working_day(on)
        assert REMIND_AFTER[number - 1] <= working_days_between(asked_on, on) < SILENT_AFTER


@given(days)
def test_reminders_come_after_four_and_eight_working_days(asked_on):
    known = Dates(asked_on=asked_on)
    first, second = (after_working_days(asked_on, number) for number in REMIND_AFTER)
    assert reminder_due(known, on=first - timedelta(days=1)) == 0
    assert reminder_due(known, on=first) == 1
    assert reminder_due(replace(known, reminders=1), on=second - timedelta(days=1)) == 0
    assert reminder_due(replace(known, reminders=1), on=second) == 2
    assert reminder_due(known, on=second) == 2  # the first was never sent: one letter makes up for both


@given(dates, days)
def test_nobody_is_reminded_who_has_answered_said_no_or_cannot_be_reached(known, on):
    if known.returned_on is None and (known.asked_on is None or not known.by_letter or state(known, on=on) in CLOSED):
        assert reminder_due(known, on=on) == 0


def test_easter_is_no_working_time():
    maundy_thursday = date(2027, 3, 25)
    assert reminder_due(Dates(asked_on=maundy_thursday - timedelta(days=1)), on=maundy_thursday + timedelta(days=5)) == 0


@pytest.mark.parametrize(
    ("states", "left", "enough"),
    [
        ([], 2, False),
        ([State.ASKED, State.DECLINED], 0, False),
        ([State.REPLACED, State.GIVEN], 1, False),
        ([State.GIVEN, State.BY_TELEPHONE, State.ASKED], 0, True),
    ],
)
def test_places_and_when_it_is_enough(states, left, enough):
    assert (places_left(2, states), is_enough(2, states)) == (left, enough)


def test_nobody_is_asked_before_the_first_interview_or_after_the_end():
    assert MAY_ASK.isdisjoint({Stage.RECEIVED, Stage.CONTACTED, Stage.WAITING_LIST, *ENDED})


# --- the form ---


def test_the_form_is_whole_in_three_languages():
    for part in form.PARTS:
        for words in (part.words, part.hint, *(said for _value, said in part.choices)):
            assert not words or set(words) == {"nb", "nn", "en"}
    assert [part.number for part in form.PARTS if part.number] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len({part.key for part in form.PARTS}) == len(form.PARTS)


def test_it_never_asks_about_health_rus_or_faith():
    asked = " ".join(said for part in form.PARTS for said in (*part.words.values(), *part.hint.values())).lower()
    banned = ("helse", "syk", "rus", "alkohol", "narko", "religi", "kristen", "health", "illness", "drug", "alcohol", "church", "straff")
    assert [word for word in banned if word in asked] == []


def test_another_word_is_another_version():
    """Whoever changes the words gives the form a new version, and writes its print here."""
    prints = {"2026-11": "d6996fcb37e41beb"}
    assert prints[form.FORM_VERSION] == sha256(repr((form.PARTS, form.ADVICE)).encode()).hexdigest()[:16]


@given(st.dictionaries(st.sampled_from([part.key for part in form.ASKED]), st.text(max_size=20)), st.sampled_from(["nb", "nn", "en", "xx"]))
def test_what_is_kept_says_what_was_asked(answers, language):
    kept = form.written(answers, language=language, name="{navn}")
    assert set(kept) == {key for key, value in answers.items() if value}
    assert all(line["question"] and line["answer"] and line["value"] == answers[key] for key, line in kept.items())
    assert len({line["order"] for line in kept.values()}) == len(kept)


def test_a_choice_is_kept_in_words_and_with_the_applicants_name():
    kept = form.written({"again": "gladly", "confidences": "unsure"}, language="nn", name="Vera")
    assert kept["again"]["question"] == "8. Ville du hatt Vera med på laget att?"
    assert (kept["again"]["answer"], kept["confidences"]["answer"]) == ("Ja, gjerne", "Eg veit ikkje")


@pytest.mark.parametrize(
    ("answers", "lacks"),
    [
        ({"concern": "no", "may_ring": "no"}, False),
        ({"concern": "yes", "may_ring": "no"}, True),
        ({"concern": "yes", "may_ring": "yes"}, False),
        ({"concern": "yes", "may_ring": "no", "concern_text": "x"}, False),
        ({"concern": "by_telephone", "may_ring": "no"}, True),
    ],
)
def test_a_concern_comes_with_a_word_or_with_leave_to_ring(answers, lacks):
    assert form.lacks_reason(answers) is lacks
