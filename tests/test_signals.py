"""Signals that end a command: each once, and none that was ignored from the start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from mwaa_tf.signals import ONE_INTERRUPT, handled_by, held_back, interrupt
from tests.support import REPOSITORY

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Those of a terminal, whatever the tests were started with; restored afterwards."""
    before = {number: signal.getsignal(number) for number in NUMBERS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in NUMBERS[1:]:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_signal_interrupts_so_that_the_command_cleans_up(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with pytest.raises(KeyboardInterrupt), handled_by(interrupt):
        signal.raise_signal(number)

    assert signal.getsignal(number) is before


def test_two_signals_within_milliseconds_are_one_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([10.0, 10.0 + ONE_INTERRUPT / 100, 10.0 + ONE_INTERRUPT * 1.1])
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    calls: list[str] = []

    with handled_by(lambda: calls.append("interrupted")):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert len(calls) == 1
        signal.raise_signal(signal.SIGINT)

    assert len(calls) == 2


@pytest.mark.parametrize(
    ("numbers", "calls"),
    [
        # GitHub's runner, when a job is cancelled: SIGKILL follows anyway.
        ((signal.SIGINT, signal.SIGTERM), 1),
        # A window that closes: the shell's signal, and the kernel's.
        ((signal.SIGHUP, signal.SIGHUP), 1),
        ((signal.SIGTERM, signal.SIGTERM), 1),
        # A person who will not wait.
        ((signal.SIGINT, signal.SIGINT), 2),
        ((signal.SIGTERM, signal.SIGINT), 2),
    ],
)
def test_after_the_first_signal_only_ctrl_c_asks_again(
    monkeypatch: pytest.MonkeyPatch, numbers: tuple[signal.Signals, ...], calls: int
) -> None:
    times = iter([10.0, 18.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(times))
    heard: list[str] = []

    with handled_by(lambda: heard.append("interrupted")):
        for number in numbers:
            signal.raise_signal(number)

    assert len(heard) == calls


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_is_ignored_stays_ignored(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_IGN)

    with handled_by(interrupt):
        signal.raise_signal(number)
        assert signal.getsignal(number) is signal.SIG_IGN

    assert signal.getsignal(number) is signal.SIG_IGN


def test_in_another_thread_nothing_is_changed() -> None:
    inside: list[object] = []

    def look() -> None:
        with handled_by(interrupt):
            inside.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert inside == [signal.SIG_DFL]


def test_nohup_is_respected_and_sigterm_still_ends_the_command() -> None:
    program = (
        "import signal, time; from mwaa_tf.signals import handled_by, interrupt\n"
        "with handled_by(interrupt):\n"
        "    print('ready', flush=True)\n"
        "    try: time.sleep(60)\n"
        "    except KeyboardInterrupt: print('cleaned up', flush=True)\n"
    )
    with subprocess.Popen(
        ["nohup", sys.executable, "-c", program], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        os.kill(process.pid, signal.SIGHUP)
        time.sleep(ONE_INTERRUPT + 0.1)
        assert process.poll() is None
        os.kill(process.pid, signal.SIGTERM)
        assert process.stdout.read() == b"cleaned up\n"
    assert process.returncode == 0


def test_an_interrupt_that_python_cannot_raise_comes_again() -> None:
    class Freed:
        """Ctrl-C arrives while it is freed."""

        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    hook = sys.unraisablehook
    freed = [Freed()]

    def work() -> None:
        freed.clear()
        time.sleep(60)

    with pytest.raises(KeyboardInterrupt), handled_by(interrupt):
        work()

    assert sys.unraisablehook is hook


def test_another_error_that_python_cannot_raise_is_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    class Freed:
        def __del__(self) -> None:
            raise ValueError("in a finalizer")

    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(unraisable.exc_type))
    freed = [Freed()]
    with handled_by(interrupt):
        freed.clear()

    assert told == [ValueError]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("let_through", [True, False], ids=["let through", "at the end of the block"])
def test_a_signal_that_is_held_back_comes_later(number: signal.Signals, let_through: bool) -> None:
    steps: list[str] = []

    def block() -> None:
        with held_back() as release:
            signal.raise_signal(number)
            steps.append("after the signal")
            if let_through:
                release()
                steps.append("after its handler")

    before = signal.getsignal(number)
    with handled_by(interrupt), pytest.raises(KeyboardInterrupt):
        block()

    assert steps == ["after the signal"]
    assert signal.getsignal(number) is before


def test_only_signals_with_a_handler_are_held_back() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with held_back():
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
