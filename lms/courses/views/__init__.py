"""The leader's screens: what the unit says of its own in the central courses."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lms.courses import actions, selectors
from lms.courses.forms import LocalTextForm, NewModuleForm, SeenForm
from lms.courses.models import LocalText, ModulePage, SlotPage
from lms.courses.selectors import adaptations as places_of
from lms.courses.selectors.adaptations import Place
from lms.courses.selectors.sharing import adapted_by
from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.units.models import Unit


@require_GET
@person_required
def slots(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Våre lokale tilpasninger»: every place in the central courses that the unit can fill, and how it stands."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    courses = [course for course in places_of.adaptations(here, on=timezone.localdate()) if course.places]
    places = [place for course in courses for place in course.places]
    context = {
        "unit": here,
        "courses": courses,
        "tally": places_of.Tally.of(places),
        "waiting": [place for place in places if place.proposal],
        "publishes": _publishes(request, here),
        "behind": [each for each in adapted_by([here]) if each.is_behind],
    }
    return render(request, "courses/slots.html", context)


@require_POST
@person_required
def fill(request: PersonRequest, unit: str, slot: int) -> HttpResponseBase:
    """Begin the unit's own module in a slot (or find the one begun), and open it in the editor."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    page = SlotPage.objects.live().filter(pk=slot).first()
    if page is None:
        raise Http404
    try:
        module = actions.begin_local_module(unit=here, slot=page, by=request.person, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("courses:slots", unit)
    return redirect("wagtailadmin_pages:edit", module.pk)


@require_http_methods(["GET", "POST"])
@person_required
def new_module(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Lag en modul»: begin a module of the unit's own with a text that has gaps to fill, and open it in the editor."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    form = NewModuleForm(request.POST if request.method == "POST" else None, places=places_of.places_for_modules(here))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            module = actions.begin_from_starter(
                unit=here, starter=said["starter"], place=said["place"], by=request.person, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("wagtailadmin_pages:edit", module.pk)
    crumbs = [(_("Our local adaptations"), reverse("courses:slots", args=[unit])), (_("Make a module"), "")]
    context = {"unit": here, "form": form, "breadcrumbs": crumbs}
    return render(request, "courses/new_module.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@person_required
def local_text(request: PersonRequest, unit: str, page: int, key: str) -> HttpResponseBase:
    """Write the unit's own short text inside a module; a proposal, if the writer may not publish."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    course, place = _find(places_of.adaptations(here, on=timezone.localdate()), page, key)
    own = place.proposal.text if place.proposal else place.text if place.state == "own" else ""
    form = LocalTextForm(request.POST or None, initial={"text": own})
    if request.method == "POST" and form.is_valid():
        step = selectors.step_page(place.page_id)
        said = actions.write_local_text(unit=here, page=step, key=key, text=form.cleaned_data["text"], by=request.person, at=timezone.now())
        messages.success(
            request,
            _("Saved. Your people see it from now on.")
            if said.approved_at
            else _("Saved. Your people see it when your leader has approved it."),
        )
        return redirect("courses:slots", unit)
    crumbs = [(_("Our local adaptations"), reverse("courses:slots", args=[unit])), (place.title, "")]
    context = {
        "unit": here,
        "course": course.course,
        "place": place,
        "form": form,
        "breadcrumbs": crumbs,
        "publishes": _publishes(request, here),
    }
    status = 422 if form.is_bound else 200
    response: HttpResponse = render(request, "courses/local_text.html", context, status=status)
    return response


@require_POST
@person_required
def seen(request: PersonRequest, unit: str, page: int) -> HttpResponseBase:
    """Say that the unit has seen what has changed around one of its places."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    form = SeenForm(request.POST)
    step = ModulePage.objects.live().filter(pk=page).first() or SlotPage.objects.live().filter(pk=page).first()
    if step is None or not places_of.is_central(step):
        raise Http404
    if form.is_valid():
        said = form.cleaned_data
        actions.look(unit=here, page=step, key=said["key"], upto=said["edition"], by=request.person, at=timezone.now())
        messages.success(request, _("Noted. We tell you when the text changes again."))
    return redirect("courses:slots", unit)


@require_POST
@person_required
def settle(request: PersonRequest, unit: str, proposal: int) -> HttpResponseBase:
    """Say yes or no to a proposed text."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)
    text = get_object_or_404(LocalText, unit=here, pk=proposal)
    if request.POST.get("answer") == "no":
        actions.decline_local_text(proposal=text, by=request.person, at=timezone.now())
        messages.success(request, _("Put aside. Your people see what they saw before."))
    else:
        said = actions.approve_local_text(proposal=text, by=request.person, at=timezone.now())
        if said.text == text.text:
            messages.success(request, _("Approved. Your people see it from now on."))
        else:
            messages.info(request, _("Somebody has written a newer text meanwhile. Look at that one."))
    return redirect("courses:slots", unit)


def _publishes(request: PersonRequest, unit: Unit) -> bool:
    return may(request.person, Permission.PUBLISH_PAGES, unit, on=timezone.localdate())


def _find(courses: list[places_of.Adaptations], page: int, key: str) -> tuple[places_of.Adaptations, Place]:
    for course in courses:
        for place in course.places:
            if place.page_id == page and place.key == key and key:
                return course, place
    raise Http404
