"""Stepping in as an invented person, and reading the letters that never left."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.people.models import Person

from . import letters
from .actions import is_loaded
from .cast import CAST, CENTRE, LEADERS, TIDGIVERE


@never_cache
@require_safe
def cast(request: HttpRequest) -> HttpResponse:
    """Who there is to be. 2 queries."""
    _only_in_demo()
    groups = [(_("Tidgivere"), TIDGIVERE), (_("Leaders and coordinators"), LEADERS), (_("The centre"), CENTRE)]
    person = getattr(request, "person", None)
    return render(request, "demo/cast.html", {"groups": groups, "loaded": is_loaded(), "current": person.email if person else ""})


@never_cache
@require_POST
def step_in(request: HttpRequest, key: str) -> HttpResponse:
    """Log in as one of the cast, without a code."""
    _only_in_demo()
    part = next((part for part in CAST if part.key == key), None)
    person = Person.objects.filter(email=part.email, user__isnull=False).select_related("user").first() if part else None
    if person is None or person.user is None:
        raise Http404
    logout(request)  # nothing of the last person's session goes along
    login(request, person.user)
    return redirect(settings.LOGIN_REDIRECT_URL)


@never_cache
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """The last letters, so that one can log in with a code on a machine that sends none."""
    _only_in_demo()
    return render(request, "demo/post.html", {"letters": letters.newest(getattr(settings, "EMAIL_FILE_PATH", None))})


def _only_in_demo() -> None:
    """Twice guarded: these addresses exist only where the app is installed, and answer only where the setting says so."""
    if not settings.DEMO:
        raise Http404
