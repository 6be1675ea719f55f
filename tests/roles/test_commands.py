from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from lms.people.models import Person
from lms.roles.models import Responsibility, Role
from lms.units.models import Unit, UnitKind
from tests.cast import Cast, login


def run(*words: str, **options: object) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_an_organisation_is_begun_from_the_command_line(db):
    run("open_unit", "Blå Kors Norge", address="blakors", kind="Organisasjon", no_tidgivere=True)
    for _twice in range(2):
        run("open_unit", "Steg for Steg Bergen", address="bergen", kind="Steg for Steg", below="blakors", city="Bergen")
        said = run("appoint", "Lea@Havna.example", "leader", "bergen", name="Lea Maria Lie")
    assert said == "Lea Maria Lie is leader of Steg for Steg Bergen and logs in with a code sent to lea@havna.example.\n"
    lea = Person.objects.get()
    assert (lea.given_name, lea.family_name) == ("Lea Maria", "Lie")
    bergen = Unit.objects.get(slug="bergen")
    assert (bergen.parent.slug, Responsibility.objects.count()) == ("blakors", 1)
    client = Client()
    client.force_login(lea.user)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[bergen.page_id])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[Page.objects.get(unit__slug="blakors").pk])).status_code == 404


def test_appointment_is_taken_back(cast: Cast):
    run("appoint", "lea@havna.example", "leader", "harbour", "--until", "2026-01-01")
    assert login(cast.lea).get(reverse("wagtailadmin_home")).status_code == 302


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["appoint", "x@havna.example", "leader", "nowhere"], "There is no unit with the address nowhere."),
        (["appoint", "x@havna.example", "leader", "harbour"], "say who it is with --name"),
        (["appoint", "x@havna.example", "leader", "harbour", "--until", "2026-01-01"], "Nobody with this address"),
        (["appoint", "lea@havna.example", "administrator", "harbour"], "organisa"),
        (["open_unit", "Other", "--address", "other", "--kind", "K"], "whole organisation already"),
        (["open_unit", "Other", "--address", "other", "--kind", "K", "--below", "nowhere"], "There is no unit with the address nowhere."),
    ],
)
def test_commands_tell_a_mistake_in_one_sentence(cast: Cast, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*words)


def test_roles_and_kinds_are_for_administrators(cast: Cast):
    for model in ("roles_role", "units_unitkind"):
        url = reverse(f"wagtailsnippets_{model}:list")
        assert login(cast.adm).get(url).status_code == 200
        for person in (cast.lea, cast.cleo, cast.eva):
            assert login(person).get(url).status_code == 302


@pytest.mark.parametrize("model", [Role, UnitKind])
def test_a_name_in_another_language_is_written_beside_the_bokmal_one(cast: Cast, model):
    kept = model.objects.get()
    url = reverse(f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:edit", args=[kept.pk])
    page = login(cast.adm).get(url).content.decode()
    assert 'name="names_nn"' in page
    words = {"key": kept.key, "name": kept.name, "names_nn": "Støttespelar", "names_en": " ", "order": 0, "has_tidgivere": "on"}
    assert login(cast.adm).post(url, words).status_code == 302
    assert model.objects.get().names == {"nn": "Støttespelar"}
    assert 'value="Støttespelar"' in login(cast.adm).get(url).content.decode()
    refused = login(cast.adm).post(url, words | {"names_nn": "n" * 81})
    assert refused.context["form"].errors.keys() == {"names"}
    assert model.objects.get().names == {"nn": "Støttespelar"}
