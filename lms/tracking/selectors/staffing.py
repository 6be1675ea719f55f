"""«Can we staff Saturday?»: who may serve in a unit on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.requirements.rules import State
from lms.requirements.selectors import Post, Row, unit_matrix
from lms.roles.models import Role
from lms.roles.policies import visible_assignments
from lms.units.models import Unit

from . import by_name, roles_in


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who belongs to the unit on the day: in which roles they stand best, how, what they lack in the first of these, and a telephone.

    `state` is None for somebody who has a break in all they do.
    """

    row: Row
    roles: list[str]
    state: State | None
    lacks: list[str]
    phone: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """The people of a unit on a day, by name: who may serve, who may with somebody beside them, and who may not (yet)."""

    alone: list[Server]
    together: list[Server]
    not_yet: list[Server]
    resting: list[Server]  # has a break
    roles: list[Role]


def staffing(viewer: Person, unit: Unit, *, role: str, on: date, today: date) -> Staffing:
    """Who of a unit and below it may serve on a day in a role (empty: in any), as far as the viewer may see them. 7 queries, whatever their number.

    Each is judged by what they do on that day, and by the best of it: somebody may serve where they are ready, whatever they lack elsewhere. What
    begins later plays no part, and what runs out before the day counts as gone.
    """
    seen = visible_assignments(viewer, on=today)
    roles = roles_in(unit, seen)
    begun = seen.filter(starts_on__lte=on)
    if any(each.key == role for each in roles):
        begun = begun.filter(role__key=role)
    matrix = unit_matrix(unit, on=on, assignments=begun)
    names = {column.key: column.name for column in matrix.columns}
    phones = dict(Person.objects.filter(pk__in=[row.person_id for row in matrix.rows]).values_list("pk", "phone"))
    servers = [_server(row, names, phones.get(row.person_id, "")) for row in sorted(matrix.rows, key=by_name)]
    return Staffing(
        alone=[each for each in servers if each.state is not None and each.state < State.NOT_ALONE],
        together=[each for each in servers if each.state is State.NOT_ALONE],
        not_yet=[each for each in servers if each.state is State.LACKING],
        resting=[each for each in servers if each.state is None],
        roles=roles,
    )


def _server(row: Row, names: dict[str, str], phone: str) -> Server:
    posts = [post for post in row.posts if not post.rests]
    if not posts:
        return Server(row, _roles(row.posts), None, [], phone)
    state = min(post.state for post in posts)
    best = [post for post in posts if post.state == state]
    return Server(row, _roles(best), state, [names[key] for key in best[0].lacks], phone)


def _roles(posts: Iterable[Post]) -> list[str]:
    return list(dict.fromkeys(post.role for post in posts))
