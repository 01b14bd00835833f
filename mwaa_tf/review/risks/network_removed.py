"""Parts of the network that go while environments stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.dependents import above
from mwaa_tf.review.model import Action, PlanReview, Severity
from mwaa_tf.review.risks import Found, risk_across

_WHAT: Mapping[str, tuple[Severity, str]] = {
    "aws_vpc": ("high", "The VPC of the environments"),
    "aws_subnet": ("high", "A subnet, which an environment can never leave"),
    "aws_nat_gateway": ("medium", "A NAT gateway, and with it the way to the internet and to AWS's services"),
    "aws_internet_gateway": ("medium", "The internet gateway, and with it the way to the internet"),
    "aws_route": ("medium", "A route"),
    "aws_route_table": ("medium", "A route table"),
    "aws_route_table_association": ("medium", "The routes of a subnet"),
}


@risk_across(
    "network-removed",
    severity="high",
    title="The network goes from under a living environment",
    way_out="Destroy the environments first, or put the network back as it is.",
    source="Amazon MWAA user guide, vpc-create: the network cannot be changed after the environment was created",
)
def network_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[Found]:
    """An environment keeps its VPC and its subnets for as long as it lives."""
    workspace = Stage.parse(plan.workspace)
    standing = above(plan, plans) if workspace and workspace.stage is Stage.NETWORK else None
    if standing is None or not standing.stays:
        return
    for change in plan.changes:
        if change.type in _WHAT and not change.deposed and change.action in (Action.DELETE, Action.REPLACE):
            severity, what = _WHAT[change.type]
            done = "is deleted" if change.action is Action.DELETE else "is replaced"
            yield Found(change, f"{what} {done}: {standing.words()}.", severity=severity)
