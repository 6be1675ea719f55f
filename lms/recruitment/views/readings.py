"""Who has opened a case: for those who lead the unit and work on the case."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment.selectors.readings import sittings
from lms.roles.policies import Permission, may

from .access import case_or_404


@require_safe
@person_required
def readings(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Every sitting in which somebody opened a part of the case, the newest first."""
    application = case_or_404(request, unit, case)
    if not may(request.person, Permission.SET_PROCESS, application.unit, on=timezone.localdate()):
        raise Http404
    context = {"application": application, "unit": application.unit, "sittings": sittings(application)}
    return render(request, "recruitment/readings.html", context)
