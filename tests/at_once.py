"""Several people doing something in the same moment. Real transactions, so that locks are locks."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.core.exceptions import ValidationError
from django.db import connection


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Runs each in a thread of its own, all from the same moment; what each ended with."""
    ready = Barrier(len(works))
    ends: list[BaseException | None] = [None] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        ready.wait()
        try:
            work()
        except ValidationError as error:
            ends[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends
