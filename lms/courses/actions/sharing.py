"""Verbs of sharing between units: offer, follow, adapt, and suggest to the centre."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from wagtail.models import Page

from lms.courses.actions import add_draft
from lms.courses.models import (
    Adaptation,
    CoursePage,
    Edition,
    Following,
    ModulePage,
    Offer,
    SlotPage,
    Suggestion,
    SuggestionState,
)
from lms.courses.ownership import joins_guarded_course
from lms.courses.selectors import course_of
from lms.courses.selectors.sharing import newest_editions, own_steps, step_of, without_units_questions
from lms.mail.actions import post_text
from lms.mail.models import Letter
from lms.people.models import Person
from lms.quizzes.models import QuizPage
from lms.roles.cms import approves_topics
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.units.models import Unit

Place = SlotPage | CoursePage


@transaction.atomic
def offer(*, unit: Unit, page: Page, words: str, by: Person, at: datetime) -> Offer:
    """Let other units find a published module or test of the unit's own; twice is once, and after it was taken back it is offered again.

    Raises ValidationError for what the unit does not own or has not published, and for what it made out of another unit's.
    """
    if not own_steps(unit).filter(pk=page.pk).exists():
        raise ValidationError(_("Only what your unit has published can be offered."))
    if Adaptation.objects.filter(page_id=page.pk).exists():
        raise ValidationError(_("This was made out of another unit's module. They offer the original."))
    defaults = {"unit": unit, "words": words.strip(), "by": by, "at": at}
    found, created = Offer.objects.get_or_create(page_id=page.pk, defaults=defaults)
    if not created and found.withdrawn_at:
        found.withdrawn_at, found.words, found.by, found.at = None, words.strip(), by, at
        found.save()
    return found


@transaction.atomic
def withdraw(*, offer: Offer, at: datetime) -> Offer:
    """Take an offer back: nobody new finds it, and those who use it keep what they have. Twice is once."""
    Offer.objects.filter(pk=offer.pk, withdrawn_at=None).update(withdrawn_at=at)
    offer.refresh_from_db()
    return offer


@transaction.atomic
def follow(*, unit: Unit, offer: Offer, place: Place, by: Person, at: datetime) -> Following:
    """Let a unit's people meet another unit's step where the unit wants it; again with another place moves it.

    Raises ValidationError for what is not offered (any more), what the unit's people meet already, a test in a slot, a slot that is taken,
    and a guarded course that the step has not been approved for.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    before = Following.objects.filter(unit=unit, page_id=offer.page_id).first()
    if before is None:
        _must_stand(offer)
    if offer.unit_id in unit.path_ids:
        raise ValidationError(_("Your people meet this already: it belongs to your unit or one above it."))
    fills = place if isinstance(place, SlotPage) else None
    if fills and QuizPage.objects.filter(pk=offer.page_id).exists():
        raise ValidationError(_("A test comes last in a course. Choose a course."))
    if fills and _is_taken(unit, fills, offer.page_id):
        raise ValidationError(_("You have something in that place already. Choose another, or take that away first."))
    if not (by.user and approves_topics(by.user)) and _comes_unapproved(offer, place):
        raise ValidationError(
            _("In this course, a subject owner approves what units add. Adapt it instead, and send that in for approval.")
        )
    values = {"fills": fills, "hangs_on": None if isinstance(place, SlotPage) else place, "by": by}
    return Following.objects.update_or_create(unit=unit, page_id=offer.page_id, defaults=values, create_defaults=values | {"at": at})[0]


def _comes_unapproved(offer: Offer, place: Place) -> bool:
    """Whether a step would come into a guarded course that its own place has not already been approved for."""
    fills, hangs_on = (place.pk, None) if isinstance(place, SlotPage) else (None, place.pk)
    if not joins_guarded_course(fills_id=fills, hangs_on_id=hangs_on):
        return False
    course = CoursePage.objects.filter(path=place.path[: -Page.steplen]).first() if fills else place
    return course_of(offer.page) != course


def _must_stand(offer: Offer) -> None:
    if offer.withdrawn_at or not offer.page.live:
        raise ValidationError(_("This is no longer offered."))


def _is_taken(unit: Unit, slot: SlotPage, page_id: int) -> bool:
    own = unit.page and ModulePage.objects.child_of(unit.page).live().filter(fills=slot).exists()
    return bool(own) or Following.objects.filter(unit=unit, fills=slot).exclude(page_id=page_id).exists()


