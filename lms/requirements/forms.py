"""What is asked of somebody who makes a rule."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.qualifications.models import Assurance, Qualification
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind

from .actions import AskedFor, Draft
from .models import Effect, Phase, Requirement

MOST_CLAUSES = 3
LEVELS: list[tuple[int, Any]] = [
    (0, _("however it was done")),
    *[(level.value, level.label) for level in Assurance if level > Assurance.OWN_WORD],
]
DAY = {"type": "date"}


def _day(**values: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **values)


class ClauseForm(forms.Form):
    """One thing that is asked for; any one of what is ticked meets it."""

    any_of = forms.ModelMultipleChoiceField(
        label=_("What must they have?"),
        queryset=Qualification.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("If you tick several, one of them is enough."),
    )
    level = forms.TypedChoiceField(label=_("How sure must we be?"), choices=LEVELS, coerce=int, required=False)
    name = forms.CharField(
        label=_("What to call it"),
        max_length=120,
        required=False,
        help_text=_("For example «First aid, one of these». Empty: as they are called."),
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["any_of"]
        field.queryset = offered


class RuleForm(forms.Form):
    """Whom a rule covers, by when, what a gap does, and from which day. What is asked for stands in `ClauseForm`s beside it."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.all(), required=False, empty_label=_("All roles"))
    kind = forms.ModelChoiceField(label=_("Kind of unit"), queryset=UnitKind.objects.all(), required=False, empty_label=_("All kinds"))
    city = forms.ChoiceField(label=_("Town"), required=False)
    phase = forms.ChoiceField(
        label=_("By when?"),
        widget=forms.RadioSelect,
        choices=[
            (Phase.BEFORE_START, _("Before the first day")),
            (Phase.WITHIN_DAYS, _("Within a number of days")),
            (Phase.BY_DAY, _("By a fixed day")),
        ],
    )
    days = forms.IntegerField(
        label=_("How many days?"),
        required=False,
        min_value=1,
        max_value=730,
        help_text=_("From the first day in the role, or from when the rule begins for those who serve already."),
    )
    due_on = _day(label=_("Which day?"), required=False, help_text=_("The last day, included. Who begins later has it before start."))
    effect = forms.ChoiceField(
        label=_("What if it is lacking then?"),
        widget=forms.RadioSelect,
        choices=[(Effect.BLOCKS, _("Cannot serve")), (Effect.NOT_ALONE, _("Can serve, but not alone"))],
    )
    valid_from = _day(label=_("From which day does the rule hold?"))
    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stands beside the rule.")
    )

    def __init__(self, data: Any = None, *, unit: Unit, today: date, before: Requirement | None = None) -> None:
        self.unit, self.today, self.before = unit, today, before
        super().__init__(data, initial=self._initial(before, today))
        self._offer_axes()
        offered = Qualification.objects.filter(Q(unit=None) | Q(unit__in=unit.path_ids) | Q(unit__path__startswith=unit.path or "-"))
        kept = list(before.clauses.all()) if before else []
        self.clauses = [
            ClauseForm(
                data,
                prefix=f"c{number}",
                offered=offered,
                initial={
                    "any_of": [option.qualification_id for option in kept[number].options.all()],
                    "level": kept[number].assurance,
                    "name": kept[number].name,
                }
                if number < len(kept)
                else {},
            )
            for number in range(MOST_CLAUSES)
        ]

    def _offer_axes(self) -> None:
        """Kind and town are asked for where there are several to choose among, or where the rule so far names one; elsewhere they stay open."""
        within = set(Unit.objects.open().below(self.unit).order_by().values_list("kind", "city"))
        kinds, cities = {kind for kind, _city in within}, {city for _kind, city in within if city}
        known_kind, known_city = (self.before.kind_id, self.before.city) if self.before else (None, "")
        fields: dict[str, Any] = self.fields
        if len(kinds) > 1 or known_kind:
            fields["kind"].queryset = UnitKind.objects.filter(pk__in=kinds | ({known_kind} - {None}))
        else:
            del fields["kind"]
        if len(cities) > 1 or known_city:
            fields["city"].choices = [("", _("All towns")), *((each, each) for each in sorted(cities | ({known_city} - {""})))]
        else:
            del fields["city"]

    @staticmethod
    def _initial(before: Requirement | None, today: date) -> dict[str, Any]:
        if before is None:
            return {"phase": Phase.BEFORE_START, "effect": Effect.BLOCKS, "valid_from": today}
        kept = {name: getattr(before, name) for name in ("role", "kind", "city", "phase", "days", "due_on", "effect")}
        return kept | {"valid_from": today}

    def clean_valid_from(self) -> date:
        """What has been stands: a rule begins today at the earliest, and a version after the one before."""
        day: date = self.cleaned_data["valid_from"]
        if day < self.today:
            raise ValidationError(_("The day cannot have passed."))
        if self.before and day <= self.before.valid_from:
            raise ValidationError(_("Choose a day after the version before began."))
        return day

    def clean(self) -> dict[str, Any]:
        """Days and day belong to the answer that asks for them; something is asked for, and nothing twice."""
        data: dict[str, Any] = super().clean() or {}
        phase = data.get("phase")
        if phase == Phase.WITHIN_DAYS and not data.get("days") and "days" not in self.errors:
            self.add_error("days", _("Write how many days."))
        if phase == Phase.BY_DAY and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Write which day."))
        if data.get("due_on") and data.get("valid_from") and phase == Phase.BY_DAY and data["due_on"] < data["valid_from"]:
            self.add_error("due_on", _("Choose a day after the rule begins."))
        return data

    def is_valid(self) -> bool:
        """With what is asked for."""
        good = [super().is_valid(), *(clause.is_valid() for clause in self.clauses)]
        if all(good) and not self._asked():
            self.clauses[0].add_error("any_of", _("Say what is asked for."))
            return False
        return all(good)

    def _asked(self) -> list[AskedFor]:
        found = []
        for clause in self.clauses:
            data = clause.cleaned_data
            if data["any_of"]:
                found.append(AskedFor(list(data["any_of"]), int(data["level"] or 0), data["name"]))
        return found

    def draft(self) -> Draft:
        """The rule to be. At the whole organisation's own desk it covers all units."""
        data, phase = self.cleaned_data, Phase(self.cleaned_data["phase"])
        return Draft(
            valid_from=data["valid_from"],
            clauses=self._asked(),
            role=data["role"],
            unit=self.before.unit if self.before else None if self.unit.parent_id is None else self.unit,
            kind=data.get("kind"),
            city=data.get("city") or "",
            phase=phase,
            days=data["days"] if phase == Phase.WITHIN_DAYS else None,
            due_on=data["due_on"] if phase == Phase.BY_DAY else None,
            effect=Effect(data["effect"]),
        )


