"""The coordinator's desk: who is trained, who lacks what, and what to do about it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.qualifications import actions as ledger
from lms.qualifications.models import Assurance, Evidence, EvidenceKind
from lms.qualifications.selectors import evidence_of
from lms.requirements import words
from lms.requirements.rules import Mark
from lms.requirements.selectors import AssignmentReadiness, Cell, Row
from lms.roles import actions as roles
from lms.roles.access import unit_or_404
from lms.roles.models import Assignment, AssignmentStatus
from lms.roles.policies import Permission, may
from lms.ui.matrices import MatrixCell, MatrixColumn, MatrixRow
from lms.units.models import Unit

from . import exports, selectors
from .exports import explain, until_of
from .forms import STATES, FilterForm, RegisterForm, RevokeForm, filter_of
from .selectors import Overview

PAGE_SIZE = 100
STATE_OF_MARK = {Mark.MET: "valid", Mark.LAPSING: "expiring", Mark.DUE: "waiting", Mark.MISSING: "lacking", Mark.LAPSED: "expired"}
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOVES: dict[str, Callable[..., Assignment]] = {
    "start": roles.start_assignment,
    "pause": roles.pause_assignment,
    "fortsett": roles.resume_assignment,
    "avslutt": roles.end_assignment,
}


@require_safe
@person_required
def choose(request: PersonRequest) -> HttpResponseBase:
    """The units one follows, with how their people stand; straight on if there is only one."""
    lines = selectors.followed_units(request.person, on=timezone.localdate())
    if not lines:
        raise Http404
    if len(lines) == 1 and lines[0].open:
        return redirect("tracking:people", lines[0].unit.slug)
    return render(request, "tracking/choose.html", {"lines": lines, "smallest": selectors.SMALLEST_COUNT})


@require_safe
@person_required
def people(request: PersonRequest, unit: str) -> HttpResponseBase:
    """A unit's people against what is asked of them: a matrix on a desk, a list on a phone."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    wanted = filter_of(request.GET)
    overview = selectors.overview(request.person, here, wanted, on=today)
    page = Paginator(overview.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "unit": here,
        "page": page,
        "query": query.urlencode(),
        "overview": overview,
        "wanted": wanted,
        "headline": _headline(overview),
        "tabs": _tabs(overview, wanted.state, request),
        "form": FilterForm(request.GET or None, roles=overview.roles),
        "columns": [MatrixColumn(column.name) for column in overview.columns],
        "matrix_rows": _matrix_rows(list(page), overview, here, today),
        "cards": [_card(row, overview, here, today) for row in page],
        "may_manage": may(request.person, Permission.MANAGE_PEOPLE, here, on=today),
        "bar_rows": [{"label": here.name, "values": [overview.counts[state] for state in ("ready", "lacking", "paused")]}],
        "bar_series": [
            {"label": _("Ready"), "tone": "good"},
            {"label": _("Lacking something"), "tone": "bad"},
            {"label": _("Has a break"), "tone": "calm"},
        ],
    }
    return render(request, "tracking/people.html", context)


def _headline(overview: Overview) -> str:
    counts = overview.counts
    said = [ngettext("%(count)d person.", "%(count)d people.", counts["all"]) % {"count": counts["all"]}]
    said.append(ngettext("%(count)d is ready", "%(count)d are ready", counts["ready"]) % {"count": counts["ready"]})
    said.append(ngettext("%(count)d lacks something", "%(count)d lack something", counts["lacking"]) % {"count": counts["lacking"]})
    return f"{said[0]} {', '.join(said[1:])}."


def _tabs(overview: Overview, current: str, request: PersonRequest) -> list[dict[str, Any]]:
    tabs = []
    for state, label in STATES:
        query = request.GET.copy()
        query.pop("page", None)
        query["vis"] = state
        tabs.append({"label": str(label), "url": f"?{query.urlencode()}", "current": state == current, "count": overview.counts[state]})
    return tabs


