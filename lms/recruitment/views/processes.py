"""Which steps recruitment has in a unit: seen, and decided by who leads it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment.actions.processes import drop_process, set_process
from lms.recruitment.forms.processes import ProcessForm
from lms.recruitment.selectors.processes import holding, holdings
from lms.roles.access import unit_or_404
from lms.roles.models import Role
from lms.roles.policies import Permission


@require_safe
@person_required
def process(request: PersonRequest, unit: str) -> HttpResponseBase:
    """What holds here, in words, and where it comes from."""
    here = unit_or_404(request, unit, Permission.SET_PROCESS)
    found = holdings(here)
    context = {"unit": here, "general": found[0], "for_roles": found[1:], "roles": Role.objects.all()}
    return render(request, "recruitment/processes/process.html", context)


def _role(request: PersonRequest) -> Role | None:
    key = request.GET.get("rolle", "")
    role = Role.objects.filter(key=key).first()
    if key and role is None:
        raise Http404
    return role


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def edit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Decide on the process of a unit, for all roles or (`?rolle=`) one; or let what holds above hold again."""
    here = unit_or_404(request, unit, Permission.SET_PROCESS)
    role, now = _role(request), timezone.now()
    held = holding(here, role)
    is_own = held.is_own and held.role == role
    if request.method == "POST" and request.POST.get("do") == "drop":
        drop_process(unit=here, role=role, by=request.person, now=now)
        messages.success(request, _("What holds above holds here again."))
        return redirect("recruitment:process", unit)
    form = ProcessForm(request.POST or None, unit=here, initial=held.process)
    if request.method == "POST" and form.is_valid():
        try:
            set_process(unit=here, role=role, by=request.person, now=now, **form.cleaned_data)
        except ValidationError as error:
            for field, reasons in error.message_dict.items():
                form.add_error(field if field in form.fields else None, reasons)
        else:
            messages.success(request, _("Saved. New applications follow it from now on."))
            return redirect("recruitment:process", unit)
    context = {"unit": here, "role": role, "holding": held, "is_own": is_own, "form": form}
    return render(request, "recruitment/processes/edit.html", context, status=422 if form.errors else 200)
