"""Who gets what at every address of ours. An address that is not in the table (`matrix`) fails the suite, so that nobody can forget to ask."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from lms.learning.models import ReflectionNote
from lms.qualifications.models import Evidence
from lms.roles.models import Assignment
from tests.cast import Cast, login
from tests.permissions.matrix import ALL, MATRIX, OURS
from tests.permissions.world import EVERYBODY, make_world, own_names

DESK = ("wagtailusers_", "wagtailsnippets_", "desk_", "pages:", "images:", "documents:")  # Wagtail's screens that we shape or stand before


def test_every_address_of_ours_is_in_the_matrix():
    # Wagtail's screens for logins, which are only shaped by us, are walked in tests/people/test_login.py, and those for the words of letters in
    # tests/mail/test_letter_texts.py; those we stand before, with all of the editors' desk, in test_wagtail_admin.py.
    named = {name for name in own_names() if not name.startswith(DESK)}
    assert sorted(named) == sorted({row[0] for row in MATRIX})


def answer(client: Client, method: str, url: str) -> str:
    """One request that leaves nothing behind, as the table writes its answer."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "L"
    return {200: "2", 302: "3", 403: "F", 404: "4", 422: "2"}.get(response.status_code, str(response.status_code))


@pytest.mark.slow
def test_everybody_gets_what_the_matrix_says(db):
    world = make_world()
    clients = {}
    for who in EVERYBODY:
        clients[who] = Client()
        user = world.users[who]
        if user:
            clients[who].force_login(user)
    wrong = []
    for name, method, holes, row in MATRIX:
        url = reverse(
            name,
            kwargs={
                hole: world.values[hole]
                if value is ...
                else world.values["ours"]
                if value is OURS
                else world.values.get(value, value)
                if isinstance(value, str)
                else value
                for hole, value in holes.items()
            },
        )
        for who, wanted in zip(EVERYBODY, row.replace("·", " ").split(), strict=True):
            if row == ALL and who not in {"nobody", "root", "ana", "lea"}:
                continue  # what is for all is asked by four of them, to save a minute
            given = answer(clients[who], method, url)
            if given != wanted:
                wrong.append(f"{method} {name}: {who} gets {given}, not {wanted}")
    assert wrong == []


def test_an_address_in_ones_own_unit_opens_nobody_of_another(db):
    """Right unit, wrong person: the ids in an address are never believed."""
    world = make_world()
    lea, omar = login(world.cast.lea), login(world.cast.omar)
    ola, ben = world.cast.ola, world.cast.ben
    olas = Assignment.objects.get(person=ola)
    asked = [
        (lea, "tracking:person", "get", ["harbour", ola.pk]),
        (lea, "tracking:register", "post", ["harbour", ola.pk]),
        (lea, "tracking:move", "post", ["harbour", ola.pk, olas.pk]),
        (lea, "tracking:move", "post", ["harbour", ben.pk, olas.pk]),
        (lea, "tracking:submit_for", "post", ["harbour", ola.pk]),
        (omar, "tracking:submission", "get", ["hill", ola.pk, world.values["submission"]]),
        (omar, "tracking:submission", "post", ["hill", ben.pk, world.values["submission"]]),
        (lea, "tracking:person", "get", ["hill", ola.pk]),
        (omar, "tracking:person", "get", ["hill", ben.pk]),
        (omar, "tracking:revoke", "post", ["hill", ben.pk, world.values["evidence"]]),
        (omar, "tracking:revoke", "post", ["hill", ola.pk, world.values["evidence"]]),
        (omar, "tracking:move", "post", ["hill", ola.pk, world.values["assignment"]]),
        (omar, "tracking:person", "get", ["nation", ola.pk]),
        (lea, "tracking:plan_talk", "post", ["harbour", ola.pk]),
        (lea, "tracking:contact", "post", ["harbour", ola.pk]),
        (omar, "tracking:send_again", "post", ["hill", ben.pk]),
        (omar, "tracking:talk", "post", ["hill", ola.pk, world.values["talk"]]),
        (omar, "tracking:wish", "post", ["hill", world.values["wish"]]),
        (omar, "units:end_responsibility", "post", ["hill", world.values["responsibility"]]),
        (omar, "courses:settle", "post", ["hill", world.values["proposal"]]),
        (omar, "onboarding:import", "get", ["hill", world.values["number"]]),
        (omar, "onboarding:confirm_import", "post", ["hill", world.values["number"]]),
        (omar, "onboarding:discard_import", "post", ["hill", world.values["number"]]),
        (omar, "courses:withdraw", "post", ["hill", world.values["ours"]]),
        (omar, "courses:offer", "post", ["hill", world.values["ours"]]),
        (omar, "courses:stop_following", "post", ["hill", world.values["following"]]),
        (omar, "courses:adapted", "get", ["hill", world.values["adapted"]]),
        (omar, "courses:offered", "get", ["hill", world.values["taken_back"]]),
        (omar, "content:use_course", "get", ["hill", world.values["own_course"]]),
        (omar, "content:use_course", "post", ["hill", world.values["own_course"]]),
        (omar, "content:retire_course", "get", ["hill", world.values["own_course"]]),
        (omar, "content:retire_course", "post", ["hill", world.values["own_course"]]),
        (omar, "content:resume_course", "post", ["hill", world.values["own_course"]]),
    ]
    opened = [(name, args) for client, name, method, args in asked if getattr(client, method)(reverse(name, args=args)).status_code != 404]
    assert opened == []
    assert not Assignment.objects.exclude(status__in=["planned", "active"]).exists()
    assert not Evidence.objects.filter(revocation__isnull=False).exists()


def test_ones_own_notes_are_nobody_elses(db):
    world = make_world()
    for who in ("ana", "lea", "kim", "adm"):
        client = login(world.cast.people[who])
        client.post(reverse("learning:forget_note", args=[world.values["note"]]))
        assert "Mine." not in client.get(reverse("learning:notes")).content.decode()
    assert ReflectionNote.objects.filter(person=world.cast.ben).exists()


@pytest.mark.parametrize("who", ["ola", "omar", "cleo"])
def test_those_of_another_unit_meet_no_name_of_harbour(cast: Cast, who):
    client = login(cast.people[who])
    for url in (reverse("home:desk"), reverse("learning:catalogue"), "/enhet/harbour/folk/", "/enhet/", "/units/"):
        html = client.get(url, follow=True).content.decode()
        assert [name for name in ("Ana Lie", "Ben Lie", "Noor Lie") if name in html] == [], url