def tell_adapters(*, edition: Edition, now: datetime) -> int:
    """Write to the leaders of units that have made a module of their own out of a step which has a new edition. Returns how many letters are new.

    A deputy only where there is no leader; somebody without an e-mail address gets none. Once for each edition and person. 2 queries, and some for
    each new letter.
    """
    adaptations = list(Adaptation.objects.filter(origin=edition.page_id, seen__number__lt=edition.number).select_related("unit", "page"))
    leaders: dict[int, list[Responsibility]] = {}
    held = Responsibility.objects.on(localdate(now)).filter(kind=ResponsibilityKind.LEADER, unit__in=[each.unit_id for each in adaptations])
    for row in held.exclude(person__email="").select_related("person"):
        leaders.setdefault(row.unit_id, []).append(row)
    new = 0
    for each in adaptations:
        rows = leaders.get(each.unit_id, [])
        for row in [row for row in rows if not row.is_deputy] or rows:
            key = f"origin:{each.pk}:{edition.number}:{row.person_id}"
            if not Letter.objects.filter(key=key).exists():
                path = reverse("courses:adapted", args=[each.unit.slug, each.page_id])
                values = {
                    "fornavn": row.person.given_name,
                    "enhet": each.unit.name,
                    "modul": each.page.title,
                    "original": edition.title,
                    "endring": edition.note,
                    "lenke": urljoin(settings.WAGTAILADMIN_BASE_URL, path),
                }
                post_text(
                    key=key, text="origin", to=row.person.email, values=values, language=row.person.language, now=now, is_patient=True
                )
                new += 1
    return new


@transaction.atomic
def stop_following(*, following: Following) -> None:
    """Let the unit's people meet the step no longer. What they have done of it stays done."""
    following.delete()


