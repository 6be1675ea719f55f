"""The board and a case's page."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment.actions.cases import log_read
from lms.recruitment.models import FileRead

from . import interviews, papers, references, rulings
from .access import case_or_404


@require_safe
@person_required
def case(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """One case: where it stands, what comes next and who owns it, and the parts that the asking person may read."""
    now = timezone.now()
    application = case_or_404(request, unit, case)
    log_read(application=application, person=request.person, what=FileRead.What.CASE, now=now)
    context = {"application": application, "unit": application.unit}
    for part in (interviews, references, papers, rulings):
        context |= part.part(request.person, application, now=now)
    return render(request, "recruitment/case.html", context)
