from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "lms.courses"
    label = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        """Tell which of this room's letters can be written at the desk."""
        from .letters import register_letters  # noqa: PLC0415 -- apps are not ready earlier

        register_letters()