@transaction.atomic
def adapt(*, unit: Unit, offer: Offer, place: Place, by: Person, at: datetime) -> Adaptation:
    """A draft below the unit's page with what another unit's module says now, which remembers where it came from; twice is once.

    If the unit follows the module, it goes on doing so until the draft is published. Raises ValidationError for what is not offered (any more), for a
    test, since its questions stay in their owner's bank, and if the unit has no page or the slot is taken.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.page is None:
        raise ValidationError(_("This unit has no page of its own yet. Ask the administrator to make one."))
    before = Adaptation.objects.filter(unit=unit, origin_id=offer.page_id).first()
    if before:
        return before
    if not Following.objects.filter(unit=unit, page_id=offer.page_id).exists():
        _must_stand(offer)
    if offer.unit_id == unit.pk:
        raise ValidationError(_("This is your unit's own."))
    step = step_of(offer.page)
    if not isinstance(step, ModulePage):
        raise ValidationError(_("A test can be followed, not adapted: its questions stay with the unit that wrote them."))
    fills = place if isinstance(place, SlotPage) else None
    if fills and _is_taken(unit, fills, offer.page_id):
        raise ValidationError(_("You have something in that place already. Choose another, or take that away first."))
    # What is out counts, not what its owner is writing just now.
    copy = ModulePage(title=step.title, minutes=step.minutes, body=step.body, review_needs=step.review_needs, sources=step.sources)
    copy.fills, copy.hangs_on = fills, None if isinstance(place, SlotPage) else place
    module = add_draft(unit.page, copy, by)
    edition = newest_editions([step.pk])[step.pk]
    return Adaptation.objects.create(page=module, unit=unit, origin_id=offer.page_id, seen=edition, by=by, at=at)


@transaction.atomic
def see_origin(*, adaptation: Adaptation, upto: int, by: Person, at: datetime) -> Adaptation:
    """Note that the unit has seen the origin up to edition number `upto`. What was seen stays seen; twice is once."""
    edition = Edition.objects.filter(page_id=adaptation.origin_id, number__lte=upto).order_by("-number").first()
    if edition and edition.number > adaptation.seen.number:
        adaptation.seen, adaptation.by, adaptation.at = edition, by, at
        adaptation.save(update_fields=["seen", "by", "at"])
    return adaptation


@transaction.atomic
def suggest(
    *, unit: Unit, target: Page, why: str, by: Person, at: datetime, source: ModulePage | None = None, text: str = ""
) -> Suggestion:
    """Offer the centre a module of the unit's own in place of a central step (or as a new one in a course), or a text to add to a step.

    `target` is a central step or course. The words are kept as they are now. Raises ValidationError if there is neither, or a text for a course,
    or if the module is not the unit's, or the same suggestion waits already.
    """
    text = text.strip()
    if bool(source) == bool(text):
        raise ValidationError(_("Choose one of your modules, or write a text; one of the two."))
    if source and not own_steps(unit).filter(pk=source.pk).exists():
        raise ValidationError(_("Only what your unit has published can be offered."))
    central = step_of(target)
    if text and isinstance(central, CoursePage):
        raise ValidationError(_("A text belongs in a step. Choose the step it is for."))
    body: Any = without_units_questions(source.body.get_prep_value()) if source else [_text_block(text)]
    waiting = Suggestion.objects.filter(unit=unit, target_id=target.pk, state=SuggestionState.OPEN)
    if any(each.body == body or (source and each.source_id == source.pk) for each in waiting):
        raise ValidationError(_("You have suggested this already, and it waits for an answer."))
    return Suggestion.objects.create(
        unit=unit,
        target_id=target.pk,
        source_id=source.pk if source else None,
        title=source.title if source else target.title,
        minutes=source.minutes if source else getattr(central, "minutes", 5),
        body=body,
        is_whole=source is not None,
        why=why.strip(),
        by=by,
        at=at,
    )


def _text_block(text: str) -> dict[str, str]:
    return {"type": "text", "value": linebreaks(text, autoescape=True), "id": str(uuid4())}


@transaction.atomic
def accept(*, suggestion: Suggestion, words: str, by: Person, at: datetime) -> Page:
    """Say yes: the central page gets a draft with the suggestion in it, for somebody to edit and publish. Returns the page with the draft.

    Nothing is published. The one who suggested gets a letter. Raises ValidationError if it is answered already, or if somebody
    is writing on the page.
    """
    kept = _open(suggestion)
    target = kept.target.specific
    if isinstance(target, CoursePage):
        page: Page = add_draft(target, ModulePage(title=kept.title, minutes=kept.minutes, body=_body(kept.body), review_needs=[]), by)
    else:
        if target.locked or target.current_workflow_state or target.has_unpublished_changes:
            raise ValidationError(_("Somebody is writing on this page. Publish or put aside that draft first, then accept."))
        draft = target.get_latest_revision_as_object()
        draft.body = _body(kept.body if kept.is_whole else [*draft.body.get_prep_value(), *kept.body])
        draft.save_revision(user=by.user)
        page = target
    _answer(kept, SuggestionState.ACCEPTED, words, by, at)
    return page


def _body(raw: Any) -> Any:
    block = ModulePage._meta.get_field("body").stream_block
    return block.to_python(raw)


@transaction.atomic
def decline(*, suggestion: Suggestion, words: str, by: Person, at: datetime) -> Suggestion:
    """Say no, with a word on why. The one who suggested gets a letter. Raises ValidationError without a word, or if it is answered already."""
    if not words.strip():
        raise ValidationError(_("Write a word on why."))
    return _answer(_open(suggestion), SuggestionState.DECLINED, words, by, at)


def _open(suggestion: Suggestion) -> Suggestion:
    kept = Suggestion.objects.select_for_update(of=("self",)).select_related("target", "unit", "by").get(pk=suggestion.pk)
    if kept.state != SuggestionState.OPEN:
        raise ValidationError(_("Somebody has answered this already."))
    return kept


def _answer(kept: Suggestion, state: SuggestionState, words: str, by: Person, at: datetime) -> Suggestion:
    kept.state, kept.answer, kept.answered_by, kept.answered_at = state, words.strip(), by, at
    kept.against = newest_editions([kept.target_id]).get(kept.target_id)
    kept.save()
    if kept.by and kept.by.email:
        values = {"fornavn": kept.by.given_name, "enhet": kept.unit.name, "side": kept.target.title, "svar": kept.answer}
        text = "suggestion_accepted" if state == SuggestionState.ACCEPTED else "suggestion_declined"
        post_text(key=f"suggestion:{kept.pk}", text=text, to=kept.by.email, values=values, language=kept.by.language, now=at)
    return kept
