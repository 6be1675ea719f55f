"""Whether translations keep step with their courses: what is missing, what was made from older words, and saying that it is up to date again."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .kinds import MADE_FROM
from .model import Course, Curriculum, Words, in_order
from .write import made_from_text, pieces_of, source_prints


class State(StrEnum):
    """What there is of a piece in a language."""

    MISSING = "missing"
    BEHIND = "behind"
    UNMARKED = "unmarked"  # nobody has said which words it was made from


@dataclass(frozen=True)
class Lack:
    """A piece (`course`, `step/<slug>`, `question/<key>`) of a course that is not in step in a language."""

    course: str
    language: str
    piece: str
    state: State

    def __str__(self) -> str:
        return f"{self.course}/{self.language} {self.piece}: {self.state}"


def lacking(curriculum: Curriculum) -> list[Lack]:
    """Every piece that is not in step, of each course in each language it has a folder for. Pure."""
    return [lack for course in curriculum.courses for words in course.translations for lack in _lacking(course, words)]


def _lacking(course: Course, words: Words) -> list[Lack]:
    now, said = source_prints(course), pieces_of(words)
    found = []
    for piece in now:
        stamp = words.made_from.get(piece, "")
        state = State.MISSING if piece not in said else State.UNMARKED if not stamp else State.BEHIND if stamp != now[piece] else None
        # What is behind and built otherwise than its source was left out when it was read.
        state = State.BEHIND if state is State.MISSING and stamp and stamp != now[piece] else state
        if state:
            found.append(Lack(course.slug, words.language, piece, state))
    return found


def mark(curriculum: Curriculum, folder: Path, lacks: Collection[Lack]) -> list[str]:
    """Write that pieces are made from what their sources say today. Returns the files written, by their paths in the folder."""
    written = []
    for course in curriculum.courses:
        now = source_prints(course)
        for words in course.translations:
            chosen = {lack.piece for lack in lacks if (lack.course, lack.language) == (course.slug, words.language)}
            if not chosen:
                continue
            stamps = {piece: stamp for piece, stamp in words.made_from.items() if piece in now} | {piece: now[piece] for piece in chosen}
            path = f"{course.slug}/{words.language}/{MADE_FROM}"
            (folder / path).write_text(made_from_text(dict(sorted(stamps.items(), key=lambda entry: in_order(entry[0])))), encoding="utf-8")
            written.append(path)
    return written
