"""Killed while sending, anywhere: nobody gets a letter twice, nobody loses one.

What a mailbox does with a letter it has already is part of it: the letter comes with the Message-ID it had before, by which mail systems tell.
"""

import os
import signal
import socketserver
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.mail.actions import MOST_ATTEMPTS, post_written, send_waiting
from lms.mail.models import Channel, Letter
from lms.mail.selectors import came_back

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Killed(BaseException):
    """The machine is gone this very moment."""


class Life:
    """What is left of it, counted in things that happen: statements and letters, each before and after."""

    def __init__(self, left: int | None) -> None:
        self.left = left

    def goes_on(self) -> None:
        """Dies when nothing is left."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed


class World:
    """Mailboxes and telephones outside, which outlive whoever writes to them."""

    life = Life(None)
    letters: list[tuple[str, str]] = []
    messages: dict[str, str] = {}


class Mail(BaseEmailBackend):
    """A mail server that takes everything."""

    def send_messages(self, messages):
        for message in messages:
            World.life.goes_on()
            World.letters.append((message.to[0], message.message()["Message-ID"]))
            World.life.goes_on()
        return len(messages)


def telephones(to: str, text: str, key: str, /) -> None:
    """A service that takes the same key once."""
    World.life.goes_on()
    World.messages[key] = to
    World.life.goes_on()


@contextmanager
def a_life(left: int | None) -> Iterator[None]:
    """Whatever happens in it may be the last."""
    World.life = Life(left)

    def statement(execute, sql, params, many, context):
        World.life.goes_on()
        answer = execute(sql, params, many, context)
        World.life.goes_on()
        return answer

    try:
        with connection.execute_wrapper(statement):
            yield
    except Killed:
        connection.close()  # what was not committed is lost
    World.life = Life(None)


@given(lives=st.lists(st.integers(0, 60), max_size=MOST_ATTEMPTS + 2))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_killed_anywhere_and_run_again_everybody_gets_one_letter_or_somebody_is_told(lives, settings):
    settings.EMAIL_BACKEND, settings.SMS_GATEWAY = f"{__name__}.Mail", f"{__name__}.telephones"
    Letter.objects.all().delete()
    World.letters, World.messages = [], {}
    addresses = [f"{name}@havna.example" for name in ("ana", "ben", "ola")]
    for address in addresses:
        post_written(key=f"hello:{address}", to=address, subject="Hei", body="Velkommen.", now=NOON)
    post_written(key="sms", to="900 00 001", subject="", body="Hei", now=NOON, channel=Channel.SMS)
    for number, left in enumerate(lives):
        with a_life(left):
            send_waiting(now=NOON + number * DAY)
    for after in range(MOST_ATTEMPTS + 2):
        send_waiting(now=NOON + (len(lives) + after) * DAY)
    arrived = Counter(to for to, _name in set(World.letters))
    returned = came_back(f"hello:{address}" for address in addresses)
    assert all(arrived[address] == 1 or (f"hello:{address}" in returned and len(lives) >= MOST_ATTEMPTS) for address in addresses)
    assert len(World.letters) - len(set(World.letters)) <= len(lives), "only a crash in the one moment sends the same letter again"
    assert "sms" in World.messages or "sms" in came_back(["sms"])
    assert not Letter.objects.filter(sent_at=None, returned_at=None).exists(), "none is left without anybody knowing"


# --- A real process, a real mail server, a real end -----------------------------------------------------------------------------------------------

CHILD = """
import sys
from datetime import datetime
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", int(sys.argv[2])
from lms.mail.actions import send_waiting
print(send_waiting(now=datetime.fromisoformat(sys.argv[3])))
"""


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it takes, and ends whoever writes to it when it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SinkSession)
        self.kept: list[tuple[str, str]] = []
        self.client: subprocess.Popen[str] | None = None
        self.ends_at: int | None = None  # after so many letters more
        self.keeps_the_last = False  # whether the letter during which the client dies is kept

    def take(self, to: str, content: bytes) -> None:
        """One letter."""
        letter = (to, str(message_from_bytes(content, policy=policy.default)["Message-ID"]))
        ends = self.ends_at == 0
        if self.ends_at is not None:
            self.ends_at -= 1
        if not ends or self.keeps_the_last:
            self.kept.append(letter)
        if ends:
            assert self.client
            os.kill(self.client.pid, signal.SIGKILL)
            self.client.wait()


class SinkSession(socketserver.StreamRequestHandler):
    """As much SMTP as it takes."""

    server: Sink

    def handle(self) -> None:
        """Answer line by line."""
        to = ""
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            said = line.strip().decode()
            if said.upper().startswith("RCPT"):
                to = said.partition("<")[2].rstrip(">")
            if said.upper() == "DATA":
                self.wfile.write(b"354 go on\r\n")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.take(to, content)
            if said.upper() == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            try:
                self.wfile.write(b"250 ok\r\n")
            except OSError:
                return


def test_a_process_that_is_killed_by_the_system_leaves_nothing_undone():
    addresses = [f"{number}@havna.example" for number in range(4)]
    for number, address in enumerate(addresses):
        post_written(key=f"hello:{number}", to=address, subject="Hei", body="Velkommen.", now=NOON + timedelta(seconds=number))
    with Sink() as sink:
        Thread(target=sink.serve_forever, daemon=True).start()
        # Killed at the second letter, which arrived; at the third in order of time, which did not; then not at all.
        for hour, (ends_at, keeps) in enumerate([(1, True), (0, False), (None, False)], start=1):
            sink.ends_at, sink.keeps_the_last = ends_at, keeps
            name, port = str(connection.settings_dict["NAME"]), str(sink.server_address[1])
            moment = (NOON + timedelta(hours=hour)).isoformat()
            sink.client = subprocess.Popen([sys.executable, "-c", CHILD, name, port, moment], stdout=subprocess.PIPE, text=True)
            said = sink.client.communicate(timeout=120)[0]
            assert sink.client.returncode == (0 if ends_at is None else -signal.SIGKILL), said
        sink.shutdown()
    assert Counter(to for to, _name in set(sink.kept)) == Counter(addresses)
    assert len(sink.kept) == 5, "the one that had arrived comes again, with its old Message-ID"
    assert Letter.objects.filter(sent_at__isnull=False).count() == 4
