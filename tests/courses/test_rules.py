from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules import (
    Change,
    Difference,
    Mark,
    OutlineStep,
    PlacedPage,
    StepKind,
    UnitPlace,
    compose,
    difference,
    marks,
    unseen,
)
from lms.quizzes.rules.words import paragraphs

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


# Anything a unit may have put anywhere: where its page lies, what it fills (slot 3, or nothing), its address.
CONTRIBUTION = st.tuples(st.sampled_from(["0002", "0003", "0004"]), st.sampled_from([None, 3]), st.sampled_from(["side-2", "x"]))


def contribution(number: int, told: tuple[str, int | None, str]) -> PlacedPage:
    place, fills, slug = told
    path = f"{place}{number:04}"
    return PlacedPage(100 + number, path, slug, "L", 3, StepKind.MODULE, fills_id=fills, hangs_on_id=None if fills else COURSE)


@given(st.lists(CONTRIBUTION, max_size=8), st.randoms())
def test_compose_is_deterministic_whatever_the_order_of_what_it_is_given(local, random) -> None:
    pages = [contribution(number, told) for number, told in enumerate(local)]
    steps, shuffled = list(STEPS), list(pages)
    random.shuffle(steps)
    random.shuffle(shuffled)
    assert compose(COURSE, steps, shuffled, [CENTRE, BERGEN]) == compose(COURSE, STEPS, pages, [CENTRE, BERGEN])


@given(st.lists(CONTRIBUTION, max_size=8), st.sampled_from([None, 3]), st.sampled_from(["side-2", "x", "y"]))
def test_what_one_unit_adds_changes_no_other_units_outline(local, fills, slug) -> None:
    pages = [contribution(number, told) for number, told in enumerate(local)]
    added = [*pages, contribution(50, (BERGEN.page_path, fills, slug))]
    for others in ([], [CENTRE], [CENTRE, OSLO], [OSLO]):
        assert compose(COURSE, STEPS, added, others) == compose(COURSE, STEPS, pages, others)
    assert 150 in {step.page_id for step in compose(COURSE, STEPS, added, [CENTRE, BERGEN])}


# A page of Oslo's, or of a unit that is nowhere here, that a unit follows: whose row, which page, where.
FOLLOWED = st.tuples(st.sampled_from([10, 11, 12]), st.integers(0, 3), st.sampled_from([None, 3]))


def follow(told: tuple[int, int, int | None]) -> PlacedPage:
    unit, number, fills = told
    return PlacedPage(
        200 + number,
        f"0009{number:04}",
        "x",
        "F",
        3,
        StepKind.MODULE,
        fills_id=fills,
        hangs_on_id=None if fills else COURSE,
        followed_by=unit,
    )


@given(st.lists(CONTRIBUTION, max_size=5), st.lists(FOLLOWED, max_size=8, unique_by=(lambda row: row[:2])), st.randoms())
def test_what_is_followed_composes_alike_in_any_order_and_stands_once(local, followed, random) -> None:
    pages = [contribution(number, told) for number, told in enumerate(local)] + [follow(told) for told in followed]
    shuffled = list(pages)
    random.shuffle(shuffled)
    composed = compose(COURSE, STEPS, pages, [CENTRE, BERGEN])
    assert compose(COURSE, STEPS, shuffled, [CENTRE, BERGEN]) == composed
    assert len(set(ids(composed))) == len(composed)


@given(st.lists(CONTRIBUTION, max_size=5), st.lists(FOLLOWED, max_size=8, unique_by=(lambda row: row[:2])), st.sampled_from([None, 3]))
def test_what_one_unit_follows_changes_no_other_units_outline(local, followed, fills) -> None:
    pages = [contribution(number, told) for number, told in enumerate(local)] + [follow(told) for told in followed]
    added = [*pages, follow((BERGEN.unit_id, 9, fills))]
    for others in ([], [CENTRE], [CENTRE, OSLO], [OSLO]):
        assert compose(COURSE, STEPS, added, others) == compose(COURSE, STEPS, pages, others)


def test_a_units_own_goes_before_what_it_follows() -> None:
    assert ids(compose(COURSE, STEPS, [follow((11, 0, 3)), module(21, "00030001", fills_id=3)], [CENTRE, BERGEN])) == [2, 21, 4]


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def change(edition_id: int, page_id: int, number: int, *, wording: bool = False) -> Change:
    return Change(edition_id, page_id, number, f"Side {page_id}", "", wording, NOON + timedelta(hours=edition_id))


CHANGES = [
    change(1, 3, 1, wording=True),
    change(2, 4, 1, wording=True),
    change(3, 4, 2, wording=True),
    change(4, 4, 3),
    change(5, 3, 2, wording=True),
]


def numbers(changes: list[Change]) -> list[int]:
    return [each.edition_id for each in changes]


def test_unseen_is_what_is_newer_than_what_was_seen_but_no_mere_wording_elsewhere() -> None:
    assert numbers(unseen(3, CHANGES, {3: 1, 4: 1}, None)) == [5, 4]
    assert numbers(unseen(3, CHANGES, {3: 2, 4: 3}, None)) == []


def test_unseen_tells_of_a_step_that_was_not_there() -> None:
    assert numbers(unseen(3, CHANGES[:3], {3: 1}, None)) == [2]


def test_unseen_without_a_look_counts_from_when_the_unit_wrote() -> None:
    assert numbers(unseen(3, CHANGES, None, NOON + timedelta(hours=4))) == [5]
    assert numbers(unseen(3, CHANGES, None, None)) == []


@given(st.lists(st.tuples(st.integers(2, 5), st.booleans()), max_size=10))
def test_nothing_is_unseen_when_all_was_seen(told) -> None:
    changes = [change(number, page_id, number, wording=wording) for number, (page_id, wording) in enumerate(told, start=1)]
    seen = {page_id: max(each.number for each in changes if each.page_id == page_id) for page_id, _wording in told}
    assert unseen(3, changes, seen, None) == []


def block(name: str, words: str, kind: str = "text") -> dict[str, Any]:
    return {"id": name, "type": kind, "value": words}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([block("a", "<p>En</p>"), block("b", "<p>To</p>")], {}),
        ([block("b", "<p>To</p>"), block("a", "<p>En</p>")], {}),  # moved
        ([block("a", "<h2>En</h2>")], {}),  # looks otherwise, says the same
        ([block("x", "<p>En</p>")], {}),  # loaded anew
        ([block("a", "<p>Ti</p>"), block("c", "<p>Tre</p>")], {"a": Mark.CHANGED, "c": Mark.NEW}),
        ([block("a", "<p>En</p>", "callout")], {"a": Mark.CHANGED}),
        ([{"id": "q", "type": "question", "value": 2}], {"q": Mark.CHANGED}),
        ([{"id": "q", "type": "question", "value": 1}], {}),
        ([], {}),
    ],
)
def test_a_block_is_marked_when_it_says_what_the_older_text_did_not(after: list[dict[str, Any]], expected: dict[str, Mark]) -> None:
    before = [block("a", "<p>En</p>"), block("b", "<p>To</p>"), {"id": "q", "type": "question", "value": 1}]
    assert marks(before, after) == expected
    assert marks([], after) == {each["id"]: Mark.NEW for each in after}
    assert marks(after, after) == {}
