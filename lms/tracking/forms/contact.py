"""The form about how somebody is reached."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.forms import PhoneField
from lms.people.models import Person


class ContactForm(forms.Form):
    """Telephone, and the e-mail address where it is the viewer's to write; opening a login is for somebody who has none."""

    phone = PhoneField(widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    lets_in = forms.BooleanField(
        label=_("They can log in with this address"),
        required=False,
        help_text=_("They get a code by e-mail each time. No password is needed."),
    )

    def __init__(self, data: Any = None, *, person: Person, may_email: bool) -> None:
        super().__init__(data, initial={"phone": person.phone, "email": person.email})
        self.person = person
        if not may_email:
            del self.fields["email"]
        if not may_email or person.user_id:
            del self.fields["lets_in"]

    def clean(self) -> dict[str, Any]:
        """Nobody logs in without an address."""
        data = super().clean() or self.cleaned_data
        if data.get("lets_in") and "email" not in self.errors and not data.get("email"):
            self.add_error("email", _("Without an e-mail address there can be no login."))
        return data

    @property
    def written(self) -> dict[str, Any]:
        """What is asked for, with what the form does not show as it is; once the form is valid."""
        known = {"phone": self.person.phone, "email": self.person.email, "lets_in": False}
        return known | {name: self.cleaned_data[name] for name in self.fields}
