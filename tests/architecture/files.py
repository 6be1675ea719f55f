"""Where the house keeps its things: the files that the house rules are asked of."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def python_files() -> list[Path]:
    """The product's own Python, without migrations."""
    return sorted(path for folder in ("lms", "content") for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


@cache
def templates() -> list[Path]:
    """Every template of ours."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml", ".svg"})


@cache
def own_static(suffix: str) -> list[Path]:
    """Our own files under static/ with the ending `suffix`, such as ".css"."""
    return sorted(path for path in (ROOT / "static").rglob(f"*{suffix}") if "vendor" not in path.relative_to(ROOT / "static").parts)


@cache
def rooms() -> list[Path]:
    """The folders of lms/ that are rooms: each has an apps.py."""
    return sorted(path.parent for path in (ROOT / "lms").glob("*/apps.py"))


def read(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    """A file's place in the repository, as messages say it."""
    return path.relative_to(ROOT).as_posix()
