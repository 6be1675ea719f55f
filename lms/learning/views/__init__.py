"""The learner's screens: catalogue, course, step, own notes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.context_processors import csrf
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lms.courses.models import CoursePage, Edition
from lms.courses.rules import SOURCE_LANGUAGE, OutlineStep, StepKind, direction
from lms.courses.selectors import WhatsNew, cards, course_at, course_over_at, courses_open_to, outline, outlines, pictures_of, whats_new
from lms.courses.selectors.languages import languages_of, spoken_courses, spoken_edition, titles_in
from lms.learning import actions, lessons, rules, selectors
from lms.learning.addresses import step_address
from lms.learning.models import ReflectionNote
from lms.learning.selectors import CourseProgress
from lms.people.access import PersonRequest, person_required
from lms.quizzes import views as quizzes
from lms.quizzes.models import Approval, Attempt, QuizPage
from lms.quizzes.selectors import any_question_waits
from lms.units.models import Unit

UNIT_KEY = "unit"  # in the session: for which unit somebody with several is learning


def _chosen_unit(request: HttpRequest, units: list[Unit]) -> Unit | None:
    wanted = request.GET.get("enhet") or request.session.get(UNIT_KEY, "")
    unit = next((unit for unit in units if unit.slug == wanted), None)
    if unit and request.GET.get("enhet"):
        request.session[UNIT_KEY] = unit.slug
    return unit or (units[0] if units else None)


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every course that can be taken; for somebody who belongs to a unit, with how far they have come."""
    person = request.person or None  # type: ignore[attr-defined]
    today = timezone.localdate()
    units = selectors.units_of(person, on=today)
    unit = _chosen_unit(request, units)
    courses = courses_open_to([unit] if unit else [])
    standings = selectors.progress_in(person, [(course, unit) for course in courses], on=today) if person and unit else []
    composed = [standing.outline for standing in standings] or outlines([(course, None) for course in courses])
    shown: list[CourseProgress | None] = [*standings] or [None] * len(composed)
    spoken_courses([each.course for each in composed], get_language() or SOURCE_LANGUAGE)
    pictures = pictures_of([each.course for each in composed])
    entries = [
        {
            "course": each.course,
            "picture": pictures.get(each.course.pk),
            "minutes": each.minutes,
            "steps": len(each.steps),
            "standing": standing,
        }
        for each, standing in zip(composed, shown, strict=True)
    ]
    return render(request, "learning/catalogue.html", {"entries": entries, "unit": unit, "units": units})


@require_GET
def course(request: HttpRequest, course: str) -> HttpResponse:
    """A course: what it is, what one learns, its steps, and the way in."""
    person = request.person or None  # type: ignore[attr-defined]
    today = timezone.localdate()
    units = selectors.units_of(person, on=today)
    unit = _chosen_unit(request, units)
    page = course_at(course, [unit] if unit else [])
    if page is None:
        return _over(request, course, units)
    context: dict[str, Any] = {"course": page, "unit": unit, "units": units, "today": today, "card_course": cards.COURSE}
    context["picture"] = pictures_of([page]).get(page.pk)
    if person and unit:
        standing = selectors.progress_in(person, [(page, unit)], on=today)[0]
        context |= {
            "standing": standing,
            "outline": standing.outline,
            "certificate": selectors.newest_certificate(person, page) if standing.progress.earned else None,
        }
    else:
        context |= {"standing": None, "outline": outline(page, None)}
    chosen = selectors.language_of(person, page, unit)
    language = chosen or get_language() or SOURCE_LANGUAGE
    if context["standing"] and chosen is not None:
        context |= {
            "wanted": language,
            "languages": _offered(languages_of([page.pk, *(step.page_id for step in context["outline"].steps)])),
        }
    titles = titles_in(language, [step.page_id for step in context["outline"].steps])
    address = reverse("learning:course", args=[page.slug])
    context["steps"] = _step_list(address, context["outline"], context["standing"], titles=titles)
    said = spoken_edition(page, language)
    if said:
        page.title, page.summary, page.introduction = said.title, said.content["summary"], said.content["introduction"]
        page.audience = said.content["audience"]
        page.outcomes = page._meta.get_field("outcomes").to_python(said.content["outcomes"])
    return render(request, "learning/course.html", context)


