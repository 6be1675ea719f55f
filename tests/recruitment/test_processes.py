"""The process screen: what holds, where it comes from, and deciding on it."""

import re

import pytest
import time_machine
from django.urls import reverse

from content.models import StandardPage
from lms.recruitment.actions.processes import drop_process, set_process
from lms.recruitment.models import FileRead, Process
from lms.recruitment.rules.stages import Demand
from lms.recruitment.selectors.facts import process_for
from lms.recruitment.selectors.processes import guidelines, holding, holdings
from lms.recruitment.words import plain as plain_words
from lms.roles.models import Role
from tests.cast import login
from tests.factories.recruitment import DAY, NOW, an_application

STEPS = {"rounds": "1", "seats": "2", "references": "1", "deciders": "2", "police_basis": ""}


@pytest.fixture
def cook(cast) -> Role:
    return Role.objects.get_or_create(key="kjokken", defaults={"name": "Kjøkken"})[0]


def page(name: str = "process", unit: str = "harbour") -> str:
    return reverse(f"recruitment:{name}", args=[unit])


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_process_is_told_in_words(cast, process):
    assert holding(cast.harbour, None).words == [
        "To samtaler, hver med minst to intervjuere.",
        "Fra og med den andre samtalen er minst én intervjuer ny.",
        "To referanser.",
        "To ulike personer står bak avgjørelsen.",
    ]


def test_the_shortest_process_is_told_too(db):
    assert plain_words.demand(
        Demand(rounds=0, seats=1, references=0, deciders=1, trial_shift=True), guideline="Slik", police_basis="§ 1"
    ) == [
        "Ingen samtale.",
        "Ingen referanser.",
        "En prøvevakt.",
        "Søkeren leser «Slik» og sier at de vil følge den.",
        "Politiattest vises, etter § 1.",
        "Én person står bak avgjørelsen.",
    ]


def test_where_a_process_comes_from(cast, process, cook):
    set_process(now=NOW, by=None, kind=cast.hill.kind, rounds=3)
    set_process(now=NOW, by=cast.lea, unit=cast.harbour, role=cook, rounds=0)
    assert [(each.origin, each.role) for each in holdings(cast.harbour)] == [("unit", None), ("unit", cook)]
    assert [(each.origin, each.role) for each in holdings(cast.kitchen)] == [("above", None), ("above", cook)]
    assert [each.origin for each in holdings(cast.hill)] == ["kind"]
    Process.objects.filter(kind=cast.hill.kind).delete()
    assert [each.origin for each in holdings(cast.hill)] == ["standard"]


def test_a_leader_decides_and_cases_that_have_begun_keep_theirs(cast, process):
    an_application(cast.kitchen, cast.companion)
    an_application(cast.harbour, cast.companion, stage="withdrawn", ended_at=NOW)
    client = login(cast.lea)
    assert "1 åpen sak følger den." in text(client.get(page()))
    assert client.post(page("edit_process"), STEPS | {"trial_shift": "on"}).status_code == 302
    now = process_for(cast.harbour, cast.companion)
    assert (now.rounds, now.references, now.trial_shift, now.written_by) == (1, 1, True, cast.lea)
    process.refresh_from_db()
    assert (process.superseded_at is not None, process.applications.count()) == (True, 2)
    assert "0 åpne saker følger den." in text(client.get(page()))


def test_one_role_can_have_its_own_and_drop_it_again(cast, process, cook):
    client, edit = login(cast.lea), page("edit_process") + "?rolle=kjokken"
    client.post(edit, STEPS)
    assert process_for(cast.harbour, cook).role == cook
    assert process_for(cast.harbour, cast.companion) == process
    for _twice in range(2):
        assert client.post(edit, {"do": "drop"}).status_code == 302
    assert process_for(cast.harbour, cook) == process
    assert client.get(page("edit_process") + "?rolle=finnes-ikke").status_code == 404


def test_dropping_in_one_unit_leaves_others(cast, process):
    kitchen = set_process(now=NOW, by=cast.lea, unit=cast.kitchen, rounds=1)
    assert drop_process(unit=cast.harbour, by=cast.lea, now=NOW + DAY)
    assert not drop_process(unit=cast.harbour, by=cast.lea, now=NOW + DAY)
    assert process_for(cast.kitchen, cast.companion) == kitchen
    assert process_for(cast.harbour, cast.companion).unit is None


@pytest.mark.parametrize("basis", ["on", "true", "ja", "99"])
def test_a_police_certificate_needs_a_legal_basis_by_name(cast, process, basis):
    response = login(cast.lea).post(page("edit_process"), STEPS | {"police_basis": basis})
    assert response.status_code == 422
    assert not Process.objects.exclude(police_basis="").exists()


def test_a_chosen_basis_asks_for_a_certificate(cast, process):
    client = login(cast.lea)
    assert "utviklingshemming" in text(client.get(page("edit_process")))
    client.post(page("edit_process"), STEPS | {"police_basis": "34-1"})
    assert process_for(cast.harbour, cast.companion).demand.police_certificate


def test_guidelines_are_published_articles_of_the_centre_and_of_ones_own_unit(cast):
    places = {"harbour": cast.harbour_page, "hill": cast.hill_page, "centre": cast.home}
    for name, parent in places.items():
        for live in (True, False):
            parent.add_child(instance=StandardPage(title=f"{name} {live}", slug=f"g-{name}-{live}".lower(), live=live))
    assert [found.title for found in guidelines(cast.kitchen)] == ["About us", "centre True", "harbour True"]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_cases(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        an_application(cast.harbour, cast.companion)
    with django_assert_num_queries(3):
        holdings(cast.harbour)


# --- who has opened a case --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("lea", 200), ("dag", 200), ("kim", 404), ("adm", 404), ("omar", 404)])
def test_readings_are_for_who_leads_and_works_on_the_case(cast, application, who, status):
    assert login(cast.people[who]).get(reverse("recruitment:readings", args=["harbour", application.pk])).status_code == status


def test_readings_are_a_line_a_sitting(cast, application):
    for minute, person, what in ((0, cast.kim, "case"), (10, cast.kim, "sheets"), (90, cast.kim, "case"), (95, None, "case")):
        FileRead.objects.create(application=application, person=person, what=what, at=NOW + minute * DAY / 1440)
    with time_machine.travel(NOW, tick=False):
        read = text(login(cast.lea).get(reverse("recruitment:readings", args=["harbour", application.pk])))
    assert read.count("Kim Lie") == 2
    assert "23. november 2026, 10:00–10:10 søknaden, intervjuernes vurderinger 2" in read
    assert "Noen vi ikke lenger vet hvem er" in read
