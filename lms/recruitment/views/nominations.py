"""Proposing somebody inside for a new role; reached from the person's page at the unit's desk."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.recruitment import policies
from lms.recruitment.actions.nominations import nominate as nominate_person
from lms.recruitment.forms.nominations import NominateForm
from lms.recruitment.forms.rulings import add_reasons
from lms.roles.access import unit_or_404
from lms.roles.models import Assignment
from lms.roles.policies import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def nominate(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Choose the role; afterwards the new case's page."""
    now = timezone.now()
    here = unit_or_404(request, unit, Permission.RECRUIT)
    somebody = get_object_or_404(Person, pk=person)
    if not policies.may_nominate(request.person, somebody, here, on=timezone.localdate(now)):
        raise Http404
    taken = Assignment.objects.current().filter(person=somebody, unit=here).values_list("role", flat=True)
    form = NominateForm(request.POST if request.method == "POST" else None, taken=list(taken))
    if request.method == "POST" and form.is_valid():
        try:
            case = nominate_person(person=somebody, unit=here, role=form.cleaned_data["role"], by=request.person, now=now)
        except ValidationError as error:
            add_reasons(form, error)
        else:
            messages.success(request, _("%(name)s is proposed, and you see to the case.") % {"name": somebody.name})
            return redirect("recruitment:case", here.slug, case.pk)
    context = {"form": form, "unit": here, "somebody": somebody}
    return render(request, "recruitment/nominate.html", context, status=422 if form.errors else 200)
