from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lms.people.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    made = SessionStore()
    made["unit"] = "bergen"
    made.save()
    assert made.session_key
    return made.session_key


def test_a_session_holds_what_was_put_there(key: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert dict(SessionStore(key).items()) == {"unit": "bergen"}


def test_an_expired_session_is_empty_and_gets_a_new_key(key: str) -> None:
    until = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with time_machine.travel(until - timedelta(minutes=1)):
        assert SessionStore(key).get("unit") == "bergen"
    with time_machine.travel(until + timedelta(minutes=1)):
        late = SessionStore(key)
        assert (late.get("unit"), late.session_key) == (None, None)
        late["unit"] = "oslo"
        late.save()
        assert late.session_key != key


@pytest.mark.parametrize("key", ["finnesikkefinnesikke", None])
def test_an_unknown_key_is_never_adopted(key: str | None) -> None:
    unknown = SessionStore(key)
    assert (dict(unknown.items()), unknown.session_key) == ({}, None)


def test_what_was_tampered_with_is_empty(key: str) -> None:
    Session.objects.update(session_data="abc:def:ghi")
    assert dict(SessionStore(key).items()) == {}


def test_what_is_thrown_away_is_gone(key: str) -> None:
    SessionStore(key).flush()
    assert not Session.objects.exists()
    assert SessionStore(key).get("unit") is None
