"""The other figures of a unit: by role, kind and qualification, what lapses, how long it takes, how far people come; each with a file."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.tracking.selectors import plots as selectors
from lms.tracking.selectors.funnel import funnel as read_funnel
from lms.tracking.words import plots as words
from lms.tracking.words.funnel import funnel as say_funnel
from lms.tracking.words.plots import Plot
from lms.ui.exports import as_csv
from lms.units.models import Unit

from .ways import crumbs

log = logging.getLogger(__name__)
# address: what is read, and how it is said
PLOTS: dict[str, tuple[Callable[..., Any], Callable[[Any], Plot]]] = {
    "roller": (selectors.roles, words.roles),
    "typer": (selectors.kinds, words.kinds),
    "kurs": (selectors.qualifications, words.qualifications),
    "frist": (selectors.lapses, words.lapses),
    "tid": (selectors.waits, words.waits),
    "veien": (read_funnel, say_funnel),
}


def plot_tabs(unit: Unit, current: str) -> list[dict[str, object]]:
    """All figures of a unit, as tabs; empty is the share over time."""
    names = {
        "": _("Ready over time"),
        "roller": _("Roles"),
        "typer": _("Kinds"),
        "kurs": _("Qualifications"),
        "frist": _("Lapses ahead"),
        "tid": _("Time to ready"),
        "veien": _("The way to ready"),
    }
    tabs = [
        {
            "label": label,
            "url": reverse("tracking:plot", args=[unit.slug, which]) if which else reverse("tracking:figures", args=[unit.slug]),
            "current": which == current,
        }
        for which, label in names.items()
    ]
    return [*tabs, {"label": _("Yearly report"), "url": reverse("tracking:report", args=[unit.slug]), "current": False}]


def _asked(request: PersonRequest, unit: str, which: str) -> tuple[Unit, Plot]:
    here = unit_or_404(request, unit, Permission.SEE_COVERAGE)
    if which not in PLOTS:
        raise Http404
    read, say = PLOTS[which]
    return here, say(read(request.person, here, on=timezone.localdate()))


@require_safe
@person_required
def plot(request: PersonRequest, unit: str, which: str) -> HttpResponseBase:
    """One figure, as a chart and as a table, with how it is counted."""
    here, shown = _asked(request, unit, which)
    is_open = may(request.person, Permission.SEE_PEOPLE, here, on=timezone.localdate())
    tabs = plot_tabs(here, which)
    context = {
        "unit": here,
        "which": which,
        "plot": shown,
        "title": next(tab["label"] for tab in tabs if tab["current"]),
        "tabs": tabs,
        "breadcrumbs": crumbs(here, (_("Figures"), ""), is_open=is_open),
    }
    return render(request, "tracking/plot.html", context)


@require_safe
@person_required
def plot_file(request: PersonRequest, unit: str, which: str) -> HttpResponseBase:
    """The same figure as a file."""
    here, shown = _asked(request, unit, which)
    log.info("Person %s took the figures (%s) of unit %s", request.person.pk, which, here.pk)
    name = f"tall-{which}-{here.slug}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(shown.file), content_type="text/csv; charset=utf-8", headers=headers)
