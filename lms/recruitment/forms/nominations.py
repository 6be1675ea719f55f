"""Proposing somebody inside for a new role."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.roles.models import Role


class NominateForm(forms.Form):
    """Which role."""

    role = forms.ModelChoiceField(
        label=_("New role"),
        queryset=Role.objects.all(),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose what they could do.")},
    )

    def __init__(self, data: Any = None, *, taken: Collection[int]) -> None:
        """`taken` are the roles that the person has already."""
        super().__init__(data)
        field: Any = self.fields["role"]
        field.queryset = Role.objects.exclude(pk__in=taken)
