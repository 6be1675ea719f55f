from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "lms.handbook"
    label = "handbook"
    verbose_name = "Handbook"

    def ready(self) -> None:
        """Listen to Wagtail's publishing."""
        from . import frontier  # noqa: PLC0415 -- models are not loaded earlier

        frontier.connect()
