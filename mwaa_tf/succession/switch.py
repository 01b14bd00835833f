"""Whom the access methods serve: the configuration says it, the state of their workspace what is applied."""

from __future__ import annotations

from mwaa_tf.lifecycle.status import Applied, DeploymentStatus, WorkspaceStatus
from mwaa_tf.succession.pair import Pair
from mwaa_tf.succession.steps import PairStep, StepState, StepStatus


def switch_status(pair: Pair, status: DeploymentStatus) -> StepStatus:
    """Whether load balancer, VPN and bastion serve the successor; ``status`` has all workspaces.

    The rules with which they reach a web server are in the group of its endpoints, in either method's state.
    """
    if pair.access_path is None:
        return StepStatus(PairStep.SWITCH, StepState.NOT_NEEDED, "there is no load balancer, VPN or bastion")
    by_path = {each.facts.workspace.path: each for each in status.workspaces}
    access = by_path[pair.access_path]
    if access.facts.applied is Applied.UNKNOWN:
        return StepStatus(PairStep.SWITCH, StepState.UNKNOWN, access.next_step.reason)
    contents = access.facts.state.contents
    groups = contents.ingress_groups if contents else frozenset()
    serves_new = _group(by_path[pair.successor_paths[1]]) in groups
    serves_old = _group(by_path[pair.predecessor_paths[1]]) in groups
    path, new, old = pair.access_path, pair.successor.key, pair.predecessor.key
    if pair.is_switched:
        if serves_new and not serves_old:
            return StepStatus(PairStep.SWITCH, StepState.DONE, f"{path} serves {new}", is_taken=True)
        return StepStatus(PairStep.SWITCH, StepState.PARTLY, f"{path} is not applied for {new} yet", is_taken=True)
    if serves_new:
        return StepStatus(PairStep.SWITCH, StepState.PARTLY, f"{path} is not applied for {old} again", is_taken=True)
    return StepStatus(PairStep.SWITCH, StepState.TO_DO, f"{path} serves {old}")


def _group(endpoints: WorkspaceStatus) -> str | None:
    """The security group of the endpoints of a workspace; None where they are not applied."""
    contents = endpoints.facts.state.contents
    group = contents.outputs.get("security_group_id") if contents else None
    return str(group) if group else None
