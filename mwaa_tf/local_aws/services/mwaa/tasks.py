"""Tasks that run in environments, and what the replacement of workers does to them.

No Airflow runs here, so no task does, unless a test says so with :func:`run_tasks`, or the fault ``tasks=HOURS`` for
each environment that is updated. What happens to them is AWS's (API reference, UpdateEnvironment,
WorkerReplacementStrategy): FORCED stops them, GRACEFUL waits for them, up to 12 hours. That an update without a
strategy does as FORCED does, and that the wait comes on top of the usual duration, is inferred.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.faults import faults
from mwaa_tf.mwaa import quotas, updates


@dataclass(slots=True)
class _Tasks:
    running: int = 0
    until: datetime | None = None
    stopped: int = 0

    def count(self, now: datetime) -> int:
        return self.running if self.until and now < self.until else 0


_lock = threading.Lock()
_tasks: dict[str, _Tasks] = {}


def run_tasks(name: str, count: int, duration: timedelta) -> None:
    """Let ``count`` tasks run for ``duration`` from now in the environments called ``name``, of any account."""
    with _lock:
        tasks = _tasks.setdefault(name, _Tasks())
        tasks.running, tasks.until = count, clock.now() + duration


def running_tasks(name: str) -> int:
    """How many tasks run now."""
    with _lock:
        return _tasks.get(name, _Tasks()).count(clock.now())


def stopped_tasks(name: str) -> int:
    """How many tasks were stopped by a replacement of workers."""
    with _lock:
        return _tasks.get(name, _Tasks()).stopped


def forget_tasks() -> None:
    """Let no task run, and forget those that were stopped."""
    with _lock:
        _tasks.clear()


def replace_workers(name: str, strategy: str | None, now: datetime) -> timedelta:
    """Begin to replace the workers with ``strategy``; how long that waits for tasks."""
    with _lock:
        tasks = _tasks.setdefault(name, _Tasks())
        if faults.task_hours is not None and not tasks.count(now):
            tasks.running, tasks.until = 1, now + timedelta(hours=faults.task_hours)
        running = tasks.count(now)
        if not running or tasks.until is None:
            return timedelta()
        longest = quotas.GRACEFUL_REPLACEMENT if strategy == updates.GRACEFUL else timedelta()
        wait = min(tasks.until - now, longest)
        if tasks.until > now + longest:
            tasks.until = now + longest
            tasks.stopped += running
        return wait
