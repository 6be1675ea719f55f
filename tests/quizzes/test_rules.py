"""Drawing, presenting and marking, for whatever an editor may write and a browser may send."""

import json
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.rules import (
    Candidate,
    Description,
    Kind,
    Parsed,
    Problem,
    Result,
    Shown,
    draw,
    mark,
    number_in,
    order_of,
    parse,
    present,
    right_answer,
    size,
    verdict,
    was_expected,
)

words = st.text(min_size=1, max_size=12).filter(lambda text: text.strip(". \t\n\r\f\v\x1c\x1d\x1e\x1f\x85"))
decimals = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


@st.composite
def bodies(draw_from, kind: Kind):
    """The fields an editor may have filled for a kind of question."""
    replies = {"feedback_right": draw_from(words), "feedback_wrong": draw_from(words)}
    match kind:
        case Kind.SINGLE | Kind.MULTIPLE:
            texts = draw_from(st.lists(words, min_size=2, max_size=6))
            right = draw_from(st.sets(st.sampled_from(range(len(texts))), min_size=1, max_size=1 if kind is Kind.SINGLE else None))
            return {"options": [{"text": text, "correct": at in right, "feedback": f"f{at}"} for at, text in enumerate(texts)]}
        case Kind.TRUE_FALSE:
            return {"answer": draw_from(st.sampled_from(["true", "false"])), "feedback_true": "t", "feedback_false": "f"}
        case Kind.ORDERING:
            return {"items": draw_from(st.lists(words, min_size=2, max_size=6)), **replies}
        case Kind.MATCHING:
            pair = st.fixed_dictionaries({"left": words, "right": st.sampled_from("abcd")})
            return {"pairs": draw_from(st.lists(pair, min_size=2, max_size=6)), **replies}
        case Kind.SHORT_ANSWER:
            return {"accepted": draw_from(st.lists(words, min_size=1, max_size=4)), "expected_wrong": [], **replies}
        case Kind.NUMBER:
            return {"value": draw_from(decimals), "tolerance": abs(draw_from(decimals)), "expected_wrong": [], **replies}


@st.composite
def questions(draw_from):
    """A question of any kind."""
    kind = draw_from(st.sampled_from(list(Kind)))
    return Description(
        "TAU-01", kind, draw_from(words), draw_from(bodies(kind)), draw_from(st.booleans()), draw_from(st.none() | st.integers(1, 9))
    )


shown_questions = st.builds(lambda question, seed: present(question, Random(seed)), questions(), st.integers())
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def fields_for(shown: Shown, answer) -> dict[str, list[str]]:
    """What a browser would send for an answer."""
    if isinstance(answer, dict):
        return {f"q-{row}": [choice] for row, choice in answer.items()}
    if shown.kind is Kind.ORDERING:
        return {f"q-{item}": [str(place)] for place, item in enumerate(answer, start=1)}
    return {"q": answer if isinstance(answer, list) else [answer]}


# --- Properties ---------------------------------------------------------------------------------------------------------------------------------


@given(shown_questions, anything)
def test_marking_takes_whatever_it_is_given(shown, answer):
    marked = mark(shown, answer)
    assert not marked.correct or marked.answered


@given(shown_questions, st.data())
def test_parsing_takes_whatever_a_browser_sends(shown, data):
    ids = [choice.id for choice in shown.choices] + [row.id for row in shown.rows]
    names = st.sampled_from(["q", "other", *(f"q-{identity}" for identity in ids)])
    values = st.lists(st.text() | st.sampled_from(ids or [""]) | st.integers(0, 7).map(str), max_size=3)
    fields = data.draw(st.dictionaries(names, values))
    parsed = parse(shown, fields, "q", data.draw(anything))
    assert (parsed.answer is None) or (parsed.problem is None and mark(shown, parsed.answer).answered)
    assert json.loads(json.dumps(parsed.answer)) == parsed.answer


@given(questions(), st.integers())
def test_the_right_answer_is_right_in_every_order(question, seed):
    shown = present(question, Random(seed))
    answer = right_answer(shown)
    parsed = parse(shown, fields_for(shown, answer), "q")
    assert mark(shown, parsed.answer).correct
    assert mark(present(question, Random(seed + 1)), parsed.answer).correct


@given(shown_questions)
def test_shown_survives_json(shown):
    assert Shown.from_json(json.loads(json.dumps(shown.as_json()))) == shown


@given(questions(), st.integers())
def test_presenting_is_repeatable(question, seed):
    assert present(question, Random(seed)) == present(question, Random(seed))


