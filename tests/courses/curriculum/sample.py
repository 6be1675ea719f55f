"""A small curriculum that has one of everything."""

from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 54">\n  <rect width="96" height="54" fill="#efc46b"/>\n</svg>\n'

FILES = {
    "LICENSE": "CC BY 4.0\n",
    "sources.yaml": """\
K1:
  title: Veileder om taushet
  publisher: regjeringen.no
  checked: 2026-11-21
  note: Lest i lagret kopi.
""",
    "numbers.yaml": """\
113:
  name: Medisinsk nødtelefon
  when: Noen er i fare for å dø.
  hours: hele døgnet
  name_en: Medical emergency line
  when_en: Somebody may die.
  hours_en: all day and night
  urgent: true
  sources: [K1]
116 117:
  name: Legevakta
  called: [legevakta, legevakt]
  when: Det haster.
  sources: []
""",
    "taus/course.yaml": """\
code: TAU
qualification:
  key: taus
  valid_months: 12
  order: 2
subject_owner: jur
steps:
  - module: hvorfor
  - slot: hos-oss
    need: expected
  - quiz: prove
    pass_percent: 90
    draw: 0
    minutes: 10
""",
    "taus/nb/course.md": """\
---
title: Taushet
qualification: Taushetsplikt
summary: Folk tør å komme.
audience: Alle tidgivere.
outcomes:
  - kjenne igjen opplysninger
  - si fra i tide
quiz:
  title: Prøve i taushet
  introduction: |
    Nå får du **sju** spørsmål.

    - Ta den tiden du trenger.
---
Velkommen til et kurs om [ro](https://example.org/ro).

## Slik er det

Korte moduler.
""",
    "taus/nb/hvorfor.md": """\
---
title: Hvorfor taushet?
minutes: 6
outcomes: [1, 2]
review:
  status: approved
  needs: [jur]
  approved_by: Kari Nordmann, jurist
  approved_on: 2026-11-20
sources: [K1]
---
## En tirsdag

Tor er 52 år.

- helse
- penger

::: callout tip Et eget rom: en god vane
Bruk **et rom** der ingen hører dere.
:::

::: picture
file: bord.svg
alt: "Et bord: to kopper."
caption: To kopper.
:::

::: media
kind: film
file: samtale.mp4
title: En samtale
captions: samtale.vtt
transcript: Tor sier hei.
:::

::: accordion
items:
  - title: 1. Fornavnet
    text: "**Hold det for deg selv.**"
:::

::: quote
text: Jeg kom fordi ingen der snakket om meg.
by: Oppdiktet gjest
:::

::: checklist
title: Før du deler
items:
  - Jeg har spurt.
  - Jeg har fått et ja.
:::

::: glossary
term: Avvik
explanation: Noe som ikke gikk slik det skulle.
:::

::: question TAU-01
:::

::: reflection
key: TAU-R1
prompt: Hva sier det deg?
hint: Dette er bare for deg.
:::

::: contacts
title: Hvem ringer jeg?
fallback: |
  Spør lederen.

  Ved fare for liv: ring **113**.
:::

::: local
key: erklaeringen
title: Hvor ligger erklæringen?
guidance: Skriv to setninger.
need: expected
default: Spør koordinatoren.
:::

::: dilemma
key: TAU-D1
title: Moren i butikken
situation: Hun stopper deg.
steps:
  - key: butikken
    prompt: Hva svarer du?
    choices:
      - key: A
        text: «Bedre nå.»
        consequence: Jonas slutter å komme.
      - key: B
        text: «Jeg kan ikke si hvem som kommer.»
        consequence: Hun tar imot nummeret.
        best: true
        next: kvelden
  - key: kvelden
    prompt: Hva nå?
    choices:
      - key: A
        text: Dere ringer.
        consequence: De tar over.
        best: true
      - key: B
        text: Du venter.
        consequence: Det er for sent.
reason: Vanlig bekymring bryter ikke tausheten.
review: {status: not_approved, needs: [jur, org]}
sources: [K1]
:::

::: summary
- Det du får vite, blir hos deg.
:::
""",
    "taus/nb/hos-oss.md": """\
---
title: Slik gjør vi det hos oss
minutes: 3
guidance: |
  Skriv om dette:

  1. Hvor skriver vi under?
  2. Hvor snakker vi?
review:
  status: not_approved
  needs: [org]
  approved_by:
  approved_on:
sources: []
statements:
  - key: TAU-P01
    text: skrevet sin egen tekst her ennå.
    status: general
    sources: [K1]
    needs: [jur, org]
---
Enheten din har ikke skrevet sin egen tekst her ennå.
""",
    "taus/nb/questions.yaml": """\
- key: TAU-01
  type: single
  prompt: Hva svarer du?
  outcome: 1
  critical: true
  status: verified
  sources: [K1]
  needs: [jur]
  options:
    - text: «Jeg kan ikke si det.»
      correct: true
      feedback: Riktig.
    - text: «Han har det bra.»
      feedback: Da har du bekreftet det.

- key: TAU-02
  type: multiple
  prompt: Hva holder du for deg selv?
  outcome: 1
  status: verified
  sources: []
  needs: []
  options:
    - text: Gjeld
      correct: true
      feedback: Ja.
    - text: Helse
      correct: true
      feedback: Ja.
    - text: Åpningstid
      feedback: Nei.

- key: TAU-03
  type: true_false
  prompt: «Plikten varer.»
  outcome: 2
  status: stated
  sources: []
  needs: []
  answer: true
  feedback_true: Riktig.
  feedback_false: Jo.

- key: TAU-04
  type: ordering
  prompt: Sett i rekkefølge.
  outcome: 2
  status: general
  sources: []
  needs: []
  items:
    - Forklar
    - Spør
  feedback_right: Slik, ja.
  feedback_wrong: Forklar først.

- key: TAU-05
  type: matching
  prompt: Koble.
  outcome: 2
  status: general
  sources: []
  needs: []
  pairs:
    - left: Straffeloven
      right: alle
    - left: Erklæringen
      right: den som har signert
  feedback_right: Godt.
  feedback_wrong: Se en gang til.

- key: TAU-06
  type: short_answer
  prompt: "Fyll inn: «Jeg kan aldri love ____.»"
  status: uncertain
  sources: []
  needs: []
  accepted: [taushet, "no, aldri", "113"]
  expected_wrong: [hjelp]
  feedback_right: Riktig.
  feedback_wrong: Svaret er taushet.

- key: TAU-07
  type: number
  prompt: Hvor mange timer?
  outcome: 2
  status: verified
  sources: [K1]
  needs: []
  value: 72.5
  tolerance: 0
  expected_wrong: [24]
  feedback_right: Ja.
  feedback_wrong: Fristen er 72,5 timer.
  explanation: Det er tre døgn.
""",
    "taus/pictures/bord.svg": PICTURE,
    "taus/media/samtale.mp4": "film",
    "taus/media/samtale.vtt": "WEBVTT\n",
    "rolle/course.yaml": """\
code: ROL
qualification:
  key: rolle
  order: 1
steps:
  - module: hva-er-en-tidgiver
""",
    "rolle/nb/course.md": """\
---
title: Rollen
qualification: Tidgiverrollen
summary: Hva du gjør, og hva du lar være.
---
""",
    "rolle/nb/hva-er-en-tidgiver.md": """\
---
title: Hva er en tidgiver?
minutes: 5
outcomes: []
review:
  status: not_approved
  needs: []
  approved_by:
  approved_on:
sources: []
---
En helt vanlig person.

::: picture
file: bord.svg
alt: To kopper.
:::
""",
    "rolle/pictures/bord.svg": PICTURE,
}


def put(folder: Path) -> Path:
    """The sample as files in the folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Put `new` where `old` stands, once."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, (name, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def row_counts() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def stored_files() -> list[str]:
    """What stands in the storage; it outlives a test."""
    folders = [folder for folder in ("original_images", "documents") if default_storage.exists(folder)]
    return [name for folder in folders for name in default_storage.listdir(folder)[1]]
