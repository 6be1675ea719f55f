"""The end of a unit that goes up in another, and a new beginning for one that was closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content import actions
from content.forms import MergeUnitForm
from content.merging.actions import merge_units, refuse
from content.merging.plan import Merger, merger
from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, units_where
from lms.units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def merge_unit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Two steps in one address: choose the other unit and see everything that will happen; then say yes to it."""
    here, today = unit_or_404(request, unit, Permission.RUN_UNITS), timezone.localdate()
    targets = units_where(request.person, Permission.RUN_UNITS, on=today).open().exclude(pk=here.pk)
    asked = request.POST or (request.GET if "target" in request.GET else None)
    form = MergeUnitForm(asked, targets=targets)
    found: Merger | None = None
    if asked is not None and form.is_valid():
        target: Unit = form.cleaned_data["target"]
        along: bool = form.cleaned_data["with_requirements"]
        try:
            if request.method == "POST":
                merge_units(source=here, target=target, with_requirements=along, by=request.person, at=timezone.now())
                messages.success(request, _("%(unit)s is merged into %(other)s.") % {"unit": here.name, "other": target.name})
                return redirect("content:unit", target.slug)
            refuse(here, target)
            found = merger(here, target, on=today)
        except ValidationError as error:
            _say(form, error)
    context = {"unit": here, "form": form, "found": found, "breadcrumbs": _crumbs(here, _("Merge with another"))}
    return render(request, "content/merge_unit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def reopen_unit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Open a closed unit again, with a word on what comes back and what does not."""
    here = unit_or_404(request, unit, Permission.RUN_UNITS)
    if here.closed_on is None:
        raise Http404
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.reopen_unit(unit=here, by=request.person, today=timezone.localdate())
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, _("%(unit)s is open again.") % {"unit": here.name})
            return redirect("content:unit", here.slug)
    context = {"unit": here, "form": form, "breadcrumbs": _crumbs(here, _("Open again"))}
    return render(request, "content/reopen_unit.html", context, status=422 if form.errors else 200)


def _say(form: Form, error: ValidationError) -> None:
    """Writes what was refused beside its field, or over the form."""
    for name, said in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
        for sentence in said:
            form.add_error(name if name in form.fields else None, sentence)


def _crumbs(unit: Unit, last: str) -> list[tuple[str, str]]:
    return [(_("Units"), reverse("content:units")), (unit.name, reverse("content:unit", args=[unit.slug])), (last, "")]
