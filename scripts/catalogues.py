"""The translations: gathers the sentences of code and templates, and compiles the catalogues the site reads.

usage: python -m scripts.catalogues            compiles what is newer than what was made of it (.po → .mo), without gettext's programs
       python -m scripts.catalogues gather     brings the .po files up to date with code and templates (needs gettext)
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["nb", "nn"]


def gather(languages: Iterable[str] = LANGUAGES) -> None:
    """Brings the catalogues under ./locale up to date with the code and templates below the working folder.

    New sentences come untranslated, never guessed from a similar one; sentences no longer used are dropped. Needs Django set up.
    """
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    command = Command()
    # Sorted, so that the files do not depend on the order in which a machine lists its folders.
    command.msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching", "--sort-output"]
    command.msgattrib_options = [*Command.msgattrib_options, "--sort-output"]
    call_command(
        command,
        locale=list(languages),
        extensions=["html", "txt", "py"],
        ignore_patterns=[".*", "var", "node_modules", "static", "tests", "scripts", "docs"],
        no_location=True,
        no_obsolete=True,
        no_wrap=True,
        verbosity=0,
    )


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


def compile_stale() -> list[Path]:
    """Compiles each catalogue that is newer than what was made from it; returns what was made."""
    made = []
    for source in sorted((ROOT / "locale").glob("**/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            made.append(compile_catalogue(source))
    return made


def main() -> None:
    """Does what the command line asks for."""
    if sys.argv[1:] == ["gather"]:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
        django.setup()
        os.chdir(ROOT)
        gather()
    elif sys.argv[1:]:
        sys.exit(__doc__)
    try:
        compile_stale()
    except PoFileError as error:
        sys.exit(f"A catalogue cannot be read: {error}")


if __name__ == "__main__":
    main()
