from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "lms.tracking"
    label = "tracking"
    verbose_name = "Tracking"

    def ready(self) -> None:
        """Tell which of this room's letters can be written in the CMS, and which are looked at before they go."""
        from lms.mail import rechecks  # noqa: PLC0415 -- apps are not ready earlier

        from .actions.reminders import true_reminder  # noqa: PLC0415
        from .actions.wishes import true_wish  # noqa: PLC0415
        from .letters import register_letters  # noqa: PLC0415

        register_letters()
        rechecks.register("remind", true_reminder)
        rechecks.register("wish", true_wish)
