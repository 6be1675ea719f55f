"""What allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


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
