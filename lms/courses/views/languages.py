"""The editors' desk: a course in other languages, what is lacking there, and writing it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from lms.courses.actions.languages import begin_translation, mark_up_to_date
from lms.courses.models import STEP_TYPES, CoursePage, Translation, TranslationBasis
from lms.courses.rules import SOURCE_LANGUAGE, direction
from lms.courses.selectors.languages import Piece, pieces_of
from lms.people.selectors import person_of
from lms.quizzes import policies
from lms.quizzes.forms import QuestionWordsForm
from lms.quizzes.models import Question
from lms.quizzes.selectors import banks_above


def _source_or_404(request: HttpRequest, pk: int) -> Any:
    """A course or step whose words the reader may write."""
    page: Any = get_object_or_404(Page, pk=pk).specific
    if not issubclass(page.specific_class, (CoursePage, *STEP_TYPES)) or not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page


def _languages() -> dict[str, str]:
    return {code: str(name) for code, name in settings.COURSE_LANGUAGES if code != SOURCE_LANGUAGE}


def _language_or_404(language: str) -> str:
    if language not in _languages():
        raise Http404
    return _languages()[language]


@require_safe
def overview(request: HttpRequest, page: int) -> HttpResponse:
    """Each piece of a course, or one step, in each language: what is there, what is behind, and the way to write it.

    Of the questions those that the reader may write.
    """
    source = _source_or_404(request, page)
    languages = _languages()
    bank = policies.questions(policies.reach(request.user, on=timezone.localdate()), ["change"]).filter(banks_above(source))
    rows: dict[str, dict[str, Any]] = {}
    for piece in pieces_of(source, languages, bank):
        name = f"page/{piece.source.pk}" if piece.source else f"question/{piece.question_key}"
        rows.setdefault(name, {"title": piece.title, "question": piece.question_key, "cells": []})["cells"].append(piece)
    cells = [piece for row in rows.values() for piece in row["cells"]]
    context = {
        "page_title": _("Languages"),
        "page_subtitle": source.title,
        "header_icon": "globe",
        "languages": [(code, name, _tally(cells, code)) for code, name in languages.items()],
        "pages": [row for row in rows.values() if not row["question"]],
        "questions": [row for row in rows.values() if row["question"]],
        "back_url": reverse("wagtailadmin_explore", args=[source.pk]),
        "here": source.pk,
        "may_publish": source.permissions_for_user(request.user).can_publish(),
    }
    return render(request, "courses/desk/languages.html", context)


def _tally(cells: list[Piece], language: str) -> tuple[int, int]:
    here = [piece for piece in cells if piece.language == language]
    return sum(not piece.is_lacking for piece in here), len(here)


@require_POST
def begin(request: HttpRequest, page: int, language: str) -> HttpResponse:
    """Begin a translation with the source's words, and open it in the editor. Twice is once."""
    source = _source_or_404(request, page)
    _language_or_404(language)
    made = begin_translation(source=source, language=language, by=person_of(request.user))
    return redirect("wagtailadmin_pages:edit", made.pk)


@require_POST
def up_to_date(request: HttpRequest, page: int) -> HttpResponse:
    """Say that a translation says what its source says now. Only who may publish it may say so: learners read it from then on."""
    made: Any = get_object_or_404(Translation, pk=page)
    basis = get_object_or_404(TranslationBasis, page=made)
    person = person_of(request.user)
    if person is None or not made.permissions_for_user(request.user).can_publish():
        raise Http404
    try:
        mark_up_to_date(page=made, by=person, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted: the translation says what the course says now."))
    back = request.POST.get("back", "")
    return redirect("courses_desk:languages", int(back) if back.isdecimal() else basis.source_id)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question: int, language: str) -> HttpResponse:
    """Write what a question says in a language, text by text beside its own words. What is right stays as it is."""
    row = get_object_or_404(Question, pk=question)
    name = _language_or_404(language)
    if not policies.may(policies.reach(request.user, on=timezone.localdate()), "change", row):
        raise Http404
    course = CoursePage.objects.filter(slug=row.subject).first()
    back = reverse("courses_desk:languages", args=[course.pk]) if course else reverse("wagtailadmin_home")
    form = QuestionWordsForm(request.POST if request.method == "POST" else None, question=row, language=language)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The question is kept in %(language)s.") % {"language": name})
            return redirect(f"{back}#{row.key}")
    context = {
        "page_title": row.key,
        "page_subtitle": name,
        "header_icon": "help",
        "form": form,
        "direction": direction(language),
        "back_url": back,
    }
    return render(request, "courses/desk/question_words.html", context, status=422 if request.method == "POST" else 200)
