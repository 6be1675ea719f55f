"""Asking whether a certificate is genuine."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import rules


class CodeForm(forms.Form):
    """The code on a certificate, as somebody types it."""

    kode = forms.CharField(
        label=_("The code on the certificate"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Write the code that stands on the certificate.")},
    )

    def clean_kode(self) -> str:
        """The code in its one spelling."""
        code = rules.read_code(self.cleaned_data["kode"])
        if code is None:
            raise ValidationError(_("A code has twelve letters and digits, for example CDFH-2345-JKMN. Look once more."))
        return code
