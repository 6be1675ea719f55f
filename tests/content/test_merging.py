"""Merging a unit into another, and opening a closed one again."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content.actions import close_unit, put_page, reopen_unit
from content.merging.actions import merge_units
from content.merging.plan import merger
from content.models import StandardPage
from lms.courses.actions import write_local_text
from lms.courses.models import LocalText, ModulePage
from lms.courses.selectors import local_texts, outline
from lms.learning.models import Enrolment
from lms.qualifications.models import Evidence, Holding, Qualification
from lms.quizzes.models import Question
from lms.recruitment.models import Application, OpeningPage
from lms.requirements import rules
from lms.requirements.models import Requirement
from lms.requirements.selectors import readiness_of, requirements_for
from lms.roles.models import Assignment, AssignmentStatus, Responsibility
from lms.roles.policies import Permission, may
from lms.units.models import Unit
from tests import school
from tests.cast import login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.quizzes import question
from tests.factories.recruitment import an_application
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
THEN = date(2026, 3, 1)


def merge(source: Unit, target: Unit, **more: object) -> Unit:
    return merge_units(**{"source": source, "target": target, "with_requirements": False, "by": None, "at": timezone.now(), **more})


def stood(person, assignment: Assignment, day: date) -> tuple[str, list[str]]:
    """How somebody stood in a unit on a day, by the one definition, out of what is on record now."""
    spans: dict[rules.Held, list[tuple[date, date]]] = {}
    for key, level, *span in Holding.objects.filter(person=person).values_list("qualification__key", "level", "valid_from", "valid_until"):
        spans.setdefault((key, level), []).append(tuple(span))
    demands = requirements_for(assignment.role, assignment.unit)
    verdict = rules.readiness(demands, spans, starts_on=assignment.starts_on, on=day)
    return verdict.state.name, sorted(item.demand.subject for item in verdict.lacking)


def test_people_go_on_and_the_past_says_what_it_said():
    place = school.build()
    ana, bo = (school.tidgiver(name, place.bergen, place.role) for name in ("Ana", "Bo"))
    local, central = QualificationFactory.create(key="lokalt", unit=place.bergen), QualificationFactory.create(key="sentralt")
    RequirementFactory.create(qualification=local, unit=place.bergen)
    RequirementFactory.create(qualification=central)
    for earned in (local, central):
        EvidenceFactory.create(person=ana, qualification=earned, unit=place.bergen, earned_on=date(2026, 2, 1))
    posts = {person: Assignment.objects.get(person=person) for person in (ana, bo)}
    days = (THEN, YESTERDAY)
    before = {(person.pk, day): stood(person, posts[person], day) for person in posts for day in days}
    evidence = list(Evidence.objects.values_list())
    for _ in range(2):
        merged = merge(place.bergen, place.oslo)
    assert (merged.closed_on, merged.merged_into) == (TODAY, place.oslo)
    assert list(Evidence.objects.values_list()) == evidence
    olds = Assignment.objects.filter(unit=place.bergen).values_list("status", "starts_on", "ends_on")
    assert set(olds) == {(AssignmentStatus.ENDED, date(2026, 1, 1), YESTERDAY)}
    news = Assignment.objects.filter(unit=place.oslo).values_list("person", "status", "starts_on", "ends_on")
    assert set(news) == {(person.pk, AssignmentStatus.ACTIVE, TODAY, None) for person in posts}
    assert {(person.pk, day): stood(person, posts[person], day) for person in posts for day in days} == before
    assert before[bo.pk, THEN] == ("LACKING", ["lokalt", "sentralt"])
    now = {person: readiness_of(person, on=TODAY)[0] for person in posts}
    assert [now[person].assignment.unit for person in posts] == [place.oslo, place.oslo]
    assert [now[person].verdict.state.name for person in posts] == ["READY", "LACKING"]
    assert [item.demand.subject for item in now[bo].verdict.lacking] == ["sentralt"]


def test_who_holds_the_role_there_already_keeps_that_row_and_a_planned_one_begins():
    place = school.build()
    twice, planned, paused = (school.tidgiver(name, place.bergen, place.role) for name in ("Ana", "Bo", "Cy"))
    AssignmentFactory.create(person=twice, role=place.role, unit=place.oslo, starts_on=THEN)
    AssignmentFactory.create(
        person=planned, role=place.role, unit=place.oslo, starts_on=TODAY + timedelta(days=9), status=AssignmentStatus.PLANNED
    )
    Assignment.objects.filter(person=paused).update(status=AssignmentStatus.PAUSED)
    found = merger(place.bergen, place.oslo, on=TODAY)
    assert [(item.what.person, item.clashes) for item in found.assignments] == [(twice, True), (planned, True), (paused, False)]
    merge(place.bergen, place.oslo)
    rows = Assignment.objects.current().order_by("person").values_list("person", "unit", "status", "starts_on")
    oslo = place.oslo.pk
    assert list(rows) == [
        (twice.pk, oslo, AssignmentStatus.ACTIVE, THEN),
        (planned.pk, oslo, AssignmentStatus.ACTIVE, TODAY),
        (paused.pk, oslo, AssignmentStatus.PAUSED, TODAY),
    ]


def test_pages_move_with_their_addresses_and_words_are_said_there(client):
    place = school.build()
    bergen, oslo = place.bergen, place.oslo
    own = school.local_module(bergen, fills=place.slot)
    for unit in (bergen, oslo):
        put_page(Page.objects.get(unit=unit), StandardPage(title=f"Om oss i {unit.city}", slug="om-oss"))
    put_page(Page.objects.get(unit=bergen), OpeningPage(title="Bli med", slug="bli-med", role=place.role, lead="Kom."))
    lea = school.responsible("Lea", bergen, "leader")
    write_local_text(unit=bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=timezone.now())
    merge(bergen, oslo)
    assert client.get("/enheter/bergen/om-oss/", follow=True).redirect_chain[-1][0] == "/enheter/oslo/om-oss-bergen/"
    assert client.get("/enheter/bergen/bli-med/", follow=True).redirect_chain[-1][0] == "/enheter/oslo/bli-med/"
    assert client.get("/enheter/bergen/", follow=True).redirect_chain[-1][0] == "/enheter/oslo/"
    assert client.get("/enheter/oslo/om-oss/").status_code == 200
    assert own.pk in [step.page_id for step in outline(place.course, oslo).steps]
    assert local_texts([place.first.pk], oslo)[place.first.pk, "skapet"].text == "I skapet."
    assert LocalText.objects.filter(unit=bergen).count() == 1


def test_what_the_other_unit_has_written_stands_and_nothing_is_thrown_away():
    place = school.build()
    mine, theirs = school.local_module(place.bergen, fills=place.slot), school.local_module(place.oslo, fills=place.slot)
    lea, omar = school.responsible("Lea", place.bergen, "leader"), school.responsible("Omar", place.oslo, "leader")
    for unit, by, text in ((place.bergen, lea, "I skapet."), (place.oslo, omar, "I skuffen.")):
        write_local_text(unit=unit, page=place.first, key="skapet", text=text, by=by, at=timezone.now())
    found = merger(place.bergen, place.oslo, on=TODAY)
    assert [item.clashes for item in [*found.fillings, *found.texts]] == [True, True]
    merge(place.bergen, place.oslo)
    steps = [step.page_id for step in outline(place.course, place.oslo).steps]
    assert (theirs.pk in steps, mine.pk in steps) == (True, False)
    draft = ModulePage.objects.get(pk=mine.pk)
    assert (draft.live, draft.get_parent().pk, draft.slug) == (False, place.oslo.page_id, "hos-oss-bergen")
    assert local_texts([place.first.pk], place.oslo)[place.first.pk, "skapet"].text == "I skuffen."
    assert may(lea, Permission.SEE_PEOPLE, place.oslo, on=TODAY)
    assert not Responsibility.objects.on(TODAY).filter(unit=place.bergen).exists()


@pytest.mark.parametrize("along", [False, True])
def test_its_own_courses_questions_and_cases_go_along_and_requirements_if_asked(along):
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    own, shared = QualificationFactory.create(unit=place.bergen), QualificationFactory.create()
    for earned, unit in ((own, place.bergen), (shared, place.bergen), (shared, place.oslo)):
        RequirementFactory.create(qualification=earned, unit=unit, role=place.role)
    question(unit=place.bergen)
    case = an_application(place.bergen, place.role)
    for course, unit in ((place.course, place.bergen),):
        Enrolment.objects.create(person=ana, course=course, unit=unit, enrolled_at=timezone.now())
    merge(place.bergen, place.oslo, with_requirements=along)
    assert Qualification.objects.get(pk=own.pk).unit == place.oslo
    assert Question.objects.get(unit__isnull=False).unit == place.oslo
    assert Application.objects.get(pk=case.pk).unit == place.oslo
    assert Enrolment.objects.get(person=ana).unit == place.oslo
    rows = Requirement.objects.order_by("pk").values_list("clauses__options__qualification", "unit", "valid_from", "valid_until")
    bergen, oslo = place.bergen.pk, place.oslo.pk
    kept = [(own.pk, bergen, date(2020, 1, 1), YESTERDAY), (shared.pk, bergen, date(2020, 1, 1), YESTERDAY)]
    assert list(rows) == [*kept, (shared.pk, oslo, date(2020, 1, 1), None)] + ([(own.pk, oslo, TODAY, None)] if along else [])


def test_units_are_not_merged_out_of_turn(cast):
    for source, target, by, why in (
        (cast.nation, cast.hill, cast.adm, "hele organisasjonen"),
        (cast.harbour, cast.hill, cast.adm, "åpne enheter under"),
        (cast.hill, cast.hill, cast.adm, "seg selv"),
        (cast.kitchen, cast.hill, cast.lea, "ikke slå sammen"),
    ):
        with pytest.raises(ValidationError, match=why):
            merge(source, target, by=by)
    close_unit(unit=cast.kitchen, on=TODAY, by=cast.adm, today=TODAY)
    with pytest.raises(ValidationError, match="lagt ned"):
        merge(cast.hill, cast.kitchen, by=cast.adm)
    assert not Unit.objects.filter(merged_into__isnull=False).exists()


def test_the_screen_shows_everything_before_anything_happens(cast):
    client, address = login(cast.adm), reverse("content:merge_unit", args=["hill"])
    assert client.get(address).status_code == 200
    wrong = client.get(address, {"target": cast.hill.pk})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["target"])
    shown = client.get(address, {"target": cast.harbour.pk})
    said = BeautifulSoup(shown.content, "html.parser").get_text(" ", strip=True)
    assert ("Ola Lie" in said, "Omar Lie" in said) == (True, True)
    assert Unit.objects.get(slug="hill").closed_on is None
    done = client.post(address, {"target": cast.harbour.pk}, follow=True)
    assert done.redirect_chain == [(reverse("content:unit", args=["harbour"]), 302)]
    closed = BeautifulSoup(client.get(reverse("content:unit", args=["hill"])).content, "html.parser")
    assert closed.select_one(f'a[href="{reverse("content:unit", args=["harbour"])}"]')
    assert may(cast.omar, Permission.SEE_PEOPLE, cast.harbour, on=TODAY)


def test_a_plan_costs_the_same_however_many_go_along(cast, django_assert_num_queries):
    def plan() -> None:
        merger(Unit.objects.select_related("page").get(pk=cast.hill.pk), Unit.objects.get(pk=cast.harbour.pk), on=TODAY)

    plan()  # whoever comes first in the life of a process asks for the types of content
    for number in (1, 3):
        while Assignment.objects.filter(unit=cast.hill).count() < number:
            AssignmentFactory.create(unit=cast.hill, role=cast.companion)
        with django_assert_num_queries(16):
            plan()


def test_a_closed_unit_opens_again_with_page_and_articles_but_without_openings(client):
    place = school.build()
    put_page(Page.objects.get(unit=place.bergen), OpeningPage(title="Bli med", slug="bli-med", role=place.role, lead="Kom."))
    put_page(Page.objects.get(unit=place.bergen), StandardPage(title="Om oss", slug="om-oss"))
    put_page(Page.objects.get(unit=place.bergen), StandardPage(title="Utkast", slug="utkast", live=False))
    school.tidgiver("Ana", place.bergen, place.role)
    before = list(Assignment.objects.values_list())
    close_unit(unit=place.bergen, on=YESTERDAY, by=None, today=TODAY)
    for _ in range(2):
        assert reopen_unit(unit=place.bergen, by=None, today=TODAY).closed_on is None
    assert [client.get(f"/enheter/bergen/{path}").status_code for path in ("", "om-oss/", "utkast/")] == [200, 200, 404]
    assert client.get("/enheter/bergen/bli-med/").headers["Location"] == "/enheter/bergen/"
    assert list(Assignment.objects.values_list()) == before


def test_a_merged_unit_opens_again_empty_and_only_below_an_open_one(cast):
    merge(cast.kitchen, cast.hill, by=cast.adm)
    address = reverse("content:reopen_unit", args=["kitchen"])
    close_unit(unit=cast.harbour, on=TODAY, by=cast.adm, today=TODAY)
    assert login(cast.adm).post(address).status_code == 422
    reopen_unit(unit=cast.harbour, by=cast.adm, today=TODAY)
    with pytest.raises(ValidationError, match="igjen"):
        reopen_unit(unit=cast.kitchen, by=cast.omar, today=TODAY)
    assert login(cast.adm).get(address).status_code == 200
    assert login(cast.adm).post(address).status_code == 302
    kitchen = Unit.objects.get(slug="kitchen")
    assert (kitchen.closed_on, kitchen.merged_into) == (None, None)
    assert login(cast.adm).get("/units/kitchen/").status_code == 200
