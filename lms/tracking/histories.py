"""What has happened with somebody, as one line of time: where they served, what they earned, what was decided, sent in and written to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.handbook.models import Acknowledgement
from lms.mail.models import Channel, Letter
from lms.people.models import ContactChange, Person
from lms.qualifications.models import DecisionKind, Submission, SubmissionState
from lms.roles.models import Assignment, AssignmentStatus, Move, MoveKind
from lms.ui.naming import in_running_text

from .selectors import LetOff, Piece, Standing


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day. `icon` and `tone` are the timeline's."""

    day: date
    title: str
    text: str = ""
    icon: str = "check"
    tone: str = ""

    @property
    def when(self) -> str:
        """The day in words."""
        return date_format(self.day)


def history(
    standing: Standing,
    pieces: Sequence[Piece],
    let_off: LetOff,
    submissions: Iterable[Submission],
    letters: Iterable[Letter],
    moves: Iterable[Move],
    contact_changes: Iterable[ContactChange],
    acknowledgements: Iterable[Acknowledgement],
    *,
    on: date,
) -> list[Event]:
    """Everything that is the viewer's to know of somebody, the latest first; what lies ahead of `on` is not history. No query."""
    events = [
        *_assignments([*(each.assignment for each in standing.current), *standing.ended]),
        *_evidence(pieces),
        *let_off_events(let_off),
        *_submissions(submissions),
        *_letters(letters),
        *_breaks(moves),
        *_contact_changes(contact_changes),
        *_acknowledgements(acknowledgements),
    ]
    return sorted((event for event in events if event.day <= on), key=lambda event: event.day, reverse=True)


def _assignments(rows: Iterable[Assignment]) -> Iterable[Event]:
    for row in rows:
        said = {"role": in_running_text(row.role.called), "unit": row.unit.name}
        if row.status != AssignmentStatus.PLANNED:
            yield Event(row.starts_on, _("Began as %(role)s in %(unit)s") % said, icon="people")
        if row.status == AssignmentStatus.ENDED and row.ends_on:
            yield Event(row.ends_on, _("Ended as %(role)s in %(unit)s") % said, icon="people")


def _breaks(moves: Iterable[Move]) -> Iterable[Event]:
    for each in moves:
        said = {"role": in_running_text(each.assignment.role.called), "unit": each.assignment.unit.name}
        if each.kind == MoveKind.PAUSE:
            longer = each.status_before == AssignmentStatus.PAUSED
            title = _("New last day of the break as %(role)s in %(unit)s") if longer else _("A break as %(role)s in %(unit)s")
            until = _("To and including %(day)s.") % {"day": date_format(each.until)} if each.until else ""
            # A break is begun on its first day; that it lasts longer was said on the day it was written down.
            yield Event(_day(each.at) if longer else each.day, title % said, " ".join(filter(None, [until, _why(each.by, "")])), "pause")
        else:
            yield Event(each.day, _("Back from the break as %(role)s in %(unit)s") % said, _why(each.by, ""), "people")


def _evidence(pieces: Iterable[Piece]) -> Iterable[Event]:
    for piece in pieces:
        each: Any = piece.evidence
        name, known = each.qualification.called, piece.known
        kind = each.get_kind_display()
        yield Event(each.earned_on, name, f"{kind[:1].upper()}{kind[1:]}." if known else "", icon="certificate")
        revocation = getattr(each, "revocation", None)
        if revocation:
            title = _("Taken back: %(what)s") % {"what": name}
            yield Event(_day(revocation.at), title, _why(revocation.by, revocation.reason) if known else "", "cross-circle", "bad")
        for effect in each.decided:
            decision = effect.decision
            reversal = getattr(decision, "reversal", None)
            title = {
                DecisionKind.LAPSE: _("Decided to lapse: %(what)s"),
                DecisionKind.EXTEND: _("Decided to count longer: %(what)s"),
                DecisionKind.RECOGNISE: _("Decided to recognise: %(what)s"),
            }[DecisionKind(decision.kind)] % {"what": name}
            yield Event(_day(decision.at), title, _why(decision.by, decision.reason) if known else "", "path")
            if reversal:
                title = _("Decision undone: %(what)s") % {"what": name}
                yield Event(_day(reversal.at), title, _why(reversal.by, reversal.reason) if known else "", "path")


