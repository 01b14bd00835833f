"""The endpoints are created in the account that owns the VPC."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, customer_manages_endpoints
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.endpoints-account",
    title="The endpoints are created in the account that owns the VPC",
    fix="Set `owner.account_id` to the account that owns the environment's VPC",
    source=MANAGEMENT_PAGE,
    reads=("network",),
    covers=("guide: vpc-endpoint-management: InvalidServiceName",),
)
def endpoints_account(view: EnvironmentView) -> Iterator[Issue]:
    """The VPC of the environment belongs to the owner of the configuration, whose workspaces create its endpoints.

    For every other account MWAA's endpoint services do not exist: CreateVpcEndpoint answers InvalidServiceName.
    """
    if not customer_manages_endpoints(view):
        return
    configured = view.target.owner.account_id if view.target.owner else ""
    for subnet in view.network.subnets.value[:1]:
        if configured and subnet.owner_id != configured:
            yield failure(
                f"The environment's VPC {subnet.vpc_id} belongs to account {subnet.owner_id}, and its endpoints would "
                f"be created in account {configured}, where their services do not exist (InvalidServiceName).",
                subject=subnet.vpc_id,
                fix=f"Set `owner.account_id` to {subnet.owner_id}, or create the environment in the subnets that "
                f"account {configured} shares",
            )
