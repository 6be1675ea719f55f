"""Verbs on courses."""

from datetime import date, datetime
from itertools import chain, count
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from wagtail.coreutils import string_to_ascii
from wagtail.models import Page

from lms.courses.models import CoursePage, Edition, Following, LocalText, Look, ModulePage, Release, SlotPage, StepPage, Translation
from lms.courses.selectors import central_steps
from lms.courses.selectors.adaptations import around_place
from lms.courses.starters import Starter, starters
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.quizzes.freezing import next_edition
from lms.roles.policies import Permission, may
from lms.units.models import Unit

Draft = TypeVar("Draft", ModulePage, CoursePage, Translation)


@transaction.atomic
def release(
    *,
    page: Page,
    change_class: str,
    note: str,
    by: Person | None,
    at: datetime,
    retake_from: date | None = None,
    together: Release | None = None,
) -> Edition:
    """Freeze what a page says now as its next edition, and return it; if it says what the newest edition says, return that one.

    `page` is the specific page as published; what is said of the change is heard as `next_edition` tells. `together` is the change of several steps
    that this is part of. What a retake does with what was earned is for `learning.publishing.release_step`. A unit that publishes its adaptation of a
    step it follows follows it no longer.
    """
    Following.objects.filter(unit__adaptations__page=page.pk, page__adaptations__page=page.pk).delete()
    newest = Edition.objects.filter(page_id=page.pk).order_by("-number").first()
    said = next_edition(
        page, after=newest.number if newest else 0, change_class=change_class, note=note, retake_from=retake_from, on=localdate(at)
    )
    if newest and newest.content_hash == said["content_hash"]:
        return newest
    return Edition.objects.create(**said, release=together, by=by, at=at)


@transaction.atomic
def begin_local_module(*, unit: Unit, slot: SlotPage, by: Person, at: datetime) -> ModulePage:
    """A draft below the unit's page that fills the slot, begun with the slot's default text; if the unit has one already, that one.

    Raises ValidationError if the unit has no page to put it under.
    """
    if unit.page is None:
        raise ValidationError(_("This unit has no page of its own yet. Ask the administrator to make one."))
    existing = ModulePage.objects.child_of(unit.page).filter(fills=slot).first()
    if existing:
        return existing
    module = ModulePage(title=slot.title, minutes=slot.minutes, body=slot.body, fills=slot, review_needs=[])
    add_draft(unit.page, module, by)
    look(unit=unit, page=slot, key="", by=by, at=at)
    return module


@transaction.atomic
def begin_from_starter(*, unit: Unit, starter: Starter, place: SlotPage | CoursePage, by: Person, at: datetime) -> ModulePage:
    """A draft below the unit's page, begun with a starter, that fills a slot or comes last in a course.

    Twice is once: if the unit has a module in the slot, or a draft never published with this title on the course, it is that one. Raises
    ValidationError if the unit has no page to put it under.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.page is None:
        raise ValidationError(_("This unit has no page of its own yet. Ask the administrator to make one."))
    own = ModulePage.objects.child_of(unit.page)
    if isinstance(place, SlotPage):
        existing = own.filter(fills=place).first()
    else:
        existing = own.filter(hangs_on=place, title=starter.title, first_published_at__isnull=True).first()
    if existing:
        return existing
    module = ModulePage(title=starter.title, minutes=starter.minutes, body=starter.body, review_needs=list(starter.needs))
    if isinstance(place, SlotPage):
        module.fills = place
        look(unit=unit, page=place, key="", by=by, at=at)
    else:
        module.hangs_on = place
    return add_draft(unit.page, module, by)


@transaction.atomic
def begin_course(*, unit: Unit, title: str, summary: str, qualification: Qualification, by: Person) -> CoursePage:
    """A draft of a course below the unit's page that gives the qualification, with one draft module in it to write on.

    Its address is the qualification's key, since people meet courses of several units at addresses side by side. Raises ValidationError if the unit
    has no page to put it under.
    """
    if unit.page is None:
        raise ValidationError(_("This unit has no page of its own yet. Ask the administrator to make one."))
    course = CoursePage(title=title, slug=qualification.key, summary=summary, qualification=qualification)
    starter = starters()["det-viktigste"]
    add_draft(unit.page, course, by)
    add_draft(course, ModulePage(title=starter.title, minutes=starter.minutes, body=starter.body, review_needs=list(starter.needs)), by)
    return course


def add_draft(parent: Page, module: Draft, by: Person | None) -> Draft:
    """Put an unpublished page below another, under an address that is free there: its own, or one made of its title."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    wanted = module.slug or slugify(string_to_ascii(module.title)) or "modul"
    addresses = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    module.slug = next(slug for slug in addresses if slug not in taken)
    user = by.user if by else None
    module.live, module.owner = False, user
    parent.add_child(instance=module)
    module.save_revision(user=user)
    return module


