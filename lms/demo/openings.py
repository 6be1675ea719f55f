"""What the invented units look for, and how they recruit. The steps are those the reports tell of; the texts are ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import OpeningPage
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind

from .organisation import BERGEN, HUSET, OSLO


@dataclass(frozen=True)
class Looking:
    """One opening."""

    unit: str
    role: str
    title: str
    lead: str
    for_whom: str
    time_asked: str
    text: str
    closes_in: int | None = None  # days


LOOKING = (
    Looking(
        BERGEN,
        "stottespiller",
        "Bli støttespiller for én person",
        "Møt én person hver uke eller annenhver uke. Dere tar en kaffe, går en tur eller trener. Du er et "
        "vanlig menneske ved siden av, ikke en behandler.",
        "Du er over 20 år, er trygg i eget liv og tåler at ting tar tid. Du trenger ingen erfaring med rus.",
        "Annenhver uke, to til tre timer, i minst ett år",
        "<h2>Hva du gjør</h2><p>Du og deltakeren blir enige om hva dere vil gjøre. Mange vil ut av leiligheten: på kafé, på kamp, i "
        "svømmehallen. Noen vil ha selskap til et vanskelig møte.</p><h2>Du er ikke alene</h2><p>Du har en koordinator å ringe. En gang i "
        "måneden møtes alle støttespillerne og spiser sammen.</p>",
    ),
    Looking(
        OSLO,
        "stottespiller",
        "Støttespiller i Oslo",
        "Vær et fast menneske i livet til en som bygger seg opp igjen. Vi finner ut sammen hvem du passer med.",
        "Du har tid i hverdagen og liker folk. Vi søker flere som kan på dagtid.",
        "Et par timer i uka",
        "<h2>Hva du gjør</h2><p>Vanlige ting: kaffe, tur, handle, trene, prate. Du møter opp når du har sagt at du kommer.</p>",
        closes_in=24,
    ),
    Looking(
        "kontaktsenteret-oslo",
        "kjokken-og-kafe",
        "Kjøkken og kafé på Kontaktsenteret",
        "Lag mat, server og sett deg ned ved bordet. Her kommer det folk hver dag som har godt av et vennlig ansikt.",
        "Alle som liker å være i et kjøkken. Du lærer det du trenger på stedet.",
        "Én vakt i uka, fire timer, på dagtid",
        "<h2>En vanlig vakt</h2><p>Du kommer klokka ni. Vi lager lunsj til omtrent hundre, serverer, rydder og "
        "prater. Det er alltid ansatte på vakt.</p>",
    ),
    Looking(
        HUSET,
        "velkomstgruppe",
        "Stå i døra på Huset",
        "Hils på dem som kommer, hell i kaffe og se hvem som trenger en prat. På Huset er det tidgivere som driver.",
        "Du er rolig og liker å ta imot folk.",
        "To kvelder i måneden",
        "<p>Huset i Horten har ingen ansatte. Tidgiverne deler på alt, og du går alltid vakt sammen med en som har vært der lenge.</p>",
    ),
    Looking(
        "kafe-kampen-gjovik",
        "aktivitetstidgiver",
        "Bli med på tur fra Kafé Kampen",
        "Hver torsdag går vi ut sammen: skogen, bowling, badestranda. Vi trenger flere som kan gå ved siden av.",
        "Du liker å være ute, og har tid på dagen.",
        "Torsdager klokka 11 til 14",
        "<p>Vi er åtte til tolv på tur. En ansatt er alltid med.</p>",
    ),
)


def open_positions(*, units: Mapping[str, Unit], roles: Mapping[str, Role], now: datetime, since: datetime) -> None:
    """The processes of the two kinds of units, in force since `since`, and what they look for now."""
    kinds = {kind.key: kind for kind in UnitKind.objects.all()}
    set_process(now=since, by=None, kind=kinds["steg-for-steg"], rounds=2, seats=2, references=2, deciders=2)
    set_process(now=since, by=None, kind=kinds["gatenaer"], rounds=1, seats=1, references=0, deciders=1, trial_shift=True)
    for looking in LOOKING:
        unit = units[looking.unit]
        if unit.page is None:
            continue
        page = OpeningPage(
            title=looking.title,
            slug=looking.role,
            role=roles[looking.role],
            lead=looking.lead,
            for_whom=looking.for_whom,
            time_asked=looking.time_asked,
            closes_on=_day(now.date(), looking.closes_in),
            body=[{"type": "text", "value": looking.text}],
        )
        unit.page.add_child(instance=page)
        page.save_revision().publish()


def _day(today: date, days: int | None) -> date | None:
    return today + timedelta(days=days) if days is not None else None
