"""The form behind a translated page of the site; below the models, since a page model names its form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.blocks.translation_forms import TranslatedPageForm


class SiteTranslationForm(TranslatedPageForm):
    """Begins with the page's own words, and asks for what the page has."""

    translates = ("title", "headline", "lead", "introduction", "body", "steps_title", "steps")

    is_up_to_date = forms.BooleanField(
        label=_("It says the same as the page does now"),
        required=False,
        help_text=_("Tick it when you have read them side by side. Readers are told when the page has been changed since."),
    )

    def save(self, commit: bool = True) -> Any:
        """With when the page was published that it says the same as."""
        if self.cleaned_data.get("is_up_to_date"):
            self.instance.made_from = self.parent_page.last_published_at
        return super().save(commit=commit)
