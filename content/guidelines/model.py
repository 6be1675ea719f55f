"""What the handbook's files say, in one canonical form, and the texts they are written as. Pure; equality is meaning the same."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lms.courses.curriculum import kinds, write
from lms.courses.curriculum.in_step import Lack, State
from lms.courses.curriculum.model import BodyBlock, Curriculum, Qualification, Review, Statement, texts
from lms.courses.curriculum.shapes import Choice, Key, Keys, Line, Many, Text, Whole

FOLDER = kinds.HANDBOOK
CONFIG, PAGE = "guideline.yaml", "page.md"
PIECE = "page"  # what made-from.yaml calls a guideline's words
# What a guideline can hold: running text and what belongs to it. What people answer in belongs to courses.
BODY = {kind: kinds.BODY[kind] for kind in ("callout", "summary", "picture", "media", "accordion", "quote", "checklist", "glossary")}

_role = Line(50, kinds.SLUG, "stottespiller")
GUIDELINE = Keys(
    (
        Key("order", Whole(0, 1000), 0, shows=True),
        Key("roles", Many(_role, short=True), []),
        Key("asks", Choice(("nothing", "read", "signed"))),
        Key(
            "qualification",
            Keys(
                (
                    Key("key", Line(80, kinds.SLUG, "taushetserklaering")),
                    Key("valid_months", Whole(1, 600), None),
                    Key("order", Whole(0, 1000), 0),
                )
            ),
            None,
        ),
        kinds.REVIEW_KEY,
        kinds.SOURCES_KEY,
        kinds.STATEMENTS_KEY,
    ),
    lambda value: (
        [("qualification", "nothing is earned by what asks nothing")] if value["qualification"] and value["asks"] == "nothing" else []
    ),
)
WORDS = Keys((Key("title", Line()), Key("qualification", Line(120), ""), Key("summary", Text(250)), Key("promise", Text(600), "")))


@dataclass(frozen=True)
class Words:
    """What a guideline says in a language. `made_from`: which words of the source, by their print; empty if nobody has said."""

    title: str
    qualification: str
    summary: str
    promise: str
    body: list[BodyBlock]
    made_from: str = ""

    @property
    def text(self) -> str:
        """The file of it."""
        front = WORDS.lines(vars(self))
        return write.page_text(front, "\n".join(write.lines_text(write.block_text(block, BODY)) for block in self.body))

    @property
    def said(self) -> Iterator[str]:
        """Everything that people read of it."""
        yield from (self.title, self.summary, *self.lesson)

    @property
    def lesson(self) -> Iterator[str]:
        """The text, and what one says yes to: what its statements are words of."""
        for block in self.body:
            yield from texts(block.value)
        yield self.promise


@dataclass(frozen=True)
class GuidelineText:
    """A central guideline, in the language it is written in and in others."""

    slug: str
    order: int
    roles: list[str]
    asks: str
    qualification: Qualification | None
    review: Review
    sources: list[str]
    words: Words
    statements: list[Statement] = field(default_factory=list)
    translations: dict[str, Words] = field(default_factory=dict)

    @property
    def config(self) -> str:
        """guideline.yaml."""
        earned = vars(self.qualification) if self.qualification else None
        return write.lines_text(GUIDELINE.lines(vars(self) | {"qualification": earned} | write.truth(self.review, self.statements)))

    @property
    def print_of_words(self) -> str:
        """What stands for its words, as `made-from.yaml` keeps it."""
        return write.fingerprint(self.words.text)[:16]

    @property
    def fingerprint(self) -> str:
        """What stands for all that its files say in the language it is written in, but its place among the others."""
        digests = (ref.digest for ref in write.file_refs(self.words.body))
        return write.fingerprint("\n".join([replace(self, order=0).config, self.words.text, *digests]))

    def fingerprint_in(self, language: str) -> str:
        """What stands for a translation, what it was made from, and what its source says."""
        words = self.translations[language]
        return write.fingerprint("\n".join([words.text, words.made_from, self.print_of_words]))

    def is_current(self, language: str) -> bool:
        """Whether a translation was made from what the source says today; one that does not say is taken to be."""
        return self.translations[language].made_from in ("", self.print_of_words)

    @property
    def state_of(self) -> dict[str, State]:
        """What is not in step, by language."""
        found = {language: State.UNMARKED if not words.made_from else State.BEHIND for language, words in self.translations.items()}
        return {language: state for language, state in found.items() if self.translations[language].made_from != self.print_of_words}


@dataclass(frozen=True)
class Shipped:
    """Everything the folder holds: courses and handbook."""

    courses: Curriculum
    guidelines: list[GuidelineText]


def files_of(guidelines: list[GuidelineText], contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file of the handbook: path in the curriculum's folder, and what it holds."""
    files: dict[str, bytes] = {}
    for each in guidelines:
        place = f"{FOLDER}/{each.slug}"
        told = {f"{place}/{CONFIG}": each.config, f"{place}/{kinds.LANGUAGE}/{PAGE}": each.words.text}
        for language, words in each.translations.items():
            told[f"{place}/{language}/{PAGE}"] = words.text
            if words.made_from:
                told[f"{place}/{language}/{kinds.MADE_FROM}"] = write.made_from_text({PIECE: words.made_from})
        files |= {path: text.encode() for path, text in told.items()}
        for ref in write.file_refs([each.words.body, *(words.body for words in each.translations.values())]):
            folder = "pictures" if ref.name.endswith(kinds.PICTURES) else "media"
            files[f"{place}/{folder}/{ref.name}"] = contents[ref.digest]
    return files


def lacking(guidelines: list[GuidelineText]) -> list[Lack]:
    """Every translation that is not in step."""
    return [Lack(f"{FOLDER}/{each.slug}", language, PIECE, state) for each in guidelines for language, state in each.state_of.items()]


def mark(guidelines: list[GuidelineText], folder: Path, lacks: Collection[Lack]) -> list[str]:
    """Write that translations are made from what their guidelines say today. Returns the files written, by their paths in the folder."""
    prints = {f"{FOLDER}/{each.slug}": each.print_of_words for each in guidelines}
    written = []
    for lack in lacks:
        if lack.course in prints:
            path = f"{lack.course}/{lack.language}/{kinds.MADE_FROM}"
            (folder / path).write_text(write.made_from_text({PIECE: prints[lack.course]}), encoding="utf-8")
            written.append(path)
    return written
