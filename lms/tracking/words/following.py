"""How a unit is followed up, in words."""

from dataclasses import asdict

from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.roles.models import Responsibility
from lms.tracking.selectors import SMALLEST_COUNT
from lms.tracking.selectors.following import UnitCover, is_small


def state_words(line: UnitCover) -> str:
    """Who is lacking, or leaves when. Names only for those who give responsibilities there."""
    found = line.cover
    if not found.own:
        return _("Nobody coordinates or leads")
    said = list(dict.fromkeys(_leaving(row, named=line.may_grant) for row in found.ending))
    if found.ends_on:
        said.append(_("Nobody after %(day)s") % {"day": date_format(found.ends_on, "MONTH_DAY_FORMAT")})
    else:
        said.append(_("Others go on"))
    return ". ".join(said)


def _leaving(row: Responsibility, *, named: bool) -> str:
    said = {
        "day": date_format(row.ends_on, "MONTH_DAY_FORMAT") if row.ends_on else "",
        "responsibility": row.get_kind_display(),
        "name": row.person.name,
    }
    return capfirst((_("%(name)s, %(responsibility)s, to %(day)s") if named else _("%(responsibility)s to %(day)s")) % said)


def stand_in_words(line: UnitCover) -> str:
    """Which unit stands in where nobody of its own does; else, or without one, who then."""
    found = line.cover
    if found.above:
        return _("From %(unit)s") % {"unit": found.above.name}
    return _("The administrators")


def work_words(line: UnitCover) -> str:
    """What waits there; small numbers only for those who may see who it is."""
    said = _waiting(line)
    return capfirst(get_text_list(said, pgettext("between the last two of a list", "and"))) if said else _("Nothing")


def _waiting(line: UnitCover) -> list[str]:
    few = _("fewer than %(number)s") % {"number": SMALLEST_COUNT}
    # A number that is not told counts as many, since the plural would else tell one from more.
    told = {field: SMALLEST_COUNT if is_small(number) and not line.is_exact else number for field, number in asdict(line.work).items()}
    words = {
        "lacking": ngettext("%(number)s lacks something", "%(number)s lack something", told["lacking"]),
        "exemptions": ngettext("%(number)s exemption waits for a yes", "%(number)s exemptions wait for a yes", told["exemptions"]),
        "wishes": ngettext("%(number)s would like a talk", "%(number)s would like a talk", told["wishes"]),
        "unconfirmed": ngettext("%(number)s to confirm in the register", "%(number)s to confirm in the register", told["unconfirmed"]),
        "cases": ngettext("%(number)s open case in recruitment", "%(number)s open cases in recruitment", told["cases"]),
    }
    numbers = asdict(line.work)
    return [text % {"number": numbers[name] if told[name] == numbers[name] else few} for name, text in words.items() if numbers[name]]
