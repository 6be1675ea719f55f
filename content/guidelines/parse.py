"""From the folder to the model: courses by their own reader, the handbook beside them. Every fault in every file is found before anything is said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from lms.courses.curriculum import kinds
from lms.courses.curriculum.faults import Fault, FaultyCurriculum
from lms.courses.curriculum.model import Qualification
from lms.courses.curriculum.nodes import Mapping, Word
from lms.courses.curriculum.parse import CourseParser, FolderParser, is_language
from lms.courses.curriculum.parse import parse as parse_courses
from lms.courses.curriculum.surroundings import WRONG
from lms.courses.curriculum.translations import tell_difference

from .model import BODY, CONFIG, FOLDER, GUIDELINE, PAGE, PIECE, WORDS, GuidelineText, Shipped, Words


def parse(folder: Path) -> Shipped:
    """What the folder says. Raises FaultyCurriculum with every fault, sorted by file and line."""
    faults: list[Fault] = []
    try:
        courses = parse_courses(folder)
    except FaultyCurriculum as error:
        faults += error.faults
    reader = FolderParser(folder)
    guidelines = _guidelines(reader) if folder.is_dir() else []
    faults += reader.faults
    if faults:
        raise FaultyCurriculum(faults)
    return Shipped(replace(courses, contents={**courses.contents, **reader.contents}), guidelines)


def _guidelines(reader: FolderParser) -> list[GuidelineText]:
    reader.read_sources()
    found = []
    handbook = reader.folder / FOLDER
    for entry in sorted(handbook.iterdir()) if handbook.is_dir() else ():
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            found.append(GuidelineParser(reader, entry).guideline())
        else:
            reader.fault(entry, 1, "nothing reads this file; a guideline is a folder")
    return sorted((each for each in found if each), key=lambda each: (each.order, each.slug))


class GuidelineParser(CourseParser):
    """Reads the folder of one guideline."""

    def guideline(self) -> GuidelineText | None:
        """What it says; None, with faults reported, if that cannot be read."""
        before = len(self.parser.faults)
        self.code = kinds.HANDBOOK_CODE
        self.check_folder()
        self.files = dict(self.read_files())
        config_path = self.folder / CONFIG
        node, reading = self.parser.yaml(config_path), self.reading(config_path)
        config: Any = GUIDELINE.read(node, reading) if node else WRONG
        words = self.words_in(self.words)
        if config is WRONG or words is None or len(self.parser.faults) > before:
            return None
        config |= self.truth(node, config, list(words.lesson), reading)
        earned = config["qualification"]
        if bool(earned) != bool(words.qualification):
            self.reading(self.words / PAGE).fault(1, f"«qualification» stands in {CONFIG} and not in {PAGE}, or the other way round")
        whole = GuidelineText(
            slug=self.folder.name,
            words=words,
            **config | {"qualification": Qualification(name=words.qualification, **earned) if earned else None},
        )
        translations = {}
        for entry in sorted(self.folder.iterdir()):
            if is_language(entry) and entry.name != kinds.LANGUAGE:
                translation = self.translation(entry, whole)
                if translation:
                    translations[entry.name] = translation
        for unused in sorted(set(self.files) - self.used):
            self.parser.fault(self.folder / unused, 1, "no text shows this file")
        return replace(whole, translations=translations) if len(self.parser.faults) == before else None

    def check_folder(self) -> None:
        """Says what nothing reads."""
        self.check_name(self.folder, self.folder.name)
        for entry in sorted(self.folder.iterdir()):
            if entry.name not in (CONFIG, "pictures", "media") and not entry.name.startswith(".") and not is_language(entry):
                self.parser.fault(
                    entry, 1, f"nothing reads this; a guideline has {CONFIG}, {kinds.LANGUAGE}/ and folders of other languages"
                )
            elif is_language(entry):
                allowed = {PAGE} if entry.name == kinds.LANGUAGE else {PAGE, kinds.MADE_FROM}
                for file in sorted(entry.iterdir()):
                    if file.name not in allowed and not file.name.startswith("."):
                        self.parser.fault(file, 1, f"nothing reads this file; a guideline's words stand in {PAGE}")

    def words_in(self, folder: Path) -> Words | None:
        """What page.md in a language's folder says."""
        path = folder / PAGE
        reading = self.reading(path, files=self.files)
        front, lines, first_line = self.split(path)
        if front is None:
            return None
        value: Any = WORDS.read(front, reading)
        before = len(reading.faults)
        body = [block for block in self.blocks(lines, first_line, reading, BODY) if block is not None]
        if not body and len(reading.faults) == before:
            reading.fault(first_line, "the text is missing: nothing stands below the keys")
        return None if value is WRONG or len(reading.faults) > before else Words(body=body, **value)

    def translation(self, folder: Path, whole: GuidelineText) -> Words | None:
        """What another language says, built as the source is unless it is behind; what it was made from."""
        words = self.words_in(folder)
        if words is None:
            return None
        path = folder / kinds.MADE_FROM
        node = self.parser.yaml(path) if path.exists() else None
        stamp = node.entries.get(PIECE) if isinstance(node, Mapping) else None
        words = replace(words, made_from=stamp.text if isinstance(stamp, Word) else "")
        if words.made_from in ("", whole.print_of_words):
            reading = self.reading(folder / PAGE)
            tell_difference(words.body, whole.words.body, reading)
            if bool(words.promise) != bool(whole.words.promise) or bool(words.qualification) != bool(whole.words.qualification):
                reading.fault(1, "«promise» or «qualification» stands in one language and not in the other")
        return words
