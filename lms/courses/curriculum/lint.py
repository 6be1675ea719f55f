"""What makes a curriculum good enough to teach, as far as a machine can tell. Pure: reads what `parse` has read.

The bounds come from the curriculum's own foundation: short sittings with one idea, a picture, something to do and a card to remember; tests that
ask for every outcome more than once; answers that do not give themselves away by their length.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from lms.courses.rules.numbers import Listed, misnamed, unlisted
from lms.courses.rules.readability import FEWEST_WORDS, TARGET, lix

from .faults import Fault
from .giveaways import giveaways
from .minutes import minutes
from .model import BodyBlock, Course, Curriculum, Question, Review, Statement, Step, texts
from .model import Words as Spoken
from .outcomes import gaps
from .wording import MARKS, Words, said_in_words, wording

SHORTEST, LONGEST = 3, 8  # minutes of a module
LATE, EARLY = 0.5, 1.5  # minutes by which a module may take longer, or shorter, than it promises
OPENING = 100  # words of a module's first text, within which somebody has come in or said something
LEAST_ITEMS = 12  # questions of a course, variants not counted
ALT = range(15, 301)  # letters of an alternative text
FACTUAL = frozenset({"jur", "med", "psyk", "hms"})  # whose approval a text about law, health or safety needs
DOING = frozenset({"dilemma", "question", "reflection", "checklist"})
_SOMEBODY = re.compile(r"[«–]|\b[Dd](?:u|ere)\b|(?<=[a-zæøå,;] )[A-ZÆØÅ][a-zæøå]+")
_EMPHASIS = re.compile(r"\*+(?=\w)[^*\n]*(?<=\w)\*+")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Where nynorsk has kv-, -heit, -leg, -erande, -ingar, -sjonar and -lova; and where it has -ast, as in «kan lesast»
_SHAPE = re.compile(r"^hv|..(?:het(?:en|er|ene)?|hets\w{3,}|(?<!bil)(?<!vil)lige?|erende|....inge(?:r|ne)|sjoner|...loven)$")
_PASSIVE = re.compile(
    r"(?i)\b(?:kan|kunne|skal|skulle|vil|ville|må|måtte|bør|burde)(?: (?:ikkje|òg|alltid|aldri|berre))? (?!(?:elles|felles)\b)[a-zæøå]{3,}es\b"
)


def lint(curriculum: Curriculum, words: Words, cited_elsewhere: Iterable[str] = ()) -> list[Fault]:
    """Everything that falls short, in the order of the files. `cited_elsewhere`: keys of sources that more than courses cite."""
    found = [fault for course in curriculum.courses for fault in _course(course, words)]
    cited = {*cited_elsewhere, *(key for course in curriculum.courses for key in _cited(course))}
    cited |= {key for number in curriculum.numbers for key in number.sources}
    found += [Fault("sources.yaml", 1, f"nothing cites the source «{each.key}»") for each in curriculum.sources if each.key not in cited]
    found += _numbers(curriculum)
    found += wording(curriculum, words)
    return sorted(set(found))


def _numbers(curriculum: Curriculum) -> Iterator[Fault]:
    """Every telephone number in the texts stands in numbers.yaml, and beside it the name that it has there."""
    known = [Listed(each.key, each.called) for each in curriculum.numbers]
    for course in curriculum.courses:
        yield from held(
            f"{course.slug}/nb/course.md", 1, [course.summary, course.introduction, course.quiz.introduction if course.quiz else ""], known
        )
        for step in course.steps:
            for block in step.body if isinstance(step, Step) else ():
                yield from held(f"{course.slug}/nb/{step.slug}.md", block.line, texts(block.value), known)
            if isinstance(step, Step):
                yield from held(f"{course.slug}/nb/{step.slug}.md", 1, [step.guidance], known)
        for question in course.questions:
            said = [question.prompt, question.explanation, *texts(question.answers)]
            yield from held(f"{course.slug}/nb/questions.yaml", question.line, said, known)
        for words in course.translations:
            for each in said_in_words(course.slug, words):
                yield from held(each.file, each.line, [] if each.is_whole else [each.text, each.answers], known)


def held(file: str, line: int, said: Iterable[str], known: list[Listed]) -> Iterator[Fault]:
    """What is said with a telephone number that the list does not have, or another's."""
    kept = list(said)
    for number in unlisted(kept, known):
        yield Fault(file, line, f"numbers.yaml does not have {number}")
    for name, number in misnamed(kept, known):
        yield Fault(file, line, f"«{name}» stands with another number than theirs, {number}")


def _course(course: Course, words: Words) -> Iterator[Fault]:
    for step in course.steps:
        if isinstance(step, Step):
            yield from _step(course, step)
    for said in course.translations:
        if said.language == "nn":
            yield from _nynorsk(course.slug, said, words)
        for slug, spoken in said.steps.items():
            yield from _starred(f"{course.slug}/{said.language}/{slug}.md", spoken.body)
    yield from giveaways(course)
    yield from _bank(course)
    yield from gaps(course)
    for question in course.questions:
        yield from founded(f"{course.slug}/nb/questions.yaml", question.line, question)


# --- A step ----------------------------------------------------------------------------------------------------


