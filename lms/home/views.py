"""«Min side» and «Min konto»."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.courses.rules import SOURCE_LANGUAGE
from lms.people.access import PersonRequest, person_required
from lms.people.contact import change_details
from lms.people.models import Person
from lms.qualifications.words import how_it_stands
from lms.recruitment.policies import own_seats
from lms.recruitment.selectors.interviews import waiting_for
from lms.recruitment.words import moment
from lms.roles.actions import talks
from lms.roles.models import TalkWish, WishOutcome
from lms.roles.rules.leaving import forgotten_on
from lms.roles.selectors.leaving import last_day_of

from . import selectors
from .forms import DetailsForm, TalkForm


@require_safe
@person_required
def desk(request: PersonRequest) -> HttpResponseBase:
    """What is left, the next step, and what is done."""
    today = timezone.localdate()
    desk = selectors.desk(request.person, on=today, language=translation.get_language() or SOURCE_LANGUAGE)
    context = {
        "desk": desk,
        "today": today,
        "interview": _interview(request.person, today),
        "talks": [{"talk": talk, "form": None if talk.wish else TalkForm(talk=talk)} for talk in desk.talks],
        "sent_in": [(each, *how_it_stands(each)) for each in selectors.sent_in(request.person, on=today)],
    }
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
        change_details(person=person, now=timezone.now(), **form.cleaned_data)
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
    last_day = last_day_of(person, on=timezone.localdate())
    context = {
        "form": form,
        "email": request.user.email,  # type: ignore[union-attr]
        "kept": _kept(person),
        "last_day": last_day,
        "forgotten_on": forgotten_on(last_day) if last_day else None,
    }
    return render(request, "home/account.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def wish_for_talk(request: PersonRequest) -> HttpResponseBase:
    """Say that one would like a talk: in which unit, when, and with whom. Said twice is said once."""
    now = timezone.now()
    found = next(
        (each for each in selectors.talks(request.person, on=timezone.localdate(now)) if each.unit.slug == request.POST.get("unit")), None
    )
    if found is None:
        raise Http404
    form = TalkForm(request.POST, talk=found)
    if not form.is_valid():
        messages.error(request, _("Choose one of those who answer for the unit, and when."))
    else:
        try:
            talks.wish_for_talk(person=request.person, unit=found.unit, now=now, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("It is said. Here you see when somebody has answered."))
    return redirect(f"{reverse('home:desk')}#prat")


@require_POST
@person_required
def withdraw_wish(request: PersonRequest, wish: int) -> HttpResponseBase:
    """Take back that one would like a talk."""
    own = get_object_or_404(TalkWish, pk=wish, person=request.person)
    try:
        talks.close_wish(wish=own, outcome=WishOutcome.WITHDRAWN, by=request.person, now=timezone.now())
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your wish is withdrawn. You can say it again whenever you like."))
    return redirect(f"{reverse('home:desk')}#prat")


def _kept(person: Person) -> list[tuple[str, object]]:
    stored = selectors.stored(person)
    return [
        (_("Name, e-mail, telephone and language"), _("as above")),
        (_("Assignments, now and before"), stored["assignments"]),
        (_("Courses you are enrolled in"), stored["courses"]),
        (_("What you have earned, and when"), stored["evidence"]),
        (_("Guidelines you have read and understood, or signed"), stored["guidelines"]),
        (_("Certificates"), stored["certificates"]),
        (_("Wishes for a talk"), stored["wishes"]),
        (_("Talks that are planned, or were had: kind and day"), stored["talks"]),
        (_("Certificates you have sent in"), stored["sent_in"]),
        (_("That your e-mail address or telephone was changed, when and by whom"), stored["contact_changes"]),
        (_("Own notes you chose to keep"), stored["notes"]),
    ]
