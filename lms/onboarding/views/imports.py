"""Importing a register into a unit and those below it, step by step; each step can be left and come back to."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.onboarding import exports, words
from lms.onboarding.actions import imports as verbs
from lms.onboarding.forms.imports import ColumnsForm, DoubtsForm, UploadForm
from lms.onboarding.models import Answer, Import, ImportEntry
from lms.onboarding.rules.files import MOST_BYTES, MOST_ROWS, RefusedError
from lms.onboarding.rules.persons import Doubt
from lms.onboarding.rules.stages import KEPT_FOR, WORKING, Stage
from lms.onboarding.selectors import candidates_of, imports_in, own_evidence, qualifications_in, undecided
from lms.onboarding.tasks import go_on
from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.roles.access import unit_or_404
from lms.roles.models import Assignment, Role
from lms.roles.policies import Permission
from lms.units.models import Unit

log = logging.getLogger(__name__)
FAULTS_SHOWN = 100
DOUBTS_SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _import(request: PersonRequest, unit: str, number: int) -> tuple[Unit, Import]:
    """An import of a unit in which the asking person manages the people, or 404."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    found = imports_in(here).filter(pk=number).first()
    if found is None:
        raise Http404
    return here, found


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    way = [(_("Our people"), reverse("tracking:choose")), (unit.name, reverse("tracking:people", args=[unit.slug]))]
    return [*way, (_("Import a register"), reverse("onboarding:imports", args=[unit.slug]) if more else ""), *more]


