"""What a unit's own people look after."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.people.access import PersonRequest, person_required
from lms.units import selectors as units
from lms.units.actions import write_contacts
from lms.units.forms import MOST, ContactForms
from lms.units.models import ContactCard

from .access import unit_or_404
from .policies import Permission


@require_http_methods(["GET", "POST"])
@person_required
def contacts(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Hvem ringer jeg?»: write, order and remove the cards of a unit, and see them as tidgivere do.

    Every button sends the whole form, so nothing that was typed is lost, with or without JavaScript; only «save» changes anything.
    """
    here = unit_or_404(request, unit, Permission.EDIT_CONTACTS)
    shown = units.contacts(here)
    own = [card for card in shown if card.unit_id == here.pk]
    inherited = [] if own else shown
    preview = shown
    if request.method == "POST" and "cards" not in request.POST:  # cut off on the way, or not from our page: never «remove them all»
        return redirect("units:contacts", here.slug)
    if request.method == "POST":
        forms = ContactForms.posted(request.POST)
        order = request.POST.get("do", "save")
        if order == "copy":
            forms = ContactForms([_row(card) for card in inherited])
        elif order == "preview":
            preview = [ContactCard(unit=here, **vars(card)) for card in forms.cards]
        elif order == "save":
            if forms.is_valid():
                write_contacts(unit=here, cards=forms.cards)
                messages.success(request, _("Saved. Your people see it from now on."))
                return redirect("units:contacts", here.slug)
        else:
            forms.do(order)
    else:
        forms = ContactForms([_row(card) for card in own] or [{}])
    made = forms.forms
    context: dict[str, Any] = {
        "unit": here,
        "forms": made,
        "wrong": [form for form in made if form.is_bound and form.errors],
        "inherited_from": inherited[0].unit if inherited else None,
        "can_add": len(made) < MOST,
        "preview": [_as_component(card) for card in preview],
        "is_draft": request.method == "POST" and request.POST.get("do") == "preview",
    }
    return render(request, "units/contacts.html", context, status=422 if context["wrong"] else 200)


def _row(card: ContactCard) -> dict[str, str]:
    return {"title": card.title, "who": card.who, "phone": card.phone, "email": card.email, "hours": card.hours}


def _as_component(card: ContactCard) -> dict[str, str]:
    return {"name": card.title, "role": card.who, "phone": card.phone, "email": card.email, "when": card.hours}
