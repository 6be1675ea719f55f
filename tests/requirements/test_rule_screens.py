"""Making rules: what is tried is what happens, nothing happens before the yes, and who may not, cannot."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.qualifications.models import Qualification
from lms.requirements.actions import AskedFor, Draft, decide, repeat, require
from lms.requirements.counts import counts_by_unit
from lms.requirements.models import Effect, Phase, Requirement
from lms.requirements.rules import State
from lms.requirements.selectors import unit_matrix
from lms.requirements.trial_pages import ending_columns, trial_columns
from lms.requirements.trials import decide_once, first_day_it_bites, try_out
from lms.roles.models import Assignment
from lms.units.models import Unit
from tests.cast import Cast, login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.units import UnitKindFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
NOW = timezone.now()


@pytest.fixture
def aid() -> Qualification:
    return QualificationFactory.create(key="aid", name="First aid")


@pytest.fixture
def rescue() -> Qualification:
    return QualificationFactory.create(key="rescue", name="Rescue")


@pytest.fixture
def cast(cast: Cast) -> Cast:
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY - 30 * DAY, status="active")
    return cast


def draft(cast: Cast, *any_of: Qualification, **values: object) -> Draft:
    return Draft(**{"valid_from": TODAY + DAY, "clauses": [AskedFor(any_of)], "unit": cast.harbour} | values)


def told(cast: Cast) -> dict[str, object]:
    return {"unit": cast.harbour, "by": cast.lea, "now": timezone.now(), "on": TODAY}


# --- Trying ---------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"phase": Phase.WITHIN_DAYS, "days": 14},
        {"phase": Phase.BY_DAY, "due_on": TODAY + 60 * DAY},
        {"effect": Effect.NOT_ALONE},
    ],
)
def test_what_is_tried_is_what_happens_and_nothing_happens_before(cast, aid, rescue, values):
    EvidenceFactory.create(person=cast.ben, qualification=rescue, valid_until=None)
    wanted = draft(cast, aid, rescue, **values)
    trial = try_out(draft=wanted, unit=cast.harbour, on=TODAY)
    assert not Requirement.objects.exists()
    made = decide_once(draft=wanted, reason="New law.", **told(cast))
    counts = counts_by_unit([cast.harbour], on=trial.bites_on)[cast.harbour.pk]
    assert (trial.total.lacking_after, trial.total.not_alone_after) == (counts.lacking, counts.not_alone)
    gap = State.NOT_ALONE if "effect" in values else State.LACKING
    fallen = {row.person_id for row in unit_matrix(cast.harbour, on=trial.bites_on).rows if row.state == gap}
    assert fallen == {cast.ana.pk, cast.noor.pk}
    assert trial.total.to_do == len(fallen)
    if trial.bites_on > TODAY + DAY:
        early = unit_matrix(cast.harbour, on=trial.bites_on - DAY).rows
        assert not [row for row in early if row.state == gap], "the day before, everybody may still wait"
    made.refresh_from_db()
    assert made.dry_run == trial.as_json()
    assert made.reason == "New law."


def test_a_day_that_has_passed_bites_today(cast, aid):
    late = draft(cast, aid, phase=Phase.BY_DAY, due_on=TODAY + DAY, valid_from=TODAY)
    assert first_day_it_bites(late, on=TODAY) == TODAY + 2 * DAY


def test_a_shorter_term_bites_when_it_begins_for_those_whose_days_have_run_out_already(cast, aid):
    known = decide(draft=draft(cast, aid, valid_from=TODAY - 60 * DAY, phase=Phase.WITHIN_DAYS, days=80), reason="", by=cast.lea, now=NOW)
    shorter = draft(cast, aid, phase=Phase.WITHIN_DAYS, days=30)
    trial = try_out(draft=shorter, supersedes=known, unit=cast.harbour, on=TODAY)
    assert (trial.bites_on, trial.total.lacking_before) == (TODAY + DAY, 0)
    made = decide_once(draft=shorter, supersedes=known, reason="", **told(cast))
    assert trial.total.lacking_after == counts_by_unit([cast.harbour], on=made.valid_from)[cast.harbour.pk].lacking > 0


def test_the_same_draft_twice_is_once(cast, aid):
    values = {"draft": draft(cast, aid), "reason": "", **told(cast)}
    assert decide_once(**values) == decide_once(**values)
    assert Requirement.objects.count() == 1


# --- The screens --------------------------------------------------------------------------------------------------------------------------------


def answers(*any_of: Qualification, **values: object) -> dict[str, object]:
    return {
        "c0-any_of": [each.pk for each in any_of],
        "c0-level": "0",
        "role": "",
        "phase": "before_start",
        "effect": "blocks",
        "valid_from": (TODAY + DAY).isoformat(),
        "reason": "New law.",
    } | values


def test_a_leader_makes_a_rule_changes_it_and_ends_it(cast, aid, rescue):
    client, make = login(cast.lea), reverse("requirements:make", args=["harbour"])
    assert client.get(make).status_code == 200
    tried = client.post(make, answers(aid, rescue))
    assert [row["cells"][0] for row in tried.context["page"].names] == [cast.ana.name, cast.ben.name, cast.noor.name]
    assert tried.context["trial"].total.to_do == 3
    assert not Requirement.objects.exists()
    again = client.post(make, answers(aid, rescue, change="1"))
    assert (again.status_code, "New law." in again.content.decode()) == (200, True)
    done = client.post(make, answers(aid, rescue, confirmed="1"))
    assert client.post(make, answers(aid, rescue, confirmed="1"))["Location"] == done["Location"]
    first = Requirement.objects.get()
    assert (first.unit, first.decided_by, first.subjects) == (cast.harbour, cast.lea, ["aid+rescue"])
    page = client.get(done["Location"]).content.decode()
    assert "First aid" in page
    assert "New law." in page

    change = reverse("requirements:change", args=["harbour", first.pk])
    second = answers(aid, valid_from=(TODAY + 10 * DAY).isoformat(), phase="within_days", days="30")
    assert client.get(change).status_code == 200
    assert client.post(change, second).context["trial"].bites_on == TODAY + 41 * DAY
    for _ in range(2):
        assert client.post(change, second | {"confirmed": "1"}).status_code == 302
    first.refresh_from_db()
    newest = first.superseded_by
    assert (first.valid_until, newest.days, Requirement.objects.count()) == (TODAY + 9 * DAY, 30, 2)
    assert client.get(change).status_code == 404, "only the newest version is changed"
    assert client.get(reverse("requirements:rule", args=["harbour", first.pk])).context["versions"][0]["number"] == 2

    end = reverse("requirements:end", args=["harbour", newest.pk])
    assert client.post(end, {"on": (TODAY - DAY).isoformat(), "reason": "No longer."}).status_code == 422
    ended = {"on": (TODAY + 20 * DAY).isoformat(), "reason": "No longer."}
    assert client.post(end, ended).context["trial"].bites_on == TODAY + 21 * DAY
    newest.refresh_from_db()
    assert newest.valid_until is None, "seen, and nothing done yet"
    for _ in range(2):
        assert client.post(end, ended | {"confirmed": "1"}).status_code == 302
    newest.refresh_from_db()
    assert (newest.valid_until, newest.end_reason, newest.ended_by) == (TODAY + 20 * DAY, "No longer.", cast.lea)
    later = client.post(end, ended | {"on": (TODAY + 30 * DAY).isoformat(), "confirmed": "1"})
    assert (later.status_code, list(later.context["form"].errors)) == (422, ["on"]), "ending makes nothing last longer"
    assert newest.end_dry_run["bites_on"] == (TODAY + 21 * DAY).isoformat()
    kept = client.get(reverse("requirements:rule", args=["harbour", newest.pk])).context["versions"][0]["trials"]
    assert [each["page"].columns for each in kept] == [trial_columns(), ending_columns()], "with and without change places when a rule ends"


def test_a_units_own_rule_for_one_kind_and_town_stays_so_when_it_is_changed(cast, aid):
    """As merging makes it: a rule from elsewhere is repeated for the unit, with its kind and town."""
    theirs = draft(cast, aid, unit=cast.hill, kind=cast.hill.kind, city="Bergen", phase=Phase.WITHIN_DAYS, days=80)
    above = decide(draft=theirs, reason="", by=cast.lea, now=NOW)
    kept = repeat(requirement=above, unit=cast.harbour, valid_from=TODAY - 60 * DAY)
    client, change = login(cast.lea), reverse("requirements:change", args=["harbour", kept.pk])
    form = client.get(change).context["form"]
    assert (form["kind"].value(), form["city"].value()) == (cast.hill.kind_id, "Bergen")
    answered = answers(aid, confirmed="1", phase="within_days", days="30", kind=cast.hill.kind.pk, city="Bergen")
    assert client.post(change, answered).status_code == 302
    kept.refresh_from_db()
    newest = kept.superseded_by
    assert (newest.unit, newest.kind, newest.city) == (cast.harbour, cast.hill.kind, "Bergen")
    assert [clause.since for clause in newest.clauses.all()] == [TODAY - 60 * DAY]


def test_kind_and_town_are_asked_for_where_there_are_several_below(cast, aid):
    client, make = login(cast.lea), reverse("requirements:make", args=["harbour"])
    assert {"kind", "city"}.isdisjoint(client.get(make).context["form"].fields)
    other = UnitKindFactory.create()
    Unit.objects.filter(pk=cast.kitchen.pk).update(kind=other, city="Askøy")
    assert {"kind", "city"} <= client.get(make).context["form"].fields.keys()
    assert client.post(make, answers(aid, confirmed="1", kind=other.pk, city="Oslo")).status_code == 422, "no unit below is there"
    assert client.post(make, answers(aid, confirmed="1", kind=other.pk, city="Askøy")).status_code == 302
    made = Requirement.objects.get()
    assert (made.unit, made.kind, made.city) == (cast.harbour, other, "Askøy")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phase": "within_days"}, "days"),
        ({"phase": "by_day"}, "due_on"),
        ({"phase": "by_day", "due_on": TODAY.isoformat()}, "due_on"),
        ({"valid_from": (TODAY - DAY).isoformat()}, "valid_from"),
        ({"valid_from": "31.02.2026"}, "valid_from"),
        ({"reason": ""}, "reason"),
        ({"role": "999999"}, "role"),
    ],
)
def test_wrong_input_is_told_beside_the_field_and_changes_nothing(cast, aid, values, field):
    response = login(cast.lea).post(reverse("requirements:make", args=["harbour"]), answers(aid, confirmed="1", **values))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not Requirement.objects.exists()


def test_something_must_be_asked_for_and_nothing_of_another_unit(cast, aid):
    theirs = QualificationFactory.create(key="hills", unit=cast.hill)
    client = login(cast.lea)
    for any_of in ([], [theirs]):
        response = client.post(reverse("requirements:make", args=["harbour"]), answers(*any_of, confirmed="1"))
        assert response.status_code == 422
        assert response.context["form"].clauses[0].errors
    assert not Requirement.objects.exists()


def test_a_leader_sees_what_comes_from_above_and_changes_only_what_is_hers(cast, aid, rescue):
    above = RequirementFactory.create(qualification=aid)
    below = RequirementFactory.create(qualification=rescue, unit=cast.kitchen)
    beside = RequirementFactory.create(qualification=QualificationFactory.create(key="x", name="Beside"), unit=cast.hill)
    client = login(cast.lea)
    page = client.get(reverse("requirements:overview", args=["harbour"])).content.decode()
    assert "First aid" in page
    assert "Rescue" in page
    assert "Beside" not in page
    for verb in ("change", "end"):
        assert client.get(reverse(f"requirements:{verb}", args=["harbour", above.pk])).status_code == 404
        assert client.get(reverse(f"requirements:{verb}", args=["harbour", below.pk])).status_code == 200
        assert client.get(reverse(f"requirements:{verb}", args=["harbour", beside.pk])).status_code == 404
    assert client.get(reverse("requirements:rule", args=["harbour", beside.pk])).status_code == 404


def test_the_centre_makes_rules_for_all_and_is_not_told_of_few(cast, aid):
    client, make = login(cast.siv), reverse("requirements:make", args=["nation"])
    page = client.get(make).content.decode()
    assert 'name="city"' in page
    page = client.post(make, answers(aid, city="Bergen")).context["page"]
    assert (page.names, page.rows[0][1]) == ([], "færre enn 5")
    rows = page.rows
    assert all(not cell.isdigit() or cell == "0" or int(cell) >= 5 for row in rows for cell in row[1:])
    assert client.post(make, answers(aid, confirmed="1", city="Bergen")).status_code == 302
    made = Requirement.objects.get()
    assert (made.unit, made.city) == (None, "Bergen")


def test_what_a_rule_from_above_does_elsewhere_is_not_told_below(cast, aid):
    login(cast.siv).post(reverse("requirements:make", args=["nation"]), answers(aid, confirmed="1"))
    made = Requirement.objects.get()
    told = login(cast.siv).get(reverse("requirements:rule", args=["nation", made.pk])).context["versions"][0]["trials"]
    assert "Hill" in str(told)
    page = login(cast.lea).get(reverse("requirements:rule", args=["harbour", made.pk]))
    assert page.context["versions"][0]["trials"] == []
    assert "Hill" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_for_any_number_of_rules(cast, django_assert_num_queries, number):
    for turn in range(number):
        require(qualification=QualificationFactory.create(key=f"q{turn}"), unit=cast.harbour, valid_from=date(2026, 1, 1))
    client = login(cast.lea)
    client.get(reverse("requirements:overview", args=["harbour"]))
    with django_assert_num_queries(11):
        client.get(reverse("requirements:overview", args=["harbour"]))
