"""Who may do what with the bank.

The centre's questions (those without a unit) belong to whoever holds the Wagtail permission for it, which the central editors' groups do. A unit's
questions belong to those who may write that unit's pages. Choosing is wider than editing: a lesson may use the centre's questions and those of the
units above. Nothing here says anything of attempts: those are seen by the person alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from lms.people.models import User
from lms.people.selectors import person_of
from lms.roles.policies import Permission, units_where
from lms.units.models import Unit

from .models import Question

ACTIONS = frozenset({"add", "change", "delete", "view"})


@dataclass(frozen=True)
class Reach:
    """What somebody reaches in the bank on a day."""

    central: frozenset[str] = frozenset()  # what they may do with the centre's questions
    units: frozenset[int] = frozenset()  # units whose questions they write
    above: frozenset[int] = frozenset()  # units over those, whose questions they may use
    everything: bool = False

    def allows(self, action: str, unit_id: int | None) -> bool:
        """Whether an action is allowed on a question of this unit (None for the centre's)."""
        if self.everything:
            return True
        if action == "choose":
            return bool(self.central or self.units) if unit_id is None else unit_id in self.units | self.above
        return action in self.central if unit_id is None else action in ACTIONS and unit_id in self.units

    def rows(self, actions: Collection[str]) -> Q:
        """The same as a filter, for any of several actions."""
        if self.everything:
            return Q()
        central = any(self.allows(action, None) for action in actions)
        units: frozenset[int] = frozenset()
        if ACTIONS.intersection(actions):
            units |= self.units
        if "choose" in actions:
            units |= self.units | self.above
        return Q(unit_id__in=units) | (Q(unit_id=None) if central else Q(pk__in=[]))


def reach(user: User | AnonymousUser, *, on: date) -> Reach:
    """What a login reaches in the bank on a day. 4 queries at most."""
    if not user.is_active:
        return Reach()
    if user.is_superuser:
        return Reach(everything=True)
    central = frozenset(action for action in ACTIONS if user.has_perm(f"quizzes.{action}_question"))
    units = list(units_where(person_of(user), Permission.EDIT_PAGES, on=on))
    ids = frozenset(unit.pk for unit in units)
    return Reach(central, ids, frozenset(pk for unit in units for pk in unit.path_ids) - ids)


def questions(reached: Reach, actions: Collection[str]) -> QuerySet[Question]:
    """The questions somebody may do any of these with. One that has been answered in an attempt can be retired, never deleted."""
    found = Question.objects.filter(reached.rows(actions))
    return found.filter(responses=None) if set(actions) == {"delete"} else found


def may(reached: Reach, action: str, question: Question) -> bool:
    """Whether somebody may do this with a question. 1 query when it is about deleting, else none."""
    return reached.allows(action, question.unit_id) and not (action == "delete" and question.responses.exists())


def homes(reached: Reach) -> QuerySet[Unit]:
    """The units somebody may write questions for."""
    open_units = Unit.objects.filter(closed_on=None)
    return open_units if reached.everything else open_units.filter(pk__in=reached.units)
