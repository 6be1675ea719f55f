"""What ends for the referees when they are no longer needed."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from lms.recruitment.models import Application, Referee, Reference, SecretLink
from lms.recruitment.selectors.references import forgotten_on

from .letters import key_of, send, values_for
from .links import close_links


def forget_draft(referee: Referee) -> None:
    """Remove what a referee has begun and not given. The case is the caller's to have locked."""
    Reference.objects.filter(referee=referee, given_at__isnull=True).delete()


def let_go(*, referee: Referee, application: Application, now: datetime) -> None:
    """Close what a referee could still open, forget what they had only begun, and thank them if they were asked. Twice is once.

    Somebody who has said no is not written to again, nor is an address from which a letter came back. The case is the caller's to have locked.
    """
    close_links(application=application, purpose=SecretLink.Purpose.REFERENCE, referee=referee, now=now)
    forget_draft(referee)
    if not referee.asked_at or referee.thanked_at or referee.declined_at or referee.bounced_at:
        return
    day = forgotten_on(application)
    with translation.override(referee.language):
        gone = date_format(day, "DATE_FORMAT") if day else ""
    send(
        letter="reference_thanks",
        key=key_of(application, "reference-thanks", referee.pk),
        to=referee.email,
        language=referee.language,
        values=values_for(application, language=referee.language, navn=referee.name, søker=application.name, slettes=gone),
        now=now,
    )
    referee.thanked_at = now
    referee.save(update_fields=["thanked_at"])


@transaction.atomic
def end_references(application: Application, *, now: datetime) -> None:
    """End the references of a case that has ended, whatever its end: no letter says which. Twice is once.

    Called inside the move that ends the case, which holds its lock.
    """
    for referee in application.referees.filter(replaced_at__isnull=True):
        let_go(referee=referee, application=application, now=now)
