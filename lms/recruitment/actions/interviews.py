"""A round is arranged, moved, settled and called off."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import Person
from lms.recruitment.models import Application, FileRead, Interview, OfferedTime, Seat, Stage
from lms.recruitment.rules import interviews as rules
from lms.recruitment.rules import stages
from lms.recruitment.selectors.facts import facts_of
from lms.recruitment.selectors.interviews import candidates, current_interview, guide_for, has_handed_in, is_open, seats_of

from .cases import _move, locked, note_contact
from .invitations import invite, tell_applicant, tell_interviewers, tell_owner_of_wish

State = Interview.State
LONGEST_WISH = 200


@dataclass(frozen=True)
class Terms:
    """When and where: one time that is agreed, or up to six for the applicant to choose among."""

    starts_at: datetime | None = None
    offered: tuple[datetime, ...] = ()
    minutes: int = 45
    place: str = ""
    link: str = ""


@transaction.atomic
def arrange(*, application: Application, number: int, people: Collection[Person], terms: Terms, by: Person, now: datetime) -> Interview:
    """Arrange a round: who interviews, when and where. The applicant is written to; it counts as the first contact, and takes the case to the round.

    A time at most 30 days ago is a conversation that has been held; nobody is written to. The same again changes nothing. Raises ValidationError with
    reasons by field: `interviewers`, `starts_at`, `offered`, `place`.
    """
    case = locked(application)
    there = current_interview(case, number)
    if there:
        if _stands(there, seats_of(there), people, terms):
            return there
        raise ValidationError(_("Somebody has arranged this round meanwhile. Look at it, and change it if you need to."), code="stale")
    facts = facts_of([case])[case.pk]
    if not rules.may_arrange(case.process.demand, facts, stages.Stage(case.stage), number):
        raise ValidationError(_("This round cannot be arranged now."), code="illegal")
    guide = guide_for(number)
    if not guide:
        raise ValidationError(_("There is no interview guide yet. Whoever edits centrally must publish one."))
    able = {each.person.pk for each in candidates(case, on=timezone.localdate(now))}
    _refuse(_seating(case, number, people, able) | _terms(case, terms, now=now))
    interview = Interview.objects.create(
        application=case,
        round=number,
        guide=guide,
        state=State.BOOKED if terms.starts_at else State.OFFERED,
        starts_at=terms.starts_at,
        minutes=terms.minutes,
        place=terms.place,
        link=terms.link,
        arranged_by=by,
        created_at=now,
    )
    Seat.objects.bulk_create(Seat(interview=interview, person=person) for person in people)
    _offer(interview, terms)
    interview.application = _go_to_round(case, number, by=by, now=now)
    if interview.state == State.OFFERED:
        tell_applicant(interview, "interview_times", now=now)
    else:
        invite(interview, people, now=now)
    return interview


@transaction.atomic
def rearrange(*, interview: Interview, people: Collection[Person], terms: Terms | None, by: Person, now: datetime, seen: int) -> Interview:
    """Change who interviews, or when and where (`terms`; None leaves them). `seen` is the interview's sequence on the screen that asks.

    Once a sheet is in, when and where stand. Whoever has handed in stays, but for somebody who has said since that they know the applicant: they are
    replaced when every sheet is in and no flag waits, by somebody who has not read the sheets. Raises ValidationError with reasons by field.
    """
    case = locked(interview.application)
    here = _held(case, interview)
    seats = seats_of(here)
    if _stands(here, seats, people, terms):
        return here
    if here.sequence != seen:
        raise ValidationError(_("Somebody has changed this meanwhile. Look at it as it is now, and try again."), code="stale")
    if not case.is_open:
        raise ValidationError(_("The case has ended."), code="illegal")
    before, chosen = copy(here), {person.pk for person in people}
    leaving = [seat for seat in seats if seat.person_id not in chosen]
    able = {each.person.pk for each in candidates(case, on=timezone.localdate(now))} | {seat.person_id for seat in seats}
    errors = _seating(case, here.round, people, able - _readers(here, seats)) | _leaving(case, here, seats, leaving)
    is_moved = terms is not None and not _same_terms(here, terms)
    if terms and is_moved:
        if any(has_handed_in(seat) for seat in seats):
            raise ValidationError(_("The interview has been held. Only who sits in it can be changed."), code="illegal")
        errors |= _terms(case, terms, now=now)
    _refuse(errors)
    here.sequence += 1
    if terms and is_moved:
        here.state = State.BOOKED if terms.starts_at else State.OFFERED
        here.starts_at, here.minutes, here.place, here.link = terms.starts_at, terms.minutes, terms.place, terms.link
        here.other_times_wish, here.other_times_at = "", None
        here.offered_times.all().delete()
        _offer(here, terms)
    here.save()
    Seat.objects.filter(pk__in=[seat.pk for seat in leaving]).delete()
    staying = {seat.person_id for seat in seats} & chosen
    Seat.objects.bulk_create(Seat(interview=here, person=person) for person in people if person.pk not in staying)
    _tell(here, before, is_moved=is_moved, people=people, staying=staying, left=[seat.person for seat in leaving], now=now)
    return here


@transaction.atomic
def pick_time(*, interview: Interview, starts_at: datetime, now: datetime) -> Interview:
    """The applicant takes one of the offered times, and everybody is told. The same again changes nothing.

    Raises ValidationError if the time is not offered (any more), has passed, or another one is settled.
    """
    case = locked(interview.application)
    here = _held(case, interview)
    if here.state == State.BOOKED and here.starts_at == starts_at:
        return here
    if not case.is_open:
        raise ValidationError(_("Your application has ended, so there is no time to choose any more."), code="illegal")
    if here.state == State.BOOKED:
        raise ValidationError(_("A time is settled already. If it does not suit you, ask for another one."), code="stale")
    if not here.offered_times.filter(starts_at=starts_at).exists():
        raise ValidationError(_("This time is not offered any more. Choose another one."), code="stale")
    if starts_at <= now:
        raise ValidationError(_("This time has passed. Choose another one, or ask for other times."), code="stale")
    here.state, here.starts_at, here.sequence = State.BOOKED, starts_at, here.sequence + 1
    here.other_times_wish, here.other_times_at = "", None
    here.save()
    invite(here, [seat.person for seat in seats_of(here)], now=now)
    return here


@transaction.atomic
def ask_for_other_times(*, interview: Interview, wish: str, now: datetime) -> Interview:
    """The applicant can at none of the times. Whoever sees to the case is told; the same wish again changes nothing.

    Raises ValidationError for a wish without words, and once the interview's time has come.
    """
    case = locked(interview.application)
    here = _held(case, interview)
    wish = " ".join(wish.split())
    if not wish:
        raise ValidationError({"wish": _("Write when you can.")})
    if len(wish) > LONGEST_WISH:
        raise ValidationError({"wish": _("Write it shorter.")})
    if here.other_times_wish == wish:
        return here
    if not case.is_open or (here.starts_at and here.starts_at <= now):
        raise ValidationError(_("It is too late to ask for another time here. Ring the unit."), code="stale")
    here.other_times_wish, here.other_times_at = wish, now
    here.save(update_fields=["other_times_wish", "other_times_at"])
    tell_owner_of_wish(here, now=now)
    return here


@transaction.atomic
def call_off(*, interview: Interview, by: Person, now: datetime) -> Interview:
    """Call an interview off and tell everybody; the round can be arranged anew. Twice is once.

    One with a sheet handed in has been held, and stays: what somebody has said about safety does not go away with it.
    """
    case = locked(interview.application)
    here = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    here.application = case
    if here.state == State.CALLED_OFF:
        return here
    seats = seats_of(here)
    if any(has_handed_in(seat) for seat in seats):
        raise ValidationError(_("A sheet is handed in, so the interview has been held. It cannot be called off."), code="illegal")
    here.state, here.sequence = State.CALLED_OFF, here.sequence + 1
    here.save(update_fields=["state", "sequence"])
    is_ahead = here.starts_at is not None and here.starts_at > now
    if case.is_open and (is_ahead or here.starts_at is None):
        tell_applicant(here, "interview_called_off", now=now, off=here if is_ahead else None)
    if is_ahead:
        tell_interviewers(here, [seat.person for seat in seats], now=now, off=here)
    return here


def _held(case: Application, interview: Interview) -> Interview:
    """The interview as it stands now, with its locked case; refuses one that is called off."""
    here = Interview.objects.select_for_update(of=("self",)).select_related("guide").get(pk=interview.pk, application=case)
    here.application = case
    if here.state == State.CALLED_OFF:
        raise ValidationError(_("This interview is called off."), code="stale")
    return here


def _refuse(errors: dict[str, list[str]]) -> None:
    if errors:
        raise ValidationError(errors)


def _seating(case: Application, number: int, people: Collection[Person], able: set[int]) -> dict[str, list[str]]:
    """What is wrong with who shall interview, in words that never tell why somebody cannot."""
    demand = case.process.demand
    chosen = {person.pk for person in people}
    said = {
        rules.Refusal.ANOTHER: _("Choose somebody else."),
        rules.Refusal.TOO_FEW: ngettext("Choose at least %(number)d interviewer.", "Choose at least %(number)d interviewers.", demand.seats)
        % {"number": demand.seats},
        rules.Refusal.NEW_EYES: _("At least one must be somebody who was not in interview 1."),
    }
    refusals = rules.seating(demand, facts_of([case])[case.pk], number, chosen=chosen, able=able)
    reasons = [said[refusal] for refusal in refusals]
    if rules.Refusal.ANOTHER in refusals:
        reasons = reasons[:1]  # who else is missing is not worth saying yet
    return {"interviewers": reasons} if reasons else {}


def _terms(case: Application, terms: Terms, *, now: datetime) -> dict[str, list[str]]:
    """What is wrong with when and where."""
    errors: dict[str, list[str]] = {}
    if not terms.place and not terms.link:
        errors["place"] = [_("Write a place, or a video link.")]
    if terms.starts_at:
        if not rules.may_hold_at(terms.starts_at, now=now):
            errors["starts_at"] = [_("This is long ago. Look at the date once more.")]
        return errors
    wrong = rules.offering(terms.offered, now=now)
    said = {
        rules.TimeRefusal.NONE: _("Write at least one time."),
        rules.TimeRefusal.TOO_MANY: _("Offer at most six times."),
        rules.TimeRefusal.PAST: _("A time has passed. Offer only times ahead."),
    }
    if wrong:
        errors["offered"] = [said[wrong]]
    elif not case.email:
        errors["offered"] = [_("The applicant has no e-mail address. Ring, agree on a time, and write it in.")]
    return errors


def _leaving(case: Application, here: Interview, seats: Collection[Seat], leaving: Collection[Seat]) -> dict[str, list[str]]:
    """What keeps somebody in their seat, and what keeps the round as it is once every sheet is in."""
    opened = is_open(seats, case.process.seats)
    tied = set(case.ties.values_list("person_id", flat=True))
    stuck = [seat for seat in leaving if has_handed_in(seat)]
    if opened and not any(seat.person_id in tied for seat in leaving):
        return {"interviewers": [_("Every sheet is in. Who sat in the round stands.")]}
    for seat in stuck:
        if seat.person_id not in tied:
            return {"interviewers": [_("%(name)s has handed in a sheet, and stays.") % {"name": seat.person.name}]}
    if stuck and (not opened or facts_of([case])[case.pk].round(here.round).open_flags):
        return {"interviewers": [_("An interviewer can be replaced when every sheet is in and no flag waits for a decision.")]}
    return {}


def _readers(here: Interview, seats: Collection[Seat]) -> set[int]:
    """Who does not come in with open eyes: those that have read the sheets of a round that was open, and do not sit in it."""
    sealed = [at for seat in seats if has_handed_in(seat) and (at := seat.sheet.sealed_at)]
    if not sealed:
        return set()
    reads = FileRead.objects.filter(application=here.application, what=FileRead.What.SHEETS, at__gte=max(sealed))
    return set(reads.values_list("person_id", flat=True)) - {seat.person_id for seat in seats}


def _stands(here: Interview, seats: Collection[Seat], people: Collection[Person], terms: Terms | None) -> bool:
    """Whether a round is as somebody wants it already."""
    return {seat.person_id for seat in seats} == {person.pk for person in people} and (terms is None or _same_terms(here, terms))


def _same_terms(here: Interview, terms: Terms) -> bool:
    if (here.minutes, here.place, here.link) != (terms.minutes, terms.place, terms.link):
        return False
    if terms.starts_at or here.state == State.BOOKED:
        return here.state == State.BOOKED and here.starts_at == terms.starts_at
    return {each.starts_at for each in here.offered_times.all()} == set(terms.offered)


def _offer(interview: Interview, terms: Terms) -> None:
    if not terms.starts_at:
        OfferedTime.objects.bulk_create(OfferedTime(interview=interview, starts_at=each) for each in sorted(set(terms.offered)))


def _go_to_round(case: Application, number: int, *, by: Person, now: datetime) -> Application:
    """An invitation is a first contact, and takes the case to its round if nothing else is missing; if something is, the case stays where it is."""
    if case.stage == Stage.RECEIVED:
        case = note_contact(application=case, by=by, now=now)
    to = stages.following(case.process.demand, stages.Stage(case.stage))
    if to is rules.stage_of(number) and not stages.gaps_before(
        case.process.demand, facts_of([case])[case.pk], stages.Stage(case.stage), to
    ):
        case = _move(case, to, by=by, now=now)
    return case


def _tell(
    here: Interview,
    before: Interview,
    *,
    is_moved: bool,
    people: Collection[Person],
    staying: set[int],
    left: Collection[Person],
    now: datetime,
) -> None:
    """Write to those for whom something has changed: a calendar that holds the old time gets the new one, or is cleared."""
    was_ahead = before.starts_at is not None and before.starts_at > now
    before.sequence = here.sequence
    if was_ahead:
        gone = left if here.starts_at else [*left, *(person for person in people if person.pk in staying)]
        tell_interviewers(here, gone, now=now, off=before)
    if here.state == State.OFFERED:
        if is_moved:
            tell_applicant(here, "interview_times", now=now, off=before if was_ahead else None)
    elif is_moved:
        invite(here, people, now=now, is_moved=was_ahead)
    elif here.starts_at and here.starts_at > now:
        tell_interviewers(here, [person for person in people if person.pk not in staying], now=now)
