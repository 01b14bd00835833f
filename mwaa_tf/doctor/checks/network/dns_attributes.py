"""The VPC resolves names."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, warning
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "network.dns-attributes",
    title="The VPC resolves names, and gives them",
    fix="Turn it on: `aws ec2 modify-vpc-attribute --vpc-id VPC --enable-dns-support` (or `--enable-dns-hostnames`)",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
    reads=("network",),
    covers=("runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: DNS attributes of the VPC",),
)
def dns_attributes(view: EnvironmentView) -> Iterator[Issue]:
    """enableDnsSupport and enableDnsHostnames are on.

    Without the first, nothing in the VPC resolves a name. Without both, the private names of endpoints do not hold, and
    calls of AWS services leave for the internet, which a private VPC has not (AWS PrivateLink guide,
    interface-endpoints).
    """
    vpc_id = view.network.vpc.value.id
    if not view.network.dns_support.value:
        yield failure(
            f"The VPC {vpc_id} has enableDnsSupport off: nothing in it resolves a name.",
            fix=f"Turn it on: `aws ec2 modify-vpc-attribute --vpc-id {vpc_id} --enable-dns-support`",
            subject=vpc_id,
        )
    if not view.network.dns_host_names.value:
        has_private_names = view.network.endpoints.is_known and any(
            endpoint.private_dns for _, endpoint in used_endpoints(view)
        )
        report = failure if has_private_names else warning
        yield report(
            f"The VPC {vpc_id} has enableDnsHostnames off, and endpoints have no private names without it.",
            fix=f"Turn it on: `aws ec2 modify-vpc-attribute --vpc-id {vpc_id} --enable-dns-hostnames`",
            subject=vpc_id,
        )