def _over(request: HttpRequest, course: str, units: list[Unit]) -> HttpResponse:
    """Says that a course is over to those who could take it once; to others there is no such page."""
    person = request.person or None  # type: ignore[attr-defined]
    page = course_over_at(course, units) if person and units else None
    if person is None or page is None:
        raise Http404
    context = {"course": page, "home": page.get_parent(), "certificate": selectors.newest_certificate(person, page)}
    return render(request, "learning/course_over.html", context, status=410)


def _step_list(
    course_url: str, composed: Any, standing: CourseProgress | None, current: str = "", titles: Mapping[int, str] | None = None
) -> list[dict[str, Any]]:
    entries = []
    next_slug = standing.progress.next_step.slug if standing and standing.progress.next_step else ""
    for step in composed.steps:
        done = bool(standing and step.page_id in standing.progress.done)
        again = bool(standing and step.page_id in standing.progress.again)
        here, comes_next = step.slug == current, step.slug == next_slug and not current
        state = "current" if here else "done" if done else "again" if again else "current" if comes_next else "open"
        entries.append(
            {
                "title": (titles or {}).get(step.page_id, step.title),
                "href": step_address(course_url, step.slug) if standing else "",
                "state": state,
                "minutes": step.minutes,
                "kind": _("test") if step.kind is StepKind.QUIZ else "",
                "local": composed.unit.name if step.is_local and composed.unit else "",
            }
        )
    return entries


@require_POST
@person_required
def start(request: PersonRequest, course: str) -> HttpResponseBase:
    """Enrol, and go to where one left off. Twice is once."""
    now = timezone.now()
    units = selectors.units_of(request.person, on=timezone.localdate(now))
    unit = _chosen_unit(request, units)
    page = course_at(course, [unit] if unit else [])
    if page is None:
        raise Http404
    if unit is None:
        messages.info(request, _("You do not belong to a unit yet. Ask the one who invited you."))
        return redirect("learning:course", course)
    actions.enrol(person=request.person, course=page, unit=unit, now=now)
    standing = selectors.progress_in(request.person, [(page, unit)], on=timezone.localdate(now))[0]
    steps = standing.outline.steps
    if not steps:
        return redirect("learning:course", course)
    return redirect("learning:step", course, standing.progress.next_step.slug if standing.progress.next_step else steps[0].slug)


def _offered(spoken: Iterable[str]) -> list[tuple[str, str]]:
    """What there is to choose between, by code and name; nothing where there is but one."""
    there = {SOURCE_LANGUAGE, *spoken}
    offered = [(code, str(name)) for code, name in settings.COURSE_LANGUAGES if code in there]
    return offered if len(offered) > 1 else []


