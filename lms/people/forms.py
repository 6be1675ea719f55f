"""What one fills in about one's log-in."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


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
