from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from lms.operations.actions import tick
from lms.operations.models import ScheduledJob
from lms.operations.rules import next_run
from tests.operations import jobs

NOON = datetime(2026, 11, 22, 11, 0, 30, tzinfo=UTC)
HOURLY = {"note": ("0 * * * *", "tests.operations.jobs.note")}
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_done():
    jobs.done.clear()


def test_every_job_of_the_settings_can_be_started():
    for cron, path in settings.SCHEDULE.values():
        assert next_run(cron, NOON) > NOON
        assert callable(import_string(path).enqueue)
    for path in settings.READY.values():
        assert callable(import_string(path))


def test_tick_waits_for_the_time_and_does_a_job_once(db):
    assert tick(now=NOON, schedule=HOURLY) == []
    assert tick(now=NOON + timedelta(minutes=59), schedule=HOURLY) == []
    assert tick(now=LATER, schedule=HOURLY) == ["note"]
    assert tick(now=LATER, schedule=HOURLY) == []
    assert jobs.done == ["note"]


def test_tick_makes_up_for_a_night_once(db):
    tick(now=NOON, schedule=HOURLY)
    assert tick(now=NOON + timedelta(hours=9), schedule=HOURLY) == ["note"]
    assert ScheduledJob.objects.get().next_run == datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


def test_tick_follows_the_settings(db):
    tick(now=NOON, schedule=HOURLY)
    tick(now=NOON, schedule={"note": ("*/5 * * * *", "tests.operations.jobs.note")})
    assert ScheduledJob.objects.get().next_run == datetime(2026, 11, 22, 11, 5, tzinfo=UTC)
    tick(now=NOON, schedule={})
    assert not ScheduledJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_tick_of_several_at_once_does_a_job_once():
    tick(now=NOON, schedule=HOURLY)
    together = Barrier(6)

    def go() -> None:
        together.wait()
        try:
            tick(now=LATER, schedule=HOURLY)
        finally:
            connections.close_all()

    threads = [Thread(target=go) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert jobs.done == ["note"]
