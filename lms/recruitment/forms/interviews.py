"""Arranging a round, choosing a time, the sheet, a changed score, a decision on a flag."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.recruitment.actions.interviews import LONGEST_WISH, Terms
from lms.recruitment.actions.sheets import LONGEST_NOTE
from lms.recruitment.models import Interview
from lms.recruitment.rules.interviews import MOST_OFFERED
from lms.recruitment.rules.scores import HIGHEST, LOWEST, Criterion
from lms.recruitment.selectors.interviews import Candidate, Round

STANDING_LINE = _("Write nothing about health, rus or faith.")
UNSEEN = "unseen"
AS_TYPED = "%Y-%m-%dT%H:%M"
MINUTES = (30, 45, 60, 90)


class _Moment(forms.DateTimeField):
    """A day and time in Oslo; every browser has a calendar for it, and what is typed by hand is read as well."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            input_formats=[AS_TYPED, f"{AS_TYPED}:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H.%M"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AS_TYPED),
            error_messages={"invalid": _("Write day and time as 31.12.2026 17:30.")},
            **options,
        )


class ArrangeForm(forms.Form):
    """Who interviews, when and where. Once a sheet is in, only who."""

    interviewers = forms.TypedMultipleChoiceField(
        label=_("Who interviews"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who interviews."), "invalid_choice": _("Choose somebody else.")},
    )
    way = forms.ChoiceField(
        label=_("When"),
        widget=forms.RadioSelect,
        choices=[("one", _("One time")), ("offer", _("The applicant chooses among several times"))],
    )
    starts_at = _Moment(label=_("Day and time"))
    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, choices=[(number, f"{number} min") for number in MINUTES])
    place = forms.CharField(label=_("Place"), max_length=160, required=False, help_text=_("Address, and how to find the door."))
    link = forms.URLField(
        label=_("Video link"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Paste the whole address, with https://.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, candidates: Iterable[Candidate], this: Round, others: str = "", **kwargs: Any) -> None:
        interview = this.interview
        self.is_held = bool(this.sheets_in)
        kwargs["initial"] = _as_it_stands(this) if interview else {"way": "one", "minutes": 45}
        super().__init__(*args, **kwargs)
        self.people = {each.person.pk: each.person for each in candidates}
        choices = {each.person.pk: f"{each.person.name}, {each.what.lower()}" for each in candidates}
        for seat in this.seats:
            self.people.setdefault(seat.person_id, seat.person)
            choices.setdefault(seat.person_id, seat.person.name)
        field = self.fields["interviewers"]
        field.choices = list(choices.items())  # type: ignore[attr-defined]
        field.help_text = others
        for number in range(1, MOST_OFFERED + 1):
            self.fields[f"offer_{number}"] = _Moment(label=_("Time %(number)d") % {"number": number})
        if self.is_held:
            for name in list(self.fields):
                if name not in {"interviewers", "seen"}:
                    del self.fields[name]

    @property
    def offers(self) -> list[forms.BoundField]:
        """The fields for times to offer."""
        return [self[f"offer_{number}"] for number in range(1, MOST_OFFERED + 1)]

    def clean(self) -> dict[str, Any]:
        """One agreed time must be written."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") == "one" and not cleaned.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Write day and time."))
        return cleaned

    def chosen(self) -> list[Person]:
        """Who was chosen."""
        return [self.people[pk] for pk in self.cleaned_data["interviewers"]]

    def terms(self) -> Terms | None:
        """When and where; None for an interview that has been held."""
        if self.is_held:
            return None
        given = self.cleaned_data
        where = {"minutes": given["minutes"], "place": given["place"].strip(), "link": given["link"]}
        if given["way"] == "one":
            return Terms(starts_at=given["starts_at"], **where)
        offered = (given.get(f"offer_{number}") for number in range(1, MOST_OFFERED + 1))
        return Terms(offered=tuple(each for each in offered if each), **where)

    def show(self, error: ValidationError) -> None:
        """Put each reason beside its field."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, reasons in error.message_dict.items():
            place = "offer_1" if name == "offered" else name
            self.add_error(place if place in self.fields else None, reasons)


def _as_it_stands(this: Round) -> dict[str, Any]:
    interview = this.interview
    assert interview
    offered = {f"offer_{place}": timezone.localtime(at) for place, at in enumerate(this.offered, start=1)}
    return {
        "interviewers": [seat.person_id for seat in this.seats],
        "way": "one" if interview.state == Interview.State.BOOKED else "offer",
        "starts_at": interview.starts_at,
        "minutes": interview.minutes,
        "place": interview.place,
        "link": interview.link,
        "seen": interview.sequence,
        **offered,
    }


class WishForm(forms.Form):
    """Asking for other times."""

    wish = forms.CharField(
        label=_("When can you?"),
        max_length=LONGEST_WISH,
        help_text=_("For example «weekdays after five, not Wednesdays». You need not say why."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write when you can.")},
    )


def _scores(criterion: Criterion) -> list[tuple[str, Any]]:
    anchors = enumerate(criterion.anchors, start=LOWEST)
    cards = [(str(value), format_html('<span class="score__number">{}</span> {}', value, anchor)) for value, anchor in anchors]
    return [*cards, (UNSEEN, _("Not seen"))]


def _score(typed: str) -> int | None:
    return None if typed == UNSEEN else int(typed)


class SheetForm(forms.Form):
    """One interviewer's notes and scores. Nothing must be filled in to be saved; everything to be handed in."""

    def __init__(self, data: Any = None, *, guide: dict[str, Any], criteria: list[Criterion], notes: Any = None, draft: Any = None) -> None:
        initial = {f"note_{key}": text for key, text in (notes or {}).items()}
        initial |= {f"score_{key}": UNSEEN if value is None else str(value) for key, value in (draft or {}).items()}
        super().__init__(data, initial=initial)
        self.guide, self.criteria = guide, criteria
        for question in guide["questions"]:
            self.fields[f"note_{question['key']}"] = forms.CharField(
                label=_("Key words"),
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for criterion in criteria:
            self.fields[f"score_{criterion.key}"] = forms.ChoiceField(
                label=criterion.name,
                required=False,
                choices=_scores(criterion),
                widget=forms.RadioSelect,
                help_text=_("Safeguarding flag: stands outside the total. A 1 stops the case until a second person has decided.")
                if criterion.is_flag
                else "",
            )

    @property
    def questions(self) -> list[tuple[dict[str, str], forms.BoundField]]:
        """Each question with its field."""
        return [(question, self[f"note_{question['key']}"]) for question in self.guide["questions"]]

    @property
    def scores(self) -> list[forms.BoundField]:
        """The fields of the criteria."""
        return [self[f"score_{criterion.key}"] for criterion in self.criteria]

    def notes(self) -> dict[str, str]:
        """What was written, by question."""
        return {question["key"]: self.cleaned_data[f"note_{question['key']}"] for question in self.guide["questions"]}

    def given(self) -> dict[str, int | None]:
        """What was scored, by criterion; what has no answer is left out."""
        typed = {each.key: self.cleaned_data[f"score_{each.key}"] for each in self.criteria}
        return {key: _score(value) for key, value in typed.items() if value}

    def ask_for_all(self) -> None:
        """Say beside each criterion that has no answer that it wants one, before a sheet is handed in."""
        given = self.given()
        for criterion in self.criteria:
            if criterion.key not in given:
                self.add_error(f"score_{criterion.key}", _("Choose 1–4, or «not seen»."))


class ChangeForm(forms.Form):
    """Another score, with the reason."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    value = forms.TypedChoiceField(
        label=_("New score"),
        coerce=_score,
        empty_value=None,
        choices=[*((str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)), (UNSEEN, _("Not seen"))],
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=STANDING_LINE,
        error_messages={"required": _("Write why in a few words.")},
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = [(each.key, each.name) for each in criteria]  # type: ignore[attr-defined]


class FlagForm(forms.Form):
    """A second person's decision on a flag."""

    criterion = forms.CharField(widget=forms.HiddenInput)
    may_go_on = forms.TypedChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        coerce=lambda typed: typed == "yes",
        choices=[("yes", _("The case may go on")), ("no", _("The case may not go on"))],
        error_messages={"required": _("Choose one.")},
    )
    text = forms.CharField(
        label=_("What you have weighed"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=STANDING_LINE,
        error_messages={"required": _("Write what you have weighed, in a few sentences.")},
    )
