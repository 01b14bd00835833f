"""The clock of the local AWS at another speed, from the time that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mwaa_tf.local_aws.clock import Clock


def set_speed(clock: Clock, speed: float) -> None:
    """Let the clock run at ``speed`` from the time that it shows."""
    now = clock.now()
    clock.restart(speed)
    if now > clock.now():
        clock.advance(now - clock.now())


@contextmanager
def running_at(clock: Clock, speed: float) -> Iterator[None]:
    """The clock at ``speed``, afterwards as before.

    Steps that compare times on it need a clock that stands still: at 600 times the speed, a busy machine loses eight
    hours in less than a minute.
    """
    before = clock.speed
    set_speed(clock, speed)
    try:
        yield
    finally:
        set_speed(clock, before)
