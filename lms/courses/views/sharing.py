"""The leader's screens of sharing: what other units offer, what one's own offers and uses, and what it suggests to the centre."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.courses.actions import sharing as actions
from lms.courses.forms import CatalogueForm, OfferForm, PlaceForm, SeenOriginForm, SuggestionForm
from lms.courses.models import Adaptation, Following, Offer
from lms.courses.selectors import sharing as shared
from lms.courses.selectors.adaptations import places_for_modules
from lms.people.access import PersonRequest, person_required
from lms.quizzes.models import QuizPage
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.units.models import Unit

PER_PAGE = 20


@require_safe
@person_required
def catalogue(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Delt mellom enheter»: what other units offer."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    courses, units = shared.filter_choices(here)
    form = CatalogueForm(request.GET, courses=courses, units=units)
    asked = {name: request.GET.get(name, "") for name in form.fields}
    found = shared.offers(here, words=asked["q"][:100], course=asked["kurs"], kind=asked["slag"], used_by=asked["brukt"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    used = shared.uses([offer.page_id for offer in page])
    context = {
        "unit": here,
        "form": form,
        "page": page,
        "rows": [(offer, used.get(offer.page_id, [])) for offer in page],
        "is_asked": any(asked.values()),
        "breadcrumbs": _crumbs(here, (_("Shared between units"), "")),
    }
    return render(request, "courses/sharing/catalogue.html", context)


@require_safe
@person_required
def one(request: PersonRequest, unit: str, offer: int) -> HttpResponseBase:
    """One offer: what it says, who uses it, and the ways to use it oneself."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    return _one(request, here, _offer(here, offer), None)


@require_POST
@person_required
def follow(request: PersonRequest, unit: str, offer: int) -> HttpResponseBase:
    """Let one's people meet it, where one chooses."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)

    def act(found: Offer, form: PlaceForm) -> HttpResponseBase:
        actions.follow(unit=here, offer=found, place=form.cleaned_data["place"], by=request.person, at=timezone.now())
        messages.success(request, _("Your people meet it from now on. What its owner publishes reaches you by itself."))
        return redirect("courses:sharing", unit)

    return _use(request, here, offer, act)


@require_POST
@person_required
def adapt(request: PersonRequest, unit: str, offer: int) -> HttpResponseBase:
    """Begin one's own copy, and open it in the editor."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)

    def act(found: Offer, form: PlaceForm) -> HttpResponseBase:
        made = actions.adapt(unit=here, offer=found, place=form.cleaned_data["place"], by=request.person, at=timezone.now())
        return redirect("wagtailadmin_pages:edit", made.page_id)

    return _use(request, here, offer, act)


def _offer(unit: Unit, pk: int) -> Offer:
    """An offer that stands, or one that the unit uses already, whatever became of it."""
    found = shared.offers(unit).filter(pk=pk).first()
    used = Offer.objects.filter(page__followings__unit=unit) | Offer.objects.filter(page__adaptations__unit=unit)
    found = found or used.filter(pk=pk).select_related("page", "unit").first()
    if found is None:
        raise Http404
    return found


def _place_form(request: PersonRequest, unit: Unit, offer: Offer) -> PlaceForm:
    is_quiz = QuizPage.objects.filter(pk=offer.page_id).exists()
    return PlaceForm(request.POST if request.method == "POST" else None, places=places_for_modules(unit), slots=not is_quiz)


def _use(request: PersonRequest, unit: Unit, pk: int, act: Callable[[Offer, PlaceForm], HttpResponseBase]) -> HttpResponseBase:
    found = _offer(unit, pk)
    form = _place_form(request, unit, found)
    if form.is_valid():
        try:
            return act(found, form)
        except ValidationError as error:
            form.add_error("place", error)
    return _one(request, unit, found, form)


def _one(request: PersonRequest, unit: Unit, offer: Offer, form: PlaceForm | None) -> HttpResponseBase:
    quiz = QuizPage.objects.filter(pk=offer.page_id).first()
    context = {
        "unit": unit,
        "offer": offer,
        "quiz": quiz,
        "shown": shared.shown(offer.page),
        "used": shared.uses([offer.page_id]).get(offer.page_id, []),
        "form": form or _place_form(request, unit, offer),
        "publishes": _publishes(request, unit),
        "breadcrumbs": _crumbs(unit, (_("Shared between units"), reverse("courses:shared", args=[unit.slug])), (offer.page.title, "")),
    }
    return render(request, "courses/sharing/offer.html", context, status=422 if form else 200)


@require_safe
@person_required
def overview(request: PersonRequest, unit: str) -> HttpResponseBase:
    """What one's unit offers, follows, has adapted and has suggested."""
    return _overview(request, unit_or_404(request, unit, Permission.EDIT_PAGES), {})


