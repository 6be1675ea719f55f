"""Importing a register, as whoever does it sees it: upload, say what the columns mean, decide about doubts, confirm, or let it be.

Checking and writing themselves are done in the background (`checking`, `writing`), as often as it takes.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.onboarding.models import Answer, Import, ImportEntry, ImportFile
from lms.onboarding.rules.columns import KNOWN, faults_of, guess
from lms.onboarding.rules.files import fold, head_of, shape_of
from lms.onboarding.rules.persons import Doubt
from lms.onboarding.rules.stages import MOST_TRIES, Stage, may_move
from lms.onboarding.selectors import naming, outlived, own_evidence, qualifications_in, silent, undecided
from lms.people.models import Person
from lms.units.models import Unit

log = logging.getLogger(__name__)


@transaction.atomic
def begin(*, unit: Unit, file_name: str, content: bytes, by: Person, now: datetime) -> Import:
    """Take in a file for a unit and those below it, and guess what its columns mean. Nothing else is changed.

    Raises `rules.files.RefusedError` for a file that is no register, with the reason and the line.
    """
    shape = shape_of(content)
    qualifications = [(each.key, name) for each in qualifications_in(unit) for name in (each.name, *each.names.values())]
    named = {fold(text) for pair in qualifications for text in pair}
    head = head_of(content, shape, known=KNOWN | named)
    found = Import.objects.create(
        unit=unit,
        file_name=file_name[:200],
        shape=asdict(shape),
        head=asdict(head),
        meanings=guess(head.headings, qualifications),
        by=by,
        created_at=now,
        touched_at=now,
    )
    ImportFile.objects.create(of=found, content=content)
    log.info("import %s: begun for unit %s by %s", found.pk, unit.pk, by.pk)
    return found


@transaction.atomic
def choose_columns(*, found: Import, meanings: Sequence[str], now: datetime) -> Import:
    """Say what the columns mean, and let the file be checked anew: what was checked before is forgotten. Returns the import with a new `run`.

    Raises ValidationError if they do not make a register, or if the import has gone too far for it.
    """
    if faults_of(meanings):
        raise ValidationError(_("Two columns mean the same, or one is lacking."))
    current = locked(found, Stage.CHECKING)
    _forget_check(current)
    current.meanings, current.stage, current.run = list(meanings), Stage.CHECKING, current.run + 1
    current.done, current.total, current.tries, current.counts, current.trouble, current.touched_at = 0, 0, 0, {}, {}, now
    current.save()
    return current


@transaction.atomic
def decide(*, found: Import, answers: Mapping[int, str], now: datetime) -> int:
    """Say who somebody is: by the entry's id, «new», «skip», or «same:» and the id of one of those it may be. Returns how many are still undecided.

    An answer that is none of an entry's own, or names somebody who has been erased, is left out.
    """
    current = locked(found, Stage.CHECKED)
    entries = list(current.entries.filter(pk__in=answers).exclude(doubt=""))
    known = set(Person.objects.filter(pk__in={pk for entry in entries for pk in entry.candidates}).values_list("pk", flat=True))
    for entry in entries:
        answer, _colon, person = answers[entry.pk].partition(":")
        if answers[entry.pk] in answers_to(entry) and (not person or int(person) in known):
            entry.answer, entry.person_id = answer, int(person) if person else None
    ImportEntry.objects.bulk_update(entries, ["answer", "person"], batch_size=500)
    _touch(current, now)
    return undecided(current)


@transaction.atomic
def decide_rest(*, found: Import, answer: str, now: datetime) -> int:
    """Say of all who are undecided that they are new, or to be left out. Returns how many are still undecided: whoever cannot be somebody new."""
    current = locked(found, Stage.CHECKED)
    rest = current.entries.exclude(doubt="").filter(answer=Answer.UNDECIDED)
    if answer == Answer.NEW:
        rest = rest.exclude(doubt=Doubt.EMAIL).exclude(posts=[])
    if answer in (Answer.NEW, Answer.SKIP):
        rest.update(answer=answer, person=None)
    _touch(current, now)
    return undecided(current)


def answers_to(entry: ImportEntry) -> list[str]:
    """What can be decided about an entry. An address is one person's; and somebody new without a role would be nobody's."""
    same = [f"{Answer.SAME.value}:{pk}" for pk in entry.candidates]
    return [*same, *([Answer.NEW.value] if entry.doubt != Doubt.EMAIL and entry.posts else []), Answer.SKIP.value]


@transaction.atomic
def confirm(*, found: Import, run: int, by: Person, now: datetime) -> Import:
    """Let what was checked be written. `run` is the check that was on the screen. Twice is once, whoever does it.

    Raises ValidationError if something is wrong or undecided, if it was checked anew meanwhile, or if it holds what `by` themselves has learnt.
    """
    current = Import.objects.select_for_update().get(pk=found.pk)
    if current.stage in (Stage.WRITING, Stage.DONE) and current.run == run:
        return current
    if not may_move(current.stage, Stage.WRITING) or current.run != run:
        raise ValidationError(_("This has been changed meanwhile. Look at it once more."))
    if current.counted("faults") or current.counted("entries") == 0:
        raise ValidationError(_("Nothing is imported while something is wrong in the file."))
    if undecided(current):
        raise ValidationError(_("Decide first about those whom we may know already."))
    if own_evidence(current, by):
        raise ValidationError(own_words())
    current.stage, current.confirmed_by, current.touched_at = Stage.WRITING, by, now
    current.done, current.total, current.tries = 0, current.entries.count(), 0
    current.counts |= {"written": {}}
    current.save()
    log.info("import %s: confirmed by %s", current.pk, by.pk)
    return current


def own_words() -> str:
    """Why somebody cannot confirm a register in which their own training stands."""
    return _("The file holds what you have learnt yourself. Nobody registers that for themselves: let a colleague import it.")


@transaction.atomic
def discard(*, found: Import, now: datetime) -> Import:
    """Let an import be: file and rows are removed at once. What is written already stays. Twice is once."""
    current = Import.objects.select_for_update().get(pk=found.pk)
    if current.stage not in (Stage.DONE, Stage.GONE):
        remove_rows(current)
        current.stage, current.touched_at, current.finished_at = Stage.GONE, now, now
        current.save()
        log.info("import %s: removed", current.pk)
    return current


def remove_rows(found: Import) -> None:
    """Remove file and rows of an import, and what stood in them."""
    ImportFile.objects.filter(of=found).delete()
    _forget_check(found)
    found.head = {"headings": found.headings}  # without samples


def _forget_check(found: Import) -> None:
    found.entries.all().delete()
    found.faults.all().delete()


def forget(*, now: datetime) -> int:
    """Remove file and rows of imports that nobody has worked on for a week, and those of a year ago altogether. Returns how many. Idempotent."""
    unfinished, old = outlived(now=now)
    number = 0
    for found in unfinished:
        discard(found=found, now=now)
        number += 1
    _rows, removed = old.delete()
    return number + removed.get(Import._meta.label, 0)


def forget_somebody(*, person: Person | None, emails: Iterable[str], now: datetime) -> int:
    """Remove the imports on their way in which somebody stands: who is to be forgotten shall not come back with a file. Returns how many."""
    named = list(naming(person, emails))
    for found in named:
        discard(found=found, now=now)
    return len(named)


@transaction.atomic
def take_up(*, import_id: int, now: datetime) -> Import | None:
    """Take up work that stopped without a word, at most three times; then it is stopped. Returns the import if there is something to do."""
    found = Import.objects.select_for_update().filter(pk=import_id).first()
    if found is None or found.pk not in silent(now=now):
        return None
    found.touched_at, found.tries = now, found.tries + 1
    if found.tries > MOST_TRIES:
        found.stage, found.trouble = Stage.STOPPED, {"why": "gave_up"}
    elif found.stage == Stage.CHECKING:
        found.run += 1
        _forget_check(found)
    found.save()
    return None if found.stage == Stage.STOPPED else found


def locked(found: Import, to: Stage) -> Import:
    """An import that may go to a stage or is in it, held until the end of the transaction. Raises ValidationError if it may not."""
    current = Import.objects.select_for_update().get(pk=found.pk)
    if current.stage != to and not may_move(current.stage, to):
        raise ValidationError(_("This has been changed meanwhile. Look at it once more."))
    return current


def _touch(found: Import, now: datetime) -> None:
    Import.objects.filter(pk=found.pk).update(touched_at=now)
