"""Destroy several workspaces: in reverse order, when MWAA is ready for it, with attempts for what passes by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle.buckets import empty_bucket
from mwaa_tf.lifecycle.destroy_survey import DestroySurvey, environment_names
from mwaa_tf.lifecycle.events import BucketEmptied, EnvironmentAwaited
from mwaa_tf.lifecycle.lifecycle import Lifecycle
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.remains import (
    Remaining,
    WorkspaceClient,
    remaining_files,
    remaining_resources,
    remaining_states,
    state_bucket_remains,
)
from mwaa_tf.lifecycle.watch import NOT_POLLED, EnvironmentWatch, GetEnvironment, StatusSnapshot
from mwaa_tf.mwaa.status import Status

#: Seconds between two polls of an environment, and between two lines about one that is waited for.
INTERVAL = 30.0
_REMINDER = 60.0

#: Seconds after which an environment is no longer waited for: an update that replaces workers gracefully takes up to
#: 12 hours (MWAA API reference, UpdateEnvironment, WorkerReplacementStrategy).
TIMEOUT = 13 * 3600.0


@dataclass(frozen=True, slots=True)
class _AwaitedEnvironment:
    """An environment that a workspace must wait for, and the statuses in which it does."""

    name: str
    in_deletion: bool
    """Whether its deletion is waited for, too: by its own workspace."""

    def is_awaited(self, snapshot: StatusSnapshot) -> bool:
        status = snapshot.known_status
        if snapshot.is_unrecoverable or status is None or not status.is_busy:
            return False
        return self.in_deletion or status is not Status.DELETING


class DestroyRun:
    """Destroys what ``survey`` found. MWAA refuses to delete an environment that it is at work on: it is waited for.

    ``client`` creates clients with the credentials of a workspace; with ``empty_buckets``, buckets are emptied before
    their workspaces are destroyed. ``waiting`` is entered while AWS is waited for.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        survey: DestroySurvey,
        client: WorkspaceClient,
        *,
        empty_buckets: bool = False,
        interval: float | None = None,
        waiting: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._lifecycle = lifecycle
        self._survey = survey
        self._client = client
        self._empty_buckets = empty_buckets
        self._interval = interval or INTERVAL
        self._waiting = waiting
        self._targets = {target.workspace.path: target for target in survey.targets}

    def run(self) -> tuple[Outcome, ...]:
        """Destroy; the outcomes of all chosen workspaces that had something to destroy, or could not be read."""
        others = (*self._survey.failed, *self._kept())
        calls = dict(self._calls())
        with ExitStack() as stack:
            watch = EnvironmentWatch(calls, interval=self._interval, listener=self._lifecycle.notify)
            if calls:
                stack.enter_context(watch)
            before = partial(self._prepare, watch)
            return others + self._lifecycle.destroy(self._targets, state_bucket=True, before=before)

    def remaining(self, outcomes: tuple[Outcome, ...], folder: Path) -> tuple[Remaining, ...]:
        """What still exists of what was destroyed; ``folder`` is that of the deployment."""
        destroyed = [outcome.workspace for outcome in outcomes if outcome.ok and outcome.workspace in self._targets]
        remaining: list[Remaining] = []
        for path in destroyed:
            target = self._targets[path]
            remaining += remaining_resources(target.workspace, target.resources, self._client)
        gone = {*destroyed, *self._survey.nothing_in}
        unconfigured = self._survey.unconfigured
        remaining += remaining_states(self._lifecycle.blueprint, gone, folder, is_whole=not unconfigured)
        remaining += [Remaining("workspace", one.path, reason=one.explanation) for one in unconfigured]
        if self._survey.state_bucket:
            remaining.append(state_bucket_remains(self._survey.state_bucket))
            gone.add(self._survey.state_bucket.path)
        if gone == set(self._lifecycle.blueprint.by_path) and not unconfigured:
            remaining += remaining_files(folder)
        return tuple(remaining)

    def _kept(self) -> Iterator[Outcome]:
        for path, needed_by in self._survey.kept.items():
            stage = self._lifecycle.blueprint.by_path[path].stage
            yield Outcome(path, stage, "destroy", blocked_by=needed_by)

    def _prepare(self, watch: EnvironmentWatch, workspace: Workspace) -> None:
        """Before each attempt: wait until MWAA is ready, then empty the buckets."""
        if awaited := tuple(self._awaited(workspace)):
            with self._waiting():
                self._wait(watch, awaited)
        target = self._targets[workspace.path]
        for contents in target.buckets if self._empty_buckets and not self._lifecycle.stopped.is_set() else ():
            deleted = empty_bucket(self._client("s3", workspace), contents.bucket)
            if deleted:
                self._lifecycle.notify(BucketEmptied(workspace.path, contents.bucket, deleted))

    def _wait(self, watch: EnvironmentWatch, awaited: tuple[_AwaitedEnvironment, ...]) -> None:
        started = time.monotonic()
        stopped = self._lifecycle.stopped

        def is_polled(snapshots: Mapping[str, StatusSnapshot]) -> bool:
            return all(snapshots[one.name].status != NOT_POLLED or snapshots[one.name].error for one in awaited)

        def is_ready(snapshots: Mapping[str, StatusSnapshot]) -> bool:
            return not any(one.is_awaited(snapshots[one.name]) for one in awaited)

        is_done = watch.wait(is_polled, _REMINDER, stopped) and is_ready(watch.snapshots())
        while not is_done and not stopped.is_set() and (seconds := time.monotonic() - started) < TIMEOUT:
            for environment in awaited:
                snapshot = watch.snapshot(environment.name)
                if environment.is_awaited(snapshot):
                    self._lifecycle.notify(EnvironmentAwaited(environment.name, snapshot.status, seconds))
            is_done = watch.wait(is_ready, _REMINDER, stopped)

    def _awaited(self, workspace: Workspace) -> Iterator[_AwaitedEnvironment]:
        """The environments of ``workspace``, and those that it gives endpoints or access to."""
        resources = self._survey.resources
        for name in environment_names(resources.get(workspace.path, ())):
            yield _AwaitedEnvironment(name, in_deletion=True)
        for read in workspace.reads:
            for name in environment_names(resources.get(read.workspace, ())):
                yield _AwaitedEnvironment(name, in_deletion=False)

    def _calls(self) -> Iterator[tuple[str, GetEnvironment]]:
        awaited = {one.name for target in self._survey.targets for one in self._awaited(target.workspace)}
        for path, resources in self._survey.resources.items():
            for name in awaited.intersection(environment_names(resources)):
                yield name, _get_environment(self._lifecycle.blueprint.by_path[path], name, self._client)


def _get_environment(workspace: Workspace, name: str, client: WorkspaceClient) -> GetEnvironment:
    @cache
    def mwaa() -> Any:
        return client("mwaa", workspace)

    def get_environment() -> Mapping[str, Any]:
        environment: Mapping[str, Any] = mwaa().get_environment(Name=name)["Environment"]
        return environment

    return get_environment
