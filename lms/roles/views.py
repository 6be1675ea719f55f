"""What a unit's own people look after."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.access import PersonRequest, person_required
from lms.units import selectors as units
from lms.units.actions import write_contacts
from lms.units.forms import MOST, ContactForms
from lms.units.models import ContactCard

from . import actions, selectors
from .access import unit_or_404
from .forms import GrantForm
from .models import Responsibility
from .policies import Permission, kinds_to_give
from .selectors.following import FOLLOWING, nearest


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


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def responsibilities(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Ansvar»: who has which responsibility here and from above, where a coordinator is missing, and giving somebody one."""
    here = unit_or_404(request, unit, Permission.GRANT)
    today = timezone.localdate()
    kinds = kinds_to_give(request.person, here, on=today)
    form = GrantForm(request.POST or None, people=selectors.known_in(here, on=today), kinds=kinds, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            given = actions.grant(unit=here, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            words = {"name": given.person.name, "responsibility": given.get_kind_display()}
            messages.success(request, _("%(name)s is now written in as %(responsibility)s.") % words)
            return redirect("units:responsibilities", here.slug)
    held = selectors.held_in(here, on=today)
    context: dict[str, Any] = {
        "unit": here,
        "form": form,
        "own": [(row, row.kind in kinds) for row in held if row.unit_id == here.pk],
        "above": [row for row in held if row.unit_id != here.pk],
        "lacking": selectors.without_coordinator(here, on=today),
    }
    return render(request, "units/responsibilities.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def end(request: PersonRequest, unit: str, responsibility: int) -> HttpResponseBase:
    """Take a responsibility back; today is its last day."""
    here = unit_or_404(request, unit, Permission.GRANT)
    held = get_object_or_404(Responsibility.objects.select_related("person", "unit"), unit=here, pk=responsibility)
    today = timezone.localdate()
    words = {"name": held.person.name, "responsibility": held.get_kind_display(), "day": date_format(today)}
    try:
        actions.end_responsibility(responsibility=held, on=today, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        begun = held.starts_on <= today
        said = _("%(name)s is %(responsibility)s until %(day)s, and not after.") if begun else _("%(name)s will not be %(responsibility)s.")
        messages.success(request, said % words)
        _tell_who_stands_in(request, held, on=today + timedelta(days=1))
    return redirect("units:responsibilities", here.slug)


def _tell_who_stands_in(request: PersonRequest, ended: Responsibility, *, on: date) -> None:
    """When the last who followed up a unit leaves: who sees the work and gets the letters from then on."""
    if ended.kind not in FOLLOWING:
        return
    unit = ended.unit
    left = nearest([unit], on=on)[unit.pk]
    if any(row.unit_id == unit.pk for row in left):
        return
    said = _("Nobody coordinates or leads %(unit)s from tomorrow. Until somebody does, %(names)s sees the work and gets the letters.")
    names = (
        get_text_list([row.person.name for row in left], pgettext("between the last two of a list", "and"))
        if left
        else _("the administrator")
    )
    messages.warning(request, said % {"unit": unit.name, "names": names})


def _row(card: ContactCard) -> dict[str, str]:
    return {"title": card.title, "who": card.who, "phone": card.phone, "email": card.email, "hours": card.hours}


def _as_component(card: ContactCard) -> dict[str, str]:
    return {"name": card.title, "role": card.who, "phone": card.phone, "email": card.email, "when": card.hours}
