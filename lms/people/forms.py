"""What one fills in about one's log-in, and how somebody is reached."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    """A passkey that one can log in with alone. allauth would ask whether it may; nobody here wants one for anything else.

    Its script reads the box, so the box stays, ticked and out of sight.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = ""
        self.initial["name"] = ""
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].widget = forms.CheckboxInput(attrs={"hidden": True})


class PhoneField(forms.CharField):
    """A telephone number, as people write it; or none."""

    def __init__(self, **more: Any) -> None:
        known: dict[str, Any] = {
            "label": _("Telephone"),
            "required": False,
            "max_length": 20,
            "validators": [RegexValidator(r"^\+?[0-9 ]{3,20}$", _("Write digits and spaces only."))],
            "widget": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        super().__init__(**known | more)
