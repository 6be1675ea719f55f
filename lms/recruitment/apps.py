from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "lms.recruitment"
    label = "recruitment"
    verbose_name = "Recruitment"

    def ready(self) -> None:
        """Listen to Wagtail's publishing, and tell which of this room's letters can be written at the desk."""
        from . import frontier  # noqa: PLC0415 -- models are not loaded earlier
        from .letters import register_letters  # noqa: PLC0415 -- apps are not ready earlier

        frontier.connect()
        register_letters()
