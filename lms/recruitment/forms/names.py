"""A field for somebody's name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.recruitment.rules.names import holds_address, one_line


class LineField(forms.CharField):
    """One line of text, also if a program sends several."""

    def to_python(self, value: Any) -> str | None:
        """On one line."""
        text: str | None = super().to_python(value)
        return one_line(text) if text else text


class NameField(LineField):
    """Somebody's name: no web or e-mail address, since we write to others with it."""

    def validate(self, value: Any) -> None:
        """A name."""
        super().validate(value)
        if value and holds_address(value):
            raise ValidationError(_("Write the name only, without addresses."))
