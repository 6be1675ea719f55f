from django.apps import AppConfig


class BlocksConfig(AppConfig):
    name = "lms.blocks"
    label = "blocks"
    verbose_name = "Blocks"
