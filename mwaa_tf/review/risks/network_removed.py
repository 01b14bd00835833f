"""Parts of the network that are removed while environments use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.dependents import dependents_of
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk_across

_PARTS: Mapping[str, tuple[Severity, str]] = {
    "aws_vpc": ("high", "The VPC of the environments"),
    "aws_subnet": ("high", "A subnet, which an environment can never leave,"),
    "aws_nat_gateway": ("medium", "A NAT gateway, the route to the internet and to AWS services,"),
    "aws_internet_gateway": ("medium", "The internet gateway, the route to the internet,"),
    "aws_route": ("medium", "A route"),
    "aws_route_table": ("medium", "A route table"),
    "aws_route_table_association": ("medium", "The association of a subnet with its route table"),
}


@risk_across(
    "network-removed",
    severity="high",
    title="Network is removed while environments still use it",
    remediation="Destroy the environments first, or put the network back as it is.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html",
)
def network_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """The VPC, a subnet, a gateway or a route of stage 1 is deleted or replaced, and an environment stays.

    An environment keeps its VPC and its subnets for as long as it exists. Gateways and routes are a medium risk.
    """
    workspace = Stage.parse(plan.workspace)
    dependents = dependents_of(plan, plans) if workspace and workspace.stage is Stage.NETWORK else None
    if dependents is None or not dependents.survive:
        return
    for change in plan.changes:
        if change.type in _PARTS and not change.deposed and change.action in (Action.DELETE, Action.REPLACE):
            severity, part = _PARTS[change.type]
            done = "is deleted" if change.action is Action.DELETE else "is replaced"
            yield RiskFinding(change, f"{part} {done}: {dependents.phrase()}.", severity=severity)
