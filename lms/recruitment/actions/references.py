"""Referees are named, asked, reminded and replaced, and answer or say no.

Everything here holds the case while it works, so that a referee who answers and a recruiter who replaces them follow each other. Who may is asked
before: `policies` for those who work on the case, a secret link for applicant and referee.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.mail.selectors import came_back
from lms.people.models import Person
from lms.recruitment.models import Application, Referee, SecretLink
from lms.recruitment.rules import references as rules
from lms.recruitment.rules import stages
from lms.recruitment.selectors.references import Standing, is_enough, kept_days, places_left, referees_in, referees_of

from .cases import locked
from .endings import forget_draft, let_go
from .letters import address_of, key_of, send, values_for
from .links import OPEN_FOR, close_links, make_link

REFERENCE = SecretLink.Purpose.REFERENCE


def open_case(application: Application) -> Application:
    """The case as it stands now, held until the transaction ends. Raises ValidationError if it has ended."""
    case = locked(application)
    if not case.is_open:
        raise ValidationError(_("The case has ended."), code="ended")
    return case


def held(referee: Referee, *, now: datetime) -> Standing:
    """A referee of an open case as they stand now, with the case held until the transaction ends. Raises ValidationError if the case has ended."""
    case = open_case(referee.application)
    fresh = next((each for each in referees_of(case, on=timezone.localdate(now)) if each.referee.pk == referee.pk), None)
    if fresh is None:
        raise ValidationError(_("This referee is no longer there."), code="gone")
    fresh.referee.application = case
    return fresh


def _refuse_closed(standing: Standing) -> None:
    if standing.state in rules.CLOSED:
        raise ValidationError(_("This referee has answered, said no or been replaced."), code="closed")


@transaction.atomic
def name_referee(
    *, application: Application, name: str, relation: str, email: str, phone: str, language: str, now: datetime, by: Person | None = None
) -> Referee:
    """Write down a referee; `by` None is the applicant's own doing. The same again is once, and returns the first.

    An applicant names as many as the process asks for; somebody who works on the case may add one. Raises ValidationError, by field where it has one.
    """
    case = open_case(application)
    values = {
        "name": name.strip(),
        "relation": relation.strip(),
        "email": email.strip().lower(),
        "phone": phone.strip(),
        "language": language,
    }
    standing = [each for each in referees_of(case, on=timezone.localdate(now)) if each.state is not rules.State.REPLACED]
    for each in standing:
        if all(getattr(each.referee, key) == values[key] for key in ("name", "email", "phone")):
            return each.referee
    if len(standing) >= rules.MOST_NAMED or (by is None and not places_left(case, standing)):
        raise ValidationError(_("There are as many referees as needed already."), code="full")
    referee = Referee(application=case, named_at=now, **values)
    _check(referee, case)
    referee.save()
    return referee


def _check(referee: Referee, case: Application) -> None:
    """Refuse a referee who cannot be reached, who is the applicant, or whose address another referee has."""
    own = _("This is the applicant's own. Write that of the referee.")
    if referee.email and referee.email == case.email.lower():
        raise ValidationError({"email": own})
    if referee.phone and _digits(referee.phone) == _digits(case.phone):
        raise ValidationError({"phone": own})
    others = case.referees.filter(replaced_at__isnull=True).exclude(pk=referee.pk)
    if referee.email and others.filter(email__iexact=referee.email).exists():
        raise ValidationError({"email": _("Two referees cannot have the same address.")})
    if not referee.email and not referee.phone:
        raise ValidationError({"email": _("Write a telephone number or an e-mail address.")})
    referee.full_clean(exclude=["application"], validate_constraints=False)


def _digits(number: str) -> str:
    """A telephone number by its last eight digits, so that +47 and spaces do not hide that two are one."""
    return "".join(filter(str.isdigit, number))[-8:]


@transaction.atomic
def change_referee(
    *, referee: Referee, name: str, relation: str, email: str, phone: str, language: str, now: datetime, by: Person | None = None
) -> Referee:
    """Correct what is written of a referee; `by` None is the applicant, who can do so until the referee is asked.

    A letter that went to a wrong address lies in a stranger's mailbox: with another address the old links close, what was begun by them is forgotten,
    and the referee has not been asked. Raises ValidationError, by field where it has one.
    """
    standing = held(referee, now=now)
    _refuse_closed(standing)
    if by is None and standing.referee.asked_at:
        raise ValidationError(_("We have asked this referee already. Ring us if something is wrong."), code="asked")
    fresh, case = standing.referee, standing.referee.application
    values = {
        "name": name.strip(),
        "relation": relation.strip(),
        "email": email.strip().lower(),
        "phone": phone.strip(),
        "language": language,
    }
    is_elsewhere = values["email"] != fresh.email
    for key, value in values.items():
        setattr(fresh, key, value)
    _check(fresh, case)
    if is_elsewhere and fresh.asked_at:
        close_links(application=case, purpose=REFERENCE, referee=fresh, now=now)
        forget_draft(fresh)
        fresh.asked_at = fresh.opened_at = fresh.bounced_at = None
        fresh.reminders = 0
    fresh.save()
    return fresh


@transaction.atomic
def remove_referee(*, referee: Referee, now: datetime) -> None:
    """Take back a referee who has not been asked. Raises ValidationError for one who has."""
    standing = held(referee, now=now)
    if standing.state is not rules.State.NOT_ASKED:
        raise ValidationError(_("This referee has been asked already."), code="asked")
    standing.referee.delete()


def _refuse_early(case: Application) -> None:
    if stages.Stage(case.stage) not in rules.MAY_ASK:
        raise ValidationError(_("Referees are asked from the first interview on, until there is a ruling."), code="early")


def letter_key(referee: Referee, number: int) -> str:
    """The key of the letter that asks a referee (0) or reminds them (1, 2); asked anew, the letters are others."""
    assert referee.asked_at
    return key_of(referee.application_id, "reference", referee.pk, referee.asked_at.astimezone(UTC).isoformat(), number)


def _post(referee: Referee, *, number: int, now: datetime) -> None:
    """Send the letter that asks (0) or reminds (1, 2), with a link of its own; those in earlier letters still open."""
    case = referee.application
    token = make_link(purpose=REFERENCE, application=case, referee=referee, now=now)
    # The link dies in the middle of a day; the day before is the last whole one.
    last_day = timezone.localdate(now + OPEN_FOR[REFERENCE]) - timedelta(days=1)
    with translation.override(referee.language):
        until = date_format(last_day, "DATE_FORMAT")
    send(
        letter="reference_reminder" if number else "reference",
        key=letter_key(referee, number),
        to=referee.email,
        language=referee.language,
        values=values_for(
            case,
            language=referee.language,
            navn=referee.name,
            søker=case.name,
            lenke=address_of("recruitment:reference", token),
            innen=until,
            dager=str(kept_days()),
        ),
        now=now,
        is_secret=True,
        is_patient=number > 0,
    )


def _ask(referee: Referee, *, now: datetime) -> None:
    referee.asked_at, referee.bounced_at, referee.reminders = now, None, 0
    referee.save(update_fields=["asked_at", "bounced_at", "reminders"])
    _post(referee, number=0, now=now)


@transaction.atomic
def ask_references(*, application: Application, by: Person, now: datetime) -> list[Referee]:
    """Send the letter to every referee who has an address and has not been asked. Returns whom it went to; twice is once.

    Raises ValidationError before the applicant has been to an interview, and after the case has ended.
    """
    case = open_case(application)
    _refuse_early(case)
    asked = []
    for standing in referees_of(case, on=timezone.localdate(now)):
        if standing.state is rules.State.NOT_ASKED and standing.dates.by_letter:
            standing.referee.application = case
            _ask(standing.referee, now=now)
            asked.append(standing.referee)
    return asked


@transaction.atomic
def ask_again(*, referee: Referee, by: Person, now: datetime, seen: str) -> bool:
    """Send one referee the letter, for the first time or anew; the clock of the reminders begins again. Returns whether it was sent.

    `seen` is when they had last been asked, as the screen knew it (an ISO moment, or nothing), so that two who press send one letter.
    """
    standing = held(referee, now=now)
    fresh = standing.referee
    _refuse_closed(standing)
    _refuse_early(fresh.application)
    if not fresh.email:
        raise ValidationError(_("There is no e-mail address. Ring instead."), code="no_address")
    if seen != (fresh.asked_at.isoformat() if fresh.asked_at else ""):
        return False
    _ask(fresh, now=now)
    return True


@transaction.atomic
def note_returned(*, referee: Referee, now: datetime) -> None:
    """Write that the letter to a referee came back. No more reminders go there. Twice is once: the first time counts."""
    standing = held(referee, now=now)
    _refuse_closed(standing)
    fresh = standing.referee
    if fresh.asked_at and not fresh.bounced_at:
        fresh.bounced_at = now
        fresh.save(update_fields=["bounced_at"])


@transaction.atomic
def replace_referee(*, referee: Referee, by: Person, now: datetime) -> Referee:
    """Give a referee's place to somebody else. They are told that nothing more is needed, and the applicant that one more name is. Twice is once.

    Raises ValidationError for one who has answered.
    """
    standing = held(referee, now=now)
    fresh = standing.referee
    if standing.state is rules.State.REPLACED:
        return fresh
    if standing.state in rules.ANSWERED:
        raise ValidationError(_("This referee has answered already."), code="closed")
    case = fresh.application
    let_go(referee=fresh, application=case, now=now)
    fresh.replaced_at = now
    fresh.save(update_fields=["replaced_at"])
    if case.email and places_left(case, referees_of(case, on=timezone.localdate(now))):
        token = make_link(purpose=SecretLink.Purpose.APPLICANT, application=case, now=now)
        send(
            letter="new_referee",
            key=key_of(case, "new-referee", fresh.pk),
            to=case.email,
            language=case.language,
            values=values_for(case, language=case.language, lenke=address_of("recruitment:own_referees", token)),
            now=now,
            is_secret=True,
        )
    return fresh


@dataclass(frozen=True, slots=True)
class Chased:
    """What a round of reminding did."""

    returned: int
    reminded: int


def chase(*, now: datetime) -> Chased:
    """Compare what should have been sent with what was: note letters that came back, and send each reminder that is due. Again is once.

    3 queries when nothing is to be done, whatever the number of cases; each letter is a transaction of its own.
    """
    on = timezone.localdate(now)
    asked = Application.objects.filter(stage__in=[*rules.MAY_ASK], referees__asked_at__isnull=False)
    cases = {case.pk: case for case in asked.select_related("process").distinct()}
    waiting = [
        (standing, cases[pk])
        for pk, standings in referees_in(cases.values(), on=on).items()
        for standing in standings
        if standing.state in rules.WAITING or standing.state is rules.State.SILENT
    ]
    keys = {
        letter_key(standing.referee, number): standing.referee.pk
        for standing, _case in waiting
        for number in range(standing.referee.reminders + 1)
    }
    lost = {keys[key] for key in came_back(keys)}
    returned = reminded = 0
    for standing, case in waiting:
        standing.referee.application = case
        try:
            if standing.referee.pk in lost:
                note_returned(referee=standing.referee, now=now)
                returned += 1
            elif rules.reminder_due(standing.dates, on=on):
                reminded += _remind(standing.referee, now=now)
        except ValidationError:  # answered, or the case ended, while the round was going
            continue
    return Chased(returned, reminded)


@transaction.atomic
def _remind(referee: Referee, *, now: datetime) -> bool:
    """Send the reminder that is due, unless what made it due has changed or enough others have answered. Returns whether it was sent."""
    standing = held(referee, now=now)
    fresh, on = standing.referee, timezone.localdate(now)
    number = rules.reminder_due(standing.dates, on=on)
    if not number or is_enough(fresh.application, on=on):
        return False
    fresh.reminders = number
    fresh.save(update_fields=["reminders"])
    _post(fresh, number=number, now=now)
    return True
