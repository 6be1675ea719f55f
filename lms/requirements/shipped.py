"""The roles, qualifications and requirements an installation begins with."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from lms.qualifications.models import Qualification
from lms.qualifications.rules import ValidUnit
from lms.roles.models import Role

from .actions import require
from .models import Phase, Requirement

SHIPPED = Path(__file__).with_name("shipped.yaml")


@dataclass(frozen=True)
class Loaded:
    """What a load made, and the keys of qualifications and roles that it looked for in vain."""

    roles: list[Role] = field(default_factory=list)
    qualifications: list[Qualification] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def shipped() -> dict[str, list[dict[str, Any]]]:
    """The file beside this one: `roles`, `qualifications` and `requirements`."""
    kept: dict[str, list[dict[str, Any]]] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return kept


def make_roles() -> list[Role]:
    """Make the shipped roles where there is none at all. Returns those made."""
    if Role.objects.exists():
        return []
    return [Role.objects.create(order=order, **role) for order, role in enumerate(shipped()["roles"])]


def make_qualifications() -> list[Qualification]:
    """Make the shipped qualifications, which no course earns, where there is none of the same key. Returns those made."""
    made = []
    for each in shipped()["qualifications"]:
        months = each.get("valid_months")
        fields = {name: value for name, value in each.items() if name not in ("key", "valid_months")}
        fields |= {"valid_for": months, "valid_unit": ValidUnit.MONTHS if months else ValidUnit.NEVER}
        qualification, new = Qualification.objects.get_or_create(key=each["key"], defaults=fields)
        if new:
            made.append(qualification)
    return made


@transaction.atomic
def load_shipped(*, on: date) -> Loaded:
    """Make the shipped roles and qualifications, and ask for what has never been asked of the same people, from `on`.

    What the centre has decided stays: a requirement that it changed or ended is not asked again, and its own roles get no company. Whatever asks for
    a role or a course that is not there is left out and named; run again when it is there.
    """
    loaded = Loaded(make_roles(), make_qualifications())
    roles = {role.key: role for role in Role.objects.all()}
    qualifications = {each.key: each for each in Qualification.objects.filter(unit=None)}
    for asked in shipped()["requirements"]:
        key, role_key, days = asked["qualification"], asked.get("role"), asked.get("days")
        absent = [name for name, there in ((key, qualifications), (role_key, roles)) if name and name not in there]
        if absent:
            loaded.missing.extend(name for name in absent if name not in loaded.missing)
            continue
        qualification, role = qualifications[key], roles[role_key] if role_key else None
        everywhere = Requirement.objects.filter(role=role, unit=None, kind=None, city="")
        if everywhere.filter(clauses__options__qualification=qualification).exists():
            continue
        phase = Phase.BEFORE_START if days is None else Phase.WITHIN_DAYS
        loaded.requirements.append(require(qualification=qualification, role=role, valid_from=on, phase=phase, days=days))
    return loaded
