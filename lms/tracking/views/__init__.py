"""The coordinator's desk: who is trained, who lacks what, and what to do about it."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.handbook.selectors import acknowledgements_of
from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.people.selectors import contact_changes_of
from lms.qualifications import actions as ledger
from lms.qualifications import registering
from lms.qualifications.models import EvidenceKind, SubmissionState
from lms.roles import actions as roles
from lms.roles.access import unit_or_404
from lms.roles.models import Assignment, Move
from lms.roles.policies import Permission, may, units_where
from lms.roles.saved_filters import saved_filters
from lms.roles.selectors.talks import planned_for
from lms.tracking import exports, histories, lists, pages, selectors, words
from lms.tracking.actions import reminders
from lms.tracking.forms import (
    STATES,
    DayForm,
    FilterForm,
    MoveForm,
    RegisterForm,
    RevokeForm,
    SaveFilterForm,
    day_of,
    filter_of,
    saved_query,
)
from lms.tracking.forms.talks import PlanTalkForm
from lms.tracking.rules import next_saturday
from lms.tracking.selectors import Filter, Overview, Standing
from lms.tracking.selectors.many import overview_by_page
from lms.tracking.selectors.reminders import Left, left_of, letters_to, written_lately
from lms.tracking.selectors.today import submissions_from
from lms.tracking.why import Known
from lms.tracking.words.talks import talk_row
from lms.ui.inlays import Inlays
from lms.ui.matrices import MatrixColumn
from lms.units.models import Unit

from .undo import back_from, remember, undoable, way_back
from .ways import crumbs, crumbs_of, desk_head, nothing_yet, one_of

PAGE_SIZE = 100
WORTH_CHOOSING = 6  # fewer people are seen at a glance, and tabs and fields would only stand in the way
MOVES: dict[str, Callable[..., Assignment]] = {
    "start": roles.start_assignment,
    "pause": roles.pause_assignment,
    "resume": roles.resume_assignment,
    "end": roles.end_assignment,
}
log = logging.getLogger(__name__)


@require_safe
@person_required
def choose(request: PersonRequest) -> HttpResponseBase:
    """The units one follows, with how their people stand; straight on if there is only one."""
    lines = selectors.followed_units(request.person, on=timezone.localdate())
    if not lines:
        return nothing_yet(request, _("Our people"))
    if len(lines) == 1 and lines[0].open:
        return redirect("tracking:people", lines[0].unit.slug)
    top = min(line.unit.depth for line in lines)
    rows = [
        {
            "unit": line.unit,
            "level": line.unit.depth - top,
            "href": reverse("tracking:people" if line.open else "tracking:figures", args=[line.unit.slug]),
            "hidden": line.hidden,
            "parts": words.bar(words.tally_of(line.counts)),
            "said": words.headline(words.tally_of(line.counts)),
        }
        for line in lines
    ]
    # A register for all of them is imported at the one unit above them all, if there is one whose people one follows up.
    above = [line.unit for line in lines if line.unit.depth == top and line.open]
    shown = {"rows": rows, "series": words.series(), "smallest": selectors.SMALLEST_COUNT, "top": above[0] if len(above) == 1 else None}
    return render(request, "tracking/choose.html", shown)


@require_safe
@person_required
def people(request: PersonRequest, unit: str) -> HttpResponseBase:
    """A unit's people against what is asked of them: a matrix on a desk, a list on a phone."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    wanted = filter_of(request.GET)
    overview = overview_by_page(request.person, here, wanted, on=today)
    page = Paginator(overview.lines, PAGE_SIZE).get_page(request.GET.get("page"))
    listed, faces, inlays = list(page.object_list), words.Faces(overview.day), Inlays()
    may_manage = may(request.person, Permission.MANAGE_PEOPLE, here, on=today)
    is_today = overview.day == today
    shown: dict[str, Any] = {
        "unit": here,
        "faces": faces,
        "choosable": may_manage and is_today,
        "query": "" if is_today else f"?dag={overview.day.isoformat()}",
    }
    context = {
        "unit": here,
        "page": page,
        "query": _query(request),
        "overview": overview,
        "wanted": wanted,
        "headline": words.headline(overview.counts) if overview.counts["all"] else "",
        "parts": words.bar(overview.counts),
        "series": words.series(overview.counts),
        "tabs": _tabs(overview, wanted, request),
        "form": FilterForm(wanted, overview=overview),
        "other_day": "" if is_today else words.other_day(overview.day, is_past=overview.is_past),
        "today_query": _query(request, dag=""),
        "narrowed": wanted != Filter(state=wanted.state),
        "choosable": wanted != Filter() or overview.counts["all"] >= WORTH_CHOOSING,
        "columns": lists.matrix_columns(overview.columns, sort=wanted.sort, address=lambda sort: f"?{_query(request, sorter=sort)}"),
        "corner": MatrixColumn(
            _("Name"), href=f"?{_query(request, sorter='name')}", sort="ascending" if wanted.sort in ("name", "family_name") else ""
        ),
        "saved": _saved(request, here, wanted),
        "save_form": SaveFilterForm(auto_id="save-%s"),
        "worth_saving": bool(saved_query(wanted)),
        "saved_query": saved_query(wanted),
        "waiting": selectors.waiting_exemptions(request.person, here, on=today),
        "matrix_rows": inlays.keep(lists.matrix_rows(listed, overview.columns, **shown)),
        "cards": inlays.keep(lists.cards(listed, overview.columns, **shown)),
        "legend": lists.legend(),
        "may_manage": may_manage,
        "undoable": undoable(request, here, now=timezone.now()) if may_manage else [],
        "desk": desk_head(request, here, "people", may_manage=may_manage),
        "breadcrumbs": crumbs(here),
    }
    return HttpResponse(inlays.fill(render_to_string("tracking/people.html", context, request)))