def let_off_events(found: LetOff) -> Iterable[Event]:
    """What has happened with exemptions and leaves, one after the other, each from its beginning. No query."""
    for each in found.exemptions:
        said = {"what": each.qualification.called}
        yield Event(_day(each.at), _("Exemption asked for: %(what)s") % said, _why(each.by, each.reason), "clock")
        if each.approved_at:
            yield Event(_day(each.approved_at), _("Exemption approved: %(what)s") % said, _why(each.approved_by, ""), "check")
        if each.closed_at:
            ended = _("Exemption ended: %(what)s") if each.approved_at else _("Exemption not given: %(what)s")
            yield Event(_day(each.closed_at), ended % said, _why(each.closed_by, each.closed_reason), "cross-circle")
    for leave in found.leaves:
        role = {"role": in_running_text(leave.assignment.role.called)}
        yield Event(_day(leave.at), _("May begin as %(role)s all the same") % role, _why(leave.by, leave.reason), "clock")
        if leave.closed_at:
            title = _("No longer allowed to begin as %(role)s all the same") % role
            yield Event(_day(leave.closed_at), title, _why(leave.closed_by, leave.closed_reason), "cross-circle")


def _submissions(rows: Iterable[Submission]) -> Iterable[Event]:
    for row in rows:
        said = {"what": row.qualification.called}
        other = row.sent_by if row.sent_by_id != row.person_id else None
        yield Event(_day(row.sent_at), _("Certificate sent in: %(what)s") % said, _why(other, ""), "certificate")
        if row.decided_at and row.state == SubmissionState.RETURNED:
            why = " ".join(filter(None, [f"{row.get_why_back_display()}.", row.note]))
            yield Event(_day(row.decided_at), _("Certificate sent back: %(what)s") % said, _why(row.decided_by, why), "cross-circle")
        elif row.decided_at:
            yield Event(_day(row.decided_at), _("Certificate approved: %(what)s") % said, _why(row.decided_by, ""), "check")


def _letters(rows: Iterable[Letter]) -> Iterable[Event]:
    for row in rows:
        title = _("Text message") if row.channel == Channel.SMS else _("Letter: %(subject)s") % {"subject": row.subject}
        if row.returned_at:
            yield Event(_day(row.created_at), title, _("It came back."), "envelope", "bad")
        elif row.stopped_at:
            yield Event(_day(row.created_at), title, _("It was stopped before it went."), "envelope", "bad")
        else:
            yield Event(_day(row.sent_at or row.created_at), title, "" if row.sent_at else _("Waits to be sent."), "envelope")


def _contact_changes(rows: Iterable[ContactChange]) -> Iterable[Event]:
    for row in rows:
        title = _("E-mail address changed") if row.what == ContactChange.What.EMAIL else _("Telephone changed")
        yield Event(_day(row.at), title, _why(row.by if row.by_id != row.person_id else None, ""), "envelope")


def _acknowledgements(rows: Iterable[Acknowledgement]) -> Iterable[Event]:
    """What was read and signed without earning anything; what it earns is evidence."""
    for row in rows:
        said = {"what": row.edition.title}
        title = _("Signed: %(what)s") if row.signature else _("Read and understood: %(what)s")
        yield Event(_day(row.at), title % said, _("Edition %(number)s.") % {"number": row.edition.number}, "check")


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _why(by: Person | None, reason: str) -> str:
    return " ".join(part for part in (f"{by.name}." if by else "", f"«{reason}»" if reason else "") if part)
