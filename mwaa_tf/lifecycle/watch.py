"""Polling the statuses of environments, in parallel to what Terraform does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mwaa_tf.aws_errors import AwsErrorKind, aws_error
from mwaa_tf.lifecycle.events import EnvironmentPolled, Listener, StatusChanged, null_listener
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import one_line

#: Pseudo-statuses: MWAA knows no environment of that name; it was not polled yet.
NOT_FOUND = "NOT_FOUND"
NOT_POLLED = "NOT_POLLED"

#: Errors that do not go away by waiting.
_UNRECOVERABLE = (AwsErrorKind.CREDENTIALS, AwsErrorKind.DENIED)

#: Seconds before the second poll, and how much longer each pause is than the one before: what exists is seen at
#: once, and what takes half an hour is not asked about every second.
_FIRST_PAUSE, _LONGER = 1.0, 1.5

#: Seconds between two looks at whether a wait was stopped.
_GLANCE = 0.5

#: Returns ``Environment`` of GetEnvironment, or raises what boto3 raises.
GetEnvironment = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class StatusSnapshot:
    """What is known of an environment after the last poll."""

    status: str = NOT_POLLED
    """One of :class:`~mwaa_tf.mwaa.status.Status`, another text that MWAA answered, or a pseudo-status."""
    environment: Mapping[str, Any] | None = None
    """``Environment`` of GetEnvironment."""
    error: str = ""
    """Why the last poll failed; the other fields are then those of the poll before."""
    is_unrecoverable: bool = False
    """Whether the error is one that does not go away by waiting."""

    @property
    def known_status(self) -> Status | None:
        """The status; None for a pseudo-status and for one that MWAA has got since this was written."""
        return Status.parse(self.status)

    @property
    def is_settled(self) -> bool:
        """Whether waiting longer changes nothing."""
        status = self.known_status
        return self.is_unrecoverable or (status is not None and status.is_final)


class EnvironmentWatch:
    """Polls environments, more often at first and then every ``interval`` seconds, for the length of a ``with`` block.

    It has a thread of its own. ``calls`` has by the environment's name what gets it from MWAA. ``listener`` receives
    each poll, and each change of a status.
    """

    def __init__(
        self, calls: Mapping[str, GetEnvironment], *, interval: float = 30.0, listener: Listener = null_listener
    ) -> None:
        self._calls = calls
        self._interval = interval
        self._listener = listener
        self._snapshots = dict.fromkeys(calls, StatusSnapshot())
        self._statuses: dict[str, list[str]] = {name: [] for name in calls}
        self._changed = threading.Condition()
        self._rounds_started = self._rounds_finished = 0
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="environment-watch", daemon=True)

    def __enter__(self) -> EnvironmentWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._wake.set()
        # Not waited for: it may be in a call that takes its time, and it keeps nothing from ending.
        self._thread.join(0.5)

    def statuses(self, name: str) -> tuple[str, ...]:
        """The statuses of an environment since the watch began, in order; one shorter than a poll may be missing."""
        with self._changed:
            return tuple(self._statuses[name])

    def snapshot(self, name: str) -> StatusSnapshot:
        """What is known of an environment after the last poll."""
        with self._changed:
            return self._snapshots[name]

    def snapshots(self) -> Mapping[str, StatusSnapshot]:
        """What is known of all environments after the last poll."""
        with self._changed:
            return dict(self._snapshots)

    def wait(
        self,
        condition: Callable[[Mapping[str, StatusSnapshot]], bool],
        timeout: float,
        stopped: threading.Event | None = None,
    ) -> bool:
        """Wait until ``condition`` holds for snapshots taken from now on; False if ``timeout`` seconds pass before.

        For threads that no Ctrl-C reaches: False soon after ``stopped`` is set as well. Raises what the listener did,
        such as a closed output: no further poll would come.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            first_round = self._rounds_started + 1
            self._wake.set()
            while self._rounds_finished < first_round or not condition(self._snapshots):
                if self._failure:
                    raise self._failure
                remaining = deadline - time.monotonic()
                if remaining <= 0 or (stopped and stopped.is_set()):
                    return self._rounds_finished >= first_round and condition(self._snapshots)
                self._changed.wait(min(remaining, _GLANCE) if stopped else remaining)
            return True

    def _run(self) -> None:
        try:
            self._poll_all()
        except BaseException as error:  # noqa: BLE001 - it is raised again by those who wait
            with self._changed:
                self._failure = error
                self._changed.notify_all()

    def _poll_all(self) -> None:
        pause = _FIRST_PAUSE
        while not self._ended.is_set():
            self._wake.clear()
            with self._changed:
                self._rounds_started += 1
            for name, get_environment in self._calls.items():
                self._record(name, _poll(get_environment))
            with self._changed:
                self._rounds_finished += 1
                self._changed.notify_all()
            self._wake.wait(min(self._interval, pause))
            pause *= _LONGER

    def _record(self, name: str, snapshot: StatusSnapshot) -> None:
        with self._changed:
            previous = self._snapshots[name]
            if snapshot.error:
                snapshot = replace(previous, error=snapshot.error, is_unrecoverable=snapshot.is_unrecoverable)
            self._snapshots[name] = snapshot
            # That there is no environment yet is where every creation begins.
            before_creation = (previous.status, snapshot.status) == (NOT_POLLED, NOT_FOUND)
            changed = snapshot.status != previous.status and not before_creation
            status = str(Status.DELETED) if snapshot.status == NOT_FOUND else snapshot.status
            if changed:
                self._statuses[name].append(status)
        if changed:
            self._listener(StatusChanged(name, status))
        if snapshot.environment:
            self._listener(EnvironmentPolled(name, status, snapshot.environment.get("CreatedAt")))


def _poll(get_environment: GetEnvironment) -> StatusSnapshot:
    try:
        environment = get_environment()
    except Exception as error:  # noqa: BLE001 - whatever it is, the next poll may succeed
        failure = aws_error(error)
        if failure.code == "ResourceNotFoundException":
            return StatusSnapshot(NOT_FOUND)
        return StatusSnapshot(error=one_line(str(error)), is_unrecoverable=failure.kind in _UNRECOVERABLE)
    return StatusSnapshot(str(environment.get("Status", "")), environment)
