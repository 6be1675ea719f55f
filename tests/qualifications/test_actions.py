"""The ledger and what is computed from it."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.people.models import Person
from lms.qualifications.actions import (
    add_equivalent,
    extend,
    lapse,
    rebuild,
    recognise,
    record_many,
    remove_equivalent,
    reverse,
    revoke,
    track_level,
    untrack_level,
)
from lms.qualifications.models import Assurance, Decision, Evidence, Holding
from lms.qualifications.rules import FOREVER, counted, merge_spans
from lms.qualifications.selectors import evidence_of
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def held():
    return list(Holding.objects.order_by("valid_from").values_list("valid_from", "valid_until"))


def test_record_writes_what_is_held_and_the_same_key_twice_is_once():
    qualification = QualificationFactory.create(valid_for=12, valid_unit="months")
    first = EvidenceFactory.create(qualification=qualification, earned_on=date(2026, 1, 31), source_key="course:7")
    again = EvidenceFactory.create(person=first.person, qualification=qualification, earned_on=date(2026, 2, 1), source_key="course:7")
    assert (again, Evidence.objects.count()) == (first, 1)
    assert held() == [(date(2026, 1, 31), date(2027, 1, 31))]


def test_revoke_takes_away_what_was_held_and_twice_is_once():
    kept = EvidenceFactory.create(earned_on=date(2026, 1, 1), valid_until=date(2026, 3, 31))
    wrong = EvidenceFactory.create(person=kept.person, qualification=kept.qualification, earned_on=date(2026, 3, 1))
    assert held() == [(date(2026, 1, 1), FOREVER)]
    first = revoke(evidence=wrong, by=None, at=NOW, reason="Another person")
    assert revoke(evidence=wrong, by=None, at=NOW, reason="Once more") == first
    assert held() == [(date(2026, 1, 1), date(2026, 3, 31))]


def test_evidence_is_never_changed():
    piece = EvidenceFactory.create()
    piece.earned_on = date(2025, 1, 1)
    with pytest.raises(TypeError, match="append-only"):
        piece.save()


def test_rebuild_finds_nothing_on_a_sound_ledger_and_mends_an_unsound_one():
    pieces = EvidenceFactory.create_batch(3, valid_until=date(2026, 12, 31))
    revoke(evidence=pieces[0], by=None, at=NOW, reason="Another person")
    sound = held()
    assert rebuild() == 0
    Holding.objects.filter(person=pieces[1].person).delete()
    Holding.objects.filter(person=pieces[2].person).update(valid_until=FOREVER)
    Holding.objects.create(person=pieces[0].person, qualification=pieces[0].qualification, valid_from=NOW.date(), valid_until=FOREVER)
    out = StringIO()
    call_command("rebuild_holdings", stdout=out)
    assert "3 changed." in out.getvalue()
    assert held() == sound
    assert rebuild() == 0


@pytest.mark.parametrize("pieces", [1, 3, 30])
def test_evidence_of_takes_three_queries(pieces, django_assert_num_queries):
    person = PersonFactory.create()
    for day in range(1, pieces + 1):
        revoke(evidence=EvidenceFactory.create(person=person, earned_on=date(2026, 1, day)), by=person, at=NOW, reason="Wrong")
    with django_assert_num_queries(3):
        found = evidence_of(person)
        assert {each.revocation.by for each in found} == {person}
    assert [each.earned_on.day for each in found] == list(range(pieces, 0, -1))


# --- decisions --------------------------------------------------------------------------------------------------------------------------------


def decide(evidence, day, key="retake:1"):
    return lapse(evidence=evidence, from_day=day, reason="New text", key=key, by=None, at=NOW)


def test_lapse_ends_what_was_held_on_the_day_before_and_leaves_the_past():
    piece = EvidenceFactory.create(earned_on=date(2026, 1, 1))
    first = decide(Evidence.objects.all(), date(2026, 7, 1))
    assert held() == [(date(2026, 1, 1), date(2026, 6, 30))]
    later = EvidenceFactory.create(person=piece.person, qualification=piece.qualification, earned_on=date(2026, 8, 1))
    assert decide(Evidence.objects.all(), date(2026, 2, 1)) == first
    assert held() == [(date(2026, 1, 1), date(2026, 6, 30)), (later.earned_on, FOREVER)]


def test_what_was_earned_on_the_day_of_the_lapse_or_later_was_never_held():
    EvidenceFactory.create(earned_on=date(2026, 7, 1))
    decide(Evidence.objects.all(), date(2026, 7, 1))
    assert held() == []
    assert rebuild() == 0


def test_reverse_gives_back_what_lapsed_but_not_what_another_decision_took():
    EvidenceFactory.create(earned_on=date(2026, 1, 1))
    first, second = decide(Evidence.objects.all(), date(2026, 7, 1)), decide(Evidence.objects.all(), date(2026, 9, 1), "retake:2")
    once = reverse(decision=first, by=None, at=NOW, reason="Too early")
    assert reverse(decision=first, by=None, at=NOW, reason="Again") == once
    assert held() == [(date(2026, 1, 1), date(2026, 8, 31))]
    reverse(decision=second, by=None, at=NOW, reason="No need")
    assert held() == [(date(2026, 1, 1), FOREVER)]
    assert rebuild() == 0


@pytest.mark.parametrize("people", [1, 3, 30])
def test_lapse_takes_as_many_queries_for_many_as_for_one(people, django_assert_num_queries):
    qualification = QualificationFactory.create()
    EvidenceFactory.create_batch(people, qualification=qualification)
    with transaction.atomic(), django_assert_num_queries(16):
        decide(Evidence.objects.filter(qualification=qualification), date(2026, 7, 1))
    assert set(held()) == {(date(2026, 1, 1), date(2026, 6, 30))}


def test_extending_counts_longer_over_a_gap_never_shorter_and_is_reversed():
    short, long = EvidenceFactory.create(valid_until=date(2026, 3, 1)), EvidenceFactory.create(valid_until=date(2027, 3, 1))
    EvidenceFactory.create()
    before = sorted(held())
    said = {"until": date(2026, 9, 1), "reason": "No course this spring", "key": "extend:1", "by": None, "at": NOW}
    decision = extend(evidence=Evidence.objects.all(), **said)
    assert extend(evidence=Evidence.objects.none(), **said) == decision
    assert sorted(end for _start, end in held()) == [date(2026, 9, 1), date(2027, 3, 1), FOREVER]
    assert decision.effects.count() == 2
    assert Evidence.objects.counting(date(2026, 8, 1)).count() == 3
    assert [piece.counts_until for person in (short.person, long.person) for piece in evidence_of(person)] == [
        date(2026, 9, 1),
        date(2027, 3, 1),
    ]
    assert rebuild() == 0
    reverse(decision=decision, by=None, at=NOW, reason="A mistake")
    assert sorted(held()) == before
    assert Evidence.objects.counting(date(2026, 8, 1)).count() == 2


def test_recognising_gives_many_evidence_of_their_own_and_reversing_revokes_it():
    qualification, people, by = (
        QualificationFactory.create(valid_for=2, valid_unit="years"),
        PersonFactory.create_batch(3),
        PersonFactory.create(),
    )
    said = {
        "qualification": qualification,
        "earned_on": date(2026, 2, 1),
        "reason": "Course of 2024",
        "key": "recognise:1",
        "by": by,
        "at": NOW,
    }
    decision = recognise(people=people, **said)
    assert recognise(people=[by], **said) == decision
    pieces = list(Evidence.objects.order_by("person_id"))
    assert [piece.person for piece in pieces] == people
    assert {(piece.kind, piece.assurance, piece.registered_by, piece.reason) for piece in pieces} == {
        ("recognised", Assurance.REGISTERED, by, "Course of 2024")
    }
    assert held() == [(date(2026, 2, 1), date(2028, 2, 1))] * 3
    revoke(evidence=pieces[0], by=by, at=NOW, reason="Was not there")
    reverse(decision=decision, by=by, at=NOW, reason="The wrong course")
    assert held() == []
    assert [piece.revocation.reason for piece in pieces] == ["Was not there", "The wrong course", "The wrong course"]
    assert rebuild() == 0


@pytest.mark.parametrize("people", [1, 3, 30])
def test_deciding_takes_as_many_queries_for_many_as_for_one(people, django_assert_num_queries):
    qualification = QualificationFactory.create()
    EvidenceFactory.create_batch(people, qualification=qualification, valid_until=date(2026, 3, 1))
    with transaction.atomic(), django_assert_num_queries(16):
        extend(evidence=Evidence.objects.all(), until=date(2026, 9, 1), reason="Later", key="x", by=None, at=NOW)
    everybody = list(Person.objects.all())
    with transaction.atomic(), django_assert_num_queries(17):
        recognise(people=everybody, qualification=qualification, earned_on=date(2026, 2, 1), reason="A", key="y", by=None, at=NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    pieces=st.lists(st.tuples(st.integers(0, 200), st.none() | st.integers(0, 60), st.integers(0, 1)), max_size=4),
    kind=st.sampled_from(["lapse", "extend", "recognise"]),
    day=st.integers(0, 300),
)
def test_a_decision_and_its_reversal_are_as_if_nothing_had_happened(pieces, kind, day, db):
    with transaction.atomic():
        qualification, people = renewing(renewal_opens_days=40), PersonFactory.create_batch(2)
        start = date(2026, 1, 1)
        for earned, valid, who in pieces:
            earned_on = start + timedelta(days=earned)
            until = None if valid is None else earned_on + timedelta(days=valid)
            EvidenceFactory.create(person=people[who], qualification=qualification, earned_on=earned_on, valid_until=until)
        on, before = start + timedelta(days=day), everything_held()
        said = {"reason": "A", "key": "k", "by": None, "at": NOW}
        if kind == "lapse":
            decision = lapse(evidence=Evidence.objects.all(), from_day=on, **said)
        elif kind == "extend":
            decision = extend(evidence=Evidence.objects.all(), until=on, **said)
        else:
            decision = recognise(people=people, qualification=qualification, earned_on=on, **said)
        during = everything_held()
        assert (during <= before) if kind == "lapse" else (during >= before)
        assert rebuild() == 0
        reverse(decision=decision, by=None, at=NOW, reason="B")
        assert everything_held() == before
        assert rebuild() == 0
        transaction.set_rollback(True)


def everything_held():
    """Each day of two years on which somebody holds something."""
    end = date(2028, 1, 1)
    rows = Holding.objects.values_list("person_id", "valid_from", "valid_until")
    return {(who, first + timedelta(days=n)) for who, first, last in rows for n in range((min(last, end) - first).days + 1)}


days = st.integers(0, 40).map(lambda more: date(2026, 1, 1) + timedelta(days=more))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.tuples(days, st.none() | st.integers(0, 20), st.booleans()), max_size=4),
    decisions=st.lists(st.tuples(days, st.booleans()), max_size=3),
    on=days,
)
def test_the_holdings_are_what_the_ledger_says_whatever_happened(pieces, decisions, on, db):
    with transaction.atomic():
        qualification, person = QualificationFactory.create(), PersonFactory.create()
        for number, (earned_on, valid, revoked) in enumerate(pieces):
            until = earned_on + timedelta(days=valid) if valid is not None else None
            key = {"person": person, "qualification": qualification, "source_key": str(number)}
            piece = EvidenceFactory.create(**key, earned_on=earned_on, valid_until=until)
            if revoked:
                revoke(evidence=piece, by=None, at=NOW, reason="Wrong")
        for number, (day, reversed_again) in enumerate(decisions):
            decision = decide(Evidence.objects.all(), day, str(number))
            if reversed_again:
                reverse(decision=decision, by=None, at=NOW, reason="Wrong")
        first = min((day for day, reversed_again in decisions if not reversed_again), default=None)
        standing = [(earned, None if valid is None else earned + timedelta(days=valid)) for earned, valid, revoked in pieces if not revoked]
        assert held() == merge_spans(counted(earned, until, first) for earned, until in standing)
        assert Evidence.objects.counting(on).exists() == Holding.objects.on(on).exists()
        assert rebuild() == 0
        transaction.set_rollback(True)


def test_a_decision_is_never_changed():
    EvidenceFactory.create()
    decision = decide(Evidence.objects.all(), date(2026, 7, 1))
    decision.from_day = date(2026, 8, 1)
    with pytest.raises(TypeError, match="append-only"):
        decision.save()
    assert Decision.objects.get().from_day == date(2026, 7, 1)


# --- renewal ----------------------------------------------------------------------------------------------------------------------------------


def renewing(**more):
    return QualificationFactory.create(valid_for=12, valid_unit="months", renewed_from="expiry", **more)


def test_a_renewal_in_the_window_counts_from_the_expiry_in_whatever_order_it_is_recorded():
    qualification, (ana, ben) = renewing(), PersonFactory.create_batch(2)
    first, second = date(2025, 6, 15), date(2026, 5, 1)
    for person, order in ((ana, (first, second)), (ben, (second, first))):
        papers = [EvidenceFactory.create(person=person, qualification=qualification, earned_on=day).valid_until for day in order]
        assert papers == ([date(2026, 6, 15), date(2027, 6, 15)] if person == ana else [date(2027, 5, 1), date(2026, 6, 15)])
    assert held() == [(first, date(2027, 6, 15))] * 2
    assert rebuild() == 0


def test_a_renewal_whose_predecessor_is_revoked_counts_from_its_own_day():
    qualification = renewing()
    wrong = EvidenceFactory.create(qualification=qualification, earned_on=date(2025, 6, 15))
    EvidenceFactory.create(person=wrong.person, qualification=qualification, earned_on=date(2026, 5, 1))
    revoke(evidence=wrong, by=None, at=NOW, reason="Another person")
    assert held() == [(date(2026, 5, 1), date(2027, 5, 1))]


def test_a_qualification_that_changes_its_mind_leaves_what_was_earned_before():
    qualification = renewing()
    EvidenceFactory.create(qualification=qualification, earned_on=date(2026, 5, 1))
    qualification.valid_for, qualification.renewed_from = 1, "completion"
    qualification.save()
    assert rebuild() == 0
    assert held() == [(date(2026, 5, 1), date(2027, 5, 1))]


def test_a_window_as_long_as_the_validity_is_refused():
    with pytest.raises(ValidationError) as caught:
        renewing(renewal_opens_days=400).full_clean()
    assert set(caught.value.error_dict) == {"renewal_opens_days"}


@pytest.mark.parametrize("renewed_from", ["completion", "expiry"])
def test_a_round_stays_for_who_is_late_in_whatever_order_it_is_recorded(renewed_from):
    rounds = {"valid_for": 12, "valid_unit": "round", "round_ends": date(2025, 12, 31), "least_days": 60, "renewal_opens_days": 30}
    qualification = QualificationFactory.create(**rounds, renewed_from=renewed_from)
    qualification.full_clean()
    days = [date(2025, 6, 15), date(2026, 2, 1), date(2026, 11, 20)]
    for order in (days, days[::-1]):
        person = PersonFactory.create()
        for day in order:
            EvidenceFactory.create(person=person, qualification=qualification, earned_on=day)
    assert sorted(held()) == [(date(2025, 6, 15), date(2025, 12, 31))] * 2 + [(date(2026, 2, 1), date(2027, 12, 31))] * 2
    assert rebuild() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"valid_for": 12, "valid_unit": "months", "least_days": 60}, {"valid_for": 12, "valid_unit": "round"}, {"valid_unit": "round"}],
)
def test_the_database_refuses_a_round_without_its_day_and_a_least_where_there_is_no_calendar(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        QualificationFactory.create(**wrong)


def test_a_least_longer_than_a_round_is_refused():
    with pytest.raises(ValidationError) as caught:
        QualificationFactory.create(valid_for=2, valid_unit="round", round_ends=date(2026, 1, 31), least_days=90).full_clean()
    assert set(caught.value.error_dict) == {"least_days"}


# --- equivalents and levels -------------------------------------------------------------------------------------------------------------------


def spans_of(qualification, level=0):
    rows = Holding.objects.filter(qualification=qualification, level=level).order_by("valid_from")
    return list(rows.values_list("person_id", "valid_from", "valid_until"))


def test_evidence_for_the_one_counts_as_the_other_one_way_and_one_step():
    basic, long, longest = QualificationFactory.create_batch(3)
    before = EvidenceFactory.create(qualification=long)
    EvidenceFactory.create(qualification=basic)
    far = EvidenceFactory.create(qualification=longest)
    add_equivalent(qualification=longest, counts_as=long)
    one = add_equivalent(qualification=long, counts_as=basic)
    assert add_equivalent(qualification=long, counts_as=basic) == one
    after = EvidenceFactory.create(qualification=long)
    assert {person for person, *_ in spans_of(basic)} >= {before.person_id, after.person_id}
    assert far.person_id not in {person for person, *_ in spans_of(basic)}
    assert {person for person, *_ in spans_of(long)} == {before.person_id, after.person_id, far.person_id}
    assert rebuild() == 0
    revoke(evidence=after, by=None, at=NOW, reason="Another person")
    assert after.person_id not in {person for person, *_ in spans_of(basic)}


def test_removing_an_equivalent_takes_away_what_it_gave_and_no_more():
    basic, long = QualificationFactory.create_batch(2)
    own, other = EvidenceFactory.create(qualification=basic), EvidenceFactory.create(qualification=long)
    add_equivalent(qualification=long, counts_as=basic)
    assert remove_equivalent(qualification=long, counts_as=basic)
    assert not remove_equivalent(qualification=long, counts_as=basic)
    assert [person for person, *_ in spans_of(basic)] == [own.person_id]
    assert [person for person, *_ in spans_of(long)] == [other.person_id]
    assert rebuild() == 0


def test_a_qualification_is_no_equivalent_of_itself():
    basic = QualificationFactory.create()
    with pytest.raises(ValidationError) as caught:
        add_equivalent(qualification=basic, counts_as=basic)
    assert set(caught.value.error_dict) == {"counts_as"}


def test_a_tracked_level_says_what_is_held_for_sure_and_only_it():
    qualification, person = QualificationFactory.create(), PersonFactory.create()
    key = {"person": person, "qualification": qualification}
    EvidenceFactory.create(**key, earned_on=date(2026, 1, 1), assurance=Assurance.OWN_WORD, valid_until=date(2026, 12, 31))
    assert track_level(qualification=qualification, level=Assurance.LOGGED_IN) == track_level(
        qualification=qualification, level=Assurance.LOGGED_IN
    )
    assert spans_of(qualification, Assurance.LOGGED_IN) == []
    EvidenceFactory.create(**key, earned_on=date(2026, 3, 1), assurance=Assurance.OBSERVED, valid_until=date(2026, 6, 1))
    assert spans_of(qualification, Assurance.LOGGED_IN) == [(person.pk, date(2026, 3, 1), date(2026, 6, 1))]
    assert spans_of(qualification) == [(person.pk, date(2026, 1, 1), date(2026, 12, 31))]
    assert Holding.objects.on(date(2026, 4, 1)).count() == 1
    assert rebuild() == 0
    assert untrack_level(qualification=qualification, level=Assurance.LOGGED_IN)
    assert not untrack_level(qualification=qualification, level=Assurance.LOGGED_IN)
    assert Holding.objects.exclude(level=0).count() == 0


def test_an_equivalent_counts_at_tracked_levels_too():
    basic, long = QualificationFactory.create_batch(2)
    EvidenceFactory.create(qualification=long, assurance=Assurance.OBSERVED)
    EvidenceFactory.create(qualification=long, assurance=Assurance.OWN_WORD)
    add_equivalent(qualification=long, counts_as=basic)
    track_level(qualification=basic, level=Assurance.OBSERVED)
    assert (len(spans_of(basic)), len(spans_of(basic, Assurance.OBSERVED)), len(spans_of(long, Assurance.OBSERVED))) == (2, 1, 0)
    assert rebuild() == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(done=st.lists(st.tuples(st.integers(0, 2), days, st.sampled_from(Assurance), st.booleans()), max_size=5), data=st.data())
def test_the_same_things_in_any_order_give_the_same_holdings(done, data, db):
    """Recording, revoking, adding equivalents and levels, removing others: only what stands in the end decides."""

    def in_order(steps):
        with transaction.atomic():
            qualifications = [renewing(key=f"q{number}", renewal_opens_days=20) for number in range(3)]
            person = PersonFactory.create()
            for what, *details in steps:
                if what == "equivalent":
                    add_equivalent(qualification=qualifications[0], counts_as=qualifications[1])
                elif what == "level":
                    track_level(qualification=qualifications[1], level=Assurance.LOGGED_IN)
                else:
                    number, which, day, assurance, revoked = details
                    piece = EvidenceFactory.create(
                        person=person, qualification=qualifications[which], earned_on=day, assurance=assurance, source_key=str(number)
                    )
                    if revoked:
                        revoke(evidence=piece, by=None, at=NOW, reason="Wrong")
            assert rebuild() == 0
            rows = Holding.objects.order_by("qualification__key", "level", "valid_from")
            found = list(rows.values_list("qualification__key", "level", "valid_from", "valid_until"))
            transaction.set_rollback(True)
        return found

    steps = [("equivalent",), ("level",), *(("record", number, *each) for number, each in enumerate(done))]
    assert in_order(data.draw(st.permutations(steps))) == in_order(steps)


def piece(person, qualification, *, earned_on=date(2026, 1, 31), key="import:1") -> Evidence:
    return Evidence(
        person=person,
        qualification=qualification,
        kind="registered",
        assurance=Assurance.REGISTERED,
        earned_on=earned_on,
        source="Paper",
        source_key=key,
        registered_at=NOW,
    )


@pytest.mark.parametrize(
    "validity", [{}, {"valid_for": 12, "valid_unit": "months"}, {"valid_for": 12, "valid_unit": "months", "renewed_from": "expiry"}]
)
def test_many_are_recorded_as_one_is(validity):
    qualification, (ana, ben) = QualificationFactory.create(**validity), PersonFactory.create_batch(2)
    for key, day in (("course:1", date(2026, 1, 31)), ("course:2", date(2026, 12, 31))):
        EvidenceFactory.create(person=ana, qualification=qualification, source_key=key, earned_on=day, assurance=Assurance.REGISTERED)
    wanted = [piece(ben, qualification, key="course:1"), piece(ben, qualification, key="course:2", earned_on=date(2026, 12, 31))]
    assert len(record_many(evidence=wanted)) == 2
    anas, bens = (Holding.objects.filter(person=each).values_list("level", "valid_from", "valid_until") for each in (ana, ben))
    assert list(anas) == list(bens)
    assert rebuild() == 0


def test_what_is_recorded_already_is_left_out():
    first = EvidenceFactory.create(source_key="import:1")
    again = piece(first.person, first.qualification, key="import:1")
    other = piece(first.person, first.qualification, key="import:2")
    assert record_many(evidence=[again, other, piece(first.person, first.qualification, key="import:2")]) != []
    assert record_many(evidence=[piece(first.person, first.qualification, key="import:2")]) == []
    assert Evidence.objects.count() == 2
