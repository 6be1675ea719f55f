"""What the public site says until an editor has written something better, and the kinds of unit to choose from. Norwegian bokmål, since it is
content and not interface.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

Body = list[tuple[str, Any]]

READ_AGAIN = timedelta(days=365)  # by then somebody reads an article again

SITE_NAME = "Tidgiver"
HEADLINE = "Litt av tida di kan bety mye"
LEAD = (
    "En tidgiver er en vanlig person som gir av tida si til noen som trenger et menneske ved siden av seg. En kaffe. En tur. "
    "Den første gangen på trening. Du trenger ikke å kunne så mye. Det holder å komme når du har sagt at du kommer."
)
STEPS_TITLE = "Veien inn, i tre steg"
STEPS = [
    (
        "Vi blir kjent",
        "Finn et sted nær deg og ta kontakt. Du får svar innen tre dager. Så møtes vi, som regel til to samtaler, og du kan spørre om alt.",
    ),
    (
        "Du lærer det viktigste",
        "Korte moduler på mobilen, noen minutter om gangen: rollen din, taushetsplikt og hvem du ringer. Du kan stoppe og "
        "fortsette når du vil.",
    ),
    (
        "Du begynner, og er ikke alene",
        "En koordinator følger deg fra første dag. Du bestemmer selv hvor mye tid du har, og du kan ta pause når livet krever det.",
    ),
]
HOME_BODY: Body = [
    (
        "text",
        "<h2>Hva er en tidgiver?</h2>"
        "<p>Rundt 2 000 mennesker er tidgivere i Blå Kors. Noen serverer middag på en kafé der alle er velkomne. Noen går tur "
        "med én person, "
        "hver tirsdag. Noen står i døra og hilser, kjører varer eller leder en malejobb.</p>"
        "<p>De er studenter, i jobb eller pensjonister. Det de har til felles, er at de gir av tida si, og at de møter andre "
        "som likeverdige. "
        "En tidgiver er ikke behandler og skal ikke redde noen. En tidgiver går ved siden av.</p>",
    ),
    ("quote", {"text": "Jeg trodde jeg måtte kunne noe. Så viste det seg at det holdt å være der.", "by": "Slik kan en tidgiver si det"}),
]
HANDBOOK_TITLE = "Tidgivermappe"
UNITS_TITLE = "Finn en enhet"
UNITS_INTRODUCTION = "<p>Her er stedene der tidgivere møter andre. Velg et som er nær deg, og les hva de gjør.</p>"

# What a unit's leader finds on the unit's page when they first edit it. Gaps stand in square brackets: nothing is published before they are filled.
UNIT_BODY: Body = [
    (
        "text",
        "<h2>Hva er dette tiltaket?</h2>"
        "<p>[Fyll inn: hva stedet er, hvem det er for, og hva dere gjør sammen. Tre setninger.]</p>"
        "<h2>Når og hvor</h2>"
        "<ul><li>[Fyll inn: dager og klokkeslett]</li><li>[Fyll inn: adressen, og hvordan en finner inngangen]</li></ul>"
        "<h2>Hva gjør en tidgiver her?</h2>"
        "<p>[Fyll inn: oppgavene, og hvor mye tid de tar.]</p>"
        "<h2>Lurer du på noe?</h2>"
        "<p>[Fyll inn: hvem en ringer eller skriver til, og når de svarer.]</p>",
    ),
]


@dataclass(frozen=True)
class Kind:
    """What a unit does."""

    key: str
    name: str
    names: dict[str, str] = field(default_factory=dict)
    has_tidgivere: bool = True


KINDS = (
    Kind("sentralt", "Sentralt", {"en": "Central office"}, has_tidgivere=False),
    Kind("program", "Landsdekkende satsing", {"nn": "Landsdekkjande satsing", "en": "Nationwide programme"}, has_tidgivere=False),
    Kind("by", "Byorganisasjon", {"en": "City organisation"}, has_tidgivere=False),
    Kind("gatenaer", "Gatenært tiltak", {"en": "Street-level service"}),
    Kind("steg-for-steg", "Steg for Steg"),
)


@dataclass(frozen=True)
class Article:
    """An article the site begins with."""

    slug: str
    title: str
    lead: str
    body: Body = field(default_factory=list)


ARTICLES = [
    Article(
        "om-tidgivere",
        "Om tidgivere",
        "Hvem tidgivere er, hva de gjør, og hva de ikke gjør.",
        [
            (
                "text",
                "<h2>To slags steder</h2>"
                "<p>På <b>gatenære tiltak</b> er døra åpen. Det er kafeer og varmestuer der gjester får mat, varme og et "
                "menneske å prate med. "
                "Tidgivere lager mat, serverer, tar imot i døra, kjører varer og blir med på tur.</p>"
                "<p>I <b>Steg for Steg</b> følger en tidgiver gjerne én deltaker som bygger et liv etter rus. Dere gjør "
                "vanlige ting: kaffe, trening, "
                "kino, et møte det er vanskelig å gå alene til.</p>"
                "<h2>Hva du gir</h2>"
                "<p>Du gir tid og en vanlig hverdag. Det er nettopp det mange savner. Du trenger ikke å ha egne erfaringer "
                "med rus. Har du det, bestemmer du selv om du vil fortelle det.</p>"
                "<h2>Hva du ikke gjør</h2>"
                "<p>Du behandler ikke, gir ikke råd om medisiner og tar ikke over ansvaret for noen. Andre har de oppgavene, og du "
                "vet hvem du spør.</p>",
            ),
            (
                "accordion",
                {
                    "items": [
                        {
                            "title": "Hvor mye tid må jeg ha?",
                            "text": "<p>Det avtaler du med enheten. Mange gir noen timer hver uke, andre en kveld i måneden. "
                            "Det viktigste er at du holder "
                            "det dere har avtalt.</p>",
                        },
                        {
                            "title": "Trenger jeg utdanning?",
                            "text": "<p>Nei. Du får korte kurs før du begynner, og noen å ringe når du er usikker.</p>",
                        },
                        {
                            "title": "Må jeg være kristen?",
                            "text": "<p>Nei. Blå Kors bygger på kristen tro. De som er med, har ulike livssyn, og alle er velkomne.</p>",
                        },
                        {
                            "title": "Hva hvis det ikke passer lenger?",
                            "text": "<p>Si fra til koordinatoren. Du kan ta en pause, bytte oppgave eller slutte. Du får med "
                            "deg kursbevisene dine.</p>",
                        },
                    ]
                },
            ),
            (
                "callout",
                {
                    "tone": "important",
                    "title": "Dette er ikke en krisetjeneste",
                    "text": "<p>Er det fare for liv, ring 113. Trenger du lege nå, ring legevakt på 116 117. Vil du snakke "
                    "med noen, ring Mental Helse på 116 123, hele døgnet.</p>",
                },
            ),
        ],
    ),
    Article(
        "personvern",
        "Personvern",
        "Hva vi vet om deg, hvorfor, hvor lenge, og hva du kan be om.",
        [
            (
                "text",
                "<h2>Hva vi vet</h2>"
                "<ul><li>Navn, e-post og telefon, og hvilket språk du vil ha.</li>"
                "<li>Hvilke oppdrag og hvilket ansvar du har, i hvilken enhet, fra når og til når.</li>"
                "<li>Hvilke kurs du har tatt, hva du kan dokumentere, og når det går ut.</li></ul>"
                "<p>Vi skriver aldri noe om helse, tro, økonomi eller egne erfaringer. Vi registrerer aldri gjester eller deltakere.</p>"
                "<h2>Hvorfor</h2>"
                "<p>For å vite hvem som er med, hva hver av oss har lært, og hva som mangler før neste vakt. Det brukes ikke til "
                "noe annet. Blå Kors, ved enheten din, har ansvaret. Ingen jurist har godkjent denne teksten ennå.</p>"
                "<h2>Hvem som ser det</h2>"
                "<p>Lederen og koordinatoren i enheten din ser om du er klar, og hva som mangler. De ser ikke svarene dine på "
                "prøver. En administrator kan åpne dem, og da ser du hvem og når. Det du skriver i en "
                "refleksjon, ser bare du. Sentralt ser de fleste bare tall. Navn ser den som trenger det til oppgaven sin.</p>"
                "<h2>Hvor lenge</h2>"
                "<p>Så lenge du er tidgiver, og inntil tre år etter at det siste oppdraget er slutt. Detaljer om hvordan du "
                "har lest deg gjennom et kurs, "
                "slettes etter tolv måneder.</p>"
                "<h2>Hva du kan be om</h2>"
                "<p>Du kan be om å se alt som er lagret om deg, få feil rettet, få det med deg, eller få det slettet. Si fra "
                "til koordinatoren i "
                "enheten din. Er du ikke fornøyd med svaret, kan du klage til Datatilsynet.</p>"
                "<h2>Hvis du søker om å bli tidgiver</h2>"
                '<p>Hva som skjer med det du skriver da, og når det slettes, står på <a href="/soknad/personvern/">en egen side</a>.</p>'
                "<h2>Informasjonskapsler</h2>"
                "<p>Vi bruker bare dem som trengs for at du skal være logget inn, kunne sende inn skjemaer trygt og få siden på ditt "
                "språk. Ingen følger med på hva du gjør.</p>",
            ),
        ],
    ),
    Article(
        "tilgjengelighet",
        "Tilgjengelighet",
        "Alle skal kunne bruke disse sidene.",
        [
            (
                "text",
                "<p>Sidene er laget for å følge kravene i WCAG 2.2 på nivå AA. De skal virke med tastatur, skjermleser, "
                "forstørret tekst, på en "
                "gammel telefon og uten JavaScript. Farger bærer aldri noe alene: det står også med ord.</p>"
                "<p>Film og lyd har alltid tekst. Bilder har alltid en beskrivelse. Du kan gjøre alle kursene i ditt eget "
                "tempo, og ingen prøver går på tid.</p>"
                "<h2>Virker noe ikke?</h2>"
                "<p>Si fra til koordinatoren i enheten din, så sendes det videre. Alle kurs kan også tas muntlig eller på papir.</p>",
            ),
        ],
    ),
]