def _to(found: Import, name: str = "import") -> HttpResponseBase:
    return redirect(f"onboarding:{name}", found.unit.slug, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def begin(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Upload a register, or go on with one."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = verbs.begin(unit=here, file_name=file.name, content=file.read(), by=request.person, now=timezone.now())
        except RefusedError as error:
            form.add_error("file", words.refusal(error.why, error.line))
        else:
            return redirect("onboarding:import_columns", here.slug, found.pk)
    earlier = list(imports_in(here)[:10])
    context = {
        "unit": here,
        "form": form,
        "rows": [{"import": each, "href": reverse("onboarding:import", args=[here.slug, each.pk])} for each in earlier],
        "most_rows": MOST_ROWS,
        "megabytes": MOST_BYTES // 1024**2,
        "days": KEPT_FOR.days,
        "breadcrumbs": _crumbs(here),
    }
    return render(request, "onboarding/imports/begin.html", context, status=422 if form.errors else 200)


@require_safe
@person_required
def template(request: PersonRequest, unit: str) -> HttpResponseBase:
    """An empty register to fill in."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    content = exports.template(
        roles=Role.objects.all(),
        units=Unit.objects.below(here).open(),
        qualifications=qualifications_in(here),
    )
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="register.xlsx"'})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def columns(request: PersonRequest, unit: str, number: int) -> HttpResponseBase:
    """Say what the columns mean; afterwards the file is checked."""
    here, found = _import(request, unit, number)
    if found.stage not in (Stage.COLUMNS, Stage.CHECKED, Stage.STOPPED):
        return _to(found)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headings=found.headings,
        samples=found.samples,
        meanings=found.meanings,
        qualifications=[(each.key, each.called) for each in qualifications_in(here)],
    )
    if form.is_valid():
        try:
            checking = verbs.choose_columns(found=found, meanings=form.meanings(), now=timezone.now())
        except ValidationError as error:
            messages.info(request, error.messages[0])
        else:
            go_on(checking)
        return _to(found)
    context = {"unit": here, "found": found, "form": form, "breadcrumbs": _crumbs(here, (_("What the columns mean"), ""))}
    return render(request, "onboarding/imports/columns.html", context, status=422 if form.errors else 200)


@require_safe
@person_required
def show(request: PersonRequest, unit: str, number: int) -> HttpResponseBase:
    """How an import stands: under way, what it would do and what is wrong, or what it has done."""
    here, found = _import(request, unit, number)
    if found.stage == Stage.COLUMNS:
        return _to(found, "import_columns")
    context: dict[str, Any] = {"unit": here, "found": found, "counts": found.counts, "breadcrumbs": _crumbs(here, (found.file_name, ""))}
    if found.stage in WORKING:
        context |= {"writing": found.stage == Stage.WRITING}
        return render(request, "onboarding/imports/under_way.html", context)
    if found.stage == Stage.CHECKED:
        page = Paginator(found.faults.all(), FAULTS_SHOWN).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "columns": words.fault_columns(),
            "rows": [words.fault_line(each, found.headings).shown() for each in page.object_list],
            "undecided": undecided(found),
            "own": verbs.own_words() if own_evidence(found, request.person) else "",
        }
        return render(request, "onboarding/imports/checked.html", context)
    context |= {
        "done": found.stage == Stage.DONE,
        "written": found.counts.get("written", {}),
        "trouble": words.trouble(found) if found.stage == Stage.STOPPED else "",
    }
    return render(request, "onboarding/imports/over.html", context)


@require_safe
@person_required
def faults(request: PersonRequest, unit: str, number: int) -> HttpResponseBase:
    """Everything that is wrong in a file, as a file."""
    _here, found = _import(request, unit, number)
    content = exports.faults_as_csv(found.faults.all().iterator(chunk_size=2000), found.headings)
    log.info("Person %s took the faults of import %s", request.person.pk, found.pk)
    name = f"import-{found.pk}.csv"
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def doubts(request: PersonRequest, unit: str, number: int) -> HttpResponseBase:
    """Decide about those whom we may know already, some at a time; or about all who are left."""
    here, found = _import(request, unit, number)
    if found.stage != Stage.CHECKED or not found.entries.exclude(doubt="").exists():
        return _to(found)
    now = timezone.now()
    if request.method == "POST" and "rest" in request.POST:
        return _decided(request, found, lambda: verbs.decide_rest(found=found, answer=request.POST["rest"], now=now))
    page = Paginator(found.entries.exclude(doubt=""), DOUBTS_SHOWN).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    form = DoubtsForm(request.POST if request.method == "POST" else None, asked=_asked(entries, here))
    if form.is_valid():
        answers = form.answers()
        return _decided(request, found, lambda: verbs.decide(found=found, answers=answers, now=now))
    context = {
        "unit": here,
        "found": found,
        "form": form,
        "page": page,
        "left": undecided(found),
        "breadcrumbs": _crumbs(
            here, (found.file_name, reverse("onboarding:import", args=[here.slug, found.pk])), (_("Do we know them?"), "")
        ),
    }
    return render(request, "onboarding/imports/doubts.html", context, status=422 if form.errors else 200)


def _decided(request: PersonRequest, found: Import, decide: Callable[[], int]) -> HttpResponseBase:
    """Decide, and go on: to the page with the first who is undecided, or back to the import."""
    try:
        decide()
    except ValidationError as error:
        messages.info(request, error.messages[0])
        return _to(found)
    doubtful = found.entries.exclude(doubt="")
    first = doubtful.filter(answer=Answer.UNDECIDED).order_by("number").first()
    if first is None:
        messages.success(request, _("Everybody is decided about."))
        return _to(found)
    before = doubtful.filter(number__lt=first.number).count()
    address = reverse("onboarding:import_doubts", args=[found.unit.slug, found.pk])
    return redirect(f"{address}?page={before // DOUBTS_SHOWN + 1}")


def _asked(entries: list[ImportEntry], unit: Unit) -> list[tuple[int, str, str, list[tuple[str, str]], str]]:
    """Who is asked about, why, what may be answered, and what is. Of somebody elsewhere nothing is told but that they are."""
    people = candidates_of(entries, unit)
    asked = []
    for entry in entries:
        choices = []
        for answer in verbs.answers_to(entry):
            kind, _colon, pk = answer.partition(":")
            if not pk:
                choices.append((answer, str(_OTHERWISE[Answer(kind)])))
            elif int(pk) in people:  # whoever was erased meanwhile is nobody's double
                choices.append((answer, _same(*people[int(pk)])))
        given = f"{entry.answer}:{entry.person_id}" if entry.answer == Answer.SAME else entry.answer
        reach = ", ".join(each for each in (entry.email, entry.phone) if each)
        name = _("Row %(row)s: %(name)s") % {"row": entry.number, "name": f"{entry.name}, {reach}" if reach else entry.name}
        asked.append((entry.pk, name, str(words.DOUBTS[Doubt(entry.doubt)]), choices, given))
    return asked


_OTHERWISE = {Answer.NEW: words.SOMEBODY_NEW, Answer.SKIP: words.LEFT_OUT}


def _same(person: Person, posts: list[Assignment], is_here: bool) -> str:
    if not is_here:
        return _("The same as somebody who belongs to another unit")
    facts = [each for each in (person.email, person.phone) if each] + [str(each) for each in posts[:2]]
    return _("The same as %(name)s (%(facts)s)") % {"name": person.name, "facts": ", ".join(facts) or "–"}


@require_POST
@person_required
def confirm(request: PersonRequest, unit: str, number: int) -> HttpResponseBase:
    """Let it be written. Pressed twice, or by two at once, is once."""
    _here, found = _import(request, unit, number)
    run = found.run if request.POST.get("run") == str(found.run) else 0
    try:
        writing = verbs.confirm(found=found, run=run, by=request.person, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        go_on(writing)
    return _to(found)


@require_POST
@person_required
def discard(request: PersonRequest, unit: str, number: int) -> HttpResponseBase:
    """Remove file and rows; what is written already stays. Twice is once."""
    here, found = _import(request, unit, number)
    verbs.discard(found=found, now=timezone.now())
    messages.success(request, _("The file is removed."))
    return redirect("onboarding:imports", here.slug)
