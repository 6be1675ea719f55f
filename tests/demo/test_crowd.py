"""The crowd: the same each time, sound, and nowhere near real people."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.demo import crowd
from lms.people.models import Person, User
from lms.qualifications import actions as ledger
from lms.qualifications.models import Evidence, Holding, Qualification
from lms.recruitment.models import Application
from lms.requirements.counts import counts_by_unit
from lms.requirements.models import Requirement
from lms.roles.models import Assignment, Responsibility
from lms.units.models import Unit

NOW = timezone.make_aware(datetime(2026, 11, 2, 12))


def what_there_is() -> list[list[tuple[object, ...]]]:
    who = ("person__given_name", "person__family_name", "person__email")
    rows = [
        Assignment.objects.values_list(*who, "role__key", "unit__slug", "status", "starts_on", "ends_on"),
        Evidence.objects.values_list(*who, "qualification__key", "earned_on", "valid_until", "unit__slug"),
        Holding.objects.values_list(*who, "qualification__key", "valid_from", "valid_until"),
        Responsibility.objects.values_list(*who, "kind", "unit__slug"),
        Application.objects.values_list("person__given_name", "person__family_name", "unit__slug", "stage", "received_at"),
    ]
    return [sorted(map(tuple, each.order_by()), key=str) for each in rows]


def clear() -> None:
    for model in (Application, Responsibility, Assignment, Evidence, Holding, Requirement, Qualification):
        model.objects.all().delete()
    User.objects.all().delete()
    Person.objects.all().delete()
    for unit in Unit.objects.order_by("-path"):
        unit.delete()


def test_the_same_seed_and_day_give_the_same_crowd_and_another_seed_another(db):
    found = []
    for seed in (1, 1, 2):
        assert crowd.make(people=200, units=4, seed=seed, now=NOW) == crowd.Made(True, 200, 4)
        found.append(what_there_is())
        clear()
    assert found[0] == found[1]
    assert [len(one) == len(other) for one, other in zip(found[0], found[2], strict=True)].count(False) >= 2


def test_the_projection_is_what_the_ledger_says_and_twenty_things_are_asked(db):
    Qualification.objects.create(
        key="aid", name="Aid", valid_for=2, valid_unit="years", renewed_from="expiry", renewal_opens_days=60, order=1
    )
    crowd.make(people=200, units=4, now=NOW)
    assert ledger.rebuild() == 0
    assert Requirement.objects.count() == 20
    assert Evidence.objects.exclude(renewal="").exists()
    top = Unit.objects.get(slug=crowd.TOP)
    counts = counts_by_unit([top], on=NOW.date())[top.pk]
    assert min(counts.ready, counts.grace, counts.lacking, counts.paused) > 0
    assert counts.total < 200  # some have ended


def test_making_it_again_keeps_what_is_there(db):
    crowd.make(people=20, now=NOW)
    before = what_there_is()
    assert crowd.make(people=90, seed=3, now=NOW).made is False
    assert what_there_is() == before


def test_it_lies_below_the_organisation_that_is_there(demo):
    call_command("make_crowd", people=20, verbosity=0)
    assert Unit.objects.filter(parent=None).count() == 1
    assert ledger.rebuild() == 0


def test_real_people_are_left_in_peace(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demo"):
        call_command("make_crowd", people=20)
    call_command("make_crowd", people=20, force=True, verbosity=0)
    assert Assignment.objects.exists()


def test_a_crowd_has_somebody(db):
    with pytest.raises(CommandError, match="at least one"):
        call_command("make_crowd", people=0)
