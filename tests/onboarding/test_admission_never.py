"""No order of doing things admits somebody without what the process demands, nor with fewer deciders than it asks for."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.mail.actions import send_waiting
from lms.onboarding.actions import admit, undo_admission
from lms.people.models import Person
from lms.recruitment.actions import cases, rulings
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import CODES_OF, Application, Outcome, Reference, Ruling, Stage
from lms.recruitment.rules import stages
from lms.recruitment.selectors.facts import facts_of
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind
from tests.cast import Cast
from tests.factories.recruitment import NOW, a_reference, a_round, an_application

PEOPLE = ["lea", "kim", "dag", "ben", "omar", "adm"]  # three who rule, a recruiter, and two who have no part in it
who = st.sampled_from(PEOPLE)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["confirm", "send_back", "undo", "contact", "go_on", "tie"]), who),
    st.tuples(st.sampled_from(["confirm", "undo"]), who),
    st.tuples(st.just("propose_and_confirm"), who, who),
    st.tuples(st.sampled_from(["propose"]), who, st.sampled_from([*Outcome, Outcome.ADMITTED, Outcome.ADMITTED])),
    st.tuples(st.sampled_from(["withdraw", "send", "reference", "lose_reference"])),
    st.tuples(
        st.just("round"), st.integers(1, 2), st.lists(st.sampled_from(["lea", "kim", "dag", "ben"]), min_size=1, max_size=3, unique=True)
    ),
)
FULFILLED = [("contact", "kim"), ("round", 1, ["kim", "dag"]), ("round", 2, ["lea", "dag"]), ("reference",), ("reference",)]
PROPOSED = [*FULFILLED, ("propose", "kim", Outcome.ADMITTED)]


def to_be_undone() -> transaction.Atomic:
    """A transaction that is the test's own, as far as those can tell that must be in none."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


class Story:
    """One case, and everything that can be done with it."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, NOW
        self.case = an_application(cast.harbour, cast.companion)

    def do(self, step: tuple) -> None:
        """One step, which may be refused. Time goes on."""
        self.now += timedelta(minutes=7)
        name, *rest = step
        with suppress(ValidationError), to_be_undone():
            getattr(self, name)(*rest)
        self.case.refresh_from_db()
        self.check(step)

    def check(self, step: tuple) -> None:
        """What must be true after every step."""
        case = self.case
        demand = case.process.demand
        if case.stage == Stage.ADMITTED:
            ruling = case.rulings.in_force().last()
            assert ruling.outcome == Outcome.ADMITTED
            assert len({ruling.proposed_by_id, ruling.confirmed_by_id} - {None}) >= demand.deciders
            assert ruling.confirmed_by in (self.cast.lea, self.cast.kim, self.cast.dag)
            if ruling.confirmed_at == self.now:
                assert stages.gaps(demand, facts_of([case])[case.pk]) == ()
                assert {ruling.proposed_by_id, ruling.confirmed_by_id}.isdisjoint(facts_of([case])[case.pk].tied)
            assert case.person
            assert Assignment.objects.current().get(person=case.person).status == AssignmentStatus.PLANNED
        else:
            assert not Assignment.objects.current().filter(person__given_name="Vera").exists(), step
        assert Person.objects.filter(given_name="Vera").count() <= 1
        assert case.rulings.open().count() == (case.stage == Stage.RULING and not self._undone())
        assert (case.stage in stages.ENDED) == (case.ended_at is not None)

    def _undone(self) -> bool:
        last = self.case.rulings.last()
        return bool(last and last.undone_at)

    def contact(self, by: str) -> None:
        cases.note_contact(application=self.case, by=self.cast.people[by], now=self.now)

    def go_on(self, by: str) -> None:
        cases.go_on(application=self.case, by=self.cast.people[by], now=self.now)

    def tie(self, by: str) -> None:
        cases.declare_tie(application=self.case, person=self.cast.people[by], now=self.now)

    def withdraw(self) -> None:
        cases.withdraw(application=self.case, now=self.now)

    def send(self) -> None:
        send_waiting(now=self.now)

    def reference(self) -> None:
        a_reference(self.case)

    def lose_reference(self) -> None:
        if found := Reference.objects.filter(referee__application=self.case).first():
            found.referee.delete()

    def round(self, number: int, people: list[str]) -> None:
        if not self.case.interviews.filter(round=number).exists():
            a_round(self.case, number, *(self.cast.people[name] for name in people))

    def propose(self, by: str, outcome: Outcome) -> None:
        rulings.propose(
            application=self.case,
            outcome=outcome,
            code=CODES_OF[outcome][0],
            sentence="Takk for at du vil være med.",
            by=self.cast.people[by],
            now=self.now,
        )

    def propose_and_confirm(self, by: str, other: str) -> None:
        self.propose(by, Outcome.ADMITTED)
        self.confirm(other)

    def _last(self) -> Ruling:
        ruling = self.case.rulings.last()
        if ruling is None:
            raise ValidationError("none")
        return ruling

    def confirm(self, by: str) -> None:
        ruling = self._last()
        person = self.cast.people[by]
        if ruling.outcome == Outcome.ADMITTED:
            admit(ruling=ruling, starts_on=date(2026, 12, 7), by=person, now=self.now)
        else:
            rulings.confirm(ruling=ruling, by=person, now=self.now)

    def send_back(self, by: str) -> None:
        rulings.send_back(ruling=self._last(), by=self.cast.people[by], now=self.now, reason="Vent.")

    def undo(self, by: str) -> None:
        ruling = self._last()
        act = undo_admission if ruling.outcome == Outcome.ADMITTED else rulings.undo
        act(ruling=ruling, by=self.cast.people[by], now=self.now, reason="Feil.")


@pytest.fixture
def story_of(cast):
    Responsibility.objects.create(person=cast.ben, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=NOW.date())

    def make(deciders: int) -> Story:
        set_process(now=NOW, by=None, unit=cast.harbour, rounds=2, seats=2, references=2, deciders=deciders)
        return Story(cast)

    return make


@pytest.mark.parametrize("begun", [[], FULFILLED, PROPOSED])
def test_no_order_of_steps_admits_wrongly(story_of, begun):
    admitted = []

    @settings(max_examples=100, deadline=None)
    @given(deciders=st.sampled_from([1, 2]), steps=st.lists(STEPS, min_size=1, max_size=12))
    def told(deciders, steps):
        with to_be_undone():
            story = story_of(deciders)
            for step in [*begun, *steps]:
                story.do(step)
                admitted.append(story.case.stage == Stage.ADMITTED)
            transaction.set_rollback(True)

    told()
    assert any(admitted) is bool(begun)  # the walk reaches an admission, or the test says nothing
    assert Application.objects.count() == 0