class _Place:
    """Where in a course a request is: the enrolment, the composed course, the step."""

    def __init__(self, request: PersonRequest, course: str, step: str) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.person = request.person
        enrolment = selectors.open_enrolment(self.person, course, on=self.today, unit_slug=request.session.get(UNIT_KEY, ""))
        self.enrolled = enrolment is not None
        if enrolment is None:
            return
        self.course, self.unit = enrolment.course, enrolment.unit
        composed = outline(self.course, self.unit)
        found = composed.step(step)
        if found is None:
            raise Http404
        self.step = found
        self.standing, self.trace = selectors.at_step(self.person, composed, found, on=self.today)
        self.course_url = reverse("learning:course", args=[course])
        self.url = step_address(self.course_url, step)
        self.interface = get_language() or SOURCE_LANGUAGE
        self.wanted = enrolment.language or self.interface
        here = self.trace.spoken.get(self.wanted, {})
        self.titles = {page_id: said.title for page_id, said in here.items() if not said.overtaken}
        spoken = here.get(found.page_id)
        state = None if spoken is None else "overtaken" if spoken.overtaken else "spoken"
        self.reading = rules.reading(self.wanted, SOURCE_LANGUAGE, state, course_speaks=bool(here) and not found.is_local)

    def visit(self) -> None:
        """Note that somebody is here."""
        actions.visit(person=self.person, course=self.course, unit=self.unit, step=self.step, trace=self.trace, now=self.now)

    def lesson(self) -> lessons.Lesson:
        """The step's words in the language they are read in. 1 or 2 queries the first time an edition is read, then none."""
        if self.step.edition_id is None:
            raise Http404
        source = lessons.lesson(self.step.edition_id, self.interface)
        return lessons.spoken(self.translation_id, source, self.interface) if self.translation_id else source

    @property
    def translation_id(self) -> int | None:
        """The edition of the translation that is read, if one is."""
        return self.translation_in(self.wanted)

    def translation_in(self, language: str) -> int | None:
        """The edition of the step's translation into a language, if it may be read."""
        said = self.trace.spoken.get(language, {}).get(self.step.page_id)
        return said.edition_id if said and not said.overtaken else None

    def title(self, step: OutlineStep | CoursePage) -> str:
        """What a step, or the course, is called in the language wanted, as far as it has a name in it."""
        return self.titles.get(step.pk if isinstance(step, CoursePage) else step.page_id, step.title)

    def news(self) -> WhatsNew | None:
        """What has changed since the person did the step. 1 query if it has a newer edition than theirs, else none."""
        since = self.standing.editions.get(self.step.page_id, self.step.edition_number)
        return whats_new(self.step.page_id, since=since) if since < self.step.edition_number else None

    @property
    def after(self) -> str:
        """The address after this step: the next in order that is not done, else the course."""
        steps = list(self.standing.outline.steps)
        later = steps[steps.index(self.step) + 1 :] + steps[: steps.index(self.step)]
        done = self.standing.progress.done
        waiting = next((each for each in later if each.page_id not in done and each.page_id != self.step.page_id), None)
        return step_address(self.course_url, waiting.slug) if waiting else self.course_url

    def context(self) -> dict[str, Any]:
        """What every screen inside a course shows."""
        steps = list(self.standing.outline.steps)
        number = steps.index(self.step)
        return {
            "course": self.course,
            "course_title": self.title(self.course),
            "language": self.reading.language,
            "title_language": self.reading.language if self.reading.language != self.interface else "",
            "direction": direction(self.reading.language),
            "source_language": SOURCE_LANGUAGE,
            "lack": self.reading.lack,
            "wanted": self.wanted,
            "languages": self._languages(),
            "unit": self.unit,
            "step": self.step,
            "standing": self.standing,
            "number": number + 1,
            "local": self.unit.name if self.step.is_local else "",
            "is_done": self.step.page_id in self.standing.progress.done,
            "course_url": self.course_url,
            "url": self.url,
            "steps": _step_list(self.course_url, self.standing.outline, self.standing, self.step.slug, self.titles),
            "previous": self._link(steps[number - 1]) if number else None,
            "next": self._link(steps[number + 1]) if number + 1 < len(steps) else None,
            "breadcrumbs": [
                (_("Courses"), reverse("learning:catalogue")),
                (self.title(self.course), self.course_url),
                (self.title(self.step), ""),
            ],
        }

    def _languages(self) -> list[tuple[str, str]]:
        """Those that something of the course can be read in; nothing to choose where there is but one."""
        return _offered(self.trace.spoken)

    def _link(self, step: OutlineStep) -> dict[str, str]:
        return {"title": self.title(step), "url": step_address(self.course_url, step.slug)}


