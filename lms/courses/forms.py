"""Forms of the leader's screens."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
