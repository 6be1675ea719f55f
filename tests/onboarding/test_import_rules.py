"""What the columns, rows and persons of a register mean. No database."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from lms.onboarding.rules import cells
from lms.onboarding.rules.cells import CellError, Wrong
from lms.onboarding.rules.columns import HEADINGS, ColumnFault, Field, faults_of, guess
from lms.onboarding.rules.persons import NEW, Doubt, Known, Match, Register, match, missing_posts, same_name
from lms.onboarding.rules.rows import Learnt, Named, Post, Row, Vocabulary, read_row
from lms.onboarding.rules.stages import MOVES, Stage, may_move

TODAY = date(2026, 11, 27)
WORDS = Vocabulary(
    roles=Named.of([(1, "Støttespiller", "stottespiller"), (2, "Vert", "vert")]),
    units=Named.of(
        [(10, "Steg for Steg Bergen", "bergen"), (11, "Kafé", "kafe-a"), (12, "Kafé", "kafe-b"), (13, "Gammelt hus", "gammelt")]
    ),
    qualifications=Named.of([(20, "Taushetsplikt", "taushetsplikt"), (21, "Førstehjelp – praktisk", "forstehjelp")]),
    unit=10,
    closed={13: date(2022, 1, 1)},
)


# --- columns ---


def test_headings_in_norwegian_and_english_are_known():
    headings = ["Fornavn", "ETTERNAVN", "E-post:", "Mobil", "Rolle", "Enhet", "Fra dato", "Til", "Status", "Kommentar"]
    assert guess(headings, []) == ["given_name", "family_name", "email", "phone", "role", "unit", "from", "to", "status", ""]
    assert guess(["First name", "Surname", "E-mail", "Role"], []) == ["given_name", "family_name", "email", "role"]


def test_a_column_named_after_a_qualification_holds_its_days():
    assert guess(
        ["Navn", "Førstehjelp – Praktisk", "taushetsplikt"], [("forstehjelp", "Førstehjelp – praktisk"), ("taushetsplikt", "Taushetsplikt")]
    ) == [
        "name",
        "earned:forstehjelp",
        "earned:taushetsplikt",
    ]


@given(st.lists(st.sampled_from([heading for each in HEADINGS.values() for heading in each] + ["?"]), max_size=12))
def test_no_meaning_is_guessed_twice(headings):
    chosen = [meaning for meaning in guess(headings, []) if meaning]
    assert len(chosen) == len(set(chosen))
    assert {ColumnFault.TWICE, ColumnFault.BOTH_NAMES}.isdisjoint({fault for fault, _column in faults_of(chosen)} - _split(headings))


def _split(headings):
    """A whole name beside a first name alone is for people to sort out."""
    return {ColumnFault.BOTH_NAMES} if set(headings) & set(HEADINGS[Field.NAME]) else set()


@pytest.mark.parametrize(
    ("meanings", "faults"),
    [
        (["given_name", "family_name", "role"], []),
        (["name", "earned:x"], []),
        (["name", "email", "email", "role"], [(ColumnFault.TWICE, 2)]),
        (["given_name", "role"], [(ColumnFault.NAMES, None)]),
        (["name", "given_name", "role"], [(ColumnFault.BOTH_NAMES, 0)]),
        (["name", "qualification"], [(ColumnFault.DAY, 1)]),
        (["name", "day", "role"], [(ColumnFault.DAY, 1)]),
        (["name", "email"], [(ColumnFault.NOTHING_MORE, None)]),
    ],
)
def test_columns_must_make_a_register(meanings, faults):
    assert faults_of(meanings) == faults


# --- cells ---


@given(st.dates(date(1950, 1, 1), TODAY))
def test_a_day_is_read_as_norwegians_and_computers_write_it(day):
    for text in (day.strftime("%d.%m.%Y"), day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day.isoformat()} 00:00:00", day):
        assert cells.read_day(text, latest=TODAY) == day


@pytest.mark.parametrize(
    "text", ["1. mars 2024", "1.mar.24", "fredag 1. mars 2024", "01-Mar-24", "1 March 2024", "Friday, 1 March 2024", " 1.  MARS 2024 "]
)
def test_a_month_may_stand_in_words(text):
    assert cells.read_day(text, latest=TODAY) == date(2024, 3, 1)


@pytest.mark.parametrize("month", ["mai", "may", "oktober", "October", "desember", "dec"])
def test_months_in_norwegian_and_english(month):
    day = cells.read_day(f"3. {month} 2023", latest=TODAY)
    assert (day.day, day.month) == (3, {"m": 5, "o": 10, "d": 12}[month[0].lower()])


@given(st.text(max_size=12))
def test_a_cell_is_a_day_or_none_or_refused(text):
    with suppress(CellError):
        day = cells.read_day(text, latest=TODAY)
        assert day is None or date(1950, 1, 1) <= day <= TODAY


@pytest.mark.parametrize(
    "text", ["mars 2020", "2020", "43831", "31.02.2020", "x", "01.13.2020", "31. februar 2020", "1. marsj", "1. tull 2020"]
)
def test_what_is_no_whole_day_is_refused(text):
    with pytest.raises(CellError) as refused:
        cells.read_day(text, latest=TODAY)
    assert refused.value.why == Wrong.DAY


@pytest.mark.parametrize(
    ("text", "kept"), [("912 34 567", "91234567"), ("(+47) 912-34-567", "+4791234567"), ("0047 91234567", "+4791234567"), ("", "")]
)
def test_a_telephone_number_is_kept_as_digits(text, kept):
    assert cells.read_phone(text) == kept


@pytest.mark.parametrize("text", ["ring meg", "12", "91234567 / 92345678 / 1", "++4791234567"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(CellError):
        cells.read_phone(text)


def test_numbers_are_compared_without_norways_own():
    assert {cells.number_of(text) for text in ("912 34 567", "+47 91234567", "004791234567")} == {"91234567"}
    assert cells.number_of("+46 912 34 567") == "+4691234567"


@pytest.mark.parametrize("text", ["kari", "kari@", "kari@havna", "kari lie@havna.example", "a@b.no; c@d.no", "kari..lie@havna.example"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(CellError):
        cells.read_email(text)


@pytest.mark.parametrize(
    "text", ["åse@havna.example", "kari@havna.1", "kari@havna.n", "kari'@'@havna.example", "kari@" + "a" * 64 + ".example"]
)
def test_nor_is_one_with_which_nobody_can_log_in(text):
    with pytest.raises(CellError):
        cells.read_email(text)


@given(st.text("aå0.-_+'!@[]\"", max_size=20), st.text("aå0.-", max_size=12))
def test_an_address_that_is_read_is_one_to_log_in_with(local, domain):
    with suppress(CellError):
        address = cells.read_email(f"{local}@{domain}")
        validate_email(address)


def test_an_address_is_kept_in_small_letters():
    assert (cells.read_email(" Kari.Lie@Havna.Example "), cells.read_email("")) == ("kari.lie@havna.example", "")


@pytest.mark.parametrize(("whole", "parts"), [("Kari Anne Lie", ("Kari Anne", "Lie")), ("Lie, Kari Anne", ("Kari Anne", "Lie"))])
def test_a_whole_name_is_divided(whole, parts):
    assert cells.read_name(whole) == parts


@pytest.mark.parametrize("whole", ["Kari", "", ", Kari", "Lie,"])
def test_a_single_name_is_refused(whole):
    with pytest.raises(CellError):
        cells.read_name(whole)


# --- rows ---

COLUMNS = ["given_name", "family_name", "email", "role", "unit", "from", "to", "status", "earned:taushetsplikt", "assurance"]


def row_of(*values, columns=COLUMNS):
    return read_row(7, list(values), columns, WORDS, today=TODAY)


def wrongs(*values, columns=COLUMNS):
    return [(fault.why, None if fault.column is None else columns[fault.column]) for fault in row_of(*values, columns=columns)[1]]


def test_a_whole_row_is_read():
    row, faults = row_of("Kari", "Lie", "KARI@havna.example", "støttespiller", "", "01.03.2020", "", "", date(2021, 5, 1), "eget ord")
    assert faults == []
    assert row == Row(
        7, "Kari", "Lie", "kari@havna.example", "", "", Post(1, 10, date(2020, 3, 1), None, "active"), (Learnt(20, date(2021, 5, 1), 10),)
    )


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (("01.03.2020", ""), "active"),
        (("01.03.2020", "01.03.2021"), "ended"),
        (("01.03.2027", ""), "planned"),
        (("01.03.2020", "01.03.2027"), "active"),
    ],
)
def test_a_status_that_nobody_wrote_follows_from_the_days(days, status):
    row, faults = row_of("Kari", "Lie", "", "Vert", "bergen", *days)
    assert (row.post.status, faults) == (status, [])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("", "Lie", "", "Vert", "", "01.03.2020"), [(Wrong.NO_FIRST_NAME, "given_name")]),
        (("Kari", "–", "", "Vert", "", "01.03.2020"), [(Wrong.NO_LAST_NAME, "family_name")]),
        (("#REF!", "#I/T", "", "Vert", "", "01.03.2020"), [(Wrong.NO_FIRST_NAME, "given_name"), (Wrong.NO_LAST_NAME, "family_name")]),
        (("K" * 81, "Lie", "", "Vert", "", "01.03.2020"), [(Wrong.LONG_NAME, "given_name")]),
        (
            ("Kari", "Lie", "kari@", "Konge", "Mars", "i fjor"),
            [
                (Wrong.EMAIL, "email"),
                (Wrong.DAY, "from"),
                (Wrong.UNKNOWN_UNIT, "unit"),
                (Wrong.UNKNOWN_ROLE, "role"),
            ],
        ),
        (("Kari", "Lie", "", "", "", "01.03.2020"), [(Wrong.NO_ROLE, "role")]),
        (("Kari", "Lie", "", "Vert", ""), [(Wrong.NO_START, "from")]),
        (("Kari", "Lie", "", "Vert", "Kafé", "01.03.2020"), [(Wrong.UNIT_TWICE, "unit")]),
        (("Kari", "Lie", "", "Vert", "gammelt", "01.03.2020"), [(Wrong.CLOSED_UNIT, "unit")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "01.03.2019"), [(Wrong.END_BEFORE_START, "to")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "", "avsluttet"), [(Wrong.NO_END, "to")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "01.03.2027", "avsluttet"), [(Wrong.ENDED_AHEAD, "to")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "01.03.2021", "aktiv"), [(Wrong.LASTED, "to")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2027", "", "aktiv"), [(Wrong.ACTIVE_AHEAD, "from")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "", "borte"), [(Wrong.STATUS, "status")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.1920"), [(Wrong.YEAR, "from")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "", "", "ja"), [(Wrong.DAY, "earned:taushetsplikt")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "", "", "01.03.2027"), [(Wrong.AHEAD, "earned:taushetsplikt")]),
        (("Kari", "Lie", "", "Vert", "", "01.03.2020", "", "", "", "tja"), [(Wrong.ASSURANCE, "assurance")]),
    ],
)
def test_what_is_wrong_is_said_cell_by_cell(values, expected):
    assert wrongs(*values) == expected
    assert row_of(*values)[0] is None


def test_a_name_that_several_have_is_nobodys_though_it_is_the_key_of_one():
    units = Named.of([(12, "Huset", "huset"), (13, "Huset", "huset-2")])
    assert [(text, units.find(text), units.knows(text)) for text in ("Huset", "HUSET", "huset", "huset-2", "Huset 2", "Stua")] == [
        ("Huset", None, True),
        ("HUSET", None, True),
        ("huset", 12, True),
        ("huset-2", 13, True),
        ("Huset 2", 13, True),
        ("Stua", None, False),
    ]


def test_one_thing_may_have_several_names():
    roles = Named.of(
        [(1, "Støttespiller", "stottespiller"), (1, "Støttespelar", "stottespiller"), (2, "Vert", "vert"), (2, "Vert", "vert")]
    )
    assert [roles.find(text) for text in ("støttespiller", "Støttespelar", "Vert")] == [1, 1, 2]


def test_a_key_means_its_own_thing_though_another_has_it_as_its_name():
    words = replace(WORDS, qualifications=Named.of([(20, "Taushetsplikt hos oss", "taushetsplikt"), (21, "Taushetsplikt", "ny")]))
    columns = ["given_name", "family_name", "earned:taushetsplikt", "qualification", "day"]
    day = "01.02.2024"
    row, faults = read_row(7, ["Kari", "Lie", day, "Taushetsplikt", day], columns, words, today=TODAY)
    assert ([each.qualification for each in row.learnt], faults) == ([21, 20], [])


def test_a_name_that_several_have_is_told_as_such():
    twice = Named.of([(20, "Brannrunden", "brann-oslo"), (21, "Brannrunden", "brann-bergen")])
    words = replace(WORDS, roles=Named.of([(1, "Vert", "vert-inne"), (2, "Vert", "vert-ute")]), qualifications=twice)
    columns = ["given_name", "family_name", "role", "from", "qualification", "day"]
    _row, faults = read_row(7, ["Kari", "Lie", "vert ", "01.03.2020", "BRANNRUNDEN", "01.02.2024"], columns, words, today=TODAY)
    assert [fault.why for fault in faults] == [Wrong.ROLE_TWICE, Wrong.QUALIFICATION_TWICE]
    _row, faults = read_row(7, ["Kari", "Lie", "Verten", "01.03.2020", "brann-oslo", "01.02.2024"], columns, words, today=TODAY)
    assert [(fault.why, fault.near) for fault in faults] == [(Wrong.UNKNOWN_ROLE, "Vert")]


def test_an_ended_assignment_may_lie_in_a_unit_that_is_closed():
    assert row_of("Kari", "Lie", "", "Vert", "Gammelt hus", "01.03.2018", "01.03.2019")[0].post.unit == 13


def test_what_was_meant_stands_beside_what_is_unknown():
    fault = row_of("Kari", "Lie", "", "Stottespilar", "", "01.03.2020")[1][0]
    assert (fault.row, fault.stood, fault.near) == (7, "Stottespilar", "Støttespiller")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("Kari Lie", "Taushetsplikt", "01.02.2024"), []),
        (("Kari Lie", "", ""), []),
        (("Kari Lie", "Taushetsplikt", ""), [(Wrong.NO_DAY, "day")]),
        (("Kari Lie", "", "01.02.2024"), [(Wrong.NO_QUALIFICATION, "qualification")]),
        (("Kari Lie", "Jodling", "01.02.2024"), [(Wrong.UNKNOWN_QUALIFICATION, "qualification")]),
        (("Kari", "Taushetsplikt", "01.02.2024"), [(Wrong.ONE_NAME, "name")]),
    ],
)
def test_a_qualification_may_stand_in_a_row_of_its_own(values, expected):
    assert wrongs(*values, columns=["name", "qualification", "day"]) == expected


@given(st.lists(st.one_of(st.text(max_size=8), st.dates(date(1940, 1, 1), date(2040, 1, 1))), max_size=len(COLUMNS)))
def test_every_row_is_read_or_told_why_not(values):
    row, faults = row_of(*values)
    assert (row is None) == bool(faults)
    assert all(fault.row == 7 for fault in faults)


# --- persons ---


def a_row(number=2, name="Kari Lie", email="", phone="", post=None, learnt=()):
    given_name, family_name = name.rsplit(" ", 1)
    return Row(number, given_name, family_name, email, phone, "", post, tuple(learnt))


def active(role=1, unit=10, since=date(2020, 1, 1), until=None):
    return Post(role, unit, since, until, "ended" if until else "active")


def gathered(*rows):
    register = Register()
    faults = [fault for row in rows for fault in register.add(row)]
    return register, [fault.why for fault in [*faults, *register.twins()]]


def test_rows_of_one_person_are_gathered():
    first, second = active(), active(role=2)
    learnt = Learnt(20, date(2021, 1, 1), 20)
    register, faults = gathered(
        a_row(2, email="k@x.example", post=first),
        a_row(3, email="k@x.example", post=second, learnt=[learnt]),
        a_row(4, email="k@x.example", phone="91234567", post=first, learnt=[learnt]),
        a_row(5, phone="+4791234567"),
    )
    assert faults == []
    assert [(each.number, each.posts, each.learnt, each.phone) for each in register.entries] == [(2, [first, second], [learnt], "91234567")]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([a_row(2, email="k@x.example"), a_row(3, "Ola Bø", email="k@x.example")], Wrong.OTHER_NAME),
        ([a_row(2, email="k@x.example", phone="91234567"), a_row(3, email="l@x.example", phone="91234567")], Wrong.OTHER_EMAIL),
        ([a_row(2, post=active()), a_row(3, post=active(since=date(2021, 1, 1)))], Wrong.OVERLAP),
        ([a_row(2, email="k@x.example"), a_row(3)], Wrong.TWIN),
        ([a_row(2), a_row(3, phone="91234567")], Wrong.TWIN),
    ],
)
def test_rows_that_contradict_each_other_are_told(rows, why):
    assert gathered(*rows)[1] == [why]


def test_a_couple_with_one_telephone_are_two():
    register, faults = gathered(a_row(2, phone="91234567"), a_row(3, "Ola Lie", phone="91234567"))
    assert (len(register.entries), faults) == (2, [])


names = st.sampled_from(["Kari Lie", "Ola Bø", "Eva Dahl"])
rows = st.builds(
    a_row, name=names, email=st.sampled_from(["", "a@x.example", "b@x.example"]), phone=st.sampled_from(["", "91234567", "92345678"])
)


@given(st.lists(rows, max_size=8))
def test_the_same_rows_twice_are_the_same_persons(some):
    numbered = [replace(row, number=number) for number, row in enumerate(some, start=2)]
    once, faults = gathered(*numbered)
    if not faults:
        twice, again = gathered(*numbered, *numbered)
        assert ([(each.name, each.email, each.phone) for each in twice.entries], again) == (
            [(each.name, each.email, each.phone) for each in once.entries],
            [],
        )
    emails = [each.email for each in once.entries if each.email]
    assert len(emails) == len(set(emails))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kari Lie", "kari  LIE", True),
        ("Kari Lie", "Kari Anne Lie", True),
        ("Kari-Anne Lie", "Kari Anne Lie", True),
        ("Kari Lie", "Kari Bø", False),
        ("", "Kari", False),
    ],
)
def test_names_that_may_be_one_persons(one, other, same):
    assert (same_name(one, other), same_name(other, one)) == (same, same)


def entry_of(**values):
    return gathered(a_row(**values))[0].entries[0]


KARI = Known(1, "Kari Lie", "kari@x.example", "912 34 567", True)


@pytest.mark.parametrize(
    ("values", "known", "found"),
    [
        ({"email": "kari@x.example"}, [KARI], Match(1)),
        ({"email": "kari@x.example", "name": "Kari Anne Lie"}, [KARI._replace(here=False)], Match(1)),
        ({"email": "kari@x.example", "name": "Ola Bø"}, [KARI], Match(None, Doubt.EMAIL, (1,))),
        ({"phone": "+4791234567"}, [KARI], Match(1)),
        ({"phone": "91234567"}, [KARI._replace(here=False)], NEW),
        ({"phone": "91234567", "email": "other@x.example"}, [KARI], Match(None, Doubt.PHONE, (1,))),
        ({"phone": "91234567", "email": "other@x.example"}, [KARI._replace(email="")], Match(1)),
        ({"phone": "91234567", "name": "Ola Bø"}, [KARI], Match(None, Doubt.PHONE, (1,))),
        ({"phone": "91234567"}, [KARI, KARI._replace(pk=2, email="")], Match(None, Doubt.PHONE, (1, 2))),
        ({}, [KARI], Match(None, Doubt.NAME, (1,))),
        ({"email": "other@x.example", "phone": "99999999"}, [KARI], NEW),
        ({"name": "Ola Bø"}, [], NEW),
    ],
)
def test_who_is_meant(values, known, found):
    assert match(entry_of(**values), known, {}) == found
    assert match(entry_of(**values), known[::-1], {}) == found


def test_a_name_alone_decides_where_the_role_is_the_same():
    entry = entry_of(post=active())
    assert match(entry, [KARI], {1: [active(since=date(2023, 1, 1))]}) == Match(1)
    assert match(entry, [KARI], {1: [active(role=2)]}) == Match(None, Doubt.NAME, (1,))
    assert match(entry, [KARI, KARI._replace(pk=2)], {1: [active()]}) == Match(None, Doubt.NAME, (1, 2))


def test_whoever_was_written_in_is_found_again():
    """The second time the same file finds whom the first time made."""
    for values in ({"email": "k@x.example"}, {"phone": "91234567"}, {"post": active()}, {"email": "k@x.example", "phone": "91234567"}):
        entry = entry_of(**values)
        made = Known(9, entry.name, entry.email, entry.phone, True)
        assert match(entry, [made], {9: entry.posts}) == Match(9), values


@given(
    st.dates(date(2000, 1, 1), TODAY),
    st.integers(0, 900),
    st.dates(date(2000, 1, 1), TODAY),
    st.integers(0, 900),
    st.booleans(),
)
def test_what_is_written_is_never_missing_afterwards(start, days, other, more, goes_on):
    wanted = Post(1, 10, start, start + timedelta(days), "ended")
    held = Post(1, 10, other, None, "active") if goes_on else Post(1, 10, other, other + timedelta(more), "ended")
    missing, _other = missing_posts([wanted], [held])
    assert wanted.overlaps(held) == held.overlaps(wanted)
    assert missing_posts([wanted], [held, *missing])[0] == []


def test_what_stands_otherwise_here_is_told_and_kept():
    ended = active(until=date(2024, 1, 1))
    assert missing_posts([active()], [ended]) == ([], [active()])
    assert missing_posts([ended], [ended]) == ([], [])
    assert missing_posts([active()], [active()._replace(status="paused")]) == ([], [])


# --- stages ---


def test_what_is_done_or_gone_stays_so():
    assert [stage for stage in Stage if not MOVES[stage]] == [Stage.DONE, Stage.GONE]
    assert set(MOVES) == set(Stage)
    assert may_move("checked", Stage.WRITING)
    assert not may_move("columns", Stage.WRITING)
