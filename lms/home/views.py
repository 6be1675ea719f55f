"""«Min side» and «Min konto»."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.courses.rules import SOURCE_LANGUAGE
from lms.people.access import PersonRequest, person_required
from lms.people.actions import change_details
from lms.people.models import Person
from lms.recruitment.policies import own_seats
from lms.recruitment.selectors.interviews import waiting_for
from lms.recruitment.words import moment

from . import selectors
from .forms import DetailsForm


@require_safe
@person_required
def desk(request: PersonRequest) -> HttpResponseBase:
    """What is left, the next step, and what is done."""
    today = timezone.localdate()
    found = selectors.desk(request.person, on=today, language=translation.get_language() or SOURCE_LANGUAGE)
    context = {"desk": found, "today": today, "interview": _interview(request.person, today)}
    return render(request, "home/desk.html", context)


def _interview(person: Person, today: date) -> dict[str, object] | None:
    """The next of the interviews that somebody is to hold, or has held without handing in their sheet. 1 query."""
    seat = waiting_for(own_seats(person, on=today))
    if not seat:
        return None
    starts_at = seat.interview.starts_at
    return {
        "seat": seat.pk,
        "unit": seat.interview.application.unit.name,
        "moment": moment(starts_at) if starts_at else "",
        "is_past": bool(starts_at and starts_at < timezone.now()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def account(request: PersonRequest) -> HttpResponseBase:
    """One's own details, the way to passkeys and password, and what we keep."""
    person = request.person
    form = DetailsForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        person.refresh_from_db()
        change_details(person=person, **form.cleaned_data)
        response = redirect("home:account")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            max_age=365 * 24 * 3600,
            secure=request.is_secure(),
            samesite="Lax",
        )
        with translation.override(person.language):
            messages.success(request, _("Saved."))
        return response
    context = {"form": form, "email": request.user.email, "kept": _kept(person)}  # type: ignore[union-attr]
    return render(request, "home/account.html", context, status=422 if form.errors else 200)


def _kept(person: Person) -> list[tuple[str, object]]:
    stored = selectors.stored(person)
    return [
        (_("Name, e-mail, telephone and language"), _("as above")),
        (_("Assignments, now and before"), stored["assignments"]),
        (_("Courses you are enrolled in"), stored["courses"]),
        (_("What you have earned, and when"), stored["evidence"]),
        (_("Certificates"), stored["certificates"]),
        (_("Own notes you chose to keep"), stored["notes"]),
    ]
