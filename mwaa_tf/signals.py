"""Signals that end a command: Ctrl-C, what a CI system sends, and what a closed window sends."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds in which further signals belong to the first: a terminal sends one to the whole group, and the shell or the
#: CI system one more to each process.
ONE_INTERRUPT = 0.5

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP


class Interrupted(KeyboardInterrupt):
    """A signal told the process to end; ``number`` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.strsignal(number))
        self.number = number

    @property
    def exit_code(self) -> int:
        """The exit code that shells use for a process that the signal ended."""
        return 128 + self.number


@contextmanager
def handled_by(handler: Callable[[int], None]) -> Iterator[None]:
    """Call ``handler`` with the number of each signal that asks the process to end, as long as the block lasts.

    Further signals within :data:`ONE_INTERRUPT` seconds are not counted. A signal that is ignored stays ignored:
    `nohup` ignores SIGHUP, and a shell without job control SIGINT in what it runs in the background. Outside the main
    thread nothing is changed: Python delivers no signals there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last = -ONE_INTERRUPT

    def handle(number: int, _frame: FrameType | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= ONE_INTERRUPT:
            last = now
            handler(number)

    previous = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, before in previous.items():
        # None: a handler that was not installed by Python.
        if before not in (signal.SIG_IGN, None):
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, before in previous.items():
            if before not in (signal.SIG_IGN, None):
                signal.signal(number, before)


def raise_interrupt(number: int) -> None:
    """Raise :class:`Interrupted`: a handler that has the command clean up after itself."""
    raise Interrupted(number)
