import pytest

from lms.certificates.actions import issue
from lms.certificates.models import Certificate
from tests.factories.certificates import NOW, a_certificate, a_person

pytestmark = pytest.mark.django_db


def test_issue_writes_the_words_as_they_stand_now():
    certificate = a_certificate(a_person("Kari", "Nordmann"))
    certificate.person.given_name = "Karianne"
    certificate.person.save()
    certificate.refresh_from_db()
    assert (certificate.person_name, certificate.title, certificate.edition) == ("Kari Nordmann", "Taushetsplikt", "Utgave 3")
    assert certificate.issued_at == NOW


def test_issue_twice_is_once():
    first = a_certificate()
    again = issue(evidence=first.evidence, title="Noe annet", edition="Utgave 4", unit_name="", language="en", now=NOW)
    assert (again.pk, again.code, again.title) == (first.pk, first.code, "Taushetsplikt")
    assert Certificate.objects.count() == 1
