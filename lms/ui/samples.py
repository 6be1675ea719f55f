"""Sample content for the style guide. Invented people and places; Norwegian, as the screens are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static

from lms.ui.heat_maps import HeatCell, HeatColumn, HeatRow
from lms.ui.icons import NAMES
from lms.ui.matrices import MatrixCell, MatrixColumn, MatrixRow
from lms.ui.preparations import CALLOUTS, STATES

SWATCHES = [
    "paper",
    "paper-deep",
    "surface",
    "rule",
    "ink",
    "ink-soft",
    "brand",
    "brand-wash",
    "accent",
    "accent-wash",
    "good",
    "good-wash",
    "bad",
    "bad-wash",
    "highlight",
    "night",
]


class SampleForm(forms.Form):
    """Every kind of control."""

    name = forms.CharField(label="Fullt navn", help_text="Slik det skal stå på kursbeviset.")
    email = forms.EmailField(label="E-post", error_messages={"invalid": "Skriv en hel e-postadresse, for eksempel kari@example.org."})
    phone = forms.CharField(label="Telefon", required=False)
    unit = forms.ChoiceField(label="Enhet", choices=[("", "Velg …"), ("b", "Steg for Steg Bergen"), ("h", "Huset, Horten")])
    about = forms.CharField(label="Litt om deg", widget=forms.Textarea(attrs={"rows": 3}), help_text="Skriv ikke om helse, tro eller rus.")
    when = forms.ChoiceField(label="Når passer det?", choices=[("d", "Dag"), ("k", "Kveld"), ("h", "Helg")], widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(
        label="Hva kan du tenke deg?",
        choices=[("s", "Støttespiller"), ("v", "Velkomstgruppe"), ("k", "Kjøkken")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="Jeg har lest og forstått retningslinjene.")


class SearchForm(forms.Form):
    """What stands in a filter bar."""

    q = forms.CharField(label="Søk på navn", required=False)
    state = forms.ChoiceField(label="Vis", choices=[("", "Alle"), ("l", "Mangler noe"), ("e", "Utløper snart")], required=False)


_PEOPLE = (
    ("Anne Lie", "Støttespiller", ("done", "done", "done", "expiring", "not_required")),
    ("Bjørn Åsen", "Velkomstgruppe", ("done", "in_progress", "not_started", "lacking", "not_required")),
    ("Cathrine Østby", "Kjøkken", ("done", "done", "done", "done", "done")),
    ("David Nguyen", "Støttespiller", ("expired", "done", "exempt", "done", "waiting")),
    ("Elin Sørbø", "Motivasjonsteam", ("not_started",) * 5),
    ("Finn Haugland", "Arbeidsleder", ("done", "done", "done", "done", "expiring")),
)
_EXPLANATIONS = {
    "done": "har dokumentasjon fra 3. mars 2026",
    "expiring": "går ut 12. desember",
    "expired": "gikk ut 1. oktober",
    "lacking": "mangler, skulle vært på plass 1. november",
    "in_progress": "har begynt, 3 av 6 steg",
    "not_started": "ikke begynt",
    "exempt": "fritatt til 31. desember av Lea Vik",
    "waiting": "meldt på samling 5. desember",
    "not_required": "kreves ikke i denne rollen",
}


def _matrix() -> dict[str, Any]:
    columns = [
        MatrixColumn("Taushetsplikt"),
        MatrixColumn("Tidgiverrollen"),
        MatrixColumn("Taushetserklæring signert", "Erklæring signert"),
        MatrixColumn("Førstehjelp – praktisk", "Førstehjelp"),
        MatrixColumn("Motivasjonssamtalen"),
    ]
    rows = []
    for name, role, states in _PEOPLE:
        ready = all(state in ("done", "exempt", "not_required", "expiring") for state in states)
        cells = tuple(
            MatrixCell(state, f"{name}, {column.label}: {_EXPLANATIONS[state]}", "12. des." if state == "expiring" else "")
            for state, column in zip(states, columns, strict=True)
        )
        rows.append(MatrixRow(name, cells, href="#", meta=role, state="ready" if ready else "lacking"))
    return {"columns": columns, "rows": rows}


def sample_context() -> dict[str, Any]:
    """What the style guide's templates read."""
    bound = SampleForm({"feil-name": "Kari Nordmann", "feil-email": "kari@", "feil-unit": "b", "feil-roles": ["s"]}, prefix="feil")
    options = [
        {"value": "a", "label": "Bare de ansatte.", "right": False, "feedback": "Nei. Den gjelder alle som gir tid, også deg."},
        {"value": "b", "label": "Alle som gir tid, også etter at de har sluttet.", "right": True, "feedback": "Ja. Den varer livet ut."},
        {
            "value": "c",
            "label": "De som har signert erklæringen, så lenge de er med.",
            "right": False,
            "feedback": "Nei. Den varer også etterpå.",
        },
    ]
    ranked = [
        {"value": "1", "label": "Se om stedet er trygt"},
        {"value": "2", "label": "Sjekk om personen svarer"},
        {"value": "3", "label": "Ring 113"},
        {"value": "4", "label": "Begynn med hjerte- og lungeredning"},
    ]
    pairs = [
        {"name": "q3-a", "label": "En gjest ber deg om å låne penger", "selected": "n"},
        {"name": "q3-b", "label": "En gjest vil bli med på tur med huset"},
    ]
    return {
        "swatches": SWATCHES,
        "icons": sorted(NAMES),
        "sample_picture": static("brand/cafe.svg"),
        "states": list(STATES),
        "callouts": list(CALLOUTS),
        "form": SampleForm(),
        "bound": bound,
        "search": SearchForm(),
        "page": Paginator(range(200), 10).page(5),
        "crumbs": [("Min side", "#"), ("Kurs", "#"), ("Taushetsplikt", "")],
        "tabs": [
            {"label": "Alle", "url": "#", "current": True, "count": 48},
            {"label": "Klar", "url": "#", "count": 31},
            {"label": "Mangler", "url": "#", "count": 12},
            {"label": "Utløper snart", "url": "#", "count": 5},
        ],
        "steps": [
            {"title": "Hva er taushetsplikt?", "href": "#", "state": "done", "minutes": 5, "kind": "Modul"},
            {"title": "Hvem kan du snakke med?", "href": "#", "state": "again", "minutes": 2, "kind": "Modul"},
            {"title": "Når du må si fra", "href": "#", "state": "current", "minutes": 6, "kind": "Modul"},
            {"title": "Slik gjør vi det hos oss", "href": "#", "state": "open", "minutes": 4, "kind": "Modul", "local": "Bergen"},
            {"title": "Prøve", "href": "#", "state": "locked", "minutes": 8, "kind": "Prøve"},
        ],
        "timeline": [
            {
                "when": "3. mars 2026",
                "title": "Tok kurset Taushetsplikt",
                "text": "Steg for Steg Bergen",
                "icon": "certificate",
                "tone": "good",
            },
            {"when": "1. mars 2026", "title": "Samtale 2", "text": "Med Lea Vik og Omar Dahl", "icon": "chat"},
            {"when": "20. februar 2026", "title": "Søknad mottatt"},
        ],
        "facts": [("Rolle", "Støttespiller"), ("Enhet", "Steg for Steg Bergen"), ("Fra", "3. mars 2026")],
        "table_columns": ["Kursbevis", "Dato", "Gyldig til", {"label": "Minutter", "numeric": True}],
        "table_rows": [
            {"cells": ["Taushetsplikt", "3. mars 2026", "–", 28], "href": "#"},
            {"cells": ["Tidgiverrollen", "8. mars 2026", "8. mars 2029", 41], "href": "#"},
        ],
        "matrix": _matrix(),
        "heat": {
            "columns": [HeatColumn("Slik gjør vi det hos oss", "TAU"), HeatColumn("Hvem ringer du?", "TR")],
            "rows": [
                HeatRow("Bergen", [HeatCell("full", "Eget"), HeatCell("high", "Ovenfra")], "#", "Steg for Steg"),
                HeatRow("Horten", [HeatCell("lacking", "Må skrives"), HeatCell("half", "62 %", "8 av 13")], "", "Gatenært tiltak"),
            ],
            "legend": [(HeatCell("full", "Eget"), "Enheten har skrevet det selv")],
        },
        "bars": [
            {"label": "Bergen", "value": 46, "text": "46 av 52", "tone": "good"},
            {"label": "Kristiansand", "value": 38, "text": "38 av 51", "tone": "info"},
            {"label": "Horten", "value": 0, "text": "0 av 14", "tone": "warn"},
        ],
        "series": [{"label": "Klar", "tone": "good"}, {"label": "Utløper snart", "tone": "warn"}, {"label": "Mangler", "tone": "bad"}],
        "stacked": [
            {"label": "Bergen", "values": [31, 5, 12]},
            {"label": "Kristiansand", "values": [40, 2, 9]},
            {"label": "Horten", "values": [0, 0, 14]},
        ],
        "segments": [
            {"label": "Klar", "value": 31, "tone": "good"},
            {"label": "Utløper snart", "value": 5, "tone": "warn"},
            {"label": "Mangler", "value": 12, "tone": "bad"},
        ],
        "options": options,
        "marked": [{**options[0], "checked": True}, *options[1:]],
        "many": [
            {"value": "1", "label": "Hør på det som blir sagt", "checked": True},
            {"value": "2", "label": "Gi råd med en gang"},
            {"value": "3", "label": "Si hva du kan og ikke kan"},
        ],
        "ranked": ranked,
        "ranked_marked": [{**row, "right": index < 2} for index, row in enumerate(ranked)],
        "pairs": pairs,
        "pairs_marked": [
            {**pairs[0], "right": True},
            {**pairs[1], "selected": "n", "right": False, "feedback": "Turen er en del av tilbudet."},
        ],
        "pair_choices": [("j", "Si ja"), ("n", "Si vennlig nei"), ("s", "Spør den som har ansvar")],
        "contacts": [
            {"name": "Lea Vik", "role": "Daglig leder", "phone": "+47 900 00 001", "email": "lea@example.org", "when": "Hverdager 9–16"},
            {"name": "Vakttelefonen", "role": "Når noe haster", "phone": "900 00 002"},
        ],
        "ticks": ["Jeg vet hvem jeg ringer.", "Jeg har signert erklæringen.", "Jeg vet hva jeg gjør om jeg blir i tvil."],
        "previous": {"title": "Hvem kan du snakke med?", "url": "#"},
        "next": {"title": "Slik gjør vi det hos oss", "url": "#"},
    }
