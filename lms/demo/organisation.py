"""The invented organisation: units, roles, what one can hold, what is asked, and the people one can step in as. Pure data, no Django.

Units, towns, kinds and the number of tidgivere are those of a public report (Fafo 2019:10) and from 2018/19; where a number is shown to
visitors, that is said. Every person is invented, and so is everything about what they have learnt.
"""

from dataclasses import dataclass, field

from content.first_pages import KINDS as KINDS  # the same as every installation begins with

# --- Units -------------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A unit: where it stands in the tree, and how many tidgivere it has in each role."""

    slug: str
    name: str
    kind: str
    city: str = ""
    parent: str = ""
    opened: int = 0  # year
    roles: dict[str, int] = field(default_factory=dict)

    @property
    def tidgivere(self) -> int:
        """People with a current assignment."""
        return sum(self.roles.values())


ROOT = "bla-kors-norge"
BERGEN = "steg-for-steg-bergen"
OSLO = "steg-for-steg-oslo"
HUSET = "huset-horten"

PLACES = (
    Place(ROOT, "Blå Kors Norge", "sentralt", "Oslo"),
    Place("gatenaere-tiltak", "Gatenære tiltak", "program", parent=ROOT),
    Place(
        "kontaktsenteret-oslo",
        "Kontaktsenteret",
        "gatenaer",
        "Oslo",
        "gatenaere-tiltak",
        1981,
        {"kjokken-og-kafe": 14, "lager-og-transport": 10, "velkomstgruppe": 8, "motivasjonsteam": 8},
    ),
    Place(
        "dagsenteret-bergen",
        "Dagsenteret",
        "gatenaer",
        "Bergen",
        "gatenaere-tiltak",
        1996,
        {"kjokken-og-kafe": 16, "motivasjonsteam": 6, "aktivitetstidgiver": 6},
    ),
    Place(
        HUSET,
        "Huset",
        "gatenaer",
        "Horten",
        "gatenaere-tiltak",
        2005,
        {"kjokken-og-kafe": 16, "aktivitetstidgiver": 8, "velkomstgruppe": 4},
    ),
    Place(
        "kafe-kampen-gjovik",
        "Kafé Kampen",
        "gatenaer",
        "Gjøvik",
        "gatenaere-tiltak",
        2009,
        {"kjokken-og-kafe": 12, "aktivitetstidgiver": 5, "lager-og-transport": 3},
    ),
    Place("t5-arendal", "T5", "gatenaer", "Arendal", "gatenaere-tiltak", 2012),
    Place("steg-for-steg-norge", "Steg for Steg Norge", "program", parent=ROOT),
    Place(OSLO, "Steg for Steg Oslo", "steg-for-steg", "Oslo", "steg-for-steg-norge", 2015, {"stottespiller": 25}),
    Place(BERGEN, "Steg for Steg Bergen", "steg-for-steg", "Bergen", "steg-for-steg-norge", 2018, {"stottespiller": 28}),
    Place("steg-for-steg-drammen", "Steg for Steg Drammen", "steg-for-steg", "Drammen", "steg-for-steg-norge", 2019),
    Place("bla-kors-fredrikstad", "Stiftelsen Blå Kors Fredrikstad", "by", "Fredrikstad", ROOT),
    Place(
        "varmestua-fredrikstad",
        "Varmestua",
        "gatenaer",
        "Fredrikstad",
        "bla-kors-fredrikstad",
        2002,
        {"kjokken-og-kafe": 25, "aktivitetstidgiver": 18, "motivasjonsteam": 5},
    ),
    Place("steg-for-steg-fredrikstad", "Steg for Steg Fredrikstad", "steg-for-steg", "Fredrikstad", "bla-kors-fredrikstad", 2019),
    Place("bla-kors-kristiansand", "Blå Kors Kristiansand", "by", "Kristiansand", ROOT),
    Place(
        "steg-for-steg-kristiansand",
        "Steg for Steg Kristiansand",
        "steg-for-steg",
        "Kristiansand",
        "bla-kors-kristiansand",
        2016,
        {"arbeidsleder": 2, "aktivitetstidgiver": 3},
    ),
)

# --- Roles, qualifications, requirements ---------------------------------------------------------------------------------------------------------


# Roles and qualifications are those every installation begins with: of `lms/requirements/shipped.yaml`, the curriculum and the handbook.
ROLLEN, TAUSHET = "tidgiverrollen", "taushetsplikt"  # the two that courses earn; the curriculum brings them
ERKLAERING, FORSTEHJELP, HMS, MOTIVASJON = "taushetserklaering", "forstehjelp-praktisk", "hms-runde", "motivasjonssamtalen-praktisk"


@dataclass(frozen=True)
class Demand:
    """A requirement: whom it is for, and by when (days None: before start)."""

    qualification: str
    role: str = ""
    kind: str = ""
    unit: str = ""
    days: int | None = None


