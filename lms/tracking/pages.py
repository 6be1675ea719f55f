"""One person's page: what the selectors found, said so that a template only has to set it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.qualifications.models import Decision, DecisionKind
from lms.requirements import words
from lms.requirements.models import Exemption
from lms.requirements.rules import Standing as RuleStanding
from lms.requirements.rules import State
from lms.requirements.selectors import AssignmentReadiness
from lms.roles.models import Assignment
from lms.ui.naming import in_running_text
from lms.units.models import Unit

from .forms import MoveForm
from .selectors import LetOff, Piece, Standing
from .why import Known, evidence_words, why
from .words import MARK_STATES
from .words.staffing import on_that_day


@dataclass(frozen=True)
class AskedLine:
    """One thing that is asked: how it stands, why, and who can do something about it."""

    key: str
    anchored: bool  # the first of several lines about the same qualification has its anchor
    name: str
    state: str
    explanation: str
    why: list[tuple[str, str]]
    rule_url: str
    fix: str
    course_url: str
    register_url: str
    register_label: str
    exempt_url: str


@dataclass(frozen=True)
class AssignmentCard:
    """One assignment that goes on: its sentence, what is asked, and what can be done with it."""

    assignment: Assignment
    state: str
    sentence: str
    that_day: str  # whether they may serve on the day that is asked about
    period: str
    asked: list[AskedLine]
    move_form: MoveForm | None
    move_url: str
    leave_url: str  # to let somebody begin in spite of what is lacking


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence in the timeline."""

    when: str
    title: str
    text: str
    reason: str
    revoked: str
    decided: list[str]  # what decisions did with it
    revoke_url: str


def assignment_cards(
    known: Known, unit: Unit, *, may_manage: bool, is_self: bool, on: date, that_day: date | None = None
) -> list[AssignmentCard]:
    """The assignments that go on, each with whether they may serve on `that_day` if it was judged too. No query."""
    seen: set[str] = set()
    return [_card(each, known, unit, seen, may_manage, is_self, on, that_day) for each in known.somebody.current]


def _card(
    post: AssignmentReadiness, known: Known, unit: Unit, seen: set[str], may_manage: bool, is_self: bool, on: date, that_day: date | None
) -> AssignmentCard:
    assignment, verdict, standing = post.assignment, post.verdict, known.somebody
    role, place = assignment.role.called, assignment.unit.name
    if post.rests:
        said = {"role": in_running_text(role), "unit": place, "day": _day(assignment.paused_until)}
        until = _("Has a break as %(role)s in %(unit)s to and including %(day)s.")
        state, sentence = "paused", (until if assignment.paused_until else _("Has a break as %(role)s in %(unit)s.")) % said
    else:
        state, sentence = words.STATE_NAMES[verdict.state], words.sentence(verdict, role=role, unit=place)
    asked = []
    for each in sorted(verdict.standings, key=lambda each: each.mark.state is State.READY):  # what is to be done stands first
        asked.append(_asked(each, known, unit, each.demand.subject not in seen, may_manage and not is_self, on))
        seen.add(each.demand.subject)
    return AssignmentCard(
        assignment=assignment,
        state=state,
        sentence=sentence,
        that_day=on_that_day(post, that_day) if that_day else "",
        period=period(assignment),
        asked=asked,
        move_form=MoveForm(assignment=assignment, today=on) if may_manage else None,
        move_url=reverse("tracking:move", args=[unit.slug, standing.person.pk, assignment.pk]),
        leave_url=reverse("tracking:leave", args=[unit.slug, standing.person.pk, assignment.pk])
        if may_manage and not is_self and verdict.state >= State.NOT_ALONE and not post.rests
        else "",
    )


def period(assignment: Assignment) -> str:
    """From when to when."""
    values = {"start": _day(assignment.starts_on), "end": _day(assignment.ends_on)}
    return (_("From %(start)s to %(end)s") if assignment.ends_on else _("From %(start)s")) % values


def _asked(each: RuleStanding, known: Known, unit: Unit, anchored: bool, may_register: bool, on: date) -> AskedLine:
    demand, standing = each.demand, known.somebody
    course = next((standing.courses[key] for key in demand.qualifications if key in standing.courses), None)
    explanation = words.standing_words(each, on=on)
    if course:
        fix = _(
            "%(name)s takes the course «%(course)s» when it suits. Done together or on paper, it is registered by a leader or coordinator."
        )
    elif any(key in standing.guidelines for key in demand.qualifications):
        fix = _("%(name)s reads and signs it in the handbook. Signed on paper, it is registered by a leader or coordinator.")
    else:
        fix = _("A leader or coordinator registers it when it is done.")
    open_ = each.mark.state is not State.READY
    register = reverse("tracking:register", args=[unit.slug, standing.person.pk])
    exempt = reverse("tracking:exempt", args=[unit.slug, standing.person.pk])
    return AskedLine(
        key=demand.subject,
        anchored=anchored,
        name=words.called(demand),
        state=MARK_STATES[each.mark],
        explanation=explanation,
        why=why(each, known, on=on),
        rule_url=reverse("requirements:rule", args=[unit.slug, demand.rule]),
        fix=fix % {"name": standing.person.given_name, "course": course.title if course else ""} if open_ else "",
        course_url=reverse("learning:course", args=[course.slug]) if course and open_ else "",
        register_url=f"{register}?hva={standing.qualifications[demand.qualifications[0]].pk}" if may_register and open_ else "",
        register_label=_("Register %(what)s") % {"what": words.called(demand)},
        exempt_url=f"{exempt}?hva={standing.qualifications[demand.qualifications[0]].pk}" if may_register and not each.held else "",
    )


