"""Logins that are made at the editors' desk."""

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks

from .actions import settle_login
from .contact import change_address
from .models import User
from .selectors import person_of


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def settle(request: HttpRequest, user: User) -> None:
    """One logs in with a code, whoever made the login and however; and letters follow the login's address."""
    settle_login(user=user)
    change_address(user=user, email=user.email, by=person_of(request.user), now=timezone.now())
