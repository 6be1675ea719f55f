from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "lms.privacy"
    label = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        """Tell which of this room's letters can be written at the desk, and that it is looked at before it goes."""
        from lms.mail import rechecks  # noqa: PLC0415 -- apps are not ready earlier

        from .actions import SOON_FORGOTTEN, true_notice  # noqa: PLC0415
        from .letters import register_letters  # noqa: PLC0415

        register_letters()
        rechecks.register(SOON_FORGOTTEN, true_notice)
