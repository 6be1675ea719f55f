"""The leader's screens: what the unit says of its own in the central courses."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission

from . import actions, selectors
from .forms import LocalTextForm
from .models import SlotPage
from .selectors import Place


@require_GET
@person_required
def slots(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Våre lokale tilpasninger»: every place in the central courses that the unit can fill, and how it stands."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    courses = [course for course in selectors.adaptations(here) if course.places]
    return render(
        request, "courses/slots.html", {"unit": here, "courses": courses, "open_count": sum(course.open_count for course in courses)}
    )


@require_POST
@person_required
def fill(request: PersonRequest, unit: str, slot: int) -> HttpResponseBase:
    """Begin the unit's own module in a slot (or find the one begun), and open it in the editor."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    page = SlotPage.objects.live().filter(pk=slot).first()
    if page is None:
        raise Http404
    try:
        module = actions.begin_local_module(unit=here, slot=page, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("courses:slots", unit)
    return redirect("wagtailadmin_pages:edit", module.pk)


@require_http_methods(["GET", "POST"])
@person_required
def local_text(request: PersonRequest, unit: str, page: int, key: str) -> HttpResponseBase:
    """Write the unit's own short text inside a module."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    course, place = _find(selectors.adaptations(here), page, key)
    own = place.text if place.state == "own" else ""
    form = LocalTextForm(request.POST or None, initial={"text": own})
    if request.method == "POST" and form.is_valid():
        step = selectors.step_page(place.page_id)
        actions.write_local_text(unit=here, page=step, key=key, text=form.cleaned_data["text"], by=request.person, at=timezone.now())
        messages.success(request, _("Saved. Your people see it from now on."))
        return redirect("courses:slots", unit)
    crumbs = [(_("Our local adaptations"), reverse("courses:slots", args=[unit])), (place.title, "")]
    context = {"unit": here, "course": course.course, "place": place, "form": form, "breadcrumbs": crumbs}
    status = 422 if form.is_bound else 200
    response: HttpResponse = render(request, "courses/local_text.html", context, status=status)
    return response


def _find(courses: list[selectors.Adaptations], page: int, key: str) -> tuple[selectors.Adaptations, Place]:
    for course in courses:
        for place in course.places:
            if place.page_id == page and place.key == key and key:
                return course, place
    raise Http404
