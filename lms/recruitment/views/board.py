"""The recruiter's board, the units one recruits in, and being away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment import cards, policies
from lms.recruitment.actions.away import come_back as remove_absence
from lms.recruitment.actions.away import go_away
from lms.recruitment.forms.board import AwayForm, FilterForm, wanted_of
from lms.recruitment.models import Away
from lms.recruitment.rules.stages import Stage
from lms.recruitment.selectors import board as selectors
from lms.recruitment.selectors.owners import colleagues
from lms.recruitment.words import next_steps as step_words
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may, units_where
from lms.units.models import Unit

WORTH_CHOOSING = 8  # fewer cases are seen at a glance, and tabs and fields would only stand in the way


@require_safe
@person_required
def choose(request: PersonRequest) -> HttpResponseBase:
    """The units whose recruitment one works on, or whose numbers one may see; straight on if there is only one."""
    today = timezone.localdate()
    seen = list(units_where(request.person, Permission.SEE_RECRUITMENT, on=today).open().select_related("kind"))
    if not seen:
        raise Http404
    recruits = set(units_where(request.person, Permission.RECRUIT, on=today).values_list("pk", flat=True))
    if len(seen) == 1:
        return redirect("recruitment:board" if seen[0].pk in recruits else "recruitment:numbers", seen[0].slug)
    top = min(unit.depth for unit in seen)
    lines = selectors.unit_lines(request.person, policies.cases(request.person, on=today), seen, on=today)
    rows = [
        {
            "line": line,
            "level": line.unit.depth - top,
            "href": reverse("recruitment:board" if line.unit.pk in recruits else "recruitment:numbers", args=[line.unit.slug]),
            "works": line.unit.pk in recruits,
        }
        for line in lines
    ]
    return render(request, "recruitment/choose.html", {"rows": rows, "recruits": bool(recruits)})


@require_safe
@person_required
def board(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The open cases of a unit and those below it, by stage and urgency: columns on a desk, one list on a phone."""
    now = timezone.now()
    today = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.RECRUIT)
    wanted = wanted_of(request.GET)
    found = selectors.board(request.person, policies.cases(request.person, on=today), here, wanted, now=now, page=request.GET.get("page"))
    lanes = cards.lanes(found, viewer=request.person, several_units=len(found.units) > 1, several_roles=len(found.roles) > 1, on=today)
    narrowed = bool(wanted.role or wanted.unit or wanted.text)
    context = {
        "unit": here,
        "wanted": wanted,
        "lanes": [lane for lane in lanes if lane.key != Stage.WAITING_LIST or wanted.stage],
        "waiting": next((lane for lane in lanes if lane.key == Stage.WAITING_LIST and lane.total and not wanted.stage), None),
        "counts": found.counts,
        "headline": step_words.headline(found.counts),
        "shown": sum(lane.total for lane in lanes),
        "tabs": _tabs(request, found.counts, wanted.show),
        "form": FilterForm(wanted, roles=found.roles, units=found.units),
        "narrowed": narrowed,
        "choosable": narrowed or wanted.show != "all" or found.counts["all"] >= WORTH_CHOOSING,
        "page": found.page,
        "query": _query(request),
        "query_without_stage": _query(request, steg=""),
        "back": request.get_full_path(),
        "may_set_process": may(request.person, Permission.SET_PROCESS, here, on=today),
        "breadcrumbs": crumbs(here),
        "opening_url": _opening_url(request, here),
        "absence": Away.objects.filter(person=request.person, last_day__gte=today).select_related("deputy").first(),
    }
    return render(request, "recruitment/board.html", context)


def crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of a unit's recruitment; the last is the page itself."""
    return [(_("Recruitment"), reverse("recruitment:choose")), (unit.name, reverse("recruitment:board", args=[unit.slug])), *more]


def _query(request: PersonRequest, **changed: str) -> str:
    """The choices of this address, without its page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return query.urlencode()


def _tabs(request: PersonRequest, counts: dict[str, int], chosen: str) -> list[dict[str, object]]:
    labels = {"all": _("All"), "mine": _("Mine"), "late": _("Overdue"), "unowned": _("Without anybody")}
    return [
        {"label": label, "url": f"?{_query(request, vis=show, steg='')}", "current": show == chosen, "count": counts[show]}
        for show, label in labels.items()
        if show in ("all", "mine", "late") or counts[show] or show == chosen
    ]


def _opening_url(request: PersonRequest, unit: Unit) -> str:
    """Where an opening is made below the unit's page; empty for those who may not."""
    if unit.page_id and may(request.person, Permission.EDIT_PAGES, unit, on=timezone.localdate()):
        return reverse("wagtailadmin_pages:add", args=["recruitment", "openingpage", unit.page_id])
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def away(request: PersonRequest) -> HttpResponseBase:
    """From when to when one is away, and who stands in; what one has said already can be removed."""
    today = timezone.localdate()
    units = list(units_where(request.person, Permission.RECRUIT, on=today))
    if not units:
        raise Http404
    form = AwayForm(request.POST or None, people=colleagues(request.person, units, on=today), initial={"first_day": today})
    if request.method == "POST" and form.is_valid():
        try:
            absence = go_away(person=request.person, on=today, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. %(name)s sees your cases while you are away.") % {"name": absence.deputy.given_name})
            return redirect("recruitment:away")
    context = {
        "form": form,
        "absences": Away.objects.filter(person=request.person, last_day__gte=today).select_related("deputy"),
        "standing_in": Away.objects.filter(deputy=request.person, last_day__gte=today).select_related("person"),
        "breadcrumbs": [(_("Recruitment"), reverse("recruitment:choose")), (_("Away"), "")],
    }
    return render(request, "recruitment/away.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def come_back(request: PersonRequest, away: int) -> HttpResponseBase:
    """Remove one of one's own absences."""
    remove_absence(away=get_object_or_404(Away, pk=away, person=request.person))
    messages.success(request, _("Removed. Your cases are yours again."))
    return redirect("recruitment:away")
