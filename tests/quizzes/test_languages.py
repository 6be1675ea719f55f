"""Questions in another language: other words, the same key."""

from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes import rules
from lms.quizzes.actions import save_answer, start_attempt, submit, translate_question
from lms.quizzes.models import Question
from lms.quizzes.rules import Description, Kind
from lms.quizzes.selectors import attempt_overview
from tests import school

OPTIONS = {"options": [{"text": "Ja", "correct": True, "feedback": "Riktig."}, {"text": "Nei", "correct": False, "feedback": "Feil."}]}
ENGLISH = {"options": [{"text": "Yes", "correct": True, "feedback": "Right."}, {"text": "No", "correct": False, "feedback": "Wrong."}]}
RIGHT_WRONG = {"feedback_right": "R", "feedback_wrong": "W"}

texts = st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=5)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Description, Description]:
    """A question and its translation, which has the same shape: every text is given another one."""
    kind = draw(st.sampled_from(Kind))
    said = draw(texts)
    right = draw(st.lists(st.booleans(), min_size=len(said), max_size=len(said)))

    def body(word: Any) -> dict[str, Any]:
        match kind:
            case Kind.SINGLE | Kind.MULTIPLE:
                return {"options": [{"text": word(t), "correct": r, "feedback": word("f")} for t, r in zip(said, right, strict=True)]}
            case Kind.TRUE_FALSE:
                return {"answer": "true", "feedback_true": word("t"), "feedback_false": word("f")}
            case Kind.ORDERING:
                return {"items": [word(t) for t in said], **RIGHT_WRONG}
            case Kind.MATCHING:
                return {"pairs": [{"left": word(t), "right": word(t[:1])} for t in said], **RIGHT_WRONG}
            case Kind.SHORT_ANSWER:
                return {"accepted": [word(t) for t in said], **RIGHT_WRONG}
        return {"value": "2.5", "tolerance": "0.5", **RIGHT_WRONG}

    return Description("A-1", kind, "P", body(lambda text: text)), Description("A-1", kind, "Q", body(lambda text: f"{text} «en»"))


@given(pairs(), st.integers(), st.data())
def test_an_answer_is_marked_alike_in_both_languages(pair: tuple[Description, Description], seed: int, data: st.DataObject) -> None:
    source, words = pair
    shown = rules.present(source, Random(seed))
    other = rules.translated(shown, source, words)
    assert other.prompt == "Q"
    assert [choice.id for choice in other.choices] == [choice.id for choice in shown.choices]
    ids = [choice.id for choice in shown.choices]
    answer: Any = data.draw(
        st.one_of(
            st.just(rules.right_answer(shown)),
            st.sampled_from(ids or ["x"]),
            st.permutations(ids),
            st.lists(st.sampled_from(ids or ["x"])),
            st.dictionaries(st.sampled_from([row.id for row in shown.rows] or ["x"]), st.sampled_from(ids or ["x"])),
        )
    )
    assert rules.mark(other, answer).correct == rules.mark(shown, answer).correct


def test_an_answer_in_the_readers_language_is_right_too() -> None:
    source = Description("A-1", Kind.SHORT_ANSWER, "P", {"accepted": ["støtte"], **RIGHT_WRONG})
    words = Description("A-1", Kind.SHORT_ANSWER, "Q", {"accepted": ["support"], **RIGHT_WRONG})
    shown = rules.translated(rules.present(source, Random(1)), source, words)
    assert [rules.mark(shown, answer).correct for answer in ("support", "støtte", "no")] == [True, True, False]


def test_a_translation_that_does_not_fit_changes_nothing() -> None:
    source = Description("A-1", Kind.SINGLE, "P", OPTIONS)
    swapped = Description("A-1", Kind.SINGLE, "Q", {"options": list(reversed(ENGLISH["options"]))})
    shown = rules.present(source, Random(1))
    assert rules.translated(shown, source, swapped) == shown


@pytest.mark.django_db
def test_an_attempt_in_english_is_the_norwegian_one_in_other_words() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    question = place_question(place)
    spoken = question._meta.get_field("body").to_python([{"type": "single", "value": ENGLISH}])
    translate_question(question=question, language="en", prompt="Is it so?", body=spoken, explanation="")
    now = timezone.now()
    attempt = start_attempt(person=ana, quiz=place.quiz, unit=place.bergen, now=now, seed=7, language="en")
    entry = next(each for each in attempt_overview(attempt).entries if each.shown.key == question.key)
    assert entry.shown.prompt == "Is it so?"
    assert {choice.text for choice in entry.shown.choices} == {"Yes", "No"}
    for each in attempt_overview(attempt).entries:
        save_answer(attempt=attempt, position=each.position, answer=rules.right_answer(each.shown), now=now)
    assert submit(attempt=attempt, now=now).passed is True


@pytest.mark.django_db
def test_a_question_that_says_something_else_is_shown_in_its_own_words() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    question = place_question(place)
    spoken = question._meta.get_field("body").to_python([{"type": "single", "value": ENGLISH}])
    translate_question(question=question, language="en", prompt="Is it so?", body=spoken, explanation="")
    question.prompt = "Er det fortsatt slik?"
    question.save()
    attempt = start_attempt(person=ana, quiz=place.quiz, unit=place.bergen, now=timezone.now(), language="en")
    assert "Er det fortsatt slik?" in {each.shown.prompt for each in attempt_overview(attempt).entries}


@pytest.mark.django_db
def test_a_translation_with_another_key_is_refused() -> None:
    question = place_question(school.build())
    swapped = [{"type": "single", "value": {"options": list(reversed(ENGLISH["options"]))}}]
    body = question._meta.get_field("body").to_python(swapped)
    with pytest.raises(ValidationError):
        translate_question(question=question, language="en", prompt="Is it so?", body=body, explanation="")


def place_question(place: school.School) -> Question:
    return Question.objects.create(
        key="TAU-90", subject=place.quiz.subject, prompt="Er det slik?", body=[{"type": "single", "value": OPTIONS}]
    )


@given(pairs())
def test_saying_every_text_of_a_translation_gives_the_translation(pair: tuple[Description, Description]) -> None:
    source, words = pair
    said = rules.in_words(source, rules.texts_of(words))
    assert (said.prompt, said.kind) == (words.prompt, words.kind)
    assert rules.fits(source, said)
    assert rules.texts_of(said) == {
        place: "\n".join(line.strip() for line in text.splitlines() if line.strip()) if place == "accepted" else text
        for place, text in rules.texts_of(words).items()
    }
    assert rules.in_words(source, {}) == source


def test_the_texts_of_a_question_are_named_by_where_they_stand() -> None:
    source = Description("A-1", Kind.SINGLE, "P", OPTIONS, explanation="E")
    assert rules.texts_of(source) == {
        "prompt": "P", "options.0.text": "Ja", "options.0.feedback": "Riktig.", "options.1.text": "Nei", "options.1.feedback": "Feil.",
        "explanation": "E",
    }  # fmt: skip
    typed = Description("A-1", Kind.SHORT_ANSWER, "P", {"accepted": ["støtte", "hjelp"], **RIGHT_WRONG})
    assert rules.texts_of(typed)["accepted"] == "støtte\nhjelp"
    assert rules.in_words(typed, {"accepted": "support\n\n help "}).body["accepted"] == ["support", "help"]
