"""From a folder to the model. Every fault in every file is found before anything is said."""

import difflib
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ReadMapping
from dataclasses import dataclass, field, replace
from hashlib import sha1
from pathlib import Path
from typing import Any

from lms.quizzes.rules import statements

from . import kinds
from .faults import Fault, FaultyCurriculum
from .kinds import FENCE, LANGUAGE, LANGUAGES
from .model import BodyBlock, Course, Curriculum, Number, Qualification, Question, Quiz, Review, Source, Statement, Step, in_order, texts
from .nodes import Mapping, Node, Row, Word, read_yaml, words_of
from .pictures import file_faults
from .shapes import Markdown, Shape
from .surroundings import WRONG, FileRef, Reading
from .translations import WordsReader

_PLAIN_FILES = re.compile(r"LICENSE|README(\.md)?|\..*")


def parse(folder: Path) -> Curriculum:
    """The curriculum in the folder. Raises FaultyCurriculum with every fault, sorted by file and line."""
    return FolderParser(folder).curriculum()


@dataclass
class _Seen:
    """What may be said only once in the whole curriculum, and where it was."""

    where: dict[tuple[str, str], str] = field(default_factory=dict)

    def once(self, what: str, name: str, reading: Reading, line: int) -> None:
        first = self.where.setdefault((what, name), f"{reading.file}:{line}")
        if first != f"{reading.file}:{line}":
            reading.fault(line, f"the {what} «{name}» is used already, in {first}")


