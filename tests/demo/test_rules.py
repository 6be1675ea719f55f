from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.demo import rules
from lms.demo.organisation import DEMANDS, ERKLAERING, FORSTEHJELP, HMS, MEMBERS, MOTIVASJON, PLACES, ROLLEN, TAUSHET
from lms.qualifications.rules import last_valid_day
from lms.requirements.shipped import shipped

TODAY = date(2026, 11, 22)
MONTHS = {ROLLEN: 24, TAUSHET: 12, ERKLAERING: None, FORSTEHJELP: 12, HMS: 12, MOTIVASJON: None}
PEOPLE = rules.invent(2019, TODAY, MONTHS)


def test_same_seed_and_day_give_the_same_people():
    assert rules.invent(2019, TODAY, MONTHS) == PEOPLE


def test_another_seed_gives_others():
    assert rules.invent(2020, TODAY, MONTHS) != PEOPLE


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), days=st.integers(0, 1500))
def test_any_seed_and_day_give_a_sound_organisation(seed: int, days: int):
    today = TODAY + timedelta(days=days)
    people = rules.invent(seed, today, MONTHS)

    assert len({each.email for each in people if each.email}) == sum(bool(each.email) for each in people)
    for each in people:
        assert all(proof.earned_on <= today for proof in each.proofs)
        assert all((post.ends_on is None) != (post.status == "ended") for post in each.posts)
        assert all(post.ends_on is None or post.ends_on >= post.starts_on for post in each.posts)
        assert all((post.starts_on > today) == (post.status == "planned") for post in each.posts)
        assert len({(post.unit, post.role) for post in each.posts}) == len(each.posts)
        assert not each.has_login or each.email


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.slug)
def test_each_unit_has_its_number_of_tidgivere(place):
    current = {each.key for each in PEOPLE for post in each.posts if post.unit == place.slug and post.status != "ended"}

    assert len(current) == place.tidgivere


def test_numbers_are_those_of_the_report():
    assert {place.slug: place.tidgivere for place in PLACES if place.tidgivere} == {
        "kontaktsenteret-oslo": 40,
        "dagsenteret-bergen": 28,
        "huset-horten": 28,
        "kafe-kampen-gjovik": 20,
        "steg-for-steg-oslo": 25,
        "steg-for-steg-bergen": 28,
        "varmestua-fredrikstad": 48,
        "steg-for-steg-kristiansand": 5,
    }


def test_nobody_can_be_reached():
    assert {each.email.partition("@")[2] for each in PEOPLE if each.email} == {"example.org", "tidgiver.example"}
    assert {each.phone[:10] for each in PEOPLE} == {"+47 00 00 "}


def test_every_state_is_there():
    standing: Counter[str] = Counter()
    for each in PEOPLE:
        for proof in each.proofs:
            months = MONTHS[proof.qualification]
            until = last_valid_day(proof.earned_on, months)
            standing[
                "revoked" if proof.revoked else "lapsed" if until < TODAY else "soon" if until < TODAY + timedelta(30) else "held"
            ] += 1

    assert set(standing) == {"revoked", "lapsed", "soon", "held"}
    assert {post.status for each in PEOPLE for post in each.posts} == {"planned", "active", "paused", "ended"}
    assert any(len(each.posts) > 1 for each in PEOPLE)
    assert any(not each.email for each in PEOPLE)
    assert any(each.begun for each in PEOPLE)


def test_huset_is_led_by_a_tidgiver():
    leader = next(
        each for each in PEOPLE for duty in each.duties if duty.unit == "huset-horten" and duty.kind == "leader" and not duty.deputy
    )

    assert leader.posts


def test_newcomer_lacks_one_thing_before_the_first_day():
    nora = next(each for each in PEOPLE if each.key == "nora")
    asked = {demand.qualification for demand in DEMANDS if not demand.role and not demand.kind and demand.days is None}

    assert asked - {proof.qualification for proof in nora.proofs} == {TAUSHET}


def test_plans_name_only_what_exists():
    roles, places = {role["key"] for role in shipped()["roles"]}, {place.slug for place in PLACES}

    assert {role for place in PLACES for role in place.roles} <= roles
    assert {place.parent for place in PLACES if place.parent} <= places
    assert {duty.unit for member in MEMBERS for duty in member.duties} <= places
    assert {member.story for member in MEMBERS} <= {"", *rules.STORIES}
