"""The leader's screens for courses that the unit makes for itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content import actions, selectors
from content.forms import OwnCourseForm, RetireCourseForm, UseCourseForm
from content.retirement import actions as retirement_actions
from content.retirement.plan import retirement
from lms.people.access import PersonRequest, person_required
from lms.requirements.models import Phase
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission
from lms.units.models import Unit


@require_safe
@person_required
def own_courses(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The unit's own courses: what is written, what can be taken, and who must."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)
    courses = selectors.own_courses(here, on=timezone.localdate())
    return render(request, "content/own_courses.html", {"unit": here, "courses": courses, "breadcrumbs": _crumbs(here)})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def new_course(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Lag et eget kurs»: begin one, and open it in the editor."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)
    form = OwnCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            course = actions.begin_own_course(unit=here, by=request.person, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("wagtailadmin_pages:edit", course.pk)
    context = {"unit": here, "form": form, "breadcrumbs": _crumbs(here, (_("Make a course"), ""))}
    return render(request, "content/new_course.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def use_course(request: PersonRequest, unit: str, own_course: int) -> HttpResponseBase:
    """«Ta kurset i bruk»: who must take a published course, from a day on."""
    here, today = unit_or_404(request, unit, Permission.PUBLISH_PAGES), timezone.localdate()
    own = _own_or_404(here, own_course)
    if not (own.is_open or own.asked):  # what is asked can be ended, also when nobody can take it any longer
        raise Http404
    lasting = [each for each in own.asked if each.valid_until is None]
    standing = lasting[0] if lasting else None
    initial = {
        "roles": [each.role_id for each in lasting],
        "phase": standing.phase if standing else Phase.WITHIN_DAYS,
        "days": standing.days if standing else 30,
        "from_day": today,
    }
    form = UseCourseForm(request.POST if request.method == "POST" else None, initial=initial, roles=selectors.roles_of(here), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.use_own_course(unit=here, course=own.course, by=request.person, on=today, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = ngettext("Saved. It is asked of %(roles)s role.", "Saved. It is asked of %(roles)s roles.", len(asked))
            messages.success(request, said % {"roles": len(asked)} if asked else _("Saved. Nobody must take it."))
            return redirect("content:own_courses", here.slug)
    context = {"unit": here, "own": own, "form": form, "breadcrumbs": _crumbs(here, (own.course.title, ""))}
    return render(request, "content/use_course.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def retire_course(request: PersonRequest, unit: str, own_course: int) -> HttpResponseBase:
    """«Ta kurset ut av bruk»: what that does, to how many; then say yes to it."""
    here, today = unit_or_404(request, unit, Permission.PUBLISH_PAGES), timezone.localdate()
    own = _own_or_404(here, own_course)
    if own.is_over and not own.asked:
        return redirect("content:own_courses", here.slug)
    if not (own.course.live or own.asked):
        raise Http404
    form = RetireCourseForm(request.POST if request.method == "POST" else None, initial={"from_day": today})
    if request.method == "POST" and form.is_valid():
        try:
            course = retirement_actions.retire_course(unit=here, course=own.course, by=request.person, on=today, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            day = date_format(form.cleaned_data["from_day"], "DATE_FORMAT")
            said = _("%(course)s goes out of use on %(day)s.") if course.live else _("%(course)s is out of use.")
            messages.success(request, said % {"course": course.title, "day": day})
            return redirect("content:own_courses", here.slug)
    touched = retirement(own.course, here, on=today)
    context = {"unit": here, "own": own, "form": form, "touched": touched, "breadcrumbs": _crumbs(here, (own.course.title, ""))}
    return render(request, "content/retire_course.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@person_required
def resume_course(request: PersonRequest, unit: str, own_course: int) -> HttpResponseBase:
    """«Ta kurset opp igjen»: as it was; whom it is asked of comes next."""
    here, today = unit_or_404(request, unit, Permission.PUBLISH_PAGES), timezone.localdate()
    own = _own_or_404(here, own_course)
    try:
        course = retirement_actions.resume_course(unit=here, course=own.course, by=request.person, on=today)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("%(course)s can be taken again. Nobody must take it before you say who does.") % {"course": course.title}
        )
    return redirect("content:own_courses", here.slug)


def _own_or_404(unit: Unit, course: int) -> selectors.OwnCourse:
    own = next((each for each in selectors.own_courses(unit, on=timezone.localdate()) if each.course.pk == course), None)
    if own is None:
        raise Http404
    return own


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    address = reverse("content:own_courses", args=[unit.slug]) if more else ""
    return [(_("Our local adaptations"), reverse("courses:slots", args=[unit.slug])), (_("Our own courses"), address), *more]