def _overview(request: PersonRequest, unit: Unit, refused: dict[int, OfferForm]) -> HttpResponseBase:
    """`refused` is the form that was sent, by its step, if something in it is wrong."""
    own = list(shared.own_steps(unit))
    adapted = shared.adapted_by([unit])
    used = shared.uses([page.pk for page in own])
    # What was made out of another unit's is theirs to offer.
    copies = {each.adaptation.page_id for each in adapted}
    forms = {page.pk: refused.get(page.pk) or OfferForm(auto_id=f"%s-{page.pk}") for page in own if page.pk not in copies}
    context = {
        "unit": unit,
        "rows": [(page, getattr(page, "offer", None), used.get(page.pk, []), forms.get(page.pk)) for page in own],
        "followed": shared.followed_by(unit),
        "adapted": adapted,
        "suggestions": unit.suggestions.select_related("target", "by").defer("body"),
        "publishes": _publishes(request, unit),
        "breadcrumbs": _crumbs(unit, (_("Sharing"), "")),
    }
    return render(request, "courses/sharing/overview.html", context, status=422 if refused else 200)


@require_POST
@person_required
def offer(request: PersonRequest, unit: str, step: int) -> HttpResponseBase:
    """Let other units find a step of one's own."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)
    page = get_object_or_404(shared.own_steps(here), pk=step)
    form = OfferForm(request.POST, auto_id=f"%s-{page.pk}")
    if form.is_valid():
        try:
            actions.offer(unit=here, page=page, words=form.cleaned_data["words"], by=request.person, at=timezone.now())
        except ValidationError as error:
            form.add_error("words", error)
        else:
            messages.success(request, _("Other units can find it now."))
            return redirect("courses:sharing", unit)
    return _overview(request, here, {page.pk: form})


@require_POST
@person_required
def withdraw(request: PersonRequest, unit: str, step: int) -> HttpResponseBase:
    """Take an offer back."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)
    actions.withdraw(offer=get_object_or_404(Offer, unit=here, page_id=step), at=timezone.now())
    messages.success(request, _("Taken back. Those who use it already keep what they have."))
    return redirect("courses:sharing", unit)


@require_POST
@person_required
def stop(request: PersonRequest, unit: str, following: int) -> HttpResponseBase:
    """Follow no longer."""
    here = unit_or_404(request, unit, Permission.PUBLISH_PAGES)
    actions.stop_following(following=get_object_or_404(Following, unit=here, pk=following))
    messages.success(request, _("Your people meet it no longer. What they have done stays done."))
    return redirect("courses:sharing", unit)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def adapted(request: PersonRequest, unit: str, adapted: int) -> HttpResponseBase:
    """What has changed in the origin of a module since one looked; a post says that one has looked."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    found = next((each for each in shared.adapted_by([here]) if each.adaptation.page_id == adapted), None)
    if found is None:
        raise Http404
    form = SeenOriginForm(request.POST)
    if request.method == "POST" and form.is_valid():
        kept = get_object_or_404(Adaptation, pk=found.adaptation.pk)
        actions.see_origin(adaptation=kept, upto=form.cleaned_data["edition"], by=request.person, at=timezone.now())
        messages.success(request, _("Noted. We tell you when it is published anew."))
        return redirect("courses:sharing", unit)
    crumbs = _crumbs(here, (_("Sharing"), reverse("courses:sharing", args=[unit])), (found.adaptation.page.title, ""))
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/sharing/adapted.html", {"unit": here, "found": found, "breadcrumbs": crumbs}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def suggest(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Offer the centre a module of one's own, or a text for a central step."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    sources = list(shared.own_steps(here).filter(modulepage__isnull=False))
    form = SuggestionForm(
        request.POST if request.method == "POST" else None,
        targets=shared.central_targets(),
        sources=sources,
        initial={"source": request.GET.get("modul", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.suggest(
                unit=here,
                target=said["target"],
                source=said["source"],
                text=said["text"],
                why=said["why"],
                by=request.person,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("source", error)
        else:
            messages.success(request, _("Sent to the centre. You get an answer by letter."))
            return redirect("courses:sharing", unit)
    crumbs = _crumbs(here, (_("Sharing"), reverse("courses:sharing", args=[unit])), (_("Suggest to the centre"), ""))
    context = {"unit": here, "form": form, "breadcrumbs": crumbs}
    return render(request, "courses/sharing/suggest.html", context, status=422 if form.is_bound else 200)


def _publishes(request: PersonRequest, unit: Unit) -> bool:
    return may(request.person, Permission.PUBLISH_PAGES, unit, on=timezone.localdate())


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Our local adaptations"), reverse("courses:slots", args=[unit.slug])), *more]
