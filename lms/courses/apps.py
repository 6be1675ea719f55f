from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "lms.courses"
    label = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        """Listen to Wagtail's publishing."""
        from . import frontier  # noqa: PLC0415 -- models are not loaded earlier

        frontier.connect()
