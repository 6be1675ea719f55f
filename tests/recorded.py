"""Building something through its own doors once, and putting the same rows there for every later test.

What stands in the database before is compared with what stood there when it was recorded. If it is not the same, everything is built through the
doors again, so a test never gets something other than what it would have built itself.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, models, transaction
from wagtail.models import Site

Built = TypeVar("Built")
Tables = dict[str, Any]
# By name, database and day: what stood in the tables that changed, what stands there afterwards, and what was given back.
_kept: dict[tuple[str, str, date], tuple[Tables, Tables, type, dict[str, tuple[type[models.Model], Any]]]] = {}


def recorded(build: Callable[[], Built]) -> Callable[[], Built]:
    """A builder that takes nothing and gives a dataclass of saved models."""

    @wraps(build)
    def put() -> Built:
        key = (build.__qualname__, connection.vendor, date.today())
        if key not in _kept:
            before = _rows(_tables())
            built = build()
            after = _rows(_tables())
            changed = [table for table in after if after[table] != before[table]]
            given = {each.name: (type(value), value.pk) for each in fields(built) for value in [getattr(built, each.name)]}  # type: ignore[arg-type]
            _kept[key] = ({t: before[t] for t in changed}, {t: after[t] for t in changed}, type(built), given)
            return built
        before, after, kind, given = _kept[key]
        if _rows(before) != before:
            return build()
        with transaction.atomic():
            _put(after)
        Site.clear_site_root_paths_cache()
        made: Built = kind(**{name: model._base_manager.get(pk=pk) for name, (model, pk) in given.items()})
        return made

    return put


def _tables() -> list[str]:
    """Every table of ours but those that the database's triggers keep: of the full texts, and of what sums have to take in."""
    ours = connection.introspection.django_table_names(only_existing=True)
    return sorted(name for name in ours if not name.endswith(("_fts", "_touch")))


def _rows(tables: Any) -> Tables:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT coalesce(json_agg(t ORDER BY t::text), '[]')::text FROM \"{table}\" t")
                found[table] = cursor.fetchone()[0]
            else:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def _put(tables: Tables) -> None:
    """Keys to other rows are asked for when the transaction ends, so the order does not matter."""
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            cursor.execute(f'DELETE FROM "{table}"')
            if connection.vendor == "postgresql":
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM json_populate_recordset(null::"{table}", %s::json)', [rows])
            elif rows:
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
        if connection.vendor == "postgresql":
            _count_on(cursor, tables)


def _count_on(cursor: Any, tables: Tables) -> None:
    """New rows get numbers after those that were put there."""
    cursor.execute(
        "SELECT t.relname, a.attname, pg_get_serial_sequence(quote_ident(t.relname), a.attname) FROM pg_class t "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attidentity <> '' WHERE t.relname = ANY(%s)",
        [list(tables)],
    )
    for table, column, sequence in cursor.fetchall():
        cursor.execute(
            f'SELECT setval(%s, greatest((SELECT coalesce(max("{column}"), 1) FROM "{table}"), (SELECT last_value FROM {sequence})))',
            [sequence],
        )
