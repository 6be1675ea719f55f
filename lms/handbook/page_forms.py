"""The forms behind the handbook's pages in the Wagtail admin; below the models, since a page model names its form."""

from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.blocks.translation_forms import TranslatedPageForm
from lms.qualifications.models import Qualification
from lms.quizzes.page_forms import ReviewedForm
from lms.roles.models import Role

from . import rules


def qualifications_for(parent: Page) -> QuerySet[Qualification]:
    """What a guideline right below a page may earn: in the handbook what is the centre's, below a unit's page what is its own.

    1 query besides the rows.
    """
    if Page.objects.filter(pk=parent.pk, handbookindexpage__isnull=False).exists():
        return Qualification.objects.filter(unit=None)
    return Qualification.objects.filter(unit__page_id=parent.pk)


class GuidelineForm(ReviewedForm):
    """Lets roles be ticked, and takes only qualifications that a guideline in this place may earn, and the one it has. A form can be forged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("expire_at", None)  # what is asked of people does not end by itself
        if "roles" in self.fields:
            names = dict(Role.objects.values_list("key", "name"))
            keys = [*names, *(key for key in self.instance.roles if key not in names)]
            old = self.fields["roles"]
            self.fields["roles"] = forms.MultipleChoiceField(
                label=old.label,
                help_text=old.help_text,
                required=False,
                choices=[(key, names.get(key, key)) for key in keys],
                widget=forms.CheckboxSelectMultiple,
            )
        if "qualification" in self.fields:
            kept = type(self.instance).objects.filter(pk=self.instance.pk).values("qualification")
            field: Any = self.fields["qualification"]
            field.queryset = qualifications_for(self.parent_page) | Qualification.objects.filter(pk__in=kept)
            field.error_messages["invalid_choice"] = _("A guideline here cannot earn that. Choose one from the list, or none.")

    def clean(self) -> dict[str, Any]:
        """Nothing is earned by what asks nothing."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("qualification") and cleaned.get("asks") == "nothing":
            self.add_error("qualification", _("Nothing is earned by what asks nothing."))
        return cleaned

    def said(self, cleaned: dict[str, Any]) -> list[Any]:
        """With the promise."""
        return rules.said(super().said(cleaned), cleaned.get("promise") or "")


class TranslationForm(TranslatedPageForm):
    """Begins with the guideline's own words, and asks whether the translation says what they say now."""

    translates = ("title", "summary", "promise", "body")

    is_up_to_date = forms.BooleanField(
        label=_("It says the same as the guideline does now"),
        required=False,
        help_text=_(
            "Tick it when you have read them side by side. Readers get the guideline's own words after a larger change until you do."
        ),
    )

    def save(self, commit: bool = True) -> Any:
        """With the number of the edition that it says the same as."""
        if self.cleaned_data.get("is_up_to_date"):
            editions = apps.get_model("handbook", "GuidelineEdition").objects.filter(page_id=self.parent_page.pk)
            self.instance.made_from = editions.aggregate(newest=Max("number"))["newest"] or 0
        return super().save(commit=commit)
