from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "lms.learning"
    label = "learning"
    verbose_name = "Learning"

    def ready(self) -> None:
        """Listen to Wagtail's publishing."""
        from . import frontier  # noqa: PLC0415 -- models are not loaded earlier

        frontier.connect()
