"""Fair comparison on an unfair machine."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


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
