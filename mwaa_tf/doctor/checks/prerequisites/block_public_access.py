"""The account does not block the internet that the VPC is to have."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView

MODES = ("off", "block-bidirectional", "block-ingress")
"""Of VPC Block Public Access (EC2 service model, InternetGatewayBlockMode)."""


@check(
    "prerequisites.block-public-access",
    title="The account does not block the internet that the VPC is to have",
    fix="Exempt the VPC: `aws ec2 create-vpc-block-public-access-exclusion`, or set `internet: none`",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
    reads=("prerequisites",),
)
def block_public_access(view: EnvironmentView) -> Iterator[Issue]:
    """VPC Block Public Access of the owner's account lets a VPC with NAT gateways reach the internet.

    With ``block-bidirectional`` nothing passes internet gateways, whatever routes say. An environment that exists has a
    check of its network, which knows the exclusions.
    """
    deployment = view.target.deployment
    if not is_planned(view) or deployment is None or deployment.owner.network.existing:
        yield passed("the VPC exists")
        return
    if deployment.owner.network.internet == "none":
        yield passed("the VPC is to have no internet")
        return
    mode = view.prerequisites.block_public_access.value
    if mode not in MODES:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"unknown mode {mode!r} of VPC Block Public Access"))
    elif mode == "block-bidirectional":
        yield failure(
            f"Account {deployment.owner.account_id} blocks all traffic of internet gateways in {view.target.region} "
            f"({mode}), and the VPC is to have NAT gateways."
        )
