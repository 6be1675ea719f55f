"""The ledger and what is computed from it."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from lms.qualifications.actions import rebuild, revoke
from lms.qualifications.models import Evidence, Holding
from lms.qualifications.rules import FOREVER
from lms.qualifications.selectors import evidence_of
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def held():
    return list(Holding.objects.order_by("valid_from").values_list("valid_from", "valid_until"))


def test_record_writes_what_is_held_and_the_same_key_twice_is_once():
    qualification = QualificationFactory.create(valid_months=12)
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
def test_evidence_of_takes_one_query(pieces, django_assert_num_queries):
    person = PersonFactory.create()
    for day in range(1, pieces + 1):
        revoke(evidence=EvidenceFactory.create(person=person, earned_on=date(2026, 1, day)), by=person, at=NOW, reason="Wrong")
    with django_assert_num_queries(1):
        found = evidence_of(person)
        assert {each.revocation.by for each in found} == {person}
    assert [each.earned_on.day for each in found] == list(range(pieces, 0, -1))
