"""`manage.py serve`: everything a small installation needs, in one command."""

import ctypes
import importlib.util
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any, NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from lms.operations.actions import tick
from lms.operations.selectors import database_answers, migrations_are_applied

log = logging.getLogger(__name__)
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104
PATIENCE = 15  # seconds that a child is given to finish what it does


class Command(BaseCommand):
    """One process watches over three: web server, background work, and (itself) the schedule."""

    help = "Serve the platform: web server, background work and schedule in one. Stop it with Ctrl-C or SIGTERM."
    requires_system_checks = ()  # `check` has its own command; starting must be quick

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and with how many web processes."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=0, help="web processes (default: 1 on SQLite, else one for each core)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, watch, stop."""
        host, port = options["host"], options["port"]
        self._refuse_taken_port(host, port)
        held = _hold(host, port)
        self._refuse_stale_database()
        connections.close_all()
        children = {"web": self._web(host, port, options["workers"] or _default_workers())}
        if str(settings.TASKS["default"]["BACKEND"]).endswith("DatabaseBackend"):
            children["worker"] = self._manage("db_worker", "--queue-name", "*", "--no-startup-delay")
        watch = _Watch(children)
        signal.signal(signal.SIGTERM, watch.stop)
        signal.signal(signal.SIGINT, watch.stop)
        try:
            if self._wait_until_it_answers(host, port, watch):
                self._say_where(host, port)
            watch.run()
        finally:
            watch.end_children()
            held.close()
        if watch.failed:
            self._give_up(watch.failed, 1)
        self.stdout.write("Stopped.")

    def _give_up(self, sentence: str, code: int) -> NoReturn:
        self.stderr.write(self.style.ERROR(sentence))
        sys.exit(code)

    def _refuse_taken_port(self, host: str, port: int) -> None:
        if not 1 <= port <= 65535:
            self._give_up(f"{port} is not a port; choose a number from 1024 to 65535.", 2)
        try:
            family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        except socket.gaierror:
            self._give_up(f"{host} is not an address of this machine.", 2)
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except PermissionError:
                self._give_up(f"Port {port} is kept for the system's own programs; choose one above 1023 with --port.", 2)
            except OSError:
                self._give_up(f"Port {port} on {host} is taken by another program; stop that one, or choose another with --port.", 2)

    def _refuse_stale_database(self) -> None:
        if not database_answers():
            self._give_up("The database does not answer; look at DATABASE_URL.", 2)
        if not migrations_are_applied():
            self._give_up("The database is not made for this version; run «manage.py migrate» first.", 2)

    def _web(self, host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
        if importlib.util.find_spec("granian") is None:  # it has wheels for common machines only; Django's own server does for trying
            return self._manage("runserver", f"{host}:{port}", "--noreload")
        return _spawn(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"),
                *("--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "warning"),
                settings.WSGI_APPLICATION.replace(".application", ":application"),
            ]
        )

    def _manage(self, *words: str) -> subprocess.Popen[bytes]:
        return _spawn([sys.executable, sys.argv[0], *words])

    def _wait_until_it_answers(self, host: str, port: int, watch: "_Watch") -> bool:
        name = "127.0.0.1" if host in EVERYWHERE else host
        url = f"http://{f'[{name}]' if ':' in name else name}:{port}/helse/live"
        for _attempt in range(300):
            if watch.stopping or watch.children["web"].poll() is not None:
                return False
            try:
                with urlopen(url, timeout=2):
                    return True
            except URLError as error:
                if getattr(error, "code", 0):  # it answers, if only to say that it does not know this name
                    return True
                time.sleep(0.2)
            except OSError:
                time.sleep(0.2)
        return False

    def _say_where(self, host: str, port: int) -> None:
        address = settings.WAGTAILADMIN_BASE_URL if host in EVERYWHERE else f"http://{host}:{port}"
        self.stdout.write(f"\n  {settings.WAGTAIL_SITE_NAME} runs at  {address}/")
        if settings.DEMO:
            try:
                self.stdout.write(f"  Step in as one of the demo's people:  {address}{reverse('demo:cast')}")
            except NoReverseMatch:
                log.debug("no demo people here")
        self.stdout.write("  Stop it with Ctrl-C.\n")
        self.stdout.flush()


class _Watch:
    """Looks after the children and the schedule until it is told to stop, or the web server is gone."""

    def __init__(self, children: dict[str, subprocess.Popen[bytes]]) -> None:
        self.children = children
        self.stopping = False
        self.failed = ""
        self.ticked = -1

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """A signal came: leave at the next turn."""
        self.stopping = True

    def run(self) -> None:
        """Look twice a second, tick once a minute. Background work that has died is started again; without web there is nothing left to do."""
        while not self.stopping:
            self._tick_once_a_minute()
            for name, child in self.children.items():
                if child.poll() is None or self.stopping:
                    continue
                if name == "web":
                    self.failed = f"The web server stopped by itself (code {child.returncode})."
                    return
                log.warning("%s stopped by itself (code %s); starting it again", name, child.returncode)
                time.sleep(2)
                self.children[name] = _spawn(child.args)
            time.sleep(0.5)

    def _tick_once_a_minute(self) -> None:
        minute = int(time.time() // 60)
        if minute == self.ticked:
            return
        self.ticked = minute
        try:
            tick(now=timezone.now(), schedule=settings.SCHEDULE)
        except Exception:  # a database that is away for a moment must not stop the site
            log.exception("the schedule could not be read; trying again in a minute")
        finally:
            connection.close()

    def end_children(self) -> None:
        """Ask them to finish, then insist."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _hold(host: str, port: int) -> socket.socket:
    """Keep the port from the moment it was found free: granian binds it beside us, but another `serve` started a second later is refused."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    holder = socket.socket(family, kind, protocol)
    if hasattr(socket, "SO_REUSEPORT") and importlib.util.find_spec("granian"):
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(address)  # and never listens, so no visitor lands here
    return holder


def _default_workers() -> int:
    return 1 if connection.vendor == "sqlite" else os.cpu_count() or 1


def _spawn(command: Any) -> subprocess.Popen[bytes]:
    """Start a child that Ctrl-C does not reach, so that we decide the order, and that ends with us even if we are killed (on Linux)."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: S603 -- only what stands above


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
