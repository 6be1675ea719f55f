"""Merging a unit into another."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content.actions import take_down
from lms.courses.models import LocalText, ModulePage
from lms.learning.models import Enrolment
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.quizzes.models import Question
from lms.recruitment.models import Application
from lms.requirements.actions import repeat, stop_requiring
from lms.roles.actions import sync_wagtail_access
from lms.roles.carrying import carry_assignments, carry_responsibilities
from lms.roles.policies import Permission, may
from lms.units.models import Unit

from .plan import Merger, merger

log = logging.getLogger(__name__)


@transaction.atomic
def merge_units(*, source: Unit, target: Unit, with_requirements: bool, by: Person | None, at: datetime) -> Unit:
    """Merge `source` into `target` from the day of `at` on, and return `source` anew: closed, its addresses leading to `target`.

    Assignments and responsibilities end the day before and begin in `target`. Pages move below its page, and old addresses follow. What the source
    said in central courses is said in `target` where that says nothing itself; else it is kept as a draft, or in the source's history. What
    only the source asked of its people is asked of everybody in `target` `with_requirements`, and else ends. Evidence, attempts, completions and
    ended cases are not touched. Twice is once. Raises ValidationError if `by` may not run both, and for units that cannot be merged.
    """
    on = timezone.localdate(at)
    if by is not None and not all(may(by, Permission.RUN_UNITS, place, on=on) for place in (source, target)):
        raise ValidationError(_("You cannot merge these units."))
    units = {each.pk: each for each in Unit.objects.select_for_update().filter(pk__in=[source.pk, target.pk])}
    source, target = units[source.pk], units[target.pk]
    if source.merged_into_id == target.pk:
        return source
    refuse(source, target)
    found = merger(source, target, on=on)
    people = [item.what.person_id for item in found.assignments] + [item.what.person_id for item in found.responsibilities]
    carry_assignments(source=source, target=target, on=on, by=by)
    carry_responsibilities(source=source, target=target, on=on, by=by)
    _carry_learning(source, target, people)
    _carry_requirements(found, with_requirements, at)
    Application.objects.open().filter(unit=source).update(unit=target)
    Question.objects.filter(unit=source).update(unit=target)
    Qualification.objects.filter(unit=source).update(unit=target)
    _carry_words(found, by, at)
    _carry_pages(found, by)
    source.closed_on, source.merged_into = on, target
    source.save(update_fields=["closed_on", "merged_into"])
    take_down(source, by=by, target=target.page)
    sync_wagtail_access(on=on)
    log.info("unit %s: merged into %s by %s", source.pk, target.pk, by.pk if by else "the system")
    return source


def refuse(source: Unit, target: Unit) -> None:
    """Raises ValidationError where one unit cannot be merged into another. At most 3 queries."""
    if source.pk == target.pk:
        raise ValidationError({"target": _("A unit cannot be merged into itself.")})
    if source.parent_id is None:
        raise ValidationError(_("The unit of the whole organisation cannot be merged into another."))
    if source.closed_on or target.closed_on:
        raise ValidationError({"target": _("This unit is closed.")})
    if Unit.objects.open().filter(parent=source).exists():
        raise ValidationError(_("There are open units below this one. Close or move them first."))
    if target.page is None and source.page is not None and Page.objects.child_of(source.page).exists():
        raise ValidationError({"target": _("This unit has no page to take over the other's pages. Make one first.")})


def _carry_learning(source: Unit, target: Unit, people: list[int]) -> None:
    """Courses under way go on as they are in the target; where somebody takes one in both, that one goes on."""
    begun = set(Enrolment.objects.filter(unit=target, person__in=people).values_list("person_id", "course_id"))
    own = Enrolment.objects.filter(unit=source, person__in=people).values_list("pk", "person_id", "course_id")
    Enrolment.objects.filter(pk__in=[pk for pk, *pair in own if tuple(pair) not in begun]).update(unit=target)


def _carry_requirements(found: Merger, along: bool, at: datetime) -> None:
    """The source's own requirements stay on record up to yesterday, since they explain verdicts of their time."""
    on = timezone.localdate(at)
    for item in found.requirements:
        row = item.what
        if along and not item.clashes:
            repeat(requirement=row, unit=found.target, valid_from=max(row.valid_from, on))
        if row.valid_from >= on:
            row.delete()
        else:
            stop_requiring(requirement=row, on=on - timedelta(days=1))


def _carry_words(found: Merger, by: Person | None, at: datetime) -> None:
    """Local texts are said anew for the target; the old rows stay as they are."""
    for item in found.texts:
        if not item.clashes:
            row = item.what
            LocalText.objects.create(
                unit=found.target, page=row.page, key=row.key, text=row.text, by=row.by, at=at, approved_by=by, approved_at=at
            )
    for row in found.proposals:
        LocalText.objects.create(unit=found.target, page=row.page, key=row.key, text=row.text, by=row.by, at=at)


def _carry_pages(found: Merger, by: Person | None) -> None:
    """Pages move, and their old addresses follow; pictures and documents move to the target's collection.

    The redirects are written here: Wagtail writes them when a page moves, but not when its own word must change on the way.
    """
    source, target, user = found.source, found.target, by.user if by else None
    for item in found.fillings:
        if item.clashes:  # kept to be read and copied from, while what the target has written stands
            ModulePage.objects.get(pk=item.what.pk).unpublish(user=user)
    before = _addresses(found.pages + found.openings)
    taken = set(Page.objects.child_of(target.page).values_list("slug", flat=True)) if target.page else set()
    for page in found.pages + found.openings:
        if page.slug in taken:
            specific = page.specific_class.objects.get(pk=page.pk)
            specific.slug = next(slug for slug in _slugs(page.slug, source.slug) if slug not in taken)
            specific.save(clean=False)
        moved = Page.objects.get(pk=page.pk)
        taken.add(moved.slug)
        moved.move(Page.objects.get(pk=target.page_id), pos="last-child", user=user)
    for pk, address in before.items():
        Redirect.objects.update_or_create(old_path=address, site=None, defaults={"redirect_page_id": pk, "is_permanent": True})
    if source.collection_id and target.collection_id:
        for model in (get_image_model(), get_document_model()):
            model.objects.filter(collection=source.collection_id).update(collection=target.collection_id)


def _addresses(pages: list[Page]) -> dict[int, str]:
    """Where the live pages among these and below them stand, as redirects write it, by the page's number."""
    within = [each for page in pages for each in Page.objects.descendant_of(page, inclusive=True).live()]
    parts = {page.pk: page.get_url_parts() for page in within}
    return {pk: Redirect.normalise_path(found[2]) for pk, found in parts.items() if found and found[2]}


def _slugs(own: str, unit: str) -> list[str]:
    """Addresses to try for a page whose own is taken where it goes."""
    return [f"{own}-{unit}", *(f"{own}-{unit}-{number}" for number in range(2, 100))]
