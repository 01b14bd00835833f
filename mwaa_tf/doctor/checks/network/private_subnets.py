"""The environment's subnets are private."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._routes import is_internet_gateway
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "network.private-subnets",
    title="No subnet of the environment has a route to an internet gateway",
    fix="Route to a NAT gateway instead of the internet gateway: `aws ec2 replace-route`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html",
    reads=("network",),
    covers=(
        "verify_env: check_routes",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: route tables",
        "guide: private subnets without a route to an internet gateway",
    ),
)
def private_subnets(view: EnvironmentView) -> Iterator[Issue]:
    """The route tables of the subnets have no route to an internet gateway.

    MWAA's containers have no public addresses, so that nothing comes back through an internet gateway: such a subnet
    is cut off, and MWAA creates no environment in it.
    """
    for subnet_id in view.environment.value.subnet_ids:
        table = view.network.route_table_of(subnet_id)
        for route in table.routes if table else ():
            if table and is_internet_gateway(route.target):
                yield failure(
                    f"The route table {table.id} of {subnet_id} routes {route.destination} to the internet gateway "
                    f"{route.target}.",
                    fix=f"Route {route.destination} to a NAT gateway in {table.id}",
                    subject=table.id,
                )
