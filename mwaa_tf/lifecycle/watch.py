"""The states that environments go through, seen from beside."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.lifecycle.events import LifecycleEvent, StatusChanged
from mwaa_tf.text import escape_control_characters

#: Statuses of ours: MWAA knows no such environment (any more), and MWAA has not been asked yet.
GONE = "GONE"
UNKNOWN = "UNKNOWN"

#: Errors that do not pass by waiting.
_HOPELESS = ("AccessDenied", "ExpiredToken", "InvalidClientTokenId", "UnrecognizedClient", "NoCredentials", "Profile")


@dataclass(frozen=True, slots=True)
class StatusSnapshot:
    """What MWAA last said of an environment; ``error`` where it could not be asked, ``hopeless`` where waiting is."""

    status: str = UNKNOWN
    environment: Mapping[str, Any] | None = None
    error: str = ""
    hopeless: bool = False


class EnvironmentWatch:
    """Asks MWAA every ``interval`` seconds how its environments are, on a thread of its own, in a ``with`` block.

    ``ask`` has for each environment's name what returns MWAA's answer to GetEnvironment. ``listener`` hears each
    change of a status.
    """

    def __init__(
        self,
        ask: Mapping[str, Callable[[], Mapping[str, Any]]],
        *,
        interval: float = 30.0,
        listener: Callable[[LifecycleEvent], None] | None = None,
    ) -> None:
        self._ask = ask
        self._interval = interval
        self._listener = listener
        self._seen = dict.fromkeys(ask, StatusSnapshot())
        self._statuses: dict[str, list[str]] = {name: [] for name in ask}
        self._changed = threading.Condition()
        self._begun = self._finished = 0
        self._wake = threading.Event()
        self._ended = threading.Event()
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
        """The states that the environment went through since the watch began; one that passes quickly may lack."""
        with self._changed:
            return tuple(self._statuses[name])

    def seen(self, name: str) -> StatusSnapshot:
        """What MWAA last said."""
        with self._changed:
            return self._seen[name]

    def wait(self, until: Callable[[Mapping[str, StatusSnapshot]], bool], timeout: float) -> bool:
        """Wait until what is asked from now on satisfies ``until``; whether it did within ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        with self._changed:
            first = self._begun + 1
            self._wake.set()
            while self._finished < first or not until(self._seen):
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    return self._finished >= first and until(self._seen)
            return True

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wake.clear()
            with self._changed:
                self._begun += 1
            for name, ask in self._ask.items():
                self._note(name, _asked(ask))
            with self._changed:
                self._finished += 1
                self._changed.notify_all()
            self._wake.wait(self._interval)

    def _note(self, name: str, seen: StatusSnapshot) -> None:
        with self._changed:
            before = self._seen[name]
            if seen.error and not seen.hopeless:
                seen = StatusSnapshot(before.status, before.environment, seen.error)
            self._seen[name] = seen
            # That there is none yet is where it begins.
            changed = seen.status != before.status and (before.status, seen.status) != (UNKNOWN, GONE)
            if changed:
                self._statuses[name].append(seen.status)
        if changed and self._listener:
            self._listener(StatusChanged(name, seen.status))


def _asked(ask: Callable[[], Mapping[str, Any]]) -> StatusSnapshot:
    try:
        environment = ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, the next round may know better
        code = _code(error)
        if code == "ResourceNotFoundException":
            return StatusSnapshot(GONE)
        return StatusSnapshot(error=escape_control_characters(str(error)), hopeless=code.startswith(_HOPELESS))
    return StatusSnapshot(str(environment.get("Status", "")), environment)


def _code(error: Exception) -> str:
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Code", ""))
    return type(error).__name__
