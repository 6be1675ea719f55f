"""Verbs on certificates from elsewhere: sending one in, taking it back, approving it, sending it back, and forgetting the file."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.mail.actions import post_text
from lms.people.models import Person
from lms.units.models import Unit

from .actions import record
from .models import Assurance, Evidence, EvidenceKind, Paper, Qualification, Submission, SubmissionState, WhyBack
from .papers import SafePaper

KEPT = timedelta(days=180)  # what was not approved


@transaction.atomic
def submit(
    *,
    person: Person,
    qualification: Qualification,
    earned_on: date,
    valid_until: date | None,
    provider: str,
    paper: SafePaper,
    by: Person,
    now: datetime,
) -> Submission:
    """Send in a certificate, one's own or for somebody without a device. The same file twice is once, and returns the first.

    Raises ValidationError if another one for the same qualification waits already.
    """
    told = {"earned_on": earned_on, "valid_until": valid_until, "provider": provider, "sent_by": by, "sent_at": now}
    submission, created = Submission.objects.get_or_create(
        person=person, qualification=qualification, state=SubmissionState.WAITING, defaults=told
    )
    if created:
        Paper.objects.create(submission=submission, media_type=paper.media_type, content=paper.content, digest=paper.digest)
    elif submission.paper.digest != paper.digest:
        raise ValidationError(
            {"qualification": _("One for this waits for a look already. Take that back first if you want to send another.")}
        )
    return submission


@transaction.atomic
def withdraw(*, submission: Submission) -> bool:
    """Take back a certificate that nobody has decided on; it is removed with its file. Returns whether it was; twice is once."""
    removed, _rows = Submission.objects.filter(pk=submission.pk, state=SubmissionState.WAITING).delete()
    return removed > 0


@transaction.atomic
def approve(*, submission: Submission, earned_on: date, valid_until: date | None, unit: Unit, by: Person, now: datetime) -> Evidence:
    """Let a certificate count, with the days as whoever looked at it reads them. Without `valid_until` the qualification says how long.

    Approved twice by one is once. Raises ValidationError if somebody else has decided meanwhile, or it is one's own.
    """
    row = _to_decide(submission, SubmissionState.APPROVED, by)
    if row.evidence:
        return row.evidence
    evidence = record(
        person=row.person,
        qualification=row.qualification,
        kind=EvidenceKind.OUTSIDE,
        assurance=Assurance.REGISTERED,
        earned_on=earned_on,
        valid_until=valid_until,
        source=row.provider,
        source_key=f"submission:{row.pk}",
        at=now,
        unit=unit,
        by=by,
        reason=_("The certificate was sent in and looked at."),
    )
    row.evidence = evidence
    _decided(row, SubmissionState.APPROVED, by, now)
    return evidence


@transaction.atomic
def send_back(*, submission: Submission, why: WhyBack, note: str, by: Person, now: datetime) -> Submission:
    """Say that a certificate does not count, and why. Twice by one is once; raises ValidationError as `approve` does."""
    row = _to_decide(submission, SubmissionState.RETURNED, by)
    if row.state == SubmissionState.WAITING:
        row.why_back, row.note = why, note
        _decided(row, SubmissionState.RETURNED, by, now)
    return row


def forget(*, now: datetime) -> int:
    """Remove the files whose time is over, and what was not approved within 180 days. Returns how many files and certificates."""
    looked_at = now - timedelta(days=settings.CERTIFICATE_KEPT_DAYS)
    files, _rows = Paper.objects.filter(submission__decided_at__lte=looked_at).delete()
    old = Q(state=SubmissionState.WAITING, sent_at__lte=now - KEPT) | Q(state=SubmissionState.RETURNED, decided_at__lte=now - KEPT)
    _all, removed = Submission.objects.filter(old).delete()
    return files + removed.get("qualifications.Submission", 0)


def _to_decide(submission: Submission, wanted: SubmissionState, by: Person) -> Submission:
    """The row, locked, so that of two who decide at once the second is told."""
    rows: Any = Submission.objects.select_for_update(of=("self",)).select_related("person", "qualification", "decided_by", "evidence")
    row: Submission | None = rows.filter(pk=submission.pk).first()
    if row is None:
        raise ValidationError(_("It was taken back while you looked at it."))
    if row.person_id == by.pk:
        raise ValidationError(_("Nobody decides on their own certificate. Ask a colleague."))
    if row.state != SubmissionState.WAITING and (row.state, row.decided_by_id) != (wanted, by.pk):
        who = row.decided_by.name if row.decided_by else _("A colleague")
        said = {"name": who, "what": row.get_state_display()}
        raise ValidationError(_("%(name)s was here before you. It is already: %(what)s.") % said)
    return row


def _decided(row: Submission, state: SubmissionState, by: Person, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now
    row.save()
    if not settings.CERTIFICATE_KEPT_DAYS:
        Paper.objects.filter(submission=row).delete()
    if row.person.email:
        post_text(
            key=f"submission:{row.pk}",
            text="certificate_approved" if state == SubmissionState.APPROVED else "certificate_returned",
            to=row.person.email,
            values=_values(row),
            language=row.person.language,
            now=now,
        )


def _values(row: Submission) -> dict[str, str]:
    """What fills the letter about a certificate that somebody has looked at, in its language."""
    with translation.override(row.person.language):
        last = row.evidence.valid_until if row.evidence else None
        return {
            "fornavn": row.person.given_name,
            "kvalifikasjon": row.qualification.called,
            "kurssted": row.provider,
            "dag": date_format(last) if last else "",
            "hvorfor": "\n\n".join(filter(None, (f"{row.get_why_back_display()}.", row.note))),
            "lenke": urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("qualifications:own")),
        }
