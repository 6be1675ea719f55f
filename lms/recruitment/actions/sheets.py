"""Sheets are filled in, handed in and changed with a reason; flags are decided upon."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment import policies
from lms.recruitment.models import FlagDecision, Interview, Score, ScoreSheet, Seat
from lms.recruitment.rules import scores
from lms.recruitment.rules.stages import RULED
from lms.recruitment.selectors.facts import criteria_of
from lms.recruitment.selectors.interviews import is_held, is_open, seats_of, spread_of

from .cases import locked

LONGEST_NOTE = 2000


@transaction.atomic
def save_sheet(*, seat: Seat, notes: Mapping[str, str], given: Mapping[str, int | None], now: datetime) -> ScoreSheet:
    """Keep what an interviewer has written so far: notes by question, scores by criterion (None is «not seen»; left out is not answered).

    What the guide does not ask for is dropped. Raises ValidationError once the sheet is handed in, and if the seat is no longer theirs.
    """
    here = _own(seat, now=now)
    sheet = ScoreSheet.objects.filter(seat=here).first()
    if sheet and sheet.sealed_at:
        raise ValidationError(_("The sheet is handed in. Nothing was changed."), code="sealed")
    questions = {each["key"] for each in here.interview.guide.content["questions"]}
    criteria = {each.key for each in criteria_of(here.interview)}
    values = {
        "notes": {key: text[:LONGEST_NOTE] for key, text in notes.items() if key in questions and text.strip()},
        "draft": {key: value for key, value in given.items() if key in criteria and (value is None or _in_range(value))},
        "saved_at": now,
    }
    sheet, _made = ScoreSheet.objects.update_or_create(seat=here, defaults=values)
    return sheet


@transaction.atomic
def hand_in(*, seat: Seat, now: datetime, seen: datetime | None = None) -> ScoreSheet:
    """Seal what is saved; twice is once. From now on it is not changed, but for scores with a reason once everybody's is in.

    `seen` is when what stood on the screen was saved. Raises ValidationError if it was saved again since, if the interview has not been held, and, by
    criterion, for what has no answer.
    """
    here = _own(seat, now=now)
    sheet = ScoreSheet.objects.filter(seat=here).first()
    if sheet and sheet.sealed_at:
        return sheet
    if not is_held(here.interview, now=now):
        raise ValidationError(_("The interview has not been held yet. What you write is kept until then."), code="early")
    if sheet and seen and sheet.saved_at != seen:
        raise ValidationError(_("The sheet was changed after you looked at it. Look at it once more."), code="stale")
    criteria = criteria_of(here.interview)
    draft = sheet.draft if sheet else {}
    if sheet is None or not scores.is_complete(criteria, draft):
        raise ValidationError({each.key: [_("Choose 1–4, or «not seen».")] for each in criteria if each.key not in draft})
    Score.objects.bulk_create(Score(sheet=sheet, criterion=each.key, value=draft[each.key], at=now) for each in criteria)
    sheet.draft, sheet.sealed_at = {}, now
    sheet.save(update_fields=["draft", "sealed_at"])
    return sheet


@transaction.atomic
def change_score(*, seat: Seat, criterion: str, value: int | None, reason: str, now: datetime) -> Score:
    """Give another score after having seen everybody's: it stands beside the first one, with the reason. The same again changes nothing.

    Raises ValidationError while the round is sealed, once the case is ruled upon, and without a reason (`reason`).
    """
    here = _own(seat, now=now)
    if not is_open(seats_of(here.interview), here.interview.application.process.seats):
        raise ValidationError(_("Scores can be changed when every sheet is in."), code="sealed")
    if here.interview.application.stage in RULED:
        raise ValidationError(_("The case is ruled upon. The scores stand."), code="illegal")
    if value is not None and not _in_range(value):
        raise ValidationError({"value": _("Choose 1–4, or «not seen».")})
    latest = Score.objects.filter(sheet__seat=here, criterion=criterion).order_by("-number").first()
    if not latest:
        raise ValidationError({"criterion": _("Choose one of the criteria.")})
    if latest.value == value:
        return latest
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": _("Write why in a few words.")})
    return Score.objects.create(sheet=latest.sheet, criterion=criterion, number=latest.number + 1, value=value, reason=reason[:200], at=now)


@transaction.atomic
def decide_flag(*, interview: Interview, criterion: str, may_go_on: bool, text: str, by: Person, now: datetime) -> FlagDecision:
    """Decide, in writing and as a second person, whether a case may go on though somebody scored a safeguarding flag 1. The same again is once.

    A «no» can be followed by another decision, and a 1 that is given later wants a new one. Raises ValidationError for somebody who may not decide, a
    flag that waits for nobody, and without words (`text`).
    """
    case = locked(interview.application)
    here = Interview.objects.select_related("guide").get(pk=interview.pk, application=case)
    here.application = case
    spread = spread_of(here) if here.state != Interview.State.CALLED_OFF else None
    flag = next((each for each in spread.flags if each.criterion.key == criterion), None) if spread else None
    if not flag or not policies.may_decide_flag(by, here, criterion, on=timezone.localdate(now)):
        raise ValidationError(_("This is for somebody else to decide."), code="not_allowed")
    text = text.strip()
    latest = flag.decisions[-1] if flag.decisions else None
    if latest and (latest.by_id, latest.may_go_on, latest.text) == (by.pk, may_go_on, text):
        return latest
    if not case.is_open:
        raise ValidationError(_("The case has ended."), code="illegal")
    if not flag.is_open:
        raise ValidationError(_("Somebody has decided meanwhile."), code="stale")
    if not text:
        raise ValidationError({"text": _("Write what you have weighed, in a few sentences.")})
    return FlagDecision.objects.create(interview=here, criterion=criterion, may_go_on=may_go_on, text=text, by=by, at=now)


def _own(seat: Seat, *, now: datetime) -> Seat:
    """The seat as it stands, with its locked case; refuses one that is no longer there."""
    case = locked(seat.interview.application)
    here = policies.own_seat(seat.person, seat.pk, on=timezone.localdate(now))
    if not here:
        raise ValidationError(_("You do not interview here any more."), code="gone")
    here.interview.application = case
    return here


def _in_range(value: int) -> bool:
    return scores.LOWEST <= value <= scores.HIGHEST
