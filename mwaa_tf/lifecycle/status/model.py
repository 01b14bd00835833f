"""The status of a deployment as plain data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle.credentials import WorkspaceCredentials
from mwaa_tf.lifecycle.status.drift import Drift
from mwaa_tf.lifecycle.status.environments import EndpointReading, EnvironmentReading
from mwaa_tf.lifecycle.status.readings import StateProblem, StateReading


class Applied(StrEnum):
    """Whether a workspace is applied, as its state tells."""

    APPLIED = "applied"
    HALF_APPLIED = "half-applied"
    NOT_APPLIED = "not applied"
    NOT_RENDERED = "not rendered"
    UNKNOWN = "unknown"
    """Its state could not be read."""


class StepKind(StrEnum):
    """Whose turn it is."""

    NONE = "none"
    ACT = "act"
    """Someone has to do something: the workspace needs attention."""
    WAIT = "wait"
    """Another workspace comes first."""
    WATCH = "watch"
    """AWS or another run is at work."""
    CREDENTIALS = "credentials"
    """The step, or to know it, needs the credentials of another account."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next about a workspace, and why."""

    kind: StepKind = StepKind.NONE
    command: str = ""
    """To copy into a shell; empty where no command helps."""
    reason: str = ""
    needs_account: str = ""
    """The account whose credentials it needs, where they are not at hand; else empty."""


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """All that was found out about a workspace."""

    workspace: Workspace
    folder: Path
    is_rendered: bool
    state: StateReading
    credentials: WorkspaceCredentials
    missing_outputs: tuple[str, ...] = ()
    """Outputs that other workspaces read, and that its state does not have."""
    waits_for: tuple[str, ...] = ()
    """Paths of workspaces that must be applied before."""
    environment: EnvironmentReading | None = None
    """The environment that it creates, or whose endpoints it creates."""
    endpoints: tuple[EndpointReading, ...] = ()
    """The endpoints that it creates, or that its environment waits for."""
    endpoints_workspace: str = ""
    """Path of the workspace that creates the endpoints of its environment; empty for all other workspaces."""
    endpoints_credentials: WorkspaceCredentials | None = None
    """Those of that workspace; None for a workspace without an environment."""
    awaits_endpoints: bool = False
    """Whether the state of that workspace is known, and says that it is not applied."""
    drift: Drift | None = None
    """None if that was not asked for, or could not be."""
    is_all_destroyed: bool = False
    """Whether nothing of its deployment is applied any more, as after `destroy`, as far as was looked."""
    has_adopt_file: bool = False
    """Whether import blocks of `adopt` are in its folder."""

    @property
    def may_succeed_later(self) -> bool:
        """Whether a call failed by the network or by throttling."""
        error = self.environment.error if self.environment else None
        return self.state.problem is StateProblem.TRANSIENT or (error is not None and error.kind.is_transient)

    @property
    def applied(self) -> Applied:
        """Whether it is applied."""
        contents = self.state.contents
        if self.state.problem and self.state.problem is not StateProblem.NO_BUCKET:
            return Applied.UNKNOWN if self.is_rendered else Applied.NOT_RENDERED
        if contents is None or contents.is_empty:
            return Applied.NOT_APPLIED if self.is_rendered else Applied.NOT_RENDERED
        if self.missing_outputs or contents.tainted or contents.deposed:
            return Applied.HALF_APPLIED
        return Applied.APPLIED

    @property
    def applied_at(self) -> datetime | None:
        """When its state was written; None where that is not known, and where nothing is applied, or not any more."""
        return None if self._is_state_empty else self.state.modified

    @property
    def applied_by(self) -> str:
        """Who applied it last; empty where that is not known, and where nothing is applied, or not any more."""
        if self._is_state_empty:
            return ""
        return (self.drift.applied_by if self.drift else "") or self.state.modified_by

    @property
    def was_destroyed(self) -> bool:
        """Whether it has a state, and nothing in it: something was applied once."""
        return self.state.contents is not None and self._is_state_empty

    @property
    def _is_state_empty(self) -> bool:
        contents = self.state.contents
        return not self.state.problem and (contents is None or contents.is_empty)


def with_destroyed(facts: Collection[WorkspaceFacts]) -> tuple[WorkspaceFacts, ...]:
    """``facts``, which say so if all was destroyed: then no apply is due, as one is before the first.

    What was applied and destroyed has left an empty state; of what was never applied there is none.
    """
    is_nothing_applied = all(each.applied is Applied.NOT_APPLIED and not each.state.problem for each in facts)
    if not is_nothing_applied or not any(each.was_destroyed for each in facts):
        return tuple(facts)
    return tuple(replace(each, is_all_destroyed=True) for each in facts)


@dataclass(frozen=True, slots=True)
class WorkspaceStatus:
    """The status of a workspace: the facts, and what follows from them."""

    facts: WorkspaceFacts
    next_step: NextStep
    notes: tuple[str, ...] = ()
    """What else a person should know, one line each."""

    @property
    def needs_attention(self) -> bool:
        """Whether someone has to do something about it."""
        return self.next_step.kind is StepKind.ACT

    @property
    def is_settled(self) -> bool:
        """Whether waiting longer changes nothing, unless someone acts who has not begun to."""
        environment = self.facts.environment
        status = environment.known_status if environment and self.facts.endpoints_workspace else None
        is_waiting = status is not None and status.waits_for_endpoints
        is_at_work = self.next_step.kind is StepKind.WATCH or self.facts.state.lock is not None
        return not is_at_work and not is_waiting and not self.facts.may_succeed_later


@dataclass(frozen=True, slots=True)
class DeploymentStatus:
    """The status of the chosen workspaces of a deployment."""

    deployment: str
    region: str
    read_at: datetime
    workspaces: tuple[WorkspaceStatus, ...]
    is_refreshed: bool = False

    @property
    def needs_attention(self) -> bool:
        """Whether any workspace does."""
        return any(workspace.needs_attention for workspace in self.workspaces)

    @property
    def is_settled(self) -> bool:
        """Whether every workspace is."""
        return all(workspace.is_settled for workspace in self.workspaces)
