"""Reads from the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from lms.people.models import Person
from lms.units.models import Unit

from .models import Evidence


def evidence_of(person: Person) -> list[Evidence]:
    """A person's evidence with `lapses_on`, the latest first, revoked pieces included with their revocation. 1 query."""
    return list(
        Evidence.objects.filter(person=person)
        .with_lapses()
        .select_related("qualification", "unit", "registered_by", "revocation", "revocation__by")
        .order_by("-earned_on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people serve somewhere, and how many of them hold what, by qualification id."""

    serving: int = 0
    holding: Mapping[int, int] = field(default_factory=dict)


def reach_by_unit(units: Iterable[Unit], qualifications: Iterable[int], *, on: date) -> dict[int, Reach]:
    """How many planned or active people of each unit and those below it hold each of these qualifications on a day, by the unit's id.

    A person counts once in a unit, whatever the number of assignments there. 1 query, summed in the database; none without units.
    """
    wanted, asked = [unit.pk for unit in units], list(qualifications)
    if not wanted:
        return {}
    day = connection.ops.adapt_datefield_value(on)
    statement = _REACH.format(units=", ".join(["%s"] * len(wanted)), asked=", ".join(["%s"] * len(asked)) or "NULL")
    serving: dict[int, int] = {}
    holding: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*wanted, day, *asked, day, day])
        for unit_id, qualification_id, people in cursor.fetchall():
            if qualification_id:
                holding[unit_id][qualification_id] = people
            else:
                serving[unit_id] = people
    return {pk: Reach(serving.get(pk, 0), holding[pk]) for pk in wanted}


_REACH = """
WITH serving AS (
    SELECT DISTINCT top.id AS top_id, a.person_id
    FROM units_unit top
    JOIN units_unit u ON u.path LIKE top.path || '%%'
    JOIN roles_assignment a ON a.unit_id = u.id
    WHERE top.id IN ({units}) AND a.status IN ('planned', 'active') AND (a.ends_on IS NULL OR a.ends_on >= %s)
)
SELECT top_id, 0, COUNT(*) FROM serving GROUP BY top_id
UNION ALL
SELECT serving.top_id, held.qualification_id, COUNT(DISTINCT serving.person_id)
FROM serving
JOIN qualifications_holding held ON held.person_id = serving.person_id
WHERE held.level = 0 AND held.qualification_id IN ({asked}) AND held.valid_from <= %s AND held.valid_until >= %s
GROUP BY serving.top_id, held.qualification_id
"""
