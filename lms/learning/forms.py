"""Forms at the editors' desk: publishing several steps as one change."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.courses.models import Release
from lms.quizzes.changes import GRACE
from lms.quizzes.models import ChangeClass

from .publishing import Draft


class TogetherForm(forms.Form):
    """Which drafts of a course, and what one says of them. `cleaned_data["drafts"]` holds drafts; `seen`: whether whom it touches was looked at."""

    drafts = forms.MultipleChoiceField(
        label=_("Steps to publish"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one step."),
            "invalid_choice": _("A draft was changed, published or locked since you saw this. Look at the list, and choose once more."),
        },
    )
    change_class = forms.ChoiceField(
        label=capfirst(_("what kind of change is this?")),
        choices=ChangeClass,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what kind of change this is before you publish.")},
    )
    note = forms.CharField(
        label=capfirst(_("what has changed?")),
        max_length=Release._meta.get_field("note").max_length,
        required=False,
        help_text=_("One sentence for those who have done these steps."),
    )
    retake_from = forms.DateField(
        label=capfirst(_("retake: what people have no longer counts from")),
        required=False,
        help_text=_("At most 90 days ahead. Empty: today."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, drafts: Sequence[Draft], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_revision = {str(draft.revision.pk): draft for draft in drafts if not draft.reasons}
        chosen = self.fields["drafts"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(key, draft.page.title) for key, draft in self.by_revision.items()]

    def clean_drafts(self) -> list[Draft]:
        """The drafts themselves."""
        return [self.by_revision[key] for key in self.cleaned_data["drafts"]]

    def clean(self) -> dict[str, Any]:
        """A change that asks something of people says what has changed; the day lies within the grace."""
        cleaned: dict[str, Any] = super().clean() or {}
        day, today = cleaned.get("retake_from"), timezone.localdate()
        if cleaned.get("change_class") == ChangeClass.RETAKE and day and not today <= day <= today + GRACE:
            self.add_error("retake_from", _("Choose a day from today on, at most 90 days ahead."))
        if cleaned.get("change_class") in (ChangeClass.IMPORTANT, ChangeClass.RETAKE) and not cleaned.get("note"):
            self.add_error("note", _("Write a sentence for those who have done these steps."))
        return cleaned
