"""How everything that is said reads, in every language it is said in: heavy, stamping, naming somebody, or leading nowhere. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from lms.courses.rules.numbers import digits
from lms.courses.rules.readability import FEWEST_WORDS, TARGET, lix

from .faults import Fault
from .kinds import LANGUAGE
from .model import BodyBlock, Course, Curriculum, texts
from .model import Words as Spoken

LIMITS = {"en": 32}  # English says the same in shorter words; every other language may be as heavy as bokmål
SHORT_TEXT, SHORT_LIMIT = 20, 50  # a question has few sentences to even out; from so many words on it is told if it is as heavy as that
OURS = frozenset({"/", "/kurs/", "/min-side/", "/kort/ring-113-forst/"})  # addresses that are there in every house
MARKS = re.compile(r"[*_#\\]|\]\([^)]*\)|^\s*(?:-|\d+\.) ", re.M)
_QUOTED = re.compile(r"(?:«[^»]*»|‘[^’]*’|“[^”]*”)(?: \([^)]*\))?")  # and what explains it in brackets
_NAMED = r"[A-ZÆØÅ][a-zæøåéü]+(?:-[A-ZÆØÅ][a-zæøåéü]+)?"
_NAME = re.compile(rf"(?<![\w-]){_NAMED} {_NAMED}(?![\w-])")
_TOKEN = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Words:
    """Words to avoid in each language, each with a better one; words that begin what only looks like a name; and words that are no nynorsk."""

    avoid: Mapping[str, Mapping[str, str]]
    no_names: frozenset[str]
    bokmal: frozenset[str]


def shipped_words() -> Words:
    """Those of `words.yaml` and `bokmal.txt` beside this file."""
    kept = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    lines = Path(__file__).with_name("bokmal.txt").read_text(encoding="utf-8").splitlines()
    bokmal = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    return Words(kept["avoid"], frozenset(kept["no_names"]), bokmal)


@dataclass(frozen=True)
class Said:
    """A text and where it stands. `about` begins what is told of it; `answers` belong to it, and may hold the very words that are asked about."""

    language: str
    file: str
    line: int
    text: str
    about: str = ""
    answers: str = ""
    limit: int = 0  # how heavy it may be; 0 for what is too short to be weighed by itself
    is_whole: bool = False  # a whole step, whose parts are read one by one as well: it is only weighed


def wording(curriculum: Curriculum, words: Words) -> Iterator[Fault]:
    """Everything in the courses that reads badly, and links that lead nowhere."""
    yield from told([each for course in curriculum.courses for each in said_in(course)], words, addresses(curriculum))


def told(said: Collection[Said], words: Words, there: frozenset[str]) -> Iterator[Fault]:
    """What in some texts reads badly, and links that lead to no address that is `there`."""
    known: dict[str, set[str]] = {}
    for each in said:
        small = (word for word in _TOKEN.findall(f"{each.text}\n{each.answers}") if word.islower())
        known.setdefault(each.language, set()).update(small)
    for each in said:
        read = [] if each.is_whole else [*_stamps(each, words), *_names(each, words, known[each.language]), *_lost(each, there)]
        for reason in [*read, *_weight(each)]:
            yield Fault(each.file, each.line, f"{each.about}{reason}")


def limit_in(language: str) -> int:
    """How heavy a text in a language may be, as LIX."""
    return LIMITS.get(language, TARGET)


def said_in(course: Course) -> Iterator[Said]:
    """Every text of a course, in each language."""
    for spoken in [course.words, *course.translations]:
        yield from said_in_words(course.slug, spoken)


def said_in_words(slug: str, spoken: Spoken) -> Iterator[Said]:
    """Every text of a course in one language."""
    language = spoken.language or LANGUAGE
    folder, own, limit = f"{slug}/{language}", spoken.course, limit_in(language)
    quiz = own.quiz["introduction"] if own.quiz else ""
    for text in (own.title, own.summary, own.audience, *own.outcomes):
        yield Said(language, f"{folder}/course.md", 1, text)
    for text in (own.introduction, quiz):
        yield Said(language, f"{folder}/course.md", 1, text, limit=limit)
    for name, step in spoken.steps.items():
        yield Said(language, f"{folder}/{name}.md", 1, f"{step.title}\n{step.guidance}")
        for block in step.body:
            yield Said(language, f"{folder}/{name}.md", block.line, _text(block), limit=limit if block.kind == "dilemma" else 0)
        if language != LANGUAGE:
            yield Said(language, f"{folder}/{name}.md", 1, "\n".join(map(_text, step.body)), limit=limit, is_whole=True)
    for question in spoken.questions.values():
        text, answers = "\n".join([question.prompt, question.explanation]), "\n".join(texts(question.answers))
        yield Said(language, f"{folder}/questions.yaml", question.line, text, f"{question.key}: ", answers, SHORT_LIMIT)


def _text(block: BodyBlock) -> str:
    return "\n".join(texts(block.value))


def _stamps(said: Said, words: Words) -> Iterator[str]:
    used = _QUOTED.sub("", said.text)  # what stands in quotation marks is spoken about, not used
    for word, better in words.avoid.get(said.language, {}).items():
        if re.search(rf"(?i)\b{re.escape(word)}", used):
            yield f"«{word}»: write «{better}»"


def _names(said: Said, words: Words, known: set[str]) -> Iterator[str]:
    """Two words with capitals. At the beginning of a sentence the first has one anyhow: there it is a name if nobody ever writes it small."""
    plain = MARKS.sub("", f"{said.text}\n{said.answers}")
    for found in _NAME.finditer(plain):
        first = found.group().split()[0].split("-")[0]
        inside = re.search(r"[a-zæøå,;] $", plain[: found.start()])
        if first not in words.no_names and (inside or first.lower() not in known):
            yield f"«{found.group()}» looks like a real person's name; a first name is enough"


def _weight(said: Said) -> Iterator[str]:
    if said.limit:
        text = MARKS.sub("", f"{said.text}\n{said.answers}")
        heaviness = lix(text) or 0
        if heaviness > said.limit and len(text.split()) >= (SHORT_TEXT if said.limit == SHORT_LIMIT else FEWEST_WORDS):
            yield f"LIX {heaviness}; at most {said.limit}"


def addresses(curriculum: Curriculum) -> frozenset[str]:
    """Where a link may lead within the house: courses, their steps, and telephone numbers."""
    there: set[str] = set(OURS)
    for course in curriculum.courses:
        there.add(f"/kurs/{course.slug}/")
        there.update(f"/kurs/{course.slug}/{step.slug}/" for step in course.steps)
    return frozenset(there | {f"tel:{digits(number.key)}" for number in curriculum.numbers})


def _lost(said: Said, there: frozenset[str]) -> Iterator[str]:
    for link in _LINK.findall(f"{said.text}\n{said.answers}"):
        wanted = link.partition("#")[0].partition("?")[0]
        wanted = f"tel:{digits(wanted[4:])}" if wanted.startswith("tel:") else wanted
        if wanted.startswith(("/", "tel:")) and wanted not in there:
            yield f"nothing is at {link}"
