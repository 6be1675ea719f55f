"""Right answers that can be found without knowing: by their length, or by where they stand. Pure.

Options of questions are shuffled when they are asked, so of those only length tells. The ways of a dilemma stand in the order of the file.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from .faults import Fault
from .model import Course, Question, Step

TOO_LONG = 1.6  # a right answer that is so much longer than the next gives itself away
TOO_LONG_A_WAY = 1.4  # the same of the best way in a dilemma
HABIT = 4  # so many answers show a habit; fewer may be chance


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
            yield Fault(bank, 1, f"{question.key}: the right answer is much longer than the others, and gives itself away")
    if len(asked) >= HABIT and sum(asked) * 2 > len(asked):
        yield Fault(bank, 1, f"the right answer is the longest in {sum(asked)} of {len(asked)} questions; who sees it need not know")
    told = [question.answers["answer"] for question in course.questions if question.type == "true_false"]
    if len(told) > 1 and len(set(told)) == 1:
        yield Fault(bank, 1, f"all {len(told)} statements are {'true' if told[0] else 'false'}; who sees it need not know")
    yield from _dilemmas(course)


def _dilemmas(course: Course) -> Iterator[Fault]:
    first = f"{course.slug}/nb/course.md"
    longest: list[bool] = []
    places: list[int] = []
    for step in course.steps:
        for block in step.body if isinstance(step, Step) else ():
            for crossroads in block.value["steps"] if block.kind == "dilemma" else ():
                texts = [choice["text"] for choice in crossroads["choices"]]
                best = next(place for place, choice in enumerate(crossroads["choices"]) if choice["best"])
                longest.append(_is_longest(texts, best))
                places.append(best)
                if _beyond(texts, best) > TOO_LONG_A_WAY:
                    where = f"{block.value['key']}, {crossroads['key']}"
                    yield Fault(f"{course.slug}/nb/{step.slug}.md", block.line, f"{where}: the best way is much longer than the others")
    if len(longest) < HABIT:
        return
    if sum(longest) * 2 > len(longest):
        yield Fault(first, 1, f"the best way is the longest in {sum(longest)} of {len(longest)} choices in dilemmas")
    place, times = Counter(places).most_common(1)[0]
    if times * 2 > len(places) + 1:
        yield Fault(first, 1, f"the best way stands as number {place + 1} in {times} of {len(places)} choices in dilemmas")


def _options(question: Question) -> tuple[list[str], int | None]:
    """What can be chosen, and the place of the right one; no place if more than one may be right."""
    options = question.answers.get("options") or []
    right = [place for place, option in enumerate(options) if option.get("correct")]
    return [option["text"] for option in options], right[0] if question.type == "single" and right else None


def _beyond(texts: Sequence[str], place: int) -> float:
    """How many times as long the text at this place is as the longest of the others."""
    return len(texts[place]) / max(len(text) for number, text in enumerate(texts) if number != place)


def _is_longest(texts: Sequence[str], place: int) -> bool:
    return _beyond(texts, place) > 1
