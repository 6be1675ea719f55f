"""A ruling is proposed, confirmed by somebody else, sent back, or undone until its letter has gone."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.mail.actions import stop
from lms.people.models import Person
from lms.recruitment import policies, words
from lms.recruitment.models import CODES_OF, Application, Outcome, Ruling, Stage
from lms.recruitment.rules import rulings as rules
from lms.recruitment.rules import stages
from lms.recruitment.selectors.facts import facts_of
from lms.recruitment.selectors.rulings import goes_at, is_told, letter_delay, rulings_of
from lms.roles.models import AssignmentStatus

from .cases import _move, end_links, locked
from .letters import key_of
from .ruling_letters import post_answer, stop_answers

REASON_LENGTH = 300
_gone = gettext_lazy("This proposal has been answered already.")


def _held(ruling: Ruling) -> tuple[Application, Ruling]:
    """The case, held until the transaction ends, and the ruling as it stands now."""
    case = locked(ruling.application)
    return case, case.rulings.select_related("letter", "assignment").get(pk=ruling.pk)


@transaction.atomic
def propose(
    *,
    application: Application,
    outcome: str,
    code: str,
    sentence: str,
    by: Person,
    now: datetime,
    starts_on: date | None = None,
    is_read_again: bool = False,
) -> Ruling:
    """Propose a ruling; the case waits in `ruling` for whoever shall stand behind it. The same proposal twice is once.

    `starts_on` is the planned first shift of an admission, if it is known. `is_read_again` says that a sentence with words about health, rus or faith
    was read once more and is meant. Raises ValidationError by field for what does not fit, and with what is missing for an admission.
    """
    case = locked(application)
    if not policies.cases(by, on=timezone.localdate(now)).filter(pk=case.pk).exists():
        raise ValidationError(_("You cannot propose a ruling in this case."))
    sentence = rules.tidy(sentence)
    _check_words(outcome, code, sentence, is_read_again)
    if waiting := case.rulings.open().first():
        if (waiting.outcome, waiting.code, waiting.sentence, waiting.proposed_by_id) == (outcome, code, sentence, by.pk):
            return waiting
        raise ValidationError(_("A ruling is proposed already. It must be confirmed or sent back first."))
    if not case.is_open:
        raise ValidationError(_("This case has ended."))
    if outcome == Outcome.ADMITTED and (missing := stages.gaps(case.process.demand, facts_of([case])[case.pk])):
        raise ValidationError({"outcome": words.gaps(missing)})
    # After one that was undone the case stands in `ruling` already: a refusal takes it back to where the first was proposed.
    earlier = case.rulings.last() if case.stage == Stage.RULING else None
    made = case.rulings.create(
        outcome=outcome,
        code=code,
        sentence=sentence,
        from_stage=earlier.from_stage if earlier else case.stage,
        proposed_by=by,
        proposed_at=now,
        starts_on=starts_on if outcome == Outcome.ADMITTED else None,
    )
    _move(case, stages.Stage.RULING, by=by, now=now)
    return made


def _check_words(outcome: str, code: str, sentence: str, is_read_again: bool) -> None:
    """Raise ValidationError, by field, for a code that does not go with the outcome or a sentence that cannot be sent."""
    wrong: dict[str, object] = {}
    if outcome not in Outcome:
        wrong["outcome"] = _("Choose what is proposed.")
    elif code not in CODES_OF[Outcome(outcome)]:
        wrong["code"] = _("Choose a reason that goes with the ruling.")
    if not rules.fits(sentence):
        wrong["sentence"] = _("Write one sentence of %(least)d to %(most)d characters.") % {"least": rules.LEAST, "most": rules.MOST}
    elif not is_read_again and (found := rules.sensitive_words(sentence)):
        wrong["is_read_again"] = _(
            "The sentence has words that may be about health, rus or faith: %(words)s. Write it anew, or tick that it is meant so."
        ) % {"words": ", ".join(f"«{word}»" for word in found)}
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def confirm(*, ruling: Ruling, by: Person, now: datetime, person: Person | None = None, starts_on: date | None = None) -> Ruling:
    """Stand behind a proposal: the case moves, and the answer is put in the outbox with time to stop it. Twice is once; the first one counts.

    `by` is another than the proposer where the process asks for two. An admission goes through `onboarding.actions.admit`, which says who the
    applicant has become (`person`) and from which day. Raises ValidationError with what stands in the way.
    """
    case, found = _held(ruling)
    if found.in_force:
        return found
    if not found.is_open:
        raise ValidationError(_gone)
    check_confirmer(case, found, by=by, now=now)
    if found.outcome == Outcome.ADMITTED:
        if person is None or starts_on is None:
            raise TypeError("An admission is confirmed by onboarding.actions.admit.")
        case.person, found.starts_on = person, starts_on
        case.save(update_fields=["person"])
    _move(case, stages.Stage(found.outcome), by=by, now=now)
    stop_answers(case, now=now)
    found.confirmed_by, found.confirmed_at = by, now
    found.letter = post_answer(
        case,
        letter=found.outcome,
        key=key_of(case, "ruling", found.pk),
        now=now,
        delay=letter_delay(),
        sentence=found.sentence,
        starts_on=found.starts_on,
    )
    found.save(update_fields=["confirmed_by", "confirmed_at", "letter", "starts_on"])
    if not case.is_open:
        end_links(case, now=now)
    return found


def check_confirmer(case: Application, ruling: Ruling, *, by: Person, now: datetime) -> None:
    """Raise ValidationError if somebody may not stand behind an open proposal, with why. 13 queries."""
    if not policies.may_rule(by, case, on=timezone.localdate(now)):
        raise ValidationError(_("You cannot stand behind a ruling in this case."))
    demand = case.process.demand
    if ruling.proposed_by_id is None:
        raise ValidationError(_("Whoever proposed this is no longer registered here. Send it back and propose it anew."))
    if demand.deciders > 1 and ruling.proposed_by_id == by.pk:
        raise ValidationError(_("Two people stand behind a ruling here. You proposed it, so somebody else must confirm it."))
    tied = facts_of([case])[case.pk].tied
    if not stages.may_stand_behind(demand, proposer=ruling.proposed_by_id, confirmer=by.pk, tied=tied):
        raise ValidationError(_("Whoever proposed this knows the applicant. Send it back and let somebody else propose."))


@transaction.atomic
def send_back(*, ruling: Ruling, by: Person, now: datetime, reason: str) -> Ruling:
    """Refuse a proposal: the case goes back to where it was proposed. Whoever proposed it may take it back so too. Twice is once.

    Raises ValidationError without a reason, for whoever may not, and for a proposal that has been confirmed.
    """
    case, found = _held(ruling)
    if found.refused_at:
        return found
    on = timezone.localdate(now)
    is_own = found.proposed_by_id == by.pk and policies.cases(by, on=on).filter(pk=case.pk).exists()
    if not is_own and not policies.may_rule(by, case, on=on):
        raise ValidationError(_("You cannot send this ruling back."))
    if not found.is_open:
        raise ValidationError(_gone)
    found.refused_by, found.refused_at, found.reason = by, now, _reason(reason)
    found.save(update_fields=["refused_by", "refused_at", "reason"])
    _move(case, stages.Stage(found.from_stage), by=by, now=now, reason=found.reason)
    return found


@transaction.atomic
def undo(*, ruling: Ruling, by: Person, now: datetime, reason: str) -> Ruling:
    """Undo a confirmed ruling while its letter can be stopped: the letter does not go, and the case waits for a new proposal. Twice is once.

    An admission is undone by `onboarding.actions.undo_admission`, which takes back what it made. Raises ValidationError without a reason, for whoever
    may not rule, when something newer has been decided, and when it is too late.
    """
    case, found = _held(ruling)
    if found.undone_at:
        return found
    if not policies.may_rule(by, case, on=timezone.localdate(now)):
        raise ValidationError(_("You cannot undo this ruling."))
    if case.stage != found.outcome or case.rulings.in_force().last() != found:
        raise ValidationError(_("Only a ruling that holds now can be undone."))
    if found.assignment and found.assignment.status != AssignmentStatus.ENDED:
        raise TypeError("An admission is undone by onboarding.actions.undo_admission.")
    found.undone_by, found.undone_at, found.reason = by, now, _reason(reason)
    if not _stopped_in_time(found, now=now):
        raise ValidationError(too_late())
    found.save(update_fields=["undone_by", "undone_at", "reason"])
    # No answer was given after all: the promise clock goes on, unless an earlier answer did go.
    case.ruled_at = next((each.confirmed_at for each in rulings_of(case) if is_told(each, now=now)), None)
    _move(case, stages.Stage.RULING, by=by, now=now, reason=found.reason)
    return found


def too_late() -> str:
    """Why a ruling can no longer be undone."""
    return _("It is too late to undo this: the answer has gone to the applicant. Speak with them, and let them apply again.")


def _stopped_in_time(ruling: Ruling, *, now: datetime) -> bool:
    if ruling.letter:
        return stop(letter=ruling.letter, now=now) or ruling.letter.stopped_at is not None
    end = goes_at(ruling)
    return end is not None and now < end


def _reason(text: str) -> str:
    reason = rules.tidy(text)[:REASON_LENGTH]
    if not reason:
        raise ValidationError({"reason": _("Write why.")})
    return reason