def _matrix_rows(rows: list[Row], overview: Overview, unit: Unit, today: date) -> list[MatrixRow]:
    base = reverse("tracking:people", args=[unit.slug])
    made: dict[tuple[Any, ...], MatrixCell] = {}  # many cells say the same
    blank = MatrixCell("not_required", _("Not asked for in this role."))
    result = []
    for row in rows:
        cells = []
        for column in overview.columns:
            cell = row.cells.get(column.key)
            if cell is None:
                cells.append(blank)
                continue
            key = (cell.mark, cell.asked.due, cell.span)
            if key not in made:
                made[key] = MatrixCell(STATE_OF_MARK[cell.mark], explain(cell, on=today), _brief(cell, today))
            cells.append(made[key])
        result.append(
            MatrixRow(
                label=row.name,
                cells=tuple(cells),
                href=f"{base}{row.person_id}/",
                meta=_posts(row, unit),
                state=words.STATE_NAMES[row.state],
                state_label=words.state_words(row.state),
            )
        )
    return result


def _posts(row: Row, unit: Unit) -> str:
    return ", ".join(dict.fromkeys(post.role if post.unit_id == unit.pk else f"{post.role}, {post.unit}" for post in row.posts))


def _card(row: Row, overview: Overview, unit: Unit, today: date) -> dict[str, Any]:
    missing = selectors.lacking_names(row, overview.columns, (Mark.MISSING, Mark.LAPSED))
    soon = selectors.lacking_names(row, overview.columns, (Mark.LAPSING, Mark.DUE))
    return {
        "name": row.name,
        "href": reverse("tracking:person", args=[unit.slug, row.person_id]),
        "meta": _posts(row, unit),
        "state": words.STATE_NAMES[row.state],
        "label": words.state_words(row.state),
        "reasons": [f"{column.name}: {explain(cell, on=today)}" for column, cell in (missing + soon if row.state else soon)],
    }


@require_safe
@person_required
def export(request: PersonRequest, unit: str, kind: str) -> HttpResponseBase:
    """The same people and the same filter as on the screen, as a file."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    if kind not in MEDIA_TYPES:
        raise Http404
    overview = selectors.overview(request.person, here, filter_of(request.GET), on=today)
    content = exports.as_csv(overview, on=today) if kind == "csv" else exports.as_xlsx(overview, title=here.name, on=today)
    name = f"{slugify(here.name)}-{today.isoformat()}.{kind}"
    return HttpResponse(content, content_type=MEDIA_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _somebody(request: PersonRequest, unit: str, person: int, permission: Permission) -> tuple[Unit, Person, list[AssignmentReadiness]]:
    here = unit_or_404(request, unit, permission)
    found = selectors.standing(request.person, here, person, on=timezone.localdate())
    if found is None:
        raise Http404
    return here, *found


@require_safe
@person_required
def person(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """One of the unit's people: how they stand and why, what they have earned, what to do. Never what they answered."""
    today = timezone.localdate()
    here, somebody, standings = _somebody(request, unit, person, Permission.SEE_PEOPLE)
    context = {
        "unit": here,
        "somebody": somebody,
        "posts": [_post(each, today) for each in standings],
        "evidence": evidence_of(somebody),
        "may_manage": may(request.person, Permission.MANAGE_PEOPLE, here, on=today),
        "is_self": somebody.pk == request.person.pk,
        "today": today,
        "breadcrumbs": [(here.name, reverse("tracking:people", args=[here.slug])), (somebody.name, "")],
    }
    return render(request, "tracking/person.html", context)


def _post(readiness: AssignmentReadiness, today: date) -> dict[str, Any]:
    assignment, verdict = readiness.assignment, readiness.verdict
    paused = assignment.status == AssignmentStatus.PAUSED
    moves = {
        AssignmentStatus.PLANNED: ["start", "avslutt"],
        AssignmentStatus.ACTIVE: ["pause", "avslutt"],
        AssignmentStatus.PAUSED: ["fortsett", "avslutt"],
    }.get(AssignmentStatus(assignment.status), [])
    return {
        "assignment": assignment,
        "sentence": _sentence(readiness),
        "state": "paused" if paused else words.STATE_NAMES[verdict.state],
        "standings": [
            {
                "standing": each,
                "state": STATE_OF_MARK[each.mark],
                "why": words.standing_words(each, on=today),
                "rule": words.rule_words(each.demand),
            }
            for each in verdict.standings
        ],
        "moves": moves,
    }


