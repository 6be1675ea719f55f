"""«Tidgivermappe»: the list, a page with its button, and what it said before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from lms.people.access import PersonRequest, person_required
from lms.units.models import ContactCard
from lms.units.selectors import contacts

from . import words
from .actions import acknowledge
from .forms import AcknowledgeForm
from .models import Acknowledgement, Asks, Guideline, GuidelineEdition
from .rules import SOURCE_LANGUAGE
from .selectors import Entry, entry, handbook, places_of, spoken, unit_for


def _row(each: Entry) -> dict[str, Any]:
    asked = each.concerns and each.standing.state
    return {
        "entry": each,
        "line": words.line(each),
        "state": words.STATES[each.standing.state] if asked else "",
        "label": words.state_label(each) if asked else "",
    }


def _card(card: ContactCard) -> dict[str, str]:
    """A contact card as the component wants it."""
    return {
        "name": card.who or card.title,
        "role": card.title if card.who else "",
        "phone": card.phone,
        "email": card.email,
        "when": card.hours,
    }


@require_safe
@person_required
def index(request: PersonRequest) -> HttpResponseBase:
    """What holds for somebody: first what is left to read, then the rest, then role cards, then what is for others."""
    on = timezone.localdate()
    found = handbook(request.person, places_of(request.person, on=on), on=on, language=translation.get_language() or SOURCE_LANGUAGE)
    mine = [each for each in found if each.concerns]
    context = {
        "to_do": [_row(each) for each in mine if each.is_to_do],
        "known": [_row(each) for each in mine if not each.is_to_do and not each.page.is_role_card],
        "cards": [_row(each) for each in mine if each.page.is_role_card],
        "others": [_row(each) for each in found if not each.concerns],
    }
    return render(request, "handbook/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def guideline(request: PersonRequest, page: int) -> HttpResponseBase:
    """One guideline, and saying that one has read and understood it. Pressed twice is once."""
    now = timezone.now()
    places = places_of(request.person, on=timezone.localdate(now))
    found = entry(request.person, page, places, on=timezone.localdate(now))
    if found is None:
        raise Http404
    told = spoken(found.page, translation.get_language() or SOURCE_LANGUAGE)
    unit = unit_for(places, found.unit)
    initial = {"edition": found.edition.pk, "translation": told[1].pk if told else None}
    form = AcknowledgeForm(request.POST or None, asks=found.page.asks, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acknowledge(
                person=request.person,
                page=found.page,
                edition=found.edition,
                seen=(form.cleaned_data["edition"], form.cleaned_data["translation"]),
                unit=unit,
                now=now,
                signature=form.cleaned_data.get("signature", ""),
                language=told[0].language if told else SOURCE_LANGUAGE,
                translation=told[1] if told else None,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done = (
                _("«%(title)s» is signed. Thank you.") if found.page.asks == Asks.SIGNED else _("You have read and understood «%(title)s».")
            )
            messages.success(request, done % {"title": told[0].title if told else found.page.title})
            return redirect("handbook:index")
    text = told[0] if told else found.page
    context = {
        "entry": found,
        "awaits_approval": found.page.awaits_approval,
        "text": text,
        "language": told[0].language if told else SOURCE_LANGUAGE,
        "is_untranslated": told is None and translation.get_language() not in (None, SOURCE_LANGUAGE),
        "promise": words.promise(text.promise, found.page.asks),
        "signs": found.page.asks == Asks.SIGNED,
        "form": form if found.page.asks != Asks.NOTHING and found.concerns and found.standing.is_to_do else None,
        "initial": initial,
        "label": words.state_label(found),
        "state": words.STATES[found.standing.state],
        "contacts": [_card(each) for each in contacts(unit)] if unit and found.page.is_role_card else [],
        "unit": unit,
        "today": timezone.localdate(now),
    }
    return render(request, "handbook/guideline.html", context, status=422 if form.errors else 200)


@require_safe
@person_required
def edition(request: PersonRequest, edition: int) -> HttpResponseBase:
    """What a guideline said in one edition: to whoever may read it now, and to whoever has acknowledged it."""
    found = get_object_or_404(GuidelineEdition.objects.select_related("page"), pk=edition)
    on = timezone.localdate()
    own = Acknowledgement.objects.filter(person=request.person, edition=found) | Acknowledgement.objects.filter(
        person=request.person, translation=found
    )
    page: Page = found.page
    source = page if issubclass(page.specific_class or Page, Guideline) else page.get_parent()
    if not own.exists() and entry(request.person, source.pk, places_of(request.person, on=on), on=on) is None:
        raise Http404
    body = Guideline._meta.get_field("body").to_python(found.content["body"])
    language = found.content.get("language", SOURCE_LANGUAGE)
    return render(request, "handbook/edition.html", {"edition": found, "body": body, "source": source, "language": language})
