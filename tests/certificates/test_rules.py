from datetime import date
from secrets import choice

from hypothesis import given
from hypothesis import strategies as st

from lms.certificates.rules import ALPHABET, MISREAD, Standing, code, initials, read_code, standing

TODAY = date(2026, 3, 3)


def test_code_has_three_groups_of_four_without_lookalikes():
    made = code(choice)
    assert [len(group) for group in made.split("-")] == [4, 4, 4]
    assert not set("0O1ILB8G6S5U2Z") & set(ALPHABET) - set("2568")  # of each pair that is easily confused, one at most
    assert not set(map(chr, MISREAD)) & set(ALPHABET)


@given(st.text(ALPHABET, min_size=12, max_size=12), st.sampled_from(["", " ", "-", " – "]), st.booleans())
def test_read_code_finds_the_one_spelling(signs, joint, small):
    typed = joint.join((signs[:4], signs[4:8], signs[8:]))
    assert read_code(typed.lower() if small else typed) == f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def test_read_code_puts_misread_signs_right():
    assert read_code("bgsu-zcdf-2345") == "865V-2CDF-2345"


@given(st.text())
def test_read_code_takes_anything_and_gives_a_code_or_none(typed):
    found = read_code(typed)
    assert found is None or read_code(found) == found


def test_read_code_refuses_what_cannot_be_one():
    assert [read_code(typed) for typed in ("", "CDFH-2345-JKM", "CDFH-2345-JKMNN", "OOOO-IIII-LLLL", "../../etc")] == [None] * 5


def test_standing_counts_the_last_valid_day():
    assert standing(valid_until=TODAY, revoked=False, on=TODAY) is Standing.VALID
    assert standing(valid_until=date(2026, 3, 2), revoked=False, on=TODAY) is Standing.LAPSED
    assert standing(valid_until=None, revoked=False, on=date.max) is Standing.VALID


def test_standing_taken_back_wins():
    assert standing(valid_until=date(2026, 3, 2), revoked=True, on=TODAY) is Standing.REVOKED


def test_initials_take_the_first_and_the_last_name():
    assert [initials(name) for name in ("Kari Lise Østgård Nordmann", "ånund åse", "Cher", "")] == ["K. N.", "Å. Å.", "C.", ""]
