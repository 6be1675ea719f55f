"""Who of the invented people has read the handbook: everybody who serves and can log in, soon after the first day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from lms.handbook.models import Acknowledgement, Asks, Guideline
from lms.handbook.selectors import newest_edition
from lms.people.models import Person
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Holding
from lms.qualifications.rules import FOREVER
from lms.units.models import Unit

from .rules import LONG_AGO, Invented
from .schooling import moment

READ_AFTER = 20  # days after the first day


def read_handbook(*, invented: Sequence[Invented], people: Mapping[str, Person], units: Mapping[str, Unit], now: datetime) -> None:
    """Row for row what `acknowledge` would have written, for the central guidelines that are to be read; what is signed lies on paper."""
    today = timezone.localdate(now)
    for page in Guideline.objects.live().filter(asks=Asks.READ).select_related("qualification"):
        edition = newest_edition(page)
        if edition is None:
            continue
        rows = []
        for each in invented:
            serving = [post for post in each.posts if post.status in ("active", "paused")]
            if serving and each.has_login:
                day = max(serving[0].starts_on + timedelta(days=READ_AFTER), today - timedelta(days=LONG_AGO))
                if day < today:
                    at = moment(day, 20, now=now)
                    rows.append(Acknowledgement(person=people[each.key], page=page, edition=edition, unit=units[serving[0].unit], at=at))
        written = Acknowledgement.objects.bulk_create(rows)
        if page.qualification is None:
            continue
        Evidence.objects.bulk_create(
            Evidence(
                person=row.person,
                qualification=page.qualification,
                kind=EvidenceKind.GUIDELINE,
                assurance=Assurance.LOGGED_IN,
                earned_on=timezone.localdate(row.at),
                unit=row.unit,
                source=edition.title,
                source_key=row.evidence_key,
                registered_by=row.person,
                registered_at=row.at,
            )
            for row in written
        )
        Holding.objects.bulk_create(
            Holding(person=row.person, qualification=page.qualification, valid_from=timezone.localdate(row.at), valid_until=FOREVER)
            for row in written
        )
