from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "lms.recruitment"
    label = "recruitment"
    verbose_name = "Recruitment"

    def ready(self) -> None:
        """Listen to Wagtail's publishing."""
        from . import frontier  # noqa: PLC0415 -- models are not loaded earlier

        frontier.connect()
