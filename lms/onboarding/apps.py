from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "lms.onboarding"
    label = "onboarding"
    verbose_name = "Onboarding"
