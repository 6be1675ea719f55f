"""Names in the reader's language: what roles, qualifications and kinds of unit are called.

A model that has such names is a `Named`: `name` holds bokmål, `names` what editors have written in other languages. Screens, letters and exports
say `called`; `name` is for whoever needs the same words whoever reads, such as files and ordering.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def called(name: str, names: Mapping[str, str] | str) -> str:
    """A name in the reader's language, else as it is in bokmål. `names` are those in other languages, or their JSON as a plain statement reads it."""
    if not names or names == "{}":
        return name
    return (_parsed(names) if isinstance(names, str) else names).get(get_language() or "") or name


def in_running_text(name: str) -> str:
    """A role's name inside a sentence: «Støttespiller» becomes «støttespiller», «HMS-ansvarlig» stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Mapping[str, str]:
    """Many rows share few names."""
    found: dict[str, str] = json.loads(text)
    return found


class NamesInput(forms.MultiWidget):
    """A line for each language but the one `name` is in."""

    template_name = "ui/names_input.html"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Drawn by our own templates, which Django's renderer of forms does not look among."""
        return mark_safe(render_to_string(self.template_name, self.get_context(name, value, attrs)))  # noqa: S308  # a template escapes

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({code: forms.TextInput for code, _label in _other_languages()}, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        """The names, language by language."""
        return [(value or {}).get(code, "") for code, _label in _other_languages()]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Each line says which language it is for."""
        context = super().get_context(name, value, attrs)
        for line, (code, label) in zip(context["widget"]["subwidgets"], _other_languages(), strict=True):
            line["attrs"]["lang"] = code
            line["label"] = label
        return context


class NamesFormField(forms.MultiValueField):
    """Names by language; empty ones are left out."""

    widget = NamesInput

    def __init__(self, *, line_length: int, **kwargs: Any) -> None:
        lines = [forms.CharField(max_length=line_length, required=False) for _each in _other_languages()]
        super().__init__(fields=lines, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """As they are kept."""
        return {code: text for (code, _label), text in zip(_other_languages(), data_list, strict=False) if text}


class NamesField(models.JSONField):
    """Names by language code, beside a field `name`."""

    def __init__(self, *args: Any, line_length: int = 120, **kwargs: Any) -> None:
        self.line_length = line_length
        kwargs.setdefault("verbose_name", _("name in other languages"))
        kwargs.setdefault("help_text", _("Whoever reads in a language without a name here sees the bokmål one."))
        super().__init__(*args, default=dict, blank=True, **{key: each for key, each in kwargs.items() if key not in ("default", "blank")})

    def deconstruct(self) -> Any:
        """To the database it is any JSON."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """A line for each language."""
        told = {"label": capfirst(self.verbose_name), "help_text": self.help_text, "required": False, "line_length": self.line_length}
        return NamesFormField(**told | {key: kwargs[key] for key in ("label", "help_text") if key in kwargs})


class Named(models.Model):
    """Something with a `name` in bokmål, and other names by language. Holds no personal data."""

    name: models.CharField[str, str]
    names: models.JSONField[Any, Any]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its name in the reader's language."""
        return called(self.name, self.names)


def _other_languages() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
