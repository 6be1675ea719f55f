"""The linter finds what was planted, and nothing in what is shipped."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from content.guidelines.lint import lint as lint_everything
from content.guidelines.model import Shipped
from lms.courses.curriculum.lint import lint
from lms.courses.curriculum.minutes import minutes
from lms.courses.curriculum.model import BodyBlock, Course, Curriculum, Question, Review, Source, Statement, Step
from lms.courses.curriculum.wording import shipped_words
from tests.courses.curriculum import sample

WORDS = shipped_words()


@pytest.fixture(scope="module")
def shipped(shipped_files: Shipped) -> Curriculum:
    return shipped_files.courses


def test_nothing_is_found_in_what_is_shipped(shipped_files):
    assert [str(fault) for fault in lint_everything(shipped_files, WORDS)] == []


def course(shipped: Curriculum) -> Course:
    return next(each for each in shipped.courses if each.slug == "taushetsplikt")


def module(shipped: Curriculum) -> Step:
    return next(step for step in course(shipped).steps if isinstance(step, Step) and step.kind == "module")


def with_step(shipped: Curriculum, **changes: object) -> Curriculum:
    known, own = course(shipped), module(shipped)
    steps = [replace(own, **changes) if step is own else step for step in known.steps]
    return replace(shipped, courses=[replace(known, steps=steps) if each is known else each for each in shipped.courses])


def with_questions(shipped: Curriculum, questions: list[Question]) -> Curriculum:
    known = course(shipped)
    return replace(shipped, courses=[replace(known, questions=questions) if each is known else each for each in shipped.courses])


def faults(curriculum: Curriculum) -> list[str]:
    return [fault.reason for fault in lint(curriculum, WORDS)]


HEAVY = "Taushetspliktbestemmelsene innebærer opplysningsbegrensninger overfor uvedkommende tredjepersoner. " * 20


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minutes": 12}, "12 minutes; a module takes 3 to 8"),
        ({"outcomes": []}, "serves no learning outcome"),
        ({"statements": []}, "needs jur, and lists no statements for them to approve"),
        ({"statements": [Statement("TAU-P90", "Så.", "verified", [], ["jur"])]}, "TAU-P90 says that it is verified, and names no source"),
        (
            {"statements": [Statement("TAU-P90", "Så.", "uncertain", [], [])]},
            "TAU-P90 is uncertain, and says of nobody that they must approve it",
        ),
    ],
)
def test_what_a_module_lacks_is_told(shipped, changes, said):
    assert said in faults(with_step(shipped, **changes))


def needed(shipped: Curriculum) -> float:
    return minutes(module(shipped), {question.key: question for question in course(shipped).questions})


def test_reading_and_answering_take_their_time():
    """180 words a minute, and 45 seconds for what asks for an answer; of several consequences one is read."""
    text = BodyBlock("text", "ord " * 180)
    asks = BodyBlock("reflection", {"key": "r", "prompt": "Hva?", "hint": ""})
    ways = [{"key": key, "text": "ord " * 9, "consequence": "ord " * words} for key, words in (("A", 20), ("B", 52))]
    dilemma = {
        "key": "d",
        "title": "",
        "situation": "ord " * 90,
        "reason": "ord " * 36,
        "steps": [{"key": "s", "prompt": "", "choices": ways}],
    }
    step = Step("module", "m", "M", 3, Review("not_approved", []), [], [text])
    assert minutes(step, {}) == 1
    assert minutes(replace(step, body=[BodyBlock("picture", {"file": None, "alt": "ord " * 90, "caption": ""})]), {}) == 0
    assert minutes(replace(step, body=[text, asks]), {}) == pytest.approx(1 + 1 / 180 + 0.75)
    assert minutes(replace(step, body=[BodyBlock("dilemma", dilemma)]), {}) == 1.75


def test_a_promise_that_is_not_kept_is_told(shipped):
    long = BodyBlock("text", "Så gikk de videre sammen. " * 180, 5)
    promised = module(shipped).minutes
    assert f"promises {promised} minutes and takes about {needed(shipped) + 5:.1f}" in faults(
        with_step(shipped, body=[*module(shipped).body, long])
    )
    assert f"promises 8 minutes and takes about {needed(shipped):.1f}" in faults(with_step(shipped, minutes=8))


def test_a_module_starts_from_a_situation(shipped):
    said = "starts from no situation: nobody is met, and nobody says anything, in its first text"
    dry = BodyBlock("text", "Taushetsplikt er en plikt til å holde tett.", 5)
    assert said in faults(with_step(shipped, body=[dry, *module(shipped).body]))
    callout = BodyBlock("callout", {"tone": "tip", "title": "Først", "text": "Les sakte."}, 5)
    assert said not in faults(with_step(shipped, body=[callout, *module(shipped).body]))


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({"picture", "media"}, "no picture"),
        ({"dilemma", "question", "reflection", "checklist"}, "nothing to do: a dilemma, a question, a reflection or a checklist"),
        ({"summary"}, "no card with what to remember"),
    ],
)
def test_a_module_has_a_picture_something_to_do_and_a_card(shipped, kinds, said):
    kept = [block for block in module(shipped).body if block.kind not in kinds]
    assert said in faults(with_step(shipped, body=kept))


FORK: dict[str, Any] = {
    "key": "vind",
    "prompt": "Hva nå?",
    "choices": [{"key": key, "text": "Du går ut.", "consequence": "Det går bra.", "best": key == "A", "next": ""} for key in "AB"],
}
DILEMMA: dict[str, Any] = {
    "key": "TAU-D9",
    "title": "Vind",
    "situation": "Det *blåser*.",
    "steps": [FORK],
    "reason": "*Vent.*",
    "sources": [],
}


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (BodyBlock("text", "En narkoman kom inn.", 5), "«narkoman»: write «person med rusavhengighet»"),
        (BodyBlock("text", "Da kom Kari Nordmann inn.", 5), "«Kari Nordmann» looks like a real person's name"),
        (BodyBlock("text", "Ring 116 118.", 5), "numbers.yaml does not have 116 118"),
        (BodyBlock("text", "Mental Helse har 113.", 5), "«Mental Helse» stands with another number than theirs, 116 123"),
        (BodyBlock("quote", {"text": "Det hjelper.", "by": "Kari Nordmann"}, 5), "«Kari Nordmann» looks like a real person's name"),
        (BodyBlock("picture", {"file": "x.svg", "alt": "En dør", "caption": ""}, 5), "the alternative text has 6 letters"),
        (BodyBlock("picture", {"file": "x.svg", "alt": "Bilde av en dør med lys i", "caption": ""}, 5), "says that it is a picture"),
        (BodyBlock("checklist", {"title": "Se", "items": ["Det jeg *ikke* har lært"]}, 5), "*ikke* is shown with its asterisks"),
        (BodyBlock("reflection", {"key": "R1", "prompt": "Hva **er** det?", "hint": ""}, 5), "**er** is shown with its asterisks"),
        (BodyBlock("dilemma", {**DILEMMA, "steps": [{**FORK, "prompt": "Hva *nå*?"}]}, 5), "*nå* is shown with its asterisks"),
    ],
)
def test_what_is_planted_in_a_text_is_found_with_its_file(shipped, block, said):
    planted = with_step(shipped, body=[*module(shipped).body, block])
    found = [fault for fault in lint(planted, WORDS) if said in fault.reason]
    assert [fault.file for fault in found] == [f"taushetsplikt/nb/{module(shipped).slug}.md"]


def test_heavy_text_is_found_with_its_file(shipped):
    found = [fault for fault in lint(with_step(shipped, body=[BodyBlock("text", HEAVY, 5)]), WORDS) if fault.reason.startswith("LIX")]
    assert [fault.file for fault in found] == [f"taushetsplikt/nb/{module(shipped).slug}.md"]


def test_a_word_in_quotation_marks_is_spoken_about(shipped):
    block = BodyBlock("text", "Si ikke «narkoman».", 5)
    assert faults(with_step(shipped, body=[*module(shipped).body, block])) == faults(shipped)


def test_a_bank_asks_enough_and_in_two_ways_for_what_must_be_right(shipped):
    bank = course(shipped).questions
    few = faults(with_questions(shipped, bank[:5]))
    assert any("questions; at least 12" in fault for fault in few)
    assert any("is tested by" in fault for fault in few)
    alone = [question for question in bank if question.variant_of != "TAU-05"]
    assert "TAU-05 must be right to pass, and has no variant" in faults(with_questions(shipped, alone))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sources": []}, "TAU-05 says that it is verified, and names no source"),
        ({"status": "uncertain", "needs": []}, "TAU-05 is uncertain, and says of nobody that they must approve it"),
        ({"prompt": "Hva gjør en klient?"}, "TAU-05: «klient»: write «deltaker, gjest»"),
        (
            {"answers": {"options": [{"text": "x" * 90, "correct": True}, {"text": "y" * 20}, {"text": "z" * 20}]}},
            "TAU-05: the right answer is much longer than the others, and gives itself away",
        ),
    ],
)
def test_what_is_planted_in_a_question_is_found(shipped, changes, said):
    bank = [replace(question, **changes) if question.key == "TAU-05" else question for question in course(shipped).questions]
    assert said in faults(with_questions(shipped, bank))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hvordan går det?", ["«Hvordan» is bokmål"]),
        ("Eg er her, men ikke no.", ["«ikke» is bokmål"]),
        ("Ei vanskelig tid med sikkerheten.", ["«sikkerheten» is bokmål", "«vanskelig» is bokmål"]),
        (
            "Irriterende meldinger om hverken situasjoner eller sikkerhetsutstyr.",
            [f"«{each}» is bokmål" for each in ("Irriterende", "meldinger", "hverken", "situasjoner", "sikkerhetsutstyr")],
        ),
        ("Arket kan ikkje finpusses, men det kan lesast.", ["«kan ikkje finpusses» is bokmål"]),
        ("Innhold i utgaven.", ["«Innhold» is bokmål", "«utgaven» is bokmål"]),
        ("Straffeloven gjeld, og straffelova òg. Det er loven.", ["«Straffeloven» is bokmål"]),
        ("Du kan elles lese meldingane, til dømes heime. Ho ringer frå Hvaler om fire svingar.", []),
        ("Korleis går det? Det er ikkje frivillig, og TV-en står på. Han et hos Røde Kors.", []),
    ],
)
def test_bokmal_in_the_nynorsk_is_found_with_its_file(shipped, text, said):
    known = course(shipped)
    nynorsk = next(words for words in known.translations if words.language == "nn")
    slug = module(shipped).slug
    step = nynorsk.steps[slug]
    asked = replace(nynorsk.questions["TAU-05"], prompt=text)
    planted = replace(
        nynorsk,
        steps=nynorsk.steps | {slug: replace(step, body=[*step.body, BodyBlock("text", text, 7)])},
        questions=nynorsk.questions | {"TAU-05": asked},
    )
    found = lint(replace(shipped, courses=[replace(known, translations=[planted])]), WORDS)
    assert sorted(fault.reason for fault in found if fault.file == f"taushetsplikt/nn/{slug}.md") == sorted(said)
    assert sorted(fault.reason for fault in found if fault.file == "taushetsplikt/nn/questions.yaml") == sorted(
        f"TAU-05: {each}" for each in said
    )


def test_an_outcome_without_a_module_and_a_source_nobody_cites_are_found(shipped):
    known = course(shipped)
    more = replace(known, outcomes=[*known.outcomes, "fly"])
    lost = Source("K99", "Title", "Publisher", shipped.sources[0].checked)
    found = faults(
        replace(shipped, courses=[more if each is known else each for each in shipped.courses], sources=[*shipped.sources, lost])
    )
    assert f"no module serves outcome {len(more.outcomes)} («fly»)" in found
    assert "nothing cites the source «K99»" in found


def test_the_command_fails_with_file_and_line(tmp_path: Path):
    folder = sample.put(tmp_path)
    with pytest.raises(CommandError, match="taus/nb/"):
        call_command("lint_curriculum", dir=folder)
