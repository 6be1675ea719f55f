"""«Min konto», and saying that one would like a talk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.forms import PhoneField
from lms.people.models import Person
from lms.people.selectors import languages
from lms.roles.models import Urgency

from .parts import Talk


class DetailsForm(forms.ModelForm):
    """A person's own details. The e-mail address is the login, and has a page of its own that confirms a new one."""

    phone = PhoneField()
    language = forms.ChoiceField(label=_("Language"), choices=languages)

    class Meta:
        model = Person
        fields = ("given_name", "family_name", "phone", "language")
        labels = {"given_name": _("First name"), "family_name": _("Last name")}
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }


class TalkForm(forms.Form):
    """When somebody would like a talk, and with whom; nobody in particular if they do not say. Why is never asked."""

    whom = forms.ChoiceField(label=_("With whom"), required=False)
    urgency = forms.ChoiceField(choices=Urgency.choices)

    def __init__(self, data: Any = None, *, talk: Talk) -> None:
        super().__init__(data, auto_id=f"talk-{talk.unit.pk}-%s")
        self._people = {str(row.person_id): row.person for row in talk.choices}
        named = [(str(row.person_id), f"{row.person.name}, {row.get_kind_display()}") for row in talk.choices]
        self.fields["whom"].choices = [("", _("Whoever follows me up")), *dict(named).items()]  # type: ignore[attr-defined]

    def clean_whom(self) -> Person | None:
        """The person who is meant."""
        return self._people.get(self.cleaned_data["whom"])
