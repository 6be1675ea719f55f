"""Forms of the public pages."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lms.units.models import Unit, UnitKind, UnitQuerySet

from .selectors import UnitList

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


class UnitField(forms.ModelChoiceField):
    """One unit of the tree, shown as deep as it lies."""

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
        kinds.choices = [("", _("All kinds")), *((kind.key, kind.name) for kind in units.kinds)]


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
