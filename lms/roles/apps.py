from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "lms.roles"
    label = "roles"
    verbose_name = "Roles"
