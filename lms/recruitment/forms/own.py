"""What an applicant corrects, and how a lost link is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.selectors import languages
from lms.recruitment.models import Application

from .names import NameField

WRONG_ADDRESS = _("This does not look like an e-mail address. Look once more.")


class OwnDetailsForm(forms.ModelForm):
    """One's own details. A new e-mail address is confirmed by its owner before it counts."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("If you write a new one, we send a letter to it. The change counts when you have opened the link in that letter."),
        error_messages={"required": _("Write your e-mail address."), "invalid": WRONG_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(label=_("Language of our letters"), choices=languages)

    class Meta:
        model = Application
        fields = ("given_name", "family_name", "email", "phone", "language", "skills", "motivation")
        field_classes = {"given_name": NameField, "family_name": NameField}
        labels = {
            "given_name": _("First name"),
            "family_name": _("Last name"),
            "phone": _("Telephone"),
            "skills": _("Skills and languages"),
            "motivation": _("Why you want to be a tidgiver"),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "skills": forms.Textarea(attrs={"rows": 3}),
            "motivation": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {"motivation": _("Do not write anything about health, rus or faith. We do not ask for it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in (("given_name", _("Write your first name.")), ("family_name", _("Write your last name."))):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence
        self.fields["email"].required = bool(self.instance.email)
        for name in ("skills", "motivation"):
            if not self.instance.is_open:
                del self.fields[name]

    def clean_email(self) -> str:
        """Small letters."""
        return str(self.cleaned_data["email"]).strip().lower()


class NewLinkForm(forms.Form):
    """Which address the letter shall go to."""

    email = forms.EmailField(
        label=_("The e-mail address you applied with"),
        error_messages={"required": _("Write your e-mail address."), "invalid": WRONG_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
