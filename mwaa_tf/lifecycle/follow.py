"""Follow environments until they are ready to use, and record that in their states."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import StageStarted, WorkspaceFinished
from mwaa_tf.lifecycle.explained import MissingCredentials
from mwaa_tf.lifecycle.handshake import (
    TIMEOUT,
    Handshake,
    HandshakeError,
    failed_update,
    handshakes,
    wait_until_available,
    watch_environments,
)
from mwaa_tf.lifecycle.lifecycle import Environ, Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.planned_environments import how_to_create_again
from mwaa_tf.lifecycle.watch import StatusSnapshot
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import one_line

#: Seconds between two polls of an environment, once it has been followed for a while.
INTERVAL = 30.0


class Follower:
    """Follows environments of the deployment of ``lifecycle``, each with its participant's credentials.

    ``waiting`` is entered while AWS is waited for; ``timeout`` is how long an environment may take once its endpoints
    exist.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        environ: Environ,
        *,
        missing_credentials: MissingCredentials = lambda _: "",
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
        interval: float = INTERVAL,
        timeout: timedelta = TIMEOUT,
    ) -> None:
        self.handshakes = handshakes(lifecycle.blueprint)
        self._lifecycle = lifecycle
        self._environ = environ
        self._missing_credentials = missing_credentials
        self._waiting = waiting
        self._interval = interval
        self._timeout = timeout

    def follow(self, waiting: Sequence[Handshake]) -> tuple[Outcome, ...]:
        """Wait until the environments of ``waiting`` are ready to use, then refresh their states; an outcome each."""
        accounts = {handshake.name: self._missing_credentials(handshake.environment) for handshake in waiting}
        followed = [handshake for handshake in waiting if not accounts[handshake.name]]
        outcomes = {name: _outcome(waiting, name, needs_credentials=account) for name, account in accounts.items()}
        if followed:
            paths = tuple(handshake.environment.path for handshake in followed)
            self._lifecycle.notify(StageStarted("follow", followed[0].endpoints.stage, paths))
            outcomes |= self._wait(followed)
        for outcome in outcomes.values():
            self._lifecycle.notify(WorkspaceFinished(outcome))
        return self._refreshed(tuple(outcomes.values()))

    def _wait(self, followed: Sequence[Handshake]) -> dict[str, Outcome]:
        started = time.monotonic()
        reasons: Mapping[str, str] = {}
        listener = self._lifecycle.notify
        with (
            self._waiting(),
            watch_environments(followed, self._environ, interval=self._interval, listener=listener) as watch,
        ):
            try:
                wait_until_available(watch, followed, self._environ, timeout=self._timeout)
            except HandshakeError as error:
                reasons = error.reasons
            snapshots = watch.snapshots()
        seconds = time.monotonic() - started
        errors = {
            name: self._error(followed, name, reason, snapshots[name].known_status) for name, reason in reasons.items()
        }
        return {
            name: _outcome(followed, name, seconds=seconds, error=errors.get(name), notes=_notes(snapshots[name]))
            for name in (handshake.name for handshake in followed)
        }

    def _error(self, followed: Sequence[Handshake], name: str, reason: str, status: Status | None) -> MwaaTfError:
        """Why the environment ``name`` is not AVAILABLE, and what to do where MWAA does not try again."""
        if status is not Status.CREATE_FAILED:
            return MwaaTfError(f"{name}: {reason}")
        workspace = next(handshake.environment for handshake in followed if handshake.name == name)
        how = how_to_create_again(self._lifecycle.root_module(workspace).folder)
        return MwaaTfError(f"{name}: {reason}; {how}")

    def _refreshed(self, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """``outcomes`` after the states of those that succeeded were refreshed: their outputs still say PENDING."""
        paths = [outcome.workspace for outcome in outcomes if outcome.ok]
        refreshed = {outcome.workspace: outcome for outcome in self._lifecycle.refresh(paths)} if paths else {}
        return tuple(
            replace(outcome, error=other.error) if (other := refreshed.get(outcome.workspace)) else outcome
            for outcome in outcomes
        )


def _notes(snapshot: StatusSnapshot) -> tuple[str, ...]:
    note = one_line(failed_update(snapshot))
    return (note,) if note else ()


def _outcome(waiting: Sequence[Handshake], name: str, **values: object) -> Outcome:
    workspace = next(handshake.environment for handshake in waiting if handshake.name == name)
    return replace(Outcome(workspace.path, workspace.stage, "follow"), **values)  # type: ignore[arg-type]
