"""What the demo organisation has written: unit pages, whom to ring, and the local contributions of Bergen. Norwegian bokmål, "
"since it is content."""

from dataclasses import dataclass
from typing import Any

from .organisation import BERGEN, HUSET, OSLO, ROOT

Body = list[tuple[str, Any]]


@dataclass(frozen=True)
class UnitText:
    """A unit's own page."""

    lead: str
    body: Body


def _about(*paragraphs: str) -> tuple[str, str]:
    return ("text", "".join(paragraphs))


def _year(text: str) -> tuple[str, dict[str, str]]:
    return ("callout", {"tone": "tip", "title": "Tallene er fra 2018/19", "text": f"<p>{text}</p>"})


PAGES = {
    "kontaktsenteret-oslo": UnitText(
        "En åpen kafé midt i Oslo, med mat, varme og folk som ser deg.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Her kommer gjester for å spise, hvile, få klær eller snakke med en sosionom. Hver uke "
                "deler vi ut mat, og hver "
                "måned skjer det noe sammen: en tur, en kino, en middag med duk.</p>",
                "<h2>Hva tidgivere gjør</h2><ul><li>lager og serverer mat</li><li>tar imot i døra</li><li>henter og sorterer varer</li>"
                "<li>er med i motivasjonsteamet</li></ul>",
            ),
            _year("Om lag 200 gjester kom hver dag, og 40 tidgivere var med."),
        ],
    ),
    "dagsenteret-bergen": UnitText(
        "Et dagsenter i Bergen med mat på bordet og tid til en prat.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Vi er et sted å være på dagtid. Gjestene får mat, kan snakke med en sosionom og bli "
                "med på det som skjer.</p>",
                "<h2>Hva tidgivere gjør</h2><p>De fleste er på kjøkkenet og i kafeen. Noen er med i motivasjonsteamet, og "
                "noen drar på tur.</p>",
            ),
            _year("Dagsenteret hadde 10 000 besøk i året og 28 tidgivere."),
        ],
    ),
    HUSET: UnitText(
        "Et hus i Horten som drives av tidgivere, fra frokost til middag.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Fire dager i uka er det frokost og middag. Gjestene har sitt eget rom med biljard og "
                "pc, og vi låner ut kano, "
                "fiskestenger og telt.</p>",
                "<h2>Hvem som leder</h2><p>Huset har ingen ansatte. En av tidgiverne er leder, og en annen er stedfortreder. "
                "Vi ringer Gatenære tiltak "
                "sentralt når noe er for stort for oss.</p>",
            ),
            _year("28 tidgivere drev Huset, og mellom 20 og 40 gjester var innom hver dag."),
        ],
    ),
    "kafe-kampen-gjovik": UnitText(
        "En kafé på Gjøvik med dusj, vaskemaskin og kinotur.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Kafeen er åpen fem dager i uka. Her kan du få mat, klær, en hårklipp, en dusj og rene "
                "klær. Tre dager i uka er "
                "varmestua åpen, og ofte skjer det noe på kvelden: bowling, kino eller en tur.</p>",
                "<h2>Hva tidgivere gjør</h2><p>Lager mat, kjører varer og blir med på aktiviteter.</p>",
            ),
            _year("20 tidgivere var med, og om lag 40 gjester kom hver uke."),
        ],
    ),
    "t5-arendal": UnitText("Et gatenært tiltak i Arendal.", []),
    OSLO: UnitText(
        "Én til én i Oslo: en tur, en konsert, hjelp med en CV.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Deltakere og tidgivere blir satt sammen ut fra mål og interesser. Første gang møtes "
                "dere hos oss. Siden avtaler "
                "dere selv: kafé, marka, kino.</p>",
                "<h2>Hva det koster</h2><p>Vi dekker det du legger ut for deg selv, for eksempel en kinobillett. Deltakeren "
                "betaler for seg.</p>",
            ),
            _year("35 deltakere og 25 tidgivere var med i januar 2019."),
        ],
    ),
    BERGEN: UnitText(
        "Vi gjør vanlige ting sammen, og går med de første gangene.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>I Bergen finnes det mye å være med på. Det vanskelige er ofte å gå dit alene. En "
                "tidgiver hos oss blir med de "
                "første gangene på trening, på kafé eller i et kor, til det går fint uten.</p>",
                "<h2>Hvem som er med</h2><p>Tidgiverne er fra tidlig i tjueårene til over seksti. De fleste er i jobb. To "
                "veiledere kjenner alle "
                "deltakerne, og er den du ringer.</p>",
                "<h2>Samlinger</h2><p>Hver femte uke har vi temakveld. En gang i måneden er den sammen med Røde Kors.</p>",
            ),
            (
                "quote",
                {
                    "text": "Det var ikke så mye vi gjorde. Vi drakk kaffe og gikk hjem. Men det var hver torsdag.",
                    "by": "Slik kan en tidgiver si det",
                },
            ),
            _year("24 deltakere og 28 tidgivere var med ved utgangen av 2018."),
        ],
    ),
    "steg-for-steg-drammen": UnitText("Vi bygger opp Steg for Steg i Drammen.", []),
    "varmestua-fredrikstad": UnitText(
        "Varm mat, varme klær og fritid sammen i Fredrikstad.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Fem dager i uka er det gratis mat. Noen av tidgiverne er bare med på fritid: fotball, "
                "tur og bading.</p>",
                "<h2>Fagsamlinger</h2><p>Fire ganger i året samles alle tidgivere i byen om førstehjelp, psykisk helse, "
                "taushetsplikt og etikk.</p>",
            ),
            _year("Varmestua hadde om lag 12 000 besøk i året og 48 tidgivere."),
        ],
    ),
    "steg-for-steg-fredrikstad": UnitText("Vi bygger opp Steg for Steg i Fredrikstad.", []),
    "steg-for-steg-kristiansand": UnitText(
        "Småjobber, trening og turer i Kristiansand.",
        [
            _about(
                "<h2>Hva vi gjør</h2><p>Deltakerne maler, flytter, måker snø og klipper plener i Småjobbsentralen, og er med "
                "på spinning, gåturer og "
                "villmarksturer.</p>",
                "<h2>Hva tidgivere gjør</h2><p>En arbeidsleder har ansvaret ute hos kunden. En aktivitetstidgiver er med på "
                "det som skjer fast hver "
                "uke.</p>",
            ),
            _year("Mellom 70 og 80 deltakere var innom i 2018, sammen med fem–seks aktive tidgivere."),
        ],
    ),
}


