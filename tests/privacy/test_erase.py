from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.mail.models import Letter
from lms.people.models import Person, User
from lms.recruitment.models import Application, PoliceCertificate
from lms.roles.models import Responsibility
from tests.factories.recruitment import NOW, an_application
from tests.permissions.world import make_world


def run(*words: str) -> str:
    out = StringIO()
    call_command("erase", *words, stdout=out)
    return out.getvalue()


def rows_of(person_id: int) -> dict[str, int]:
    """How many rows of any model of ours point at a person."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.related_model is Person:
                count = model._default_manager.filter(**{field.name: person_id}).count()
                if count:
                    found[f"{model.__name__}.{field.name}"] = count
    return found


def test_erased_person_leaves_nothing_behind(db):
    world = make_world()
    ben = world.cast.ben
    number, user_id = ben.pk, ben.user_id
    Letter.objects.create(key="k", to="BEN@havna.example", subject="s", body="b", created_at=timezone.now(), send_after=timezone.now())
    assert len(rows_of(number)) >= 4
    assert run("ben@havna.example", "--yes") == "Ben Lie is removed.\n"
    assert (rows_of(number), User.objects.filter(pk=user_id).exists(), Letter.objects.exists()) == ({}, False, False)
    assert Person.objects.filter(pk=world.cast.ana.pk).exists()


def test_erasing_says_whom_first_and_does_nothing(db):
    world = make_world()
    assert "Lea Lie" in run(str(world.cast.lea.pk))
    assert Responsibility.objects.filter(person=world.cast.lea).exists()


def test_erasing_nobody_says_so(db):
    with pytest.raises(CommandError, match=r"Nobody is known as x@havna\.example"):
        run("x@havna.example", "--yes")


def test_erased_person_leaves_no_application_and_no_reference_behind(db):
    world = make_world()
    cast = world.cast
    own = an_application(cast.harbour, cast.companion, person=cast.ben, given_name="Ben", stage="admitted", ended_at=NOW)
    other = an_application(cast.harbour, cast.companion, owner=cast.ben)
    other.referees.create(name="Ben Lie", relation="Kollega", email="BEN@havna.example", named_at=NOW)
    PoliceCertificate.objects.create(application=other, basis="34-1", shown_on=NOW.date(), shown_to=cast.ben)
    number = cast.ben.pk
    assert run("ben@havna.example", "--yes") == "Ben Lie is removed.\nApplications and references of theirs: 2.\n"
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.name, own.person, own.stage, other.name, other.owner) == ("", None, "admitted", "Vera Vik", None)
    assert (rows_of(number), other.referees.exists(), PoliceCertificate.objects.get().shown_to) == ({}, False, None)


def test_an_applicant_need_not_be_a_person_of_ours(db):
    world = make_world()
    case = an_application(world.cast.harbour, world.cast.companion, email="vera@x.example")
    assert "the applicant or referee vera@x.example" in run("vera@x.example")
    assert Application.objects.get(pk=case.pk).name == "Vera Vik"
    assert run("vera@x.example", "--yes").startswith("vera@x.example is removed.")
    case.refresh_from_db()
    assert (case.stage, case.name) == ("withdrawn", "")
    with pytest.raises(CommandError):
        run("vera@x.example", "--yes")
