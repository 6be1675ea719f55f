from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.tracking"
    label = "tracking"
    verbose_name = "Tracking"

    def ready(self) -> None:
        """Tell which of this room's letters can be written in the CMS."""
        from .letters import register_letters  # noqa: PLC0415 -- apps are not ready earlier

        register_letters()
