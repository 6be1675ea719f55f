"""Right answers that can be found without knowing: by their length. Pure.

Options of questions and ways of dilemmas stand in another order for each person, so where they stand in the file tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .faults import Fault
from .model import BodyBlock, Course, Question, QuestionWords, Step

TOO_LONG = 1.6  # a right answer that is so much longer than the next gives itself away
TOO_LONG_A_WAY = 1.4  # the same of the best way in a dilemma
HABIT = 4  # so many answers show a habit; fewer may be chance
HABIT_OF_WAYS = 2  # a course has few dilemmas: in two, both show one


def giveaways(course: Course) -> Iterator[Fault]:
    """Each answer that gives itself away, and each habit of the course's that does."""
    bank = f"{course.slug}/nb/questions.yaml"
    asked: list[bool] = []
    for question in course.questions:
        texts, right = _options(question)
        if right is None or len(texts) < 3:
            continue
        asked.append(_is_longest(texts, right))
        if _beyond(texts, right) > TOO_LONG:
            yield Fault(bank, question.line, f"{question.key}: the right answer is much longer than the others, and gives itself away")
    if len(asked) >= HABIT and sum(asked) * 2 > len(asked):
        yield Fault(bank, 1, f"the right answer is the longest in {sum(asked)} of {len(asked)} questions; who sees it need not know")
    told = [question.answers["answer"] for question in course.questions if question.type == "true_false"]
    if len(told) > 1 and len(set(told)) == 1:
        yield Fault(bank, 1, f"all {len(told)} statements are {'true' if told[0] else 'false'}; who sees it need not know")
    for language, bodies in _bodies(course):
        yield from _dilemmas(course.slug, language, bodies)
    for words in course.translations:
        spoken = [
            _is_longest(texts, right) for texts, right in map(_options, words.questions.values()) if right is not None and len(texts) > 2
        ]
        if len(spoken) >= HABIT and sum(spoken) * 2 > len(spoken):
            said = f"the right answer is the longest in {sum(spoken)} of {len(spoken)} questions; who sees it need not know"
            yield Fault(f"{course.slug}/{words.language}/questions.yaml", 1, said)


def _bodies(course: Course) -> Iterator[tuple[str, Mapping[str, Iterable[BodyBlock]]]]:
    yield "nb", {step.slug: step.body for step in course.steps if isinstance(step, Step)}
    for words in course.translations:
        yield words.language, {slug: step.body for slug, step in words.steps.items()}


def _dilemmas(slug: str, language: str, bodies: Mapping[str, Iterable[BodyBlock]]) -> Iterator[Fault]:
    longest: list[bool] = []
    for step, body in bodies.items():
        for block in body:
            for crossroads in block.value["steps"] if block.kind == "dilemma" else ():
                texts = [choice["text"] for choice in crossroads["choices"]]
                best = next(place for place, choice in enumerate(crossroads["choices"]) if choice["best"])
                longest.append(_is_longest(texts, best))
                if _beyond(texts, best) > TOO_LONG_A_WAY:
                    where = f"{block.value['key']}, {crossroads['key']}"
                    yield Fault(f"{slug}/{language}/{step}.md", block.line, f"{where}: the best way is much longer than the others")
    if len(longest) >= HABIT_OF_WAYS and sum(longest) * 2 > len(longest):
        yield Fault(
            f"{slug}/{language}/course.md", 1, f"the best way is the longest in {sum(longest)} of {len(longest)} choices in dilemmas"
        )


def _options(question: Question | QuestionWords) -> tuple[list[str], int | None]:
    """What can be chosen, and the place of the right one; no place if more than one may be right."""
    options = question.answers.get("options") or []
    right = [place for place, option in enumerate(options) if option.get("correct")]
    return [option["text"] for option in options], right[0] if question.type == "single" and right else None


def _beyond(texts: Sequence[str], place: int) -> float:
    """How many times as long the text at this place is as the longest of the others."""
    return len(texts[place]) / max(len(text) for number, text in enumerate(texts) if number != place)


def _is_longest(texts: Sequence[str], place: int) -> bool:
    return _beyond(texts, place) > 1
