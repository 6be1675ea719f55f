from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.learning.rules import RENEWAL_WINDOW, VISIT, Choice, Crossroads, Done, Earned, Step, progress, same_visit, shuffled, walk

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEPS = [Step(1, "a", "A", 5), Step(2, "b", "B", 3), Step(3, "c", "C", 8)]


def done(page_id: int, *, days_ago: int = 0, edition: int = 1) -> Done:
    return Done(page_id, edition, NOON - timedelta(days=days_ago))


def test_progress_begins_with_the_first_step() -> None:
    now = progress(STEPS, [], [], on=TODAY)
    assert (now.count, now.total, now.minutes_left, now.next_step, now.round, now.finished) == (0, 3, 16, STEPS[0], 1, False)


def test_progress_goes_on_with_what_is_not_done_in_any_order() -> None:
    now = progress(STEPS, [done(1), done(3)], [], on=TODAY)
    assert (now.count, now.minutes_left, now.next_step) == (2, 3, STEPS[1])


def test_progress_of_a_course_without_steps_is_not_finished() -> None:
    assert not progress([], [], [], on=TODAY).finished


def test_progress_asks_again_for_a_step_whose_new_edition_is_a_retake() -> None:
    steps = [Step(1, "a", "A", 5, retake_number=3), STEPS[1]]
    assert progress(steps, [done(1, edition=2), done(2)], [], on=TODAY).next_step == steps[0]
    assert progress(steps, [done(1, edition=3), done(2)], [], on=TODAY).finished


def test_progress_stays_finished_until_the_renewal_window_opens() -> None:
    completions = [done(number, days_ago=200) for number in (1, 2, 3)]
    earned = [Earned(NOON - timedelta(days=199), TODAY + RENEWAL_WINDOW + timedelta(days=1))]
    now = progress(STEPS, completions, earned, on=TODAY)
    assert (now.finished, now.earned, now.round) == (True, True, 1)


def test_progress_begins_a_new_round_on_the_first_day_of_the_window() -> None:
    completions = [done(number, days_ago=200) for number in (1, 2, 3)]
    earned = [Earned(NOON - timedelta(days=199), TODAY + RENEWAL_WINDOW)]
    now = progress(STEPS, completions, earned, on=TODAY)
    assert (now.count, now.earned, now.round) == (0, False, 2)
    renewed = progress(STEPS, [*completions, done(1), done(2), done(3)], earned, on=TODAY)
    assert (renewed.finished, renewed.earned, renewed.round) == (True, False, 2)


def test_progress_begins_anew_when_what_was_earned_is_taken_back() -> None:
    completions = [done(number, days_ago=20) for number in (1, 2, 3)]
    earned = [Earned(NOON - timedelta(days=19), None, NOON - timedelta(days=2))]
    now = progress(STEPS, completions, earned, on=TODAY)
    assert (now.count, now.earned, now.round) == (0, False, 2)
    assert progress(STEPS, [*completions, done(1), done(2), done(3)], earned, on=TODAY).finished


moments = st.integers(0, 900).map(lambda days: NOON - timedelta(days=days))
completions = st.lists(st.builds(Done, st.sampled_from([1, 2, 3, 4]), st.integers(1, 4), moments), max_size=12)
evidence = st.lists(st.builds(Earned, moments, st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1))), max_size=3)


@given(completions, evidence, st.randoms())
def test_progress_does_not_depend_on_order(found: list[Done], earned: list[Earned], random: object) -> None:
    shuffled, turned = found[:], earned[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    unique = {row.recorded_at: row for row in turned}
    expected = progress(STEPS, found, list(unique.values()), on=TODAY)
    assert progress(STEPS, shuffled, list(unique.values())[::-1], on=TODAY) == expected


@given(completions, evidence, st.builds(Done, st.sampled_from([1, 2, 3]), st.just(9), st.just(NOON)))
def test_finishing_a_step_never_takes_anything_away(found: list[Done], earned: list[Earned], more: Done) -> None:
    before, after = progress(STEPS, found, earned, on=TODAY), progress(STEPS, [*found, more], earned, on=TODAY)
    assert before.done <= after.done
    assert after.minutes_left <= before.minutes_left


STORY = [
    Crossroads("butikken", "Hva sier du?", (Choice("A", "a", "…", False, ""), Choice("B", "b", "…", True, "kvelden"))),
    Crossroads("kvelden", "Og nå?", (Choice("A", "a", "…", True, ""), Choice("B", "b", "…", False, ""))),
]


def test_walk_waits_at_the_first_crossroads() -> None:
    way = walk(STORY, [])
    assert ([step.key for step in way.crossroads], way.ended, way.choices_made) == (["butikken"], False, 0)


def test_walk_goes_on_where_a_choice_leads() -> None:
    way = walk(STORY, ["B"])
    assert ([step.key for step in way.crossroads], way.ended) == (["butikken", "kvelden"], False)


def test_walk_knows_the_best_way_all_the_way() -> None:
    assert (walk(STORY, ["B", "A"]).ended, walk(STORY, ["B", "A"]).best_all_the_way) == (True, True)
    assert (walk(STORY, ["A"]).ended, walk(STORY, ["A"]).best_all_the_way) == (True, False)
    assert walk(STORY, ["B", "B"]).best_all_the_way is False


@given(st.lists(st.sampled_from(["A", "B", "C", ""]), max_size=6))
def test_walk_stands_any_path(path: list[str]) -> None:
    way = walk(STORY, path)
    assert [step.chosen.key for step in way.crossroads if step.chosen] == path[: way.choices_made]


MANY = [Crossroads("butikken", "Hva sier du?", tuple(Choice(key, key, "…", key == "B", "") for key in "ABC"))]


def places(seeds: Iterable[str]) -> Counter[int]:
    """Where the best choice of `MANY` stands, by seed."""
    return Counter([choice.best for choice in shuffled(MANY, seed)[0].choices].index(True) for seed in seeds)


@given(st.text(max_size=8))
def test_a_draw_of_choices_loses_none_and_comes_out_the_same_again(seed: str) -> None:
    once = shuffled(MANY, seed)
    assert once == shuffled(MANY, seed)
    assert sorted(choice.key for choice in once[0].choices) == ["A", "B", "C"]


def test_the_best_choice_stands_in_every_place_about_as_often() -> None:
    people, dilemmas = places(f"{person}/TAU-D1" for person in range(300)), places(f"7/TAU-D{number}" for number in range(300))
    assert all(70 < count[place] < 130 for count in (people, dilemmas) for place in range(3))


def test_a_visit_lasts_a_while_from_when_it_was_noted() -> None:
    moment = timedelta(microseconds=1)
    assert [same_visit(seen, now=NOON) for seen in (None, NOON, NOON - VISIT + moment, NOON - VISIT)] == [False, True, True, False]
