"""A course as a unit's people will meet it, for those who write there: drafts in their places, and nothing is noted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.context_processors import csrf
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lms.courses.models import IN_COURSE, CoursePage, ModulePage, SlotPage
from lms.courses.rules import OutlineStep, StepKind
from lms.courses.selectors import course_at, previewed, proposals
from lms.learning import lessons
from lms.learning.addresses import step_address
from lms.learning.selectors import Trace
from lms.people.access import PersonRequest, person_required
from lms.quizzes.models import Approval, QuizPage
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission
from lms.units.models import Unit


def _course_or_404(slug: str, unit: Unit) -> CoursePage:
    course = course_at(slug, [unit])
    if course is None:
        raise Http404
    return course


@require_GET
@person_required
def course(request: PersonRequest, unit: str, course: str) -> HttpResponseBase:
    """The beginning of the walk through a course: its first step."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    steps = previewed(_course_or_404(course, here), here)[0].steps
    return redirect("learning:preview_step", unit, course, steps[0].slug) if steps else redirect("courses:slots", unit)


@require_GET
@person_required
def step(request: PersonRequest, unit: str, course: str, step: str) -> HttpResponseBase:
    """A step as the unit's people would meet it, were the unit's drafts published. Reading it here is not learning: nothing is noted."""
    here = unit_or_404(request, unit, Permission.EDIT_PAGES)
    page = _course_or_404(course, here)
    outline, drafts = previewed(page, here)
    found = outline.step(step)
    if found is None:
        raise Http404
    url = reverse("learning:preview", args=[unit, course])
    number = outline.steps.index(found)
    links = [{"title": each.title, "url": step_address(url, each.slug)} for each in outline.steps]
    context = {
        "course": page,
        "unit": here,
        "number": number + 1,
        "total": len(outline.steps),
        "local": here.name if found.is_local else "",
        "is_draft": found.page_id in drafts,
        "steps": [_listed(each, url, found, here, each.page_id in drafts) for each in outline.steps],
        "previous": links[number - 1] if number else None,
        "next": links[number + 1] if number + 1 < len(links) else None,
        "breadcrumbs": [(_("Our local adaptations"), reverse("courses:slots", args=[unit])), (page.title, "")],
    }
    if found.kind is StepKind.QUIZ:
        quiz = QuizPage.objects.get(pk=found.page_id)
        return render(request, "learning/preview.html", context | {"quiz": quiz, "title": quiz.title, "minutes": quiz.minutes})
    if found.page_id in drafts:
        lesson = lessons.unpublished(ModulePage.objects.get(pk=found.page_id).get_latest_revision_as_object())
    elif found.edition_id is None:
        raise Http404
    else:
        lesson = lessons.lesson(found.edition_id, get_language() or "nb")
    return render(request, "learning/preview.html", context | _drawn(request, lesson, here, found.page_id))


def _listed(each: OutlineStep, url: str, current: OutlineStep, unit: Unit, is_draft: bool) -> dict[str, Any]:
    return {
        "title": each.title,
        "href": step_address(url, each.slug),
        "state": "current" if each == current else "open",
        "minutes": each.minutes,
        "kind": _("test") if each.kind is StepKind.QUIZ else _("draft") if is_draft else "",
        "local": unit.name if each.is_local else "",
    }


def _drawn(request: HttpRequest, lesson: lessons.Lesson, unit: Unit | None, page_id: int) -> dict[str, Any]:
    person = request.person or None  # type: ignore[attr-defined]
    reader = lessons.Reader(person, unit, page_id, Trace(), "")
    proposed = proposals(unit) if unit and lesson.has("local") else {}
    return {
        "awaits_approval": bool(Approval.objects.waiting(lesson.claims)),
        "title": lesson.title,
        "minutes": lesson.minutes,
        "pieces": lessons.pieces(lesson, reader, csrf(request)["csrf_token"], proposed),
    }


def in_the_desk(page: ModulePage | SlotPage, request: HttpRequest, mode: str) -> HttpResponse:
    """What is being written in the editors' desk, drawn as a step; in the mode *course* among the others. Who may see it is the desk's to say."""
    parent = page.get_parent().specific
    unit = Unit.objects.filter(page_id=parent.pk).select_related("page").first()
    course = parent if isinstance(parent, CoursePage) else _course_of(page)
    context: dict[str, Any] = {"course": course, "unit": unit, "local": unit.name if unit else "", "is_draft": True, "breadcrumbs": []}
    if mode == IN_COURSE and course and unit and isinstance(page, ModulePage):
        outline = previewed(course, unit, page)[0]
        here = next((each for each in outline.steps if each.page_id == (page.pk or 0)), None)
        if here:
            listed = [_listed(each, "", here, unit, each == here) | {"href": ""} for each in outline.steps]
            context |= {"number": outline.steps.index(here) + 1, "total": len(outline.steps), "steps": listed}
    return render(request, "learning/preview.html", context | _drawn(request, lessons.unpublished(page), unit, page.pk or 0))


def _course_of(page: ModulePage | SlotPage) -> CoursePage | None:
    if not isinstance(page, ModulePage):
        return None
    if page.fills:
        return CoursePage.objects.filter(path=page.fills.path[: -page.steplen]).first()
    return page.hangs_on