@transaction.atomic
def write_local_text(*, unit: Unit, page: StepPage, key: str, text: str, by: Person, at: datetime) -> LocalText:
    """Say something of the unit's own in a local text; empty gives way to the default again. Saying the same twice is once.

    It counts at once if `by` may publish in the unit, else it is a proposal that somebody who may must approve. Raises ValidationError if the module
    has no such place.
    """
    if key not in {block.value["key"] for block in page.body if block.block_type == "local"}:
        raise ValidationError(_("This module has no such place for a local text."))
    text = text.strip()
    publishes = may(by, Permission.PUBLISH_PAGES, unit, on=localdate(at))
    newest = _newest_local_text(unit, page.pk, key)
    if newest and newest.text == text and (newest.approved_at or not publishes):
        return newest
    approval = {"approved_by": by, "approved_at": at} if publishes else {}
    look(unit=unit, page=page, key=key, by=by, at=at)
    return LocalText.objects.create(unit=unit, page_id=page.pk, key=key, text=text, by=by, at=at, **approval)


@transaction.atomic
def approve_local_text(*, proposal: LocalText, by: Person, at: datetime) -> LocalText:
    """Say yes to a proposal: from now on it counts. Returns the row that does; approving twice, or what was overtaken, changes nothing.

    Raises ValidationError if `by` may not publish in the unit.
    """
    return _settle_local_text(proposal, proposal.text, proposal.by, by, at)


@transaction.atomic
def decline_local_text(*, proposal: LocalText, by: Person, at: datetime) -> LocalText:
    """Say no to a proposal: what counted before goes on counting. Returns the newest row; declining twice changes nothing.

    Raises ValidationError if `by` may not publish in the unit.
    """
    here = LocalText.objects.filter(unit_id=proposal.unit_id, page_id=proposal.page_id, key=proposal.key)
    standing = here.approved().first()
    return _settle_local_text(proposal, standing.text if standing else "", standing.by if standing else by, by, at)


def _settle_local_text(proposal: LocalText, text: str, writer: Person | None, by: Person, at: datetime) -> LocalText:
    if not may(by, Permission.PUBLISH_PAGES, proposal.unit, on=localdate(at)):
        raise ValidationError(_("You cannot approve texts in this unit."))
    newest = _newest_local_text(proposal.unit, proposal.page_id, proposal.key)
    if newest and newest.pk != proposal.pk:
        return newest
    return LocalText.objects.create(
        unit=proposal.unit, page_id=proposal.page_id, key=proposal.key, text=text, by=writer, at=at, approved_by=by, approved_at=at
    )


@transaction.atomic
def look(*, unit: Unit, page: StepPage, key: str, by: Person, at: datetime, upto: int | None = None) -> Look:
    """Note that a unit has seen the central text around one of its places: every edition, or those up to the number `upto` that stood on the screen.

    What was seen stays seen: an older screen takes nothing back, and looking twice is once. `page` is the slot, or the module with the local text.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    course = page.get_parent().specific
    steps = [step for _course, step in central_steps(ModulePage, [course])]
    editions = Edition.objects.filter(page_id__in=around_place(page, key, steps))
    if upto is not None:
        editions = editions.filter(pk__lte=upto)
    shown = dict(editions.order_by("number").values_list("page_id", "number"))
    before = Look.objects.filter(unit=unit, page_id=page.pk, key=key).first()
    seen = {int(step): number for step, number in before.editions.items()} if before else {}
    now = {str(step): max(seen.get(step, 0), shown.get(step, 0)) for step in sorted(seen.keys() | shown.keys())}
    if before and before.editions == now:
        return before
    looked, _created = Look.objects.update_or_create(unit=unit, page_id=page.pk, key=key, defaults={"editions": now, "by": by, "at": at})
    return looked


def _newest_local_text(unit: Unit, page_id: int, key: str) -> LocalText | None:
    """What was said last; two who press at once are held one after the other."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    return LocalText.objects.filter(unit=unit, page_id=page_id, key=key).order_by("-at", "-pk").first()
