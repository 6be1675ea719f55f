"""Checking a register: every row read, every person looked for, nothing written but what the check found."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.onboarding.models import Import, ImportEntry, ImportFault, ImportFile
from lms.onboarding.rules.cells import Wrong, number_of
from lms.onboarding.rules.files import MOST_ROWS, FileKind, Refusal, RefusedError, Shape, fold, rows_about, rows_of
from lms.onboarding.rules.persons import Entry, Known, Match, Register, match, missing_posts
from lms.onboarding.rules.rows import Fault, Post, read_row
from lms.onboarding.rules.stages import Stage
from lms.onboarding.selectors import known_by_email, known_here, learnt_by, posts_of, vocabulary

AT_A_TIME = 1000
Clock = Callable[[], datetime]


class _SupersededError(Exception):
    """Somebody has begun anew, or let it be."""


def check(*, import_id: int, run: int, clock: Clock = timezone.now) -> bool:
    """Check a register row by row, with a sign of life each thousand rows. Returns whether it came to an end.

    `run` is which check this is: one that somebody has replaced stops by itself. Run again after a crash, it begins anew. 24 queries for up to a
    thousand persons, and some for each thousand more.
    """
    found = Import.objects.select_related("unit").get(pk=import_id)
    try:
        _check(found, _Progress(found.pk, run, clock))
    except (_SupersededError, ImportFile.DoesNotExist):  # the file goes when somebody lets it be
        return False
    except RefusedError as error:
        with transaction.atomic():
            if _alive(found.pk, run, clock(), stage=Stage.STOPPED, trouble={"why": error.why.value, "row": error.line}):
                found.entries.all().delete()
                found.faults.all().delete()
    return True


def _alive(import_id: int, run: int, now: datetime, **changes: Any) -> bool:
    """Give a sign of life, and say what has changed. Returns whether this check is still the one that is wanted."""
    return bool(Import.objects.filter(pk=import_id, run=run, stage=Stage.CHECKING).update(touched_at=now, **changes))


class _Progress:
    """Writes down what a check finds, as long as it is still wanted."""

    def __init__(self, import_id: int, run: int, clock: Clock) -> None:
        self.import_id, self.run, self.clock = import_id, run, clock
        self.faults = 0

    @transaction.atomic
    def write(self, *, faults: Sequence[Fault] = (), entries: Sequence[ImportEntry] = (), **changes: Any) -> None:
        if not _alive(self.import_id, self.run, self.clock(), **changes):
            raise _SupersededError
        self.faults += len(faults)
        ImportFault.objects.bulk_create(
            [
                ImportFault(
                    of_id=self.import_id, number=each.row, column=each.column, why=each.why, stood=each.stood[:200], near=each.near[:120]
                )
                for each in faults
            ],
            batch_size=AT_A_TIME,
        )
        ImportEntry.objects.bulk_create(entries, batch_size=AT_A_TIME)


def _check(found: Import, progress: _Progress) -> None:
    register, rows = _gather(found, progress)
    progress.write(faults=register.twins())
    counts = _Counts(rows)
    here = _Here(known_here(found.unit))
    entries = iter(register.entries)
    while some := list(islice(entries, AT_A_TIME)):
        matched, faults = _matched(some, here, counts)
        rows_ = [
            ImportEntry(
                of_id=found.pk,
                number=entry.number,
                given_name=entry.given_name,
                family_name=entry.family_name,
                email=entry.email,
                phone=entry.phone,
                language=entry.language,
                posts=[_plain(post) for post in entry.posts],
                learnt=[(each.qualification, each.earned_on.isoformat(), each.assurance) for each in entry.learnt],
                person_id=who.person,
                doubt=who.doubt or "",
                candidates=list(who.candidates),
            )
            for entry, who in matched
        ]
        progress.write(faults=faults, entries=rows_)
    progress.write(stage=Stage.CHECKED, done=rows, total=rows, counts=counts.as_dict(faults=progress.faults))


def _plain(post: Post) -> list[Any]:
    return [post.role, post.unit, post.starts_on.isoformat(), post.ends_on.isoformat() if post.ends_on else None, post.status]


def _gather(found: Import, progress: _Progress) -> tuple[Register, int]:
    """The persons of the file; and how many rows it has. What is wrong in a row is written down on the way."""
    content, shape = bytes(found.file.content), Shape(FileKind(found.shape["kind"]), found.shape["encoding"], found.shape["delimiter"])
    words, today = vocabulary(found.unit), timezone.localdate(progress.clock())
    register, faults, rows = Register(), list[Fault](), 0
    progress.write(total=rows_about(content, shape), done=0)
    for number, cells in rows_of(content, shape):
        if number <= found.head["row"]:
            continue
        rows += 1
        if rows > MOST_ROWS:
            raise RefusedError(Refusal.TOO_MANY_ROWS, number)
        row, wrong = read_row(number, cells, found.meanings, words, today=today)
        faults += wrong if row is None else register.add(row)
        if rows % AT_A_TIME == 0:
            progress.write(faults=faults, done=rows)
            faults = []
    if not rows:
        raise RefusedError(Refusal.ONLY_HEADINGS)
    progress.write(faults=faults, done=rows)
    return register, rows


class _Here:
    """Those who belong where the register is for, by how they may be found."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.ids = set[int]()
        self.by_phone: dict[str, list[Known]] = {}
        self.by_name: dict[str, list[Known]] = {}
        for each in known:
            self.ids.add(each.pk)
            self.by_name.setdefault(fold(each.name), []).append(each)
            if each.phone:
                self.by_phone.setdefault(number_of(each.phone), []).append(each)

    def like(self, entry: Entry) -> list[Known]:
        """Those who share telephone or name with an entry."""
        number = number_of(entry.phone)
        sharing = self.by_phone.get(number, []) if number else []
        return list(dict.fromkeys([*sharing, *self.by_name.get(fold(entry.name), [])]))


