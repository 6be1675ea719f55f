"""The forms behind a page that people do, in the Wagtail admin; below the models, since a page model names its form."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.blocks.page_forms import ReadablePageForm

from .approval import Profession
from .changes import GRACE
from .rules.statements import is_said
from .rules.words import paragraphs


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


class ReviewedForm(ChangeForm):
    """Of a page that professionals approve: takes no profession that we do not know, and no statement that the text does not say."""

    def clean(self) -> dict[str, Any]:
        """Each statement stands in the text word for word, and has a key of its own: else a yes to it would be a yes to something else."""
        cleaned: dict[str, Any] = super().clean()
        self.check_professions("review_needs", cleaned.get("review_needs"))
        if "body" in cleaned and "statements" in cleaned:
            lesson = paragraphs(self.said(cleaned))
            keys = [child.value["key"] for child in cleaned["statements"]]
            for child in cleaned["statements"]:
                key = {"key": child.value["key"]}
                if keys.count(child.value["key"]) > 1:
                    self.add_error("statements", _("%(key)s: two statements have this key.") % key)
                if not is_said(child.value["text"], lesson):
                    self.add_error("statements", _("%(key)s: the text does not say this. Copy the words as they stand there.") % key)
        return cleaned

    def check_professions(self, name: str, needs: Any) -> None:
        """Those whose yes a field asks for are among those we know."""
        if set(needs or []) - set(Profession.values):
            self.add_error(name, _("With commas between: jur, med, psyk, hms, org, erf."))

    def said(self, cleaned: dict[str, Any]) -> list[Any]:
        """What the page will say to its readers, as its own `said` tells it."""
        return list(cleaned["body"].get_prep_value())


class TakeBackForm(forms.Form):
    """Why a retake is taken back."""

    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Others read it later, in the history."),
    )
