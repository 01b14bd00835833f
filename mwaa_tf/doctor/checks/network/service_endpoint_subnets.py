"""Endpoints of AWS services are in both subnets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import INTERFACE, used_endpoints
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "network.service-endpoint-subnets",
    title="Endpoints of AWS services are in both zones of the environment",
    fix="Add the subnet: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ENDPOINT --add-subnet-ids SUBNET`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html",
    reads=("network",),
    covers=("verify_env: check_service_vpc_endpoints", "guide: interface endpoints in both subnets"),
)
def service_endpoint_subnets(view: EnvironmentView) -> Iterator[Issue]:
    """Interface endpoints of AWS services are in both subnets of the environment, or in as many of the VPC.

    An endpoint in one zone serves the other one, too, and stops with its own. Endpoints in other subnets of the VPC
    serve the environment as well.
    """
    subnet_ids = view.environment.value.subnet_ids
    for service, endpoint in used_endpoints(view):
        if endpoint.kind != INTERFACE or len(endpoint.subnet_ids) >= len(subnet_ids):
            continue
        missing = sorted(set(subnet_ids) - set(endpoint.subnet_ids))
        if missing:
            yield warning(
                f"The endpoint {endpoint.id} of {service} is not in {join_words(missing)}.",
                fix=f"Add the subnet: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint.id} --add-subnet-ids "
                f"{' '.join(missing)}`",
                subject=endpoint.id,
            )
