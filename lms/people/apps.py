from typing import Any

from django.apps import AppConfig
from django.utils import timezone
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    default = True
    name = "lms.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Listen at the frontier, where somebody changes their address in allauth's pages, and tell which letter can be written in the CMS."""
        from allauth.account.signals import email_changed  # noqa: PLC0415 -- needs the models

        from .letters import register_letters  # noqa: PLC0415

        register_letters()
        email_changed.connect(_address_changed, dispatch_uid="people.address")


def _address_changed(user: Any, to_email_address: Any, **_kwargs: Any) -> None:
    from .contact import change_address  # noqa: PLC0415 -- needs the models
    from .selectors import person_of  # noqa: PLC0415

    change_address(user=user, email=to_email_address.email, by=person_of(user), now=timezone.now())


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's own app with our screens for logins."""

    default = False
    user_viewset = "lms.people.cms_users.UserViewSet"
