"""The screen of what the central courses lack."""

from collections import Counter
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.permission_policies.pages import PagePermissionPolicy

from lms.courses.policies import central_pages, may_review
from lms.courses.rules.outcomes import Table
from lms.courses.rules.readability import TARGET
from lms.courses.selectors.outcomes import outcome_tables
from lms.courses.selectors.upkeep import Finding, Kind, Matter, due
from lms.people.access import PersonRequest, person_required
from lms.roles.policies import Permission, units_where


@require_safe
@person_required
def overview(request: PersonRequest) -> HttpResponseBase:
    """Everything in the central content that somebody should look at, or one kind of it, with a way to the editor for those who may write there."""
    today = timezone.localdate()
    if not units_where(request.person, Permission.SEE_UPKEEP, on=today).exists():
        raise Http404
    everything = due(on=today)
    asked = request.GET.get("type", "")
    kind = asked if asked in set(Kind) else ""
    found = [each for each in everything if kind in ("", each.kind)]
    pages = PagePermissionPolicy().instances_user_has_permission_for(request.user, "change")
    editable = set(pages.filter(pk__in={each.page_id for each in found if each.page_id}).values_list("pk", flat=True))
    reviews = may_review(request.user)
    sources, bank = request.user.has_perm("courses.change_source"), request.user.has_perm("quizzes.change_question")
    groups = [
        {
            "matter": matter,
            "title": _title(matter),
            "why": _why(matter),
            "rows": [_row(each, editable, sources, bank, reviews) for each in rows],
        }
        for matter, rows in groupby(found, key=lambda each: each.matter)
    ]
    context = {
        "groups": groups,
        "kind": kind,
        "tabs": _tabs(everything, kind),
        "answers": central_pages(request.user).exists(),
        "reviews": reviews,
    }
    response: HttpResponse = render(request, "courses/upkeep.html", context)
    return response


@require_safe
@person_required
def outcomes(request: PersonRequest) -> HttpResponseBase:
    """What each central course promises, which modules teach it and which questions test it, with the gaps."""
    if not units_where(request.person, Permission.SEE_UPKEEP, on=timezone.localdate()).exists():
        raise Http404
    context = {
        "courses": [{"course": course, "table": table, "gaps": _gaps(table)} for course, table in outcome_tables()],
        "breadcrumbs": [(_("Living content"), reverse("upkeep:overview")), (_("Learning outcomes"), "")],
    }
    response: HttpResponse = render(request, "courses/outcomes.html", context)
    return response


def _gaps(table: Table) -> list[str]:
    """What does not hang together, in sentences."""
    said = []
    for row in table.rows:
        about = {"number": row.number, "outcome": row.outcome}
        if row.untaught:
            said.append(_("No module teaches %(number)s, «%(outcome)s».") % about)
        if row.lacking:
            said.append(_("Too few questions test %(number)s, «%(outcome)s».") % about)
        said += [
            _("«%(module)s» says that it teaches %(number)s, and nothing asks for it.") % {"module": module, **about}
            for module in row.loose
        ]
    said += [
        _("«%(module)s» asks %(key)s, which tests something that the module does not say it teaches.")
        % {"module": stray.module, "key": stray.key}
        for stray in table.strays
    ]
    said += [_("«%(module)s» asks no question about what it teaches.") % {"module": module} for module in table.silent]
    if table.undrawn:
        said.append(_("The test draws too few questions to ask about every learning outcome."))
    return said


def _tabs(found: list[Finding], kind: str) -> list[dict[str, Any]]:
    """Everything, and each kind of which there is something; the one that is shown stands there in any case."""
    numbers = Counter(each.kind for each in found)
    labels = {
        Kind.COURSE: _("Courses"),
        Kind.STEP: _("Modules"),
        Kind.TEST: _("Tests"),
        Kind.ARTICLE: _("Articles"),
        Kind.SOURCE: _("Sources"),
    }
    here = reverse("upkeep:overview")
    return [
        {"label": _("Everything"), "url": here, "current": not kind, "count": len(found)},
        *(
            {"label": label, "url": f"{here}?type={each}", "current": kind == each, "count": numbers[each]}
            for each, label in labels.items()
            if numbers[each] or kind == each
        ),
    ]


