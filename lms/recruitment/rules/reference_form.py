"""The words of the form that a referee answers, in each language. Never asks about health, addiction or faith.

They stand here and not in the catalogues, because a translation is a part of what was asked: whoever changes a word gives the form a new version, and
an answer keeps the words it was given to. «{navn}» is the applicant's first name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.mail.rules import fill

FORM_VERSION = "2026-11"
MINUTES = 5
FALLBACK = "nb"

Said = Mapping[str, str]  # language → words


class Kind(StrEnum):
    """How something is answered."""

    GATE = "gate"  # by going on, or by saying no to it all
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked. `number` is that of its question, and only its first part carries it; 0 for what follows and what closes the form."""

    key: str
    kind: Kind
    words: Said
    hint: Said = field(default_factory=dict)
    choices: tuple[tuple[str, Said], ...] = ()
    number: int = 0
    required: bool = True

    def ask(self, language: str, name: str) -> str:
        """What is asked, with the applicant's first name and the question's number."""
        asked = fill(say(self.words, language), {"navn": name})
        return f"{self.number}. {asked}" if self.number else asked

    def explain(self, language: str, name: str) -> str:
        """What stands below it, if anything."""
        return fill(say(self.hint, language), {"navn": name}) if self.hint else ""

    def options(self, language: str) -> list[tuple[str, str]]:
        """What can be chosen: value and words."""
        return [(value, say(words, language)) for value, words in self.choices]


def say(words: Said, language: str) -> str:
    """The words in a language; bokmål where it is not one of ours."""
    return words.get(language, words[FALLBACK])


def _three(nb: str, nn: str, en: str) -> Said:
    return {"nb": nb, "nn": nn, "en": en}


_YES, _NO = _three("Ja", "Ja", "Yes"), _three("Nei", "Nei", "No")
_UNSURE = ("unsure", _three("Jeg vet ikke", "Eg veit ikkje", "I do not know"))
YES_OR_NO = (("yes", _YES), ("no", _NO))
_A_FEW = _three("Et par setninger er nok.", "Eit par setningar er nok.", "A couple of sentences will do.")

# Stands above the questions, and is read aloud on the telephone.
ADVICE = _three(
    "Ikke skriv noe om helse, rus eller tro. Skriv det du selv har sett, slik at {navn} kunne ha lest det.",
    "Ikkje skriv noko om helse, rus eller tru. Skriv det du sjølv har sett, slik at {navn} kunne ha lese det.",
    "Write nothing about health, alcohol, drugs or faith. Write what you have seen yourself, in such a way that {navn} could read it.",
)

