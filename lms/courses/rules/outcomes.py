"""What a course promises to teach, which modules teach it, and which questions test it: one row for each learning outcome. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 2  # questions that test an outcome, those that ask the same in other words counted once


@dataclass(frozen=True, slots=True)
class Module:
    """A module: the numbers of the outcomes it says it serves, and the keys of the questions it asks."""

    title: str
    outcomes: Sequence[int]
    asks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the course's bank; one `family` asks the same. A critical one is in every test."""

    key: str
    outcome: int | None
    family: str = ""
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Teaching:
    """A module that serves an outcome, and the keys of the questions by which it asks for it there and then; none if only the test does."""

    module: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome: the modules that teach it and the questions that test it. `families` counts those that ask the same once."""

    number: int
    outcome: str
    taught: tuple[Teaching, ...]
    tested: tuple[str, ...]
    families: int
    has_test: bool

    @property
    def untaught(self) -> bool:
        """Whether no module serves it."""
        return not self.taught

    @property
    def lacking(self) -> int:
        """How many questions too few test it."""
        return max(0, LEAST - self.families) if self.has_test else 0

    @property
    def loose(self) -> tuple[str, ...]:
        """Modules that say they serve it, while neither they nor a test ask for it."""
        return tuple(each.module for each in self.taught if not each.asks and not (self.tested and self.has_test))

    @property
    def holds(self) -> bool:
        """Whether the row is whole: taught, tested, and each module of it asked about."""
        return not (self.untaught or self.lacking or self.loose)


@dataclass(frozen=True, slots=True)
class Stray:
    """A question in a module that tests none of what the module says it serves."""

    module: str
    key: str
    outcome: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A course's outcomes with modules and questions; and what does not hang together."""

    rows: tuple[Row, ...]
    strays: tuple[Stray, ...]
    silent: tuple[str, ...]  # modules that ask for nothing of what they serve
    undrawn: int  # how many outcomes a test may leave out, because it draws too few questions

    @property
    def holds(self) -> bool:
        """Whether every outcome is really taught and really tested."""
        return all(row.holds for row in self.rows) and not (self.strays or self.silent or self.undrawn)


def table(outcomes: Sequence[str], modules: Sequence[Module], bank: Iterable[Item], *, draws: int | None) -> Table:
    """Hold outcomes, modules and questions against each other. `draws` is how many questions the test has (0 all), None if there is no test."""
    items: Mapping[str, Item] = {item.key: item for item in bank}

    def of(keys: Iterable[str], number: int) -> tuple[str, ...]:
        return tuple(key for key in keys if key in items and items[key].outcome == number)

    rows = []
    for number, outcome in enumerate(outcomes, start=1):
        taught = tuple(Teaching(module.title, of(module.asks, number)) for module in modules if number in module.outcomes)
        tested = of(items, number)
        rows.append(Row(number, outcome, taught, tested, len({items[key].family or key for key in tested}), draws is not None))
    strays = [
        Stray(module.title, key, items[key].outcome)
        for module in modules
        for key in module.asks
        if key in items and items[key].outcome not in module.outcomes
    ]
    silent = [module.title for module in modules if not any(of(module.asks, number) for number in module.outcomes)]
    return Table(tuple(rows), tuple(strays), tuple(silent), _undrawn(items.values(), len(outcomes), draws) if draws else 0)


def _undrawn(items: Iterable[Item], outcomes: int, draws: int) -> int:
    """Critical questions are always drawn; what is left of the test goes to the outcomes that have none of them first."""
    critical = {item.family or item.key: item.outcome for item in items if item.critical}
    covered = {outcome for outcome in critical.values() if outcome}
    return max(0, outcomes - len(covered) - max(0, draws - len(critical)))
