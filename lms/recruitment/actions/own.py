"""What an applicant does by themselves, by secret link: correct, confirm a new address, ask for a new link."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.core import signing
from django.db import transaction
from django.utils.dateparse import parse_datetime

from lms.mail.models import Letter
from lms.recruitment.models import Application, SecretLink
from lms.recruitment.rules.retention import Part

from . import cases
from .letters import address_of, contact_of, key_of, send
from .links import close_links, make_link

DETAILS = ("given_name", "family_name", "phone", "language", "skills", "motivation")
CONFIRM_WITHIN = timedelta(days=3)
_SALT = "recruitment.address"


@transaction.atomic
def correct_details(*, application: Application, **details: str) -> Application:
    """Write an applicant's own details as they want them. `details` are among `DETAILS`; the address is changed by confirming the new one.

    Raises ValidationError for what does not fit.
    """
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"Not an applicant's own details: {', '.join(sorted(unknown))}")
    case = cases.locked(application)
    for name, value in details.items():
        setattr(case, name, value.strip())
    case.clean_fields(exclude=[field.name for field in Application._meta.fields if field.name not in details])
    case.save(update_fields=list(details))
    return case


@transaction.atomic
def ask_for_address(*, application: Application, email: str, now: datetime) -> Letter | None:
    """Write to a new address so that its owner can confirm it; nothing is changed yet. None if it is the address we have.

    The proof is in the letter and kept nowhere else. It holds for three days, and no longer than the present address does.
    """
    email = email.strip().lower()
    case = cases.locked(application)
    if email == case.email.lower():
        return None
    proof = signing.dumps(
        {"case": case.pk, "new": email, "old": _print(case.email), "until": (now + CONFIRM_WITHIN).isoformat()}, salt=_SALT
    )
    return send(
        letter="new_address",
        key=key_of(case, "address", f"{now:%Y%m%d%H%M%S}"),
        to=email,
        language=case.language,
        values={"enhet": case.unit.name, "lenke": address_of("recruitment:confirm_address", proof)},
        now=now,
        is_secret=True,
    )


def _print(email: str) -> str:
    """What tells an address from another without telling the address."""
    return sha256(email.lower().encode()).hexdigest()[:16]


def proven_address(proof: str, *, now: datetime) -> tuple[Application, str] | None:
    """The case and the new address that a proof is for; None alike for a forged, old or used one. 1 query."""
    try:
        said = signing.loads(proof, salt=_SALT)
    except signing.BadSignature:
        return None
    until = parse_datetime(said["until"])
    case = Application.objects.filter(pk=said["case"]).exclude(forgotten__has_key=Part.IDENTITY).select_related("unit", "role").first()
    if case is None or until is None or until <= now or _print(case.email) != said["old"]:
        return None
    return case, said["new"]


@transaction.atomic
def confirm_address(*, proof: str, now: datetime) -> str | None:
    """Take a confirmed address into use: earlier links of the applicant die, and a new one is sent to it. The old address is told.

    Returns the new link's token; None for a proof that is not good (any more).
    """
    found = proven_address(proof, now=now)
    if found is None:
        return None
    case, email = cases.locked(found[0]), found[1]
    if _print(case.email) != _print(found[0].email):
        return None  # somebody else was first
    old, case.email = case.email, email
    case.save(update_fields=["email"])
    close_links(application=case, purpose=SecretLink.Purpose.APPLICANT, now=now)
    if old:
        send(
            letter="address_changed",
            key=key_of(case, "address-changed", f"{now:%Y%m%d%H%M%S}"),
            to=old,
            language=case.language,
            values={"fornavn": case.given_name, "enhet": case.unit.name, "kontakt": contact_of(case)},
            now=now,
        )
    return _send_link(case, now=now)


@transaction.atomic
def send_link(*, application: Application, now: datetime) -> str | None:
    """Send the applicant a new link to their page, and return its token; links that they have stay open. Twice in a minute is once: None.

    None also for somebody without an address, or who is forgotten.
    """
    case = cases.locked(application)
    return _send_link(case, now=now) if case.email else None


def _send_link(case: Application, *, now: datetime) -> str | None:
    key = key_of(case, "link", f"{now:%Y%m%d%H%M}", _print(case.email))
    if Letter.objects.filter(key=key).exists():
        return None
    token = make_link(purpose=SecretLink.Purpose.APPLICANT, application=case, now=now)
    send(
        letter="link",
        key=key,
        to=case.email,
        language=case.language,
        values={"fornavn": case.given_name, "enhet": case.unit.name, "lenke": address_of("recruitment:own_case", token)},
        now=now,
        is_secret=True,
    )
    return token


@transaction.atomic
def send_links_to(*, email: str, now: datetime) -> int:
    """Send a new link for every case of an address that has not been forgotten, ended ones too: the right to see what is held lasts as long as it is.

    Returns how many; whoever asked is not to be told.
    """
    found = Application.objects.filter(email__iexact=email.strip()).exclude(email="")
    return sum(send_link(application=case, now=now) is not None for case in found)
