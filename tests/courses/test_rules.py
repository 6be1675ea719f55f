from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules import Difference, OutlineStep, PlacedPage, StepKind, UnitPlace, compose, difference, paragraphs

COURSE = 1
CENTRE, BERGEN, OSLO = UnitPlace(10, "0002"), UnitPlace(11, "0003"), UnitPlace(12, "0004")


def module(page_id: int, path: str, **more: object) -> PlacedPage:
    return PlacedPage(page_id, path, f"side-{page_id}", f"Side {page_id}", 5, StepKind.MODULE, **more)  # type: ignore[arg-type]


def slot(page_id: int, path: str) -> PlacedPage:
    return PlacedPage(page_id, path, f"side-{page_id}", f"Side {page_id}", 5, StepKind.SLOT, need="expected")


STEPS = [module(2, "00010001"), slot(3, "00010002"), module(4, "00010003")]


def ids(steps: list[OutlineStep]) -> list[int]:
    return [step.page_id for step in steps]


def test_compose_without_units_shows_defaults_in_tree_order() -> None:
    assert ids(compose(COURSE, STEPS[::-1], [], [])) == [2, 3, 4]


def test_compose_lets_the_nearest_unit_fill_a_slot() -> None:
    local = [module(20, "00020001", fills_id=3), module(21, "00030001", fills_id=3)]
    outline = compose(COURSE, STEPS, local, [CENTRE, BERGEN])
    assert ids(outline) == [2, 21, 4]
    assert (outline[1].slug, outline[1].slot_id, outline[1].is_local, outline[1].owner_unit_id) == ("side-3", 3, True, 11)


def test_compose_inherits_from_the_unit_above() -> None:
    assert ids(compose(COURSE, STEPS, [module(20, "00020001", fills_id=3)], [CENTRE, BERGEN])) == [2, 20, 4]


def test_compose_never_shows_another_units_module() -> None:
    local = [module(30, "00040001", fills_id=3), module(31, "00040002", hangs_on_id=COURSE)]
    assert ids(compose(COURSE, STEPS, local, [CENTRE, BERGEN])) == [2, 3, 4]


def test_compose_puts_hanging_modules_last_those_from_above_first() -> None:
    local = [module(21, "00030001", hangs_on_id=COURSE), module(20, "00020001", hangs_on_id=COURSE)]
    assert ids(compose(COURSE, STEPS, local, [CENTRE, BERGEN])) == [2, 3, 4, 20, 21]


def test_compose_ignores_modules_hung_on_another_course() -> None:
    assert ids(compose(COURSE, STEPS, [module(21, "00030001", hangs_on_id=99)], [BERGEN])) == [2, 3, 4]


@given(
    st.lists(st.tuples(st.sampled_from(["0002", "0003", "0004"]), st.sampled_from([None, 3]), st.sampled_from(["side-2", "x"])), max_size=8)
)
def test_compose_keeps_the_central_steps_and_gives_unique_addresses(local: list[tuple[str, int | None, str]]) -> None:
    pages = [
        PlacedPage(100 + n, f"{place}{n:04}", slug, "L", 3, StepKind.MODULE, fills_id=fills, hangs_on_id=None if fills else COURSE)
        for n, (place, fills, slug) in enumerate(local)
    ]
    outline = compose(COURSE, STEPS, pages, [CENTRE, BERGEN])
    assert [step.page_id for step in outline if not step.is_local and step.slot_id is None] == [2, 4]
    assert len({step.slug for step in outline}) == len(outline)
    assert all(step.owner_unit_id in {10, 11} for step in outline if step.is_local)


texts = st.lists(st.sampled_from(["Å lytte.", "Å spørre.", "Å tie.", "Ring lederen."]), max_size=8)


@given(texts, texts)
def test_a_difference_is_what_turns_one_text_into_the_other(before: list[str], after: list[str]) -> None:
    found = difference(before, after)
    assert Counter(before) - Counter(found.removed) + Counter(found.added) == Counter(after)
    assert (found == Difference()) == (before == after)


@given(texts, texts)
def test_a_difference_never_calls_new_what_only_moved_down(before: list[str], more: list[str]) -> None:
    assert difference(before, [*more, *before]).removed == difference(before, [*before, *more]).removed == ()
    assert len(difference(before, [*before, *more]).added) == len(more)


@given(texts)
def test_paragraphs_are_the_words_without_their_markup(said: list[str]) -> None:
    plain = [{"type": "summary", "value": said, "id": "1"}]
    rich = [{"type": "text", "value": "".join(f"<p><b>{each[:2]}</b>{each[2:]}</p>" for each in said), "id": "2"}]
    assert paragraphs(plain) == paragraphs(rich) == said


def test_paragraphs_leave_out_what_is_not_read() -> None:
    block = {
        "type": "local",
        "value": {"key": "skapet", "need": "expected", "guidance": "Skriv.", "title": "Hvor?", "default": "<p>Spør&nbsp;noen.</p>"},
    }
    assert paragraphs([block, {"type": "question", "value": 7}]) == ["Hvor?", "Spør noen."]
