"""Where the shipped courses and the handbook fall short of what is good enough. Pure: reads what `parse` has read."""

from collections.abc import Iterator

from lms.courses.curriculum import kinds
from lms.courses.curriculum.faults import Fault
from lms.courses.curriculum.lint import FACTUAL, FEWEST_WORDS, MARKS, Words, held, no_bokmal, wording
from lms.courses.curriculum.lint import lint as lint_courses
from lms.courses.rules.numbers import Listed
from lms.courses.rules.readability import TARGET, lix

from .model import CONFIG, FOLDER, PAGE, GuidelineText, Shipped


def lint(shipped: Shipped, words: Words) -> list[Fault]:
    """Everything that falls short, in the order of the files."""
    cited = {key for each in shipped.guidelines for key in each.sources}
    known = [Listed(each.key, each.called) for each in shipped.courses.numbers]
    found = lint_courses(shipped.courses, words, cited)
    found += [fault for each in shipped.guidelines for fault in _guideline(each, words, known)]
    return sorted(set(found))


def _guideline(text: GuidelineText, words: Words, known: list[Listed]) -> Iterator[Fault]:
    place = f"{FOLDER}/{text.slug}"
    if FACTUAL & set(text.review.needs) and not text.sources:
        yield Fault(f"{place}/{CONFIG}", 1, f"needs {', '.join(sorted(FACTUAL & set(text.review.needs)))}, and cites no source")
    for language, said in {kinds.LANGUAGE: text.words, **text.translations}.items():
        file = f"{place}/{language}/{PAGE}"
        whole = "\n".join(said.said)
        yield from held(file, 1, said.said, known)
        heaviness = lix(MARKS.sub("", whole))
        if heaviness is not None and heaviness > TARGET and len(whole.split()) >= FEWEST_WORDS:
            yield Fault(file, 1, f"LIX {heaviness}; at most {TARGET}")
        if language == kinds.LANGUAGE:
            yield from wording(file, 1, whole, words)
        elif language == "nn":
            yield from no_bokmal(file, 1, [*said.said], words.bokmal)
