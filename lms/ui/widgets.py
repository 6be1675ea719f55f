"""Widgets for forms that editors fill in."""

import json
from typing import Any

from django import forms


class WordsInput(forms.TextInput):
    """A JSON list as words with commas between them: «K1, K3» for ["K1", "K3"]; whole numbers stay numbers."""

    def format_value(self, value: Any) -> str:
        """What the field shows of the JSON text that the form gives."""
        words = json.loads(value) if isinstance(value, str) and value else value or []
        return ", ".join(str(word) for word in words)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """The JSON text that a JSON form field expects; None if nothing was sent."""
        text = data.get(name)
        if text is None:
            return None
        words = [word.strip() for word in text.split(",") if word.strip()]
        return json.dumps([int(word) if word.isdecimal() else word for word in words], ensure_ascii=False)
