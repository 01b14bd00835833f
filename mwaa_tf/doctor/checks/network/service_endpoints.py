"""A VPC without internet has endpoints of the AWS services that environments call."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import (
    endpoints_of,
    has_service_endpoints,
    required_services,
    service_name,
    subnets_without_internet,
)
from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.endpoint_services import AIRFLOW_OPS, UNDOCUMENTED
from mwaa_tf.text import join_words

#: Services without which an environment works, as far as AWS's pages tell.
_OPTIONAL = UNDOCUMENTED | {AIRFLOW_OPS}


@check(
    "network.service-endpoints",
    title="A VPC without internet has endpoints of the AWS services that environments call",
    fix="Create the endpoint in both subnets, with private DNS: `aws ec2 create-vpc-endpoint`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html",
    reads=("network",),
    covers=(
        "verify_env: check_service_vpc_endpoints",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: VPC endpoints",
        "guide: VPC service endpoints for private routing",
    ),
)
def service_endpoints(view: EnvironmentView) -> Iterator[Issue]:
    """Where subnets have no route to the internet, the VPC has an endpoint of each service that environments call.

    AWS lists S3, SQS, KMS, CloudWatch (logs and monitoring) and MWAA's own. Its page no longer lists ECR, which its
    verification script still expects, and airflow.ops only takes metrics of health: these are warnings.
    """
    closed = subnets_without_internet(view)
    if not closed:
        yield passed("the subnets reach AWS services on the internet")
        return
    if not has_service_endpoints(view):
        yield passed("there are none, which network.internet-route reports")
        return
    vpc_id = view.network.vpc.value.id
    for service in required_services(view):
        if endpoints_of(view, service):
            continue
        name = service_name(view, service)
        report = warning if service in _OPTIONAL else failure
        yield report(
            f"The VPC {vpc_id} has no endpoint of {name}, and {join_words(closed)} "
            f"{'have' if len(closed) > 1 else 'has'} no route to the internet.",
            fix=f"Create an endpoint of {name} in {join_words(view.environment.value.subnet_ids)}",
            subject=vpc_id,
        )
