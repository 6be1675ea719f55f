"""A referee answers, begins to, or says no; by a secret link, or on the telephone with somebody of ours who writes it down."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment.models import Referee, Reference
from lms.recruitment.rules import reference_form as form
from lms.recruitment.rules import references as rules
from lms.recruitment.selectors.references import Standing, reference_of

from .endings import forget_draft
from .links import close_links
from .references import REFERENCE, held


def note_opened(*, referee: Referee, now: datetime) -> None:
    """Write that a referee has opened the form. The first time counts. 1 query."""
    Referee.objects.filter(pk=referee.pk, opened_at__isnull=True).update(opened_at=now)


def _draft(standing: Standing, *, seen: str, window: str) -> Reference:
    """The draft to write in, unless another window has written in it since `seen`: then ValidationError with the code «stale»."""
    reference = reference_of(standing.referee) or Reference(referee=standing.referee)
    if reference.pk and reference.window != window and reference.saved_at.isoformat() != seen:
        raise ValidationError(
            _(
                "You have written in this form in another window since you opened it here. If what stands here is right, save or send once more."
            ),
            code="stale",
        )
    return reference


def _write(reference: Reference, answers: Mapping[str, str], *, language: str, now: datetime) -> None:
    case = reference.referee.application
    reference.form_version, reference.language = form.FORM_VERSION, language
    reference.answers = form.written(answers, language=language, name=case.given_name)
    reference.saved_at = now


@transaction.atomic
def save_draft(*, referee: Referee, answers: Mapping[str, str], language: str, seen: str, window: str, now: datetime) -> Reference:
    """Keep what a referee has written so far. `seen` is when the draft on the screen was saved (ISO, or nothing), `window` names the window.

    Raises ValidationError with the code «stale» if another window has saved since, and another code when nothing more can be answered.
    """
    standing = held(referee, now=now)
    if standing.state in rules.CLOSED:
        raise ValidationError(_("This referee has answered, said no or been replaced."), code="closed")
    reference = _draft(standing, seen=seen, window=window)
    _write(reference, answers, language=language, now=now)
    reference.window = window
    reference.save()
    return reference


@transaction.atomic
def give(
    *,
    referee: Referee,
    answers: Mapping[str, str],
    language: str,
    now: datetime,
    seen: str = "",
    window: str = "",
    by: Person | None = None,
) -> Reference:
    """Give a reference: it is not changed again, and the referee's links close. `by` has written it down on the telephone.

    Given twice is given once, and the first counts. Raises ValidationError with the code «stale» as `save_draft` does, «closed» for somebody who
    has said no or been replaced, «unanswered» when something is left out.
    """
    standing = held(referee, now=now)
    fresh = standing.referee
    if standing.state in rules.ANSWERED:
        return fresh.reference
    if standing.state in rules.CLOSED:
        raise ValidationError(_("This referee has answered, said no or been replaced."), code="closed")
    if form.unanswered(answers) or form.lacks_reason(answers):
        raise ValidationError(_("Something is not answered."), code="unanswered")
    # Whoever is on the telephone says it all anew, so nothing that was begun in a window stands in the way.
    reference = reference_of(fresh) or Reference(referee=fresh) if by else _draft(standing, seen=seen, window=window)
    _write(reference, answers, language=language, now=now)
    reference.may_be_read = answers["may_be_read"] == "yes"
    reference.by_telephone, reference.given_at = by, now
    reference.save()
    if by and fresh.asked_at is None:
        fresh.asked_at = now
        fresh.save(update_fields=["asked_at"])
    close_links(application=fresh.application, purpose=REFERENCE, referee=fresh, now=now)
    return reference


@transaction.atomic
def decline(*, referee: Referee, now: datetime) -> Referee:
    """Say no to giving a reference, without a reason. What was begun is forgotten and the links close. Twice is once.

    Raises ValidationError with the code «closed» for somebody who has answered or been replaced.
    """
    standing = held(referee, now=now)
    fresh = standing.referee
    if standing.state is rules.State.DECLINED:
        return fresh
    if standing.state in rules.CLOSED:
        raise ValidationError(_("This referee has answered, said no or been replaced."), code="closed")
    forget_draft(fresh)
    close_links(application=fresh.application, purpose=REFERENCE, referee=fresh, now=now)
    fresh.declined_at = now
    fresh.save(update_fields=["declined_at"])
    return fresh
