"""The answer that ends a case or puts it on a list: its words, its preview, and posting it with time to stop it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format

from lms.mail.actions import Words, stop, words_of
from lms.mail.models import Letter
from lms.recruitment.letters import blanks_of, text_of
from lms.recruitment.models import Application, SecretLink
from lms.recruitment.rules import stages
from lms.recruitment.rules.retention import Part, due
from lms.recruitment.selectors.retention import retention_clocks
from lms.recruitment.selectors.rulings import letter_delay

from .letters import address_of, contact_of, send, values_for
from .links import make_link

ENDINGS = {"admitted": stages.Stage.ADMITTED, "declined": stages.Stage.DECLINED, "withdrawn": stages.Stage.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it will go, but for the secret link: to whom, when, and the words. `to` is empty for somebody who gets it on paper."""

    to: str
    language: str
    goes_at: datetime
    words: Words


def preview(
    application: Application,
    *,
    letter: str,
    now: datetime,
    goes_at: datetime | None = None,
    sentence: str = "",
    starts_on: date | None = None,
) -> Preview:
    """What would be sent if it were decided now. Writes nothing; the link to the applicant's own page is shown as «…». 3 queries."""
    link = address_of("recruitment:own_case", "-").replace("/-/", "/…/") if application.email else ""
    values = _values(application, letter=letter, now=now, link=link, sentence=sentence, starts_on=starts_on)
    words = words_of(text_of(letter), language=application.language, values=values)
    return Preview(application.email, application.language, goes_at or now + letter_delay(), words)


def post_answer(
    application: Application,
    *,
    letter: str,
    key: str,
    now: datetime,
    delay: timedelta = timedelta(),
    sentence: str = "",
    starts_on: date | None = None,
) -> Letter | None:
    """Put an answer in the outbox; None for an applicant without an address, who gets it on paper. The same key twice is once."""
    if not application.email:
        return None
    link = ""
    if "lenke" in blanks_of(letter):
        link = address_of("recruitment:own_case", make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=now))
    return send(
        letter=letter,
        key=key,
        to=application.email,
        language=application.language,
        values=_values(application, letter=letter, now=now, link=link, sentence=sentence, starts_on=starts_on),
        now=now,
        delay=delay,
        is_secret=bool(link),
    )


def stop_answers(application: Application, *, now: datetime) -> None:
    """Keep answers from going that something newer replaces; one that has gone has gone."""
    for ruling in application.rulings.filter(letter__sent_at__isnull=True, letter__isnull=False).select_related("letter"):
        if ruling.letter:
            stop(letter=ruling.letter, now=now)


def _values(application: Application, *, letter: str, now: datetime, link: str, sentence: str, starts_on: date | None) -> dict[str, str]:
    """What fills the blanks that this letter has."""
    today = timezone.localdate(now)
    with translation.override(application.language):
        values = values_for(
            application,
            language=application.language,
            kontakt=contact_of(application),
            setning=sentence,
            lenke=link,
            oppstart=_in_words(starts_on),
            notater_slettes=_in_words(_deleted([Part.NOTES, Part.REFERENCES], letter, today)),
            alt_slettes=_in_words(_deleted(list(Part), letter, today)),
        )
    return {blank: value for blank, value in values.items() if blank in blanks_of(letter)}


def _deleted(parts: list[Part], letter: str, on: date) -> date | None:
    """The day by which the last of some parts is gone, if the case ends as the letter says on a day."""
    stage = ENDINGS.get(letter)
    days = [day for part in parts if stage and (day := due(part, stage=stage, ended_on=on, clocks=retention_clocks()))]
    return max(days, default=None)


def _in_words(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