@dataclass(frozen=True)
class Card:
    """Whom to ring about something. The numbers reach nobody, but for those of the public emergency services."""

    title: str
    who: str
    phone: str
    hours: str = ""


EMERGENCY = (
    Card("Haster det, men er ikke livsfare?", "Legevakt", "116 117", "hele døgnet"),
    Card("Fare for liv", "Ambulanse", "113", "hele døgnet"),
)
CARDS = {
    BERGEN: (
        Card("Deltakeren har det vanskelig", "Veileder på vakt", "+47 00 00 55 10", "hverdager 8–20"),
        Card("Vakter, forfall og alt du lurer på", "Tarjei, tidgiverkoordinator", "+47 00 00 55 11", "hverdager 9–16"),
        Card("Du har gjort en feil, eller er bekymret", "Ingrid, leder", "+47 00 00 55 12", "når som helst"),
    ),
    OSLO: (
        Card("Deltakeren har det vanskelig", "Veileder på vakt", "+47 00 00 22 10", "hverdager 9–18"),
        Card("Avtaler, utlegg og alt du lurer på", "Sabrina, koordinator", "+47 00 00 22 11", "hverdager 9–15"),
    ),
    "kontaktsenteret-oslo": (
        Card("Noe skjer i kafeen nå", "Ansvarshavende", "+47 00 00 22 20", "når vi har åpent"),
        Card("Vakter og forfall", "Hennie, koordinator", "+47 00 00 22 21", "hverdager 8–15"),
    ),
    "dagsenteret-bergen": (Card("Noe skjer på vakt", "Ansvarshavende", "+47 00 00 55 20", "når vi har åpent"),),
    HUSET: (
        Card("Noe skjer på vakt", "Odd Arne, leder", "+47 00 00 33 10", "når vi har åpent"),
        Card("Odd Arne svarer ikke", "Berit, stedfortreder", "+47 00 00 33 11"),
    ),
    "kafe-kampen-gjovik": (Card("Noe skjer på vakt", "Ansvarshavende", "+47 00 00 61 10", "når vi har åpent"),),
    "bla-kors-fredrikstad": (Card("Vakter, samlinger og alt du lurer på", "Eline, koordinator", "+47 00 00 69 10", "hverdager 9–15"),),
    "steg-for-steg-kristiansand": (
        Card("Noe skjer på oppdrag", "Prosjektleder for småjobber", "+47 00 00 38 10", "hverdager 8–16"),
        Card("Aktiviteter og avtaler", "Oda, koordinator", "+47 00 00 38 11", "hverdager 9–15"),
    ),
}

