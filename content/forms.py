"""Forms of the public pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lms.requirements.models import Phase
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind, UnitQuerySet
from lms.units.rules import in_tree_order

from .selectors import UnitList

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


class _InTreeOrder(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield from [("", self.field.empty_label)] if self.field.empty_label is not None else []
        yield from (self.choice(unit) for unit in in_tree_order(self.queryset))


class UnitField(forms.ModelChoiceField):
    """One unit of the tree, shown as deep as it lies, below the one it belongs to."""

    iterator = _InTreeOrder

    def label_from_instance(self, obj: Any) -> str:
        """The name behind one dash for each unit above it."""
        return f"{'– ' * (obj.depth - 1)}{obj.name}"


class UnitFilter(forms.Form):
    """Narrows the list of units to a city and a kind."""

    by = forms.ChoiceField(label=_("Town"), required=False)
    tiltak = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, units: UnitList) -> None:
        super().__init__(initial={"by": units.city, "tiltak": units.kind})
        towns: Any = self.fields["by"]
        towns.choices = [("", _("All towns")), *((city, city) for city in units.cities)]
        kinds: Any = self.fields["tiltak"]
        kinds.choices = [("", _("All kinds")), *((kind.key, kind.called) for kind in units.kinds)]


class FoundUnitForm(forms.Form):
    """A new unit in one form."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(
        label=_("Address"),
        required=False,
        help_text=_("Its word in web addresses, for example bergen; stays the same for ever. Left empty it is made of the name."),
    )
    kind = forms.ModelChoiceField(label=_("Kind"), queryset=UnitKind.objects.all(), empty_label=_("Choose …"))
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    parent = UnitField(label=_("Belongs to"), queryset=Unit.objects.none(), empty_label=_("Choose …"))
    email = forms.EmailField(
        label=_("The leader's e-mail address"), required=False, help_text=_("Somebody we know is found by it. Can wait.")
    )
    given_name = forms.CharField(label=_("First name"), max_length=80, required=False, help_text=_("Only for somebody we do not know yet."))
    family_name = forms.CharField(label=_("Last name"), max_length=80, required=False)

    def __init__(self, *args: Any, parents: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = parents

    def clean(self) -> dict[str, Any]:
        """Names without an address lead nowhere; an address of the unit's own is made of its name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("given_name") or cleaned.get("family_name")) and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address that the leader logs in with."))
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = slugify(cleaned.get("name", "").lower().translate(_LETTERS))[:50].strip("-")
            if "name" in cleaned and not cleaned["slug"]:
                self.add_error("slug", _("Write an address: none can be made of this name."))
        return cleaned


class MoveUnitForm(forms.Form):
    """Where a unit shall belong."""

    parent = UnitField(label=_("Belongs to"), queryset=Unit.objects.none(), empty_label=_("Choose …"))

    def __init__(self, *args: Any, parents: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = parents


class CloseUnitForm(forms.Form):
    """From which day a unit is closed."""

    on = forms.DateField(
        label=_("Closed from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or earlier. From this day nobody new can get an assignment here."),
    )


class MergeUnitForm(forms.Form):
    """Which unit another is merged into, and whether its own requirements go along."""

    target = UnitField(
        label=_("Merge into"),
        queryset=Unit.objects.none(),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose the unit that goes on.")},
    )
    with_requirements = forms.BooleanField(
        label=_("What this unit asked of its own people shall be asked of everybody there"),
        required=False,
        help_text=_("Left open, its own requirements end. What the centre asks holds either way."),
    )

    def __init__(self, *args: Any, targets: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target: Any = self.fields["target"]
        target.queryset = targets


class OwnCourseForm(forms.Form):
    """A course of the unit's own, to begin writing on."""

    title = forms.CharField(label=_("What it is called"), max_length=100)
    summary = forms.CharField(
        label=_("What it is about"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. People read them before they begin."),
    )
    valid_months = forms.IntegerField(
        label=_("How many months it counts"), required=False, min_value=1, max_value=120, help_text=_("Leave empty if it counts for good.")
    )


class RetireCourseForm(forms.Form):
    """From which day the unit's own course can no longer be taken."""

    from_day = forms.DateField(
        label=_("Out of use from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or later. Until then those who are under way can finish."),
    )


class UseCourseForm(forms.Form):
    """Who must take the unit's own course, by when, and from which day that holds."""

    roles = forms.ModelMultipleChoiceField(
        label=_("Who must take it"),
        queryset=Role.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With you and in the units below. Choose nobody, and it is voluntary."),
    )
    phase = forms.ChoiceField(
        label=_("By when"),
        choices=[(Phase.WITHIN_DAYS, _("Within a number of days")), (Phase.BEFORE_START, _("Before they start"))],
        widget=forms.RadioSelect,
        help_text=_("«Before they start» also concerns those who have started: they lack it from the first day until they have done it."),
    )
    days = forms.IntegerField(label=_("How many days"), required=False, min_value=1, max_value=365)
    from_day = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=_("Today or later.")
    )

    def __init__(self, *args: Any, roles: QuerySet[Role], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["roles"]
        field.queryset = roles
        self.today = today

    def clean_from_day(self) -> date:
        """Nobody has lacked anything in the past."""
        day: date = self.cleaned_data["from_day"]
        if day < self.today:
            raise forms.ValidationError(_("Choose a day from today on."))
        return day

    def clean(self) -> dict[str, Any]:
        """Days belong to «within a number of days», and only there."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("phase") == Phase.BEFORE_START:
            cleaned["days"] = None
        elif "days" in cleaned and not cleaned["days"]:
            self.add_error("days", _("Write how many days they have."))
        return cleaned
