import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from lms.units.models import UnitKind

PAIRS = [("a", "A")]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(), "Fyll ut dette."),
        (forms.DateField(), "Fyll ut dette."),
        (forms.ChoiceField(choices=PAIRS), "Velg én."),
        (forms.MultipleChoiceField(choices=PAIRS), "Velg minst én."),
        (forms.ModelChoiceField(UnitKind.objects.none()), "Velg én."),
        (forms.ModelMultipleChoiceField(UnitKind.objects.none()), "Velg minst én."),
        (forms.FileField(), "Velg en fil."),
        (forms.CharField(error_messages={"required": "Skriv hvorfor."}), "Skriv hvorfor."),
    ],
)
def test_an_empty_field_says_what_to_do(field, words):
    with translation.override("nb"), pytest.raises(ValidationError) as error:
        field.clean(None)
    assert error.value.messages == [words]