@require_POST
@person_required
def language(request: PersonRequest, course: str) -> HttpResponseBase:
    """Choose in which language to read a course, and go back to the step one was in."""
    enrolment = selectors.open_enrolment(request.person, course, on=timezone.localdate(), unit_slug=request.session.get(UNIT_KEY, ""))
    if enrolment is None:
        raise Http404
    try:
        actions.choose_language(enrolment=enrolment, language=request.POST.get("language", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    slug = slugify(request.POST.get("step", ""))
    return redirect("learning:step", course, slug) if slug else redirect("learning:course", course)


@person_required
def step(request: PersonRequest, course: str, step: str, rest: str = "") -> HttpResponseBase:
    """A step: a module or slot to read and finish, or the quiz (which has addresses of its own below)."""
    place = _Place(request, course, step)
    if not place.enrolled:
        return redirect("learning:course", course)
    if place.step.kind is StepKind.QUIZ:
        return _quiz(request, place, rest)
    if rest:
        raise Http404
    if request.method == "POST":
        return _finish(request, place)
    if place.step.edition_id is None:
        raise Http404
    place.visit()
    lesson = place.lesson()
    reader = lessons.Reader(place.person, place.unit, place.step.page_id, place.trace, place.url, place.reading.language)
    news = place.news()
    context = place.context() | {
        "lesson": lesson,
        "awaits_approval": bool(Approval.objects.waiting(lesson.claims)),
        "pieces": lessons.pieces(lesson, reader, csrf(request)["csrf_token"], marks=news.marks if news else None),
        "news": news,
    }
    return render(request, "learning/step.html", context)


def _finish(request: PersonRequest, place: _Place) -> HttpResponse:
    try:
        evidence = actions.finish_step(
            person=place.person,
            course=place.course,
            unit=place.unit,
            step=place.step,
            now=place.now,
            language=place.reading.language,
            translation_id=place.translation_id,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(place.url)
    if evidence:
        return redirect("learning:course", place.course.slug)
    return redirect(place.after)


def _quiz(request: PersonRequest, place: _Place, rest: str) -> HttpResponseBase:
    def on_submitted(attempt: Attempt) -> HttpResponse | None:
        actions.finish_quiz(
            person=place.person,
            course=place.course,
            unit=place.unit,
            step=place.step,
            attempt=attempt,
            now=timezone.now(),
            translation_id=place.translation_in(attempt.language),  # another may have been chosen since it was begun
        )
        return None

    if request.method == "GET":
        place.visit()
    quiz = QuizPage.objects.get(pk=place.step.page_id)
    if place.translation_id:
        said = Edition.objects.get(pk=place.translation_id)
        quiz.title, quiz.introduction = said.title, said.content["introduction"]
    context = place.context() | {
        "after_url": place.after,
        "eyebrow": place.title(place.course),
        "outcomes": {number: outcome.value for number, outcome in enumerate(place.course.outcomes, start=1)},
        "news": None if rest else place.news(),
        "awaits_approval": lambda: any_question_waits(quiz),  # asked by the screens that say it
    }
    return quizzes.take(
        request,
        quiz=quiz,
        person=place.person,
        unit=place.unit,
        rest=rest,
        base_url=place.url,
        context=context,
        on_submitted=on_submitted,
        language=place.wanted,
    )


@require_POST
@person_required
def block(request: PersonRequest, course: str, step: str, block_id: str) -> HttpResponseBase:
    """What somebody did in one block of a step: answered a knowledge check, chose in a dilemma, ticked a list, wrote a reflection."""
    place = _Place(request, course, step)
    if not place.enrolled or place.step.edition_id is None or place.step.kind is StepKind.QUIZ:
        raise Http404
    segment = place.lesson().segment(block_id)
    if segment is None:
        raise Http404
    place.visit()
    before = place.trace.state.get(block_id, {})
    if segment.block_type == "reflection":
        text = "" if "forget" in request.POST else request.POST.get("text", "")
        actions.keep_reflection(
            person=place.person,
            page_id=place.step.page_id,
            key=segment.value["key"],
            prompt=segment.value["prompt"],
            text=text[:10_000],
            now=place.now,
        )
    else:
        state = lessons.answered(segment, request.POST, before, place.person)
        actions.remember(person=place.person, step=place.step, block_id=block_id, state=state)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    return redirect(f"{place.url}#blokk-{block_id}")


@require_GET
@person_required
def notes(request: PersonRequest) -> HttpResponseBase:
    """One's own kept reflections, which nobody else can open."""
    return render(request, "learning/notes.html", {"notes": selectors.notes(request.person)})


@require_POST
@person_required
def forget_note(request: PersonRequest, note: int) -> HttpResponseBase:
    """Delete one of one's own reflections; somebody else's cannot be found."""
    ReflectionNote.objects.filter(person=request.person, pk=note).delete()
    messages.success(request, _("The note is deleted."))
    return redirect("learning:notes")