def _sentence(readiness: AssignmentReadiness) -> str:
    role, unit = readiness.assignment.role.name, readiness.assignment.unit.name
    if readiness.assignment.status == AssignmentStatus.PAUSED:
        return _("Has a break as %(role)s in %(unit)s.") % {"role": words.in_running_text(role), "unit": unit}
    return words.sentence(readiness.verdict, role=role, unit=unit)


def _brief(cell: Cell, today: date) -> str:
    """The few characters a cell shows beside its mark."""
    match cell.mark:
        case Mark.MISSING:
            return _("missing")
        case Mark.DUE:
            return _("by %(day)s") % {"day": words.short_day(cell.asked.due, today)}
    until = until_of(cell)
    return words.short_day(until, today) if until else _("always")


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def register(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Write down what somebody has learnt without a device, on paper, or elsewhere. Sent twice is once."""
    now = timezone.now()
    here, somebody, _standings = _somebody(request, unit, person, Permission.MANAGE_PEOPLE)
    back = reverse("tracking:person", args=[here.slug, somebody.pk])
    if somebody.pk == request.person.pk:
        messages.error(request, _("You cannot register something for yourself. Ask a colleague."))
        return redirect(back)
    initial = {"qualification": request.GET.get("hva"), "kind": EvidenceKind.REGISTERED, "earned_on": timezone.localdate(now)}
    form = RegisterForm(request.POST or None, initial=initial, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        revoked = Evidence.objects.filter(person=somebody, qualification=data["qualification"], revocation__isnull=False).count()
        ledger.record(
            person=somebody,
            qualification=data["qualification"],
            kind=EvidenceKind(data["kind"]),
            assurance=Assurance.REGISTERED,
            earned_on=data["earned_on"],
            valid_until=data["valid_until"],
            source=str(EvidenceKind(data["kind"]).label),
            source_key=f"registered:{data['kind']}:{data['earned_on']}:{revoked}",
            at=now,
            unit=here,
            by=request.person,
            reason=data["reason"],
        )
        messages.success(request, _("Registered: %(what)s.") % {"what": data["qualification"]})
        return redirect(back)
    crumbs = [(here.name, reverse("tracking:people", args=[here.slug])), (somebody.name, back), (_("Register"), "")]
    context = {"unit": here, "somebody": somebody, "form": form, "breadcrumbs": crumbs, "back": back}
    return render(request, "tracking/register.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def revoke(request: PersonRequest, unit: str, person: int, evidence: int) -> HttpResponseBase:
    """Take a registered piece of evidence back, with a reason that stays in the person's history."""
    here, somebody, _standings = _somebody(request, unit, person, Permission.MANAGE_PEOPLE)
    piece = next((each for each in evidence_of(somebody) if each.pk == evidence and not hasattr(each, "revocation")), None)
    if piece is None:
        raise Http404
    back = reverse("tracking:person", args=[here.slug, somebody.pk])
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ledger.revoke(evidence=piece, by=request.person, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("It no longer counts: %(what)s.") % {"what": piece.qualification})
        return redirect(back)
    crumbs = [(here.name, reverse("tracking:people", args=[here.slug])), (somebody.name, back), (_("Take back"), "")]
    context = {"unit": here, "somebody": somebody, "piece": piece, "form": form, "breadcrumbs": crumbs, "back": back}
    return render(request, "tracking/revoke.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def move(request: PersonRequest, unit: str, person: int, assignment: int, verb: str) -> HttpResponseBase:
    """Start, pause, resume or end an assignment, from today."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    found = selectors.visible_assignment(request.person, here, person, assignment, on=today)
    if found is None or verb not in MOVES:
        raise Http404
    try:
        MOVES[verb](assignment=found, on=today, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    if verb == "avslutt":
        return redirect("tracking:people", here.slug)
    return redirect("tracking:person", here.slug, person)
