"""Recruitment in numbers: how many come, how far, how long it takes, and whether promises are kept. Counts only."""

import logging

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment.exports import numbers_as_csv
from lms.recruitment.rules.numbers import SMALLEST, Season, last_seasons
from lms.recruitment.selectors.numbers import SEASONS, Numbers
from lms.recruitment.selectors.numbers import numbers as read
from lms.recruitment.words import numbers as words
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.units.models import Unit

from .board import crumbs

log = logging.getLogger(__name__)


def _asked(request: PersonRequest, slug: str) -> tuple[Unit, Season | None, Numbers, bool]:
    """The unit, the chosen half-year (None: the last four), the numbers, and whether the asking person works on the cases."""
    today = timezone.localdate()
    unit = unit_or_404(request, slug, Permission.SEE_RECRUITMENT)
    works = may(request.person, Permission.RECRUIT, unit, on=today)
    chosen = next((each for each in last_seasons(today, SEASONS) if each.key == request.GET.get("sesong")), None)
    return unit, chosen, read(unit, season=chosen, hides=not works, on=today), works


def _period(season: Season | None) -> str:
    return words.season(season) if season else _("The last two years")


@require_safe
@person_required
def numbers(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The numbers of a unit and those below it; small ones are hidden from those who look from above."""
    here, season, found, works = _asked(request, unit)
    tabs = [(None, _("The last two years")), *((each, words.season(each)) for each in last_seasons(timezone.localdate(), SEASONS))]
    back = crumbs(here)
    context = {
        "unit": here,
        "found": found,
        "period": _period(season),
        "season": season.key if season else "",
        "tabs": [{"label": label, "url": f"?sesong={each.key}" if each else "?", "current": each == season} for each, label in tabs],
        "tables": words.tables(found),
        "way": words.way_bars(found),
        "stays": words.stay_bars(found),
        "channels": words.channel_bars(found),
        "series": words.result_series(),
        "units": words.line_bars(found.units, str),
        "seasons": words.line_bars(found.seasons, words.season_of_key),
        "received": words.short(found.received),
        "contact": words.percent(found.contact),
        "contact_of": words.of(found.contact),
        "decision": words.percent(found.decision),
        "decision_of": words.of(found.decision),
        "admitted": words.short(dict(found.way).get("admitted")),  # type: ignore[call-overload]
        "smallest": SMALLEST,
        "works": works,
        "breadcrumbs": [*(back if works else [back[0], (here.name, "")]), (_("Numbers"), "")],
        "export_url": reverse("recruitment:numbers_export", args=[here.slug]) + (f"?sesong={season.key}" if season else ""),
    }
    return render(request, "recruitment/numbers.html", context)


@require_safe
@person_required
def export(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The same numbers as a file."""
    here, season, found, _works = _asked(request, unit)
    content = numbers_as_csv([here.name, _period(season)], words.tables(found).values())
    log.info("Person %s took the recruitment numbers of unit %s", request.person.pk, here.pk)
    name = f"{slugify(here.name)}-rekruttering-{timezone.localdate().isoformat()}.csv"
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})
