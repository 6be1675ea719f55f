"""The form behind the words of a letter in the Wagtail admin."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .rules import unknown_blanks
from .texts import kind_of, kinds


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in kinds()]


class LetterTextForm(WagtailAdminModelForm):
    """Refuses blanks that nothing fills: they would arrive as they stand."""

    key = forms.ChoiceField(label=_("which letter"), choices=_kinds)
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """Each blank is one that this letter has, and only a text message does without a subject."""
        data: dict[str, Any] = super().clean()
        kind = kind_of(data.get("key", ""))
        if not kind:
            return data
        for field in ("subject", "body"):
            if unknown := unknown_blanks(data.get(field, ""), kind.blanks):
                said = {
                    "unknown": ", ".join(f"{{{blank}}}" for blank in unknown),
                    "known": ", ".join(f"{{{blank}}}" for blank in kind.blanks),
                }
                self.add_error(field, ValidationError(_("Nothing fills %(unknown)s in this letter. It has %(known)s."), params=said))
        if not kind.is_short and not data.get("subject"):
            self.add_error("subject", ValidationError(_("Write what the letter is about.")))
        return data
