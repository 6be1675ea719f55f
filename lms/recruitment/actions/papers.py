"""What else a process can ask for: a guideline to sign, a police certificate to show, a shift on trial. Each only where the process asks for it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment.models import Application, GuidelineSigned, PoliceCertificate, TrialShift
from lms.recruitment.selectors.papers import guideline_of, hosts, receivers

from .cases import locked


def _open(application: Application) -> Application:
    case = locked(application)
    if not case.is_open:
        raise ValidationError(_("This case has ended."))
    return case


@transaction.atomic
def sign_guideline(*, application: Application, now: datetime, read: int | None, by: Person | None = None) -> GuidelineSigned:
    """Write that the applicant has read the guideline and will follow it; `by` is who registers it for somebody without a device.

    `read` is the revision that they had before them. Twice is once: the first counts. Raises ValidationError if the process asks for none, if the
    case has ended, or if the guideline has changed since.
    """
    case = _open(application)
    guideline = guideline_of(case)
    if guideline is None:
        raise ValidationError(_("No guideline is to be signed here."))
    if signed := GuidelineSigned.objects.filter(application=case).first():
        return signed
    if read != guideline.revision:
        raise ValidationError(_("The guideline has changed since you opened it. Read it once more."), code="changed")
    return GuidelineSigned.objects.create(application=case, title=guideline.title, revision=guideline.revision, at=now, registered_by=by)


@transaction.atomic
def register_certificate(*, application: Application, shown_on: date, shown_to: Person, by: Person, now: datetime) -> PoliceCertificate:
    """Write that a police certificate was shown, which day and to whom. What stood in it has no place here. Again corrects the day and the person.

    Raises ValidationError where no legal basis was chosen, for a case that has ended, a day that cannot be, or somebody who does not recruit here.
    """
    case = _open(application)
    if not case.process.police_basis:
        raise ValidationError(_("No police certificate can be asked for here: the process has no legal basis for it."))
    today = timezone.localdate(now)
    if shown_on > today:
        raise ValidationError({"shown_on": _("The day has not come yet.")})
    if shown_on < timezone.localdate(case.received_at):
        raise ValidationError({"shown_on": _("The day cannot come before the application.")})
    if not receivers(case, on=today).filter(pk=shown_to.pk).exists():
        raise ValidationError({"shown_to": _("Choose somebody who recruits here.")})
    made, _is_new = PoliceCertificate.objects.update_or_create(
        application=case, defaults={"basis": case.process.police_basis, "shown_on": shown_on, "shown_to": shown_to}
    )
    return made


@transaction.atomic
def take_back_certificate(*, application: Application, by: Person, now: datetime) -> None:
    """Remove what was registered by mistake. Twice is once. Raises ValidationError for a case that has ended."""
    PoliceCertificate.objects.filter(application=_open(application)).delete()


@transaction.atomic
def plan_trial_shift(
    *, application: Application, on: date, host: Person | None, by: Person, now: datetime, held: bool = False
) -> TrialShift:
    """Write when the shift on trial is, who is host, and whether it has been. Again corrects it.

    Raises ValidationError if the process asks for none, for a case that has ended, a host who is not of the unit, or a shift that has been before
    its day.
    """
    case = _open(application)
    if not case.process.trial_shift:
        raise ValidationError(_("No trial shift is asked for here."))
    today = timezone.localdate(now)
    if on < timezone.localdate(case.received_at):
        raise ValidationError({"on": _("The day cannot come before the application.")})
    if held and on > today:
        raise ValidationError({"held": _("The day has not come yet.")})
    if host and not hosts(case, on=today).filter(pk=host.pk).exists():
        raise ValidationError({"host": _("Choose somebody of the unit who does not know the applicant.")})
    made, _is_new = TrialShift.objects.update_or_create(application=case, defaults={"on": on, "host": host, "held": held})
    return made
