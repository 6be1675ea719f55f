"""Talks in words: who would like one, and which are planned."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.roles.models import FollowUp, TalkWish
from lms.units.models import Unit


def wish_row(wish: TalkWish, unit: Unit, form: Any, *, is_for_viewer: bool) -> dict[str, Any]:
    """One who would like a talk: when, with whom, how far it has come, and the form for the day that is agreed."""
    person = wish.person
    said = [capfirst(wish.get_urgency_display())]
    said.append(_("with you") if is_for_viewer else pgettext("a talk", "with whoever follows them up"))
    if wish.unit_id != unit.pk:
        said.append(wish.unit.name)
    said.append(_("since %(day)s") % {"day": date_format(wish.at, "MONTH_DAY_FORMAT")})
    if wish.agreed_on:
        state, label = "planned", _("Agreed %(day)s") % {"day": date_format(wish.agreed_on, "MONTH_DAY_FORMAT")}
    else:
        state, label = ("in_progress", _("Seen")) if wish.seen_at else ("waiting", _("Waits for an answer"))
    return {
        "name": person.name,
        "href": reverse("tracking:person", args=[unit.slug, person.pk]),
        "meta": " · ".join(said),
        "state": state,
        "label": label,
        "phone": person.phone,
        "dial": person.phone.replace(" ", ""),
        "action": reverse("tracking:wish", args=[unit.slug, wish.pk]),
        "is_seen": wish.seen_at is not None,
        "form": form,
    }


def talk_row(planned: FollowUp, unit: Unit, on: date) -> dict[str, Any]:
    """One planned talk: of what kind, when, whether it was had, and where it is answered."""
    assignment = planned.assignment
    day = date_format(planned.done_on or planned.due_on)
    if planned.done_on:
        state, label = "done", _("Had %(day)s") % {"day": day}
    else:
        state, label = ("expired" if planned.due_on < on else "planned"), day
    return {
        "name": assignment.person.name,
        "href": reverse("tracking:person", args=[unit.slug, assignment.person_id]),
        "kind": capfirst(planned.get_kind_display()),
        "meta": f"{capfirst(planned.get_kind_display())} · {assignment.role.called}",
        "place": str(assignment),
        "state": state,
        "label": label,
        "is_done": planned.done_on is not None,
        "action": reverse("tracking:talk", args=[unit.slug, assignment.person_id, planned.pk]),
    }
