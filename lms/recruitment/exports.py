"""The numbers of recruitment as a file: the page's tables one below the other, nobody's name, and small numbers hidden as on the page."""

from collections.abc import Iterable

from lms.ui.exports import as_csv, safe_text

from .words.numbers import Table


def numbers_as_csv(heading: Iterable[str], tables: Iterable[Table]) -> bytes:
    """A heading, and each table with its title, an empty line between them."""
    rows: list[list[str]] = [list(heading)]
    for table in tables:
        rows += [[], [table.title], [column["label"] for column in table.columns], *table.rows]
    return as_csv([safe_text(cell) for cell in row] for row in rows)
