"""Calls that run in threads, and what ends them."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from mwaa_tf.concurrency import run_concurrently
from tests.support import wait_until


class Calls:
    """Calls that go on until they are stopped."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.all_stopped = threading.Event()
        self.ended_by_themselves = False

    def __call__(self, number: int) -> int:
        self.begun.append(number)
        if not self.all_stopped.wait(60):
            self.ended_by_themselves = True
        return number


def test_results_are_in_the_order_of_the_arguments() -> None:
    first_may_end = threading.Event()

    def call(number: int) -> int:
        if number == 1:
            first_may_end.wait(60)
        else:
            first_may_end.set()
        return -number

    assert run_concurrently(call, (1, 2), jobs=2, stop=lambda: None) == (-1, -2)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_ctrl_c_while_calls_begin_stops_those_that_have_begun(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    calls = Calls()
    submit = ThreadPoolExecutor.submit
    submitted: list[Future[Any]] = []

    def pressed(*arguments: Any) -> Future[Any]:
        submitted.append(submit(*arguments))
        if len(submitted) == number:
            signal.raise_signal(signal.SIGINT)
        return submitted[-1]

    monkeypatch.setattr(ThreadPoolExecutor, "submit", pressed)

    with pytest.raises(KeyboardInterrupt):
        run_concurrently(calls, (1, 2, 3), jobs=2, stop=calls.all_stopped.set)

    assert not calls.ended_by_themselves
    assert all(future.done() for future in submitted)


def test_another_ctrl_c_does_not_end_the_wait_for_calls_that_go_on() -> None:
    calls = Calls()
    stops: list[None] = []

    def stop() -> None:
        stops.append(None)
        if len(stops) == 1:
            # While it waits for what has been asked to end.
            threading.Timer(0.02, signal.raise_signal, [signal.SIGINT]).start()
        elif len(stops) == 4:
            calls.all_stopped.set()

    def call(number: int) -> int:
        if number == 1:
            wait_until(lambda: calls.begun == [2])
            raise ValueError("wrong")
        return calls(number)

    with pytest.raises(ValueError, match="wrong"):
        run_concurrently(call, (1, 2), jobs=2, stop=stop)

    assert len(stops) >= 4
    assert not calls.ended_by_themselves
