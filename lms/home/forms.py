"""«Min konto»."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.people.selectors import languages


class DetailsForm(forms.ModelForm):
    """A person's own details. The e-mail address is the login, and has a page of its own that confirms a new one."""

    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$", _("Write digits and spaces only."))],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "phone", "language")
        labels = {"given_name": _("First name"), "family_name": _("Last name")}
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }
