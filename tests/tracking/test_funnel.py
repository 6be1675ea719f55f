"""From interest to ready: the same people all the way, each once, reckoned anew by plain loops; small numbers; what it costs."""

import csv
from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.recruitment.models import Application, Move, Ruling
from lms.recruitment.rules.numbers import WAY, Season, last_seasons, season_of
from lms.recruitment.rules.stages import Stage
from lms.requirements.models import Requirement
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of
from lms.roles.models import Assignment
from lms.tracking.rules.funnel import Came, Step, best, came_so_far, step_of
from lms.tracking.selectors.funnel import came, funnel
from lms.units.models import Unit
from tests.cast import LONG_AGO, Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.recruitment import an_application
from tests.factories.requirements import LeaveFactory, RequirementFactory
from tests.factories.roles import AssignmentFactory
from tests.factories.units import UnitFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
SHORT_WAY = (Stage.CONTACTED, Stage.INTERVIEW_1, Stage.INTERVIEW_2, Stage.REFERENCES, Stage.RULING, Stage.ADMITTED)

seasons = st.sampled_from([Season(2025, 1), Season(2025, 2), Season(2026, 1)])


@pytest.mark.parametrize(
    ("furthest", "step"),
    [
        (Stage.RECEIVED, Step.INTERESTED),
        (Stage.CONTACTED, Step.INTERESTED),
        (Stage.INTERVIEW_1, Step.INVITED),
        (Stage.INTERVIEW_2, Step.INVITED),
        (Stage.INTERVIEW_3, Step.INVITED),
        (Stage.REFERENCES, Step.INTERVIEWED),
        (Stage.TRIAL_SHIFT, Step.INTERVIEWED),
        (Stage.ADMITTED, Step.ADMITTED),
    ],
)
def test_how_far_a_stage_of_recruitment_is(furthest, step):
    assert step_of(furthest) is step


came_to_steps = st.lists(st.tuples(st.sampled_from("abcde"), st.builds(Came, st.sampled_from(Step), seasons)), max_size=12)


@given(came_to_steps)
def test_everybody_counts_once_as_far_as_they_came_and_never_further_than_before(every):
    people = best(every)
    for who, told in people.items():
        furthest = max(each.step for name, each in every if name == who)
        assert told == Came(furthest, min(each.season for name, each in every if name == who and each.step == furthest))
    columns = came_so_far(Counter(people.values()), [Season(2025, 1), Season(2025, 2), Season(2026, 1)])
    assert all(column == sorted(column, reverse=True) for column in columns)
    assert columns[-1][Step.INTERESTED] == len({who for who, _each in every})
    assert [sum(numbers) for numbers in zip(*columns[:-1], strict=True)] == columns[-1]
    assert all(Came.told(str(each)) == each for each in people.values())


def a_case(unit: Unit, role, *, stages=SHORT_WAY, ago=60, person=None, **values) -> Application:
    """Somebody who applied so many days ago and came so far."""
    at = timezone.now() - timedelta(days=ago)
    ended = {"ended_at": at} if stages and stages[-1] in (Stage.ADMITTED, Stage.DECLINED) else {}
    case = an_application(unit, role, received_at=at, stage=[Stage.RECEIVED, *stages][-1], person=person, **ended, **values)
    for before, to in zip([Stage.RECEIVED, *stages], stages, strict=False):
        Move.objects.create(application=case, from_stage=before, to_stage=to, at=at)
    return case


