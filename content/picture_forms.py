"""The form behind a picture in the editors' desk; apart from the other forms, since Wagtail loads it with its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from lms.courses.curriculum.pictures import has_words


class PictureForm(BaseImageForm):
    """Takes no drawing with words in it: nobody can make them larger, hear them read, or trust that they stand out from what is behind them.

    Of a photograph nobody can tell, so the form says it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _("No words in the picture: write them in the text beside it, where everybody can read them.")

    def clean_file(self) -> Any:
        """A drawing's words can be found; they belong in the text."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file.name.lower().endswith(".svg"):
            file.seek(0)
            words = has_words(file.read())
            file.seek(0)
            if words:
                raise forms.ValidationError(_("The drawing has words in it. Take them out, and write them in the text beside the picture."))
        return file
