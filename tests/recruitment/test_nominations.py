"""Somebody inside is proposed for a new role."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lms.recruitment import policies
from lms.recruitment.actions.nominations import nominate
from lms.recruitment.models import Application, Source, Stage
from lms.roles.models import Responsibility, ResponsibilityKind, Role
from tests.cast import login
from tests.factories.recruitment import NOW


@pytest.fixture
def cook(db) -> Role:
    return Role.objects.create(key="cook", name="Cook")


def test_a_nomination_begins_a_case_that_is_contacted_and_owned(cast, process, cook):
    first, again = (nominate(person=cast.ben, unit=cast.harbour, role=cook, by=who, now=NOW) for who in (cast.kim, cast.lea))
    assert first == again
    assert (first.source, first.person, first.name, first.email) == (Source.NOMINATION, cast.ben, "Ben Lie", cast.ben.email)
    assert (first.stage, first.contacted_at, first.owner, first.process) == (Stage.CONTACTED, NOW, cast.kim, process)
    assert [(move.from_stage, move.to_stage, move.by) for move in first.moves.all()] == [
        ("", "received", cast.kim),
        ("received", "contacted", cast.kim),
    ]


def test_after_the_end_somebody_can_be_nominated_again(cast, process, cook):
    first = nominate(person=cast.ben, unit=cast.harbour, role=cook, by=cast.kim, now=NOW)
    Application.objects.update(stage=Stage.WITHDRAWN, ended_at=NOW)
    assert nominate(person=cast.ben, unit=cast.harbour, role=cook, by=cast.kim, now=NOW) != first


def test_nobody_is_nominated_for_what_they_do(cast, process):
    with pytest.raises(ValidationError) as refused:
        nominate(person=cast.ben, unit=cast.harbour, role=cast.companion, by=cast.kim, now=NOW)
    assert list(refused.value.message_dict) == ["role"]


def test_those_without_an_address_can_be_nominated(cast, process, cook):
    assert nominate(person=cast.noor, unit=cast.harbour, role=cook, by=cast.kim, now=NOW).email == ""


@pytest.mark.parametrize(
    ("by", "who", "may"),
    [
        ("kim", "ben", True),
        ("lea", "noor", True),
        ("kim", "ola", False),  # of another unit
        ("kim", "eva", False),  # has no assignment
        ("omar", "ben", False),
        ("adm", "ben", False),  # keeps the house, and recruits nobody
        ("ben", "ana", False),
        ("siv", "ben", False),
    ],
)
def test_who_may_nominate_whom(cast, process, cook, by, who, may):
    by, who = cast.people[by], cast.people[who]
    assert policies.may_nominate(by, who, cast.harbour, on=timezone.localdate()) is may
    if not may:
        with pytest.raises(ValidationError):
            nominate(person=who, unit=cast.harbour, role=cook, by=by, now=timezone.now())


def test_a_recruiter_who_does_not_see_people_nominates_nobody_and_nobody_themselves(cast, process, cook):
    today = timezone.localdate()
    Responsibility.objects.create(person=cast.eva, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=today)
    assert not policies.may_nominate(cast.eva, cast.ben, cast.harbour, on=today)
    Responsibility.objects.create(person=cast.ben, unit=cast.harbour, kind=ResponsibilityKind.LEADER, starts_on=today)
    assert not policies.may_nominate(cast.ben, cast.ben, cast.harbour, on=today)
    assert not policies.may_nominate(None, cast.ben, cast.harbour, on=today)


def test_the_way_goes_from_the_persons_page_to_the_case(cast, process, cook):
    client = login(cast.kim)
    address = reverse("recruitment:nominate", args=["harbour", cast.ben.pk])
    assert address in client.get(reverse("tracking:person", args=["harbour", cast.ben.pk])).content.decode()
    assert list(client.get(address).context["form"].fields["role"].queryset) == [cook]
    response = client.post(address, {"role": cook.pk})
    case = Application.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/enhet/harbour/rekruttering/{case.pk}/")


def test_wrong_choices_stay_on_the_page(cast, process, cook):
    client, address = login(cast.kim), reverse("recruitment:nominate", args=["harbour", cast.ben.pk])
    for role in ("", cast.companion.pk, 0):
        assert client.post(address, {"role": role}).status_code == 422
    assert not Application.objects.exists()


def test_the_administrator_sees_the_person_and_no_way_to_nominate(cast):
    page = login(cast.adm).get(reverse("tracking:person", args=["harbour", cast.ben.pk])).content.decode()
    assert "/rekruttering/foresla/" not in page
