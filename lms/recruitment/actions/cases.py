"""A case begins, moves, changes hands and ends."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment import words
from lms.recruitment.models import Application, FileRead, Move, Seat, Stage, Tie
from lms.recruitment.rules import stages
from lms.recruitment.selectors.facts import facts_of

from .endings import end_references
from .invitations import release_rounds
from .letters import key_of
from .ruling_letters import post_answer, stop_answers

Actor = Move.Actor


def locked(application: Application) -> Application:
    """The case as it stands now, held until the transaction ends, so that two people at once follow each other."""
    return Application.objects.select_for_update(of=("self",)).select_related("unit", "role", "process").get(pk=application.pk)


def _move(
    application: Application, to: stages.Stage, *, now: datetime, actor: Actor = Actor.STAFF, by: Person | None = None, reason: str = ""
) -> Application:
    """Move a locked case, or raise ValidationError with what stands in the way. The one place where `stage` changes.

    Called by this room's actions alone; who may is theirs to have asked. A case that is there already stays, without a new row.
    """
    stage = stages.Stage(application.stage)
    if stage is to:
        return application
    demand = application.process.demand
    if not stages.may_move(demand, stage, to):
        raise ValidationError(
            _("A case cannot go from «%(stage)s» to «%(to)s».") % {"stage": words.stage(stage), "to": words.stage(to)}, code="illegal"
        )
    if missing := stages.gaps_before(demand, facts_of([application])[application.pk], stage, to):
        raise ValidationError(words.gaps(missing), code="gaps")
    application.stage, application.stage_since = Stage(to), now
    application.ended_at = now if to in stages.ENDED else None
    if to in stages.RULED or to is stages.Stage.WITHDRAWN:
        application.ruled_at = application.ruled_at or now
    application.save(update_fields=["stage", "stage_since", "ended_at", "ruled_at"])
    Move.objects.create(application=application, from_stage=stage, to_stage=to, actor=actor, by=by, at=now, reason=reason)
    return application


@transaction.atomic
def go_on(*, application: Application, by: Person, now: datetime, seen: str = "") -> Application:
    """Take a case to the next stage of its process. `seen` is the stage on the screen where it was asked for: one that has moved on meanwhile stays.

    Raises ValidationError with what is missing.
    """
    case = locked(application)
    if seen and seen != case.stage:
        return case
    to = stages.following(case.process.demand, stages.Stage(case.stage))
    if to is None or to is stages.Stage.RULING:
        raise ValidationError(_("What comes next is a ruling."))
    return _move(case, to, by=by, now=now)


@transaction.atomic
def note_contact(*, application: Application, by: Person, now: datetime) -> Application:
    """Write that a human being has been in touch with the applicant. Twice is once: the first time counts."""
    case = locked(application)
    if case.contacted_at is None:
        case.contacted_at = now
        case.owner = case.owner or by
        case.save(update_fields=["contacted_at", "owner"])
    if case.stage == Stage.RECEIVED:
        _move(case, stages.Stage.CONTACTED, by=by, now=now)
    return case


@transaction.atomic
def hand_over(*, application: Application, to: Person, by: Person, now: datetime, seen: int | None = None) -> Application:
    """Let somebody see to a case. Who may is asked in `policies`: the new owner must be able to work on it. Twice is once.

    `seen` is the owner on the screen where it was asked for (0: nobody). Raises ValidationError if somebody else has got the case meanwhile.
    """
    case = locked(application)
    if case.owner_id == to.pk:
        return case
    if seen is not None and seen != (case.owner_id or 0):
        taken = case.owner.name if case.owner else _("Nobody")
        raise ValidationError(_("%(name)s has the case now. Look once more before you change it.") % {"name": taken}, code="stale")
    case.owner = to
    case.save(update_fields=["owner"])
    return case


@transaction.atomic
def declare_tie(*, application: Application, person: Person, now: datetime) -> None:
    """Say that one knows the applicant. One's seats without a sheet are given up, and the case is no longer there for one. Twice is once."""
    case = locked(application)
    Tie.objects.get_or_create(application=case, person=person, defaults={"declared_at": now})
    Seat.objects.filter(interview__application=case, person=person, sheet__sealed_at__isnull=True).delete()
    if case.owner_id == person.pk:
        case.owner = None
        case.save(update_fields=["owner"])


@transaction.atomic
def withdraw(*, application: Application, now: datetime, by: Person | None = None, reason: str = "") -> Application:
    """End a case because the applicant does not want to go on; `by` None is the applicant's own doing. Secret links die. Twice is once.

    A letter says thank you, and what is kept until when. An answer that still waits in the outbox does not go.
    Raises ValidationError if the case has ended otherwise.
    """
    case = locked(application)
    if case.stage == Stage.WITHDRAWN:
        return case
    _move(case, stages.Stage.WITHDRAWN, now=now, by=by, actor=Actor.STAFF if by else Actor.APPLICANT, reason=reason)
    case.rulings.filter(confirmed_at__isnull=True, refused_at__isnull=True).update(refused_at=now, reason=_("The applicant has withdrawn."))
    stop_answers(case, now=now)
    post_answer(case, letter="withdrawn", key=key_of(case, "withdrawn"), now=now)
    return end_links(case, now=now)


def end_links(case: Application, *, now: datetime) -> Application:
    """When a case ends: close what referees could still open and thank them, and call off interviews ahead. The applicant's own link lives on."""
    end_references(case, now=now)
    release_rounds(case, now=now)
    return case


def log_read(*, application: Application, person: Person, what: FileRead.What, now: datetime) -> None:
    """Write that somebody opened a part of a case. Every time; the list of readings folds those of one sitting together."""
    FileRead.objects.create(application=application, person=person, what=what, at=now)
