"""The readings of a case, for its unit's leader."""

from dataclasses import dataclass
from datetime import datetime

from lms.people.models import Person
from lms.recruitment.models import Application, FileRead
from lms.recruitment.rules.readings import Reading, fold


@dataclass(frozen=True, slots=True)
class Opened:
    """One sitting: who (empty for somebody who is no longer known), from when to when, and what they opened."""

    name: str
    first: datetime
    last: datetime
    what: list[str]
    times: int


def sittings(application: Application) -> list[Opened]:
    """Who opened a case, a line for each sitting, the newest first. 2 queries."""
    reads = [Reading(*row) for row in application.reads.values_list("person_id", "what", "at")]
    people = Person.objects.in_bulk({read.person for read in reads if read.person})
    labels = dict(FileRead.What.choices)
    return [
        Opened(
            people[each.person].name if each.person in people else "",
            each.first,
            each.last,
            [str(labels[what]) for what in each.what],
            each.times,
        )
        for each in fold(reads)
    ]
