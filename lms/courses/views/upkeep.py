"""The screen of what the central courses lack."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.permission_policies.pages import PagePermissionPolicy

from lms.courses.policies import central_pages
from lms.courses.rules.readability import TARGET
from lms.courses.selectors.upkeep import Finding, Matter, due
from lms.people.access import PersonRequest, person_required
from lms.roles.policies import Permission, units_where


@require_safe
@person_required
def overview(request: PersonRequest) -> HttpResponseBase:
    """Everything in the central courses that somebody should look at, with a way to the editor for those who may write there."""
    today = timezone.localdate()
    if not units_where(request.person, Permission.SEE_UPKEEP, on=today).exists():
        raise Http404
    found = due(on=today)
    pages = PagePermissionPolicy().instances_user_has_permission_for(request.user, "change")
    editable = set(pages.filter(pk__in={each.page_id for each in found if each.page_id}).values_list("pk", flat=True))
    sources = request.user.has_perm("courses.change_source")
    groups = [
        {"matter": matter, "title": _title(matter), "why": _why(matter), "rows": [_row(each, editable, sources) for each in rows]}
        for matter, rows in groupby(found, key=lambda each: each.matter)
    ]
    context = {"groups": groups, "answers": central_pages(request.user).exists(), "number": sum(len(group["rows"]) for group in groups)}
    response: HttpResponse = render(request, "courses/upkeep.html", context)
    return response


def _row(each: Finding, editable: set[int], sources: bool) -> dict[str, Any]:
    href = ""
    if each.page_id in editable:
        href = reverse("wagtailadmin_pages:edit", args=[each.page_id])
    elif each.source_id and sources:
        href = reverse("wagtailsnippets_courses_source:edit", args=[each.source_id])
    outside = each.detail if each.matter is Matter.OUTSIDE else ""
    return {"title": each.title, "course": each.course, "href": href, "said": "" if outside else _said(each), "outside": outside}


def _said(each: Finding) -> str:
    """What is the matter with this one."""
    if each.matter is Matter.REVIEW:
        return (
            _("Was to be gone through by %(day)s.") % {"day": date_format(each.day)} if each.day else _("Has no day for going through it.")
        )
    if each.matter is Matter.SOURCE and each.day:
        return _("Last read %(day)s.") % {"day": date_format(each.day)}
    if each.matter is Matter.APPROVAL:
        return _("Waits for: %(what)s.") % {"what": each.detail}
    if each.matter is Matter.LINK:
        return ngettext("%(n)d dead link or file.", "%(n)d dead links or files.", each.number) % {"n": each.number}
    if each.matter is Matter.PICTURE:
        return ngettext("%(n)d picture without words.", "%(n)d pictures without words.", each.number) % {"n": each.number}
    return _("LIX %(number)d.") % {"number": each.number}


def _title(matter: Matter) -> str:
    return {
        Matter.REVIEW: _("Courses to go through"),
        Matter.APPROVAL: _("Not approved by a professional"),
        Matter.LINK: _("Dead links"),
        Matter.PICTURE: _("Pictures without words"),
        Matter.SOURCE: _("Sources to read again"),
        Matter.TEXT: _("Heavy to read"),
        Matter.OUTSIDE: _("Links out of the house"),
    }[matter]


def _why(matter: Matter) -> str:
    return {
        Matter.REVIEW: _("The day stands on the course's own page."),
        Matter.APPROVAL: _("Learners are told that the text is not approved yet."),
        Matter.LINK: _("They lead to a page or a file of ours that is gone or not published."),
        Matter.PICTURE: _("Somebody who cannot see the picture gets nothing."),
        Matter.SOURCE: _("Nobody has read them for a year."),
        Matter.TEXT: _("LIX above %(target)d: shorter sentences and shorter words help.") % {"target": TARGET},
        Matter.OUTSIDE: _("Click on each now and then; we do not ask others' servers."),
    }[matter]
