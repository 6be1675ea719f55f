"""From the database to a folder, by way of the model; what could not be read back is not written."""

import tempfile
from pathlib import Path

from .gather import Gatherer
from .kinds import LANGUAGE
from .parse import parse
from .write import write


def export(folder: Path) -> tuple[list[str], list[str]]:
    """Write every published central course to the folder. Returns the paths written because they were new or changed, and those taken away.

    Only files that an earlier export or load would know are taken away: texts, pictures and media of the courses written.
    Raises FaultyCurriculum, and writes nothing, if the CMS holds something that the files cannot say.
    """
    curriculum = Gatherer(contents=True).curriculum()
    files = write(curriculum)
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place)
        _put(trial, files)
        if curriculum.courses:
            parse(trial)
    stale = [
        path
        for course in curriculum.courses
        for kept in (LANGUAGE, *(words.language for words in course.translations), "pictures", "media")
        for path in sorted((folder / course.slug / kept).glob("[!.]*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in files
    ]
    for path in stale:
        path.unlink()
    return _put(folder, files), [path.relative_to(folder).as_posix() for path in stale]


def _put(folder: Path, files: dict[str, bytes]) -> list[str]:
    changed = []
    for name, content in files.items():
        path = folder / name
        if path.exists() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        changed.append(name)
    return changed
