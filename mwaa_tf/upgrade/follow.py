"""Follow an update of an environment through its statuses, to the end that AWS gives it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mwaa_tf.lifecycle.events import EnvironmentAwaited, EnvironmentPolled, LifecycleEvent, Listener
from mwaa_tf.lifecycle.watch import NOT_FOUND, NOT_POLLED, EnvironmentWatch, GetEnvironment, StatusSnapshot
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import in_hours
from mwaa_tf.upgrade.durations import NOT_BEGUN
from mwaa_tf.upgrade.running import RunningEnvironment, UpdateRecord, parse_environment

#: Seconds between two lines about an environment without news.
_STILL = 600.0

_INTERVAL = 30.0

#: How an update has ended, given MWAA's answer and the seconds since it began: empty as long as it has not.
Judge = Callable[[RunningEnvironment, float], str]

DONE = "done"
"""What a :data:`Judge` answers for an update that succeeded; everything else is why it did not."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The end of an update."""

    seconds: float
    environment: RunningEnvironment | None
    """As MWAA answered last; None if it never did."""
    error: str = ""
    """Why it did not succeed, or is not known to; empty if it did."""
    is_still_running: bool = False
    """Whether AWS may still be at work on it."""


def follow(
    name: str,
    get_environment: GetEnvironment,
    judge: Judge,
    *,
    timeout: timedelta,
    listener: Listener,
    interval: float = _INTERVAL,
) -> Followed:
    """Poll the environment ``name`` every ``interval`` seconds until ``judge`` says how the update ended.

    Errors of single polls are no end, but credentials that are refused are. ``listener`` hears of each status.
    """
    started = time.monotonic()
    still = _Still(listener)

    def is_over(snapshot: StatusSnapshot) -> bool:
        return snapshot.is_unrecoverable or bool(_verdict(snapshot, judge, time.monotonic() - started))

    with EnvironmentWatch({name: get_environment}, interval=interval, listener=still) as watch:
        watch.wait(lambda snapshots: is_over(snapshots[name]), timeout.total_seconds())
        snapshot = watch.snapshot(name)
    seconds = time.monotonic() - started
    environment = parse_environment(snapshot.environment) if snapshot.environment else None
    verdict = _verdict(snapshot, judge, seconds)
    if snapshot.is_unrecoverable or not verdict:
        reason = snapshot.error or f"still {snapshot.status} after {in_hours(timedelta(seconds=seconds))}"
        return Followed(seconds, environment, reason, is_still_running=True)
    return Followed(seconds, environment, "" if verdict == DONE else verdict)


def end_of_step(requested: str, before: UpdateRecord) -> Judge:
    """A judge of an update to version ``requested`` that was begun after ``before`` was the last change."""

    def judge(environment: RunningEnvironment, seconds: float) -> str:
        change = environment.last_change
        is_new = change.created_at != before.created_at
        if not environment.takes_updates:
            return "" if _is_at_work(environment) else _failed(environment)
        if environment.version == requested and environment.known_status is Status.AVAILABLE:
            return DONE
        if is_new and change.status != "PENDING":
            return _failed(environment)
        return "" if seconds < NOT_BEGUN.total_seconds() else "MWAA accepted the update, and has not begun it"

    return judge


def end_of_update(environment: RunningEnvironment, _seconds: float) -> str:
    """A judge of an update that someone else, or an earlier run, has begun: it is over when MWAA takes another."""
    if environment.takes_updates:
        return _failed(environment) if environment.was_taken_back else DONE
    return "" if _is_at_work(environment) else _failed(environment)


def _is_at_work(environment: RunningEnvironment) -> bool:
    """Whether the update goes on, if only once the owner's endpoints exist.

    A status that is newer than this version of mwaa_tf is taken for work.
    """
    status = environment.known_status
    return status is None or status.is_busy or status.waits_for_endpoints


def _failed(environment: RunningEnvironment) -> str:
    reason = environment.last_change.error or "MWAA gives no reason"
    if environment.takes_updates:
        return f"AWS rolled the update back, and {environment.name} runs {environment.version} as before: {reason}"
    return f"{environment.name} is {environment.status}: {reason}"


def _verdict(snapshot: StatusSnapshot, judge: Judge, seconds: float) -> str:
    if snapshot.status == NOT_FOUND:
        return "the environment no longer exists"
    if snapshot.status == NOT_POLLED or snapshot.environment is None:
        return ""
    return judge(parse_environment(snapshot.environment), seconds)


class _Still:
    """Passes events on; of an environment without news it tells now and then how long it has been awaited."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._started = self._told = time.monotonic()

    def __call__(self, event: LifecycleEvent) -> None:
        if not isinstance(event, EnvironmentPolled):
            self._listener(event)
            return
        now = time.monotonic()
        if now - self._told >= _STILL:
            self._told = now
            self._listener(EnvironmentAwaited(event.environment, event.status, now - self._started))