@given(shown_questions)
def test_no_answer_is_wrong_and_says_so(shown):
    marked = mark(shown, None)
    assert (marked.correct, marked.answered) == (False, False)


results = st.lists(st.builds(Result, st.booleans(), st.booleans(), st.none() | st.integers(1, 5)), max_size=12)


@given(results, st.integers(0, 100), st.data())
def test_one_more_right_never_fails_anyone(listed, pass_percent, data):
    before = verdict(listed, pass_percent)
    if not listed:
        assert not before.passed
        return
    at = data.draw(st.integers(0, len(listed) - 1))
    after = verdict([*listed[:at], replace(listed[at], correct=True), *listed[at + 1 :]], pass_percent)
    assert (after.passed, after.percent) >= (before.passed, before.percent)


@given(results, st.integers(0, 100))
def test_a_verdict_agrees_with_its_reasons(listed, pass_percent):
    found = verdict(listed, pass_percent)
    assert found.enough == (bool(listed) and found.right * 100 >= pass_percent * found.total)
    assert found.passed == (found.enough and not found.critical_missed)


candidates = st.lists(
    st.builds(Candidate, st.integers(1, 999), st.booleans(), st.none() | st.integers(1, 4), st.integers(0, 3)),
    max_size=20,
    unique_by=lambda candidate: candidate.id,
)


@given(candidates, st.integers(0, 25), st.integers())
def test_drawing_takes_every_critical_question_and_the_right_number(pool, number, seed):
    drawn = draw(pool, number, Random(seed))
    critical = {candidate.id for candidate in pool if candidate.critical}
    assert critical <= set(drawn) <= {candidate.id for candidate in pool}
    assert len(drawn) == len(set(drawn)) == size(len(pool), len(critical), number)
    assert drawn == draw(reversed(pool), number, Random(seed))


# --- Examples -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("total", "critical", "number", "wanted"), [(9, 2, 0, 9), (9, 2, 4, 4), (9, 5, 4, 5), (3, 1, 4, 3), (0, 0, 4, 0)])
def test_how_many_questions_an_attempt_has(total, critical, number, wanted):
    assert size(total, critical, number) == wanted


def test_drawing_spreads_over_outcomes():
    pool = [Candidate(at, outcome=at % 4) for at in range(40)]
    drawn = draw(pool, 8, Random(1))
    assert sorted(at % 4 for at in drawn) == [0, 0, 1, 1, 2, 2, 3, 3]


@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), st.booleans(), st.integers(0, 3)), min_size=1, max_size=20),
    st.integers(0, 25),
    st.integers(),
)
def test_of_variants_one_is_drawn_and_a_critical_family_always(rows, number, seed):
    pool = [Candidate(at, critical, seen=seen, family=family) for at, (family, critical, seen) in enumerate(rows)]
    drawn = {candidate.id: candidate for candidate in pool if candidate.id in draw(pool, number, Random(seed))}
    families = [candidate.family or candidate.id for candidate in drawn.values()]
    assert len(families) == len(set(families))
    assert {candidate.family or candidate.id for candidate in pool if candidate.critical} <= set(families)
    for candidate in drawn.values():
        kin = [each.seen for each in pool if candidate.family and each.family == candidate.family]
        assert candidate.seen == min(kin, default=candidate.seen), "the one met least often"


def test_drawing_prefers_what_one_has_not_met():
    pool = [Candidate(at, seen=int(at < 5)) for at in range(10)]
    assert set(draw(pool, 5, Random(1))) == {5, 6, 7, 8, 9}


def order(items="abcd", seed=3) -> Shown:
    return present(
        Description("O", Kind.ORDERING, "?", {"items": list(items), "feedback_right": "ja", "feedback_wrong": "nei"}), Random(seed)
    )


def test_items_never_start_out_in_the_right_order():
    assert all(not mark(order(seed=seed), order_of(order(seed=seed), None)).correct for seed in range(50))


def test_one_moved_item_takes_its_place_and_the_others_make_room():
    shown = order()
    a, b, c, d = order_of(shown, None)
    still = {f"q-{each}": [str(place)] for place, each in enumerate((a, b, c, d), start=1)}
    assert parse(shown, still | {f"q-{d}": ["1"]}, "q") == Parsed([d, a, b, c])
    assert parse(shown, still, "q") == Parsed([a, b, c, d])
    clash = parse(shown, still | {f"q-{d}": ["1"], f"q-{c}": ["1"]}, "q")
    assert (clash.answer, clash.problem) == (None, Problem.SAME_PLACE)
    assert clash.typed == {a: "1", b: "2", c: "1", d: "1"}


