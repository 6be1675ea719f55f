from django.apps import AppConfig


class RequirementsConfig(AppConfig):
    name = "lms.requirements"
    label = "requirements"
    verbose_name = "Requirements"

    def ready(self) -> None:
        """Listen to Django's making and remaking tables."""
        from . import frontier  # noqa: PLC0415 -- models are not loaded earlier

        frontier.connect(self)
