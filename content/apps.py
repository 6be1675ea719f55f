from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Content"

    def ready(self) -> None:
        """Let central editors at the front page, which Wagtail's own permissions cannot do without opening every unit's page."""
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415 -- needs the models

        from lms.roles.cms import FrontPagePolicy  # noqa: PLC0415 -- needs the models

        from .models import HomePage  # noqa: PLC0415 -- needs the models

        register_permission_policy(HomePage, FrontPagePolicy())
