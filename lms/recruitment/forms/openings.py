"""Finding an opening, and applying."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.crypto import get_random_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.people.selectors import languages
from lms.recruitment.choices import Interest, Time
from lms.recruitment.models import Channel
from lms.recruitment.rules.addresses import meant
from lms.recruitment.selectors.openings import Openings

from .names import NameField

SALT = "recruitment.apply"
QUICKEST = 3  # seconds in which no human being fills in the form
LONGEST = 60 * 60 * 24 * 2


def _capital(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Choices as a form shows them, each with a capital; in running text they go without."""
    return [(value, capfirst(label)) for value, label in choices]


class OpeningFilter(forms.Form):
    """Narrows the list of openings."""

    by = forms.ChoiceField(label=_("Town"), required=False)
    tiltak = forms.ChoiceField(label=_("Kind"), required=False)
    rolle = forms.ChoiceField(label=_("What to do"), required=False)

    def __init__(self, found: Openings) -> None:
        super().__init__(initial={"by": found.city, "tiltak": found.kind, "rolle": found.role}, auto_id="find-%s")
        choices: dict[str, list[tuple[str, Any]]] = {
            "by": [("", _("All towns")), *((city, city) for city in found.cities)],
            "tiltak": [("", _("All kinds")), *((kind.key, kind.called) for kind in found.kinds)],
            "rolle": [("", _("Everything")), *((role.key, role.called) for role in found.roles)],
        }
        for name, offered in choices.items():
            if len(offered) < 3:
                del self.fields[name]  # nothing to choose between
            else:
                self.fields[name].choices = offered  # type: ignore[attr-defined]


class ApplyForm(forms.Form):
    """Who, how to reach them, what they would like. Short enough for a phone at a bus stop."""

    given_name = NameField(
        label=_("First name"),
        max_length=80,
        error_messages={"required": _("Write your first name.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = NameField(
        label=_("Last name"),
        max_length=80,
        error_messages={"required": _("Write your last name.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("We send a receipt at once, with a link where you can follow your application."),
        error_messages={"invalid": _("This does not look like an e-mail address. Look once more.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$", _("Write digits and spaces only."))],
        help_text=_("Most people like to be rung."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language of our letters"), choices=languages)
    interests = forms.MultipleChoiceField(
        label=_("What would you like to do?"), required=False, choices=_capital(Interest.choices), widget=forms.CheckboxSelectMultiple
    )
    times = forms.MultipleChoiceField(
        label=_("When can you?"), required=False, choices=_capital(Time.choices), widget=forms.CheckboxSelectMultiple
    )
    skills = forms.CharField(
        label=_("What can you do, and which languages do you speak?"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whatever you think of. Cooking, football, Arabic, listening."),
    )
    motivation = forms.CharField(
        label=_("Why would you like to give of your time?"),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A few sentences are enough. Do not write about health, drugs or faith, your own or others’: we do not need it."),
    )
    channel = forms.ChoiceField(
        label=_("How did you hear of us?"), required=False, choices=[("", _("Choose …")), *_capital(Channel.choices)]
    )
    has_ties = forms.TypedChoiceField(
        label=_("Do you know anybody who works here or comes here?"),
        choices=[("nei", _("No")), ("ja", _("Yes"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        help_text=_("Yes or no is enough, and neither stands in the way. Do not write whom."),
        error_messages={"required": _("Choose yes or no.")},
    )
    informed = forms.BooleanField(
        label=_("I have read what you do with what I write here"),
        error_messages={"required": _("Read it and tick here, so that we may receive your application.")},
    )
    # A trap for programs: hidden from people, and whoever fills it in is not one.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    email_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    GROUPS = (
        (_("Who are you?"), ("given_name", "family_name", "email", "phone", "language")),
        (_("What would suit you?"), ("interests", "times", "skills", "motivation")),
        (_("Two short questions"), ("channel", "has_ties")),
    )

    def __init__(self, data: Any = None, *, language: str = settings.LANGUAGE_CODE) -> None:
        super().__init__(data, initial={"language": language, "key": signing.dumps(get_random_string(24), salt=SALT)}, auto_id="sok-%s")
        self.suggestion = ""

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them, under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def _put(self, name: str, value: str) -> None:
        """Change what a hidden field brings with it the next time."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = value
        self.data = data

    def clean_key(self) -> str:
        """The random part of a key that this site has made; empty for one that is too old or not ours, which `clean` says."""
        try:
            return str(signing.loads(self.cleaned_data["key"], salt=SALT, max_age=LONGEST))
        except signing.BadSignature:
            self._put("key", signing.dumps(get_random_string(24), salt=SALT))
            return ""

    @property
    def is_by_a_program(self) -> bool:
        """Whether a program sent it: the hidden field is filled in, or it came quicker than anybody writes."""
        if self.cleaned_data.get("website") or self.data.get("website"):
            return True
        try:
            signing.loads(self.data.get("key", ""), salt=SALT, max_age=QUICKEST)
        except signing.SignatureExpired:
            return False
        except signing.BadSignature:
            return False
        return True

    def clean_email(self) -> str:
        """An address that looks mistyped is asked about once; whoever sends the same again means it."""
        email: str = self.cleaned_data["email"].strip().lower()
        probable = meant(email) if email else None
        if probable and self.data.get("email_kept", "") != email:
            self.suggestion = probable
            self._put("email_kept", email)
            raise ValidationError(
                _("Did you mean %(address)s? If what you wrote is right, just send once more."), params={"address": probable}
            )
        return email

    def clean(self) -> dict[str, Any]:
        """The form must be one of ours and fresh, and somebody must be reachable one way or the other."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("key"):
            self.add_error(None, _("The form has been open for long. Look through it and send it once more."))
        if not self.errors and not data.get("email") and not data.get("phone"):
            self.add_error("email", _("Write an e-mail address or a telephone number, so that we can answer."))
        return data
