"""Letters and calendar entries about interviews, to the applicant and to those who interview.

A letter's key holds the interview and its sequence, so that each change is told once. No letter to an interviewer and no calendar entry of theirs
names the applicant: calendars are shared more widely than one thinks.
"""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment import words
from lms.recruitment.models import Application, Interview, SecretLink
from lms.recruitment.rules.calendars import Meeting, entry
from lms.recruitment.selectors.interviews import has_handed_in, seats_of

from .letters import address_of, key_of, send, values_for
from .links import make_link


def calendar(interview: Interview, *, now: datetime, is_off: bool = False, for_interviewer: bool = False) -> str:
    """A booked interview as a calendar entry, in the language that is active. No query if application and unit are fetched."""
    assert interview.starts_at
    unit = interview.application.unit
    if for_interviewer:
        title = _("Interview %(round)d, %(unit)s") % {"round": interview.round, "unit": unit.name}
        text = _("Guide and sheet: %(address)s") % {"address": address_of("recruitment:my_interviews")}
    else:
        title = _("A talk with %(unit)s") % {"unit": unit.name}
        text = _("About becoming a tidgiver. If the time does not suit you after all, say so on your own page.")
    meeting = Meeting(
        uid=f"interview-{interview.pk}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}",
        sequence=interview.sequence,
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        title=title,
        text=text,
        place=interview.place,
        link=interview.link,
        organiser=unit.name,
        organiser_address=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    )
    return entry(meeting, now=now, is_off=is_off)


def tell_applicant(interview: Interview, letter: str, *, now: datetime, with_calendar: bool = False, off: Interview | None = None) -> None:
    """Write to the applicant, with a link to their own page. `off` is the interview as it stood in their calendar, to be taken out of it."""
    application = interview.application
    if not application.email:
        return
    token = make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=now)
    with translation.override(application.language):
        values = values_for(
            application,
            language=application.language,
            lenke=address_of("recruitment:own_case", token),
            tidspunkt=words.moment((off or interview).starts_at) if (off or interview).starts_at else "",
            sted=words.where(interview),
        )
        file = calendar(off, now=now, is_off=True) if off else calendar(interview, now=now) if with_calendar else ""
    send(
        letter=letter,
        key=f"{_key(interview)}-{letter}",
        to=application.email,
        language=application.language,
        values=values,
        now=now,
        is_secret=True,
        calendar=file,
    )


def tell_interviewers(interview: Interview, people: Iterable[Person], *, now: datetime, off: Interview | None = None) -> None:
    """Write to those who interview that it is settled; or, with `off` (as it stood in their calendar), that it is not to be, for them."""
    standing = off or interview
    assert standing.starts_at
    letter = "interview_seat_off" if off else "interview_seat"
    for person in people:
        with translation.override(person.language):
            values = {
                "fornavn": person.given_name,
                "enhet": interview.application.unit.name,
                "runde": str(interview.round),
                "tidspunkt": words.moment(standing.starts_at),
                "sted": words.where(standing),
                "lenke": address_of("recruitment:my_interviews"),
            }
            file = calendar(standing, now=now, is_off=bool(off), for_interviewer=True)
        send(
            letter=letter,
            key=f"{_key(interview)}-{letter}-{person.pk}",
            to=person.email,
            language=person.language,
            values=values,
            now=now,
            calendar=file,
        )


def tell_owner_of_wish(interview: Interview, *, now: datetime) -> None:
    """Write to whoever sees to the case that the applicant asks for other times. The wish itself stands on the case's page."""
    application = interview.application
    if not application.owner:
        return
    case = address_of("recruitment:case", application.unit.slug, application.pk)
    send(
        letter="interview_other_times",
        key=f"{_key(interview)}-wish-{now:%Y%m%d%H%M%S}",
        to=application.owner.email,
        language=application.owner.language,
        values={"fornavn": application.owner.given_name, "enhet": application.unit.name, "lenke": case},
        now=now,
    )


def invite(interview: Interview, people: Iterable[Person], *, now: datetime, is_moved: bool = False) -> None:
    """Tell everybody of a time that is settled; nobody of one that has been."""
    if interview.starts_at and interview.starts_at > now:
        tell_applicant(interview, "interview_moved" if is_moved else "invitation", now=now, with_calendar=True)
        tell_interviewers(interview, people, now=now)


def release_rounds(application: Application, *, now: datetime) -> None:
    """Call off the interviews that a case which ends has ahead, and tell those who should have held them. What has been held stays."""
    ahead = Interview.objects.filter(application=application).exclude(state=Interview.State.CALLED_OFF)
    for interview in ahead.select_related("application__unit", "application__role"):
        seats = seats_of(interview)
        if any(has_handed_in(seat) for seat in seats) or (interview.starts_at and interview.starts_at <= now):
            continue
        interview.state, interview.sequence = Interview.State.CALLED_OFF, interview.sequence + 1
        interview.save(update_fields=["state", "sequence"])
        if interview.starts_at:
            tell_interviewers(interview, [seat.person for seat in seats], now=now, off=interview)


def _key(interview: Interview) -> str:
    return key_of(interview.application, "interview", f"{interview.pk}-{interview.sequence}")