def _matched(entries: Sequence[Entry], here: _Here, counts: "_Counts") -> tuple[list[tuple[Entry, Match]], list[Fault]]:
    """Who some entries are, counted; and which of them belong nowhere. 4 queries."""
    owners = {each.email: each for each in known_by_email([entry.email for entry in entries if entry.email], here=here.ids)}
    known = [[*([owners[entry.email]] if entry.email in owners else []), *here.like(entry)] for entry in entries]
    posts = posts_of({each.pk for some in known for each in some})
    matched = [(entry, match(entry, some, posts)) for entry, some in zip(entries, known, strict=True)]
    learnt = learnt_by({who.person for _entry, who in matched if who.person})
    faults = []
    for entry, who in matched:
        possible = {who.person} if who.person else set(who.candidates)
        if not entry.posts and not (possible and possible <= here.ids):
            faults.append(Fault(entry.number, None, Wrong.BELONGS_NOWHERE, entry.name))
        counts.add(entry, who, posts.get(who.person or 0, []), learnt)
    return matched, faults


class _Counts:
    """How many of what an import would write."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.numbers = dict.fromkeys(("entries", "new", "known", "doubts", "posts", "posts_there", "learnt", "learnt_there"), 0)
        self.other: list[int] = []

    def add(self, entry: Entry, who: Match, held: Sequence[Post], learnt: set[tuple[int, int, Any]]) -> None:
        self.numbers["entries"] += 1
        if who.doubt:
            self.numbers["doubts"] += 1
            return
        missing, other = missing_posts(entry.posts, held)
        there = sum((who.person, each.qualification, each.earned_on) in learnt for each in entry.learnt)
        kind = "known" if who.person else "new"
        added = {
            kind: 1,
            "posts": len(missing),
            "posts_there": len(entry.posts) - len(missing),
            "learnt": len(entry.learnt) - there,
            "learnt_there": there,
        }
        for name, number in added.items():
            self.numbers[name] += number
        if other:
            self.other.append(entry.number)

    def as_dict(self, *, faults: int) -> dict[str, Any]:
        return {"rows": self.rows, **self.numbers, "other": len(self.other), "other_rows": self.other[:50], "faults": faults}