DEMANDS = (
    Demand(TAUSHET),
    Demand(ERKLAERING),
    Demand(ROLLEN, days=30),
    Demand(HMS, kind="gatenaer", days=14),
    Demand(FORSTEHJELP, kind="gatenaer", days=90),
    Demand(FORSTEHJELP, role="arbeidsleder"),
    Demand(HMS, role="arbeidsleder"),
    Demand(MOTIVASJON, role="motivasjonsteam"),
)


def demands_on(role: str, place: Place) -> list[Demand]:
    """What is asked of a role in a unit."""
    return [
        demand for demand in DEMANDS if demand.role in ("", role) and demand.kind in ("", place.kind) and demand.unit in ("", place.slug)
    ]


# --- People with a name of their own -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Duty:
    """A responsibility."""

    kind: str
    unit: str
    deputy: bool = False


@dataclass(frozen=True)
class Member:
    """Somebody with a responsibility or a part to play. `story` names what they have done (see `rules.STORIES`); empty for those who only lead."""

    key: str
    given: str
    family: str
    duties: tuple[Duty, ...] = ()
    posts: tuple[tuple[str, str], ...] = ()  # (unit, role)
    story: str = ""

    @property
    def email(self) -> str:
        """An address that reaches nobody: the domain is kept for examples."""
        return f"{self.key}@tidgiver.example"


MEMBERS = (
    # Tidgivere one can step in as
    Member("nora", "Nora", "Nilsen Vik", posts=((BERGEN, "stottespiller"),), story="newcomer"),
    Member("jonas", "Jonas", "Berge Lien", posts=((BERGEN, "stottespiller"),), story="halfway"),
    Member(
        "amina",
        "Amina",
        "Farah Haugland",
        posts=((BERGEN, "stottespiller"), ("dagsenteret-bergen", "aktivitetstidgiver")),
        story="ready",
    ),
    Member("oddbjorn", "Oddbjørn", "Sæle Natland", posts=((BERGEN, "stottespiller"),), story="lapsing"),
    # Leaders and coordinators
    Member("ingrid", "Ingrid", "Solheim Moe", duties=(Duty("leader", BERGEN),)),
    Member("tarjei", "Tarjei", "Aas Lundby", duties=(Duty("coordinator", BERGEN),)),
    Member("maiken", "Maiken", "Rong Toft", duties=(Duty("leader", BERGEN, deputy=True),)),
    Member("karielise", "Kari Elise", "Brekkerud", duties=(Duty("leader", OSLO),)),
    Member("sabrina", "Sabrina", "Holt Azizi", duties=(Duty("coordinator", OSLO),)),
    Member("gudmund", "Gudmund", "Stav Eide", duties=(Duty("leader", "kontaktsenteret-oslo"),)),
    Member("hennie", "Hennie", "Roth Ås", duties=(Duty("coordinator", "kontaktsenteret-oslo"),)),
    Member("vilja", "Vilja", "Ness Oppegaard", duties=(Duty("subject_owner", "kontaktsenteret-oslo"),)),
    Member("torunn", "Torunn", "Fleten", duties=(Duty("leader", "dagsenteret-bergen"),)),
    Member(
        "oddarne",
        "Odd Arne",
        "Lundeby",
        duties=(Duty("leader", HUSET),),
        posts=((HUSET, "kjokken-og-kafe"),),
        story="veteran",
    ),
    Member(
        "berit",
        "Berit",
        "Myrhaug",
        duties=(Duty("leader", HUSET, deputy=True), Duty("coordinator", HUSET)),
        posts=((HUSET, "velkomstgruppe"),),
        story="veteran",
    ),
    Member("stig", "Stig", "Ånerud", duties=(Duty("leader", "kafe-kampen-gjovik"),)),
    Member("lisbet", "Lisbet", "Bæverdal", duties=(Duty("coordinator", "kafe-kampen-gjovik"),)),
    Member("rebekka", "Rebekka", "Tromøy", duties=(Duty("leader", "t5-arendal"),)),
    Member("halvor", "Halvor", "Strømsø", duties=(Duty("leader", "steg-for-steg-drammen"),)),
    Member("eline", "Eline", "Kråkerøy", duties=(Duty("coordinator", "bla-kors-fredrikstad"),)),
    Member("willy", "Willy", "Onsøy", duties=(Duty("leader", "varmestua-fredrikstad"),)),
    Member("signe", "Signe", "Gressvik", duties=(Duty("leader", "steg-for-steg-fredrikstad"),)),
    Member("tellef", "Tellef", "Flekkerøy", duties=(Duty("leader", "steg-for-steg-kristiansand"),)),
    Member("oda", "Oda", "Randesund", duties=(Duty("coordinator", "steg-for-steg-kristiansand"),)),
    # The centre
    Member("silje", "Silje Marie", "Holmlia", duties=(Duty("central_editor", ROOT),)),
    Member("henrik", "Henrik", "Dalsbergstien", duties=(Duty("central_coordinator", ROOT),)),
    Member("astrid", "Astrid", "Fossum", duties=(Duty("administrator", ROOT),)),
)
