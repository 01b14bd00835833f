"""The clock of the local AWS, which can run faster than the wall clock.

AWS takes about twenty-five minutes to create an environment; a rehearsal must not wait for that. Everything that takes
AWS time (the status of an environment, the 72 hours of PENDING) reads this clock. What clients compare with their own
clock (dates in responses, the validity of a token) does not run ahead of it: :meth:`Clock.client_now`.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that starts at the current time and runs ``speed`` times as fast as the wall clock.

    Threads may share it. It never goes backwards, except through :meth:`restart`.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._lock = threading.Lock()
        self.restart(speed)

    @property
    def speed(self) -> float:
        """Seconds of this clock per second of the wall clock."""
        return self._speed

    def restart(self, speed: float) -> None:
        """Set the clock to the current time and to ``speed``; a clock of speed 0 moves only with :meth:`advance`.

        Raises :class:`ValueError` for a negative ``speed``.
        """
        if not speed >= 0:
            raise ValueError(f"a clock cannot run at speed {speed}")
        with self._lock:
            self._speed = float(speed)
            self._start = datetime.now(UTC)
            self._since = time.monotonic()
            self._advances: list[tuple[timedelta, timedelta]] = []

    @property
    def _ahead(self) -> timedelta:
        return sum((by for _, by in self._advances), timedelta())

    def now(self) -> datetime:
        """The current time in UTC, as an aware datetime."""
        with self._lock:
            return self._start + self._passed()

    def client_now(self) -> datetime:
        """The current time as responses show it: that of a client's clock, which does not run fast."""
        return self.client_date(self.now())

    def client_date(self, time: datetime) -> datetime:
        """The date on a client's clock at which this one showed, or will show, ``time``.

        What :meth:`advance` skips is skipped on the client's clock, too; at speed 0 neither moves without it.
        """
        with self._lock:
            passed = time - self._start
            skipped = sum(
                (min(max(passed - at, timedelta()), by) for at, by in self._advances),
                timedelta(),
            )
            ran = (passed - skipped) / self._speed if self._speed else timedelta()
            return self._start + skipped + ran

    def _passed(self) -> timedelta:
        return timedelta(seconds=(time.monotonic() - self._since) * self._speed) + self._ahead

    def wall_time(self) -> float:
        """Seconds on the wall clock since the last :meth:`restart`, at any speed; what :meth:`advance` skips counts."""
        with self._lock:
            return time.monotonic() - self._since + self._ahead.total_seconds()

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by ``by``. Raises :class:`ValueError` for a negative duration."""
        if by < timedelta():
            raise ValueError("a clock does not go backwards")
        with self._lock:
            self._advances.append((self._passed(), by))

    def wall_seconds(self, duration: timedelta) -> float:
        """Seconds on the wall clock that ``duration`` takes on this one; infinity for a clock of speed 0."""
        return duration.total_seconds() / self._speed if self._speed else float("inf")


clock = Clock()
"""The clock of this process's local AWS: always the same object, restarted by :class:`~mwaa_tf.local_aws.LocalAws`."""


def now() -> datetime:
    """The current time of :data:`clock`."""
    return clock.now()


def client_now() -> datetime:
    """The current time of :data:`clock` as responses show it."""
    return clock.client_now()
