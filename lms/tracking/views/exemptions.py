"""What somebody is let off: asking for an exemption, answering it, and letting somebody begin in spite of a gap."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.people.access import PersonRequest, person_required
from lms.qualifications.models import Qualification
from lms.requirements import exemptions as verbs
from lms.requirements.models import Exemption, Leave
from lms.tracking import selectors
from lms.tracking.forms import CloseForm, ExemptionForm, LetOffForm
from lms.tracking.histories import let_off_events
from lms.tracking.pages import exemption_state, from_to
from lms.tracking.selectors import LetOff, Standing
from lms.units.models import Unit

from .undo import back_from
from .ways import another_of, crumbs_of


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def exempt(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Ask that somebody need not hold something for a time. It counts when somebody else has said yes."""
    now = timezone.now()
    today = timezone.localdate(now)
    here, found = another_of(request, unit, person)
    offered = Qualification.objects.filter(pk__in=[each.pk for each in found.qualifications.values()])
    form = ExemptionForm(
        request.POST if request.method == "POST" else None,
        offered=offered,
        initial={"starts_on": today, "qualification": request.GET.get("hva")},
    )
    if request.method == "POST" and form.is_valid():
        where = found.current[0].assignment.unit if found.current else here
        try:
            verbs.ask_exemption(person=found.person, unit=where, by=request.person, now=now, on=today, **form.cleaned_data)
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(request, _("Asked for. It counts when a colleague has said yes."))
            return redirect(back_from(request, here, found.person))
    lead = _("A colleague who follows up the unit must say yes too. Then it counts, for as long as you say.")
    return _page(request, here, found, form, title=_("Ask for an exemption"), lead=lead, button=_("Ask"))


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def exemption(request: PersonRequest, unit: str, person: int, exemption: int) -> HttpResponseBase:
    """Say yes as the second person, say no, or end it early."""
    now = timezone.now()
    today = timezone.localdate(now)
    here, found = another_of(request, unit, person)
    about: Exemption = get_object_or_404(
        Exemption.objects.select_related("qualification", "by", "approved_by", "closed_by", "unit"),
        pk=exemption,
        person=found.person,
        unit__in=Unit.objects.below(here),
    )
    form = CloseForm(request.POST if request.method == "POST" and "yes" not in request.POST else None)
    if request.method == "POST":
        told: dict[str, Any] = {"exemption": about, "by": request.person, "now": now, "on": today}
        try:
            if "yes" in request.POST:
                verbs.approve_exemption(**told)
                messages.success(request, _("Approved. It counts from its first day."))
            elif form.is_valid():
                verbs.end_exemption(reason=form.cleaned_data["reason"], **told)
                messages.success(request, _("It counts no longer."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        if not form.errors:
            return redirect("tracking:person", here.slug, found.person.pk)
    is_over = about.closed_at is not None or about.until < today
    waits = about.approved_at is None and not is_over
    state, label = exemption_state(about, today)
    context = {
        "unit": here,
        "somebody": found.person,
        "about": about,
        "state": state,
        "label": label,
        "days": from_to(about.starts_on, about.until),
        "events": list(let_off_events(LetOff([about], []))),
        "form": None if is_over else form,
        "is_own": about.by_id == request.person.pk,
        "waits": waits,
        "is_over": is_over,
        "back": reverse("tracking:person", args=[here.slug, found.person.pk]),
        "ask_url": f"{reverse('tracking:exempt', args=[here.slug, found.person.pk])}?hva={about.qualification_id}",
        "breadcrumbs": crumbs_of(here, found, _("Exemption")),
    }
    return render(request, "tracking/exemption.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def leave(request: PersonRequest, unit: str, person: int, assignment: int) -> HttpResponseBase:
    """Let somebody begin in spite of what is lacking, for a time. It is kept who did, and why."""
    now = timezone.now()
    today = timezone.localdate(now)
    here, found = another_of(request, unit, person)
    post = selectors.visible_assignment(request.person, here, person, assignment, on=today)
    if post is None:
        raise Http404
    form = LetOffForm(request.POST if request.method == "POST" else None, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.give_leave(assignment=post, by=request.person, now=now, on=today, **form.cleaned_data)
        except ValidationError as error:
            _tell(form, error)
        else:
            messages.success(
                request, _("%(name)s may begin. What is lacking must be done by the last day.") % {"name": found.person.given_name}
            )
            return redirect("tracking:person", here.slug, found.person.pk)
    lead = _("What is lacking is still lacking, and must be done by the last day. Your name and reason stand beside it.")
    return _page(request, here, found, form, title=_("Let them begin all the same"), lead=lead, button=_("Let them begin"))


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def end_leave(request: PersonRequest, unit: str, person: int, leave: int) -> HttpResponseBase:
    """End early that somebody may serve in spite of a gap."""
    now = timezone.now()
    today = timezone.localdate(now)
    here, found = another_of(request, unit, person)
    about: Leave = get_object_or_404(Leave, pk=leave, assignment__person=found.person, assignment__unit__in=Unit.objects.below(here))
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.end_leave(leave=about, reason=form.cleaned_data["reason"], by=request.person, now=now, on=today)
            messages.success(request, _("It counts no longer."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("tracking:person", here.slug, found.person.pk)
    lead = _("From today, what is lacking stands in the way again.")
    return _page(request, here, found, form, title=_("End it early"), lead=lead, button=_("End it"))


def _tell(form: Form, error: ValidationError) -> None:
    """Beside its field, if it is about one."""
    if hasattr(error, "error_dict"):
        for field, why in error.message_dict.items():
            form.add_error(field if field in form.fields else None, why)
    else:
        form.add_error(None, error.messages)


def _page(request: PersonRequest, unit: Unit, found: Standing, form: Form, *, title: str, lead: str, button: str) -> HttpResponse:
    context = {
        "unit": unit,
        "somebody": found.person,
        "form": form,
        "title": title,
        "lead": lead,
        "button_label": button,
        "back": back_from(request, unit, found.person),
        "breadcrumbs": crumbs_of(unit, found, title),
    }
    return render(request, "tracking/let_off.html", context, status=422 if form.errors else 200)
