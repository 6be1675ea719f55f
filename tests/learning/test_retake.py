"""A retake asks the right people for the changed step alone, from its day on; the past stands."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.models import Edition
from lms.courses.selectors import outline
from lms.learning import actions, selectors
from lms.learning.publishing import release_step
from lms.learning.rules import Done, Earned, Step, progress
from lms.people.models import Person
from lms.qualifications.actions import rebuild, record, reverse
from lms.qualifications.models import Assurance, Decision, Effect, Evidence, EvidenceKind
from lms.quizzes.changes import GRACE, retake_day
from lms.quizzes.models import Attempt, ChangingPage
from lms.requirements.actions import require
from lms.requirements.counts import counts_by_unit
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of
from lms.units.models import Unit
from tests import school
from tests.cast import login
from tests.school import School

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
BEFORE = NOW - 100 * DAY


def finish(place: School, person: Person, unit: Unit, *slugs: str, now: object = BEFORE) -> Evidence | None:
    evidence = None
    for step in outline(place.course, unit).steps:
        if slugs and step.slug not in slugs:
            continue
        common = {"person": person, "course": place.course, "unit": unit, "step": step, "now": now}
        if step.slug == "prove":
            number = Attempt.objects.filter(person=person).count() + 1
            times = {
                "number": number,
                "seed": 1,
                "pass_percent": 80,
                "started_at": now,
                "submitted_at": now,
                "percent": 100,
                "passed": True,
            }
            attempt = Attempt.objects.create(person=person, quiz=place.quiz, unit=unit, **times)
            evidence = actions.finish_quiz(**common, attempt=attempt) or evidence  # type: ignore[arg-type]
        else:
            evidence = actions.finish_step(**common) or evidence  # type: ignore[arg-type]
    return evidence


def retake(page: ChangingPage, *, from_day: date | None = None) -> Edition:
    page.title += "!"
    page.change_class, page.change_note, page.retake_from = "retake", "Ny regel.", from_day
    school.publish(page)
    return Edition.objects.filter(page=page).latest("number")


def ready(person: Person, on: date) -> bool:
    return all(each.verdict.state is not State.LACKING for each in readiness_of(person, on=on))


def left(place: School, person: Person, unit: Unit, on: date = TODAY) -> list[str]:
    standing = selectors.progress_in(person, [(place.course, unit)], on=on)[0]
    return [step.slug for step in standing.outline.steps if step.page_id not in standing.progress.done]


@pytest.fixture
def place(db: None) -> School:
    place = school.build()
    assert place.course.qualification
    require(qualification=place.course.qualification, valid_from=date(2020, 1, 1))
    return place


@pytest.fixture
def ana(place: School) -> Person:
    """Has finished the course in Bergen a while ago."""
    ana = school.tidgiver("Ana", place.bergen, place.role)
    assert finish(place, ana, place.bergen)
    return ana


def test_those_who_did_the_step_lack_it_from_the_day_on_and_nobody_else_does(place: School, ana: Person) -> None:
    kim, ben = school.tidgiver("Kim", place.oslo, place.role), school.tidgiver("Ben", place.bergen, place.role)
    finish(place, kim, place.oslo)
    finish(place, ben, place.bergen, "hvorfor")
    assert place.course.qualification
    paper = {"kind": EvidenceKind.REGISTERED, "assurance": Assurance.REGISTERED, "earned_on": TODAY - 50 * DAY, "at": BEFORE}
    record(person=ben, qualification=place.course.qualification, source="Papir", source_key="papir", **paper)  # type: ignore[arg-type]
    from_day = TODAY + 30 * DAY
    retake(place.last, from_day=from_day)
    assert [(ready(each, from_day - DAY), ready(each, from_day)) for each in (ana, kim, ben)] == [
        (True, False),
        (True, False),
        (True, True),
    ]
    assert (left(place, ana, place.bergen), left(place, kim, place.oslo)) == (["slutt"], ["slutt"])
    assert counts_by_unit([place.centre], on=from_day)[place.centre.pk].lacking == 2
    assert ready(ana, TODAY - 50 * DAY)
    assert rebuild() == 0


def test_done_within_the_grace_nothing_is_ever_lacking(place: School, ana: Person) -> None:
    from_day = TODAY + 30 * DAY
    retake(place.last, from_day=from_day)
    evidence = finish(place, ana, place.bergen, "slutt", now=NOW)
    assert evidence
    assert [ready(ana, from_day + days * DAY) for days in (-1, 0, 1)] == [True] * 3
    standing = selectors.progress_in(ana, [(place.course, place.bergen)], on=from_day)[0].progress
    assert (standing.finished, standing.earned, standing.round) == (True, True, 2)
    assert ana.certificates.count() == 2


def test_done_after_the_day_one_is_ready_again_and_the_gap_stays(place: School, ana: Person) -> None:
    retake(place.last)
    assert not ready(ana, TODAY)
    assert finish(place, ana, place.bergen, "slutt", now=NOW + 3 * DAY)
    assert [ready(ana, TODAY + days * DAY) for days in (-1, 2, 3)] == [True, False, True]
    assert finish(place, ana, place.bergen, "slutt", now=NOW + 4 * DAY) is None


def test_of_two_retakes_both_steps_are_left_and_the_first_day_counts(place: School, ana: Person) -> None:
    retake(place.last, from_day=TODAY + 60 * DAY)
    retake(place.quiz, from_day=TODAY + 20 * DAY)
    assert left(place, ana, place.bergen) == ["slutt", "prove"]
    assert (ready(ana, TODAY + 19 * DAY), ready(ana, TODAY + 20 * DAY)) == (True, False)
    finish(place, ana, place.bergen, "prove", now=NOW)
    assert (left(place, ana, place.bergen), ready(ana, TODAY + 20 * DAY)) == (["slutt"], False)
    finish(place, ana, place.bergen, "slutt", now=NOW)
    assert ready(ana, TODAY + 60 * DAY)


def test_a_units_own_step_asks_that_units_people_alone(place: School) -> None:
    own = school.local_module(place.bergen, fills=place.slot)
    ana, kim = school.tidgiver("Ana", place.bergen, place.role), school.tidgiver("Kim", place.oslo, place.role)
    finish(place, ana, place.bergen)
    finish(place, kim, place.oslo)
    retake(own)
    assert (ready(ana, TODAY), ready(kim, TODAY)) == (False, True)
    assert (left(place, ana, place.bergen), left(place, kim, place.oslo)) == (["slik"], [])


def test_other_changes_and_what_was_earned_with_the_new_text_are_not_touched(place: School, ana: Person) -> None:
    retake(place.last)
    finish(place, ana, place.bergen, "slutt", now=NOW + DAY)
    place.last.title += "?"
    place.last.change_class = "important"
    school.publish(place.last)
    release_step(page=place.last, by=None, at=NOW + 2 * DAY)
    assert (Decision.objects.count(), Effect.objects.count()) == (1, 1)
    assert ready(ana, TODAY + 2 * DAY)


def test_a_retake_can_be_reversed(place: School, ana: Person) -> None:
    edition = retake(place.last)
    decision = Decision.objects.get(key=f"retake:{edition.pk}")
    assert (decision.reason, decision.from_day) == ("«Til slutt!» skal tas på nytt. Ny regel.", TODAY)
    reverse(decision=decision, by=None, at=NOW, reason="Feil")
    assert ready(ana, TODAY)


def test_the_course_says_what_is_to_be_done_again_and_until_when_the_rest_counts(place: School, ana: Person) -> None:
    retake(place.last, from_day=TODAY + 30 * DAY)
    client = login(ana)
    html = client.get("/kurs/taushetsplikt/").content.decode()
    assert ("Ta 1 steg på nytt." in html, "Det du har, gjelder til og med " in html, "Ta det på nytt" in html, "Du er her" in html) == (
        True,
        True,
        True,
        False,
    )
    assert client.get("/min-side/").content.decode().count("/kurs/taushetsplikt/slutt/") > 0
    Decision.objects.all().delete()
    retake(place.quiz)
    assert "har ikke vært gyldig siden" in client.get("/kurs/taushetsplikt/").content.decode()


# --- rules ------------------------------------------------------------------------------------------------------------------------------------


@given(st.none() | st.integers(-400, 400))
def test_a_retake_counts_from_a_day_within_the_grace(days: int | None) -> None:
    wanted = None if days is None else TODAY + days * DAY
    found = retake_day(wanted, on=TODAY)
    assert TODAY <= found <= TODAY + GRACE
    assert wanted is None or found == wanted or not TODAY <= wanted <= TODAY + GRACE


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.integers(-400, 90))
def test_whatever_day_it_lapses_exactly_the_changed_steps_are_asked_for_again(changed: list[bool], days: int) -> None:
    steps = [Step(number, str(number), "", 5, retake_number=2 if new else 0) for number, new in enumerate(changed)]
    done = [Done(number, 1, BEFORE) for number in range(len(changed))]
    earned = [Earned(BEFORE, None, None, TODAY + days * DAY)]
    found = progress(steps, done, earned, on=TODAY)
    assert found.again == {number for number, new in enumerate(changed) if new}
    assert found.done | found.again == set(range(len(changed)))
    assert (found.round, found.earned, found.lapses_on) == (2, False, TODAY + days * DAY)
    assert progress(steps, [*done, *(Done(number, 2, NOW) for number in found.again)], earned, on=TODAY).finished
