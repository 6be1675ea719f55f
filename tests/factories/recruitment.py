"""Recruitment as it stands in the middle of things."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from lms.people.models import Person
from lms.recruitment.models import (
    Application,
    GuideEdition,
    Interview,
    InterviewGuide,
    Process,
    Reference,
    Score,
    ScoreSheet,
    Seat,
    Stage,
)
from lms.recruitment.selectors.facts import process_for
from lms.roles.models import Role
from lms.units.models import Unit

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
_numbers = count(1)

ANCHORS = ["Stopp", "Svak", "God", "Sterk"]
GUIDE: dict[str, Any] = {
    "introduction": "",
    "questions": [{"key": "why", "text": "Hvorfor vil du dette?", "probe": ""}],
    "criteria": [
        {"key": "motivation", "name": "Motivasjon", "anchors": ANCHORS, "is_flag": False},
        {"key": "safety", "name": "Trygghet", "anchors": ANCHORS, "is_flag": True},
    ],
}


def an_application(unit: Unit, role: Role, *, process: Process | None = None, **values: Any) -> Application:
    """Somebody who has applied on NOW."""
    number = next(_numbers)
    defaults = {
        "given_name": "Vera",
        "family_name": "Vik",
        "email": f"vera{number}@soker.example",
        "phone": "900 00 000",
        "key": f"key-{number}",
        "stage": Stage.RECEIVED,
        "stage_since": NOW,
        "received_at": NOW,
    }
    return Application.objects.create(unit=unit, role=role, process=process or process_for(unit, role), **defaults | values)


def a_guide(number: int = 1) -> GuideEdition:
    """The guide of a round, as published."""
    guide, _ = InterviewGuide.objects.get_or_create(round=number, defaults={"title": f"Samtale {number}", "body": []})
    edition = guide.editions.first()
    return edition or GuideEdition.objects.create(guide=guide, number=1, title=guide.title, content=GUIDE, at=NOW)


def a_round(
    application: Application, number: int, *people: Person, sealed: bool = True, scores: dict[str, int | None] | None = None
) -> Interview:
    """A round that was held, with everybody's sheet, handed in unless told otherwise."""
    interview = Interview.objects.create(
        application=application, round=number, guide=a_guide(number), state=Interview.State.BOOKED, starts_at=NOW, created_at=NOW
    )
    for person in people:
        seat = Seat.objects.create(interview=interview, person=person)
        sheet = ScoreSheet.objects.create(seat=seat, notes={"why": "Vil gi av tiden."}, saved_at=NOW, sealed_at=NOW if sealed else None)
        if sealed:
            given = scores or {"motivation": 3, "safety": 3}
            Score.objects.bulk_create([Score(sheet=sheet, criterion=key, value=value, at=NOW) for key, value in given.items()])
    return interview


def a_reference(application: Application) -> Reference:
    """Somebody the applicant named has answered."""
    email = f"per{next(_numbers)}@arbeid.example"
    referee = application.referees.create(name="Per Berg", relation="Sjef", email=email, named_at=NOW)
    return Reference.objects.create(referee=referee, form_version="1", saved_at=NOW, given_at=NOW)


def fulfil(application: Application, first: tuple[Person, ...], second: tuple[Person, ...]) -> Application:
    """Everything that the process of Steg for Steg asks for has been done; the case stands in `references`."""
    a_round(application, 1, *first)
    a_round(application, 2, *second)
    a_reference(application)
    a_reference(application)
    application.contacted_at, application.stage = NOW, Stage.REFERENCES
    application.save()
    return application
