"""What has been decided in a case, and whether the applicant has been told."""

from datetime import datetime, timedelta

from django.conf import settings

from lms.recruitment.models import Application, Ruling


def letter_delay() -> timedelta:
    """How long an answer can still be stopped."""
    return timedelta(minutes=settings.RECRUITMENT_LETTER_DELAY_MINUTES)


def goes_at(ruling: Ruling) -> datetime | None:
    """When the answer of a confirmed ruling goes, or went; the end of the time in which it can be undone. No query with the letter fetched.

    Somebody without an e-mail address gets theirs by hand: the same time is given for thinking again.
    """
    if ruling.confirmed_at is None:
        return None
    if ruling.letter:
        return ruling.letter.sent_at or ruling.letter.send_after
    return ruling.confirmed_at + letter_delay()


def is_told(ruling: Ruling, *, now: datetime) -> bool:
    """Whether the applicant has, or may have, the answer; until then it can be undone, and no page of theirs says it. No query with the letter."""
    if not ruling.in_force:
        return False
    if ruling.letter:
        return bool(ruling.letter.sent_at or ruling.letter.returned_at)
    end = goes_at(ruling)
    return end is not None and now >= end


def rulings_of(application: Application) -> list[Ruling]:
    """Every ruling of a case, oldest first, with people and letter. 1 query."""
    return list(application.rulings.select_related("proposed_by", "confirmed_by", "refused_by", "undone_by", "letter", "assignment"))


def told_ruling(application: Application, *, now: datetime) -> Ruling | None:
    """The newest ruling that the applicant has been told of. 1 query."""
    return next((ruling for ruling in reversed(rulings_of(application)) if is_told(ruling, now=now)), None)
