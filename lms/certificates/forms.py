"""Asking whether a certificate is genuine."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import bundles, rules


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


class BundleForm(forms.Form):
    """A signed file to check."""

    fil = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": _("Choose the file first."), "empty": _("The file is empty.")},
    )

    def clean_fil(self) -> bytes:
        """What the file holds."""
        uploaded = self.cleaned_data["fil"]
        if uploaded.size > bundles.LONGEST:
            raise ValidationError(_("The file is too large to be one of ours."))
        content: bytes = uploaded.read()
        return content
