"""The public door: what units look for, and the form. No login, no script needed."""

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.recruitment.actions.applications import FIELDS, submit
from lms.recruitment.forms.openings import ApplyForm, OpeningFilter
from lms.recruitment.rules import clocks
from lms.recruitment.selectors import openings as selectors


@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """Every opening, narrowed by town, kind and role."""
    asked = request.GET
    found = selectors.openings(on=timezone.localdate(), city=asked.get("by", ""), kind=asked.get("tiltak", ""), role=asked.get("rolle", ""))
    return render(request, "recruitment/openings/list.html", {"found": found, "form": OpeningFilter(found)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, opening: int) -> HttpResponseBase:
    """The application form. A program gets the same thanks as a person, and leaves nothing behind."""
    now = timezone.now()
    found = selectors.opening(opening, on=timezone.localdate(now))
    if found is None:
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    form = ApplyForm(request.POST if request.method == "POST" else None, language=language)
    if request.method == "POST" and form.is_valid():
        if form.is_by_a_program:
            return redirect("recruitment:thanks")
        if not ratelimit.consume(request, action="apply"):
            form.add_error(None, _("Many applications have come from here just now. Wait an hour, or ring the unit."))
            return render(request, "recruitment/openings/apply.html", {"found": found, "form": form}, status=429)
        data = form.cleaned_data
        details = {field: data[field] for field in FIELDS}
        submit(unit=found.unit, role=found.page.role, opening=found.page, details=details, key=data["key"], now=now)
        return redirect("recruitment:thanks")
    context = {"found": found, "form": form, "process": selectors.steps_of(found)}
    return render(request, "recruitment/openings/apply.html", context, status=422 if form.errors else 200)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens now. The same for everybody, so it tells nobody whether somebody had applied before."""
    due = clocks.contact(timezone.localdate(), None).due
    return render(request, "recruitment/openings/thanks.html", {"due": due})
