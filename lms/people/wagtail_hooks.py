"""Logins that are made at the editors' desk."""

from django.http import HttpRequest
from wagtail import hooks

from .actions import settle_login
from .models import User


@hooks.register("after_create_user")
@hooks.register("after_edit_user")
def settle(request: HttpRequest, user: User) -> None:
    """One logs in with a code, whoever made the login and however."""
    settle_login(user=user)