# --- What Bergen has written itself ----------------------------------------------------------------------------------------------------------------

LOCAL_MODULE_TITLE = "Slik gjør vi det i Bergen"
LOCAL_MODULE: Body = [
    (
        "text",
        "<p>Hei, og velkommen til oss. Nå har du lært hva taushetsplikt er. Her er hvordan den ser ut på en vanlig tirsdag i Bergen. "
        "Hilsen Ingrid, leder.</p>"
        "<h2>Erklæringen</h2>"
        "<p>Du skriver under på den andre samtalen, sammen med Tarjei. Han legger den i et låst skap på kontoret, og du får "
        "en kopi med hjem. "
        "Hos oss bygger plikten på avtalen du har skrevet under på. Den varer også etter at du slutter.</p>"
        "<h2>Permen er deltakerens</h2>"
        "<p>Hver deltaker har sin egen perm med planer og avtaler. Vi har ingen kopi, og vi fører ikke journal. Blir du bedt "
        "om å ta vare på "
        "permen, sier du vennlig nei. Ikke ta bilde av noe i den, heller ikke for å hjelpe.</p>"
        "<h2>Når noe er sårt</h2>"
        "<p>Vi har et lite rom innerst i gangen med to stoler og en dør som kan lukkes. Spør om nøkkelen. Ute i byen gjelder "
        "det samme: sett dere "
        "der ingen hører, eller ta praten mens dere går. På Bybanen snakker vi om været.</p>",
    ),
    (
        "callout",
        {
            "tone": "example",
            "title": "Bergen er liten",
            "text": "<p>Møter du en deltaker på Torgallmenningen, lar du deltakeren velge om dere skal hilse. Er du sammen "
            "med noen, og de spør "
            "hvem det var, holder det å si: «En jeg kjenner litt.»</p>",
        },
    ),
    (
        "text",
        "<h2>Chatten vår</h2>"
        "<p>Den heter Temakveld, og den er til nettopp det: tid, sted og hvem som tar med kake. Ingen navn på deltakere, ikke "
        "forbokstaver, ikke "
        "«han jeg går med». Tarjei tar ut dem som slutter, samme dag.</p>"
        "<h2>Bilder</h2>"
        "<p>Vi tar ikke bilder av hverandre på tur uten at alle har sagt ja, og vi legger dem ikke ut. Fjellet kan du ta så "
        "mange bilder av du vil.</p>"
        "<h2>Temakvelder med Røde Kors</h2>"
        "<p>En gang i måneden er vi sammen med tidgivere som ikke er våre. Da snakker vi om hvordan det er å være tidgiver, "
        "aldri om en deltaker. "
        "Lag heller et eksempel som ikke finnes.</p>"
        "<h2>Har du sagt for mye?</h2>"
        "<p>Det skjer de fleste av oss en gang. Ring Tarjei eller meg samme dag. Ingen blir sure. Vi finner ut sammen hva som "
        "må gjøres, og det er "
        "alltid lettere i dag enn i morgen.</p>",
    ),
    (
        "checklist",
        {
            "title": "Før du går ut døra hos oss",
            "items": [
                "Jeg har skrevet under på erklæringen, og vet hvor den ligger.",
                "Jeg vet hva jeg svarer når noen spør hvem jeg var sammen med.",
                "Jeg har lagret nummeret til veileder på vakt.",
            ],
        },
    ),
]
LOCAL_MODULE_NOTE = "Ny tekst om temakveldene vi har sammen med Røde Kors."

# (course, key of the local text) → what Bergen says there
LOCAL_TEXTS = {
    "erklaeringen-min": (
        "Din erklæring ligger i det låste skapet på kontoret. Du fikk en kopi da du skrev under. Har du mistet den, så spør "
        "Tarjei, så får du en ny "
        "samme dag. Blir en avtale endret, skriver vi under på nytt sammen."
    ),
}

# unit → goals of last year: indicator, own words, target, result in own words, a few words
GOALS = {
    ROOT: [
        ("ready", "", 60, None, "Taushetsplikt og HMS ble krav for alle dette året, og mange måtte ta dem på nytt."),
        ("active", "", 200, None, ""),
        ("own", "enheter som har holdt introduksjonskurs", 10, 8, "To enheter var uten lokale om høsten og holder kurset i februar."),
    ],
    BERGEN: [
        ("new", "", 6, None, "Vi søkte i studentforeningene for første gang."),
        ("own", "temakvelder", 8, 9, ""),
    ],
}