class FolderParser:
    """Reads a folder's files, keeps every fault, and knows what they may name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.seen = _Seen()
        self.sources: frozenset[str] | None = None
        self.contents: dict[str, bytes] = {}

    def curriculum(self) -> Curriculum:
        if not self.folder.is_dir():
            raise FaultyCurriculum([Fault(str(self.folder), 1, "there is no such folder")])
        sources = self.read_sources()
        numbers = self.read_numbers()
        courses = []
        for entry in sorted(self.folder.iterdir()):
            if entry.is_dir() and entry.name == kinds.HANDBOOK:
                continue
            if entry.is_dir() and not entry.name.startswith("."):
                courses.append(CourseParser(self, entry).course())
            elif entry.name not in ("sources.yaml", "numbers.yaml") and not _PLAIN_FILES.fullmatch(entry.name):
                self.fault(entry, 1, "nothing reads this file; a course is a folder")
        if not courses:
            self.fault(self.folder / "sources.yaml", 1, "there is no course here; a course is a folder with course.yaml in it")
        if self.faults:
            raise FaultyCurriculum(self.faults)
        whole = [course for course in courses if course]
        whole.sort(key=lambda course: (course.qualification.order if course.qualification else 0, course.slug))
        return Curriculum(sources, whole, self.contents, numbers)

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def fault(self, path: Path, line: int, reason: str) -> None:
        self.faults.append(Fault(self.name(path), line, reason))

    def text(self, path: Path) -> str | None:
        """The text of a file; None, and a fault, if there is none."""
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            self.fault(path, 1, "the file is missing")
            return None
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self.fault(path, raw[: error.start].count(b"\n") + 1, "this line is not UTF-8; save the file as UTF-8")
            return None

    def yaml(self, path: Path) -> Node | None:
        text = self.text(path)
        return None if text is None else read_yaml(text, file=self.name(path), first_line=1, faults=self.faults)

    def reading(self, path: Path, **known: Any) -> Reading:
        return Reading(self.name(path), self.faults, sources=self.sources, **known)

    def read_sources(self) -> list[Source]:
        path = self.folder / "sources.yaml"
        node = self.yaml(path)
        if isinstance(node, Mapping):
            self.sources = frozenset(node.entries)
        said = self.read_list(
            path, node, kinds.SOURCE_KEY, kinds.SOURCE, "keys of sources are wanted here, each with title, publisher and checked"
        )
        return sorted((Source(key=key, **value) for key, value in said), key=lambda source: in_order(source.key))

    def read_numbers(self) -> list[Number]:
        path = self.folder / "numbers.yaml"
        node = self.yaml(path) if path.exists() else None
        said = self.read_list(path, node, kinds.NUMBER_KEY, kinds.NUMBER, "telephone numbers are wanted here, each with name and when")
        return [Number(key=key, order=place, **value) for place, (key, value) in enumerate(said)]

    def read_list(self, path: Path, node: Node | None, key_shape: Shape, shape: Shape, wanted: str) -> list[tuple[str, Any]]:
        """The keys of a file with what stands below each."""
        reading = self.reading(path)
        said: list[tuple[str, Any]] = []
        if node is None:
            return said
        if not isinstance(node, Mapping):
            reading.fault(node.line, wanted)
            return said
        for key, entry in node.entries.items():
            line = node.key_lines[key]
            right = key_shape.read(Word(key, line, line, not key), reading)
            value = shape.read(entry, reading)
            if value is not WRONG and right is not WRONG:
                said.append((key, value))
        return said


class CourseParser:
    """Reads the folder of one course."""

    def __init__(self, parser: FolderParser, folder: Path) -> None:
        self.parser = parser
        self.folder = folder
        self.words = folder / LANGUAGE
        self.seen = _Seen()
        self.used: set[str] = set()
        self.code = ""

    def course(self) -> Course | None:
        faults_before = len(self.parser.faults)
        self.check_folder()
        files = dict(self.read_files())

        config_reading = self.reading(self.folder / "course.yaml", files=files)
        config_node = self.parser.yaml(self.folder / "course.yaml")
        config = kinds.COURSE.read(config_node, config_reading) if config_node else WRONG
        text_reading = self.reading(self.words / "course.md")
        front, introduction, first_line = self.split(self.words / "course.md")
        outcome_row = front.entries.get("outcomes") if isinstance(front, Mapping) else None
        outcomes = len(outcome_row.items) if isinstance(outcome_row, Row) else 0 if isinstance(front, Mapping) else None
        text = kinds.COURSE_TEXT.read(front, text_reading) if front else WRONG
        said = self.markdown(kinds.INTRODUCTION, introduction, first_line, text_reading)
        if isinstance(front, Mapping) and isinstance(config_node, Mapping):
            self.check_course(config_node, config_reading, front, text_reading)

        bank_path = self.words / "questions.yaml"
        bank_node = self.parser.yaml(bank_path) if bank_path.exists() else Row((), 1)
        code = config_node.entries.get("code") if isinstance(config_node, Mapping) else None
        self.code = code.text if isinstance(code, Word) else ""
        questions = self.read_questions(bank_node, self.reading(bank_path, outcomes=outcomes))
        keys = frozenset(word.text for word in words_of(bank_node, "key")) if bank_node else None

        entries = self.entries(config_node)
        files_there = {path.stem: path for path in sorted(self.words.glob("*.md")) if path.name != "course.md"}
        if config_node is not None:
            self.check_steps(entries, files_there, config_reading)
        steps: dict[str, Step | None] = {}
        for slug, path in files_there.items():
            steps[slug] = self.read_step(path, entries.get(slug, ("", 1))[0], outcomes=outcomes, questions=keys, files=files)

        if len(self.parser.faults) > faults_before:
            return None
        whole = self.whole(config, text, said, {slug: step for slug, step in steps.items() if step}, questions, config_reading)
        if len(self.parser.faults) > faults_before:
            return None
        languages = [entry for entry in sorted(self.folder.iterdir()) if is_language(entry) and entry.name != LANGUAGE]
        words = [WordsReader(self, folder, whole, files).words() for folder in languages]
        for unused in sorted(set(files) - self.used):
            self.parser.fault(self.folder / unused, 1, "no text shows this file")
        return replace(whole, translations=[each for each in words if each]) if len(self.parser.faults) == faults_before else None

    # --- the folder ---------------------------------------------------------------------------------------------------------------------------

    def reading(self, path: Path, **known: Any) -> Reading:
        reading = self.parser.reading(path, **known)
        reading.used_files = self.used
        return reading

    def check_folder(self) -> None:
        self.check_name(self.folder, self.folder.name)
        for entry in sorted(self.folder.iterdir()):
            if entry.name not in ("course.yaml", "pictures", "media") and not entry.name.startswith(".") and not is_language(entry):
                self.parser.fault(
                    entry, 1, f"nothing reads this; a course has course.yaml, {LANGUAGE}/, folders of other languages, pictures/ and media/"
                )
        if not self.words.is_dir():
            self.parser.fault(self.words / "course.md", 1, "the file is missing")
            return
        for entry in sorted(self.words.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.suffix == ".md" and entry.is_file():
                self.check_name(entry, entry.stem)
            elif entry.name != "questions.yaml":
                self.parser.fault(entry, 1, "nothing reads this file; texts end in .md, and the bank is questions.yaml")

    def check_name(self, path: Path, name: str) -> None:
        if not re.fullmatch(kinds.SLUG, name) or len(name) > 80:
            self.parser.fault(path, 1, "names have lower-case letters a–z, digits and single hyphens, as in slik-gjor-vi-det")

    def read_files(self) -> Iterator[tuple[str, FileRef]]:
        for folder, endings in (("pictures", kinds.PICTURES), ("media", (*kinds.MEDIA, ".vtt"))):
            for path in sorted((self.folder / folder).glob("*")):
                if path.name.startswith("."):
                    continue
                if not path.is_file() or not path.name.endswith(endings):
                    self.parser.fault(path, 1, f"files here end in {' '.join(endings)}")
                    continue
                self.check_name(path, path.stem)
                content = path.read_bytes()
                for line, reason in file_faults(path.name, content):
                    self.parser.fault(path, line, reason)
                digest = sha1(content, usedforsecurity=False).hexdigest()
                self.parser.contents[digest] = content
                yield f"{folder}/{path.name}", FileRef(path.name, digest)

    def split(self, path: Path) -> tuple[Node | None, list[str], int]:
        """Front matter, the lines of the body, and the number of the body's first line."""
        text = self.parser.text(path) if self.words.is_dir() else None
        if text is None:
            return None, [], 1
        lines = text.split("\n")
        if lines[0].rstrip() != "---":
            self.parser.fault(path, 1, "the first line is --- and the keys follow it")
            return None, [], 1
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        if end is None:
            self.parser.fault(path, 1, "the keys that begin here do not end: a line --- is missing")
            return None, [], 1
        front = read_yaml("\n".join(lines[1:end]) + "\n", file=self.parser.name(path), first_line=2, faults=self.parser.faults)
        return front, lines[end + 1 :], end + 2

    def markdown(self, shape: Markdown, lines: list[str], first_line: int, reading: Reading) -> Any:
        """Markdown that may also be empty."""
        while lines and not lines[0].strip():
            lines, first_line = lines[1:], first_line + 1
        text = "\n".join(lines).rstrip()
        return shape.read_text(text, first_line, reading) if text else ""

    # --- the course ---------------------------------------------------------------------------------------------------------------------------

    def check_course(self, config: Mapping, config_reading: Reading, front: Mapping, text_reading: Reading) -> None:
        if isinstance(code := config.entries.get("code"), Word):
            self.parser.seen.once("code", code.text, config_reading, code.line)
            if code.text == kinds.HANDBOOK_CODE:
                config_reading.fault(code.line, f"the code «{code.text}» is the handbook's")
        earned = config.entries.get("qualification")
        if isinstance(earned, Mapping) and isinstance(key := earned.entries.get("key"), Word):
            self.parser.seen.once("qualification", key.text, config_reading, key.line)
        if isinstance(earned, Mapping) and "qualification" not in front.entries:
            text_reading.fault(front.line, "«qualification» is missing: what the qualification in course.yaml is called")
        if "qualification" in front.entries and earned is None:
            text_reading.fault(front.key_lines["qualification"], "course.yaml gives no qualification")
        quizzes = list(words_of(config.entries.get("steps"), "quiz"))
        for word in quizzes[1:]:
            config_reading.fault(word.line, "a course has one quiz")
        if quizzes and "quiz" not in front.entries:
            text_reading.fault(front.line, "«quiz» is missing: course.yaml has a quiz, and this is its text")
        if "quiz" in front.entries and not quizzes:
            text_reading.fault(front.key_lines["quiz"], "course.yaml lists no quiz")

    def entries(self, config: Node | None) -> dict[str, tuple[str, int]]:
        """The steps that course.yaml lists: kind and line by slug."""
        steps = config.entries.get("steps") if isinstance(config, Mapping) else None
        return {word.text: (kind, word.line) for kind in ("quiz", "slot", "module") for word in words_of(steps, kind)}

    def check_steps(self, entries: dict[str, tuple[str, int]], files: dict[str, Path], reading: Reading) -> None:
        for slug, (kind, line) in entries.items():
            if kind != "quiz" and slug not in files and re.fullmatch(kinds.SLUG, slug):
                close = difflib.get_close_matches(slug, set(files) - set(entries), 1)
                reading.fault(line, f"there is no {LANGUAGE}/{slug}.md" + (f"; did you mean «{close[0]}»?" if close else ""))
        for slug, path in files.items():
            if slug not in entries or entries[slug][0] == "quiz":
                self.parser.fault(path, 1, f"course.yaml lists no module or slot «{slug}»")

    def read_questions(self, node: Node | None, reading: Reading) -> list[Question]:
        if node is None:
            return []
        if not isinstance(node, Row):
            reading.fault(node.line, "a list of questions is wanted here, each after a dash")
            return []
        for word in words_of(node, "key"):
            self.parser.seen.once("question", word.text, reading, word.line)
            self.check_code(word, reading)
        read = [(value, item.line) for item in node.items if (value := kinds.read_question(item, reading)) is not WRONG]
        firsts = {value["key"] for value, _line in read if not value["variant_of"]}
        for word in words_of(node, "variant_of"):
            if word.text not in firsts:
                reading.fault(word.line, f"«{word.text}» is no question of this bank, or a variant itself")
        return sorted((_question(value, line) for value, line in read), key=lambda question: in_order(question.key))

    def check_code(self, key: Word, reading: Reading) -> None:
        if self.code and not key.text.startswith(f"{self.code}-"):
            reading.fault(key.line, f"the key «{key.text}» does not begin with {self.code}-, as every key here")

    def whole(
        self, config: Any, text: Any, introduction: str, steps: ReadMapping[str, Step], questions: list[Question], reading: Reading
    ) -> Course:
        ordered: list[Step | Quiz] = []
        slugs: set[str] = set()
        for entry in config["steps"]:
            slug = entry.get("module") or entry.get("slot") or entry["quiz"]
            if slug in slugs:
                reading.fault(entry["line"], f"the step «{slug}» stands twice")
                continue
            slugs.add(slug)
            if "quiz" in entry:
                if not questions:
                    reading.fault(entry["line"], f"the quiz has no questions: {LANGUAGE}/questions.yaml is missing or empty")
                most = len({question.variant_of or question.key for question in questions})
                if entry["draw"] > most:
                    reading.fault(
                        entry["line"],
                        f"draw is {entry['draw']}, but the bank has {most} questions{'' if most == len(questions) else ', variants not counted'}",
                    )
                settings = {key: entry[key] for key in ("pass_percent", "draw", "minutes", "line")}
                ordered.append(Quiz(slug=slug, **text["quiz"], **settings))
            else:
                step = steps[slug]
                told = {"need": entry.get("need", ""), "required_by": entry.get("required_by"), "line": entry["line"]}
                ordered.append(Step(**(vars(step) | told)))
        earned = config["qualification"]
        return Course(
            slug=self.folder.name,
            code=config["code"],
            subject_owner=config["subject_owner"],
            review_by=config["review_by"],
            guards_local=config["guards_local"],
            picture=config["picture"],
            qualification=Qualification(name=text["qualification"], **earned) if earned else None,
            introduction=introduction,
            steps=ordered,
            questions=questions,
            **{key: text[key] for key in ("title", "summary", "audience", "outcomes")},
        )

    # --- a step -------------------------------------------------------------------------------------------------------------------------------

    def read_step(self, path: Path, kind: str, **known: Any) -> Step | None:
        reading = self.reading(path, **known)
        front, lines, first_line = self.split(path)
        if front is None:
            return None
        if kind not in kinds.STEP_TEXT:
            kind = "slot" if isinstance(front, Mapping) and "guidance" in front.entries else "module"
        value = kinds.STEP_TEXT[kind].read(front, reading)
        before = len(reading.faults)
        body = [block for block in self.blocks(lines, first_line, reading) if block is not None]
        if not body and len(reading.faults) == before:
            reading.fault(first_line, "the text is missing: nothing stands below the keys")
        seen = _Seen()
        for block in body:
            if block.kind == "local":
                seen.once("key", block.value["key"], reading, block.line)
            elif block.kind in ("reflection", "dilemma"):
                self.seen.once(f"{block.kind} key", block.value["key"], reading, block.line)
        if value is WRONG:
            return None
        lesson = [text for block in body for text in texts(block.value)]
        return Step(kind=kind, slug=path.stem, body=body, **(value | self.truth(front, value, lesson, reading)))

    def truth(self, node: Node | None, value: ReadMapping[str, Any], lesson: list[str], reading: Reading) -> dict[str, Any]:
        """Whose approval a text needs, and its statements: each has a key of its own and stands in the text, word for word, so that the two
        cannot drift apart. `node` is what `value` was read from, `lesson` the text.
        """
        said = [Statement(**each) for each in value["statements"]]
        rows = node.entries.get("statements") if isinstance(node, Mapping) else None
        for key, statement in zip(words_of(rows, "key"), said, strict=True):
            self.parser.seen.once("statement", key.text, reading, key.line)
            self.check_code(key, reading)
            if not statements.is_said(statement.text, lesson):
                reading.fault(key.line, f"{key.text}: the text does not say «{statement.text}»; copy the words as they stand there")
        return {"review": Review(**value["review"]), "statements": said}

    def blocks(
        self, lines: list[str], first_line: int, reading: Reading, shapes: ReadMapping[str, kinds.Kind] = kinds.BODY
    ) -> Iterator[BodyBlock | None]:
        """The blocks of a body whose first line is number `first_line` of its file; None for one with a fault."""
        text: list[str] = []
        text_line = first_line
        place = 0
        while place < len(lines):
            line = lines[place]
            if not line.startswith(FENCE):
                text.append(line)
                place += 1
                continue
            yield self.text_block(text, text_line, reading)
            end = next((number for number, later in enumerate(lines[place + 1 :], place + 1) if later.startswith(FENCE)), None)
            if line.strip() == FENCE:
                reading.fault(first_line + place, "a block ends here, but none has begun: is the line above «::: kind» missing?")
                end = place
            elif end is None or lines[end].strip() != FENCE:
                reading.fault(first_line + place, "this block does not end: a line ::: is missing")
                end = len(lines) - 1 if end is None else end - 1
            else:
                yield self.fenced(line, lines[place + 1 : end], first_line + place, reading, shapes)
            place = end + 1
            text, text_line = [], first_line + place
        yield self.text_block(text, text_line, reading)

    def text_block(self, lines: list[str], first_line: int, reading: Reading) -> BodyBlock | None:
        value = self.markdown(kinds.TEXT, lines, first_line, reading)
        return BodyBlock("text", value, first_line) if value and value is not WRONG else None

    def fenced(self, head: str, lines: list[str], line: int, reading: Reading, shapes: ReadMapping[str, kinds.Kind]) -> BodyBlock | None:
        word, *rest = head.removeprefix(FENCE).strip().split(maxsplit=1)
        kind = shapes.get(word)
        if kind is None:
            close = difflib.get_close_matches(word, shapes, 1)
            reading.fault(line, f"there is no kind of block «{word}»" + (f"; did you mean «{close[0]}»?" if close else ""))
            return None
        said = self.head(kind, rest[0] if rest else "", line)
        if kind.markdown:
            while lines and not lines[0].strip():
                lines, line = lines[1:], line + 1
            said[kind.markdown] = Word("\n".join(lines).rstrip(), line, line + 1, False)
            node: Node | None = Mapping(said, dict.fromkeys(said, line), line)
        elif word == "question":
            node = Mapping(said, dict.fromkeys(said, line), line)
            if any(part.strip() for part in lines):
                reading.fault(line + 1, "nothing stands between «::: question KEY» and «:::»; the question is in questions.yaml")
        else:
            if rest:
                reading.fault(line, f"«{rest[0]}»: nothing follows «::: {word}» on its line")
            node = read_yaml("\n".join(lines) + "\n", file=reading.file, first_line=line + 1, faults=reading.faults)
        if isinstance(node, Mapping) and not node.entries:
            node = Mapping({}, {}, line)
        value: Any = kind.keys.read(node, reading) if node else WRONG
        if value is WRONG:
            return None
        key = value["key"] if word == "question" else ""
        if key and reading.questions is not None and key not in reading.questions:
            reading.fault(line, f"the bank has no question «{key}»")
            return None
        return BodyBlock(word, value, line)

    @staticmethod
    def head(kind: kinds.Kind, text: str, line: int) -> dict[str, Node]:
        """The keys that stand on a block's first line; the last takes all that is left."""
        parts: Iterable[str] = text.split(maxsplit=len(kind.head) - 1) if kind.head else ()
        return {key: Word(part, line, line, False) for key, part in zip(kind.head, parts, strict=False)}


def is_language(entry: Path) -> bool:
    """Whether a folder holds what is said in a language."""
    return entry.is_dir() and re.fullmatch(LANGUAGES, entry.name) is not None


def _question(value: dict[str, Any], line: int) -> Question:
    answers = {key.name: value[key.name] for key in kinds.ANSWERS[value["type"]].keys}
    return Question(answers=answers, line=line, **{key: said for key, said in value.items() if key not in answers})
