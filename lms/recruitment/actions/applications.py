"""Somebody applies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.recruitment.choices import INFORMED_VERSION
from lms.recruitment.models import Application, Move, OpeningPage, SecretLink, Stage
from lms.recruitment.rules import clocks
from lms.recruitment.selectors.facts import process_for
from lms.recruitment.selectors.owners import nearest_recruiters
from lms.roles.models import Role
from lms.units.models import Unit

from . import letters
from .links import make_link

FIELDS = (
    "given_name",
    "family_name",
    "email",
    "phone",
    "language",
    "interests",
    "skills",
    "times",
    "motivation",
    "channel",
    "has_ties",
)


@transaction.atomic
def submit(
    *, unit: Unit, role: Role, details: Mapping[str, Any], key: str, now: datetime, opening: OpeningPage | None = None
) -> Application:
    """Take an application in: the case, its first move, a receipt with the applicant's own link, and word to those who recruit.

    `details` are `FIELDS`; `key` makes sending the form twice the same as sending it once. Somebody who already has an open case for this role here
    keeps it: they get a new receipt with a fresh link, and nothing is told to whoever sent the form.
    """
    known = Application.objects.filter(key=key).first()
    if known:
        return known
    values = {field: details.get(field) for field in FIELDS if details.get(field) not in (None, "")}
    email = str(values.get("email", "")).strip().lower()
    if email:
        values["email"] = email
        Unit.objects.select_for_update().get(pk=unit.pk)  # two forms with one address, sent in the same moment, follow each other
        open_case = Application.objects.open().filter(unit=unit, role=role, email__iexact=email).first()
        if open_case:
            _send_receipt(open_case, now=now)
            return open_case
    fixed = {
        "unit": unit,
        "role": role,
        "process": process_for(unit, role),
        "opening": opening,
        "informed_version": INFORMED_VERSION,
        "stage_since": now,
        "received_at": now,
    }
    case, is_new = Application.objects.get_or_create(key=key, defaults=values | fixed)
    if not is_new:
        return case  # the other of two clicks was a moment quicker
    Move.objects.create(application=case, to_stage=Stage.RECEIVED, actor=Move.Actor.APPLICANT, at=now)
    _send_receipt(case, now=now)
    _tell_recruiters(case, now=now)
    return case


def _send_receipt(case: Application, *, now: datetime) -> None:
    """A receipt at once, with a link to the applicant's own page; sent again within the hour it is the same letter."""
    if not case.email:
        return
    token = make_link(purpose=SecretLink.Purpose.APPLICANT, application=case, now=now)
    due = clocks.contact(timezone.localdate(case.received_at), None).due
    letters.send(
        letter="receipt",
        key=f"recruitment:{case.pk}:receipt:{now:%Y%m%d%H}",
        to=case.email,
        language=case.language,
        values=letters.values_for(
            case,
            language=case.language,
            kontakt=letters.contact_of(case),
            lenke=letters.address_of("recruitment:own_case", token),
            innen=letters.day(due, case.language),
        ),
        now=now,
        is_secret=True,
    )


def _tell_recruiters(case: Application, *, now: datetime) -> None:
    """Word of a new case to those who recruit in the nearest unit that has anybody, without a name: a letter can be read by others."""
    recruiters = nearest_recruiters(case.unit, on=timezone.localdate(now))
    for person in {each.person for each in recruiters if each.person.email}:
        letters.send(
            letter="new_case",
            key=f"recruitment:{case.pk}:new:{person.pk}",
            to=person.email,
            language=person.language,
            values={
                "enhet": case.unit.name,
                "rolle": letters.role_of(case, person.language),
                "lenke": letters.address_of("recruitment:case", case.unit.slug, case.pk),
                "innen": letters.day(clocks.contact(timezone.localdate(case.received_at), None).due, person.language),
            },
            now=now,
        )