def evidence_lines(pieces: Sequence[Piece], standing: Standing, unit: Unit, *, may_revoke: bool) -> list[EvidenceLine]:
    """The timeline. No query."""
    return [_evidence_line(piece, standing, unit, may_revoke) for piece in pieces]


def _evidence_line(piece: Piece, standing: Standing, unit: Unit, may_revoke: bool) -> EvidenceLine:
    each, known = piece.evidence, piece.known
    revocation = getattr(each, "revocation", None)
    revoked = ""
    if revocation:
        revoked = _("Does not count: %(reason)s") % {"reason": revocation.reason} if known else _("Does not count.")
    return EvidenceLine(
        when=_day(each.earned_on),
        title=each.qualification.called,
        text=evidence_words(piece, standing.person.pk),
        reason=each.reason if known else "",
        revoked=revoked,
        decided=[_decision_words(effect.decision, known=known) for effect in each.decided],  # type: ignore[attr-defined]
        revoke_url=reverse("tracking:revoke", args=[unit.slug, standing.person.pk, each.pk]) if may_revoke and piece.own else "",
    )


def _decision_words(decision: Decision, *, known: bool) -> str:
    """What a decision did with a piece of evidence, and whether it still does; who and why only to those who may know where it comes from."""
    day = _day(decision.until if decision.kind == DecisionKind.EXTEND else decision.from_day)
    said = {
        DecisionKind.LAPSE: _("Decided: does not count from %(day)s"),
        DecisionKind.EXTEND: _("Decided: counts to and including %(day)s"),
        DecisionKind.RECOGNISE: _("Decided: recognised as learnt on %(day)s"),
    }[DecisionKind(decision.kind)] % {"day": day}
    reversal = getattr(decision, "reversal", None)
    parts = [said, *_by_and_why(decision.by, decision.reason, known)]
    if reversal:
        parts += [_("Undone %(day)s") % {"day": _day(timezone.localdate(reversal.at))}, *_by_and_why(reversal.by, reversal.reason, known)]
    return ". ".join(parts) + "."


def _by_and_why(by: Person | None, reason: str, known: bool) -> list[str]:
    return [*([by.name] if by else []), f"«{reason}»"] if known else []


@dataclass(frozen=True)
class LetOffLine:
    """An exemption or a leave, how it stands, and where it is answered or ended."""

    title: str
    state: str
    label: str
    text: str
    reason: str
    url: str


def let_off_lines(found: LetOff, unit: Unit, *, may_manage: bool, on: date) -> list[LetOffLine]:
    """What somebody is let off, the latest first. No query."""
    lines = []
    for each in found.exemptions:
        state, label = exemption_state(each, on)
        said = [_("Asked by %(name)s") % {"name": each.by.name} if each.by else "", _approved(each)]
        going_on = not each.closed_at and each.until >= on
        lines.append(
            LetOffLine(
                title=_("Exempt from %(what)s") % {"what": each.qualification.called},
                state=state,
                label=label,
                text=" · ".join([from_to(each.starts_on, each.until), *(part for part in said if part)]),
                reason=each.reason,
                url=reverse("tracking:exemption", args=[unit.slug, each.person_id, each.pk]) if may_manage and going_on else "",
            )
        )
    for leave in found.leaves:
        going_on = not leave.closed_at and leave.until >= on
        said = [_("Given by %(name)s") % {"name": leave.by.name} if leave.by else ""]
        lines.append(
            LetOffLine(
                title=_("May begin as %(role)s all the same") % {"role": in_running_text(leave.assignment.role.called)},
                state="active" if going_on else "ended",
                label=_("In force") if going_on else _("Over"),
                text=" · ".join([from_to(leave.starts_on, leave.until), *(part for part in said if part)]),
                reason=leave.reason,
                url=reverse("tracking:end_leave", args=[unit.slug, leave.assignment.person_id, leave.pk])
                if may_manage and going_on
                else "",
            )
        )
    return lines


def exemption_state(each: Exemption, on: date) -> tuple[str, str]:
    """How an exemption stands on a day: a state that components know, and its word."""
    if each.closed_at:
        return "ended", _("Over") if each.approved_at else _("Not given")
    if each.until < on:
        return "ended", _("Over")
    return ("exempt", _("In force")) if each.approved_at else ("waiting", _("Waits for a second yes"))


def _approved(each: Exemption) -> str:
    return _("Approved by %(name)s") % {"name": each.approved_by.name} if each.approved_by else ""


def from_to(first: date, last: date) -> str:
    """The days something holds, both included, or that it never did."""
    return _("From %(start)s to %(end)s") % {"start": _day(first), "end": _day(last)} if last >= first else _("Never in force")


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
