"""Forms of the leader's screens."""

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.blocks.rules import faults

from .models import CoursePage, ModulePage, SlotPage
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

    def clean_text(self) -> str:
        """Without gaps that nobody has filled. It is plain text: neither headings, links nor pictures can be wrong."""
        text: str = self.cleaned_data["text"]
        for fault in faults([[escape(text)]]):
            raise forms.ValidationError(_("There is still a gap to fill: %(text)s") % {"text": fault.text})
        return text


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
        place.choices = [("", _("Choose …")), *_grouped(places, self.pages)]

    def clean_starter(self) -> Starter:
        """The starter itself."""
        return starters()[self.cleaned_data["starter"]]

    def clean_place(self) -> CoursePage | SlotPage:
        """The page itself."""
        return self.pages[self.cleaned_data["place"]]


class CatalogueForm(forms.Form):
    """What to look for among what units share."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    kurs = forms.ChoiceField(label=_("Course"), required=False)
    slag = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Modules and tests")), ("module", _("Modules")), ("quiz", _("Tests"))]
    )
    brukt = forms.ChoiceField(label=_("Used by"), required=False)

    def __init__(self, *args: Any, courses: list[tuple[str, str]], units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, everything in (("kurs", courses, gettext("Every course")), ("brukt", units, gettext("Any unit or none"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", everything), *choices]


class PlaceForm(forms.Form):
    """Where a unit's people shall meet a step. `cleaned_data` holds the page."""

    place = forms.ChoiceField(
        label=_("Where your people meet it"),
        error_messages={"required": _("Choose where it belongs."), "invalid_choice": _("Choose where it belongs.")},
    )

    def __init__(self, *args: Any, places: list[tuple[CoursePage, list[SlotPage]]], slots: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        self.pages: dict[str, CoursePage | SlotPage] = {}
        place.choices = [("", _("Choose …")), *_grouped(places if slots else [(course, []) for course, _slots in places], self.pages)]

    def clean_place(self) -> CoursePage | SlotPage:
        """The page itself."""
        return self.pages[self.cleaned_data["place"]]


def _grouped(places: list[tuple[CoursePage, list[SlotPage]]], pages: dict[str, CoursePage | SlotPage]) -> list[Any]:
    """Places as the choices of a list, by course; `pages` is filled with them by their number."""
    groups: list[Any] = []
    for course, slots in places:
        here: list[tuple[CoursePage | SlotPage, str]] = [(course, gettext("Last in the course"))]
        here += [(slot, gettext("In the place «%(title)s»") % {"title": slot.title}) for slot in slots]
        pages |= {str(page.pk): page for page, _label in here}
        groups.append((course.title, [(str(page.pk), label) for page, label in here]))
    return groups


class OfferForm(forms.Form):
    """What an offer says of itself."""

    words = forms.CharField(
        label=_("What is it good for?"),
        required=False,
        max_length=200,
        error_messages={"max_length": _("At most 200 characters on what it is good for.")},
    )


class SeenOriginForm(forms.Form):
    """The number of the origin's edition that stood on the screen."""

    edition = forms.IntegerField(min_value=0)


class SuggestionForm(forms.Form):
    """What a unit suggests to the centre. `cleaned_data` holds the pages."""

    target = forms.ChoiceField(
        label=_("Which central page is it about?"),
        help_text=_("A step of a course, or the course itself for a new module."),
        error_messages={"required": _("Choose a page."), "invalid_choice": _("Choose a page.")},
    )
    source = forms.ChoiceField(label=_("Your module"), required=False, help_text=_("The centre reads it as it is published now."))
    text = forms.CharField(
        label=_("Or a text to add to the step"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write no names of guests or participants."),
        error_messages={"required": _("Write a word on why.")},
    )

    def __init__(self, *args: Any, targets: list[tuple[CoursePage, list[Page]]], sources: list[Page], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target, source = self.fields["target"], self.fields["source"]
        assert isinstance(target, forms.ChoiceField)
        assert isinstance(source, forms.ChoiceField)
        self.targets: dict[str, Page] = {str(page.pk): page for course, steps in targets for page in [course, *steps]}
        self.sources = {str(page.pk): page for page in sources}
        groups: list[Any] = [
            (course.title, [(str(course.pk), gettext("A new module in the course")), *((str(step.pk), step.title) for step in steps)])
            for course, steps in targets
        ]
        target.choices = [("", _("Choose …")), *groups]
        source.choices = [("", _("None, I write a text")), *((pk, page.title) for pk, page in self.sources.items())]

    def clean_target(self) -> Page:
        """The page itself."""
        return self.targets[self.cleaned_data["target"]]

    def clean_source(self) -> ModulePage | None:
        """The module itself, if one is chosen."""
        chosen = self.sources.get(self.cleaned_data["source"])
        module: ModulePage | None = chosen.specific if chosen else None
        return module


class AnswerForm(forms.Form):
    """What the centre answers."""

    words = forms.CharField(
        label=_("A word to the one who suggested it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They get it by letter. Needed if you decline."),
    )


class ProfessionalForm(forms.Form):
    """Who says what is written down, and when."""

    name = forms.CharField(label=_("Name of the professional"), max_length=120)
    title = forms.CharField(
        label=_("Profession and workplace"), max_length=120, help_text=_("For example: doctor, the municipality of Horten.")
    )
    on = forms.DateField(label=_("Which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
