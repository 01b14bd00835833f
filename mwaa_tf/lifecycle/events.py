"""Events that a listener receives while stages are applied or destroyed.

They come from several threads, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mwaa_tf.lifecycle.outcome import Action, Outcome


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage begins, with these workspaces."""

    action: Action
    stage: int
    workspaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkspaceStarted:
    """Terraform begins on a workspace."""

    action: Action
    stage: int
    workspace: str


@dataclass(frozen=True, slots=True)
class WorkspaceProgress:
    """``done`` of ``total`` steps are finished; a replaced resource takes two.

    ``address`` is the resource that Terraform works on.
    """

    action: Action
    workspace: str
    done: int
    total: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceRetried:
    """An attempt failed with errors that go away by themselves; the next one begins in ``pause`` seconds."""

    action: Action
    workspace: str
    attempt: int
    pause: float
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkspaceFinished:
    """A workspace succeeded, failed or was skipped."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """An environment has another status; DELETED once MWAA no longer knows it."""

    environment: str
    status: str


@dataclass(frozen=True, slots=True)
class EnvironmentPolled:
    """An environment has this status now, and was created at this time, as far as MWAA says."""

    environment: str
    status: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stopping:
    """Ctrl-C was pressed: Terraform finishes what it has begun and saves its states, in these workspaces."""

    workspaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EnvironmentAwaited:
    """MWAA is at work on an environment, in this status, and has been waited for for so many seconds."""

    environment: str
    status: str
    seconds: float


@dataclass(frozen=True, slots=True)
class WindowAwaited:
    """Workspaces wait ``seconds`` more until the maintenance window of their environments begins, an aware datetime."""

    workspaces: tuple[str, ...]
    until: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class BucketEmptied:
    """Objects of a bucket were deleted, with all versions."""

    workspace: str
    bucket: str
    objects: int


@dataclass(frozen=True, slots=True)
class LocalAwsStarting:
    """A rehearsal starts its local AWS, which takes seconds."""


@dataclass(frozen=True, slots=True)
class CallRefused:
    """AWS refused a call of a workspace, and Terraform's provider repeats it all the same.

    It does so for up to ``minutes``; None where that is not known.
    """

    workspace: str
    action: str
    error: str
    message: str
    minutes: int | None


LifecycleEvent = (
    StageStarted
    | WorkspaceStarted
    | WorkspaceProgress
    | WorkspaceRetried
    | WorkspaceFinished
    | StatusChanged
    | EnvironmentPolled
    | Stopping
    | EnvironmentAwaited
    | WindowAwaited
    | BucketEmptied
    | CallRefused
    | LocalAwsStarting
)
Listener = Callable[[LifecycleEvent], None]


def null_listener(event: LifecycleEvent) -> None:
    """Ignore every event."""
