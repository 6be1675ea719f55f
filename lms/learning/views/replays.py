"""«Slik så det ut»: what somebody has finished, each step as they saw it, and the signed bundle to take away."""

import logging
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.certificates.bundles import digest
from lms.certificates.exports import PdfUnavailableError
from lms.certificates.keys import signing_key
from lms.courses.selectors import course_titles
from lms.learning import actions, exports, selectors
from lms.learning.drawing import drawn
from lms.learning.policies import Insight, attempts_seen, completions_seen, insight
from lms.learning.replays import Replay, led_to, replay_of_attempt, replay_of_completion, without_answers
from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.roles.policies import visible_assignments

log = logging.getLogger(__name__)
PAGE = 30


@require_safe
@person_required
def done(request: PersonRequest, person: int | None = None) -> HttpResponseBase:
    """What one has finished, the newest first; with a person's number, what they have finished where one sees the unit's people."""
    if person == request.person.pk:
        return redirect("learning:done")
    today = timezone.localdate()
    whose = get_object_or_404(Person, pk=person) if person else request.person
    completions = completions_seen(request.person, whose, on=today)
    if person and not completions.exists() and not visible_assignments(request.person, on=today).filter(person=whose).exists():
        raise Http404
    page = Paginator(selectors.finished(completions), PAGE).get_page(request.GET.get("side"))
    titles = course_titles([each.page_id for each in page.object_list])
    context = {
        "whose": whose,
        "is_own": whose.pk == request.person.pk,
        "page": page,
        "rows": [{"completion": each, "course": titles.get(each.page_id, "")} for each in page.object_list],
        "attempts": attempts_seen(request.person, whose, on=today).select_related("quiz").order_by("-submitted_at"),
        "reads": selectors.answer_reads(whose) if whose.pk == request.person.pk else [],
    }
    return render(request, "learning/replay/done.html", context)


@require_safe
@person_required
def step(request: PersonRequest, completion: int, form: str = "") -> HttpResponseBase:
    """A finished step, as it was."""
    return _answer(request, replay_of_completion(completion), reverse("learning:replay_step", args=[completion]), form)


@require_safe
@person_required
def attempt(request: PersonRequest, attempt: int, form: str = "") -> HttpResponseBase:
    """A test that was handed in, as it was, also when it was not passed: for the person, and for those who may open answers."""
    replay = replay_of_attempt(attempt)
    return _answer(request, replay, reverse("learning:replay_attempt", args=[attempt]), form, least=Insight.ANSWERS)


def _answer(request: PersonRequest, replay: Replay | None, address: str, form: str, *, least: Insight = Insight.STATUS) -> HttpResponseBase:
    now = timezone.now()
    if replay is None or form not in {"", "json", "pdf"}:
        raise Http404
    seen = insight(request.person, replay.person, replay.unit, on=timezone.localdate(now))
    if seen < least or (form and not signing_key()):
        raise Http404
    opened = seen is Insight.OWN or (seen is Insight.ANSWERS and "svar" in request.GET)
    record = replay.record if opened else without_answers(replay.record)
    if opened:
        of = {"completion": replay.completion} if replay.completion else {"attempt": replay.attempt}
        reading = {"completion": None, "attempt": None} | of
        actions.log_answers_read(reader=request.person, person=replay.person, now=now, **reading)
    if form:
        log.info("Person %s took a bundle of %s, answers: %s", request.person.pk, address, opened)
    if form == "json":
        return _file(exports.bundle(replay, record), "application/json", replay, form)
    unavailable = False
    if form == "pdf":
        try:
            return _file(exports.paper(replay, record), "application/pdf", replay, form)
        except PdfUnavailableError:
            log.exception("No PDF can be made: install the system libraries of WeasyPrint (Pango)")
            unavailable = True
    query = "?svar=1" if opened and seen is not Insight.OWN else ""
    context: dict[str, Any] = drawn(record) | {
        "replay": replay,
        "is_own": seen is Insight.OWN,
        "may_open": seen is Insight.ANSWERS and not opened,
        "address": address,
        "json_url": f"{address}json/{query}" if signing_key() else "",
        "pdf_url": f"{address}pdf/{query}" if signing_key() else "",
        "evidence": led_to(replay),
        "digest": digest(record),
        "unavailable": unavailable,
        "breadcrumbs": _crumbs(replay, is_own=seen is Insight.OWN),
    }
    return render(request, "learning/replay/replay.html", context, status=503 if unavailable else 200)


def _crumbs(replay: Replay, *, is_own: bool) -> list[tuple[str, str]]:
    if is_own:
        return [(_("My page"), reverse("home:desk")), (_("What you have done"), reverse("learning:done")), (replay.title, "")]
    return [(replay.person.name, reverse("learning:done_by", args=[replay.person.pk])), (replay.title, "")]


def _file(content: bytes, kind: str, replay: Replay, ending: str) -> HttpResponse:
    number = replay.completion.pk if replay.completion else replay.attempt.pk if replay.attempt else 0
    name = f"{slugify(replay.title)}-{number}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"})
