"""The door of every personal page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from .models import Person
from .selectors import person_of

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request of which we know that a person is asking."""

    person: Person


class PersonView(Protocol[P]):
    """A view behind `person_required`."""

    def __call__(self, request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase: ...


def person_required(view: Callable[Concatenate[PersonRequest, P], HttpResponseBase]) -> PersonView[P]:
    """Let in whoever is logged in as a person, and give the view `request.person` as a `Person`.

    Not logged in: to the log-in page, and back here afterwards. A login without a person (a technical account, or one that was just made): a page
    that says so, with status 403. Personal pages are never kept by a browser's or a proxy's cache, so that «back» after logging out shows nothing.
    """

    @never_cache
    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        person = person_of(request.user)
        if not person:
            return render(request, "people/no_person.html", status=403)
        request.person = person
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]
