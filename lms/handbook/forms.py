"""Saying that one has read and understood."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Asks


class AcknowledgeForm(forms.Form):
    """Which edition stood on the screen, in which words, and a name where one signs."""

    signature = forms.CharField(
        label=_("Your full name"),
        max_length=170,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("This is your signature."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)
    translation = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks != Asks.SIGNED:
            del self.fields["signature"]
