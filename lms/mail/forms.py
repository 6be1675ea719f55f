"""The form behind the words of a letter in the Wagtail admin."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .rules import blanks, stray_braces, unknown_blanks
from .texts import LetterKind, kind_of, kinds


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.key, kind.label) for kind in kinds()]


class LetterTextForm(WagtailAdminModelForm):
    """Refuses blanks that nothing fills: they would arrive as they stand. Which letter it is, and in which language, is chosen before."""

    key = forms.ChoiceField(label=_("which letter"), choices=_kinds, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Each blank is one that this letter has, none that it needs is left out, and only a text message does without a subject."""
        data: dict[str, Any] = super().clean()
        kind = kind_of(data.get("key", ""))
        if kind:
            self._refuse_unknown(kind, data)
            self._ask_for_needed(kind, data)
            if not kind.is_short and not data.get("subject"):
                self.add_error("subject", ValidationError(_("Write what the letter is about.")))
        return data

    def _refuse_unknown(self, kind: LetterKind, data: dict[str, Any]) -> None:
        for field in ("subject", "body"):
            text = data.get(field, "")
            unknown = [*(f"{{{name}}}" for name in unknown_blanks(text, kind.blanks)), *stray_braces(text)]
            if unknown:
                said = {"unknown": ", ".join(unknown), "known": _braced(kind.blanks)}
                self.add_error(field, ValidationError(_("Nothing fills %(unknown)s in this letter. It has %(known)s."), params=said))

    def _ask_for_needed(self, kind: LetterKind, data: dict[str, Any]) -> None:
        missing = [blank for blank in kind.needed if blank not in blanks(data.get("body", ""))]
        if data.get("body") and missing:
            said = {"missing": _braced(missing)}
            self.add_error("body", ValidationError(_("Nobody can use this letter without %(missing)s."), params=said))


def _braced(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
