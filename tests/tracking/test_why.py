"""«Hvorfor?» on a person's page: the version that decides, the evidence with kind, day, level and registrar, exemptions as exemptions, the gap."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.qualifications.models import Equivalent
from lms.requirements.actions import AskedFor, Draft, decide
from lms.requirements.exemptions import approve_exemption, ask_exemption
from lms.requirements.models import Requirement
from tests.cast import Cast, login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import ExemptionFactory, RequirementFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def aid():
    return QualificationFactory.create(key="aid", name="First aid")


def line(cast: Cast, who: str = "ben"):
    page = login(cast.kim).get(reverse("tracking:person", args=["harbour", cast.people[who].pk]))
    return page.context["cards"][0].asked[0]


def facts(cast: Cast, who: str = "ben") -> dict[str, str]:
    return dict(line(cast, who).why)


def test_the_version_that_decides_is_named_with_the_day_the_same_was_first_asked_and_leads_to_the_rule(cast, aid):
    said = {"clauses": [AskedFor([aid])], "unit": cast.harbour}
    first = decide(draft=Draft(valid_from=date(2026, 1, 1), **said), reason="", by=cast.lea, now=NOW)
    decide(draft=Draft(valid_from=date(2026, 3, 1), **said), reason="", by=cast.lea, now=NOW, supersedes=first)
    assert facts(cast)["Versjon"] == "Gjelder fra 1. mars 2026. Krevd siden 1. januar 2026."
    newest = Requirement.objects.latest("pk")
    assert line(cast).rule_url == reverse("requirements:rule", args=["harbour", newest.pk])
    assert login(cast.kim).get(line(cast).rule_url).status_code == 200


def test_the_evidence_is_told_with_kind_day_level_and_who_registered_it(cast, aid):
    RequirementFactory.create(qualification=aid, unit=cast.harbour)
    assert facts(cast)["Det som finnes"] == "Ingenting ennå."
    piece = {"person": cast.ben, "qualification": aid, "unit": cast.harbour, "by": cast.lea}
    EvidenceFactory.create(**piece, kind="registered", assurance=20, earned_on=date(2026, 2, 3), valid_until=date(2030, 2, 3))
    assert facts(cast)["Det som finnes"] == (
        "First aid: registrert av leder 3. februar 2026, Harbour. Gyldig til og med 3. februar 2030. "
        f"Registrert av {cast.lea.name}. Registrert av en ansvarlig."
    )


def test_an_equivalent_is_told_as_what_it_is(cast, aid):
    RequirementFactory.create(qualification=aid, unit=cast.harbour)
    rescue = QualificationFactory.create(key="rescue", name="Rescue")
    Equivalent.objects.create(qualification=rescue, counts_as=aid)
    EvidenceFactory.create(person=cast.ben, qualification=rescue, valid_until=None)
    assert facts(cast)["Det som finnes"].startswith("Rescue: ")


def test_what_is_not_sure_enough_is_told_as_such(cast, aid):
    decide(draft=Draft(valid_from=TODAY, clauses=[AskedFor([aid], 40)], unit=cast.harbour), reason="", by=cast.lea, now=NOW)
    EvidenceFactory.create(person=cast.ben, qualification=aid, assurance=10, valid_until=None)
    found = facts(cast)
    assert found["Det som finnes"] == "Ingenting ennå."
    assert "Eget ord" in found["Ikke nok"]
    assert "Mangler." in found["Det som mangler"]


def test_an_exemption_is_told_as_an_exemption(cast, aid):
    RequirementFactory.create(qualification=aid, unit=cast.harbour)
    days = {"starts_on": TODAY, "until": TODAY + 100 * DAY}
    asked = ask_exemption(
        person=cast.ben, qualification=aid, unit=cast.harbour, reason="Nurse", by=cast.lea, now=NOW, on=TODAY, **days
    )  # fmt: skip
    approve_exemption(exemption=asked, by=cast.dag, now=NOW, on=TODAY)
    said = facts(cast)["Det som finnes"]
    assert said.startswith("Fritak fra ")
    assert f"Bedt om av {cast.lea.name}. Godkjent av {cast.dag.name}. «Nurse»." in said


def test_an_exemption_from_elsewhere_is_told_without_who_and_why(cast, aid):
    RequirementFactory.create(qualification=aid, unit=cast.harbour)
    ExemptionFactory.create(
        person=cast.ben,
        qualification=aid,
        unit=cast.hill,
        reason="Nurse",
        starts_on=TODAY,
        until=TODAY + 100 * DAY,
        at=NOW,
        approved_at=NOW,
    )
    said = facts(cast)["Det som finnes"]
    assert said.startswith("Fritak fra ")
    assert "Nurse" not in said
