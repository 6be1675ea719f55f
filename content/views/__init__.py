"""Opening, moving and closing units: the administrator's screens."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from content import actions
from content.forms import CloseUnitForm, FoundUnitForm, MoveUnitForm
from content.foundation import foundation
from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.actions import move_unit as move
from lms.roles.policies import Permission, units_where
from lms.units.models import Unit, UnitQuerySet
from lms.units.rules import in_tree_order


def _run(request: PersonRequest) -> UnitQuerySet:
    """The units somebody runs. Raises Http404 for somebody who runs none."""
    units = units_where(request.person, Permission.RUN_UNITS, on=timezone.localdate()).select_related("kind")
    if not units.exists():
        raise Http404
    return units


@require_safe
@person_required
def units(request: PersonRequest) -> HttpResponseBase:
    """The tree of units, closed ones as well."""
    found = in_tree_order(_run(request))
    top = min(unit.depth for unit in found)
    rows = [{"unit": unit, "level": unit.depth - top, "href": reverse("content:unit", args=[unit.slug])} for unit in found]
    return render(request, "content/units.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def new_unit(request: PersonRequest) -> HttpResponseBase:
    """A new unit in one form; then what came with it."""
    form = FoundUnitForm(request.POST or None, parents=_run(request).open())
    if request.method == "POST" and form.is_valid():
        unit = _tried(form, lambda: actions.found_unit(on=timezone.localdate(), by=request.person, **form.cleaned_data))
        if unit:
            messages.success(request, _("%(unit)s is open. This came with it.") % {"unit": unit.name})
            return redirect("content:unit", unit.slug)
    return _form_page(request, "content/new_unit.html", form, [(_("New unit"), "")])


@require_safe
@person_required
def unit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """What a unit stands on: what holds there, and what is left to write."""
    here = unit_or_404(request, unit, Permission.RUN_UNITS)
    found = foundation(here, on=timezone.localdate())
    context = {"unit": here, "found": found, "breadcrumbs": _crumbs((here.name, ""))}
    return render(request, "content/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def move_unit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Put a unit, and everything below it, under another."""
    here = unit_or_404(request, unit, Permission.RUN_UNITS)
    parents = _run(request).open().exclude(path__startswith=here.path or "").exclude(pk=here.parent_id or 0)
    form = MoveUnitForm(request.POST or None, parents=parents)
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: _moved(request, here, form.cleaned_data["parent"])):
        messages.success(request, _("Moved. What holds there holds from now on."))
        return redirect("content:unit", here.slug)
    return _form_page(request, "content/move_unit.html", form, _way(here, _("Move")), unit=here)


def _moved(request: PersonRequest, unit: Unit, parent: Unit) -> Unit:
    return move(unit=unit, parent=parent, on=timezone.localdate(), by=request.person)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def close_unit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Close a unit from a day on, with a word on what stays and what goes."""
    here, today = unit_or_404(request, unit, Permission.RUN_UNITS), timezone.localdate()
    form = CloseUnitForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        day: date = form.cleaned_data["on"]
        if _tried(form, lambda: actions.close_unit(unit=here, on=day, by=request.person, today=today)):
            messages.success(request, _("%(unit)s is closed.") % {"unit": here.name})
            return redirect("content:unit", here.slug)
    found = foundation(here, on=today)
    return _form_page(request, "content/close_unit.html", form, _way(here, _("Close")), unit=here, found=found)


def _tried(form: Form, deed: Callable[[], Unit]) -> Unit | None:
    """Does it, or says beside the fields why not."""
    try:
        return deed()
    except ValidationError as error:
        for name, said in (error.message_dict if hasattr(error, "error_dict") else {None: error.messages}).items():
            for sentence in said:
                form.add_error(name if name in form.fields else None, sentence)
        return None


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Units"), reverse("content:units")), *more]


def _way(unit: Unit, last: str) -> list[tuple[str, str]]:
    return [(unit.name, reverse("content:unit", args=[unit.slug])), (last, "")]


def _form_page(request: PersonRequest, template: str, form: Form, way: list[tuple[str, str]], **more: Any) -> HttpResponse:
    back = way[-2][1] if len(way) > 1 else reverse("content:units")
    context = {"form": form, "breadcrumbs": _crumbs(*way), "back": back, **more}
    return render(request, template, context, status=422 if form.errors else 200)
