"""Several things at a time, ended together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(act: Callable[[T], R], items: Sequence[T], *, jobs: int, stop: Callable[[], None]) -> tuple[R, ...]:
    """What ``act`` returns for each of ``items``, in their order, at most ``jobs`` of them at a time.

    Where that is cut short, by Ctrl-C or by an error of one, nothing new begins, and ``stop`` is called until all that
    had begun has ended.
    """
    if not items:
        return ()
    with ThreadPoolExecutor(max_workers=jobs) as executor:
        futures = [executor.submit(act, item) for item in items]
        try:
            return tuple(future.result() for future in futures)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            # Again and again: one that was between two processes has perhaps started another meanwhile.
            while wait(futures, timeout=0.05).not_done:
                stop()
            raise
