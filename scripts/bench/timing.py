"""Fair comparison on an unfair machine."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Two ways of doing the same: milliseconds of CPU for each, and how many times the control's cost ours is (median of pairs)."""

    ours: float
    control: float
    ratio: float


def cpu(work: Callable[[], object], times: int) -> float:
    """Seconds of this process's CPU for one call, over `times` calls."""
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def compare(ours: Callable[[], object], control: Callable[[], object], *, pairs: int = 15, times: int = 5) -> Comparison:
    """Runs control and ours in turns and returns the medians."""
    for work in (control, ours):
        work()  # what is only paid once is not what is asked
        work()
    gc.collect()
    gc.disable()
    try:
        taken = [(cpu(control, times), cpu(ours, times)) for _ in range(pairs)]
    finally:
        gc.enable()
    return Comparison(
        ours=statistics.median(mine for _, mine in taken) * 1000,
        control=statistics.median(theirs for theirs, _ in taken) * 1000,
        ratio=statistics.median(mine / theirs for theirs, mine in taken),
    )
