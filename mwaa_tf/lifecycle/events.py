"""What a listener hears while stages are walked. Events come from several threads, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
    """``done`` of ``total`` steps are finished; a replaced resource takes two. ``address`` is the resource in hand."""

    action: Action
    workspace: str
    done: int
    total: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class WorkspaceFinished:
    """A workspace is done, has failed, or was not tried."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """An environment has come into another state; ``GONE`` is none of MWAA's: there is no such environment any more."""

    environment: str
    status: str


LifecycleEvent = StageStarted | WorkspaceStarted | WorkspaceProgress | WorkspaceFinished | StatusChanged
Listener = Callable[[LifecycleEvent], None]


def null_listener(event: LifecycleEvent) -> None:
    """The listener where nobody listens."""
