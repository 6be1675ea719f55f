"""Who may see and do what, and which rows. The one place where the table of `docs/architecture.md` («Who may what») stands as code.

A responsibility holds for its unit and everything below it. Each question comes in two shapes that a test holds together: a predicate for one
unit, and a queryset for lists.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from lms.people.models import Person, User
from lms.units.models import Unit, UnitQuerySet

from .models import Assignment, AssignmentQuerySet, Responsibility
from .models import ResponsibilityKind as Kind


class Permission(StrEnum):
    """What can be allowed in a unit."""

    SEE_PEOPLE = "see_people"  # names, assignments and readiness of the unit's people; never their answers
    SEE_ANSWERS = "see_answers"  # what the unit's people answered; each reading is logged and shown to the person
    MANAGE_PEOPLE = "manage_people"  # add people, change assignments, register evidence
    DECIDE = "decide"  # let what people have learnt count longer or no longer, for many at once
    SET_RULES = "set_rules"  # decide what is asked of whom, in the unit and below it
    SET_GOALS = "set_goals"  # say what the unit and those below it want to reach in a year
    SEE_COVERAGE = "see_coverage"  # counts, no names
    SEE_UPKEEP = "see_upkeep"  # what the central courses lack; theirs is the same wherever the responsibility lies
    EDIT_PAGES = "edit_pages"  # write below the unit's page
    PUBLISH_PAGES = "publish_pages"
    EDIT_CONTACTS = "edit_contacts"
    GRANT = "grant"  # give others a responsibility
    RUN_UNITS = "run_units"  # open, move and close units
    RECRUIT = "recruit"  # work on the unit's cases: applications, interviews, references
    RULE = "rule"  # stand behind a ruling
    SET_PROCESS = "set_process"  # decide which steps recruitment has
    SEE_RECRUITMENT = "see_recruitment"  # counts of recruitment, no names


GRANTS: dict[Kind, frozenset[Permission]] = {
    Kind.LEADER: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.DECIDE,
            Permission.SET_RULES,
            Permission.SET_GOALS,
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
    Kind.SUBJECT_OWNER: frozenset({Permission.EDIT_PAGES, Permission.PUBLISH_PAGES, Permission.SEE_UPKEEP}),
    Kind.CENTRAL_EDITOR: frozenset(
        {Permission.SEE_UPKEEP}
    ),  # writes the central pages, which are nobody's unit pages: see `actions.sync_wagtail_access`
    Kind.CENTRAL_COORDINATOR: frozenset({Permission.SEE_COVERAGE, Permission.SEE_RECRUITMENT, Permission.SET_RULES, Permission.SET_GOALS}),
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
    return Unit.objects.below_paths(_paths(person, permission, on))


def may(person: Person | None, permission: Permission, unit: Unit, *, on: date) -> bool:
    """Whether a person has a permission in a unit on a day. 1 query."""
    return any((unit.path or "").startswith(path) for path in _paths(person, permission, on))


def _paths(person: Person | None, permission: Permission, on: date) -> list[str]:
    """Where the responsibilities lie that give a person a permission on a day. 1 query, written out: each page asks several times."""
    kinds = kinds_with(permission)
    if not person or not kinds:
        return []
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        cursor.execute(_PATHS.format(kinds=", ".join(["%s"] * len(kinds))), [person.pk, day, day, *kinds])
        return [path for (path,) in cursor.fetchall()]


# The same condition as `Responsibility.objects.on`.
_PATHS = """
SELECT unit.path
FROM roles_responsibility own JOIN units_unit unit ON unit.id = own.unit_id
WHERE own.person_id = %s AND own.starts_on <= %s AND (own.ends_on IS NULL OR own.ends_on >= %s) AND own.kind IN ({kinds})
"""


def may_grant(person: Person | None, kind: Kind, unit: Unit, *, on: date) -> bool:
    """Whether a person may give others a responsibility of this kind in a unit on a day. 1 query."""
    givers = [giver for giver, kinds in MAY_GIVE.items() if kind in kinds]
    if not person:
        return False
    return Responsibility.objects.on(on).filter(person=person, kind__in=givers, unit_id__in=unit.path_ids).exists()


def kinds_to_give(person: Person, unit: Unit, *, on: date) -> list[Kind]:
    """What a person may give others in a unit on a day, in the order of `ResponsibilityKind`. 1 query."""
    own = Responsibility.objects.on(on).filter(person=person, unit_id__in=unit.path_ids).values_list("kind", flat=True)
    given = frozenset[Kind]().union(*(MAY_GIVE.get(Kind(kind), frozenset()) for kind in own))
    return [kind for kind in Kind if kind in given and (kind not in ROOT_KINDS or unit.parent_id is None)]


def may_correct_email(by: Person, person: Person, *, on: date) -> bool:
    """Whether somebody who manages a person's unit may write that person's e-mail address. 2 queries at most.

    It is the way in, and so their own as soon as they have used it; then an administrator's, as it is for whoever has a responsibility, now or later.
    Nobody's own: one changes that oneself, with a code to the new one.
    """
    if by.pk == person.pk or (person.user and (person.user.is_superuser or person.user.is_staff)):
        return False
    if Responsibility.objects.on(on).filter(person=by, kind=Kind.ADMINISTRATOR).exists():
        return True
    is_used = bool(person.user and person.user.last_login)
    return not is_used and not Responsibility.objects.filter(person=person).exclude(ends_on__lt=on).exists()


def visible_assignments(person: Person | None, *, on: date) -> AssignmentQuerySet:
    """Assignments whose people a person may see on a day. Every list of people starts here."""
    return Assignment.objects.filter(unit__in=units_where(person, Permission.SEE_PEOPLE, on=on))


@dataclass(frozen=True, slots=True)
class Doors:
    """Which parts of the house a menu offers. Who may in is asked again at each door."""

    people: bool = False  # the people of some unit
    recruitment: bool = False  # its cases, or its counts
    desk: bool = False  # Wagtail's admin


def doors(user: User | AnonymousUser, person: Person | None, *, on: date) -> Doors:
    """The doors that open to somebody on a day: what `units_where` and `has_perm` say. 1 query for somebody logged in, none otherwise."""
    if not user.is_active:
        return Doors()
    day = connection.ops.adapt_datefield_value(on)
    asked = [kinds_with(Permission.SEE_PEOPLE), kinds_with(Permission.SEE_RECRUITMENT)]
    statement = _DOORS.format(*(", ".join(["%s"] * len(kinds)) for kinds in asked))
    held = [value for kinds in asked for value in (person.pk if person else None, day, day, *kinds)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*held, user.pk, user.pk])
        people, recruitment, desk = cursor.fetchone()
    return Doors(bool(people), bool(recruitment), user.is_superuser or bool(desk))


# Written out, since every page asks it, and building it costs several times what running it does.
_DOORS = """
SELECT
    EXISTS (
        SELECT 1 FROM roles_responsibility
        WHERE person_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s) AND kind IN ({})
    ),
    EXISTS (
        SELECT 1 FROM roles_responsibility
        WHERE person_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s) AND kind IN ({})
    ),
    EXISTS (
        SELECT 1 FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
        WHERE t.app_label = 'wagtailadmin' AND p.codename = 'access_admin' AND (
            p.id IN (SELECT permission_id FROM people_user_user_permissions WHERE user_id = %s)
            OR p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp JOIN people_user_groups g USING (group_id) WHERE g.user_id = %s)
        )
    )
"""
