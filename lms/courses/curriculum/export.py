"""From the database to a folder, by way of the model; what could not be read back is not written."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from .gather import Gatherer
from .kinds import LANGUAGE
from .model import Curriculum
from .parse import parse
from .write import write


def export(folder: Path) -> tuple[list[str], list[str]]:
    """Write every published central course to the folder. Returns the paths written because they were new or changed, and those taken away.

    Raises FaultyCurriculum, and writes nothing, if the CMS holds something that the files cannot say.
    """
    curriculum = Gatherer(contents=True).curriculum()
    return put(folder, write(curriculum), owned=owned(curriculum), check=parse if curriculum.courses else None)


def owned(curriculum: Curriculum) -> list[str]:
    """The folders in which an export of courses says what stands there."""
    return [
        f"{course.slug}/{kept}"
        for course in curriculum.courses
        for kept in (LANGUAGE, *(words.language for words in course.translations), "pictures", "media")
    ]


def put(
    folder: Path, files: Mapping[str, bytes], *, owned: Iterable[str], check: Callable[[Path], Any] | None
) -> tuple[list[str], list[str]]:
    """Write files that `check` can read. Returns the paths written because they were new or changed, and those taken away.

    Only files in the folders `owned` are taken away, which an earlier export or load would know: texts, pictures and media.
    """
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place)
        _put(trial, files)
        if check:
            check(trial)
    stale = [
        path
        for kept in owned
        for path in sorted((folder / kept).glob("[!.]*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in files
    ]
    for path in stale:
        path.unlink()
    return _put(folder, files), [path.relative_to(folder).as_posix() for path in stale]


def _put(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    changed = []
    for name, content in files.items():
        path = folder / name
        if path.exists() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        changed.append(name)
    return changed
