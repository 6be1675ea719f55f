"""Whether a course's files teach and test what it promises. Pure; the table itself is `lms.courses.rules.outcomes`."""

from collections.abc import Iterator

from lms.courses.rules.outcomes import Item, Module, Table, table

from .faults import Fault
from .model import Course, Step


def table_of(course: Course) -> Table:
    """A course's outcomes against its modules, by their addresses, and its questions."""
    modules = [
        Module(step.slug, step.outcomes, [block.value["key"] for block in step.body if block.kind == "question"])
        for step in course.steps
        if isinstance(step, Step) and step.kind == "module"
    ]
    bank = [Item(question.key, question.outcome, question.variant_of or question.key, question.critical) for question in course.questions]
    return table(course.outcomes, modules, bank, draws=course.quiz.draw if course.quiz else None)


def gaps(course: Course) -> Iterator[Fault]:
    """Every place where outcome, module and question do not hang together."""
    found, first = table_of(course), f"{course.slug}/nb/course.md"
    for row in found.rows:
        if row.untaught:
            yield Fault(first, 1, f"no module serves outcome {row.number} («{row.outcome}»)")
        if row.lacking:
            yield Fault(
                first,
                1,
                f"outcome {row.number} («{row.outcome}») is tested by {row.families} questions; at least {row.families + row.lacking}",
            )
        for slug in row.loose:
            yield Fault(f"{course.slug}/nb/{slug}.md", 1, f"says that it serves outcome {row.number}, and nothing asks for it")
    for stray in found.strays:
        yield Fault(
            f"{course.slug}/nb/{stray.module}.md", 1, f"asks {stray.key}, which tests outcome {stray.outcome}; the module does not serve it"
        )
    for slug in found.silent:
        yield Fault(f"{course.slug}/nb/{slug}.md", 1, "asks no question about what it says it serves")
    if found.undrawn:
        yield Fault(f"{course.slug}/course.yaml", 1, f"the test draws too few questions: {found.undrawn} outcomes may be left out")
