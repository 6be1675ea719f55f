from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "lms.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        """Say what to do where something is left empty. A form that knows better says it itself."""
        for kind, words in (
            (forms.Field, _("Fill this in.")),
            (forms.ChoiceField, _("Choose one.")),
            (forms.ModelChoiceField, _("Choose one.")),
            (forms.MultipleChoiceField, _("Choose at least one.")),
            (forms.ModelMultipleChoiceField, _("Choose at least one.")),
            (forms.FileField, _("Choose a file.")),
        ):
            kind.default_error_messages = {**kind.default_error_messages, "required": words}