class EndForm(forms.Form):
    """From which day a rule is asked no longer."""

    on = _day(label=_("What is the last day it holds?"), help_text=_("That day is included."))

    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stands beside the rule.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """What has been stands."""
        day: date = self.cleaned_data["on"]
        if day < self.today:
            raise ValidationError(_("The day cannot have passed."))
        return day


class EquivalentForm(forms.Form):
    """That evidence for one of the centre's qualifications also counts as another of them, and why."""

    qualification = forms.ModelChoiceField(
        label=_("Whoever holds …"), queryset=Qualification.objects.filter(unit=None), empty_label=_("Choose …")
    )
    counts_as = forms.ModelChoiceField(
        label=_("… also meets what asks for"),
        queryset=Qualification.objects.filter(unit=None),
        empty_label=_("Choose …"),
        help_text=_("One way only: the other way round it does not count."),
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stands beside it, for all who look.")
    )

    def clean(self) -> dict[str, Any]:
        """Two different ones, that do not count already."""
        data: dict[str, Any] = super().clean() or {}
        one, other = data.get("qualification"), data.get("counts_as")
        if one and one == other:
            self.add_error("counts_as", _("A qualification counts as itself already."))
        return data


class NoEquivalentForm(forms.Form):
    """Why something no longer counts as something else."""

    reason = forms.CharField(
        label=_("Why does it no longer count?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands beside it, for all who look."),
    )


def posted(data: Any, names: Collection[str]) -> list[tuple[str, str]]:
    """What was sent, but for these names, to be sent once more."""
    return [(name, value) for name in data if name not in names for value in data.getlist(name)]
