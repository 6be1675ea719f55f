"""What fills a letter's blanks in its preview."""

from collections.abc import Mapping

# Somebody invented, for the preview of a template.
SAMPLES: Mapping[str, str] = {
    "fornavn": "Vera",
    "enhet": "Steg for Steg Havna",
    "rolle": "støttespiller",
    "underskrift": "Kim Lie, Steg for Steg Havna",
    "kontakt": "Kim Lie, 900 00 001, kim@havna.example",
    "setning": "Her står setningen som er skrevet til søkeren.",
    "lenke": "https://tidgiver.example/soknad/…/",
    "innen": "3. mars",
    "tidspunkt": "tirsdag 3. mars kl. 17.00",
    "sted": "Havnegata 1",
    "navn": "Per",
    "søker": "Vera Vik",
    "oppstart": "3. mars",
    "notater_slettes": "1. april",
    "alt_slettes": "1. september",
}
