"""«Hvem ringer jeg?», several cards in one form that works without JavaScript."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from .actions import Card
from .models import ContactCard, Goal

MOST = 12  # more than a dozen numbers help nobody who is afraid


class ContactForm(forms.ModelForm):
    """One card. Left quite empty, it is no card."""

    class Meta:
        model = ContactCard
        fields = ["title", "who", "phone", "email", "hours"]
        widgets = {
            "phone": forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
        error_messages = {"title": {"required": _("Write what it is about, for example «On duty in the evening».")}}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.use_required_attribute = False

    def _update_errors(self, errors: ValidationError) -> None:
        """What the model says of the whole card («somebody must be reachable») stands beside the telephone."""
        said = getattr(errors, "error_dict", {})
        if NON_FIELD_ERRORS in said:
            said.setdefault("phone", []).extend(said.pop(NON_FIELD_ERRORS))
        super()._update_errors(errors)  # type: ignore[misc]

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written anything."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)


class ContactForms:
    """The cards of a unit, as they stand in the browser: can be reordered, added and removed before they are saved."""

    def __init__(self, rows: Sequence[Mapping[str, str]], *, bound: bool = False) -> None:
        self.rows = [dict(row) for row in rows]
        self.bound = bound

    @classmethod
    def posted(cls, data: Mapping[str, str]) -> "ContactForms":
        """What the browser sent, in the order of the screen. Numbers that make no sense are taken as none."""
        sent = data.get("cards", "")
        count = min(int(sent), MOST) if sent.isdecimal() and len(sent) < 5 else 0
        names = ContactForm.base_fields
        return cls([{name: data.get(f"card-{number}-{name}", "") for name in names} for number in range(count)], bound=True)

    @property
    def forms(self) -> list[ContactForm]:
        """A form for each card. Bound ones show what is wrong; blank ones are never wrong."""
        made = []
        for number, row in enumerate(self.rows):
            prefix = f"card-{number}"
            form = ContactForm({f"{prefix}-{name}": value for name, value in row.items()}, prefix=prefix)
            made.append(form if self.bound and not form.is_blank else ContactForm(initial=row, prefix=prefix))
        return made

    def is_valid(self) -> bool:
        """Whether every card that somebody has written on is right."""
        return all(form.is_valid() for form in self.forms if form.is_bound)

    @property
    def cards(self) -> list[Card]:
        """What can be saved, in order."""
        return [Card(**form.cleaned_data) for form in self.forms if form.is_bound and form.is_valid()]

    def do(self, order: str) -> None:
        """Follow a button: `add`, `up-2`, `down-2`, `remove-2`. Anything else changes nothing. Nothing is called wrong meanwhile."""
        verb, _dash, digits = order.partition("-")
        number = next((number for number in range(len(self.rows)) if str(number) == digits), None)
        if verb == "remove" and number is not None:
            del self.rows[number]
        elif verb in {"up", "down"} and number is not None:
            other = number + (1 if verb == "down" else -1)
            if 0 <= other < len(self.rows):
                self.rows[number], self.rows[other] = self.rows[other], self.rows[number]
        elif verb == "add" and len(self.rows) < MOST:
            self.rows.append({})
        self.bound = False


class GoalForm(forms.ModelForm):
    """One goal of a unit for a year."""

    class Meta:
        model = Goal
        fields = ["indicator", "name", "target", "result", "text"]
        widgets = {
            "target": forms.NumberInput(attrs={"inputmode": "numeric", "min": 0}),
            "result": forms.NumberInput(attrs={"inputmode": "numeric", "min": 0}),
            "text": forms.Textarea(attrs={"rows": 3}),
        }
