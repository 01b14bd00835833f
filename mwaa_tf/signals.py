"""Signals that end a command: Ctrl-C, what a CI system sends, and what a closed window sends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: Seconds in which further signals belong to the first: a terminal sends one to the whole group, and the shell or the
#: CI system one more to each process.
ONE_INTERRUPT = 0.5

#: Seconds until an interrupt that Python could not raise is tried again.
_AGAIN = 0.05

#: Windows has no SIGHUP.
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def handled_by(handler: Callable[[], None]) -> Iterator[None]:
    """Call ``handler`` for the first signal that asks the process to end and for each further Ctrl-C, in the block.

    Further signals within :data:`ONE_INTERRUPT` seconds are not counted, and later only SIGINT is: a person who presses
    Ctrl-C again wants an end at once. SIGTERM and SIGHUP after another signal come from a CI system or a terminal on
    its way to SIGKILL (GitHub's runner sends SIGINT, SIGTERM after 7.5 s and SIGKILL after another 2.5 s), and every
    second until then is one in which a state can still be saved.

    Python cannot raise what ``handler`` raises while it frees an object, or calls back from one: it only says so
    (`sys.unraisablehook`). A KeyboardInterrupt that got lost there comes again.

    A signal that is ignored stays ignored: `nohup` ignores SIGHUP, and a shell without job control SIGINT in what it
    runs in the background. Outside the main thread nothing is changed: Python delivers no signals there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last: float | None = None

    def handle(number: int, _frame: FrameType | None) -> None:
        nonlocal last
        now = time.monotonic()
        if last is None or (number == signal.SIGINT and now - last >= ONE_INTERRUPT):
            last = now
            handler()

    def lost(unraisable: sys.UnraisableHookArgs) -> None:
        nonlocal last
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            other_hook(unraisable)
            return
        last = None
        threading.Timer(_AGAIN, os.kill, (os.getpid(), signal.SIGINT)).start()

    other_hook, sys.unraisablehook = sys.unraisablehook, lost
    previous = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, before in previous.items():
        # None: a handler that was not installed by Python.
        if before not in (signal.SIG_IGN, None):
            signal.signal(number, handle)
    try:
        yield
    finally:
        sys.unraisablehook = other_hook
        for number, before in previous.items():
            if before not in (signal.SIG_IGN, None):
                signal.signal(number, before)


@contextmanager
def held_back() -> Iterator[Callable[[], None]]:
    """Call the handlers of signals that come in the block at its end, or when the value that it gives is called.

    Python calls a handler between any two steps, so that what it raises can come when something was made that has no
    name yet, and gets lost. It is for signals with a handler of Python; the others are left alone. Outside the main
    thread nothing is changed.
    """
    previous = {
        number: before
        for number in (_SIGNALS if threading.current_thread() is threading.main_thread() else ())
        if callable(before := signal.getsignal(number))
    }
    held: list[tuple[int, FrameType | None]] = []
    holding = True

    def hold(number: int, frame: FrameType | None) -> None:
        if holding:
            held.append((number, frame))
        else:
            # A handler raised while the others were put back: this one stands for the one before.
            previous[number](number, frame)

    def release() -> None:
        nonlocal holding
        if holding:
            holding = False
            for number, before in previous.items():
                signal.signal(number, before)
            for number, frame in held:
                previous[number](number, frame)

    try:
        for number in previous:
            signal.signal(number, hold)
        yield release
    finally:
        release()


def interrupt() -> None:
    """Raise KeyboardInterrupt: the handler of a command that cleans up after itself."""
    raise KeyboardInterrupt
