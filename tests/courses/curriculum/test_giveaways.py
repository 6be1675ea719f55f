"""What gives right answers away is planted, and told."""

from dataclasses import replace
from typing import Any

import pytest

from lms.courses.curriculum.giveaways import giveaways
from lms.courses.curriculum.model import BodyBlock, Course, CourseWords, Question, QuestionWords, Review, Step, StepWords, Words

EVEN, LONG = ("Gå", "Ring", "Vent"), ("Gå", "Ring nå", "Vent")


def course(questions: list[Question] | None = None, body: list[BodyBlock] | None = None) -> Course:
    step = Step("module", "m", "M", 5, Review("not_approved", []), [], body or [])
    return Course("taus", "TAU", "Taus", "", "", ["si fra"], "", "jur", None, False, None, None, [step], questions or [])


def question(kind: str, answers: dict[str, Any]) -> Question:
    return Question("TAU-01", kind, "Hva?", 1, False, "general", [], [], answers)


def single(*texts: str, right: int = 1) -> Question:
    return question("single", {"options": [{"text": text, "correct": place == right} for place, text in enumerate(texts)]})


def told(*, answer: bool) -> Question:
    return question("true_false", {"answer": answer})


def dilemma(*crossroads: tuple[str, ...], best: int = 1) -> BodyBlock:
    steps = [
        {"key": f"s{number}", "choices": [{"text": text, "best": place == best} for place, text in enumerate(texts)]}
        for number, texts in enumerate(crossroads)
    ]
    return BodyBlock("dilemma", {"key": "D1", "steps": steps}, 7)


def faults(known: Course) -> list[str]:
    return [str(fault) for fault in giveaways(known)]


def test_an_answer_that_is_much_longer_than_the_others_is_told():
    said = "TAU-01: the right answer is much longer than the others, and gives itself away"
    assert faults(course([single("Gå", "Ring dem nå", "Vent")])) == [f"taus/nb/questions.yaml:1: {said}"]
    assert faults(course([single(*LONG, right=0)])) == []
    assert faults(course([single("Nei", "Ja, det er det")])) == []  # of two, one must be longer


@pytest.mark.parametrize(("longest", "habit"), [(2, False), (3, True)])
def test_a_bank_whose_right_answers_are_mostly_the_longest_is_told(longest, habit):
    slightly = single("Gå nå", "Gå ned", "Vent")
    bank = [single(*EVEN, right=0)] * 2 + [slightly] * longest
    said = f"taus/nb/questions.yaml:1: the right answer is the longest in {longest} of {len(bank)} questions; who sees it need not know"
    assert faults(course(bank)) == ([said] if habit else [])


@pytest.mark.parametrize(
    ("answers", "said"), [((False, False), "false"), ((True, True, True), "true"), ((True, False), ""), ((False,), "")]
)
def test_statements_that_are_all_alike_are_told(answers, said):
    bank = [told(answer=answer) for answer in answers]
    fault = f"taus/nb/questions.yaml:1: all {len(answers)} statements are {said}; who sees it need not know"
    assert faults(course(bank)) == ([fault] if said else [])


def test_a_way_that_is_much_longer_than_the_others_is_told():
    said = "D1, s1: the best way is much longer than the others"
    assert faults(course(body=[dilemma(EVEN, LONG)])) == [f"taus/nb/m.md:7: {said}"]
    assert faults(course(body=[dilemma(LONG, best=0)])) == []


def test_ways_that_are_mostly_the_longest_are_told():
    slightly = ("Gå nå", "Gå ned", "Vent")
    away = dilemma(EVEN, EVEN, best=0)
    said = "taus/nb/course.md:1: the best way is the longest in 4 of 6 choices in dilemmas"
    assert faults(course(body=[dilemma(slightly, slightly, slightly, slightly), away])) == [said]
    said = "taus/nb/course.md:1: the best way is the longest in 2 of 2 choices in dilemmas"
    assert faults(course(body=[dilemma(slightly, slightly)])) == [said]
    assert faults(course(body=[dilemma(slightly), away])) == []


def test_a_translation_gives_nothing_away_either():
    slightly, words = ("Gå nå", "Gå ned", "Vent"), CourseWords("", "", "", "", [], None, "")
    bank = {
        f"TAU-0{number}": QuestionWords(f"TAU-0{number}", "single", "", single("Gå nå", "Gå ned", "Vent").answers) for number in range(4)
    }
    spoken = Words("nn", words, {"m": StepWords("M", "", [dilemma(slightly, slightly)])}, bank)
    assert faults(replace(course(), translations=[spoken])) == [
        "taus/nn/course.md:1: the best way is the longest in 2 of 2 choices in dilemmas",
        "taus/nn/questions.yaml:1: the right answer is the longest in 4 of 4 questions; who sees it need not know",
    ]