def _row(each: Finding, editable: set[int], sources: bool, bank: bool, reviews: bool) -> dict[str, Any]:
    href, label = "", _("Edit")
    if each.matter is Matter.APPROVAL and reviews and each.slug:
        href, label = reverse("upkeep:review", args=[each.slug]), _("Go through")
    elif each.subject and bank:
        href = f"{reverse('wagtailsnippets_quizzes_question:list')}?{urlencode({'subject': each.subject})}"
    elif each.page_id in editable:
        href = reverse("wagtailadmin_pages:edit", args=[each.page_id])
    elif each.source_id and sources:
        href = reverse("wagtailsnippets_courses_source:edit", args=[each.source_id])
    outside = each.detail if each.matter is Matter.OUTSIDE else ""
    return {
        "title": each.title,
        "course": each.course,
        "href": href,
        "label": label,
        "said": "" if outside else _said(each),
        "outside": outside,
    }


def _said(each: Finding) -> str:
    """What is the matter with this one."""
    if each.matter is Matter.REVIEW:
        return (
            _("Was to be gone through by %(day)s.") % {"day": date_format(each.day)} if each.day else _("Has no day for going through it.")
        )
    if each.matter is Matter.SOURCE and each.day:
        return _("Last read %(day)s.") % {"day": date_format(each.day)}
    if each.matter is Matter.CHANGE:
        return ngettext("%(n)d wish: %(keys)s.", "%(n)d wishes: %(keys)s.", each.number) % {"n": each.number, "keys": each.detail}
    if each.matter is Matter.APPROVAL and each.subject:
        return _("Questions that wait for: %(what)s.") % {"what": each.detail}
    if each.matter is Matter.APPROVAL:
        return _("Waits for: %(what)s.") % {"what": each.detail}
    if each.matter is Matter.DOUBT:
        return ngettext("%(n)d question: %(keys)s.", "%(n)d questions: %(keys)s.", each.number) % {"n": each.number, "keys": each.detail}
    if each.matter is Matter.NUMBER:
        return _("Look at %(numbers)s.") % {"numbers": each.detail}
    if each.matter is Matter.CITED:
        return _("Names %(keys)s.") % {"keys": each.detail}
    if each.matter is Matter.LINK:
        return ngettext("%(n)d dead link or file.", "%(n)d dead links or files.", each.number) % {"n": each.number}
    if each.matter is Matter.PICTURE:
        return ngettext("%(n)d picture without words.", "%(n)d pictures without words.", each.number) % {"n": each.number}
    return _("LIX %(number)d.") % {"number": each.number}


def _title(matter: Matter) -> str:
    return {
        Matter.REVIEW: _("To be gone through"),
        Matter.CHANGE: _("A professional asks for a change"),
        Matter.APPROVAL: _("Not approved by a professional"),
        Matter.DOUBT: _("Uncertain questions"),
        Matter.LINK: _("Dead links"),
        Matter.PICTURE: _("Pictures without words"),
        Matter.NUMBER: _("Telephone numbers that are not in the list"),
        Matter.CITED: _("Unknown sources"),
        Matter.SOURCE: _("Sources to read again"),
        Matter.TEXT: _("Heavy to read"),
        Matter.OUTSIDE: _("Links out of the house"),
    }[matter]


def _why(matter: Matter) -> str:
    return {
        Matter.REVIEW: _("The day stands on the course or the article itself. A test and the modules are gone through with their course."),
        Matter.CHANGE: _("What they want said otherwise stands in the review. When the words are changed, they wait for a yes again."),
        Matter.APPROVAL: _("Readers are told that a text is not approved yet, until everything in it has a yes."),
        Matter.DOUBT: _("They are marked as uncertain or soon outdated, and are asked all the same."),
        Matter.LINK: _("They lead to a page or a file of ours that is gone or not published."),
        Matter.PICTURE: _("Somebody who cannot see the picture gets nothing."),
        Matter.NUMBER: _("Every number stands in one list, with whose it is. These do not, or stand beside somebody else's name."),
        Matter.CITED: _("They are named, and do not stand in the list of sources."),
        Matter.SOURCE: _("Nobody has read them for a year."),
        Matter.TEXT: _("LIX above %(target)d: shorter sentences and shorter words help.") % {"target": TARGET},
        Matter.OUTSIDE: _("Click on each now and then; we do not ask others' servers."),
    }[matter]
