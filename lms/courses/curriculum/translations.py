"""A course's words in another language: read beside the course they translate, and held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import kinds, nodes
from .kinds import MADE_FROM
from .model import BodyBlock, Course, CourseWords, QuestionWords, Step, StepWords, Words
from .surroundings import WRONG, FileRef, Reading
from .write import source_prints

if TYPE_CHECKING:
    from .parse import CourseParser

# Values of blocks and answers that are the same in every language.
_SAME = frozenset({"key", "next", "best", "tone", "kind", "correct", "answer", "value", "tolerance"})
_FREE = frozenset({"accepted", "expected_wrong"})  # a language has as many ways of saying it as it has


class WordsReader:
    """Reads one language's folder of a course."""

    def __init__(self, parser: "CourseParser", folder: Path, course: Course, files: Mapping[str, FileRef]) -> None:
        self.parser = parser
        self.folder = folder
        self.course = course
        self.files = files
        self.source = course.words
        self.prints = source_prints(course)
        self.made_from = self.read_made_from()
        self.slots = {step.slug for step in course.steps if isinstance(step, Step) and step.kind == "slot"}

    def words(self) -> Words | None:
        """What the folder says; None, with faults reported, if it is not the course's words.

        A piece that says to be made from other words than the course's of today may also be built otherwise: then it is left out until it is mended.
        """
        faults = self.parser.parser.faults
        before = len(faults)
        told = self.course_words()
        steps: dict[str, StepWords] = {}
        for path in sorted(self.folder.iterdir()):
            if path.name.startswith(".") or path.name in ("course.md", "questions.yaml", MADE_FROM):
                continue
            if path.suffix != ".md" or path.stem not in self.source.steps:
                self.parser.parser.fault(path, 1, "nothing reads this file; a translation's files are named as those they translate")
            elif step := self.step_words(path):
                steps[path.stem] = step
        questions = self.question_words()
        if len(faults) > before or told is None:
            return None
        ordered = {slug: steps[slug] for slug in self.source.steps if slug in steps}
        return Words(self.folder.name, told, ordered, questions, self.made_from)

    def is_behind(self, piece: str) -> bool:
        """Whether a piece says to be made from other words than the course's of today."""
        return self.made_from.get(piece, "") not in ("", self.prints.get(piece))

    def reading(self, name: str) -> Reading:
        """Where a file is read. A translation is asked only for what the bank and the folders of its course hold."""
        known = {"questions": frozenset(self.source.questions), "files": self.files}
        return self.parser.reading(self.folder / name, **known)

    def course_words(self) -> CourseWords | None:
        """course.md."""
        reading = self.reading("course.md")
        front, lines, first_line = self.parser.split(self.folder / "course.md")
        value: Any = kinds.COURSE_TEXT.read(front, reading) if front else WRONG
        introduction = self.parser.markdown(kinds.INTRODUCTION, lines, first_line, reading)
        if value is WRONG or introduction is WRONG:
            return None
        own = self.source.course
        for name in ("qualification", "audience", "quiz"):
            if bool(value[name]) != bool(getattr(own, name)):
                reading.fault(1, f"«{name}» stands in one language and not in the other")
        if len(value["outcomes"]) != len(own.outcomes):
            reading.fault(1, f"{len(value['outcomes'])} outcomes; the course has {len(own.outcomes)}")
        return CourseWords(**value, introduction=introduction)

    def step_words(self, path: Path) -> StepWords | None:
        """A module's or slot's file."""
        reading = self.reading(path.name)
        front, lines, first_line = self.parser.split(path)
        if front is None:
            return None
        value: Any = kinds.WORDS["slot" if path.stem in self.slots else "module"].read(front, reading)
        said = [block for block in self.parser.blocks(lines, first_line, reading, kinds.BODY_WORDS) if block is not None]
        own = self.source.steps[path.stem].body
        if len(said) != len(own) or any(
            _block_bones(block, block) != _block_bones(source, block) for block, source in zip(said, own, strict=True)
        ):
            if not self.is_behind(f"step/{path.stem}"):
                tell_difference(said, own, reading)
            return None
        body = [
            replace(block, value=source.value | block.value) if isinstance(block.value, dict) else block
            for block, source in zip(said, own, strict=True)
        ]
        return None if value is WRONG else StepWords(value["title"], value.get("guidance", ""), body)

    def question_words(self) -> dict[str, QuestionWords]:
        """questions.yaml."""
        path = self.folder / "questions.yaml"
        node = self.parser.parser.yaml(path) if path.exists() else None
        if node is None:
            return {}
        reading = self.reading(path.name)
        if not isinstance(node, nodes.Row):
            reading.fault(node.line, "a list of questions is wanted here, each after a dash")
            return {}
        found: dict[str, QuestionWords] = {}
        for item in node.items:
            value = kinds.read_question(item, reading, kinds.QUESTION_WORDS)
            if value is WRONG:
                continue
            source = self.source.questions.get(value["key"])
            answers = {each.name: value[each.name] for each in kinds.ANSWERS[value["type"]].keys}
            words = QuestionWords(value["key"], value["type"], value["prompt"], answers, value["explanation"], item.line)
            if source is None:
                reading.fault(item.line, f"the bank has no question «{words.key}»")
            elif words.key in found:
                reading.fault(item.line, f"the question «{words.key}» stands twice")
            elif (words.type, bones(words.answers)) != (source.type, bones(source.answers)):
                if not self.is_behind(f"question/{words.key}"):
                    reading.fault(item.line, f"«{words.key}» has other answers than in the course, other ones right, or another order")
            else:
                found[words.key] = words
        return {key: found[key] for key in self.source.questions if key in found}

    def read_made_from(self) -> dict[str, str]:
        """Which words of the course each piece was made from."""
        path = self.folder / MADE_FROM
        node = self.parser.parser.yaml(path) if path.exists() else None
        if not isinstance(node, nodes.Mapping):
            return {}
        return {piece: word.text for piece, word in node.entries.items() if isinstance(word, nodes.Word)}


def tell_difference(said: Sequence[BodyBlock], own: Sequence[BodyBlock], reading: Reading) -> None:
    """Report the first block that is another than in the source, if there is one."""
    for block, source in zip(said, own, strict=False):
        if _block_bones(block, block) != _block_bones(source, block):
            reading.fault(
                block.line, f"the source has another block here ({source.kind}): kinds, keys and the number of points are the same"
            )
            return
    if len(said) != len(own):
        reading.fault(said[-1].line if said else 1, f"{len(said)} blocks; the source has {len(own)} here")


def _block_bones(block: BodyBlock, told: BodyBlock) -> Any:
    """What of a block is the same in every language, as far as `told` tells of it."""
    value = {name: each for name, each in block.value.items() if name in told.value} if isinstance(block.value, dict) else block.value
    return block.kind, bones(value)


def bones(value: Any) -> Any:
    """What of a block or an answer is the same in every language: how much there is, in which order, and what it leads to."""
    match value:
        case dict():
            return {name: each if name in _SAME else bones(each) for name, each in value.items() if name not in _FREE}
        case list():
            return [bones(each) for each in value]
        case str() | FileRef():
            return bool(value)
    return value
