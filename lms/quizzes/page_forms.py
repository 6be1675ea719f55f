"""The forms behind a page that people do, in the Wagtail admin; below the models, since a page model names its form."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.blocks.page_forms import ReadablePageForm

from .changes import GRACE


class ChangeForm(ReadablePageForm):
    """Asks what kind of change it is each time a page that people have done is published anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "change_class" in self.fields:
            kind: Any = self.fields["change_class"]
            kind.choices = [("", _("Choose …")), *(choice for choice in kind.choices if choice[0])]
        if self.instance.pk and self.instance.live and not self.is_bound:
            # Last time's answer says nothing of this time's change.
            self.initial["change_class"] = self.initial["change_note"] = ""
            self.initial["retake_from"] = None

    def clean(self) -> dict[str, Any]:
        """A page that learners have seen is not published again without a word on what has changed."""
        cleaned: dict[str, Any] = super().clean()
        publishing = "action-publish" in self.data or "action-submit" in self.data
        if publishing and self.instance.pk and self.instance.first_published_at and not cleaned.get("change_class"):
            self.add_error("change_class", _("Say what kind of change this is before you publish."))
        asks = cleaned.get("change_class") in ("important", "retake")
        if publishing and self.instance.pk and self.instance.first_published_at and asks and not cleaned.get("change_note"):
            self.add_error("change_note", _("Write a sentence about what has changed. It is what people are told."))
        day, today = cleaned.get("retake_from"), timezone.localdate()
        if publishing and day and not today <= day <= today + GRACE:
            self.add_error("retake_from", _("Choose a day from today on, at most 90 days ahead."))
        return cleaned


class TakeBackForm(forms.Form):
    """Why a retake is taken back."""

    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Others read it later, in the history."),
    )
