"""The customer manages the endpoints in a shared VPC."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, customer_manages_endpoints, participant_id
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "handshake.endpoint-management",
    title="The customer manages the endpoints in a shared VPC",
    fix="Replace the environment by one with endpoint management CUSTOMER: it can never be changed",
    source=MANAGEMENT_PAGE,
    reads=("network", "share"),
)
def endpoint_management(view: EnvironmentView) -> Iterator[Issue]:
    """An environment in shared subnets has endpoint management CUSTOMER.

    With SERVICE, MWAA would create the endpoints as the environment's account, which cannot create any in a VPC of
    another account.
    """
    if customer_manages_endpoints(view):
        return
    owners = {subnet.owner_id for subnet in view.network.subnets.value}
    if owners - {participant_id(view)}:
        name = view.environment.value.name
        yield failure(f"{name} has endpoint management SERVICE, and its VPC belongs to another account.")
    else:
        yield passed("environment and VPC are in one account, and MWAA manages the endpoints")
