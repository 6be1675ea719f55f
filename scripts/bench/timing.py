"""Fair comparison on an unfair machine."""

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Comparison:
    """Two ways of doing the same: milliseconds for each, and how many times the control's cost ours is (median of pairs)."""

    ours: float
    control: float
    ratio: float


def seconds(work: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    """Seconds for one call, over `times` calls."""
    start = clock()
    for _ in range(times):
        work()
    return (clock() - start) / times


def compare(
    ours: Callable[[], object],
    control: Callable[[], object],
    *,
    pairs: int = 15,
    times: int = 5,
    clock: Callable[[], float] = time.process_time,
) -> Comparison:
    """Runs control and ours in turns and returns the medians.

    `clock` is this process's CPU unless told otherwise: pass time.perf_counter where another process (a database server) does part of the work.
    """
    for work in (control, ours):
        work()  # what is only paid once is not what is asked
        work()
    gc.collect()
    gc.disable()
    try:
        taken = [(seconds(control, times, clock), seconds(ours, times, clock)) for _ in range(pairs)]
    finally:
        gc.enable()
    return Comparison(
        ours=statistics.median(mine for _, mine in taken) * 1000,
        control=statistics.median(theirs for theirs, _ in taken) * 1000,
        ratio=statistics.median(mine / theirs for theirs, mine in taken),
    )


def processor() -> Callable[[], float]:
    """A clock of the processor's seconds that this process and, if it has one, its PostgreSQL server on this machine have taken. Linux only."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = _stat(cursor.fetchone()[0])[1]
    return lambda: time.process_time() + _taken_by(int(server))


def _taken_by(server: int) -> float:
    """Seconds of a server's processes: of those that live to the nanosecond, of those that are gone by what it has inherited."""
    gone = sum(int(ticks) for ticks in _stat(server)[13:15]) / os.sysconf("SC_CLK_TCK")
    ours = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    living = 0
    for pid in ours:
        try:
            if pid == server or int(_stat(pid)[1]) == server:
                living += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        except OSError:
            continue  # it has ended meanwhile
    return gone + living / 1e9


def _stat(pid: int) -> list[str]:
    """What the kernel tells of a process, from its state on: its parent comes next."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
