"""Names of AWS services lead to their endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import (
    INTERFACE,
    endpoints_of,
    required_services,
    subnets_without_internet,
)
from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.endpoint_services import AIRFLOW_OPS, UNDOCUMENTED


@check(
    "network.private-dns",
    title="Names of AWS services lead to their endpoints",
    fix="Turn on private DNS: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ENDPOINT --private-dns-enabled`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html",
    reads=("network",),
    covers=("verify_env: check_vpc_endpoint_private_dns_enabled", "guide: private DNS of endpoints"),
)
def private_dns(view: EnvironmentView) -> Iterator[Issue]:
    """In a VPC without internet, interface endpoints of AWS services have private DNS on.

    With it off, ``sqs.us-east-1.amazonaws.com`` resolves to addresses on the internet, which nothing there reaches.
    Endpoints of the environment itself, of its database and its web server, need none.
    """
    if not subnets_without_internet(view):
        yield passed("the subnets reach AWS services on the internet")
        return
    for service in required_services(view):
        endpoints = endpoints_of(view, service)
        interfaces = [endpoint for endpoint in endpoints if endpoint.kind == INTERFACE]
        if len(interfaces) != len(endpoints) or any(endpoint.private_dns for endpoint in interfaces):
            continue
        for endpoint in interfaces:
            report = warning if service in UNDOCUMENTED | {AIRFLOW_OPS} else failure
            yield report(
                f"The endpoint {endpoint.id} of {service} has private DNS off.",
                fix=f"Turn it on: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint.id} --private-dns-enabled`",
                subject=endpoint.id,
            )
