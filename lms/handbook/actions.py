"""Verbs on the handbook."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.people.models import Person
from lms.qualifications import actions as ledger
from lms.qualifications.models import Assurance, Evidence, EvidenceKind
from lms.quizzes.freezing import next_edition
from lms.quizzes.retakes import Retake
from lms.units.models import Unit

from . import rules
from .models import Acknowledgement, Asks, Guideline, GuidelineEdition, GuidelineTranslation
from .selectors import newest_edition, standing_with

TAKEN_BACK = "handbook.taken_back"  # in the log of a page
REASON, SOURCE = 300, 200  # as long as a decision's reason, and a piece of evidence's source, may be


@transaction.atomic
def release(*, page: Guideline | GuidelineTranslation, by: Person | None, at: datetime) -> GuidelineEdition:
    """Freeze what a page says now as its next edition, and return it; if it says what the newest edition says, return that one.

    `page` is the specific page as published, with what its editor said of the change; it is heard as `next_edition` tells. Of a guideline that is to
    be read again, what it earned before lapses on the day that was chosen; the decision stands in the ledger also where nothing is earned.
    """
    newest = newest_edition(page)
    kind, note, day = (page.change_class, page.change_note, page.retake_from) if isinstance(page, Guideline) else ("", "", None)
    said = next_edition(
        page, after=newest.number if newest else 0, change_class=kind, note=note, retake_from=day, on=timezone.localdate(at)
    )
    if newest and newest.content_hash == said["content_hash"]:
        return newest
    edition = GuidelineEdition.objects.create(**said, by=by, at=at)
    if edition.retake_from and isinstance(page, Guideline):
        _ask_again(page, edition, by=by, at=at)
    return edition


def _ask_again(page: Guideline, edition: GuidelineEdition, *, by: Person | None, at: datetime) -> None:
    """Let what the guideline earned before lapse from the edition's day on, also what was signed on paper. Whoever reads the new one is not touched.

    What a leader has registered as earned in another way stands: it never rested on this text.
    """
    from_day = edition.retake_from
    if from_day is None:
        return
    own = Q(source_key__startswith=f"guideline:{page.pk}:") | Q(source_key__startswith=f"registered:{EvidenceKind.GUIDELINE}:")
    told = {"title": Truncator(edition.title).chars(60), "note": edition.note}
    ledger.lapse(
        evidence=Evidence.objects.counting(from_day).filter(
            own, qualification_id=page.qualification_id, kind=EvidenceKind.GUIDELINE, registered_at__lt=at
        ),
        from_day=from_day,
        reason=Truncator(_("«%(title)s» is to be read again. %(note)s") % told).chars(REASON),
        key=edition.decision_key,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back_reread(*, page: Guideline, reread: Retake, by: Person | None, at: datetime, reason: str) -> None:
    """Ask for it no longer: what people had counts as if it had never lapsed, and nobody reads the guideline again. Twice is once.

    The new words stay, as an important change. Whoever has read it again keeps that too. Written in the log of the page.
    """
    reversal = ledger.reverse(decision=reread.decision, by=by, at=at, reason=reason)
    if reversal.at == at:
        log(instance=page, action=TAKEN_BACK, user=by.user if by else None, data={"reason": reason})


@transaction.atomic
def acknowledge(
    *,
    person: Person,
    page: Guideline,
    edition: GuidelineEdition,
    unit: Unit | None,
    now: datetime,
    signature: str = "",
    language: str = "nb",
    translation: GuidelineEdition | None = None,
    seen: tuple[int, int | None] | None = None,
) -> Acknowledgement:
    """Write that a person has read and understood a guideline, or signed it, and what that earns. Twice is once, and returns the first.

    `edition` is the guideline's, `translation` that of the translation, if it was read in one; `seen` are the ids of those on the screen,
    where that is known. Raises ValidationError if the guideline asks nothing, says something else by now, or is to be signed with another name.
    """
    if page.asks == Asks.NOTHING:
        raise ValidationError(_("This page is there to be read. Nothing is asked of you."))
    # Two presses at once come one after the other.
    Person.objects.select_for_update().get(pk=person.pk)
    on = timezone.localdate(now)
    own = Acknowledgement.objects.filter(person=person, page=page)
    last = own.select_related("edition").first()
    if last:
        done = standing_with(person, page, last, on=on)
        pressed_today = last.edition_id == edition.pk and timezone.localdate(last.at) == on
        if done.state is rules.State.DONE or (pressed_today and done.state is rules.State.SOON):
            return last
    newest = newest_edition(page)
    shown = (edition.pk, translation.pk if translation else None)
    if newest is None or newest.pk != edition.pk or (seen is not None and seen != shown):
        raise ValidationError(_("The text has changed since you opened it. Read it once more."))
    if page.asks == Asks.SIGNED and not rules.same_name(signature, person.name):
        raise ValidationError({"signature": _("Write your full name as it stands with us: %(name)s") % {"name": person.name}})
    acknowledgement = Acknowledgement.objects.create(
        person=person,
        page=page,
        edition=edition,
        language=language,
        translation=translation,
        unit=unit,
        round=own.filter(edition=edition).count() + 1,
        signature=" ".join(signature.split()) if page.asks == Asks.SIGNED else "",
        at=now,
    )
    if page.qualification:
        told = {"title": edition.title, "date": date_format(timezone.localtime(edition.at))}
        ledger.record(
            person=person,
            qualification=page.qualification,
            kind=EvidenceKind.GUIDELINE,
            assurance=Assurance.LOGGED_IN,
            earned_on=on,
            source=Truncator(_("%(title)s, edition of %(date)s") % told).chars(SOURCE),
            source_key=acknowledgement.evidence_key,
            at=now,
            unit=unit,
            by=person,
        )
    return acknowledgement
