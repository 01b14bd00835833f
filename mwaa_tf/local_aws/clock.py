"""The time of the local AWS: as the wall clock has it, only faster.

Creating an environment takes AWS some twenty-five minutes and a rehearsal must not wait for that. Everything that takes
AWS time (an environment's states, the 72 hours of PENDING) reads this clock.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that runs ``speed`` times as fast as the wall clock, from the moment it is made.

    One object is shared by many threads. It never goes backwards, except where :meth:`restart` begins anew.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._lock = threading.Lock()
        self.restart(speed)

    @property
    def speed(self) -> float:
        """Seconds of this clock per second of the wall clock."""
        return self._speed

    def restart(self, speed: float) -> None:
        """Begin anew at the present time, forgetting what :meth:`advance` added. ``speed`` 0 stands still.

        Raises :class:`ValueError` for a negative ``speed``.
        """
        if not speed >= 0:
            raise ValueError(f"a clock cannot run at speed {speed}")
        with self._lock:
            self._speed = float(speed)
            self._start = datetime.now(UTC)
            self._since = time.monotonic()
            self._ahead = timedelta()

    def now(self) -> datetime:
        """The present time in UTC, as an aware datetime."""
        with self._lock:
            passed = timedelta(seconds=(time.monotonic() - self._since) * self._speed)
            return self._start + passed + self._ahead

    def advance(self, by: timedelta) -> None:
        """Let ``by`` pass at once. Raises :class:`ValueError` where it is negative."""
        if by < timedelta():
            raise ValueError("a clock does not go backwards")
        with self._lock:
            self._ahead += by

    def wall_seconds(self, duration: timedelta) -> float:
        """How many seconds a person waits for ``duration``; infinity on a clock that stands still."""
        return duration.total_seconds() / self._speed if self._speed else float("inf")


clock = Clock()
"""The clock of this process's local AWS: one object for ever, which :class:`~mwaa_tf.local_aws.LocalAws` restarts."""


def now() -> datetime:
    """The present time of :data:`clock`."""
    return clock.now()
