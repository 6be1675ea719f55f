"""What allauth asks us."""

import time
from collections.abc import Iterable

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people are admitted or invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Letters carry the platform's name, and how long a code is good for."""
        super().send_mail(
            template_prefix,
            email,
            {"platform": settings.WAGTAIL_SITE_NAME, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60} | context,
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whoever has just logged in has just shown who they are, in whatever way: so a lost passkey can be removed after logging in with a code."""
        shown = [record["at"] for record in get_authentication_records(context.request, context.request.user)]
        if shown and time.time() - max(shown) < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class LocksAdapter(DefaultMFAAdapter):
    """What allauth asks us about passkeys and the app for codes.

    A passkey is one more way in, not a second lock: else whoever adds one on the telephone could no longer log in with a code on another device.
    """

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Iterable[Authenticator.Type] | None = None) -> bool:
        """Whether a second lock is on: only the app for codes is one. Asked about one kind alone: whether the person has it."""
        asked = set(Authenticator.Type) if types is None else set(types)
        return bool(super().is_mfa_enabled(user, [Authenticator.Type.TOTP] if len(asked) > 1 else list(asked)))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a passkey is called whose owner gave it no name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}
