"""Writing a checked register, some persons at a time, through the rooms that own what is written."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.onboarding.models import Answer, Import, ImportEntry
from lms.onboarding.rules.persons import missing_posts
from lms.onboarding.rules.rows import Learnt, Post
from lms.onboarding.rules.stages import Stage
from lms.onboarding.selectors import known_by_email, learnt_by, posts_of, qualifications_in
from lms.people.actions import register_many
from lms.people.models import Person
from lms.qualifications.actions import record_many
from lms.qualifications.models import Evidence, EvidenceKind, Qualification
from lms.roles.actions import write_in
from lms.roles.models import Assignment, Role
from lms.roles.policies import Permission, may
from lms.units.models import Unit

from .checking import Clock
from .imports import remove_rows

log = logging.getLogger(__name__)
AT_A_TIME = 500


class StoppedError(Exception):
    """Something has changed since the check; why, and at which row."""

    def __init__(self, why: str, row: int | None = None) -> None:
        super().__init__(why)
        self.why, self.row = why, row


def write(*, import_id: int, clock: Clock = timezone.now, at_a_time: int = AT_A_TIME) -> None:
    """Write a confirmed register to its end, or until something stops it. Interrupted, it goes on where it was; several at once do it once."""
    while write_some(import_id=import_id, now=clock(), at_a_time=at_a_time):
        pass


def write_some(*, import_id: int, now: datetime, at_a_time: int = AT_A_TIME) -> bool:
    """Write the next persons of a register, all of them or none. Returns whether there is more to do.

    What has been written is removed from the import in the same transaction. What somebody has already is not written again. No letter goes.
    38 queries for one qualification, however many persons, and some for each qualification more.
    """
    try:
        with transaction.atomic():
            return _write_some(import_id, now, at_a_time)
    except StoppedError as error:
        with transaction.atomic():
            found = Import.objects.select_for_update().get(pk=import_id)
            if found.stage == Stage.WRITING:  # nobody has let it be since
                found.stage, found.touched_at, found.trouble = Stage.STOPPED, now, {"why": error.why, "row": error.row}
                found.save(update_fields=["stage", "touched_at", "trouble"])
                log.warning("import %s: stopped, %s", import_id, error.why)
        return False


def _write_some(import_id: int, now: datetime, at_a_time: int) -> bool:
    found = Import.objects.select_for_update(of=("self",)).select_related("unit", "confirmed_by").get(pk=import_id)
    if found.stage != Stage.WRITING:
        return False
    by = found.confirmed_by
    if by is None or not may(by, Permission.MANAGE_PEOPLE, found.unit, on=timezone.localdate(now)):
        raise StoppedError("not_allowed")
    entries = list(found.entries.all()[:at_a_time])
    if not entries:
        remove_rows(found)
        found.stage, found.finished_at, found.touched_at, found.done = Stage.DONE, now, now, found.total
        found.save()
        log.info("import %s: done, %s", found.pk, found.counts.get("written"))
        return False
    written = Counter(found.counts.get("written", {}))
    written.update(_Batch(found, by, now).write(entries))
    found.entries.filter(pk__in=[entry.pk for entry in entries]).delete()
    found.counts |= {"written": dict(written)}
    found.done, found.touched_at, found.tries = found.total - found.entries.count(), now, 0
    found.save(update_fields=["counts", "done", "touched_at", "tries"])
    return True


@dataclass(slots=True)
class _Batch:
    """Some persons of an import on their way into the rooms below."""

    found: Import
    by: Person
    now: datetime

    def write(self, entries: Sequence[ImportEntry]) -> Counter[str]:
        """Write these persons, and say how many of what."""
        taken = [entry for entry in entries if entry.answer != Answer.SKIP]
        new = [entry for entry in taken if entry.person_id is None]
        self._refuse_taken(new)
        try:
            people = register_many(people=[_person(entry) for entry in new])
        except ValidationError:  # an address was taken in this very moment; now it can be seen whose row has it
            self._refuse_taken(new)
            raise
        for entry, person in zip(new, people, strict=True):
            entry.person = person
        posts = self._write_in(taken)
        learnt = self._record(taken)
        return Counter(new=len(new), known=len(taken) - len(new), skipped=len(entries) - len(taken), posts=len(posts), learnt=len(learnt))

    def _refuse_taken(self, new: Sequence[ImportEntry]) -> None:
        """Since the check somebody may have been registered with an address that was nobody's."""
        owners = {each.email for each in known_by_email([entry.email for entry in new if entry.email], here=())}
        for entry in new:
            if entry.email in owners:
                raise StoppedError("email_taken", entry.number)

    def _write_in(self, entries: Sequence[ImportEntry]) -> list[Assignment]:
        wanted = [(entry, Post(each[0], each[1], *_days(each[2:4]), each[4])) for entry in entries for each in entry.posts]
        units = Unit.objects.below(self.found.unit).in_bulk({post.unit for _entry, post in wanted})
        roles = Role.objects.in_bulk({post.role for _entry, post in wanted})
        held = posts_of({_id(entry) for entry in entries})
        assignments = []
        for entry, post in wanted:
            if post.unit not in units or post.role not in roles:
                raise StoppedError("place_gone", entry.number)
            if missing_posts([post], held[_id(entry)])[0]:
                held[_id(entry)].append(post)
                assignments.append(
                    Assignment(
                        person_id=_id(entry),
                        role=roles[post.role],
                        unit=units[post.unit],
                        status=post.status,
                        starts_on=post.starts_on,
                        ends_on=post.ends_on,
                    )
                )
        try:
            return write_in(assignments=assignments, by=self.by)
        except ValidationError as error:
            raise StoppedError("place_gone") from error

    def _record(self, entries: Sequence[ImportEntry]) -> list[Evidence]:
        """Write what was learnt earlier. The key is that of a registration by hand, so that neither repeats the other."""
        wanted = [(entry, Learnt(each[0], date.fromisoformat(each[1]), each[2])) for entry in entries for each in entry.learnt]
        qualifications: dict[int, Qualification] = qualifications_in(self.found.unit).in_bulk(
            {each.qualification for _entry, each in wanted}
        )
        there = learnt_by({_id(entry) for entry, _each in wanted})
        places = _places(self.found, [entry for entry, _each in wanted])
        pieces = []
        for entry, each in wanted:
            if each.qualification not in qualifications:
                raise StoppedError("place_gone", entry.number)
            if (_id(entry), each.qualification, each.earned_on) not in there:
                pieces.append(
                    Evidence(
                        person_id=_id(entry),
                        qualification=qualifications[each.qualification],
                        kind=EvidenceKind.REGISTERED,
                        assurance=each.assurance,
                        earned_on=each.earned_on,
                        source=str(EvidenceKind.REGISTERED.label),
                        source_key=f"registered:{EvidenceKind.REGISTERED}:{each.earned_on}:0",
                        unit_id=places[_id(entry)],
                        registered_by=self.by,
                        registered_at=self.now,
                        reason=_("From an earlier register: %(file)s") % {"file": self.found.file_name},
                    )
                )
        return record_many(evidence=pieces)


def _places(found: Import, entries: Sequence[ImportEntry]) -> dict[int, int]:
    """Whose evidence it is, by person: the unit where somebody works (the latest assignment here), else the one the register is for. 1 query."""
    people = {_id(entry) for entry in entries}
    rows = Assignment.objects.filter(person__in=people, unit__in=Unit.objects.below(found.unit)).order_by("starts_on", "pk")
    return dict.fromkeys(people, found.unit_id) | dict(rows.values_list("person_id", "unit_id"))


def _person(entry: ImportEntry) -> Person:
    return Person(
        given_name=entry.given_name,
        family_name=entry.family_name,
        email=entry.email,
        phone=entry.phone,
        language=entry.language or settings.LANGUAGE_CODE,
    )


def _id(entry: ImportEntry) -> int:
    assert entry.person_id, "known, or registered just now"
    return entry.person_id


def _days(days: Sequence[Any]) -> tuple[date, date | None]:
    return date.fromisoformat(days[0]), date.fromisoformat(days[1]) if days[1] else None
