"""Verbs of publishing: what follows when a step's text goes live, one at a time or several as one change.

Here and not in `courses`, since a change may ask something of those who have done a step, and that room knows no learners.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision

from lms.blocks.page_forms import why_not
from lms.courses import actions as courses
from lms.courses.actions.sharing import tell_adapters
from lms.courses.models import STEP_TYPES, CoursePage, Edition, Release, ReleasedDraft
from lms.people.models import Person, User
from lms.people.selectors import person_of
from lms.qualifications import actions as ledger
from lms.qualifications.models import Decision
from lms.quizzes.changes import retake_day
from lms.quizzes.models import ChangeClass
from lms.quizzes.retakes import Retake, retake_under

from .models import StepCompletion
from .selectors import resting_on

REASON = 300  # as long as a decision's reason may be


@transaction.atomic
def release_step(*, page: Any, by: Person | None, at: datetime, revision: Revision | None = None) -> Edition:
    """Freeze what a step says as its next edition, if it says anything new; a retake lets lapse what rests on older ones. Twice is once.

    `page` is the specific page as published, with what its editor said of the change. If its draft (`revision`) belongs to a change of several
    steps, that one says it, and asks for all of them at once when the last is out.
    """
    together = Release.objects.filter(drafts__revision=revision).first() if revision else None
    said = together or page
    note, by = (together.note, together.by) if together else (page.change_note, by)
    edition = courses.release(
        page=page, change_class=said.change_class, note=note, retake_from=said.retake_from, by=by, at=at, together=together
    )
    if edition.at == at:
        tell_adapters(edition=edition, now=at)
    if edition.retake_from and edition.at == at and together is None:
        _ask_again([edition], by=by, at=at)
    return edition


@dataclass(frozen=True, slots=True)
class Draft:
    """A step of a course with words that are not published, and why they cannot be here and now; no reasons if they can."""

    page: Any
    revision: Revision
    reasons: tuple[str, ...] = ()


def drafts_of(course: CoursePage, user: User) -> list[Draft]:
    """The drafts of a course's own steps that somebody may publish, in order, each with what stands in the way. Some queries for each."""
    return [_draft(page, user) for page in _waiting(course) if page.permissions_for_user(user).can_publish()]


def _waiting(course: CoursePage) -> list[Any]:
    wanted = course.get_children().filter(has_unpublished_changes=True, latest_revision__isnull=False).type(*STEP_TYPES)
    return list(wanted.select_related("latest_revision").specific())


def _draft(page: Any, user: User) -> Draft:
    revision = page.latest_revision
    said = revision.as_object()
    lock = page.get_lock()
    why = []
    if lock and lock.for_user(user):
        why.append(str(_("The page is locked, or waits for somebody's approval.")))
    if said.go_live_at and said.go_live_at > timezone.now():
        why.append(str(_("It has a time of its own at which it is published.")))
    return Draft(said, revision, (*why, *why_not(said)))


class Changed(ValidationError):
    """That what was to be published is no longer what stood on the screen."""


@transaction.atomic
def publish_together(
    *,
    course: CoursePage,
    revisions: Collection[int],
    change_class: str,
    note: str,
    user: User,
    at: datetime,
    retake_from: date | None = None,
) -> Release | None:
    """Publish drafts of several steps as one change, all or none. Returns the change; None if these very drafts are out already (twice is once).

    `revisions` are the drafts as they stood on the screen, by id. Raises `Changed` if one of them was saved anew or cannot be published by `user`
    any more.
    """
    # Two who press at once come one after the other: the second finds the drafts out, or changed.
    list(Page.objects.select_for_update().filter(pk=course.pk))
    chosen = set(revisions)
    if chosen and Page.objects.child_of(course).live().filter(live_revision__in=chosen).count() == len(chosen):
        return None
    drafts = [draft for draft in drafts_of(course, user) if draft.revision.pk in chosen and not draft.reasons]
    if not drafts or len(drafts) != len(chosen):
        raise Changed(_("A draft was changed, published or locked since you saw this. Look at the list, and choose once more."))
    by = person_of(user)
    release = Release.objects.create(
        course=course,
        change_class=change_class,
        note=note,
        retake_from=retake_day(retake_from, on=timezone.localdate(at)) if change_class == ChangeClass.RETAKE else None,
        by=by,
        at=at,
    )
    ReleasedDraft.objects.bulk_create(ReleasedDraft(release=release, revision=draft.revision) for draft in drafts)
    for draft in drafts:
        PublishPageRevisionAction(draft.revision, user=user).execute()
    again = list(Edition.objects.filter(release=release, retake_from__isnull=False).order_by("page__path"))
    if again:
        _ask_again(again, by=by, at=at)
    return release


def retake_of(edition: Edition) -> Retake | None:
    """The retake that an edition asked for; None if it asked for none. 4 queries."""
    if edition.retake_from is None:
        return None
    together = Q(pk=edition.pk) | (Q(release=edition.release_id) if edition.release_id else Q(pk__in=[]))
    return retake_under(edition.decision_key, Edition.objects.filter(together, retake_from__isnull=False).order_by("page__path"))


def take_back_retake(*, retake: Retake, by: Person | None, at: datetime, reason: str) -> None:
    """Ask for it no longer: what people had counts as if it had never lapsed, and nobody does the step again. Twice is once.

    The new words stay. Whoever has done the step again keeps that too.
    """
    ledger.reverse(decision=retake.decision, by=by, at=at, reason=reason)


def _ask_again(editions: Sequence[Edition], *, by: Person | None, at: datetime) -> Decision | None:
    """Let the course's evidence of those who did an older edition lapse from the editions' day on. Whoever earns it with the new one is not touched.

    Evidence that did not come from the course here, such as what a leader has registered, stands: it never rested on this text. One decision for
    all of `editions`, which were published as one change.
    """
    first = editions[0]
    from_day = first.retake_from
    if from_day is None:
        return None
    older = StepCompletion.objects.none()
    for edition in editions:
        older |= StepCompletion.objects.filter(page_id=edition.page_id, edition__number__lt=edition.number)
    told = {"step": Truncator(first.title).chars(40), "note": first.note, "number": len(editions) - 1}
    if len(editions) > 1:
        why = (
            ngettext(
                "«%(step)s» and %(number)s more step are to be done again. %(note)s",
                "«%(step)s» and %(number)s more steps are to be done again. %(note)s",
                len(editions) - 1,
            )
            % told
        )
    else:
        why = _("«%(step)s» is to be done again. %(note)s") % told
    return ledger.lapse(
        evidence=resting_on(*(edition.page for edition in editions), on=from_day).filter(
            person__in=older.values("person"), registered_at__lt=at
        ),
        from_day=from_day,
        reason=Truncator(why).chars(REASON),
        key=first.decision_key,
        by=by,
        at=at,
    )
