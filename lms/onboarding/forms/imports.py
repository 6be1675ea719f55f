"""Importing a register: the file, what its columns mean, who is whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.onboarding import words
from lms.onboarding.rules.columns import faults_of
from lms.onboarding.rules.files import MOST_BYTES, Refusal


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("The register"),
        help_text=gettext_lazy(
            "An Excel workbook (.xlsx) or a CSV file, with headings above the columns. Of a workbook the first sheet that is not empty is read."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        """A file that is not too large, before anybody reads it."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(words.refusal(Refusal.TOO_LARGE, None))
        return file


class ColumnsForm(forms.Form):
    """What each column means."""

    def __init__(
        self,
        data: Any = None,
        *,
        headings: Sequence[str],
        samples: Sequence[Sequence[str]],
        meanings: Sequence[str],
        qualifications: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, auto_id="column-%s")
        choices = words.meanings(qualifications)
        for number in range(len(headings)):
            shown = " · ".join(samples[number]) if number < len(samples) else ""
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=words.column(headings, number),
                choices=choices,
                required=False,
                initial=meanings[number] if number < len(meanings) else "",
                help_text=_("For example: %(shown)s") % {"shown": shown[:120]} if shown else _("Nothing stands in the first rows."),
            )

    def clean(self) -> dict[str, Any]:
        """Meanings that make a register."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for fault, number in faults_of(self.meanings()):
                self.add_error(None if number is None else f"c{number}", str(words.COLUMN_FAULTS[fault]))
        return data

    def meanings(self) -> list[str]:
        """The meaning of each column, in their order."""
        return [self.cleaned_data.get(name, "") for name in self.fields]


class DoubtsForm(forms.Form):
    """Who some people of a register are. One field for each, named by the entry's number."""

    def __init__(self, data: Any = None, *, asked: Iterable[tuple[int, str, str, Sequence[tuple[str, str]], str]]) -> None:
        """`asked` is, for each: the entry's id, its name, why it is asked, what may be answered, and what is answered already."""
        super().__init__(data, auto_id="doubt-%s")
        for pk, name, why, choices, answer in asked:
            self.fields[f"d{pk}"] = forms.ChoiceField(
                label=name, help_text=why, choices=choices, required=False, initial=answer, widget=forms.RadioSelect
            )

    def answers(self) -> Mapping[int, str]:
        """What was answered, by the entry's id."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if value}
