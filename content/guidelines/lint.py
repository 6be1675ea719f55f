"""Where the shipped courses and the handbook fall short of what is good enough. Pure: reads what `parse` has read."""

from collections.abc import Iterator

from lms.courses.curriculum import kinds
from lms.courses.curriculum.faults import Fault
from lms.courses.curriculum.lint import FACTUAL, founded, held, no_bokmal, unstated
from lms.courses.curriculum.lint import lint as lint_courses
from lms.courses.curriculum.wording import Said, Words, addresses, limit_in, told
from lms.courses.rules.numbers import Listed

from .model import CONFIG, FOLDER, PAGE, GuidelineText, Shipped


def lint(shipped: Shipped, words: Words) -> list[Fault]:
    """Everything that falls short, in the order of the files."""
    cited = {key for each in shipped.guidelines for key in each.sources}
    known = [Listed(each.key, each.called) for each in shipped.courses.numbers]
    found = lint_courses(shipped.courses, words, cited)
    found += [fault for each in shipped.guidelines for fault in _guideline(each, words, known)]
    said = [each for guideline in shipped.guidelines for each in _said(guideline)]
    found += told(said, words, addresses(shipped.courses))
    return sorted(set(found))


def _said(text: GuidelineText) -> Iterator[Said]:
    for language, words in {kinds.LANGUAGE: text.words, **text.translations}.items():
        yield Said(language, f"{FOLDER}/{text.slug}/{language}/{PAGE}", 1, "\n".join(words.said), limit=limit_in(language))


def _guideline(text: GuidelineText, words: Words, known: list[Listed]) -> Iterator[Fault]:
    place = f"{FOLDER}/{text.slug}"
    if FACTUAL & set(text.review.needs) and not text.sources:
        yield Fault(f"{place}/{CONFIG}", 1, f"needs {', '.join(sorted(FACTUAL & set(text.review.needs)))}, and cites no source")
    yield from unstated(f"{place}/{CONFIG}", text.review, text.sources, text.statements)
    for statement in text.statements:
        yield from founded(f"{place}/{CONFIG}", 1, statement)
        if hidden := [key for key in statement.sources if key not in text.sources]:
            yield Fault(f"{place}/{CONFIG}", 1, f"{statement.key} rests on {', '.join(hidden)}, which the page does not tell its readers")
    for language, said in {kinds.LANGUAGE: text.words, **text.translations}.items():
        file = f"{place}/{language}/{PAGE}"
        yield from held(file, 1, said.said, known)
        if language == "nn":
            yield from no_bokmal(file, 1, said.said, words)
