"""Inviting somebody into a unit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission

from .actions import Welcome, invite
from .forms import InviteForm


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def new(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Write who is new; afterwards the person's page in the unit."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            welcome = invite(unit=here, by=request.person, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            _show(form, error)
        else:
            messages.success(request, _said(welcome))
            return redirect("tracking:person", here.slug, welcome.person.pk)
    return render(request, "onboarding/invite.html", {"form": form, "unit": here}, status=422 if form.errors else 200)


def _show(form: InviteForm, error: ValidationError) -> None:
    """Put each reason beside its field; what has no field here stands above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, reasons in error.message_dict.items():
        form.add_error(field if field in form.fields else None, reasons)


def _said(welcome: Welcome) -> str:
    name = welcome.person.name
    if not welcome.is_new_assignment:
        return _("%(name)s has this assignment already. Nothing new was made, and no letter was sent.") % {"name": name}
    words = {"name": name, "email": welcome.person.email}
    if not welcome.letter:
        return _("%(name)s is written in, without a login. What they learn you register for them.") % words
    if welcome.is_new_person:
        return _("%(name)s is written in. A letter with what to do is on its way to %(email)s.") % words
    return _("We knew %(name)s from before. The assignment is written in, and a letter is on its way to %(email)s.") % words
