from datetime import date

import pytest

from lms.certificates.rules import Standing
from lms.certificates.selectors import by_code, last_day, own, standing
from lms.qualifications.actions import lapse, revoke
from lms.qualifications.models import Evidence
from tests.factories.certificates import NOW, a_certificate, a_person, a_unit

pytestmark = pytest.mark.django_db


def test_standing_follows_the_evidence():
    certificate = a_certificate(valid_until=date(2027, 3, 3))
    assert standing(certificate, date(2027, 3, 3)) is Standing.VALID
    assert standing(certificate, date(2027, 3, 4)) is Standing.LAPSED
    revoke(evidence=certificate.evidence, by=None, at=NOW, reason="Feil person")
    found = by_code(certificate.code)
    assert found
    assert standing(found, date(2026, 4, 1)) is Standing.REVOKED


def test_what_a_decision_lets_lapse_is_valid_to_the_day_before():
    certificate = a_certificate(valid_until=date(2027, 3, 3))
    lapse(evidence=Evidence.objects.all(), from_day=date(2026, 12, 1), reason="Ny tekst", key="retake:1", by=None, at=NOW)
    found = by_code(certificate.code)
    assert found
    assert (last_day(found), last_day(certificate)) == (date(2026, 11, 30), date(2026, 11, 30))
    assert standing(found, date(2026, 12, 1)) is Standing.LAPSED


def test_by_code_asks_once_and_not_at_all_for_nonsense(django_assert_num_queries):
    certificate = a_certificate()
    with django_assert_num_queries(1):
        assert by_code(certificate.code.lower().replace("-", " ")) == certificate
    with django_assert_num_queries(1):
        assert by_code("CDFH-2345-JKMN") is None
    with django_assert_num_queries(0):
        assert by_code("<script>") is None


@pytest.mark.parametrize("number", [1, 3, 30])
def test_own_costs_one_query(django_assert_num_queries, number):
    person, unit = a_person(), a_unit()
    for _ in range(number):
        a_certificate(person, unit=unit)
    a_certificate()
    with django_assert_num_queries(1):
        assert [standing(each, NOW.date()) for each in own(person)] == [Standing.VALID] * number
