"""Forms of the leader's screens."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import CoursePage, SlotPage
from .starters import Starter, starters


class LocalTextForm(forms.Form):
    """A unit's own short text inside a module."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Leave it empty to show the text below instead. Write no names of guests or participants."),
    )


class SeenForm(forms.Form):
    """Which place a unit has looked at, and the newest edition that stood on the screen."""

    key = forms.SlugField(max_length=40, required=False)
    edition = forms.IntegerField(min_value=0)


class NewModuleForm(forms.Form):
    """What to begin a module with, and where it belongs. `cleaned_data` holds the starter and the page."""

    starter = forms.ChoiceField(
        label=_("What to begin with"), widget=forms.RadioSelect, error_messages={"required": _("Choose what to begin with.")}
    )
    place = forms.ChoiceField(
        label=_("Where your people meet it"),
        help_text=_("Last in a course, or in a place that a course keeps for you."),
        error_messages={"required": _("Choose where it belongs."), "invalid_choice": _("Choose where it belongs.")},
    )

    def __init__(self, *args: Any, places: list[tuple[CoursePage, list[SlotPage]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starter, place = self.fields["starter"], self.fields["place"]
        assert isinstance(starter, forms.ChoiceField)
        assert isinstance(place, forms.ChoiceField)
        starter.choices = [(each.key, f"{each.title}. {each.description}") for each in starters().values()]
        self.pages: dict[str, CoursePage | SlotPage] = {}
        groups: list[Any] = [("", _("Choose …"))]
        for course, slots in places:
            pages: list[tuple[CoursePage | SlotPage, str]] = [(course, gettext("Last in the course"))]
            pages += [(slot, gettext("In the place «%(title)s»") % {"title": slot.title}) for slot in slots]
            self.pages |= {str(page.pk): page for page, _label in pages}
            groups.append((course.title, [(str(page.pk), label) for page, label in pages]))
        place.choices = groups

    def clean_starter(self) -> Starter:
        """The starter itself."""
        return starters()[self.cleaned_data["starter"]]

    def clean_place(self) -> CoursePage | SlotPage:
        """The page itself."""
        return self.pages[self.cleaned_data["place"]]