def _step(course: Course, step: Step) -> Iterator[Fault]:
    file = f"{course.slug}/nb/{step.slug}.md"
    text = "\n".join(said for block in step.body for said in texts(block.value))
    if step.kind == "module":
        if not SHORTEST <= step.minutes <= LONGEST:
            yield Fault(file, 1, f"{step.minutes} minutes; a module takes {SHORTEST} to {LONGEST}")
        yield from _promise(file, step, {question.key: question for question in course.questions})
        opening = next((block.value for block in step.body if block.kind == "text"), "")
        if not _SOMEBODY.search(" ".join(opening.split()[:OPENING])):
            yield Fault(file, 1, "starts from no situation: nobody is met, and nobody says anything, in its first text")
        kinds = [block.kind for block in step.body]
        if "picture" not in kinds and "media" not in kinds:
            yield Fault(file, 1, "no picture")
        if not DOING & set(kinds):
            yield Fault(file, 1, "nothing to do: a dilemma, a question, a reflection or a checklist")
        if "summary" not in kinds:
            yield Fault(file, 1, "no card with what to remember")
        if not step.outcomes:
            yield Fault(file, 1, "serves no learning outcome")
        yield from unstated(file, step.review, step.sources, step.statements)
    heaviness = lix(MARKS.sub("", text))
    if heaviness is not None and heaviness > TARGET and len(text.split()) >= FEWEST_WORDS:
        yield Fault(file, 1, f"LIX {heaviness}; at most {TARGET}")
    for block in step.body:
        yield from _block(file, block)
    yield from _starred(file, step.body)
    for statement in step.statements:
        yield from founded(file, 1, statement)


def unstated(file: str, review: Review, sources: Collection[str], statements: Collection[Statement]) -> Iterator[Fault]:
    """That a text needs somebody who knows about facts, rests on something, and does not say on what of it they shall look."""
    factual = FACTUAL & set(review.needs)
    if factual and sources and not statements:
        yield Fault(file, 1, f"needs {', '.join(sorted(factual))}, and lists no statements for them to approve")


def _promise(file: str, step: Step, bank: Mapping[str, Question]) -> Iterator[Fault]:
    needed = minutes(step, bank)
    if not step.minutes - EARLY <= needed <= step.minutes + LATE:
        yield Fault(file, 1, f"promises {step.minutes} minutes and takes about {needed:.1f}")


def founded(file: str, line: int, said: Statement | Question) -> Iterator[Fault]:
    """What is said to be known rests on something, and what is uncertain waits for somebody."""
    if said.status == "verified" and not said.sources:
        yield Fault(file, line, f"{said.key} says that it is verified, and names no source")
    if said.status == "uncertain" and not said.needs:
        yield Fault(file, line, f"{said.key} is uncertain, and says of nobody that they must approve it")


def _block(file: str, block: BodyBlock) -> Iterator[Fault]:
    if block.kind == "picture":
        alt = block.value["alt"]
        if len(alt) not in ALT:
            yield Fault(file, block.line, f"the alternative text has {len(alt)} letters; {ALT.start} to {ALT.stop - 1} say enough")
        if re.match(r"(?i)bilde|illustrasjon|tegning av", alt):
            yield Fault(file, block.line, "the alternative text says that it is a picture; say what it shows")


def _starred(file: str, body: Iterable[BodyBlock]) -> Iterator[Fault]:
    """Bold and italic where text is plain: readers would see the asterisks."""
    for block in body:
        for text in texts(_plain(block)):
            for found in _EMPHASIS.findall(text):
                yield Fault(file, block.line, f"{found} is shown with its asterisks; this text is plain")


def _plain(block: BodyBlock) -> Iterator[Any]:
    if block.kind in ("checklist", "reflection", "glossary", "quote"):
        yield block.value
    elif block.kind == "dilemma":
        yield block.value["steps"]


def _nynorsk(slug: str, said: Spoken, words: Words) -> Iterator[Fault]:
    """Words of the nynorsk that are bokmål."""
    course = said.course
    yield from no_bokmal(f"{slug}/nn/course.md", 1, vars(course), words)
    for key, step in said.steps.items():
        file = f"{slug}/nn/{key}.md"
        yield from no_bokmal(file, 1, [step.title, step.guidance], words)
        for block in step.body:
            yield from no_bokmal(file, block.line, block.value, words)
    for question in said.questions.values():
        kept = [question.prompt, question.explanation, question.answers]
        for fault in no_bokmal(f"{slug}/nn/questions.yaml", question.line, kept, words):
            yield Fault(fault.file, fault.line, f"{question.key}: {fault.reason}")


def no_bokmal(file: str, line: int, value: Any, words: Words) -> Iterator[Fault]:
    """What of a text is bokmål, though it should be nynorsk."""
    for text in texts(value):
        for word in _TOKEN.findall(text):
            named = word in words.no_names  # Røde Kors is called so in every language
            if not named and (word.lower() in words.bokmal or _SHAPE.search(word)):
                yield Fault(file, line, f"«{word}» is bokmål")
        for passive in _PASSIVE.findall(text):
            yield Fault(file, line, f"«{passive}» is bokmål")


# --- The bank ----------------------------------------------------------------------------------------------------


def _bank(course: Course) -> Iterator[Fault]:
    bank = f"{course.slug}/nb/questions.yaml"
    families: dict[str, list[Question]] = {}
    for question in course.questions:
        families.setdefault(question.variant_of or question.key, []).append(question)
    if course.quiz and len(families) < LEAST_ITEMS:
        yield Fault(bank, 1, f"{len(families)} questions; at least {LEAST_ITEMS}, variants not counted")
    for key, family in families.items():
        if any(question.critical for question in family) and len(family) == 1:
            yield Fault(bank, family[0].line, f"{key} must be right to pass, and has no variant")


def _cited(course: Course) -> Iterator[str]:
    for step in course.steps:
        if isinstance(step, Step):
            yield from step.sources
            for statement in step.statements:
                yield from statement.sources
            for block in step.body:
                if isinstance(block.value, Mapping):
                    yield from block.value.get("sources") or []
    for question in course.questions:
        yield from question.sources
