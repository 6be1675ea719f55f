"""From the database to a folder: courses and handbook."""

from pathlib import Path

from lms.courses.curriculum.export import owned, put
from lms.courses.curriculum.gather import Gatherer
from lms.courses.curriculum.kinds import LANGUAGE
from lms.courses.curriculum.write import write

from .gather import GuidelineGatherer
from .model import FOLDER, files_of
from .parse import parse


def export(folder: Path) -> tuple[list[str], list[str]]:
    """Write every published central course and guideline to the folder. Returns the paths written, and those taken away.

    Raises FaultyCurriculum, and writes nothing, if the CMS holds something that the files cannot say.
    """
    shipped = GuidelineGatherer(Gatherer(contents=True)).shipped()
    files = write(shipped.courses) | files_of(shipped.guidelines, shipped.courses.contents)
    kept = owned(shipped.courses) + [
        f"{FOLDER}/{each.slug}/{name}" for each in shipped.guidelines for name in (LANGUAGE, *each.translations, "pictures", "media")
    ]
    return put(folder, files, owned=kept, check=parse if shipped.courses.courses else None)