def admitted(unit: Unit, role, *, person=None, began=None, **values) -> Application:
    """Somebody who was admitted, and began on a day if one is given."""
    person = person or PersonFactory.create()
    case = a_case(unit, role, person=person, **values)
    planned = {"status": "planned", "starts_on": TODAY + 9 * DAY}
    post = AssignmentFactory.create(person=person, unit=unit, role=role, **({"starts_on": began} if began else planned))
    ruling = {"outcome": "admitted", "code": "suited", "sentence": "x", "from_stage": "references", "assignment": post}
    Ruling.objects.create(application=case, proposed_at=case.received_at, confirmed_at=case.received_at, **ruling)
    return case


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Harbour: of ten, two applied only, two were invited, one was interviewed, five admitted: one of them not begun, one not ready, one not done."""
    Assignment.objects.all().delete()
    secrecy, cooking = (QualificationFactory.create(key=key, name=key.title()) for key in ("secrecy", "cooking"))
    RequirementFactory.create(qualification=secrecy, unit=cast.nation, valid_from=LONG_AGO)
    RequirementFactory.create(qualification=cooking, unit=cast.nation, valid_from=LONG_AGO, phase="within_days", days=90)
    for stages in ((), SHORT_WAY[:1], SHORT_WAY[:2], (*SHORT_WAY[:3], Stage.RULING, Stage.DECLINED), SHORT_WAY[:4]):
        a_case(cast.harbour, cast.companion, stages=stages)
    admitted(cast.harbour, cast.companion)
    cases = [admitted(cast.harbour, cast.companion, began=TODAY - number * DAY) for number in (9, 20, 30, 50)]
    for case in cases[1:]:
        EvidenceFactory.create(person=case.person, qualification=secrecy, earned_on=TODAY - 5 * DAY)
    EvidenceFactory.create(person=cases[-1].person, qualification=cooking, earned_on=TODAY - 4 * DAY)
    return cast


def together(viewer: Person, unit: Unit) -> list[int | None]:
    return [numbers[-1] for _step, numbers, _share in funnel(viewer, unit, on=TODAY).lines]


def test_each_step_counts_those_who_came_so_far(house):
    assert together(house.kim, house.harbour) == [10, 8, 6, 5, 4, 3, 1]


def test_somebody_counts_once_as_far_as_they_came_of_all_times(house):
    twice = Application.objects.filter(stage=Stage.ADMITTED, person__assignments__starts_on=TODAY - 9 * DAY).get()
    a_case(house.hill, house.companion, stages=(), ago=200, email=twice.email.upper())
    a_case(house.hill, house.companion, stages=SHORT_WAY[:2], person=twice.person)
    assert together(house.adm, house.nation) == [10, 8, 6, 5, 4, 3, 1]
    assert together(house.adm, house.hill) == [2, 1, 0, 0, 0, 0, 0]  # what tells that they are one is not Hill's
    Application.objects.update(email="")  # what is forgotten stands by itself, if no person is known
    assert together(house.adm, house.nation)[0] == 11


def test_who_was_admitted_to_what_they_had_already_has_started(house):
    case = admitted(house.hill, house.companion, began=TODAY - 3 * DAY)
    Ruling.objects.filter(application=case).update(assignment=None)
    assert together(house.adm, house.hill) == [1, 1, 1, 1, 1, 0, 0]
    Assignment.objects.filter(unit=house.hill).update(status="ended", starts_on=TODAY, ends_on=TODAY)  # never came
    assert together(house.adm, house.hill) == [1, 1, 1, 1, 0, 0, 0]


def test_those_who_began_are_kept_as_they_are_counted_whatever_is_written(house):
    units = list(Unit.objects.all())

    def agree() -> list[Counter[Came]]:
        counted = [came(unit, on=TODAY) for unit in units]
        assert [came(unit, on=TODAY, many=0) for unit in units] == counted
        return counted

    found = [agree()]
    case = Application.objects.filter(person__assignments__starts_on=TODAY - 9 * DAY).get()
    EvidenceFactory.create(person=case.person, qualification=Qualification.objects.get(key="secrecy"), earned_on=TODAY)
    found.append(agree())
    admitted(house.hill, house.companion, person=case.person, began=TODAY - DAY, ago=250)
    found.append(agree())
    had = admitted(house.kitchen, house.companion, began=TODAY - DAY)
    found.append(agree())
    Ruling.objects.filter(application=had).update(undone_at=timezone.now())
    Application.objects.filter(pk=had.pk).update(stage=Stage.RULING, ended_at=None)
    found.append(agree())
    ruling = {"outcome": "admitted", "code": "suited", "sentence": "x", "from_stage": "references"}  # of somebody who serves there already
    Application.objects.filter(pk=had.pk).update(stage=Stage.ADMITTED, ended_at=timezone.now())
    Ruling.objects.create(application=had, proposed_at=had.received_at, confirmed_at=had.received_at, **ruling)
    found.append(agree())
    Requirement.objects.all().delete()
    found.append(agree())
    assert all(one != other for one, other in pairwise(found))


def test_an_admission_that_was_undone_is_none(house):
    case = admitted(house.hill, house.companion, began=TODAY - 3 * DAY)
    Move.objects.create(application=case, from_stage=Stage.ADMITTED, to_stage=Stage.RULING, at=timezone.now())
    Application.objects.filter(pk=case.pk).update(stage=Stage.RULING, ended_at=None)
    Ruling.objects.filter(application=case).update(undone_at=timezone.now())
    assert together(house.adm, house.hill) == [1, 1, 1, 0, 0, 0, 0]


def test_a_leave_lets_somebody_serve_and_meets_no_requirement(house):
    case = admitted(house.hill, house.companion, began=TODAY - 3 * DAY)
    post = Assignment.objects.get(person=case.person)
    LeaveFactory.create(assignment=post, starts_on=TODAY - DAY, until=TODAY + DAY, at=timezone.now())
    assert together(house.adm, house.hill) == [1, 1, 1, 1, 1, 1, 0]


def expected(unit: Unit) -> dict[Season | None, list[int]]:
    """The numbers by plain loops: every person, every day."""
    since = last_seasons(TODAY, 4)[-1].first_day
    own: dict[object, list[Application]] = {}
    for case in Application.objects.select_related("unit", "person").order_by("received_at"):
        if unit.pk in case.unit.path_ids and timezone.localdate(case.received_at) >= since:
            same = Application.objects.filter(email__iexact=case.email, person__isnull=False).first() if case.email else None
            own.setdefault(case.person or (same and same.person) or case.email or case.pk, []).append(case)
    found = {season: [0] * 7 for season in (*last_seasons(TODAY, 4), None)}
    for cases in own.values():
        reached = [came_to(case) for case in cases]
        came = max(reached)
        first = cases[reached.index(came)]
        for column in (season_of(timezone.localdate(first.received_at)), None):
            for step in range(came + 1):
                found[column][step] += 1
    return found


def came_to(case: Application) -> int:
    named = [move.to_stage for move in case.moves.order_by("at", "pk") if move.to_stage in WAY and move.to_stage != Stage.ADMITTED]
    if case.stage != Stage.ADMITTED:
        at = max([WAY.index(Stage(stage)) for stage in named], default=0)
        return 2 if at >= WAY.index(Stage.REFERENCES) else 1 if at >= WAY.index(Stage.INTERVIEW_1) else 0
    ruling = case.rulings.filter(confirmed_at__isnull=False, undone_at__isnull=True, assignment__isnull=False).last()
    post = ruling and ruling.assignment
    if post is None or post.status == "planned" or post.starts_on > TODAY or (post.status == "ended" and post.ends_on == post.starts_on):
        return 3
    only = Assignment.objects.filter(pk=post.pk)
    last = min(TODAY, post.ends_on or TODAY)
    only.update(status="active")  # on the days that are asked about it had neither ended nor a break
    days = [post.starts_on + number * DAY for number in range((last - post.starts_on).days + 1)]
    is_ready = is_done = False
    for day in days:
        verdict = readiness_of(post.person, on=day, assignments=only)[0].verdict
        is_ready |= verdict.state <= State.READY_WITHIN_GRACE
        is_done |= all(each.held for each in verdict.standings)
        if is_ready and is_done:
            break
    only.update(status=post.status)
    return 4 + is_ready + (is_ready and is_done)


@pytest.mark.parametrize("slug", ["bla-kors-norge", "steg-for-steg-bergen"])
def test_every_number_is_what_plain_loops_find(demo, slug):
    unit, viewer = Unit.objects.get(slug=slug), Person.objects.get(email="astrid@tidgiver.example")
    found = funnel(viewer, unit, on=TODAY)
    wanted = expected(unit)
    assert [numbers for _step, numbers, _share in found.lines] == [
        [wanted[column][step] for column in (*found.seasons, None)] for step in Step
    ]
    assert found.lines[Step.STARTED][1][-1]


def table(viewer, slug: str = "harbour") -> list[list[str]]:
    response = login(viewer).get(reverse("tracking:plot_file", args=[slug, "veien"]))
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_page_says_what_the_file_says_and_what_each_number_is(house):
    page = BeautifulSoup(login(house.kim).get(reverse("tracking:plot", args=["harbour", "veien"])).content, "html.parser")
    shown = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("table.table tbody tr")]
    head, *rows = table(house.kim)
    assert shown == rows
    assert rows[0][-2:] == ["10", "100 %"]
    assert len(page.select(".chart__row")) == len(rows) == 7
    defined = {each.get_text(strip=True) for each in page.select("dt")}
    assert {row[0] for row in rows} <= defined
    assert len(head) == 4 + 3


def test_small_numbers_are_for_those_who_may_see_who_it_is(house):
    assert together(house.siv, house.harbour) == [10, 10, 5, 5, None, None, None]
    cells = {cell for row in table(house.siv)[1:] for cell in row[1:-1]}
    assert cells <= {"0", "5", "10", "Vises ikke"}
    page = login(house.siv).get(reverse("tracking:plot", args=["harbour", "veien"])).content.decode()
    assert "ca. 10" in page
    assert together(house.siv, house.nation) == together(house.siv, house.harbour), "the whole is told about too while a part is small"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        unit = UnitFactory.create(parent=house.harbour, kind=house.harbour.kind)
        a_case(unit, house.companion, stages=SHORT_WAY[:2])
        admitted(unit, house.companion, began=TODAY - DAY)
    client, address = login(house.kim), reverse("tracking:plot", args=["harbour", "veien"])
    client.get(address)
    with django_assert_num_queries(18):
        client.get(address)
