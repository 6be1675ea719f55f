"""Reads for importing a register: what a file may name, whom we know already, and how an import stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from lms.people.models import Person, User
from lms.qualifications.models import Evidence, Qualification
from lms.roles.models import Assignment, Role
from lms.units.models import Unit

from .models import Answer, Import, ImportEntry
from .rules.persons import Known
from .rules.rows import Named, Post, Vocabulary
from .rules.stages import KEPT_FOR, REMEMBERED_FOR, SILENT_FOR, WORKING, Stage


def imports_in(unit: Unit) -> QuerySet[Import]:
    """The imports for a unit, the latest first, with who began and who confirmed each. 1 query when read."""
    return Import.objects.filter(unit=unit).select_related("by", "confirmed_by")


def qualifications_in(unit: Unit) -> QuerySet[Qualification]:
    """What people of a unit and those below it may have learnt: the centre's qualifications and these units' own. 1 query when read."""
    return Qualification.objects.filter(Q(unit=None) | Q(unit__in=unit.path_ids) | Q(unit__in=Unit.objects.below(unit)))


def vocabulary(unit: Unit) -> Vocabulary:
    """What a register for a unit and those below it may name: no other unit, since whoever manages the people here manages theirs. 3 queries."""
    units = list(Unit.objects.below(unit))
    return Vocabulary(
        roles=_named(Role.objects.all()),
        units=Named.of([(each.pk, each.name, each.slug) for each in units]),
        qualifications=_named(qualifications_in(unit)),
        unit=unit.pk,
        closed={each.pk: each.closed_on for each in units if each.closed_on},
    )


def _named(things: QuerySet[Any]) -> Named:
    """Things by what they are called in any language."""
    rows = things.values_list("pk", "name", "names", "key")
    return Named.of([(pk, called, key) for pk, name, names, key in rows for called in dict.fromkeys([name, *names.values()])])


def known_here(unit: Unit) -> list[Known]:
    """Everybody who has, or had, an assignment or a responsibility in a unit or below it. 1 query."""
    units = Unit.objects.below(unit)
    people = Person.objects.filter(Q(assignments__unit__in=units) | Q(responsibilities__unit__in=units)).order_by("pk").distinct()
    rows = people.values_list("pk", "given_name", "family_name", "email", "phone")
    return [Known(pk, f"{given} {family}", email.lower(), phone, True) for pk, given, family, email, phone in rows]


def known_by_email(emails: Iterable[str], *, here: Collection[int]) -> list[Known]:
    """Those who have any of these addresses (in small letters), in their papers or as log-in, wherever they are. 2 queries."""
    wanted = list(emails)
    columns = ("pk", "given_name", "family_name", "email", "phone")
    papers = Person.objects.annotate(small=Lower("email")).filter(~Q(email=""), small__in=wanted).order_by()
    found = {
        small: Known(pk, f"{given} {family}", small, phone, pk in here)
        for pk, given, family, _email, phone, small in papers.values_list(*columns, "small")
    }
    logins = User.objects.filter(email__in=set(wanted) - found.keys(), person__isnull=False).order_by()
    for pk, given, family, phone, email in logins.values_list(
        "person__pk", "person__given_name", "person__family_name", "person__phone", "email"
    ):
        found[email] = Known(pk, f"{given} {family}", email, phone, pk in here)
    return list(found.values())


def posts_of(people: Iterable[int]) -> dict[int, list[Post]]:
    """The assignments of persons, ended ones included, by the person's id. 1 query."""
    found: dict[int, list[Post]] = defaultdict(list)
    rows = Assignment.objects.filter(person__in=list(people)).order_by("starts_on", "pk")
    for person, role, unit, first, last, status in rows.values_list("person_id", "role_id", "unit_id", "starts_on", "ends_on", "status"):
        found[person].append(Post(role, unit, first, last, status))
    return found


def learnt_by(people: Iterable[int]) -> set[tuple[int, int, date]]:
    """What persons have evidence of, also what was taken back: person, qualification, day. 1 query."""
    rows = Evidence.objects.filter(person__in=list(people)).order_by()
    return set(rows.values_list("person_id", "qualification_id", "earned_on"))


def undecided(found: Import) -> int:
    """How many it must still be decided about. 1 query."""
    return found.entries.exclude(doubt="").filter(answer=Answer.UNDECIDED).count()


def own_evidence(found: Import, person: Person) -> bool:
    """Whether an import would write down what the person themselves has learnt. 1 query."""
    return found.entries.filter(person=person).exclude(learnt=[]).exclude(answer=Answer.SKIP).exists()


def candidates_of(entries: Iterable[ImportEntry], unit: Unit) -> Mapping[int, tuple[Person, list[Assignment], bool]]:
    """Those whom entries may be, by id: the person, their assignments in the unit and below it, and whether they have anything here. 3 queries."""
    wanted = {pk for entry in entries for pk in entry.candidates}
    units = Unit.objects.below(unit)
    posts: dict[int, list[Assignment]] = defaultdict(list)
    for each in Assignment.objects.filter(person__in=wanted, unit__in=units).select_related("role", "unit").order_by("-starts_on", "pk"):
        posts[each.person_id].append(each)
    here = set(Person.objects.filter(pk__in=wanted, responsibilities__unit__in=units).values_list("pk", flat=True)) | posts.keys()
    return {pk: (person, posts[pk], pk in here) for pk, person in Person.objects.in_bulk(wanted).items()}


def silent(*, now: datetime) -> list[int]:
    """The imports whose work has given no sign of life for a while: whoever did it is gone. 1 query."""
    return list(Import.objects.filter(stage__in=WORKING, touched_at__lt=now - SILENT_FOR).order_by("pk").values_list("pk", flat=True))


def outlived(*, now: datetime) -> tuple[QuerySet[Import], QuerySet[Import]]:
    """The imports whose file and rows have been kept long enough, and those that are remembered no longer. 1 query each, when read."""
    unfinished = Import.objects.exclude(stage__in=[Stage.DONE, Stage.GONE])
    return unfinished.filter(touched_at__lt=now - KEPT_FOR), Import.objects.filter(touched_at__lt=now - REMEMBERED_FOR)


def naming(person: Person | None, emails: Iterable[str]) -> QuerySet[Import]:
    """The imports on their way that have an entry for somebody: as a known person, a possible one, or by address.

    1 query when read, and for a person 1 before.
    """
    named = Q(entries__email__in=[email.lower() for email in emails])
    if person:
        doubtful = ImportEntry.objects.exclude(doubt="").values_list("of", "candidates")
        named |= Q(entries__person=person) | Q(pk__in={pk for pk, candidates in doubtful if person.pk in candidates})
    return Import.objects.filter(named).distinct()
