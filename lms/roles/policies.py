"""Who may see and do what, and which rows. The one place where the table of `docs/architecture.md` («Who may what») stands as code.

A responsibility holds for its unit and everything below it. Each question comes in two shapes that a test holds together: a predicate for one
unit, and a queryset for lists.
"""

from datetime import date
from enum import StrEnum

from lms.people.models import Person
from lms.units.models import Unit, UnitQuerySet

from .models import Assignment, AssignmentQuerySet, Responsibility
from .models import ResponsibilityKind as Kind


class Permission(StrEnum):
    """What can be allowed in a unit."""

    SEE_PEOPLE = "see_people"  # names, assignments and readiness of the unit's people; never their answers
    MANAGE_PEOPLE = "manage_people"  # add people, change assignments, register evidence
    SEE_COVERAGE = "see_coverage"  # counts, no names
    EDIT_PAGES = "edit_pages"  # write below the unit's page
    PUBLISH_PAGES = "publish_pages"
    EDIT_CONTACTS = "edit_contacts"
    GRANT = "grant"  # give others a responsibility
    RECRUIT = "recruit"  # work on the unit's cases: applications, interviews, references
    RULE = "rule"  # stand behind a ruling
    SET_PROCESS = "set_process"  # decide which steps recruitment has
    SEE_RECRUITMENT = "see_recruitment"  # counts of recruitment, no names


GRANTS: dict[Kind, frozenset[Permission]] = {
    Kind.LEADER: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.SEE_COVERAGE,
            Permission.EDIT_PAGES,
            Permission.PUBLISH_PAGES,
            Permission.EDIT_CONTACTS,
            Permission.GRANT,
            Permission.RECRUIT,
            Permission.RULE,
            Permission.SET_PROCESS,
            Permission.SEE_RECRUITMENT,
        }
    ),
    Kind.COORDINATOR: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.SEE_COVERAGE,
            Permission.EDIT_CONTACTS,
            Permission.RECRUIT,
            Permission.RULE,
            Permission.SEE_RECRUITMENT,
        }
    ),
    Kind.RECRUITER: frozenset({Permission.RECRUIT, Permission.SEE_RECRUITMENT}),
    Kind.EDITOR: frozenset({Permission.EDIT_PAGES}),
    Kind.SUBJECT_OWNER: frozenset({Permission.EDIT_PAGES, Permission.PUBLISH_PAGES}),
    Kind.CENTRAL_EDITOR: frozenset(),  # the central pages, which are nobody's unit pages: see `actions.sync_wagtail_access`
    Kind.CENTRAL_COORDINATOR: frozenset({Permission.SEE_COVERAGE, Permission.SEE_RECRUITMENT}),
    # Everything but what was told in confidence: no notes, sheets, references or rulings.
    Kind.ADMINISTRATOR: frozenset(Permission) - {Permission.RECRUIT, Permission.RULE},
}

# Given for the whole organisation or not at all.
ROOT_KINDS = frozenset({Kind.CENTRAL_EDITOR, Kind.ADMINISTRATOR})

# Which responsibilities a responsibility lets one give to others, in its unit and below. Nobody can lift anybody above themselves.
MAY_GIVE: dict[Kind, frozenset[Kind]] = {
    Kind.LEADER: frozenset({Kind.LEADER, Kind.COORDINATOR, Kind.RECRUITER, Kind.EDITOR, Kind.SUBJECT_OWNER}),
    Kind.ADMINISTRATOR: frozenset(Kind),
}


def kinds_with(permission: Permission) -> list[Kind]:
    """The responsibilities that give a permission."""
    return [kind for kind, permissions in GRANTS.items() if permission in permissions]


def units_where(person: Person | None, permission: Permission, *, on: date) -> UnitQuerySet:
    """Units in which a person has a permission on a day, inherited ones included. 1 query when made, 1 when read."""
    if not person:
        return Unit.objects.none()
    own = Responsibility.objects.on(on).filter(person=person, kind__in=kinds_with(permission)).select_related("unit")
    return Unit.objects.below(*(responsibility.unit for responsibility in own))


def may(person: Person | None, permission: Permission, unit: Unit, *, on: date) -> bool:
    """Whether a person has a permission in a unit on a day. 1 query."""
    if not person:
        return False
    return Responsibility.objects.on(on).filter(person=person, kind__in=kinds_with(permission), unit_id__in=unit.path_ids).exists()


def permissions_somewhere(person: Person | None, *, on: date) -> frozenset[Permission]:
    """Everything that a person may do in some unit on a day. 1 query."""
    if not person:
        return frozenset()
    held = Responsibility.objects.on(on).filter(person=person).values_list("kind", flat=True)
    return frozenset().union(*(GRANTS[Kind(kind)] for kind in held))


def may_grant(person: Person | None, kind: Kind, unit: Unit, *, on: date) -> bool:
    """Whether a person may give others a responsibility of this kind in a unit on a day. 1 query."""
    givers = [giver for giver, kinds in MAY_GIVE.items() if kind in kinds]
    if not person:
        return False
    return Responsibility.objects.on(on).filter(person=person, kind__in=givers, unit_id__in=unit.path_ids).exists()


def visible_assignments(person: Person | None, *, on: date) -> AssignmentQuerySet:
    """Assignments whose people a person may see on a day. Every list of people starts here."""
    return Assignment.objects.filter(unit__in=units_where(person, Permission.SEE_PEOPLE, on=on))
