"""Deciding on the steps of recruitment in a unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.recruitment.models import PoliceBasis, Process
from lms.recruitment.rules.stages import MOST_REFERENCES, MOST_ROUNDS
from lms.recruitment.selectors.processes import guidelines
from lms.units.models import Unit

NO_POLICE = _("We do not ask for one")


class GuidelineField(forms.ModelChoiceField):
    """A page by its title."""

    def label_from_instance(self, obj: Page) -> str:
        """The title alone; Wagtail's own text says the kind of page too."""
        return str(obj.title)


class ProcessForm(forms.Form):
    """Every step is a choice. There is no switch for the police certificate: choosing a legal basis is what asks for one."""

    rounds = forms.TypedChoiceField(
        label=_("How many rounds of interviews?"), coerce=int, choices=[(number, str(number)) for number in range(MOST_ROUNDS + 1)]
    )
    seats = forms.TypedChoiceField(
        label=_("How many interviewers in each round, at least?"), coerce=int, choices=[(number, str(number)) for number in range(1, 5)]
    )
    references = forms.TypedChoiceField(
        label=_("How many references?"), coerce=int, choices=[(number, str(number)) for number in range(MOST_REFERENCES + 1)]
    )
    deciders = forms.TypedChoiceField(
        label=_("Who stands behind a ruling?"),
        coerce=int,
        choices=[(1, _("one person")), (2, _("two different persons"))],
        widget=forms.RadioSelect,
    )
    trial_shift = forms.BooleanField(label=_("A trial shift before the ruling"), required=False)
    guideline = GuidelineField(
        label=_("Guideline to read and sign"),
        queryset=Page.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("A published article. The applicant reads it and says that they will follow it."),
    )
    police_basis = forms.ChoiceField(
        label=_("Police certificate: which law lets you ask?"),
        required=False,
        choices=[("", NO_POLICE), *PoliceBasis.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, unit: Unit, initial: Process) -> None:
        fields = ("rounds", "seats", "references", "deciders", "trial_shift", "police_basis")
        super().__init__(data, initial={field: getattr(initial, field) for field in fields} | {"guideline": initial.guideline_id})
        field = self.fields["guideline"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = guidelines(unit)
