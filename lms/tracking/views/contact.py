"""How somebody is reached, put right by whoever follows them up; and sending again what came back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.access import PersonRequest, person_required
from lms.people.contact import correct_contact
from lms.roles.policies import may_correct_email
from lms.tracking.actions.returned import send_anew
from lms.tracking.forms.contact import ContactForm

from .undo import way_back
from .ways import another_of, crumbs_of


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def contact(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Write somebody's telephone, and their e-mail address where that is not their own way in."""
    now = timezone.now()
    here, found = another_of(request, unit, person)
    somebody = found.person
    may_email = may_correct_email(request.person, somebody, on=timezone.localdate(now))
    form = ContactForm(request.POST if request.method == "POST" else None, person=somebody, may_email=may_email)
    if request.method == "POST" and form.is_valid():
        try:
            changed = correct_contact(person=somebody, by=request.person, now=now, **form.written)
        except ValidationError as error:
            for name, said in error.message_dict.items():
                form.add_error(name if name in form.fields else None, said)
        else:
            messages.success(request, _("Saved.") if changed else _("It stands so already."))
            return redirect("tracking:person", here.slug, somebody.pk)
    context = {
        "unit": here,
        "somebody": somebody,
        "form": form,
        "may_email": may_email,
        "back": reverse("tracking:person", args=[here.slug, somebody.pk]),
        "breadcrumbs": crumbs_of(here, found, _("Contact details")),
    }
    return render(request, "tracking/contact.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def send_again(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Send somebody again what came back from their earlier address. Asked for twice is once."""
    here, found = another_of(request, unit, person)
    number = send_anew(person=found.person, now=timezone.now())
    if number:
        said = ngettext("%(number)s letter is sent again to %(name)s.", "%(number)s letters are sent again to %(name)s.", number)
        messages.success(request, said % {"number": number, "name": found.person.given_name})
    else:
        messages.info(request, _("There was nothing left to send again."))
    return redirect(way_back(request, here))
