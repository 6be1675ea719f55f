from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.mail.models import Letter
from lms.people.models import Person, User
from lms.roles.models import Responsibility
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
