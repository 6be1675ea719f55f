from django.apps import AppConfig


class RequirementsConfig(AppConfig):
    name = "lms.requirements"
    label = "requirements"
    verbose_name = "Requirements"
