"""What tells that sums may have changed: triggers in the database on every table they are reckoned from, each leaving a `Touch`.

Triggers, since whoever writes is caught then: an action, a mass update, a cascade, an import, a hand at the database. They are put up after every
`migrate`, since SQLite drops a table's triggers when it remakes the table, and taken down before one that changes something.

A touch is written in the transaction of what it tells of, so the two are seen together or not at all.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction

from .models import Touch
from .rules import SOON_DAYS


class Watch(NamedTuple):
    """What a change of a row touches: statements that select person, unit and since from the row as it was (OLD) and as it is (NEW).

    `since` is the first day of which a past sum may be another now. The sums of the day itself, which also look at breaks and at what lies ahead,
    are touched by everything, also by what is told of the last day there is.
    `{least}` and `{same}` are a database's words for the lesser of two and for sameness also of nothing; between `{before}` and `{after}` a day is
    told as the one from which a lapse on it is soon.
    """

    insert: tuple[str, ...]
    update: tuple[str, ...]
    delete: tuple[str, ...]


def _same(*columns: str) -> str:
    return "(" + " AND ".join(f"OLD.{column} {{same}} NEW.{column}" for column in columns) + ")"


def _of(select: str, *rows: str) -> tuple[str, ...]:
    return tuple(select.replace("{row}", row) for row in rows)


def _watch(select: str, *, update: str, since: str = "") -> Watch:
    """The same of a row that is new and of one that is gone, from `since` on; of one that is changed, `update` of both what it was and what it is."""
    whole = select.replace("{since}", since)
    return Watch(_of(whole, "NEW"), _of(update, "OLD", "NEW"), _of(whole, "OLD"))


_LAST = "'9999-12-31'"
_ENDED = f"{{least}}(COALESCE(OLD.ends_on, {_LAST}), COALESCE(NEW.ends_on, {_LAST}))"
_OVER = f"{{least}}(COALESCE(OLD.valid_until, {_LAST}), COALESCE(NEW.valid_until, {_LAST}))"
_POST = ("person_id", "unit_id", "role_id", "starts_on")
_RULE = ("role_id", "unit_id", "kind_id", "city", "phase", "days", "due_on", "effect", "valid_from")
_HELD = ("person_id", "qualification_id", "level", "valid_from")
_FREED = ("person_id", "qualification_id", "starts_on")

_ASKED = "SELECT NULL, r.unit_id, r.valid_from FROM requirements_requirement r WHERE r.id = {row}.requirement_id"
_ANY_OF = (
    "SELECT NULL, r.unit_id, r.valid_from FROM requirements_requirement r JOIN requirements_clause c ON c.requirement_id = r.id"
    " WHERE c.id = {row}.clause_id"
)
_CAME = (
    "SELECT COALESCE(a.person_id, c.person_id), a.unit_id, COALESCE(a.starts_on, '9999-12-31')"
    " FROM recruitment_application c LEFT JOIN roles_assignment a ON a.id = {row}.assignment_id"
    " WHERE c.id = {row}.application_id AND COALESCE(a.person_id, c.person_id) IS NOT NULL"
)
_REVOKED = "SELECT e.person_id, NULL, '9999-12-31' FROM qualifications_evidence e WHERE e.id = {row}.evidence_id"
_LET = "SELECT a.person_id, a.unit_id, {since} FROM roles_assignment a WHERE a.id = {row}.assignment_id"

WATCHED = {
    # An assignment that ends was there before; a break is not remembered, so it touches the day itself only.
    "roles_assignment": _watch(
        "SELECT {row}.person_id, {row}.unit_id, {row}.starts_on",
        update="SELECT {row}.person_id, {row}.unit_id, CASE"
        f" WHEN NOT {_same(*_POST)} OR (OLD.status = 'planned') <> (NEW.status = 'planned') THEN {{least}}(OLD.starts_on, NEW.starts_on)"
        f" WHEN OLD.ends_on {{same}} NEW.ends_on AND (OLD.status = 'ended') = (NEW.status = 'ended') THEN {_LAST} ELSE {_ENDED} END",
    ),
    # The ledger's projection: what is recorded, revoked, decided, undone or made an equivalent comes here.
    "qualifications_holding": _watch(
        "SELECT {row}.person_id, NULL, {row}.valid_from",
        update="SELECT {row}.person_id, NULL, CASE"
        f" WHEN {_same(*_HELD)} THEN {{before}}{{least}}(OLD.valid_until, NEW.valid_until){{after}}"
        " ELSE {least}(OLD.valid_from, NEW.valid_from) END",
    ),
    # That something was earned or revoked, also where what is held stays the same: read by those who tell what was earned in a year.
    "qualifications_evidence": _watch(
        f"SELECT {{row}}.person_id, NULL, {_LAST}",
        update=f"SELECT {{row}}.person_id, NULL, {_LAST} WHERE NOT {_same('person_id', 'qualification_id', 'earned_on')}",
    ),
    "qualifications_revocation": _watch(_REVOKED, update=f"{_REVOKED} AND NOT {_same('evidence_id')}"),
    "requirements_exemption": _watch(
        "SELECT {row}.person_id, NULL, {row}.starts_on WHERE {row}.approved_at IS NOT NULL",
        update="SELECT {row}.person_id, NULL, CASE"
        f" WHEN {_same(*_FREED)} AND (OLD.approved_at IS NULL) = (NEW.approved_at IS NULL)"
        " THEN {before}{least}(OLD.until, NEW.until){after} ELSE {least}(OLD.starts_on, NEW.starts_on) END"
        f" WHERE (OLD.approved_at IS NOT NULL OR NEW.approved_at IS NOT NULL) AND NOT {_same(*_FREED, 'until', 'approved_at')}",
    ),
    "requirements_leave": _watch(
        _LET,
        since="{row}.starts_on",
        update=_LET.replace(
            "{since}",
            "CASE WHEN OLD.starts_on = NEW.starts_on THEN {least}(OLD.until, NEW.until) ELSE {least}(OLD.starts_on, NEW.starts_on) END",
        )
        + f" AND NOT {_same('assignment_id', 'starts_on', 'until')}",
    ),
    # Whom a rule covers is told by the unit it is for, or it is everybody.
    "requirements_requirement": _watch(
        "SELECT NULL, {row}.unit_id, {row}.valid_from",
        update=f"SELECT NULL, {{row}}.unit_id, CASE WHEN {_same(*_RULE)} THEN {_OVER} ELSE {{least}}(OLD.valid_from, NEW.valid_from) END"
        f" WHERE NOT {_same(*_RULE, 'valid_until')}",
    ),
    "requirements_clause": _watch(_ASKED, update=f"{_ASKED} AND NOT {_same('requirement_id', 'assurance', 'since')}"),
    "requirements_option": _watch(_ANY_OF, update=_ANY_OF),
    # When somebody who was admitted came: read by those who tell how long it took, and how far people came.
    "recruitment_ruling": _watch(
        _CAME,
        update=f"{_CAME} AND NOT {_same('outcome', 'confirmed_at', 'undone_at', 'assignment_id')}",
    ),
    # Nobody serves in a unit that is new or may go. Rules ask by path, kind and city, of days that are past as the unit is now.
    "units_unit": Watch((), _of(f"SELECT NULL, {{row}}.id, '1000-01-01' WHERE NOT {_same('path', 'kind_id', 'city')}", "NEW"), ()),
}
_WORDS = {
    "postgresql": {"least": "LEAST", "same": "IS NOT DISTINCT FROM", "before": "(", "after": f" - {SOON_DAYS:d})"},
    "sqlite": {"least": "MIN", "same": "IS", "before": "date(", "after": f", '-{SOON_DAYS:d} days')"},
}


def can_be_watched() -> bool:
    """Whether all the tables are there; half-way through the migrations they are not."""
    return {Touch._meta.db_table, *WATCHED} <= set(connection.introspection.table_names())


@transaction.atomic
def put_up() -> None:
    """Have every table watched, whatever watched it before."""
    take_down()
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


def take_down() -> None:
    """Watch no table, so that any of them can be remade."""
    on = " ON {0}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table, name in standing():
            cursor.execute(f"DROP TRIGGER {name}{on.format(table)}")


def standing() -> list[tuple[str, str]]:
    """The triggers that watch now, each after its table. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        rows: list[tuple[str, str]] = cursor.fetchall()
        return rows


# No other trigger's name begins with this.
_STANDING = {
    "postgresql": """
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE starts_with(t.tgname, 'touch_') AND NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    """,
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND SUBSTR(name, 1, 6) = 'touch_'",
}


def expected() -> set[tuple[str, str]]:
    """The triggers there should be, each after its table."""
    return {(table, f"touch_{table}_{event}") for table, event, _selects in _each()}


def _each() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for table, watch in WATCHED.items():
        for event, selects in watch._asdict().items():
            if selects:
                yield table, event, selects


def _statements() -> Iterator[str]:
    words = _WORDS[connection.vendor]
    for table, event, selects in _each():
        name = f"touch_{table}_{event}"
        inserts = " ".join(f"INSERT INTO {Touch._meta.db_table} (person_id, unit_id, since) {each.format(**words)};" for each in selects)
        if connection.vendor == "postgresql":
            yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {inserts} RETURN NULL; END $$"
            yield f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            yield f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} BEGIN {inserts} END"
