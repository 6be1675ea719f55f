"""Forms of the public pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .selectors import UnitList


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
