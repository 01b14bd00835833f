"""Calls that run in threads and end together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any, TypeVar

from mwaa_tf.signals import held_back

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
    futures: list[Future[R]] = []
    with ThreadPoolExecutor(max_workers=jobs) as executor:
        try:
            # Ctrl-C comes when all calls are known: one that is not would be waited for, and not stopped.
            with held_back():
                futures.extend(executor.submit(function, argument) for argument in arguments)
            return tuple(future.result() for future in futures)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            # Repeatedly: a call between two processes may have started the second one after the first `stop`.
            while not _have_ended(futures):
                stop()
            raise


def _have_ended(futures: Sequence[Future[Any]]) -> bool:
    """Whether no call goes on, after a moment; another Ctrl-C ends the moment and not the wait."""
    with suppress(KeyboardInterrupt):
        # Without the cancelled ones, which `wait` does not take for done.
        return not wait([future for future in futures if not future.cancelled()], timeout=0.05).not_done
    return False
