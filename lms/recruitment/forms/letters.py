"""The form behind a letter template in the Wagtail admin."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.mail.rules import unknown_blanks
from lms.recruitment.actions.letters import BLANKS

# What stands where each blank is.
MEANING = {
    "fornavn": _("the applicant's first name"),
    "søker": _("the applicant's name"),
    "navn": _("the referee's name"),
    "enhet": _("the unit"),
    "rolle": _("the role"),
    "underskrift": _("who sees to the case, and the unit"),
    "kontakt": _("whom to ask: name, telephone, e-mail"),
    "setning": _("the sentence of the ruling"),
    "lenke": _("the secret address of their own page; on paper it is left out"),
    "innen": _("by which day"),
    "tidspunkt": _("when"),
    "sted": _("where"),
    "oppstart": _("the planned first day"),
    "notater_slettes": _("the day by which notes and references are deleted"),
    "alt_slettes": _("the day by which everything with their name is deleted"),
}


class LetterTemplateForm(WagtailAdminModelForm):
    """Refuses blanks that nothing fills: they would reach the applicant as they stand."""

    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """Each blank is one that this letter has."""
        data: dict[str, Any] = super().clean()
        known = BLANKS.get(data.get("key", ""), ())
        for field in ("subject", "body"):
            if data.get("key") and (unknown := unknown_blanks(data.get(field, ""), known)):
                said = {"unknown": ", ".join(f"{{{blank}}}" for blank in unknown), "known": ", ".join(f"{{{blank}}}" for blank in known)}
                self.add_error(field, ValidationError(_("Nothing fills %(unknown)s in this letter. It has %(known)s."), params=said))
        return data