def _saved(request: PersonRequest, unit: Unit, wanted: Filter) -> list[dict[str, Any]]:
    """The filters that somebody may use here, each with where it leads; those they may delete with where that is done. 1 query."""
    people_url, query = reverse("tracking:people", args=[unit.slug]), saved_query(wanted)
    return [
        {
            "name": each.name,
            "url": f"{people_url}?{each.query}",
            "current": each.query == query,
            "whose": "" if each.person_id == request.person.pk else each.person.given_name,
            "shared": each.shared,
            "forget_url": reverse("tracking:forget_filter", args=[unit.slug, each.pk]) if each.person_id == request.person.pk else "",
        }
        for each in saved_filters(request.person, unit)
    ]


def _query(request: PersonRequest, **changed: str) -> str:
    """The choices of this address, without its page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return query.urlencode()


def _tabs(overview: Overview, wanted: Filter, request: PersonRequest) -> list[dict[str, Any]]:
    return [
        {"label": str(label), "url": f"?{_query(request, vis=state)}", "current": state == wanted.state, "count": overview.found[state]}
        for state, label in STATES
        if state in ("all", "lacking", "ready", wanted.state) or overview.counts[state]
    ]


@require_safe
@person_required
def export(request: PersonRequest, unit: str, kind: str) -> HttpResponseBase:
    """The same people and the same filter as on the screen, as a file."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    if kind not in exports.MEDIA_TYPES:
        raise Http404
    overview = selectors.overview(request.person, here, filter_of(request.GET), on=today)
    day = overview.day
    content = exports.as_csv(overview, on=day) if kind == "csv" else exports.as_xlsx(overview, title=here.name, on=day)
    # Names leave the house here. The log says who took how many from where, and not whom.
    log.info("Person %s took %s people of unit %s as %s", request.person.pk, len(overview.rows), here.pk, kind)
    name = f"{slugify(here.name)}-{day.isoformat()}.{kind}"
    return HttpResponse(content, content_type=exports.MEDIA_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
@person_required
def person(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """One of the unit's people: how they stand and why, what they have earned, what to do. Never what they answered."""
    today = timezone.localdate()
    day = day_of(request.GET.get("dag", "")) or today
    is_today = day == today
    saturday = next_saturday(today) if is_today else None
    here, found = one_of(request, unit, person, Permission.SEE_PEOPLE, day=day, later=saturday)
    somebody = found.person
    # On another day there is only something to see.
    may_manage = is_today and may(request.person, Permission.MANAGE_PEOPLE, here, on=today)
    is_self = somebody.pk == request.person.pk
    may_nominate = is_today and not is_self and bool(found.current) and may(request.person, Permission.RECRUIT, here, on=today)
    pieces = selectors.pieces_of(request.person, somebody, on=today)
    going_on = [each.assignment for each in found.current]
    let_off = selectors.let_off(request.person, somebody, on=today)
    submissions = submissions_from(request.person, somebody, on=today)
    letters = letters_to(
        somebody,
        assignments=[each.pk for each in [*(post.assignment for post in found.current), *found.ended]],
        submissions=[each.pk for each in submissions],
    )
    context = {
        "unit": here,
        "somebody": somebody,
        "cards": pages.assignment_cards(
            Known(found, pieces, let_off), here, may_manage=may_manage, is_self=is_self, on=day, that_day=saturday
        ),
        "day_form": DayForm(initial={"dag": day}),
        "other_day": "" if is_today else words.other_day(day, is_past=day < today),
        "is_past": day < today,
        "let_off": pages.let_off_lines(
            let_off,
            here,
            may_manage=may_manage and not is_self,
            on=today,
        )
        if is_today
        else [],
        "ended": [(str(each), pages.period(each)) for each in found.ended] if is_today else [],
        "talks": [talk_row(each, here, today) for each in planned_for([*going_on, *found.ended])] if may_manage else [],
        "talk_form": PlanTalkForm(assignments=going_on or found.ended, today=today) if may_manage and not is_self else None,
        "evidence": pages.evidence_lines(pieces, found, here, may_revoke=may_manage and not is_self),
        "register_url": reverse("tracking:register", args=[here.slug, somebody.pk]) if may_manage and not is_self else "",
        "send_in_url": reverse("tracking:submit_for", args=[here.slug, somebody.pk]) if may_manage and not is_self else "",
        "submissions": [each for each in submissions if each.state == SubmissionState.WAITING],
        "history": histories.history(
            found,
            pieces,
            let_off,
            submissions,
            letters,
            selectors.moves_of(found),
            contact_changes_of(somebody),
            acknowledgements_of(somebody, units=units_where(request.person, Permission.SEE_PEOPLE, on=today)),
            on=min(day, today),
        ),
        "remind_url": reverse("tracking:remind", args=[here.slug, somebody.pk]) if may_manage and not is_self and _has_left(found) else "",
        "nominate_url": reverse("recruitment:nominate", args=[here.slug, somebody.pk]) if may_nominate else "",
        "undoable": undoable(request, here, now=timezone.now()) if may_manage else [],
        "contact_url": reverse("tracking:contact", args=[here.slug, somebody.pk]) if may_manage and not is_self else "",
        "telephone_link": somebody.phone.replace(" ", ""),
        "breadcrumbs": crumbs(here, (somebody.name, "")),
    }
    return render(request, "tracking/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def register(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Write down what somebody has learnt without a device, on paper, or elsewhere. Sent twice is once."""
    now = timezone.now()
    here, found = one_of(request, unit, person, Permission.MANAGE_PEOPLE)
    somebody = found.person
    back = back_from(request, here, somebody)
    if somebody.pk == request.person.pk:
        messages.error(request, _("You cannot register something for yourself. Ask a colleague."))
        return redirect(back)
    initial = {"qualification": request.GET.get("hva"), "kind": EvidenceKind.REGISTERED, "earned_on": timezone.localdate(now)}
    asked = {qualification.pk for qualification in found.qualifications.values()}
    form = RegisterForm(request.POST or None, initial=initial, today=timezone.localdate(now), unit=here, asked=asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = {name: data[name] for name in ("qualification", "earned_on", "valid_until", "own_word", "reason")}
        kind, where = EvidenceKind(data["kind"]), _unit_of(found, here)
        registering.register(person=somebody, kind=kind, unit=where, by=request.person, now=now, **told)
        messages.success(request, _("Registered: %(what)s.") % {"what": data["qualification"]})
        return redirect(back)
    return _form_page(request, "tracking/register.html", here, found, form, _("Register"))


def _has_left(found: Standing) -> bool:
    return any(each.verdict.next_step for each in found.current if not each.rests)


def _unit_of(found: Standing, unit: Unit) -> Unit:
    """Whose evidence it is: the unit where somebody works, from whichever desk above it is written down."""
    return found.current[0].assignment.unit if found.current else unit


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def revoke(request: PersonRequest, unit: str, person: int, evidence: int) -> HttpResponseBase:
    """Take a piece of evidence back, with a reason that stays in the person's history."""
    here, found = one_of(request, unit, person, Permission.MANAGE_PEOPLE)
    pieces = selectors.pieces_of(request.person, found.person, on=timezone.localdate())
    piece = next((each.evidence for each in pieces if each.own and each.evidence.pk == evidence), None)
    if piece is None or found.person.pk == request.person.pk:
        raise Http404
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ledger.revoke(evidence=piece, by=request.person, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("It no longer counts: %(what)s.") % {"what": piece.qualification})
        return redirect("tracking:person", here.slug, found.person.pk)
    return _form_page(request, "tracking/revoke.html", here, found, form, _("Take back"), piece=piece)


@require_POST
@person_required
def remind(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Write to somebody about what they have left, in ten minutes if nobody takes it back. Asked for twice on one day is once."""
    now = timezone.now()
    here, found = one_of(request, unit, person, Permission.MANAGE_PEOPLE)
    somebody = found.person
    left = Left(somebody.pk, left_of([each.verdict for each in found.current if not each.rests]))
    if not left.open:
        messages.info(request, _("Nothing is left for %(name)s.") % {"name": somebody.given_name})
    elif reminders.way_to(somebody) is None:
        messages.error(request, _("%(name)s has no e-mail address. Call instead.") % {"name": somebody.given_name})
    elif (day := _just_written_to(somebody, now)) and "again" not in request.POST:
        title = _("%(name)s got a letter on %(day)s. Send another all the same?") % {
            "name": somebody.given_name,
            "day": date_format(day, "l j. F"),
        }
        context = {
            "unit": here,
            "somebody": somebody,
            "title": title,
            "back": way_back(request, here) if "fra" in request.POST else reverse("tracking:person", args=[here.slug, somebody.pk]),
            "breadcrumbs": crumbs_of(here, found, _("Remind")),
        }
        return render(request, "tracking/remind_again.html", context)
    elif made := reminders.remind_several(some=[left], now=now):
        remember(request, here, "remind", made, said=_("The reminder goes in ten minutes."), now=now)
    else:
        messages.info(request, _("%(name)s has been reminded today already.") % {"name": somebody.given_name})
    return redirect(way_back(request, here) if "fra" in request.POST else reverse("tracking:person", args=[here.slug, somebody.pk]))


def _just_written_to(somebody: Person, now: datetime) -> date | None:
    """When somebody had their letter of this week; None where that was today by hand, since twice on a day is once, or not at all."""
    if reminders.is_reminded_by_hand(somebody, now=now):
        return None
    return written_lately([somebody.pk], on=timezone.localdate(now)).get(somebody.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def move(request: PersonRequest, unit: str, person: int, assignment: int) -> HttpResponseBase:
    """Start, pause, resume or end an assignment on a day."""
    now = timezone.now()
    today = timezone.localdate(now)
    here, found = one_of(request, unit, person, Permission.MANAGE_PEOPLE)
    moving = selectors.visible_assignment(request.person, here, person, assignment, on=today)
    if moving is None:
        raise Http404
    form = MoveForm(request.POST if request.method == "POST" else None, assignment=moving, today=today)
    if request.method == "POST" and form.is_valid() and _moved(form, moving, request, now):
        made = Move.objects.filter(assignment=moving, by=request.person, at=now).values_list("pk", flat=True)
        if made:
            remember(request, here, "move", made, said=_("The assignment is changed."), now=now)
        else:
            messages.info(request, _("It stands so already."))
        return redirect(back_from(request, here, found.person))
    return _form_page(request, "tracking/move.html", here, found, form, _("Change the assignment"), assignment=moving)


def _moved(form: MoveForm, assignment: Assignment, request: PersonRequest, now: datetime) -> bool:
    """Makes the move that was asked for, or says beside its field why not."""
    data = form.cleaned_data
    more = {"until": data["until"]} if data["until"] else {}
    try:
        MOVES[data["move"]](assignment=assignment, on=data["on"], by=request.person, now=now, **more)
    except ValidationError as error:
        form.add_error("on" if hasattr(error, "error_dict") else "move", error.messages)
        return False
    return True


def _form_page(request: PersonRequest, template: str, unit: Unit, found: Standing, form: Form, title: str, **more: object) -> HttpResponse:
    """A page with one form about somebody; 422 if something typed in it is wrong."""
    back = back_from(request, unit, found.person)
    context = {"unit": unit, "somebody": found.person, "form": form, "back": back, "breadcrumbs": crumbs_of(unit, found, title), **more}
    return render(request, template, context, status=422 if form.errors else 200)
