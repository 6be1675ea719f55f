"""Cases as a board and a case's page show them: what the selectors found, said so that a template only has to set it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lms.people.models import Person

from . import words
from .models import Application, Move
from .rules.hands import Hands
from .rules.next_steps import Do
from .rules.stages import Stage
from .selectors.board import Board, Row
from .words import next_steps as step_words
from .words.next_steps import Clock

# Where on a case's page the thing is done that comes next.
ANCHORS = {
    Do.ARRANGE: "samtaler",
    Do.FIND_INTERVIEWERS: "samtaler",
    Do.REPLACE_INTERVIEWER: "samtaler",
    Do.NEW_TIMES: "samtaler",
    Do.CHOOSE_TIME: "samtaler",
    Do.MEET: "samtaler",
    Do.SHEETS: "samtaler",
    Do.FLAG: "samtaler",
    Do.ASK_REFEREES: "referanser",
    Do.REFERENCES: "referanser",
    Do.ARRANGE_SHIFT: "papirer",
    Do.SHIFT: "papirer",
    Do.NOTE_SHIFT: "papirer",
    Do.PAPERS: "papirer",
    Do.PROPOSE: "avgjorelse",
    Do.CONFIRM: "avgjorelse",
    Do.FIND_PLACE: "avgjorelse",
}


@dataclass(frozen=True, slots=True)
class Button:
    """The plain move that is open now: what it says (`short` beside a name), where it posts, and the stage it was seen in."""

    label: str
    short: str
    url: str
    seen: str
    icon: str = "arrow-right"


@dataclass(frozen=True, slots=True)
class Owner:
    """In whose hands a case is, in words."""

    name: str
    is_nobody: bool = False
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board."""

    name: str
    href: str
    role: str
    unit: str
    step: str
    icon: str
    clock: Clock | None
    stayed: str
    owner: Owner
    button: Button | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A stage of the board."""

    key: str
    title: str
    cards: list[Card]
    total: int
    late: int

    @property
    def more(self) -> int:
        """How many cases the lane does not show."""
        return self.total - len(self.cards)


def lanes(board: Board, *, viewer: Person, several_units: bool, several_roles: bool, on: date) -> list[Lane]:
    """The stages with their cards. No query."""
    return [
        Lane(
            key=column.stage.value,
            title=capfirst(words.stage(column.stage)),
            cards=[card(row, board.people, viewer=viewer, unit=several_units, role=several_roles, on=on) for row in column.rows],
            total=column.total,
            late=column.late,
        )
        for column in board.columns
    ]


def card(row: Row, people: Mapping[int, Person], *, viewer: Person, unit: bool, role: bool, on: date) -> Card:
    """One case. `unit` and `role` say whether they are worth naming. No query."""
    case = row.application
    return Card(
        name=case.name,
        href=reverse("recruitment:case", args=[case.unit.slug, case.pk]),
        role=case.role.called if role else "",
        unit=case.unit.name if unit else "",
        step=step(row, people, on=on),
        icon=step_words.TURN_ICONS[row.step.turn],
        clock=step_words.clock(row.promise, on=on) if row.promise else None,
        stayed=step_words.stayed(row.stayed),
        owner=in_hands_of(row.hands, people, viewer),
        button=button(row),
    )


def step(row: Row, people: Mapping[int, Person], *, on: date) -> str:
    """The next step as a sentence. No query."""
    names = {pk: person.given_name for pk, person in people.items()}
    return step_words.step(row.step, name=row.application.given_name, names=names, contact_due=row.contact_due, on=on)


def button(row: Row) -> Button | None:
    """The move that needs nothing but a press, if there is one. No query."""
    case = row.application
    args = [case.unit.slug, case.pk]
    if row.step.do is Do.RING:
        label = _("I have been in touch with %(name)s") % {"name": case.given_name}
        return Button(label, _("Have been in touch"), reverse("recruitment:contacted", args=args), case.stage, "phone")
    if row.step.to:
        short = step_words.go_on(row.step.to)
        label = _("%(name)s: %(move)s") % {"name": case.name, "move": short}
        return Button(label, short, reverse("recruitment:go_on", args=args), case.stage)
    return None


def in_hands_of(hands: Hands, people: Mapping[int, Person], viewer: Person) -> Owner:
    """In whose hands a case is: «Kim», «Maiken for Kim», «Kim (borte)», «Uten ansvarlig». No query."""
    person = people.get(hands.person or 0)
    if person is None:
        return Owner(_("Nobody sees to it"), is_nobody=True)
    mine = person.pk == viewer.pk
    name = _("You") if mine else person.given_name
    if owner := people.get(hands.stands_in_for or 0):
        return Owner(_("%(deputy)s for %(owner)s") % {"deputy": name, "owner": owner.given_name}, is_me=mine)
    return Owner(_("%(name)s (away)") % {"name": name} if hands.is_away else name, is_me=mine)


def history(case: Application, moves: Sequence[Move]) -> list[dict[str, str]]:
    """What has happened with a case and by whom, the newest first, as the component `timeline` wants it. Moves with `by` fetched. No query."""
    lines = [_move(move) for move in moves if move.from_stage]
    came = {"when": step_words.long_moment(case.received_at), "title": _("Application received"), "icon": "envelope"}
    return [*lines, came | {"text": capfirst(str(case.get_source_display()))}]


_ICONS = {Stage.ADMITTED: ("check-circle", "good"), Stage.DECLINED: ("minus", "calm"), Stage.WITHDRAWN: ("leave", "calm")}


def _move(move: Move) -> dict[str, str]:
    icon, tone = _ICONS.get(Stage(move.to_stage), ("arrow-right", ""))
    who = {
        Move.Actor.STAFF: move.by.name if move.by else _("somebody who is no longer here"),
        Move.Actor.APPLICANT: _("the applicant"),
        Move.Actor.SYSTEM: _("the system"),
    }[Move.Actor(move.actor)]
    text = _("By %(who)s.") % {"who": who}
    return {
        "when": step_words.long_moment(move.at),
        "title": capfirst(str(move.get_to_stage_display())),
        "text": f"{text} «{move.reason}»" if move.reason else text,
        "icon": icon,
        "tone": tone,
    }
