"""What reads badly is planted in every kind of text and language, and told with its file."""

from dataclasses import replace

import pytest

from lms.courses.curriculum.model import (
    BodyBlock,
    Course,
    CourseWords,
    Curriculum,
    Number,
    Question,
    QuestionWords,
    Quiz,
    Review,
    Step,
    StepWords,
    Words,
)
from lms.courses.curriculum.wording import shipped_words, wording

HEAVY = "Taushetspliktbestemmelsene innebærer opplysningsbegrensninger overfor uvedkommende tredjepersoner. "
LIGHT = "Da kom hun inn, og vi spurte om hun ville ha kaffe. "
REVIEW = Review("not_approved", [])
SPOKEN = CourseWords("T", "", "S", "A", ["si frå"], {"title": "P", "introduction": "I"}, "Da kom ho inn.")
DILEMMA = {"key": "D1", "title": "T", "situation": LIGHT, "steps": [], "reason": "", "review": {}, "sources": []}


def school(*body: BodyBlock, question: str = "Hva?", **changes: object) -> Curriculum:
    step = Step("module", "m", "M", 5, REVIEW, [], list(body))
    quiz = Quiz("prove", "Prøve", "Les godt.", 80, 0, 5)
    bank = [Question("TAU-01", "true_false", question, 1, False, "general", [], [], {"answer": True})]
    told = Course("taus", "TAU", "Taus", "Kort.", "Alle.", ["si fra"], LIGHT, "jur", None, False, None, None, [step, quiz], bank)
    number = Number("116 117", "Legevakta", [], "Det haster.", "", True, [])
    return Curriculum([], [replace(told, **changes)], numbers=[number])


def text(said: str) -> BodyBlock:
    return BodyBlock("text", said, 7)


def faults(curriculum: Curriculum) -> list[str]:
    return [str(fault) for fault in wording(curriculum, shipped_words())]


def spoken(language: str, said: str, question: str = "Kva?") -> Curriculum:
    steps, bank = {"m": StepWords("M", "", [text(said)])}, {"TAU-01": QuestionWords("TAU-01", "true_false", question, {"answer": True})}
    return school(translations=[Words(language, SPOKEN, steps, bank)])


def test_what_is_well_said_passes():
    assert faults(school(text(LIGHT * 20), question="Hva sier du?")) == []
    assert faults(spoken("nn", "Da kom ho inn. " * 30)) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Kari Nordmann kom inn.", "Kari Nordmann"),  # opens the text
        ("Hun kom. Kari Nordmann gikk.", "Kari Nordmann"),  # opens a sentence
        ("- Kari Nordmann, leder", "Kari Nordmann"),  # opens a point
        ("Da kom Kari Nordmann.", "Kari Nordmann"),
        ("Da kom Anne-Lise Berg.", "Anne-Lise Berg"),
        ("Da kom Kari Moe-Hansen.", "Kari Moe-Hansen"),
        ("Anne-Lise Moe-Hansen kom.", "Anne-Lise Moe-Hansen"),
        ("Da kom Kari. Spør Nora. Ring Legevakta. Blå Kors hjelper.", ""),
        ("Du må spørre, og ringe. Spørre Nora kan du alltid.", ""),
    ],
)
def test_a_full_name_is_found_wherever_it_stands(said, name):
    common = text("De kan spør, ring og hun sier da.")
    found = [f"taus/nb/m.md:7: «{name}» looks like a real person's name; a first name is enough"] if name else []
    assert faults(school(common, text(said))) == found


def test_a_quotation_is_by_a_role():
    said = {"text": "Det hjelper.", "by": "Kari Nordmann"}
    assert faults(school(BodyBlock("quote", said, 7))) == [
        "taus/nb/m.md:7: «Kari Nordmann» looks like a real person's name; a first name is enough"
    ]
    assert faults(school(BodyBlock("quote", said | {"by": "En tidgiver"}, 7))) == []


@pytest.mark.parametrize(
    ("language", "said", "better"),
    [
        ("nb", "En klient kom.", "«klient»: write «deltaker, gjest»"),
        ("nn", "Ein misbrukar kom.", "«misbrukar»: write «person som bruker rusmiddel»"),
        ("en", "Two junkies came.", "«junkie»: write «person who uses drugs»"),
        ("nn", "Skriv ikkje «misbrukar».", ""),
        ("en", "The word “rusmisbruker” (drug abuser) stays.", ""),
        ("en", "Ein misbrukar kom.", ""),
    ],
)
def test_words_that_stamp_are_found_in_their_language(language, said, better):
    found = school(text(said)) if language == "nb" else spoken(language, said)
    assert faults(found) == ([f"taus/{language}/m.md:7: {better}"] if better else [])


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": "For klienter."},
        {"introduction": "For klienter."},
        {"audience": "Klienter."},
        {"outcomes": ["møte en klient"]},
        {"title": "Klienten"},
        {"steps": [Quiz("prove", "Prøve", "Om klienter.", 80, 0, 5)]},
    ],
)
def test_the_courses_own_words_are_read(changes):
    assert faults(school(**changes)) == ["taus/nb/course.md:1: «klient»: write «deltaker, gjest»"]


def test_questions_are_read_and_their_answers_only_for_names():
    assert faults(school(question="Hva gjør en klient?")) == ["taus/nb/questions.yaml:1: TAU-01: «klient»: write «deltaker, gjest»"]
    options = {"options": [{"text": "en klient", "correct": True, "feedback": "Ja."}]}
    bank = [Question("TAU-01", "single", "Hva?", 1, False, "general", [], [], options)]
    assert faults(school(questions=bank)) == []
    named = [replace(bank[0], answers={"options": [{"text": "ring Kjell Nordmann", "correct": True, "feedback": "Ja."}]}, line=7)]
    assert faults(school(questions=named)) == [
        "taus/nb/questions.yaml:7: TAU-01: «Kjell Nordmann» looks like a real person's name; a first name is enough"
    ]
    assert faults(spoken("en", "Yes.", question="What does a client do?")) == [
        "taus/en/questions.yaml:1: TAU-01: «client»: write «participant, guest»"
    ]


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (school(introduction=HEAVY * 12), "taus/nb/course.md:1: LIX 87; at most 35"),
        (school(BodyBlock("dilemma", DILEMMA | {"situation": HEAVY * 12}, 9)), "taus/nb/m.md:9: LIX 81; at most 35"),
        (school(question=HEAVY * 4), "taus/nb/questions.yaml:1: TAU-01: LIX 87; at most 50"),
        (spoken("nn", HEAVY * 12), "taus/nn/m.md:1: LIX 87; at most 35"),
        (spoken("en", HEAVY * 12), "taus/en/m.md:1: LIX 87; at most 32"),
    ],
)
def test_heavy_text_is_found_in_courses_dilemmas_questions_and_translations(planted, said):
    assert [fault.partition("LIX ")[0] for fault in faults(planted)] == [said.partition("LIX ")[0]]
    assert faults(planted)[0].endswith(said.partition("; ")[2])


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ("/kurs/taus/", True),
        ("/kurs/taus/m/", True),
        ("/kurs/taus/m/#slik", True),
        ("/kort/ring-113-forst/", True),
        ("https://www.helsenorge.no/", True),
        ("tel:116117", True),
        ("/kurs/borte/", False),
        ("/kurs/taus/borte/", False),
        ("tel:116118", False),
    ],
)
def test_a_link_within_the_house_leads_somewhere(link, there):
    found = faults(school(text(f"Les [mer]({link}).")))
    assert found == ([] if there else [f"taus/nb/m.md:7: nothing is at {link}"])
