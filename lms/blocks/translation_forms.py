"""The form of a page that says in another language what the page above it says."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .page_forms import ReadablePageForm


class TranslatedPageForm(ReadablePageForm):
    """Begins with the words of the page above, has only what that page has, and lets it be translated once into each language.

    `translates` names the fields that may be translated; `language` is a field of the page.
    """

    translates: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        source = kwargs["parent_page"].specific
        instance = kwargs.get("instance")
        asked = [name for name in self.translates if hasattr(source, name)]
        if instance is not None and instance.pk is None and not instance.title:
            for name in asked:
                setattr(instance, name, getattr(source, name))
        super().__init__(*args, **kwargs)
        for name in set(self.translates) - set(asked):
            self.fields.pop(name, None)
        if "language" in self.fields:
            offered = [(code, name) for code, name in settings.COURSE_LANGUAGES if code != settings.LANGUAGE_CODE]
            self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=offered)

    def clean(self) -> dict[str, Any]:
        """A page is translated once into each language."""
        cleaned: dict[str, Any] = super().clean()
        others = type(self.instance).objects.child_of(self.parent_page).exclude(pk=self.instance.pk)
        if others.filter(language=cleaned.get("language")).exists():
            self.add_error("language", _("There is a translation into this language already."))
        return cleaned
