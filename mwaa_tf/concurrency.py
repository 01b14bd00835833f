"""Calls that run in threads and end together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def run_concurrently(
    function: Callable[[T], R], arguments: Sequence[T], *, jobs: int, stop: Callable[[], None]
) -> tuple[R, ...]:
    """Call ``function`` with each of ``arguments``, at most ``jobs`` at a time; return the results in their order.

    On Ctrl-C, or when a call raises, no further call begins, and ``stop`` is called repeatedly until the running ones
    have ended. The exception is then raised again.
    """
    if not arguments:
        return ()
    with ThreadPoolExecutor(max_workers=jobs) as executor:
        futures = [executor.submit(function, argument) for argument in arguments]
        try:
            return tuple(future.result() for future in futures)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            # Repeatedly: a call between two processes may have started the second one after the first `stop`.
            # Without the cancelled ones, which `wait` does not take for done.
            while wait([future for future in futures if not future.cancelled()], timeout=0.05).not_done:
                stop()
            raise
