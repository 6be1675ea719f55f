"""The translations: compiles the catalogues the site reads (.po → .mo), with Babel, so no gettext programs are needed.

usage: python -m scripts.catalogues [--all]      compiles what is older than its source; --all compiles everything
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_catalogue(source: Path) -> Path:
    """Writes the .mo beside a .po file and returns it. Raises PoFileError when the .po file cannot be read."""
    target = source.with_suffix(".mo")
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    # Written aside and moved, so a server that is just starting never reads half a file.
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
    return target


def compile_stale(*, everything: bool = False) -> list[Path]:
    """Compiles each catalogue that is newer than what was made from it; returns what was made."""
    made = []
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if everything or not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            made.append(compile_catalogue(source))
    return made


if __name__ == "__main__":
    try:
        compile_stale(everything="--all" in sys.argv[1:])
    except PoFileError as error:
        sys.exit(f"A catalogue cannot be read: {error}")
