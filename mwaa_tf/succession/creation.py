"""The first step: the successor exists, and serves."""

from __future__ import annotations

from mwaa_tf.lifecycle.status import Applied, DeploymentStatus, StepKind, WorkspaceStatus
from mwaa_tf.mwaa.status import Status
from mwaa_tf.succession.pair import Pair
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus


def creation_status(pair: Pair, status: DeploymentStatus) -> StepStatus:
    """Whether the successor is ready to use and its workspaces are applied; ``status`` has these workspaces."""
    by_path = {each.facts.workspace.path: each for each in status.workspaces}
    workspaces = [by_path[path] for path in pair.successor_paths]
    if unread := [each for each in workspaces if _is_unread(each)]:
        return StepStatus(PairStep.CREATE, StepState.UNKNOWN, _reason(unread[0]))
    environment = workspaces[0].facts.environment
    found = environment.status if environment else ""
    known = Status.parse(found)
    if all(each.facts.applied is Applied.APPLIED for each in workspaces) and known and known.is_ready:
        return StepStatus(PairStep.CREATE, StepState.DONE, f"{pair.successor.name} is {found}{_note(known)}")
    begun = any(each.facts.applied in (Applied.APPLIED, Applied.HALF_APPLIED) for each in workspaces)
    open_steps = [each for each in workspaces if each.next_step.kind is not StepKind.NONE]
    reason = _reason(open_steps[0]) if open_steps else f"{pair.successor.name} is {found or 'not known to AWS'}"
    return StepStatus(PairStep.CREATE, StepState.PARTLY if begun else StepState.TO_DO, reason)


def _note(status: Status) -> str:
    return ": its last update was taken back, and it is ready to use" if status is Status.UPDATE_FAILED else ""


def _is_unread(workspace: WorkspaceStatus) -> bool:
    environment = workspace.facts.environment
    failed = environment is not None and (environment.error is not None or not environment.status)
    return workspace.facts.applied is Applied.UNKNOWN or (workspace.facts.applied is Applied.APPLIED and failed)


def _reason(workspace: WorkspaceStatus) -> str:
    return workspace.next_step.reason or f"{workspace.facts.workspace.path} is {workspace.facts.applied}"
