from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "lms.onboarding"
    label = "onboarding"
    verbose_name = "Onboarding"

    def ready(self) -> None:
        """Tell which of this room's letters can be written at the desk."""
        from .letters import register_letters  # noqa: PLC0415 -- apps are not ready earlier

        register_letters()
