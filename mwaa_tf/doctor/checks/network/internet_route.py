"""Subnets reach AWS services."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._routes import Exit, exit_of
from mwaa_tf.doctor.checks.network._services import has_service_endpoints
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "network.internet-route",
    title="The subnets reach AWS services",
    fix="Route 0.0.0.0/0 to a NAT gateway: `aws ec2 create-route`, or create endpoints of the AWS services",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html",
    reads=("network",),
    covers=(
        "verify_env: check_routes",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: route tables",
        "guide: route to a NAT gateway or VPC endpoints",
    ),
)
def internet_route(view: EnvironmentView) -> Iterator[Issue]:
    """Each subnet has a route to the internet, through a NAT gateway, or endpoints of the AWS services.

    Without either, containers neither fetch their image nor write logs: the environment ends in CREATE_FAILED, and one
    that loses its route afterwards loses its workers.
    """
    for subnet_id in view.environment.value.subnet_ids:
        way = exit_of(view.network, subnet_id)
        if way.exit is Exit.NONE and way.table and not has_service_endpoints(view):
            yield failure(
                f"The subnet {subnet_id} reaches no AWS service: {way.table.id} has no route to 0.0.0.0/0, and the VPC "
                "has no endpoints of services.",
                fix=f"Route 0.0.0.0/0 to a NAT gateway in {way.table.id}, or create endpoints of the AWS services",
                subject=way.table.id,
            )
        elif way.exit is Exit.OTHER:
            yield passed(f"{subnet_id} leaves by {way.target}, and what is behind it is not known")
