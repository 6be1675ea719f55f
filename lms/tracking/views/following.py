"""Which units nobody follows up, or soon nobody does: so that nobody disappears when somebody leaves."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.policies import Permission, units_where
from lms.tracking.selectors.following import UnitCover, wanting_cover
from lms.tracking.words import following as words

from .ways import nothing_yet


@require_safe
@person_required
def following(request: PersonRequest) -> HttpResponseBase:
    """Units without a coordinator or leader, responsibilities that end within 30 days, and the work that lies there."""
    today = timezone.localdate()
    followed = units_where(request.person, Permission.SEE_COVERAGE, on=today)
    if not followed.exists():
        raise Http404
    lines = wanting_cover(request.person, on=today)
    if not lines and not followed.open().filter(kind__has_tidgivere=True).exists():
        return nothing_yet(request, _("Who follows up"))
    heads = [_("Unit"), _("How it stands"), _("Who stands in"), _("What waits there")]
    context = {
        "groups": [
            (_("Without anybody"), [_row(line) for line in lines if not line.cover.own]),
            (_("Somebody leaves within 30 days"), [_row(line) for line in lines if line.cover.own]),
        ],
        "is_fine": not lines,
        "columns": [{"label": head} for head in heads],
        "breadcrumbs": [(_("Our people"), reverse("tracking:choose")), (_("Who follows up"), "")],
    }
    return render(request, "tracking/following.html", context)


def _row(line: UnitCover) -> dict[str, object]:
    unit = line.cover.unit
    return {
        "cells": [unit.name, words.state_words(line), words.stand_in_words(line), words.work_words(line)],
        "href": reverse("units:responsibilities", args=[unit.slug]) if line.may_grant else "",
    }