PARTS = (
    Part(
        "can_give",
        Kind.GATE,
        _three("Kan du gi referanse for {navn}?", "Kan du gje referanse for {navn}?", "Can you give {navn} a reference?"),
        hint=_three(
            "Du må ikke, og du trenger ikke å si hvorfor. Hvis ja, svarer du på spørsmålene under.",
            "Du må ikkje, og du treng ikkje å seie kvifor. Om ja, svarar du på spørsmåla under.",
            "You do not have to, and you need not say why. If yes, answer the questions below.",
        ),
        number=1,
    ),
    Part(
        "capacity",
        Kind.LINE,
        _three(
            "Hvordan kjenner du {navn}, og hvor mange år har dere kjent hverandre?",
            "Korleis kjenner du {navn}, og kor mange år har de kjent kvarandre?",
            "How do you know {navn}, and for how many years?",
        ),
        hint=_three(
            "For eksempel «sjef på kafeen i tre år».",
            "Til dømes «sjef på kafeen i tre år».",
            "For example «boss at the café for three years».",
        ),
        number=2,
    ),
    Part(
        "related",
        Kind.CHOICE,
        _three(
            "Er dere i slekt, eller bor dere sammen?", "Er de i slekt, eller bur de saman?", "Are you related, or do you live together?"
        ),
        choices=YES_OR_NO,
    ),
    Part(
        "last_contact",
        Kind.CHOICE,
        _three("Når hadde dere sist med hverandre å gjøre?", "Når hadde de sist med kvarandre å gjere?", "When were you last in touch?"),
        choices=(
            ("month", _three("Den siste måneden", "Den siste månaden", "Within the last month")),
            ("half_year", _three("Det siste halve året", "Det siste halve året", "Within the last half year")),
            ("two_years", _three("De siste to årene", "Dei siste to åra", "Within the last two years")),
            ("longer", _three("Det er lenger siden", "Det er lenger sidan", "Longer ago")),
        ),
        number=3,
    ),
    Part(
        "reliability",
        Kind.TEXT,
        _three(
            "Fortell om en gang {navn} viste seg til å stole på.",
            "Fortel om ein gong {navn} synte seg til å lite på.",
            "Tell us of a time when {navn} proved reliable.",
        ),
        hint=_A_FEW,
        number=4,
    ),
    Part(
        "people",
        Kind.TEXT,
        _three(
            "Hvordan møter {navn} mennesker som har det vanskelig, eller som er sinte?",
            "Korleis møter {navn} menneske som har det vanskeleg, eller som er sinte?",
            "How does {navn} meet people who are having a hard time, or who are angry?",
        ),
        hint=_A_FEW,
        number=5,
    ),
    Part(
        "confidences",
        Kind.CHOICE,
        _three(
            "Holder {navn} for seg selv det som er sagt i fortrolighet?",
            "Held {navn} for seg sjølv det som er sagt i fortruleg samtale?",
            "Does {navn} keep what is said in confidence?",
        ),
        choices=(
            ("always", _three("Ja, alltid", "Ja, alltid", "Yes, always")),
            ("mostly", _three("Ja, for det meste", "Ja, for det meste", "Yes, mostly")),
            ("no", _NO),
            _UNSURE,
        ),
        number=6,
    ),
    Part(
        "concern",
        Kind.CHOICE,
        _three(
            "Har du noen grunn, stor eller liten, til å mene at {navn} ikke bør være sammen med sårbare voksne eller barn?",
            "Har du nokon grunn, stor eller liten, til å meine at {navn} ikkje bør vere saman med sårbare vaksne eller barn?",
            "Have you any reason, large or small, why {navn} should not be with vulnerable adults or children?",
        ),
        choices=(
            ("no", _NO),
            ("yes", _YES),
            (
                "by_telephone",
                _three("Jeg vil heller si det på telefon", "Eg vil heller seie det på telefon", "I would rather say it by telephone"),
            ),
        ),
        number=7,
    ),
    Part(
        "concern_text",
        Kind.TEXT,
        _three("Hvis ja: Hva tenker du på?", "Om ja: Kva tenkjer du på?", "If yes: what do you have in mind?"),
        required=False,
    ),
    Part("may_ring", Kind.CHOICE, _three("Kan vi ringe deg?", "Kan vi ringje deg?", "May we ring you?"), choices=YES_OR_NO),
    Part(
        "again",
        Kind.CHOICE,
        _three(
            "Ville du hatt {navn} med på laget igjen?",
            "Ville du hatt {navn} med på laget att?",
            "Would you have {navn} on your team again?",
        ),
        choices=(
            ("gladly", _three("Ja, gjerne", "Ja, gjerne", "Yes, gladly")),
            ("with_help", _three("Ja, med god oppfølging", "Ja, med god oppfølging", "Yes, with good support")),
            ("no", _NO),
            _UNSURE,
        ),
        number=8,
    ),
    Part("again_text", Kind.TEXT, _three("Hvorfor?", "Kvifor?", "Why?"), required=False),
    Part(
        "may_be_read",
        Kind.CHOICE,
        _three("Kan {navn} få lese det du har svart?", "Kan {navn} få lese det du har svara?", "May {navn} read what you have answered?"),
        hint=_three(
            "Svarer du nei, viser vi det ikke av oss selv. Men {navn} kan be om innsyn, og har da som regel rett til å lese det. "
            "Derfor kan vi ikke love at det aldri blir lest.",
            "Svarar du nei, viser vi det ikkje av oss sjølve. Men {navn} kan be om innsyn, og har då som regel rett til å lese det. "
            "Difor kan vi ikkje love at det aldri blir lese.",
            "If you say no, we do not show it of our own accord. But {navn} can ask for access, and then as a rule has a right to read it. "
            "So we cannot promise that it is never read.",
        ),
        choices=YES_OR_NO,
    ),
    Part("signer", Kind.LINE, _three("Navnet ditt", "Namnet ditt", "Your name")),
    Part(
        "contact",
        Kind.LINE,
        _three("Telefon eller e-post der vi når deg", "Telefon eller e-post der vi når deg", "Telephone or e-mail where we reach you"),
    ),
    Part(
        "good_faith",
        Kind.TICK,
        _three(
            "Jeg har svart i god tro og etter beste evne.",
            "Eg har svara i god tru og etter beste evne.",
            "I have answered in good faith and as well as I can.",
        ),
        choices=(("yes", _YES),),
    ),
)
GATE = PARTS[0]
ASKED = PARTS[1:]


def unanswered(answers: Mapping[str, str]) -> list[str]:
    """The keys of what must be answered and is not, in the order of the form."""
    return [part.key for part in ASKED if part.required and not answers.get(part.key)]


def lacks_reason(answers: Mapping[str, str]) -> bool:
    """Whether a concern is hinted at with neither a word about it nor leave to ring."""
    return answers.get("concern") in {"yes", "by_telephone"} and not answers.get("concern_text") and answers.get("may_ring") != "yes"


def written(answers: Mapping[str, str], *, language: str, name: str) -> dict[str, dict[str, str | int]]:
    """What is kept of a form: by key, the words that were asked, what was answered in words, the value chosen, and the order on the page.

    Empty answers are left out.
    """
    kept: dict[str, dict[str, str | int]] = {}
    for order, part in enumerate(ASKED, 1):
        value = answers.get(part.key, "")
        if value:
            shown = dict(part.options(language)).get(value, value) if part.choices else value
            kept[part.key] = {"order": order, "question": part.ask(language, name), "answer": shown, "value": value}
    return kept