def test_items_with_the_same_words_may_change_places():
    shown = order("aab")
    first, second, third = right_answer(shown)
    assert mark(shown, [second, first, third]).correct


def match_question() -> Shown:
    pairs = [{"left": "lov", "right": "yrke"}, {"left": "avtale", "right": "alle"}, {"left": "straffelov", "right": "alle"}]
    return present(Description("M", Kind.MATCHING, "?", {"pairs": pairs, "feedback_right": "ja", "feedback_wrong": "nei"}), Random(1))


def test_a_shared_right_hand_side_is_shown_once():
    assert sorted(choice.text for choice in match_question().choices) == ["alle", "yrke"]


def test_half_a_match_is_kept_and_wrong():
    shown = match_question()
    row = shown.rows[0]
    marked = mark(shown, {row.id: row.match, "stranger": "x"})
    assert (marked.correct, marked.answered, marked.answer) == (False, True, {row.id: row.match})
    assert marked.message == "nei"


def test_every_option_that_was_chosen_or_should_have_been_speaks():
    options = [{"text": text, "correct": text in "ab", "feedback": f"om {text}"} for text in "abcd"]
    shown = present(Description("F", Kind.MULTIPLE, "?", {"options": options}), Random(1))
    by_text = {choice.text: choice.id for choice in shown.choices}
    marked = mark(shown, [by_text["a"], by_text["c"]])
    said = {shown.choice(part.id).text: part.feedback for part in marked.parts}  # type: ignore[union-attr]
    assert not marked.correct
    assert said == {"a": "om a", "b": "om b", "c": "om c", "d": ""}


def test_true_or_false_answers_the_one_who_answered():
    shown = present(Description("T", Kind.TRUE_FALSE, "?", {"answer": "true", "feedback_true": "Ja.", "feedback_false": "Jo."}), Random(1))
    assert [choice.id for choice in shown.choices] == ["true", "false"]
    assert [part.feedback for part in mark(shown, "false").parts] == ["", "Jo."]
    assert [part.feedback for part in mark(shown, None).parts] == ["Ja.", ""]


@pytest.mark.parametrize("typed", ["Vaktleder", " vaktleder. ", "VAKTLEDER", "vakt  leder"])
def test_a_short_answer_forgives_case_spaces_and_full_stop(typed):
    body = {"accepted": ["vaktleder", "Vakt leder"], "expected_wrong": ["Leder"], "feedback_right": "ja", "feedback_wrong": "nei"}
    shown = present(Description("S", Kind.SHORT_ANSWER, "?", body), Random(1))
    assert mark(shown, typed).correct
    assert mark(shown, "leder.").message == "nei"
    assert was_expected(shown, "leder.")
    assert not was_expected(shown, "politiet")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        (" 72 timer", "72"),
        ("72t.", "72"),
        ("10 %", "10"),
        ("1 000,5", "1000.5"),
        ("−3", "-3"),
        (",5", "0.5"),
        ("2-3", None),
        ("to", None),
        ("", None),
        ("1,2,3", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert number_in(typed) == (None if number is None else Decimal(number))


def number_question() -> Shown:
    body = {"value": Decimal("72.00"), "tolerance": "0.5", "expected_wrong": [24], "feedback_right": "ja", "feedback_wrong": "nei"}
    return present(Description("N", Kind.NUMBER, "?", body), Random(1))


def test_a_number_may_be_off_by_its_tolerance():
    shown = number_question()
    assert shown.value == "72"
    assert mark(shown, "72,5").correct
    assert not mark(shown, "72,6").correct
    assert mark(shown, "24 timer").message == "nei"
    assert was_expected(shown, "24 timer")


def test_what_is_no_number_is_given_back():
    assert parse(number_question(), {"q": ["tre døgn"]}, "q") == Parsed(None, Problem.NOT_A_NUMBER, "tre døgn")
    assert parse(number_question(), {"q": ["7" * 300]}, "q").problem is Problem.TOO_LONG


def test_per_cent_is_rounded_down_so_that_it_agrees_with_the_verdict():
    found = verdict([Result(True)] * 8 + [Result(False, outcome=3)], 89)
    assert (found.passed, found.percent, found.revisit) == (False, 88, (3,))


def test_a_missed_critical_question_fails_a_full_score_but_one():
    found = verdict([Result(True)] * 19 + [Result(False, critical=True, outcome=2)], 80)
    assert (found.passed, found.enough, found.critical_missed, found.percent) == (False, True, 1, 95)
