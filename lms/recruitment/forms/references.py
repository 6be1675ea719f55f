"""Naming a referee, and what a referee answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lms.people.selectors import languages
from lms.recruitment.models import Referee
from lms.recruitment.rules import reference_form as words
from lms.recruitment.rules.reference_form import Kind, Part

from .names import LineField, NameField

LONGEST = {Kind.LINE: 200, Kind.TEXT: 1500}


class RefereeForm(forms.Form):
    """Who the referee is, and how to reach them."""

    name = NameField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Write the name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = LineField(
        label=_("How do you know each other?"),
        max_length=120,
        help_text=_("For example «boss at the café 2021–2024»."),
        error_messages={"required": _("Write how you know each other.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("They get a letter with an address to answer at. Look twice: the letter must not go to somebody else."),
        error_messages={"invalid": _("This does not look like an e-mail address. Look once more.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        help_text=_("One of the two is enough, both are best: then we can ring if the letter does not arrive."),
        validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$", _("Write digits and spaces only."))],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("The language they read best"), choices=languages)

    @classmethod
    def of(cls, referee: Referee, data: Any = None) -> "RefereeForm":
        """The form with what is written of a referee."""
        return cls(data, initial={name: getattr(referee, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """Somebody who can be reached."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("email") and not data.get("phone"):
            self.add_error("email", _("Write a telephone number or an e-mail address."))
        return data


class ReferenceForm(forms.Form):
    """The questions of `rules.reference_form`, in one language. As a `draft` nothing has to be answered yet."""

    def __init__(self, data: Any = None, *, language: str, name: str, draft: bool = False, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.is_draft = draft
        for part in words.ASKED:
            self.fields[part.key] = _field(part, language=language, name=name, draft=draft)

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by key; a tick is «yes»."""
        return {key: "yes" if value is True else value or "" for key, value in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        """Who has a concern says which, or lets us ring."""
        data: dict[str, Any] = super().clean() or {}
        if not self.is_draft and words.lacks_reason(data):
            self.add_error("concern_text", _("Write a few words, or let us ring you."))
        return data


class TelephoneForm(ReferenceForm):
    """The same questions, read aloud to a referee. What they are told first is ticked before anything else."""

    def __init__(self, data: Any = None, *, language: str, name: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, language=language, name=name, initial=initial)
        told = forms.BooleanField(
            label=_("I have read this aloud, and the referee will answer."),
            error_messages={"required": _("Read it aloud first: whoever is asked must know what becomes of it.")},
        )
        self.fields = {"told": told, **self.fields}

    @property
    def answers(self) -> dict[str, str]:
        """What was answered; that they were told is a condition and no answer."""
        return {key: value for key, value in super().answers.items() if key != "told"}


def _field(part: Part, *, language: str, name: str, draft: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": part.ask(language, name),
        "help_text": part.explain(language, name),
        "required": part.required and not draft,
    }
    match part.kind:
        case Kind.TICK:
            return forms.BooleanField(**common, error_messages={"required": _("Tick this before you send.")})
        case Kind.CHOICE:
            missing = {"required": _("Choose an answer.")}
            return forms.ChoiceField(**common, choices=part.options(language), widget=forms.RadioSelect, error_messages=missing)
        case Kind.TEXT:
            widget: forms.Widget = forms.Textarea(attrs={"rows": 4})
        case _:
            widget = forms.TextInput()
    missing = {"required": _("Write an answer.")}
    return forms.CharField(**common, max_length=LONGEST[part.kind], widget=widget, error_messages=missing)


def reasons(form: forms.Form, error: ValidationError) -> None:
    """Put each reason of an action's refusal beside its field; what has no field here stands above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, found in error.message_dict.items():
        form.add_error(field if field in form.fields else None, found)
