"""The figures of a unit: the share that was ready, month by month, with the numbers, how they are counted, and a file."""

import logging

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission
from lms.tracking.selectors.figures import Figures
from lms.tracking.selectors.figures import figures as read_figures
from lms.tracking.words import figures as words
from lms.ui.exports import as_csv
from lms.units.models import Unit

from .plots import plot_tabs
from .ways import crumbs

log = logging.getLogger(__name__)


class RoleForm(forms.Form):
    """In which role."""

    rolle = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, found: Figures) -> None:
        super().__init__(initial={"rolle": found.role.key if found.role else ""}, auto_id="filter-%s")
        field = self.fields["rolle"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All roles")), *((role.key, role.called) for role in found.roles)]


def _asked(request: PersonRequest, unit: str) -> tuple[Unit, Figures]:
    here = unit_or_404(request, unit, Permission.SEE_COVERAGE)
    return here, read_figures(request.person, here, role=request.GET.get("rolle", ""), on=timezone.localdate())


@require_safe
@person_required
def figures(request: PersonRequest, unit: str) -> HttpResponseBase:
    """How large a share has been ready, as a chart and as a table; each unit below it beside the others."""
    here, found = _asked(request, unit)
    context = {
        "unit": here,
        "found": found,
        "form": RoleForm(found) if len(found.roles) > 1 else None,
        "tabs": plot_tabs(here, ""),
        "nobody": found.nobody,
        "bars": words.bars(found),
        "table": words.table(found),
        "columns": words.columns(found),
        "rows": words.rows(found),
        "small": words.small_table(found),
        "definitions": words.definitions(hides=not (found.whole.open and all(line.open for line in found.below))),
        "breadcrumbs": crumbs(here, (_("Figures"), ""), is_open=found.whole.open),
    }
    return render(request, "tracking/figures.html", context)


@require_safe
@person_required
def figures_file(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The same figures as on the screen, unit by unit and day by day, as a file."""
    here, found = _asked(request, unit)
    log.info("Person %s took the figures of unit %s", request.person.pk, here.pk)
    name = f"tall-{here.slug}-{found.days[-1].isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(words.file(found)), content_type="text/csv; charset=utf-8", headers=headers)
